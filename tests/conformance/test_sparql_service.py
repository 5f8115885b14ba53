"""Service Description, Graph Store Protocol and dumps over real HTTP, each held to its specification's tests.

The W3C's tests are read from `../shared`, never committed: service-description (three, all apply) and http-rdf-update (ten
that read; those that write must all be refused, for these graphs are only read).
"""

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
import requests
from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store, parse
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection

from registry.dumps import Dump
from sparql.answering import GRAPH_FORMATS
from sparql.dumping import SYNTAXES
from sparql.negotiation import GRAPHS, Offer
from sparql.queries import Example, examples
from tests.registry.web.serving import serving
from tests.registry.web.site import Site
from tests.sparql.merged import merge
from vocab.identifiers import record_iri
from vocab.namespaces import PREFIXES

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
HERE = Path(__file__).resolve().parents[3] / "shared/w3c/sparql11"
REQUEST = re.compile(r"\b(GET|HEAD|PUT|POST|DELETE) (\S+) HTTP/1\.1")
RESPONSE = re.compile(r"#### Response\s+(\d{3})")
NOWHERE = ("person/2.ttl", "person/4.ttl")
"""What the suite deletes, or never makes; everything else it asks for is there."""
READING = 10
CLASSES = (SD.Service, SD.Dataset, SD.Graph, SD.NamedGraph, SD.Function)
"""Of the description's vocabulary, what ours uses."""


@dataclass(frozen=True)
class Case:
    """One test of the Graph Store Protocol: what is asked of which graph, and the status that comes."""

    name: str
    method: str
    target: str
    status: int


def cases() -> list[Case]:
    """The tests of the W3C's manifest; none where it is absent."""
    path = HERE / "http-rdf-update/manifest.ttl"
    if not path.exists():
        return []
    manifest = Graph().parse(path)
    (entries,) = manifest.objects(None, MF.entries)
    found = []
    for test in Collection(manifest, entries):
        text = next(str(one) for one in manifest.objects(test, RDFS.comment) if "#### Request" in str(one))
        asked, status = REQUEST.search(text), RESPONSE.search(text)
        assert asked and status, test
        found.append(Case(str(test).rpartition("#")[2], asked[1], asked[2], int(status[1])))
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose answers may hold one MiB, at an address of its own."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "registry.toml").write_text("result_megabytes = 1\nquery_budget_seconds = 0\n", "utf-8")
    with serving(folder) as site:
        assert site.keeper.publisher.wait(60)
        yield site


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    return site.keeper.config.base


@pytest.fixture(scope="module")
def dump(site: Site) -> Dump:
    site.keeper.dumps.make_now()
    newest = site.keeper.dumps.newest
    assert newest and site.keeper.queries.generation and newest.generation == site.keeper.queries.generation.mark
    return newest


@pytest.fixture(scope="module")
def described(address: str, dump: Dump) -> Graph:
    answer = requests.get(f"{address}/sparql", headers={"Accept": "text/turtle"}, timeout=30)
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format="turtle")


def test_the_w3cs_service_description_tests_are_the_three_below() -> None:
    path = HERE / "service-description/manifest.ttl"
    if not path.exists():
        pytest.skip("no ../shared/w3c beside the checkout: its list of service description tests is not compared")
    manifest = Graph().parse(path)
    (entries,) = manifest.objects(None, MF.entries)
    names = {str(test).rpartition("#")[2] for test in Collection(manifest, entries)}
    assert names == {"has-endpoint-triple", "returns-rdf", "conforms-to-schema"}


@pytest.mark.parametrize("offer", GRAPHS[:4], ids=lambda offer: offer.format)
def test_returns_rdf(address: str, dump: Dump, offer: Offer) -> None:
    """returns-rdf: a GET on the endpoint without a query gives RDF."""
    answer = requests.get(f"{address}/sparql", headers={"Accept": offer.media_type}, timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, offer.content_type)
    assert len(list(parse(answer.content, GRAPH_FORMATS[offer.format]))) > 100


def test_has_endpoint_triple(described: Graph, address: str) -> None:
    """has-endpoint-triple: one sd:endpoint names the address that was asked."""
    (service,) = described.subjects(RDF.type, SD.Service)
    assert list(described.objects(service, SD.endpoint)) == [rdflib.URIRef(f"{address}/sparql")]


def test_conforms_to_schema(described: Graph, address: str) -> None:
    """conforms-to-schema: domains, ranges and counts of section 3 hold for every property that is used."""
    ranges = {
        SD.defaultDataset: (SD.Service, SD.Dataset),
        SD.defaultGraph: (SD.Dataset, SD.Graph),
        SD.namedGraph: (SD.Dataset, SD.NamedGraph),
        SD.graph: (SD.NamedGraph, SD.Graph),
        SD.extensionFunction: (SD.Service, SD.Function),
    }
    for term, (domain, range_) in ranges.items():
        pairs = list(described.subject_objects(term))
        assert pairs, term
        for subject, value in pairs:
            assert (subject, RDF.type, domain) in described and (value, RDF.type, range_) in described, term
    assert {kind for kind in described.objects(None, RDF.type) if kind in SD} == set(CLASSES)
    for name in described.subjects(RDF.type, SD.NamedGraph):
        assert len(list(described.objects(name, SD.name))) == 1 == len(list(described.objects(name, SD.graph)))
    for term in (SD.supportedLanguage, SD.feature, SD.defaultEntailmentRegime, SD.resultFormat):
        assert all(isinstance(value, rdflib.URIRef) for value in described.objects(None, term))


def test_what_the_description_names_is_there(described: Graph, site: Site, dump: Dump, address: str) -> None:
    for name in described.objects(None, SD.name):
        assert requests.get(f"{address}/sparql/graphs", params={"graph": str(name)}, timeout=30).status_code in (
            200,
            413,
        )
    files = {str(file) for file in described.objects(None, VOID.dataDump)}
    assert files == {f"{address}/dump/{dump.name}/{file.name}" for file in dump.files}
    (example,) = described.objects(None, VOID.exampleResource)
    assert requests.get(str(example), headers={"Accept": "text/turtle"}, timeout=30).status_code == 200
    whole = rdflib.URIRef(f"{address}/")
    asked = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    counted = requests.get(f"{address}/sparql", params={"query": asked, "format": "csv"}, timeout=30).text.split()[1]
    assert str(described.value(whole, VOID.triples)) == counted
    comments = " ".join(map(str, described.objects(rdflib.URIRef(f"{address}/sparql"), RDFS.comment)))
    assert "1 MiB" in comments and f"{site.keeper.config.query_seconds}" in comments


def test_the_graph_store_suite_has_the_tests_that_are_counted_here() -> None:
    found = cases()
    if not found:
        pytest.skip("no ../shared/w3c beside the checkout: the Graph Store Protocol's own tests are skipped")
    assert sum(case.method in ("GET", "HEAD") for case in found) == READING and len(found) == 18


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_w3cs_graph_store_test(site: Site, address: str, case: Case) -> None:
    """A record's graph stands for the suite's `person/1.ttl`, directly and indirectly; the default graph for itself."""
    there = not case.target.endswith(NOWHERE)
    graph = record_iri(address, site.key("beds") if there else "a" * 12)
    ways = [f"{address}/sparql/graphs?graph={graph}", graph]
    if "?default" in case.target:
        ways = [f"{address}/sparql/graphs?default"]
    if case.method not in ("GET", "HEAD"):
        answer = requests.request(case.method, ways[0], data=b"<urn:a> <urn:b> <urn:c> .", timeout=30)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        return
    for way in ways:
        answer = requests.request(case.method, way, headers={"Accept": "text/turtle"}, timeout=30)
        if "?default" in case.target:  # the merge of all is over this site's one MiB, and says where the whole is
            assert answer.status_code == 413 and f"{address}/dump" in answer.text
            continue
        assert answer.status_code == case.status
        if case.status == 200:
            assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
            assert int(answer.headers["Content-Length"]) > 0 and bool(answer.content) == (case.method == "GET")


@pytest.fixture(scope="module", params=SYNTAXES)
def loaded(request: pytest.FixtureRequest, dump: Dump, address: str) -> Store:
    """A store with nothing but a dump, fetched as a stranger does."""
    answer = requests.get(f"{address}/dump/latest.{request.param}.gz", timeout=30)
    store = Store()
    store.bulk_extend(parse(gzip.decompress(answer.content), format=GRAPH_FORMATS[request.param]))
    return merge(store)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_a_question_asked_of_a_loaded_dump_gives_the_endpoints_answer(
    loaded: Store, address: str, example: Example
) -> None:
    asked = loaded.query(example.text, prefixes=PREFIXES)
    kind = "nt" if isinstance(asked, QueryTriples) else "json"
    answer = requests.post(f"{address}/sparql", data={"query": example.text, "format": kind}, timeout=60)
    assert answer.status_code == 200, answer.text
    if isinstance(asked, QueryTriples):
        assert {str(triple) for triple in asked} == {
            str(quad.triple) for quad in parse(answer.content, RdfFormat.N_TRIPLES)
        }
        return
    own = asked.serialize(format=QueryResultsFormat.JSON) or b""
    assert rows(own) == rows(answer.content)
    assert isinstance(asked, QuerySolutions) or json.loads(own)["boolean"] == answer.json()["boolean"]


def rows(body: bytes) -> list[str]:
    """The solutions of a JSON answer, in an order of their own."""
    return sorted(json.dumps(row, sort_keys=True) for row in json.loads(body).get("results", {}).get("bindings", []))


def test_sha256sum_takes_the_checksums(address: str, dump: Dump, tmp_path: Path) -> None:
    for name in ("SHA256SUMS", *(file.name for file in dump.files)):
        (tmp_path / name).write_bytes(requests.get(f"{address}/dump/{dump.name}/{name}", timeout=30).content)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(dump.files)


def test_a_load_that_broke_off_goes_on_where_it_was(address: str, dump: Dump, tmp_path: Path) -> None:
    file = dump.files[0]
    there = f"{address}/dump/{dump.name}/{file.name}"
    first = requests.get(there, headers={"Range": "bytes=0-999"}, timeout=30)
    rest = requests.get(there, headers={"Range": "bytes=1000-", "If-Range": first.headers["ETag"]}, timeout=30)
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == (dump.path / file.name).read_bytes()


def test_a_graph_over_the_cap_of_an_answer_leads_to_the_dump(address: str) -> None:
    """The default graph holds far more than the one MiB that this site's answers may have."""
    answer = requests.get(f"{address}/sparql/graphs?default", headers={"Accept": "application/json"}, timeout=30)
    assert (answer.status_code, answer.json()["error"]) == (413, "graph-too-large")
    assert answer.headers["Link"] == f'<{address}/dump>; rel="alternate"'
