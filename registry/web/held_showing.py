"""A version that is held back beside the one that is public: field by field where they differ, for who must choose."""

from dataclasses import replace

from pyoxigraph import NamedNode, RdfFormat, parse

from registry.web import desk_showing
from registry.web.desk_showing import Pair
from registry.web.desk_work import Work
from registry.web.form_reading import values_of
from registry.web.here import keeper


def beside(work: Work) -> list[Pair]:
    """What the held version says and what is public; nothing when there are not both."""
    held, current = keeper().catalogue.held(work.key), work.current
    if held is None or current is None or current.state != "public":
        return []
    body = keeper().ledger.body(current.body_seq) or b""
    public = [quad.triple for quad in parse(body, format=RdfFormat.N_QUADS)]
    mine = replace(work, values=values_of(work.form.fields, public, NamedNode(work.iri)))
    waiting = values_of(work.form.fields, held.description.triples, NamedNode(work.iri))
    pairs: list[Pair] = desk_showing.comparison(mine, waiting, "", held.at, 0)["pairs"]
    return pairs
