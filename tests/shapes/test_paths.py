"""Paths are read, spelled, read back and written as they are; what is no path is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode

from shapes.errors import ShapesRefused
from shapes.graph import Graph
from shapes.paths import Choice, Inverse, Path, Repeated, Steps, path_of, path_triples, read_path, spelled_path
from shapes.rule import facts_by_subject
from shapes.walking import walk
from tests.shapes.conftest import Read
from vocab.namespaces import DCAT, DCT

PROPERTIES = st.sampled_from([DCT.title, DCT.format, DCAT.distribution])
PATHS: st.SearchStrategy[Path] = st.recursive(
    PROPERTIES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda paths: Steps(tuple(paths))),
        st.lists(inner, min_size=2, max_size=3).map(lambda paths: Choice(tuple(paths))),
        inner.map(Inverse),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda pair: Repeated(*pair)),
    ),
    max_leaves=6,
)


@given(PATHS)
def test_a_path_survives_being_spelled_and_being_written(path: Path) -> None:
    assert path_of(spelled_path(path)) == path
    node, triples = path_triples(path, "p")
    assert read_path(facts_by_subject(triples), node) == path


def test_paths_are_spelled_as_in_sparql() -> None:
    assert spelled_path(DCT.title) == DCT.title.value
    both = Choice((DCT.title, Inverse(DCT.format)))
    path = Steps((DCAT.distribution, both, Repeated(Steps((DCT.title, DCT.format)), "*")))
    distribution, title, form = DCAT.distribution.value, DCT.title.value, DCT.format.value
    assert spelled_path(path) == f"<{distribution}>/(<{title}>|^<{form}>)/(<{title}>/<{form}>)*"


@pytest.mark.parametrize("text", ["(<a:b>", "<a:b>//<a:c>", "^", "(<a:b>|)", "<a:b>)"])
def test_a_broken_spelling_is_no_path(text: str) -> None:
    with pytest.raises(ValueError):
        path_of(text)


@pytest.mark.parametrize(
    "path",
    [
        "_:p . _:p sh:inversePath _:p",
        "_:p . _:p rdf:first dct:title ; rdf:rest _:p",
        "_:p . _:p rdf:first dct:title",
        "( dct:title )",
        "()",
        "[ sh:alternativePath ( dct:title ) ]",
        "[ sh:alternatePath ( dct:title dct:format ) ]",
        '"dct:title"',
    ],
)
def test_what_is_no_path_is_refused_with_a_sentence(read: Read, path: str) -> None:
    facts = facts_by_subject(read(f"<s> sh:path {path} ."))
    (node,) = (said for about in facts.values() for name, values in about.items() if "path" in name.value.lower()
               and name.value.endswith("#path") for said in values)  # fmt: skip
    with pytest.raises(ShapesRefused) as refusal:
        read_path(facts, node)
    assert refusal.value.vi
    assert refusal.value.en


def test_walking_ends_on_circles_and_gives_each_value_once(read: Read) -> None:
    graph = Graph(read("<a> dct:relation <b>, <c> . <b> dct:relation <d>, <a> . <c> dct:relation <d> ."))
    a, b, c, d = (NamedNode(f"http://127.0.0.1:8080/{name}") for name in "abcd")
    related = DCT.relation
    assert sorted(walk(Repeated(related, "*"))(graph, a), key=str) == [a, b, c, d]
    assert sorted(walk(Repeated(related, "+"))(graph, d), key=str) == []
    assert sorted(walk(Repeated(related, "?"))(graph, c), key=str) == [c, d]
    assert sorted(walk(Steps((related, related)))(graph, a), key=str) == [a, d]
    assert sorted(walk(Inverse(Steps((related, related))))(graph, d), key=str) == [a]
    assert walk(Inverse(Inverse(related)))(graph, c) == (d,)
    assert walk(related)(graph, BlankNode("nobody")) == ()
