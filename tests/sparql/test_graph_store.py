"""Which graph a request of the Graph Store Protocol names, and the fixed questions that fetch it."""

import pytest
from pyoxigraph import RdfFormat, Store, parse

from sparql.answering import Answer, AnswerCaps, answer
from sparql.graph_store import WRITING, Wanted, asking, too_large, wanted
from sparql.negotiation import GRAPHS
from sparql.protocol import Request
from sparql.refusal import Refusal
from tests.sparql.bodies import body, graph
from tests.sparql.merged import merge

TURTLE, TRIPLES = GRAPHS[0], GRAPHS[1]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("graph=urn:a", "urn:a"),
        ("graph=http%3A//example.org/%C4%91%E1%BB%93", "http://example.org/đồ"),
        ("default", None),
        ("default=&other=1", None),
    ],
)
def test_a_graph_is_named_by_its_absolute_iri_or_is_the_default_one(query: str, named: str | None) -> None:
    assert wanted(Request("GET", query)) == Wanted(named, TURTLE)


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("", "graph-which"),
        ("graph=urn:a&default", "graph-which"),
        ("graph=urn:a&graph=urn:a", "graph-which"),
        ("graph=", "graph-iri"),
        ("graph=a/b", "graph-iri"),
        ("graph=//example.org/a", "graph-iri"),
        ("graph=http://example.org/a%20b", "graph-iri"),
        ("graph=%ff", "not-utf8"),
        ("graph=urn:a&format=docx", "format-unknown"),
    ],
)
def test_what_names_no_graph_is_a_bad_request(query: str, slug: str) -> None:
    refused = wanted(Request("GET", query))
    assert isinstance(refused, Refusal) and (refused.status, refused.slug) == (400, slug)


def test_the_form_is_what_format_names_else_what_the_client_likes() -> None:
    assert wanted(Request("GET", "graph=urn:a&format=NT", accept="text/turtle")) == Wanted("urn:a", TRIPLES)
    assert wanted(Request("HEAD", "default", accept="application/n-triples")) == Wanted(None, TRIPLES)
    refused = wanted(Request("GET", "default", accept="image/png"))
    assert isinstance(refused, Refusal) and refused.status == 406


@pytest.mark.parametrize("method", WRITING)
def test_what_writes_is_refused_before_anything_is_looked_at(method: str) -> None:
    refused = wanted(Request(method, ""))
    assert isinstance(refused, Refusal) and refused.status == 405
    assert dict(refused.headers)["Allow"] == "GET, HEAD, OPTIONS"


def test_the_questions_see_one_graph_or_the_union() -> None:
    store = Store()
    store.extend(parse(body(1, 1) + body(2, 1), format=RdfFormat.N_QUADS))
    merge(store)

    def said(question: str, name: str | None) -> bytes:
        plan = asking("whole", name, TRIPLES) if question == "whole" else asking("there", name)
        given = answer(store, plan, AnswerCaps())
        assert isinstance(given, Answer)
        return given.body

    assert said("whole", graph(1)).count(b"\n") == 22 and b"000000000002" not in said("whole", graph(1))
    assert said("whole", None).count(b"\n") == 44
    assert b"true" in said("there", graph(2)) and b"false" in said("there", graph(3))
    assert said("whole", graph(3)) == b""
    assert asking("there", None).offer.format == "json"


def test_what_is_too_large_leads_to_the_dump() -> None:
    refused = too_large("http://example.org/dump")
    assert (
        refused.status == 413 and "http://example.org/dump" in refused.vi and "/dump>" in dict(refused.headers)["Link"]
    )
