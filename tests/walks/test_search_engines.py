"""What search engines and crawlers find: by the sitemap to every page, in each page the dataset in schema.org's words.

The readers are extruct, rdflib, requests' reader of links, and our own harvester, which comes in like any crawler.
"""

import json
from collections.abc import Iterator

import extruct
import pytest
import requests
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from harvesters.schema_page import read_schema_org
from registry.feeds import schema_org
from registry.feeds.plain import plain
from tests.walks.feeding import BASE, Feeding, feeding
from tests.walks.read_back import matched, originals, source_at, walked
from tests.walks.rich_datasets import COUNT, all_rich
from vocab.identifiers import key_of
from vocab.namespaces import DCAT, DCT, SCHEMA

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeding]:
    with feeding(tmp_path_factory.mktemp("fed") / "data", all_rich) as found:
        yield found


def test_extruct_finds_in_each_page_what_was_put_there(fed: Feeding) -> None:
    words, config = fed.keeper.words, fed.keeper.config
    for current in fed.keeper.ledger.currents("public", limit=5):
        address = f"{fed.address}/id/dataset/{key_of(current.record)}"
        page = requests.get(address, headers=BROWSER, timeout=60)
        (found,) = extruct.extract(page.text, address, syntaxes=["json-ld"])["json-ld"]
        shown = fed.keeper.catalogue.shown(key_of(current.record))
        told = plain(shown.description, current, words)
        assert found == schema_org.document(schema_org.dataset_graph(told, words, config))
        assert (found["@id"], found["url"]) == (f"{BASE}/id/dataset/{told.key}", address)
        assert 50 <= len(found["description"]) <= 5000


def test_extruct_finds_the_catalogue_in_the_home_page(fed: Feeding) -> None:
    page = requests.get(f"{fed.address}/", headers=BROWSER, timeout=60)
    (found,) = extruct.extract(page.text, fed.address, syntaxes=["json-ld"])["json-ld"]
    assert (found["@type"], found["url"]) == ("DataCatalog", f"{fed.address}/")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own, in its reader
def test_rdflib_reads_the_profile_without_the_network(fed: Feeding) -> None:
    key = key_of(fed.keeper.ledger.currents("public", limit=1)[0].record)
    graphs = []
    for suffix, form in (("jsonld", "json-ld"), ("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml")):
        answer = requests.get(f"{fed.address}/id/dataset/{key}.{suffix}?profile=schema", timeout=60)
        graphs.append(Graph().parse(data=answer.text, format=form))
    dataset = URIRef(f"{BASE}/id/dataset/{key}")
    assert (dataset, RDF.type, URIRef(SCHEMA.Dataset.value)) in graphs[0]
    assert all(graph.isomorphic(graphs[0]) for graph in graphs[1:])


def test_our_crawler_comes_by_the_sitemap_to_every_dataset(fed: Feeding) -> None:
    walk, there = walked(source_at("schema-org", f"{fed.address}/sitemap-1.xml")), originals(fed.keeper)
    found = list(matched(walk, there))
    assert walk.unreadable == ()
    assert sorted(key_of(one.iri) for one, _ in found) == sorted(there) and len(there) == COUNT
    for original, record in found:
        said = {predicate: set() for predicate in (DCT.title, DCT.license, DCAT.keyword, DCT.modified)}
        for triple in record.triples:
            if triple.subject == record.focus and triple.predicate in said:
                said[triple.predicate].add(triple.object.value)
        assert original.title() in said[DCT.title]
        assert said[DCT.license] == {original.licence}
        assert said[DCAT.keyword] == set(original.keywords)
        assert said[DCT.modified] == {term.value for term in original.values(DCT.modified)}


@pytest.mark.parametrize(
    ("path", "leads_to"), [("/robots.txt", "/sitemap.xml"), ("/sitemap.xml", "/sitemap-pages.xml")]
)
def test_a_crawler_finds_the_sitemap(fed: Feeding, path: str, leads_to: str) -> None:
    answer = requests.get(f"{fed.address}{path}", timeout=60)
    page = read_schema_org(answer.content, answer.headers["Content-Type"], answer.url)
    assert page.next == f"{fed.address}{leads_to}"


def test_signposts_lead_to_each_form_of_the_dataset(fed: Feeding) -> None:
    key = key_of(fed.keeper.ledger.currents("public", limit=1)[0].record)
    page = requests.head(f"{fed.address}/id/dataset/{key}", headers=BROWSER, timeout=60)
    (whole,) = [link for link in requests.utils.parse_header_links(page.headers["Link"]) if link["rel"] == "linkset"]
    linkset = requests.get(whole["url"], timeout=60)
    assert linkset.headers["Content-Type"] == whole["type"]
    (about, *_) = json.loads(linkset.text)["linkset"]
    for form in about["describedby"]:
        answer = requests.get(form["href"], timeout=60)
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, form["type"])
    assert about["cite-as"] == [{"href": f"{BASE}/id/dataset/{key}"}]
