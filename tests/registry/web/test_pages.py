"""The public pages: what they show, in which language, and the same thing for machines."""

import csv
import io
import re

import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from sqlalchemy import delete, insert

from registry.catalogue import Gone
from registry.harvesting.tables import origin
from registry.search import Wanted
from registry.web import agency_showing
from tests.registry.web.site import HTML, Site
from vocab.identifiers import record_of

FORMS = {
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
RDFLIB = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}


def test_the_home_page_counts_what_is_public(site: Site, client: FlaskClient) -> None:
    page = client.get("/", headers=HTML).text
    assert '<html lang="vi">' in page
    assert "của 2 cơ quan" in page
    newest = site.keeper.ledger.newest(1)[0]
    assert f"/id/dataset/{newest.record.rpartition('/')[2]}" in page
    assert "Theo lĩnh vực" in page and "/catalog.ttl" in page


def test_pages_are_vietnamese_until_another_language_is_asked_for(site: Site) -> None:
    client = site.client()
    assert '<html lang="vi">' in client.get("/", headers={**HTML, "Accept-Language": "en-GB,en;q=0.9"}).text
    page = client.get("/datasets?q=gia&lang=en", headers=HTML)
    assert 'hreflang="vi" href="/datasets?q=gia&amp;lang=vi"' in page.text
    assert {"Accept", "Cookie"} <= set(page.vary) and "Accept-Language" not in page.vary
    assert '<html lang="en">' in client.get("/", headers={**HTML, "Accept-Language": "vi"}).text, "the cookie stays"
    assert '<html lang="vi">' in client.get("/?lang=vi", headers=HTML).text


def test_search_finds_without_marks_and_marks_what_it_found(client: FlaskClient) -> None:
    page = client.get("/datasets?q=giuong+benh", headers=HTML).text
    assert "<mark>Giường</mark>" in page or "<mark>Giường bệnh</mark>" in page
    assert "Giá đất" not in page


def test_a_chosen_facet_stays_chosen_and_can_be_dropped(site: Site, client: FlaskClient) -> None:
    agency = site.keeper.words.agency("gl-so-tc")
    assert agency is not None
    page = client.get("/datasets", query_string={"agency": agency.iri}, headers=HTML).text
    assert "Giá đất theo đường phố" in page and "Giường bệnh trống" not in page
    assert f'value="{agency.iri}" checked' in page
    assert 'href="?"' in page


@pytest.mark.parametrize(
    "query", ["q=%00%ff", "page=-3", "page=999999999999", "sort=x&field=y&year=<b>", "q=" + "a" * 5000]
)
def test_any_search_is_answered(client: FlaskClient, query: str) -> None:
    assert client.get(f"/datasets?{query}", headers=HTML).status_code == 200


def test_nothing_found_says_what_to_try(client: FlaskClient) -> None:
    page = client.get("/datasets?q=zzzzzzzz", headers=HTML).text
    assert "Thử ít từ hơn" in page and "Áp dụng bộ lọc" not in page


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser makes one
@pytest.mark.parametrize("form", FORMS)
def test_a_dataset_is_the_same_graph_in_every_form(site: Site, client: FlaskClient, form: str) -> None:
    key = site.key("beds")
    by_suffix = client.get(f"/id/dataset/{key}.{form}")
    by_accept = client.get(f"/id/dataset/{key}", headers={"Accept": FORMS[form]})
    record = client.get(f"/id/record/{key}", headers={"Accept": FORMS[form]})
    assert by_suffix.data == by_accept.data == record.data
    assert by_accept.headers["Content-Location"] == f"/id/dataset/{key}.{form}"
    assert "Accept" in by_accept.vary
    told = rdflib.Graph().parse(data=by_suffix.data, format=RDFLIB[form])
    exact = {str(triple) for triple in site.named["beds"].triples}
    assert len(told) >= len(exact)
    assert (rdflib.URIRef(site.named["beds"].iri), rdflib.RDF.type, rdflib.DCAT.Dataset) in told
    assert (rdflib.URIRef(site.named["beds"].record), rdflib.RDF.type, rdflib.DCAT.CatalogRecord) in told


def test_exact_literals_come_from_the_ledger(site: Site, client: FlaskClient) -> None:
    told = {
        str(quad.triple) for quad in parse(client.get(f"/id/dataset/{site.key('beds')}.nt").data, RdfFormat.N_TRIPLES)
    }
    assert {str(triple) for triple in site.named["beds"].triples} <= told


def test_a_known_etag_is_answered_with_304(site: Site, client: FlaskClient) -> None:
    address = f"/id/dataset/{site.key('beds')}.ttl"
    mark = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(f"/id/dataset/{site.key('beds')}.nt", headers={"If-None-Match": mark}).status_code == 200


def test_a_page_offers_the_machines_forms(site: Site, client: FlaskClient) -> None:
    key = site.key("beds")
    page = client.get(f"/id/dataset/{key}", headers=HTML).text
    for suffix, kind in FORMS.items():
        assert f'rel="alternate" type="{kind}" href="/id/dataset/{key}.{suffix}"' in page


def test_nothing_acceptable_is_406(site: Site, client: FlaskClient) -> None:
    assert client.get(f"/id/dataset/{site.key('beds')}", headers={"Accept": "image/png"}).status_code == 406


def test_a_withdrawn_dataset_is_gone_and_says_so(site: Site, client: FlaskClient) -> None:
    key = site.key("gone")
    page = client.get(f"/id/dataset/{key}", headers=HTML)
    assert page.status_code == 410
    assert "Tập sẽ thu hồi" in page.text and "gộp vào tập khác" in page.text and "lần ghi sổ" not in page.text
    graph = client.get(f"/id/dataset/{key}.ttl")
    assert graph.status_code == 410
    told = rdflib.Graph().parse(data=graph.data, format="turtle")
    node = rdflib.URIRef(site.named["gone"].iri)
    assert told.value(node, rdflib.URIRef("http://www.w3.org/ns/adms#status")) == rdflib.URIRef(
        "http://purl.org/adms/status/Withdrawn"
    )
    assert not told.value(node, rdflib.DCTERMS.description)
    last = told.value(node, rdflib.URIRef("http://www.w3.org/ns/adms#last"))
    shown = site.keeper.catalogue.shown(key)
    assert isinstance(shown, Gone) and shown.last is not None
    assert str(told.value(last, rdflib.URIRef("http://www.w3.org/ns/dcat#version"))) == str(shown.last.seq), (
        "the last version, by its ledger entry"
    )


def test_what_is_no_page_is_not_escaped_as_one(client: FlaskClient) -> None:
    answer = client.get("/id/dataset/3prgjndccwim", headers={"Accept": "text/plain"})
    assert answer.status_code == 404 and "'" in answer.text and "&#39;" not in answer.text


def test_a_dataset_that_its_source_tells_of_no_more_says_so(site: Site, client: FlaskClient) -> None:
    key, record = site.key("beds"), record_of(site.named["beds"].iri)
    said = {"record": record, "source": "nguon", "identifier": "1", "last_run": 1, "last_seen": ""}
    with site.keeper.engine.begin() as connection:
        connection.execute(insert(origin).values(**said, missing_since="2026-11-20T03:00:00.000000Z"))
    try:
        page = client.get(f"/id/dataset/{key}", headers=HTML)
        assert page.status_code == 200 and "không còn tập này từ ngày 20/11/2026" in page.text
        assert "27/11/2026" in page.text
        desk = site.client("gl-so-yt").get("/desk", headers=HTML).text
        assert "sẽ rút sau 27/11/2026, trừ khi nguồn nêu lại" in desk, "its agency is told, too"
    finally:
        with site.keeper.engine.begin() as connection:
            connection.execute(delete(origin).where(origin.c.record == record))


@pytest.mark.parametrize(
    "path",
    [
        "/id/dataset/zzzzzzzzzzzz",
        "/id/dataset/..%2fx",
        "/id/dataset/x.ttl",
        "/id/agency/x",
        "/id/dataset/zzzzzzzzzzzz.exe",
        "/id/ministry-dataset/x",
        "/id/change/x",
        "/id/concept/x",
    ],
)
def test_what_never_was_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404


def test_an_agency_shows_its_datasets_and_who_came_before(site: Site, client: FlaskClient) -> None:
    agency = site.keeper.words.agency("gl-so-yt")
    assert agency is not None
    page = client.get(agency.iri.removeprefix(site.keeper.config.base), headers=HTML).text
    assert "Sở Y tế tỉnh Gia Lai" in page and "Giường bệnh trống theo ngày" in page
    assert "Sở Y tế tỉnh Bình Định" in page
    old = site.keeper.words.agency("bd-so-yt")
    assert old is not None
    before = client.get(old.iri.removeprefix(site.keeper.config.base), headers=HTML).text
    assert "Nay là:" in before and "Sở Y tế tỉnh Gia Lai" in before
    graph = client.get(agency.iri.removeprefix(site.keeper.config.base), headers={"Accept": "text/turtle"})
    assert (rdflib.URIRef(agency.iri), None, None) in rdflib.Graph().parse(data=graph.data, format="turtle")


def test_lists_are_in_vietnamese_order(client: FlaskClient) -> None:
    page = client.get("/agencies", headers=HTML).text
    assert (
        page.index(">Sở Công Thương tỉnh Gia Lai<") < page.index(">Sở Dân tộc") < page.index(">Sở Y tế tỉnh Gia Lai<")
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_thing_that_has_an_iri_has_a_page(site: Site, client: FlaskClient, lang: str) -> None:
    words, base = site.keeper.words, site.keeper.config.base
    change = words.agencies.changes[0]
    ministry = next(iter(words.ministries.values()))
    concept = words.code_lists["field"]
    for iri in (change.iri, ministry.iri, concept.scheme, concept.concepts[0].iri):
        path = iri.removeprefix(base)
        assert client.get(f"{path}?lang={lang}", headers=HTML).status_code == 200, iri
        graph = client.get(path, headers={"Accept": "text/turtle"})
        assert (rdflib.URIRef(iri), None, None) in rdflib.Graph().parse(data=graph.data, format="turtle")
    assert "reg:personalData" in client.get("/def", headers=HTML).text
    assert (
        len(rdflib.Graph().parse(data=client.get("/def", headers={"Accept": "text/turtle"}).data, format="turtle"))
        > 100
    )


def test_a_visitors_page_that_did_not_change_is_answered_with_304(site: Site) -> None:
    client = site.client()
    first = client.get("/agencies", headers=HTML)
    known = {**HTML, "If-None-Match": first.headers["ETag"]}
    assert client.get("/agencies", headers=known).status_code == 304
    assert client.get("/agencies?lang=en", headers=known).status_code == 200
    assert "ETag" not in client.get("/sign-in", headers=HTML).headers, "its form token is this visitor's own"
    assert "ETag" not in site.client("gl-so-yt").get("/agencies", headers=HTML).headers


def test_the_home_page_follows_the_ledger(site: Site) -> None:
    client = site.client()
    seals = {client.get("/", headers=HTML).headers["ETag"], client.get("/?lang=en", headers=HTML).headers.get("ETag")}
    assert len(seals) == 2


def test_an_agencys_datasets_come_page_by_page(
    site: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agency_showing, "ROWS_SHOWN", 1)
    agency = site.keeper.words.agency("gl-so-yt")
    assert agency is not None
    address = agency.iri.removeprefix(site.keeper.config.base)
    found = site.keeper.search.find(Wanted("", {"agency": (agency.iri,)}, "title", 1, 500))
    seen = []
    for number in range(1, found.total + 1):
        page = client.get(f"{address}?page={number}&lang=vi", headers=HTML).text
        assert f"{found.total} tập dữ liệu" in page and 'aria-current="page"' in page
        seen += re.findall(r'<th scope="row"><a href="/id/dataset/(\w+)"', page)
    assert seen == [hit.key for hit in found.hits] and len(seen) > 1
    beyond = client.get(f"{address}?page=99999", headers=HTML).text
    assert seen[-1] in beyond and "chưa có tập dữ liệu nào" not in beyond


def test_states_of_freshness_have_the_names_of_their_concepts(site: Site, client: FlaskClient) -> None:
    """A state has one name: of its concept, on pages and in tables."""
    for lang in ("vi", "en"):
        page = client.get(f"/audit/freshness?lang={lang}", headers=HTML).text
        for concept in site.keeper.words.code_lists["freshness"].concepts:
            assert concept.labels[lang] in page
        table = list(csv.DictReader(io.StringIO(client.get(f"/audit/freshness.csv?lang={lang}").text)))
        assert table
        for row in table:
            concept_iri = f"{site.keeper.config.base}/id/concept/freshness/{row['state_code']}"
            assert row["state"] == site.keeper.words.label(concept_iri, lang)
