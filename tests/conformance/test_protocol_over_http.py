"""The SPARQL 1.1 Protocol over real HTTP: a keeper that serves, asked as the W3C's tests ask, byte for byte.

Stands alone: the exchanges are written in `protocol_exchanges`, each with its test's name, and need no `../shared`.
"""

import http.client
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from tests.conformance import negotiation_rows as rows
from tests.conformance.protocol_exchanges import DIRECT, FORM, OURS, QUERIES, UPDATES, WRITTEN, Exchange, body, target
from tests.registry.web.serving import serving
from vocab.namespaces import RDF

SD = "http://www.w3.org/ns/sparql-service-description#"
KINDS = {
    "boolean": {rows.JSON, rows.XML},
    "tabular": {rows.JSON, rows.XML, rows.CSV, rows.TSV},
    "RDF": {rows.TTL, rows.NT, rows.RDF},
}
"""What the W3C's tests call boolean, tabular and RDF."""


@dataclass(frozen=True, slots=True)
class Told:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def type(self) -> str:
        return self.headers["Content-Type"]

    @property
    def verdict(self) -> bool:
        return bool(json.loads(self.body)["boolean"])


class Endpoint:
    """The endpoint of a keeper that serves, asked with exactly the headers that are given."""

    def __init__(self, base: str, iris: dict[str, str]) -> None:
        self.address = f"{base}/sparql"
        self.iris = iris
        self._host = urlsplit(base).netloc

    def ask(
        self,
        method: str,
        at: str,
        headers: Sequence[tuple[str, str]] = (),
        sent: bytes | None = None,
        in_chunks: bool = False,
    ) -> Told:
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            connection.putrequest(method, at, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if in_chunks:
                connection.putheader("Transfer-Encoding", "chunked")
            elif sent is not None:
                connection.putheader("Content-Length", str(len(sent)))
            connection.endheaders(iter([sent or b""]) if in_chunks else sent, encode_chunked=in_chunks)
            answer = connection.getresponse()
            return Told(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def exchange(self, exchange: Exchange) -> Told:
        headers = [("Content-Type", exchange.content_type)] if exchange.content_type else []
        return self.ask(exchange.method, target(exchange, self.iris), headers, body(exchange, self.iris))

    def query(self, text: str, accept: str | None = None) -> Told:
        headers = [("Accept", accept)] if accept is not None else []
        return self.ask("GET", f"/sparql?query={quote(text)}", headers)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with serving(tmp_path_factory.mktemp("protocol")) as site:
        known = [site.named[name] for name in ("beds", "prices", "evil")]
        iris = {f"d{at}": one.iri for at, one in enumerate(known, 1)}
        iris |= {f"g{at}": one.record for at, one in enumerate(known, 1)}
        yield Endpoint(site.keeper.config.base, iris)


def check(endpoint: Endpoint, exchange: Exchange) -> None:
    told = endpoint.exchange(exchange)
    assert told.status == exchange.status, told.body
    if exchange.status >= 400:
        assert told.body.count(b"\n") >= 2  # a sentence in each language
    elif isinstance(exchange.answer, bool):
        assert told.type == rows.JSON and told.verdict is exchange.answer
    elif exchange.answer is not None:
        assert told.type in KINDS[exchange.answer]


def test_the_w3c_has_34_tests_and_each_is_here_once() -> None:
    assert (len(QUERIES), len(UPDATES)) == (20, 14)
    assert len({each.test for each in (*QUERIES, *UPDATES)}) == 34


@pytest.mark.parametrize("exchange", QUERIES, ids=lambda each: f"w3c:{each.test}")
def test_w3c_query(endpoint: Endpoint, exchange: Exchange) -> None:
    check(endpoint, exchange)


@pytest.mark.parametrize("exchange", UPDATES, ids=lambda each: f"w3c:{each.test}")
def test_w3c_update_is_refused_and_changes_nothing(endpoint: Endpoint, exchange: Exchange) -> None:
    check(endpoint, exchange)
    assert endpoint.query(WRITTEN.format()).verdict is False
    assert endpoint.query("ASK { ?s ?p ?o }").verdict is True


@pytest.mark.parametrize("exchange", OURS, ids=lambda each: each.test)
def test_what_the_recommendation_says_besides(endpoint: Endpoint, exchange: Exchange) -> None:
    check(endpoint, exchange)


def test_another_method_is_told_which_may_be_used(endpoint: Endpoint) -> None:
    told = endpoint.ask("PUT", "/sparql?query=ASK%7B%7D")
    assert told.status == 405 and {"GET", "POST"} <= {one.strip() for one in told.headers["Allow"].split(",")}


def test_a_body_of_another_type_is_told_which_are_taken(endpoint: Endpoint) -> None:
    told = endpoint.ask("POST", "/sparql", [("Content-Type", "text/plain")], b"ASK {}")
    assert told.status == 415 and "application/sparql-query" in told.headers["Accept"]


def test_head_says_what_get_would(endpoint: Endpoint) -> None:
    at = f"/sparql?query={quote('SELECT * { VALUES ?x { 1 2 } }')}"
    head, got = endpoint.ask("HEAD", at), endpoint.ask("GET", at)
    assert head.body == b"" and got.body
    assert (head.status, head.type, head.headers["ETag"]) == (got.status, got.type, got.headers["ETag"])


LONGEST = b"ASK {} # " + "ữ".encode() * ((64 * 1024 - 9) // 3)
"""A query as long as one may be, in letters that take nine bytes each on their way in a form."""


@pytest.mark.parametrize("way", ["address", "form", "direct", "chunks"])
@pytest.mark.parametrize(("more", "status"), [(b"", 200), (b"+++", 413)])
def test_the_longest_query_passes_by_each_way_and_no_longer_one(
    endpoint: Endpoint, way: str, more: bytes, status: int
) -> None:
    text = LONGEST + more
    form = b"query=" + quote(text, safe="").encode()
    if way == "address":
        told = endpoint.ask("GET", f"/sparql?{form.decode()}")
    elif way == "form":
        told = endpoint.ask("POST", "/sparql", [("Content-Type", FORM)], form)
    elif way == "direct":
        told = endpoint.ask("POST", "/sparql", [("Content-Type", DIRECT)], text)
    else:
        told = endpoint.ask("POST", "/sparql", [("Content-Type", DIRECT)], text, in_chunks=True)
    assert told.status == status, told.body
    assert status != 413 or b"64 kB" in told.body


def test_a_body_far_too_long_is_refused_before_it_is_read(endpoint: Endpoint) -> None:
    told = endpoint.ask("POST", "/sparql", [("Content-Type", DIRECT)], b"#" * 1_000_000)
    assert told.status == 413


def test_accept_in_several_headers_is_one_list(endpoint: Endpoint) -> None:
    headers = [("Accept", "text/turtle"), ("Accept", "text/csv;q=0.1"), ("Accept", f"{rows.XML};q=0.5")]
    told = endpoint.ask("GET", f"/sparql?query={quote('SELECT (1 AS ?x) {}')}", headers)
    assert (told.status, told.type) == (200, rows.XML)


TABLE = [
    *(("SELECT (1 AS ?x) {}", *row) for row in rows.SELECT),
    *(("ASK {}", *row) for row in rows.ASK),
    *(("CONSTRUCT { <urn:s> <urn:p> 1 } {}", *row) for row in rows.GRAPH),
    *(("DESCRIBE <urn:s>", *row) for row in rows.GRAPH[:4]),
    *(("SELECT (1 AS ?x) {}", *row) for row in rows.BROWSER),
]


@pytest.mark.parametrize(("query", "accept", "expected"), TABLE)
def test_negotiation(endpoint: Endpoint, query: str, accept: str | None, expected: str | None) -> None:
    told = endpoint.query(query, accept)
    assert (told.status, told.type if expected else None) == (200 if expected else 406, expected)
    assert "Accept" in told.headers["Vary"]


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 60


@pytest.mark.parametrize(("accept", "expected"), rows.GRAPH)
def test_negotiation_of_the_endpoints_own_description(
    endpoint: Endpoint, accept: str | None, expected: str | None
) -> None:
    told = endpoint.ask("GET", "/sparql", [("Accept", accept)] if accept is not None else [])
    assert (told.status, told.type if expected else None) == (200 if expected else 406, expected)


@pytest.fixture(scope="module")
def description(endpoint: Endpoint) -> Store:
    told = endpoint.ask("GET", "/sparql", [("Accept", "application/n-triples")])
    assert told.type == rows.NT
    store = Store()
    store.extend(parse(told.body, format=RdfFormat.N_TRIPLES))
    return store


def objects(store: Store, subject: object, term: str) -> list[object]:
    return [quad.object for quad in store.quads_for_pattern(subject, NamedNode(SD + term), None)]


def test_w3c_service_description_returns_rdf(description: Store) -> None:
    """w3c:returns-rdf"""
    assert len(description) > 0


def test_w3c_service_description_has_endpoint_triple(endpoint: Endpoint, description: Store) -> None:
    """w3c:has-endpoint-triple"""
    found = [quad.object for quad in description.quads_for_pattern(None, NamedNode(f"{SD}endpoint"), None)]
    assert found == [NamedNode(endpoint.address)]


def test_w3c_service_description_conforms_to_schema(description: Store) -> None:
    """w3c:conforms-to-schema: domains and ranges of the vocabulary, section 3 of the recommendation."""
    services = [quad.subject for quad in description.quads_for_pattern(None, RDF.type, NamedNode(f"{SD}Service"))]
    assert len(services) == 1
    service = services[0]
    for term in ("endpoint", "supportedLanguage", "feature", "resultFormat", "defaultDataset"):
        found = objects(description, service, term)
        assert found and not any(isinstance(one, Literal) for one in found)
    assert NamedNode(f"{SD}SPARQL11Query") in objects(description, service, "supportedLanguage")
    (dataset,) = objects(description, service, "defaultDataset")
    (graph,) = objects(description, dataset, "defaultGraph")
    for thing, kind in ((dataset, "Dataset"), (graph, "Graph")):
        assert next(description.quads_for_pattern(thing, RDF.type, NamedNode(SD + kind)), None) is not None
