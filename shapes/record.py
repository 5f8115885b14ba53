"""One record against the rules."""

from collections.abc import Iterable, Sequence

from pyoxigraph import Triple

from shapes.catalogue import validate_all
from shapes.context import Context
from shapes.library import Profile
from shapes.report import ShapeReport

_ONLY = "record"


def validate(
    triples: Iterable[Triple], context: Context, profiles: Sequence[Profile], *, form: bool = True
) -> ShapeReport:
    """The findings about the nodes that these triples describe.

    `form`: as for a record that a person fills in; otherwise (a harvest) what `softForHarvest` rules find is a warning.
    """
    return validate_all({_ONLY: triples}, context, profiles, form=form)[_ONLY]
