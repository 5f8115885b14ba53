"""A version that is held back beside the one that is public: field by field where they differ, for who must choose."""

from dataclasses import replace

from pyoxigraph import NamedNode

from registry.catalogue import Shown
from registry.web import desk_showing
from registry.web.desk_showing import Pair
from registry.web.desk_work import Work
from registry.web.form_reading import values_of
from registry.web.here import keeper


def beside(work: Work) -> list[Pair]:
    """What the held version says and what is public; nothing when there are not both."""
    held, shown = keeper().catalogue.held(work.key), keeper().catalogue.shown(work.key)
    if held is None or not isinstance(shown, Shown):
        return []
    mine = replace(work, values=values_of(work.form.fields, shown.description.triples, NamedNode(work.iri)))
    waiting = values_of(work.form.fields, held.description.triples, NamedNode(work.iri))
    pairs: list[Pair] = desk_showing.comparison(mine, waiting, "", held.at, 0)["pairs"]
    return pairs
