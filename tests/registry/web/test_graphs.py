"""Graphs by address: the Graph Store Protocol's reading side, by the sections of its specification."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Triple, parse

from registry.web.describing import GRAPHS_ALWAYS_THERE
from registry.web.showing import graph
from sparql.graph_store import WRITING
from tests.registry.web.site import HOST, Site
from vocab.identifiers import record_iri

STORE = "/sparql/graphs"
BASE = f"http://{HOST}"
TURTLE = {"Accept": "text/turtle"}


@pytest.fixture(autouse=True)
def in_step(site: Site) -> None:
    """What stands in the ledger is in the generation that is asked."""
    assert site.keeper.publisher.wait(30)


def read(data: bytes, form: RdfFormat = RdfFormat.TURTLE) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=form)}


def asked(client: FlaskClient, iri: str, accept: str = "text/turtle") -> tuple[int, bytes]:
    answer = client.get(STORE, query_string={"graph": iri}, headers={"Accept": accept})
    return answer.status_code, answer.data


def test_a_records_graph_is_exact_and_the_same_at_its_own_address(site: Site, client: FlaskClient) -> None:
    """Sections 4.1 and 4.2: the full request IRI identifies the same as the embedded one."""
    key = site.key("beds")
    shown = site.keeper.catalogue.shown(key)
    with site.app.app_context():
        exact = set(graph(shown))  # type: ignore[arg-type]  # it is public
    iri = record_iri(BASE, key)
    status, data = asked(client, iri)
    assert (status, read(data)) == (200, exact)
    assert read(client.get(f"/id/record/{key}", headers=TURTLE).data) == exact
    for format, form in (("nt", RdfFormat.N_TRIPLES), ("nq", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG)):
        assert read(client.get(STORE, query_string={"graph": iri, "format": format}).data, form) == exact


def test_each_graph_that_is_always_there_has_an_answer_here_and_at_its_own_address(client: FlaskClient) -> None:
    """Section 5.2, HTTP GET."""
    for name in GRAPHS_ALWAYS_THERE:
        status, data = asked(client, f"{BASE}/graph/{name}")
        assert status == 200, name
        assert client.get(f"/graph/{name}", headers=TURTLE).status_code == 200
        if name in ("agencies", "registry"):
            assert read(data) and all(t.predicate for t in read(data))


def test_a_graph_is_what_the_query_of_the_specification_gives(client: FlaskClient) -> None:
    """Section 5.2: GET is equivalent to CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <graph_uri> { ?s ?p ?o } }."""
    iri = f"{BASE}/graph/registry"
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    constructed = client.get("/sparql", query_string={"query": text}, headers=TURTLE)
    assert read(asked(client, iri)[1]) == read(constructed.data)


@pytest.mark.parametrize("name", ["gone", "never"])
def test_what_is_withdrawn_or_never_was_is_not_found_and_nothing_tells_which(
    site: Site, client: FlaskClient, name: str
) -> None:
    """Section 5.1: 404 when the graph does not exist."""
    key = site.key("gone") if name == "gone" else "a" * 12
    status, data = asked(client, record_iri(BASE, key), "application/json")
    assert status == 404 and b"graph-not-there" in data
    assert asked(client, "urn:nothing")[0] == 404
    assert client.get("/graph/drafts", headers=TURTLE).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "graph=a&default", "graph=urn:a&graph=urn:b", "graph=", "graph=relative/a", "graph=%ff"]
)
def test_one_graph_is_named_and_by_an_absolute_iri(client: FlaskClient, query: str) -> None:
    """Section 4.2: 400 when the IRI is not absolute."""
    answer = client.get(f"{STORE}?{query}", headers=TURTLE)
    assert answer.status_code == 400
    assert len(answer.text.splitlines()) == 3, "a sentence in each language"


def test_the_forms_are_negotiated(site: Site, client: FlaskClient) -> None:
    """Section 5: without an Accept header an RDF form; 406 for what there is none of."""
    iri = f"{BASE}/graph/registry"
    kinds = {
        "text/turtle": "text/turtle",
        "application/rdf+xml": "application/rdf+xml",
        "application/ld+json;q=0.5, application/n-triples": "application/n-triples",
        "": "text/turtle",
        "*/*": "text/turtle",
    }
    for accept, kind in kinds.items():
        answer = client.get(STORE, query_string={"graph": iri}, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, kind), accept
    assert asked(client, iri, "image/png")[0] == 406
    assert asked(client, record_iri(BASE, site.key("beds")), "image/png")[0] == 406
    assert client.get(STORE, query_string={"graph": iri, "format": "docx"}).status_code == 400


def test_what_is_known_is_not_sent_again_and_head_sends_nothing(site: Site, client: FlaskClient) -> None:
    """Section 5.6, HTTP HEAD, and the conditional requests of section 5."""
    for iri in (f"{BASE}/graph/registry", record_iri(BASE, site.key("beds"))):
        first = client.get(STORE, query_string={"graph": iri}, headers=TURTLE)
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(
            STORE, query_string={"graph": iri}, headers={**TURTLE, "If-None-Match": first.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
        head = client.head(STORE, query_string={"graph": iri}, headers=TURTLE)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Type"] == first.headers["Content-Type"]
        assert head.content_length == len(first.data)
    missing = client.head(STORE, query_string={"graph": "urn:nothing"})
    assert (missing.status_code, missing.data) == (404, b"")


@pytest.mark.parametrize("method", WRITING)
def test_what_writes_is_refused_with_what_may_be_used(site: Site, client: FlaskClient, method: str) -> None:
    """Section 5.1: 405 for a method that is not supported."""
    iri = record_iri(BASE, site.key("beds"))
    before = site.keeper.ledger.head()
    answer = client.open(STORE, method=method, query_string={"graph": iri}, data=b"<urn:a> <urn:b> <urn:c> .")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert method in answer.text
    assert site.keeper.ledger.head() == before
    direct = client.open("/graph/agencies", method=method, data=b"<urn:a> <urn:b> <urn:c> .")
    assert (direct.status_code, set(direct.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS"})
    for there in (STORE, "/graph/agencies"):
        preflight = client.options(there)
        assert preflight.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"], "pages of other sites may ask"


def test_who_asked_too_much_is_told_so_and_not_that_there_is_no_graph(site: Site, client: FlaskClient) -> None:
    share = site.keeper.queries._allowance
    assert share.begin("198.51.100.10") is None
    share.end("198.51.100.10", 1000.0)
    there = {"REMOTE_ADDR": "198.51.100.10"}
    answer = client.get(STORE, query_string={"graph": "urn:much"}, headers=TURTLE, environ_overrides=there)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 1
