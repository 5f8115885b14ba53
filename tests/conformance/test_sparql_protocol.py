"""The W3C's SPARQL 1.1 protocol tests, asked of our protocol functions over a store with the tests' own graphs.

Each test of https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/ is one request or several; those that
update must all be refused here, for the public endpoint only reads. Read from `../shared`, never committed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import RDF, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from sparql.answering import Answer, AnswerCaps, answer
from sparql.protocol import Plan, Request, ServiceDescription, plan
from sparql.refusal import Refusal
from sparql.scanner import Caps

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv; charset=utf-8",
        "text/tab-separated-values; charset=utf-8",
    },
    "RDF": {"text/turtle; charset=utf-8", "application/rdf+xml", "application/n-triples"},
}
OF_QUERIES = {
    "query_post_form": 1,
    "query_dataset_default_graphs_get": 1,
    "query_dataset_default_graphs_post": 1,
    "query_dataset_named_graphs_post": 1,
    "query_dataset_named_graphs_get": 1,
    "query_dataset_full": 1,
    "query_multiple_dataset": 1,
    "query_get": 1,
    "query_content_type_select": 1,
    "query_content_type_ask": 1,
    "query_content_type_describe": 1,
    "query_content_type_construct": 1,
    "query_post_direct": 1,
    "bad_query_method": 1,
    "bad_multiple_queries": 1,
    "bad_query_wrong_media_type": 1,
    "bad_query_missing_form_type": 1,
    "bad_query_missing_direct_type": 1,
    "bad_query_non_utf8": 1,
    "bad_query_syntax": 1,
}
OF_UPDATES = (
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a test and what is expected of its answer."""

    request: Request
    succeeds: bool
    boolean: bool | None
    format: str | None


@pytest.fixture(scope="module")
def manifest(shared: Path) -> Graph:
    return Graph().parse(shared / "w3c/sparql11/protocol/manifest.ttl", format="turtle")


@pytest.fixture(scope="module")
def store(shared: Path, manifest: Graph) -> Store:
    """Every graph that any test names, under the name it gives."""
    store = Store()
    for data in set(manifest.objects(predicate=UT.graphData)):
        file, label = manifest.value(data, UT.graph), manifest.value(data, rdflib.RDFS.label)
        path = shared / "w3c/sparql11/protocol" / str(file).rpartition("/")[2]
        store.load(path.read_bytes(), format=RdfFormat.N_TRIPLES, to_graph=NamedNode(str(label)))
    return store


def exchanges(manifest: Graph, name: str) -> Iterator[Exchange]:
    entry = next(one for one in manifest.subjects(RDF.type, MF.ProtocolTest) if str(one).endswith(f"#{name}"))
    connection = manifest.value(entry, MF.action)
    for request in Collection(manifest, manifest.value(connection, HT.requests)):
        answered = manifest.value(request, HT.resp)
        statuses = {str(status)[-3:] for status in manifest.objects(answered, MF.expectedStatus)}
        boolean = manifest.value(answered, MF.expectedBoolean)
        format = manifest.value(answered, MF.expectedFormat)
        yield Exchange(
            _request(manifest, request),
            "2xx" in statuses,
            None if boolean is None else str(boolean) == "true",
            None if format is None else str(format),
        )


def _request(manifest: Graph, node: Node) -> Request:
    headers = manifest.value(node, HT.headers)
    named = {
        str(manifest.value(header, HT.fieldName)).lower(): str(manifest.value(header, HT.fieldValue))
        for header in (Collection(manifest, headers) if headers is not None else ())
    }
    body = manifest.value(node, HT.body)
    text = "" if body is None else str(manifest.value(body, CNT.chars))
    charset = "utf-8" if body is None else str(manifest.value(body, CNT.characterEncoding))
    return Request(
        str(manifest.value(node, HT.methodName)),
        str(manifest.value(node, HT.absolutePath)).partition("?")[2],
        named.get("content-type"),
        text.encode(charset),
        named.get("accept"),
        "http://www.example/sparql/",
    )


def asked(store: Store, request: Request) -> Answer | Refusal | ServiceDescription:
    made = plan(request, Caps())
    return answer(store, made, AnswerCaps()) if isinstance(made, Plan) else made


def test_the_manifest_holds_the_tests_named_here(manifest: Graph) -> None:
    names = {str(entry).rpartition("#")[2] for entry in manifest.subjects(RDF.type, MF.ProtocolTest)}
    assert names == {*OF_QUERIES, *OF_UPDATES}


@pytest.mark.parametrize("name", OF_QUERIES)
def test_query(manifest: Graph, store: Store, name: str) -> None:
    made = list(exchanges(manifest, name))
    assert len(made) == OF_QUERIES[name]
    for exchange in made:
        given = asked(store, exchange.request)
        if not exchange.succeeds:
            assert isinstance(given, Refusal) and 400 <= given.status < 500
            continue
        assert isinstance(given, Answer), given
        if exchange.format is not None:
            assert given.content_type in FORMATS[exchange.format]
        if exchange.boolean is not None:
            assert (b"true" in given.body) is exchange.boolean


@pytest.mark.parametrize("name", OF_UPDATES)
def test_update_is_refused(manifest: Graph, store: Store, name: str) -> None:
    before = len(store)
    refused = 0
    for exchange in exchanges(manifest, name):
        given = asked(store, exchange.request)
        if isinstance(given, Refusal):
            assert 400 <= given.status < 500
            refused += 1
    assert refused >= 1
    assert len(store) == before
