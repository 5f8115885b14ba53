"""The feed as a portal walks it, and the endpoint as a researcher asks it."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, parse

from registry.config import load_config
from registry.keeper import Keeper
from registry.rendering import FORMATS
from registry.web import create_app, feeds
from tests.registry.web.site import HTML, Site
from vocab.identifiers import key_of

DATASETS = "SELECT ?d WHERE { ?d a <http://www.w3.org/ns/dcat#Dataset> }"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser makes one
@pytest.mark.parametrize(("suffix", "parser"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld"), ("nt", "nt")])
def test_the_feed_holds_every_public_dataset(site: Site, client: FlaskClient, suffix: str, parser: str) -> None:
    answer = client.get(f"/catalog.{suffix}")
    assert answer.status_code == 200
    told = rdflib.Graph().parse(data=answer.data, format=parser)
    datasets = set(told.objects(None, rdflib.DCAT.dataset))
    assert rdflib.URIRef(site.named["beds"].iri) in datasets
    assert rdflib.URIRef(site.named["gone"].iri) not in datasets
    assert 'rel="first"' in answer.headers["Link"]
    again = client.get(f"/catalog.{suffix}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_a_page_that_is_kept_is_the_page_that_was_written(client: FlaskClient) -> None:
    written, kept = client.get("/catalog.nq"), client.get("/catalog.nq")
    assert written.data == kept.data and written.content_length == kept.content_length == len(kept.data)
    head = client.head("/catalog.nq")
    assert (head.data, head.content_length) == (b"", kept.content_length)


def test_a_bare_program_gets_turtle_and_a_browser_a_page(site: Site, client: FlaskClient) -> None:
    assert client.get("/catalog").mimetype == "text/turtle"
    assert client.get("/catalog", headers={"Accept": "application/ld+json"}).mimetype == "application/ld+json"
    page = client.get("/catalog", headers=HTML)
    assert page.mimetype == "text/html" and "Giường bệnh trống theo ngày" in page.text
    assert client.get("/catalog", headers={"Accept": "image/png"}).status_code == 406


def test_people_get_shorter_pages_than_programs(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "READ_AT_ONCE", 2)
    assert re.search(r'[?]page=[0-9]+-2-[a-z2-7]+>; rel="next"', client.get("/catalog", headers=HTML).headers["Link"])
    assert 'rel="next"' not in client.get("/catalog.nt").headers["Link"]


@pytest.mark.parametrize("token", ["x", "0-0-", "9999999-100-", "1-100-zzz", "1" * 60])
def test_a_page_that_never_was_says_where_to_begin(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/catalog.ttl?page={token}")
    assert answer.status_code == 404
    assert 'rel="first"' in answer.headers["Link"]
    assert '<a href="/catalog">Bắt đầu lại từ trang đầu</a>' in client.get(f"/catalog?page={token}", headers=HTML).text


@pytest.mark.parametrize(
    "path", ["/catalog.exe", "/catalog.html", "/catalog.", "/catalog/agency/zzz", "/catalog/agency/aaaaaaaaaaaa"]
)
def test_other_suffixes_are_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_in_named_graphs_has_each_record_in_its_own(site: Site, client: FlaskClient) -> None:
    for suffix in ("trig", "nq"):
        answer = client.get(f"/catalog.{suffix}")
        graphs = {quad.graph_name for quad in parse(answer.data, format=FORMATS[suffix])}
        assert NamedNode(site.named["beds"].record) in graphs and DefaultGraph() in graphs
        assert client.get("/catalog", headers={"Accept": answer.mimetype}).mimetype == answer.mimetype


def test_a_walk_says_at_which_entry_it_stands_and_keeps_its_filters(site: Site, client: FlaskClient) -> None:
    agency = site.keeper.words.agency("gl-so-tc")
    assert agency is not None
    for told in ("gl-so-tc", key_of(agency.iri), agency.iri):
        answer = client.get("/catalog.ttl", query_string={"agency": told})
        assert site.named["prices"].iri in answer.text and site.named["beds"].iri not in answer.text
        assert int(answer.headers["Ledger-Position"]) > 0
        assert quote(agency.iri, safe="") in answer.headers["Link"]
    part = client.get(f"/catalog/agency/{key_of(agency.iri)}")
    assert part.mimetype == "text/turtle" and site.named["prices"].iri in part.text
    assert part.data.partition(b"page=")[0].count(b"agency=") == 1


def test_what_changed_since_a_day_is_told_with_what_was_withdrawn(site: Site, client: FlaskClient) -> None:
    answer = client.get("/catalog.nt?modified-since=2020-01-01")
    record, gone = site.named["gone"].record, "http://purl.org/adms/status/Withdrawn"
    assert f"<{record}> <http://www.w3.org/ns/adms#status> <{gone}>" in answer.text
    assert "gộp vào tập khác" in answer.text
    assert f"<{site.named['gone'].iri}> a " not in answer.text
    page = client.get("/catalog?modified-since=2020-01-01", headers=HTML)
    assert "gộp vào tập khác" in page.text and "Không còn công bố" in page.text
    assert f'<a href="/id/dataset/{site.key("gone")}">Tập sẽ thu hồi</a>' in page.text, "by its name, not by its key"
    assert "Không có tập dữ liệu nào khớp" in client.get("/catalog?modified-since=9999-01-01", headers=HTML).text


@pytest.mark.parametrize(
    "asked",
    [
        "theme=nobody", "theme=" + "x" * 5000, "agency=nobody", "agency=zzzzzzzzzzzz", "modified-since=yesterday",
        "modified-since=2026-02-30", "modified-since=2026-01-01T25:00:00", "modified-since=2026-W01-1",
        "agency=gl-so-yt&agency=gl-so-tc", "profile=other", "profile=dcat&profile=schema",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_both_languages(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/catalog.ttl?{asked}", headers={"Accept": "application/json"})
    told = json.loads(answer.data)
    assert answer.status_code == 400 and told["vi"] and told["en"] and len(told["en"]) < 500


@pytest.mark.parametrize("asked", ["page=" + "1" * 10_000, "page=1-1-&page=1-1-", "page=1-1000-x", "page=%00"])
def test_a_token_that_is_none_is_not_there(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/catalog.nq?{asked}")
    assert answer.status_code == 404 and answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "query", "told"),
    [
        ("", "", "http://data.europa.eu/r5r/"),
        ("<http://schema.org/>", "", "http://schema.org/"),
        ("<https://schema.org/>;q=0.5, <http://www.w3.org/ns/dcat#>", "", "http://www.w3.org/ns/dcat#"),
        ("dcat;q=0.9, *;q=0.1", "", "http://www.w3.org/ns/dcat#"),
        ("<urn:x>, *;q=0.1", "", "http://data.europa.eu/r5r/"),
        ("<urn:x>", "profile=schema", "http://schema.org/"),
        ("\x7f,,;;", "", "http://data.europa.eu/r5r/"),
    ],
)
def test_the_profile_is_negotiated(client: FlaskClient, accept: str, query: str, told: str) -> None:
    answer = client.get(f"/catalog.ttl?{query}", headers={"Accept-Profile": accept} if accept else {})
    assert answer.headers["Content-Profile"] == f"<{told}>"
    assert f'<{told}>; rel="profile"' in answer.headers["Link"]
    assert answer.headers["Link"].count('rel="alternate"') == 2
    assert "Accept-Profile" in answer.headers["Vary"]


def test_a_profile_that_is_not_told_is_406_with_those_that_are(client: FlaskClient) -> None:
    answer = client.get("/catalog.ttl", headers={"Accept-Profile": "<http://www.opengis.net/def/x>"})
    assert answer.status_code == 406 and "http://schema.org/" in answer.text
    for varied in (answer, client.get("/catalog", headers=HTML)):
        assert "Accept-Profile" in varied.headers["Vary"]


def test_pages_of_other_sites_may_ask(client: FlaskClient) -> None:
    answer = client.options("/catalog.ttl")
    assert answer.status_code == 204
    assert {"Accept-Profile", "Consumer"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert client.options("/catalog").status_code == 204


def test_the_endpoint_answers_programs(site: Site, client: FlaskClient) -> None:
    site.keeper.publisher.wait(30)
    for accept, kind in (("application/sparql-results+json", "json"), ("text/csv", "csv"), ("*/*", "json")):
        answer = client.get("/sparql", query_string={"query": DATASETS}, headers={"Accept": accept})
        assert answer.status_code == 200 and kind in str(answer.mimetype)
        assert site.named["beds"].iri in answer.text and site.named["gone"].iri not in answer.text
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    posted = client.post("/sparql", data=DATASETS, content_type="application/sparql-query")
    assert {"d": {"type": "uri", "value": site.named["beds"].iri}} in json.loads(posted.data)["results"]["bindings"]
    again = client.post("/sparql", data={"query": DATASETS})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"query": "SELEKT"}, 400),
        ({"update": "CLEAR ALL"}, 403),
        ({"query": "ASK { SERVICE <http://x/> {} }"}, 400),
        ({"query": "ASK {}", "format": "png"}, 400),
    ],
)
def test_refusals_come_as_the_client_reads(client: FlaskClient, asked: dict[str, str], status: int) -> None:
    for accept, mimetype in (
        ("*/*", "text/plain"),
        ("application/json", "application/json"),
        ("text/csv", "text/plain"),
    ):
        answer = client.get("/sparql", query_string=asked, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (status, mimetype)


def test_other_methods_are_refused_with_those_that_work(client: FlaskClient) -> None:
    assert client.put("/sparql").status_code == 405
    assert "POST" in client.options("/sparql").headers["Allow"]


def test_the_endpoint_describes_itself_to_programs(site: Site, client: FlaskClient) -> None:
    told = rdflib.Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).data, format="turtle")
    service = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#Service")
    assert (None, rdflib.RDF.type, service) in told


def test_a_registry_without_a_dataset_says_so(tmp_path: Path) -> None:
    keeper = Keeper.open(load_config(tmp_path))
    try:
        page = create_app(keeper).test_client().get("/catalog", base_url=keeper.config.base, headers=HTML).text
    finally:
        keeper.close()
    assert "Chưa có tập dữ liệu nào được công bố." in page
    assert ", giờ Việt Nam" not in page, "no time where there is no entry"
    assert 'class="pages"' not in page, "no list of pages without pages"


def test_the_description_leads_where_the_site_is_and_states_the_limits_in_force(tmp_path: Path) -> None:
    keeper = Keeper.open(load_config(tmp_path, base="http://127.0.0.1:8080", address="http://127.0.0.1:9090"))
    try:
        keeper.queries.limits = replace(keeper.queries.limits, seconds=7)
        answer = create_app(keeper).test_client().get("/sparql", base_url="http://127.0.0.1:9090")
    finally:
        keeper.close()
    assert "<http://127.0.0.1:9090/sparql>" in answer.text
    assert "; 7 giây" in answer.text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_shows_a_table_and_links_the_whole(site: Site, client: FlaskClient, lang: str) -> None:
    site.keeper.publisher.wait(30)
    page = client.get("/sparql", query_string={"query": DATASETS, "lang": lang}, headers=HTML)
    assert page.status_code == 200
    assert f'href="/id/dataset/{site.key("beds")}"' in page.text
    assert "format=csv" in page.text
    assert 'nonce="' in page.text and "sparql-editor.js" in page.text


def test_the_page_says_what_is_wrong_and_keeps_the_text(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": "SELECT * WHERE { ?x <b> }"}, headers=HTML)
    assert page.status_code == 400
    assert "<title>Lỗi: " in page.text and "SELECT * WHERE { ?x &lt;b&gt; }" in page.text


def test_the_page_tells_faults_of_what_was_typed_not_of_its_own_cut(site: Site, client: FlaskClient) -> None:
    site.keeper.publisher.wait(30)
    typed = "SELECT ?x WHERE { ?x a ?c } ORDER BY"
    told = client.get("/sparql", query_string={"query": typed}).text
    page = client.get("/sparql", query_string={"query": typed}, headers=HTML)
    place = re.search(r"line \d+, column \d+", told)
    assert place and page.status_code == 400
    english = client.get("/sparql", query_string={"query": typed, "lang": "en"}, headers=HTML).text
    assert place[0] in english


@pytest.mark.parametrize("typed", ["ASK { FILTER( }", "SELECT * { BIND( AS ?x) }", "SELECT * { ?s ?p"])
def test_a_slip_is_told_in_peoples_words(site: Site, client: FlaskClient, typed: str) -> None:
    site.keeper.publisher.wait(30)
    told = client.get("/sparql", query_string={"query": typed}, headers={"Accept": "application/json"})
    said = str(json.loads(told.data)["en"])
    assert said.startswith("Syntax error, line 1, column ") and said.endswith(".")
    assert not re.search(r"\['|\bu\{|error at", said)  # the parser's own classes of letters


def test_relative_addresses_are_read_against_the_endpoint(site: Site, client: FlaskClient) -> None:
    site.keeper.publisher.wait(30)
    text = f"ASK {{ </id/dataset/{site.key('beds')}> ?p ?o }}"
    told = client.get("/sparql", query_string={"query": text}, headers={"Accept": "application/sparql-results+json"})
    assert json.loads(told.data)["boolean"] is True


def test_the_page_shows_graphs_and_verdicts(site: Site, client: FlaskClient) -> None:
    site.keeper.publisher.wait(30)
    asked = client.get("/sparql", query_string={"query": "ASK { ?s ?p ?o }"}, headers=HTML)
    assert "Kết quả: đúng" in asked.text
    built = client.get(
        "/sparql", query_string={"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"}, headers=HTML
    )
    assert "<pre" in built.text and "format=ttl" in built.text


def test_long_results_are_shown_in_part(site: Site, client: FlaskClient) -> None:
    site.keeper.publisher.wait(30)
    page = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"}, headers=HTML).text
    assert "200 dòng đầu" in page


def test_every_example_on_the_page_runs(site: Site, client: FlaskClient) -> None:
    site.keeper.publisher.wait(30)
    page = client.get("/sparql", headers=HTML).text
    links = [
        part.split('"')[0].replace("&amp;", "&")
        for part in page.split('<li><a href="')[1:]
        if part.startswith("/sparql?")
    ]
    assert len(links) > 10
    for link in links:
        assert client.get(link.removesuffix("#kq"), headers=HTML).status_code == 200, link


def test_whoever_begins_a_walk_again_keeps_what_it_was_narrowed_to(client: FlaskClient) -> None:
    page = client.get("/catalog?agency=gl-so-yt&page=x&modified-since=2020-01-01", headers=HTML).text
    assert '<a href="/catalog?agency=gl-so-yt&amp;modified-since=2020-01-01">Bắt đầu lại từ trang đầu</a>' in page
    assert '<a href="/catalog">Bắt đầu lại' in client.get("/catalog?page=x", headers=HTML).text
