"""The order of classes that is kept is what OWL RL makes of the vocabulary, and judging needs no reasoner."""

from pathlib import Path

from pyoxigraph import NamedNode

from shapes.closure import closed_text
from shapes.context import Context
from shapes.graph import Graph
from tests.shapes.conftest import Read
from vocab.namespaces import DCT, FOAF, ORG, SCHEMA

TERMS = Path("shapes/terms")


def test_the_kept_closure_is_up_to_date() -> None:
    """After a change of classes.ttl or alignments.ttl: python -m shapes.closure."""
    assert (TERMS / "closed.ttl").read_text(encoding="utf-8") == closed_text(TERMS)


def test_what_follows_from_several_statements_is_known(context: Context, read: Read) -> None:
    background = Graph(context.axioms)
    graph = Graph(read("<a> a <http://schema.org/GovernmentOrganization> . <b> a dct:FileFormat ."), background)
    office, form = (NamedNode(f"http://127.0.0.1:8080/{name}") for name in "ab")
    assert graph.is_a(office, FOAF.Agent)
    assert graph.is_a(office, ORG.Organization)
    assert graph.is_a(form, DCT.MediaTypeOrExtent)
    assert not graph.is_a(form, FOAF.Agent)
    assert SCHEMA.GovernmentOrganization not in background.above(FOAF.Agent)


def test_the_closure_is_whole(context: Context) -> None:
    """Nothing above what is above a class is left for judging to find out."""
    pairs = {(axiom.subject, axiom.object) for axiom in context.axioms}
    assert {(a, d) for a, b in pairs for c, d in pairs if b == c and a != d} <= pairs
