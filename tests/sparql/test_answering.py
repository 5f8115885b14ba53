"""Answers: each form, the dataset that is asked, the caps with their exact edges, and refusals with a place and a hint."""

import csv
import json
from io import StringIO
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from sparql.answering import Answer, AnswerCaps, answer, rows
from sparql.protocol import Plan, Request, plan
from sparql.refusal import Refusal
from sparql.scanner import Caps
from tests.sparql.merged import merge

TRICKY = 'a"b\r\n}},{"c":{} <result>\t,\\'
FORMATS = ("json", "xml", "csv", "tsv")


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for graph in ("urn:g1", "urn:g2", "urn:g3"):
        store.add(Quad(NamedNode(f"{graph}/s"), NamedNode("urn:in"), Literal(graph), NamedNode(graph)))
    for at in range(50):
        store.add(Quad(NamedNode(f"urn:s{at}"), NamedNode("urn:p"), Literal(f"{TRICKY}{at}"), NamedNode("urn:many")))
    return merge(store)


def planned(query: str, *more: tuple[str, str]) -> Plan:
    made = plan(Request("GET", urlencode([("query", query), *more])), Caps())
    assert isinstance(made, Plan), made
    return made


def ask(store: Store, query: str, *more: tuple[str, str], caps: AnswerCaps | None = None) -> Answer:
    given = answer(store, planned(query, *more), caps or AnswerCaps())
    assert isinstance(given, Answer), given
    return given


def refused(store: Store, query: str, *more: tuple[str, str], caps: AnswerCaps | None = None) -> Refusal:
    given = answer(store, planned(query, *more), caps or AnswerCaps())
    assert isinstance(given, Refusal), given
    return given


def graphs_seen(store: Store, query: str, *more: tuple[str, str]) -> set[str]:
    body = ask(store, query, ("format", "csv"), *more).body.decode()
    return {row["o"] for row in csv.DictReader(StringIO(body))}


DEFAULT = "SELECT ?o {} {{ ?s <urn:in> ?o }}"
NAMED = "SELECT ?o {} {{ GRAPH ?g {{ ?s <urn:in> ?o }} }}"
G1, G2, G3 = "urn:g1", "urn:g2", "urn:g3"


@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        (DEFAULT.format(""), (), {G1, G2, G3}),
        (NAMED.format(""), (), {G1, G2, G3}),
        (DEFAULT.format("FROM <urn:g1> FROM <urn:g2>"), (), {G1, G2}),
        (NAMED.format("FROM NAMED <urn:g2>"), (), {G2}),
        (DEFAULT.format("FROM NAMED <urn:g2>"), (), set()),
        (NAMED.format("FROM <urn:g2>"), (), set()),
        (DEFAULT.format(""), (("default-graph-uri", G1), ("default-graph-uri", G3)), {G1, G3}),
        (NAMED.format(""), (("default-graph-uri", G1),), set()),
        (NAMED.format(""), (("named-graph-uri", G2),), {G2}),
        (DEFAULT.format(""), (("named-graph-uri", G2),), set()),
        (DEFAULT.format("FROM <urn:g1>"), (("default-graph-uri", G3),), {G3}),
        (NAMED.format("FROM NAMED <urn:g1>"), (("named-graph-uri", G3),), {G3}),
        (NAMED.format("FROM NAMED <urn:g1>"), (("default-graph-uri", G3),), set()),
        (DEFAULT.format(""), (("default-graph-uri", "urn:nowhere"),), set()),
    ],
)
def test_the_dataset_asked_is_the_protocols_then_the_texts_then_everything(
    store: Store, query: str, parameters: tuple[tuple[str, str], ...], expected: set[str]
) -> None:
    assert graphs_seen(store, query, *parameters) == expected


@pytest.mark.parametrize("format", FORMATS)
def test_a_yes_or_no_in_every_form(store: Store, format: str) -> None:
    given = ask(store, "ASK { ?s ?p ?o }", ("format", format))
    assert b"true" in given.body


@pytest.mark.parametrize(
    ("format", "rdf"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
        ("trig", RdfFormat.TRIG),
        ("nq", RdfFormat.N_QUADS),
    ],
)
def test_a_graph_in_every_form_reads_back_the_same(store: Store, format: str, rdf: RdfFormat) -> None:
    given = ask(store, "CONSTRUCT WHERE { ?s <urn:in> ?o }", ("format", format))
    read = {str(quad.triple) for quad in parse(given.body, format=rdf)}
    assert read == {f'<{each}/s> <urn:in> "{each}"' for each in (G1, G2, G3)}


@pytest.mark.parametrize("format", FORMATS)
def test_the_row_cap_holds_at_its_exact_edge(store: Store, format: str) -> None:
    query = "SELECT * { GRAPH <urn:many> { ?s ?p ?o } }"
    assert not ask(store, query, ("format", format), caps=AnswerCaps(rows=50)).truncated
    over = refused(store, query, ("format", format), caps=AnswerCaps(rows=49))
    assert (over.status, over.slug) == (413, "answer-too-large")
    assert "49" in over.vi and "partial=1" in over.en


def test_a_long_answer_is_refused_at_its_first_row_too_many() -> None:
    """Written to its end, this one would fill any memory."""
    numbers = " ".join(str(number) for number in range(1_000))
    query = f"SELECT * {{ {' '.join(f'VALUES ?{name} {{ {numbers} }}' for name in 'abcd')} }}"
    assert refused(Store(), query, caps=AnswerCaps(bytes=1 << 50, rows=10)).slug == "answer-too-large"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("cap", "truncated"), [(49, True), (50, False), (51, False)])
def test_a_part_is_given_only_on_demand_and_marked_only_when_it_is_one(
    store: Store, format: str, cap: int, truncated: bool
) -> None:
    query = "SELECT * { GRAPH <urn:many> { ?s ?p ?o } }"
    given = ask(store, query, ("format", format), ("partial", "1"), caps=AnswerCaps(rows=cap))
    assert (rows(given.body, format), given.truncated) == (min(cap, 50), truncated)


def test_a_part_of_a_query_with_its_own_limit_is_not_cut(store: Store) -> None:
    over = refused(store, "SELECT * { ?s ?p ?o } LIMIT 20", ("partial", "1"), caps=AnswerCaps(rows=10))
    assert over.status == 413


def test_a_graph_is_never_cut_into_a_part(store: Store) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:many> { ?s ?p ?o } }"
    given = ask(store, query, ("format", "nt"), ("partial", "1"), caps=AnswerCaps(rows=10))
    assert (given.body.count(b"\n"), given.truncated) == (50, False)


@pytest.mark.parametrize("dataset", ["", "&default-graph-uri=urn:g1"])
def test_relative_iris_and_our_prefixes_are_read_whatever_the_dataset(store: Store, dataset: str) -> None:
    text = urlencode({"query": "SELECT (<a> AS ?a) (dct:title AS ?b) {}", "format": "csv"})
    made = plan(Request("GET", text + dataset, address="http://x/sparql"), Caps())
    assert isinstance(made, Plan)
    given = answer(store, made, AnswerCaps())
    assert isinstance(given, Answer) and b"http://x/a,http://purl.org/dc/terms/title" in given.body


def test_the_byte_cap_holds_at_its_exact_edge_for_rows_and_graphs(store: Store) -> None:
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        size = len(ask(store, query).body)
        assert len(ask(store, query, caps=AnswerCaps(bytes=size)).body) == size
        assert refused(store, query, caps=AnswerCaps(bytes=size - 1)).status == 413


@pytest.mark.parametrize("format", FORMATS)
@given(
    st.lists(st.tuples(st.sampled_from([None, "", "{}", "},{", "}},{", TRICKY, '"', "\n", "\r\n"]), st.booleans())),
)
def test_rows_are_counted_whatever_they_hold(format: str, values: list[tuple[str | None, bool]]) -> None:
    bindings = " ".join(f"({_literal(text)} {'<urn:x>' if more else 'UNDEF'})" for text, more in values)
    given = ask(Store(), f"SELECT * {{ VALUES (?a ?b) {{ {bindings} }} }}", ("format", format))
    assert rows(given.body, format) == len(values)


@pytest.mark.parametrize(("query", "count"), [("SELECT * {}", 1), ("SELECT * { VALUES ?y { 1 2 } FILTER(?y > 5) }", 0)])
@pytest.mark.parametrize("format", FORMATS)
def test_rows_without_bindings_count_too(format: str, query: str, count: int) -> None:
    assert rows(ask(Store(), query, ("format", format)).body, format) == count


def _literal(text: str | None) -> str:
    return "UNDEF" if text is None else json.dumps(text)


@pytest.mark.parametrize("more", [(), (("partial", "1"),)])
def test_a_syntax_error_has_its_place_in_the_persons_own_text(store: Store, more: tuple[tuple[str, str], ...]) -> None:
    given = refused(store, "SELECT *\n{ ?s nope:x ?o }\nVALUES ?s { <urn:a> }", *more)
    assert (given.status, given.slug, given.line, given.column) == (400, "query-syntax", 2, 6)
    assert "PREFIX nope:" in given.en and "dòng 2, cột 6" in given.vi


def test_what_cannot_be_evaluated_says_why(store: Store) -> None:
    given = refused(store, "SELECT (<urn:f>(1) AS ?x) {}")
    assert (given.status, given.slug) == (400, "query-not-evaluated")
    assert "Không có hàm <urn:f>" in given.vi and "no function <urn:f>" in given.en
    assert "GeoSPARQL" in given.vi and "GeoSPARQL" in given.en, "the service description names those"


def test_the_prefixes_of_the_registry_need_no_declaration(store: Store) -> None:
    assert b"dct:title" in ask(store, "CONSTRUCT { <urn:a> dct:title 'x' } {}").body
