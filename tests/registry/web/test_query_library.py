"""The library of examples and the page for programs: every address and form, in both languages."""

import re

import pytest
import rdflib
from flask.testing import FlaskClient
from markupsafe import escape

from registry.web.query_library import THEMES
from registry.web.query_programs import WAYS, WRITTEN_FOR
from registry.web.texts import LANGUAGES, texts
from sparql.queries import Example, examples
from tests.registry.web.site import HTML, Site

SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
ONE = "/sparql/examples/most-late"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_library_shows_every_example_under_its_theme(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/sparql/examples?lang={lang}", headers=HTML).text
    assert list(re.findall(r'<h2 id="([a-z]+)"', page)) == list(THEMES)
    for one in examples():
        part = page[page.index(f'<h2 id="{one.theme}"') :].partition("</section>")[0]
        assert f'<li id="{one.name}"' in part
        assert str(escape(one.titles[lang])) in part and str(escape(one.texts[lang])) in part
        assert str(escape(one.text)) in part
    assert texts(lang)("programs.title") in page


def test_the_link_of_an_example_runs_it(site: Site, client: FlaskClient) -> None:
    site.keeper.publisher.wait(30)
    page = client.get("/sparql/examples/datasets-per-agency", headers=HTML).text
    found = re.search(r'role="button" href="(/sparql\?query=[^"#]+)', page)
    assert found
    answer = client.get(found[1].replace("&amp;", "&"), headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200 and answer.json and answer.json["results"]["bindings"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser makes one
@pytest.mark.parametrize(
    ("suffix", "parser", "kind"),
    [
        ("ttl", "turtle", "text/turtle"),
        ("jsonld", "json-ld", "application/ld+json"),
        ("rdf", "xml", "application/rdf+xml"),
        ("nt", "nt", "application/n-triples"),
    ],
)
def test_the_library_and_each_example_come_as_rdf(client: FlaskClient, suffix: str, parser: str, kind: str) -> None:
    for path, number in (("/sparql/examples", len(examples())), (ONE, 1)):
        named = client.get(f"{path}.{suffix}")
        asked = client.get(path, headers={"Accept": kind})
        assert named.mimetype == asked.mimetype == kind and named.data == asked.data
        assert asked.headers["Content-Location"] == f"{path}.{suffix}" and "Accept" in asked.headers["Vary"]
        assert named.headers["Access-Control-Allow-Origin"] == "*"
        told = rdflib.Graph().parse(data=named.data, format=parser)
        assert len(set(told.subjects(rdflib.RDF.type, SHACL.SPARQLExecutable))) == number
        again = client.get(f"{path}.{suffix}", headers={"If-None-Match": named.headers["ETag"]})
        assert again.status_code == 304 and again.data == b""


def test_an_example_is_called_by_its_permanent_address(site: Site, client: FlaskClient) -> None:
    told = rdflib.Graph().parse(data=client.get(f"{ONE}.ttl").data, format="turtle")
    (one,) = told.subjects(rdflib.RDF.type, SHACL.SPARQLExecutable)
    assert str(one) == f"{site.keeper.config.base}{ONE}"
    assert str(told.value(one, rdflib.URIRef("https://schema.org/target"))) == f"{site.keeper.config.links}/sparql"
    assert str(one) in client.get(ONE, headers=HTML).text


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_the_bare_query_is_what_the_file_says(client: FlaskClient, example: Example) -> None:
    answer = client.get(f"/sparql/examples/{example.name}.rq")
    assert answer.mimetype == "application/sparql-query" and answer.data.decode() == example.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_bare_query_comes_by_accept_too_and_need_not_come_twice(client: FlaskClient) -> None:
    answer = client.get(ONE, headers={"Accept": "application/sparql-query"})
    assert answer.mimetype == "application/sparql-query" and answer.headers["Content-Location"] == f"{ONE}.rq"
    again = client.get(f"{ONE}.rq", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data


@pytest.mark.parametrize(
    "path",
    ["/sparql/examples/none", "/sparql/examples/none.rq", f"{ONE}.exe", "/sparql/examples.rq", "/sparql/programs/x"],
)
def test_what_is_not_there_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sparql/examples", ONE])
def test_a_form_that_there_is_not_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_for_programs_shows_each_with_this_registrys_address(
    site: Site, client: FlaskClient, lang: str
) -> None:
    page = client.get(f"/sparql/programs?lang={lang}", headers=HTML).text
    for name, file in WAYS:
        told = client.get(f"/sparql/programs/{file}")
        assert told.mimetype == "text/plain" and site.keeper.config.links in told.text
        assert str(escape(told.text)) in page and f'<h2 id="{name}"' in page
    for word in (
        "ETag",
        "If-None-Match",
        "Retry-After",
        "partial=1",
        "X-Truncated",
        "10",
        "20",
        "/dump",
        "/sparql/graphs",
    ):
        assert word in page
    assert "/sparql/examples" in page


def test_an_address_stands_in_a_program_only_where_the_registrys_is_to_stand(client: FlaskClient) -> None:
    for _, file in WAYS:
        hosts = set(re.findall(r"https?://[\w.:-]+", client.get(f"/sparql/programs/{file}").text))
        assert hosts <= {WRITTEN_FOR, "http://www.w3.org", "http://purl.org", "https://w3id.org"}
