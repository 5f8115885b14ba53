"""The Description: labels that stay, fingerprints that mean the same, readings that look into the triples."""

import gc
import weakref
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from vocab.description import day, describe, from_body, pick
from vocab.errors import DeepNodes, TangledNodes
from vocab.identifiers import dataset_iri, mint_key
from vocab.namespaces import DCAT, DCT, FOAF, VCARD

BASE = "https://registry.example"
IRI = dataset_iri(BASE, mint_key("one"))
OTHER = dataset_iri(BASE, mint_key("two"))

TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix adms: <http://www.w3.org/ns/adms#> .
<%s> a dcat:Dataset ; dct:title "Hồ chứa"@vi , "Reservoirs"@en ; dct:modified "2026-10-12"^^xsd:date ;
  dct:identifier "A1" ; adms:identifier [ skos:notation "B2" ] ;
  dcat:contactPoint [ vcard:fn "Chi cục Thủy lợi" ; vcard:hasEmail <mailto:a@example.vn> ] ;
  dcat:distribution [ dcat:accessURL <https://x.example/a.csv> ; dcat:byteSize "034"^^xsd:nonNegativeInteger ;
                      dct:title "Tệp"@vi ] .
"""


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]


def test_a_body_is_read_back_to_the_letter() -> None:
    first = describe(IRI, turtle(TURTLE % IRI))
    assert b'"034"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>' in first.body()
    again = from_body(IRI, first.body(), first.fingerprint)
    assert again == first
    assert from_body(IRI, first.body()).fingerprint == first.fingerprint


def test_every_line_of_a_body_lies_in_the_records_graph() -> None:
    one = describe(IRI, turtle(TURTLE % IRI))
    assert {quad.graph_name for quad in parse(one.body(), format=RdfFormat.N_QUADS)} == {NamedNode(one.record)}


def test_two_records_never_share_a_blank_label() -> None:
    blanks = [
        {
            node.value
            for t in describe(iri, turtle(TURTLE % iri)).triples
            for node in (t.subject, t.object)
            if isinstance(node, BlankNode)
        }
        for iri in (IRI, OTHER)
    ]
    assert len(blanks[0]) == len(blanks[1]) == 3
    assert not blanks[0] & blanks[1]


def test_an_edit_renames_no_other_node() -> None:
    before = describe(IRI, turtle(TURTLE % IRI))
    contact = before.value(DCAT.contactPoint)
    distribution = before.value(DCAT.distribution)
    edited = [
        t if t.predicate != VCARD.fn else Triple(t.subject, t.predicate, Literal("Sở Y tế")) for t in before.triples
    ]
    spare = Triple(NamedNode(IRI), DCAT.contactPoint, BlankNode("new"))
    edited += [spare, Triple(BlankNode("new"), VCARD.fn, Literal("An"))]
    after = describe(IRI, edited, before)
    assert after.value(DCAT.distribution) == distribution
    assert contact in after.values(DCAT.contactPoint)
    assert after.text(VCARD.fn, subject=contact) == "Sở Y tế"  # type: ignore[arg-type]


def test_a_node_that_comes_back_takes_no_living_label() -> None:
    before = describe(IRI, turtle(TURTLE % IRI))
    fewer = describe(IRI, [t for t in before.triples if t.predicate != DCAT.contactPoint], before)
    assert fewer.value(DCAT.distribution) == before.value(DCAT.distribution)


@given(st.permutations(range(14)), st.text("abcdefgh", min_size=1, max_size=5))
def test_the_fingerprint_knows_neither_order_nor_labels(order: list[int], prefix: str) -> None:
    triples = turtle(TURTLE % IRI)
    shuffled = [triples[i] for i in order if i < len(triples)]
    renamed = [Triple(_other(t.subject, prefix), t.predicate, _other(t.object, prefix)) for t in shuffled]
    assert describe(IRI, renamed) == describe(IRI, triples)


def _other(term, prefix):  # type: ignore[no-untyped-def]
    return BlankNode(prefix + term.value) if isinstance(term, BlankNode) else term


def test_a_ring_of_seven_blank_nodes_is_refused_with_a_sentence_and_six_are_not() -> None:
    def ring(size: int) -> list[Triple]:
        nodes = [BlankNode(f"r{i}") for i in range(size)]
        links = [Triple(nodes[i], DCT.relation, nodes[(i + 1) % size]) for i in range(size)]
        return [Triple(NamedNode(IRI), DCT.relation, nodes[0]), *links]

    assert len(describe(IRI, ring(6)).triples) == 7
    with pytest.raises(TangledNodes) as refusal:
        describe(IRI, ring(7))
    assert "7" in refusal.value.vi and "7" in refusal.value.en


def chain(length: int) -> list[Triple]:
    return [Triple(BlankNode(f"n{i}"), DCT.relation, BlankNode(f"n{i + 1}")) for i in range(length - 1)]


def test_a_chain_of_blank_nodes_is_no_ring_but_has_a_depth() -> None:
    assert len(describe(IRI, chain(64)).triples) == 63
    with pytest.raises(DeepNodes) as refusal:
        describe(IRI, chain(3000))
    assert refusal.value.depth == 3000


def test_readings_look_into_the_triples() -> None:
    one = describe(IRI, turtle(TURTLE % IRI))
    assert (one.title("vi"), one.title("en"), one.title("fr")) == ("Hồ chứa", "Reservoirs", "Hồ chứa")
    assert one.modified == date(2026, 10, 12)
    assert set(one.identifiers) == {"A1", "B2"}
    (file,) = one.distributions
    assert (file.title(), file.access_url, file.byte_size) == ("Tệp", "https://x.example/a.csv", 34)
    assert one.publisher is None and one.value(FOAF.page) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("2026-02-30", None),
        ("2026-03-01T23:59:59+07:00", date(2026, 3, 1)),
        ("2026-05", date(2026, 5, 1)),
        ("2024", date(2024, 1, 1)),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_a_day_is_a_real_day_or_none(text: str, expected: date | None) -> None:
    assert day(Literal(text)) == expected


def test_pick_prefers_the_readers_language_then_vietnamese() -> None:
    terms = [
        Literal("c", language="fr"),
        Literal("b"),
        Literal("a", language="vi-VN"),
        Literal("x", language="en"),
    ]
    assert [pick(terms, lang) for lang in ("vi", "en", "fr", "de")] == ["a", "x", "c", "a"]
    assert pick([]) == ""


def test_what_was_read_goes_at_once_when_nobody_holds_it() -> None:
    one = describe(IRI, turtle(TURTLE % IRI))
    assert one.distributions[0].title() == "Tệp"
    gone = weakref.ref(one)
    gc.disable()  # workers look for no circles of garbage: a hundred thousand descriptions would stay
    try:
        del one
        assert gone() is None
    finally:
        gc.enable()
