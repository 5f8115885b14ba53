"""One record against the rules."""

from collections.abc import Iterable

from pyoxigraph import Triple

from shapes.catalogue import validate_all
from shapes.report import ShapeReport
from shapes.rulebook import Rulebook

_ONLY = "record"


def validate(triples: Iterable[Triple], rulebook: Rulebook, *, form: bool = True) -> ShapeReport:
    """The findings about the nodes that these triples describe.

    `form`: as for a record that a person fills in; otherwise (a harvest) what `softForHarvest` rules find is a warning.
    """
    return validate_all({_ONLY: triples}, rulebook, form=form)[_ONLY]
