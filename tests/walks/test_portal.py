"""The national portal harvests the whole catalogue, page by page, in each syntax, and reads it back."""

import pyoxigraph
import pytest
import rdflib
import requests
from pyoxigraph import NamedNode, RdfFormat

from registry.clock import utc_now
from registry.ledger import Ledger
from registry.schema import connect
from tests.walks.processes import Keeping
from vocab.namespaces import DCAT, FOAF, HYDRA, RDF

SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
Triples = set[tuple[str, str, str]]


def pages(address: str, accept: str) -> list[requests.Response]:
    """Every page, by following hydra:next as a harvester does."""
    got: list[requests.Response] = []
    url: str | None = f"{address}/catalog"
    while url:
        answer = requests.get(url, headers={"Accept": accept}, timeout=60)
        assert answer.status_code == 200 and len(got) < 50
        got.append(answer)
        url = following(answer, SYNTAXES[accept])
    return got


def following(answer: requests.Response, syntax: RdfFormat) -> str | None:
    said = [quad.object for quad in pyoxigraph.parse(answer.content, format=syntax) if quad.predicate == HYDRA.next]
    assert len(said) < 2
    linked = answer.links.get("next", {}).get("url")
    assert linked == (said[0].value if said else None), "Hydra and the Link header say the same"
    return linked


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own JSON-LD parser still makes one
@pytest.mark.parametrize("accept", SYNTAXES)
def test_every_page_is_harvested_and_read_by_another_parser(served: Keeping, accept: str) -> None:
    got = pages(served.address, accept)
    graph = rdflib.Graph()
    for answer in got:
        assert answer.headers["Content-Type"].startswith(accept)
        formats = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
        graph.parse(data=answer.content, format=formats.get(accept, "nt"))
    datasets = set(graph.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset))
    engine = connect(served.data / "ledger.db")
    public = {current.record.replace("/id/record/", "/id/dataset/") for current in Ledger(engine, utc_now).currents()}
    engine.dispose()
    assert {str(node) for node in datasets} == public
    assert len(public) >= 60
    for dataset in datasets:
        assert list(graph.subjects(rdflib.URIRef(FOAF.primaryTopic.value), dataset)), "each has its CatalogRecord"


def test_the_feed_says_what_the_ledger_holds_to_the_letter(served: Keeping) -> None:
    """Lexical forms and blank labels: what the ledger holds is what goes out."""
    lines = {line for answer in pages(served.address, "application/n-triples") for line in answer.text.splitlines()}
    engine = connect(served.data / "ledger.db")
    ledger = Ledger(engine, utc_now)
    bodies = ledger.bodies([current.body_seq for current in ledger.currents()])
    engine.dispose()
    for body in bodies.values():
        for quad in pyoxigraph.parse(body, format=RdfFormat.N_QUADS):
            assert f"{quad.triple} ." in lines


def test_two_records_with_one_anonymous_contact_each_keep_their_own(served: Keeping) -> None:
    for accept, syntax in SYNTAXES.items():
        owners: dict[str, set[str]] = {}
        for answer in pages(served.address, accept):
            for quad in pyoxigraph.parse(answer.content, format=syntax):
                if quad.predicate == DCAT.contactPoint and not isinstance(quad.object, NamedNode):
                    owners.setdefault(f"{answer.url} {quad.object}", set()).add(str(quad.subject))
        assert owners and all(len(datasets) == 1 for datasets in owners.values()), accept


def test_an_unchanged_page_is_not_sent_again(served: Keeping) -> None:
    first = requests.get(f"{served.address}/catalog.ttl", timeout=60)
    again = requests.get(f"{served.address}/catalog.ttl", headers={"If-None-Match": first.headers["ETag"]}, timeout=60)
    assert (again.status_code, again.content) == (304, b"")


def test_a_dataset_answers_in_each_syntax_at_its_permanent_address(served: Keeping) -> None:
    page = requests.get(f"{served.address}/catalog", headers={"Accept": "text/turtle"}, timeout=60)
    dataset = next(
        quad.subject.value
        for quad in pyoxigraph.parse(page.content, format=RdfFormat.TURTLE)
        if quad.predicate == RDF.type and quad.object == DCAT.Dataset
    )
    here = served.address + dataset[dataset.index("/id/") :]
    for accept, syntax in SYNTAXES.items():
        answer = requests.get(here, headers={"Accept": accept}, timeout=60)
        assert answer.headers["Content-Type"].startswith(accept)
        assert any(
            quad.subject.value == dataset
            for quad in pyoxigraph.parse(answer.content, format=syntax)
            if isinstance(quad.subject, NamedNode)
        )
    page = requests.get(here, headers={"Accept": "text/html"}, timeout=60)
    assert page.headers["Content-Type"].startswith("text/html") and "Accept" in page.headers["Vary"]
