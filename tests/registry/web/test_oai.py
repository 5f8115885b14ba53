"""`/oai` over HTTP: by GET and by POST, packed, open to all, and never anything but an answer of the protocol."""

import gzip

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.registry.feeds.oai_answers import answer, code, identifiers
from tests.registry.web.site import HOST, HTML, Site

FORM = "application/x-www-form-urlencoded"
LIST = "verb=ListRecords&metadataPrefix=oai_dc"


def test_records_are_listed_by_get_and_by_post_alike(site: Site, client: FlaskClient) -> None:
    got, sent = client.get(f"/oai?{LIST}"), client.post("/oai", data=LIST, content_type=FORM)
    for told in (got, sent):
        assert (told.status_code, told.content_type) == (200, "text/xml; charset=utf-8")
        assert f"oai:127.0.0.1:{site.key('beds')}" in identifiers(answer(told.data), deleted=False)
        assert f"oai:127.0.0.1:{site.key('gone')}" in identifiers(answer(told.data), deleted=True)
        assert int(told.headers["Ledger-Position"]) > 0
        assert told.headers["Access-Control-Allow-Origin"] == "*"
        assert "<img" not in told.text and "&lt;/title&gt;&lt;script&gt;" in told.text
    assert answer(got.data)[1].text == f"http://{HOST}/oai"


def test_links_come_from_the_settings_whatever_a_proxy_says(client: FlaskClient) -> None:
    told = client.get("/oai?verb=Identify", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil.example" not in told.text


def test_a_theme_is_a_set_by_the_one_search(site: Site, client: FlaskClient) -> None:
    (theme, *_) = site.named["beds"].themes
    told = client.get(f"/oai?{LIST}&set=theme:{theme.rpartition('/')[2]}")
    assert f"oai:127.0.0.1:{site.key('beds')}" in identifiers(answer(told.data))


def test_an_answer_comes_packed_and_a_head_without_a_body(client: FlaskClient) -> None:
    packed = client.get(f"/oai?{LIST}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and answer(gzip.decompress(packed.data)) is not None
    head = client.head(f"/oai?{LIST}")
    assert (head.status_code, head.data) == (200, b"") and head.headers["ETag"]
    asked = client.options("/oai")
    assert asked.status_code == 204 and "POST" in asked.headers["Access-Control-Allow-Methods"]


def test_the_schema_of_rdf_is_where_the_list_of_formats_says(client: FlaskClient) -> None:
    formats = client.get("/oai?verb=ListMetadataFormats").text
    assert f"<schema>http://{HOST}/oai/rdf.xsd</schema>" in formats
    told = client.get("/oai/rdf.xsd")
    assert told.status_code == 200 and "targetNamespace" in told.text
    assert client.get("/oai/rdf.xsd", headers={"If-None-Match": told.headers["ETag"]}).status_code == 304


BAD = [
    ("", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=%00Identify", "badVerb"),
    ("verb=Identif%FF", "badVerb"),
    ("%FF=%FE", "badVerb"),
    ("verb=Identify&x=%00", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    (f"{LIST}&from=2026-13-01", "badArgument"),
    (f"{LIST}&set=a%00b", "badArgument"),
    (f"{LIST}&resumptionToken=x", "badArgument"),
    (f"verb=ListRecords&resumptionToken={'x' * 10_000}", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%00", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ("verb=ListIdentifiers&metadataPrefix=marc21", "cannotDisseminateFormat"),
    (f"{LIST}&until=1999-01-01", "noRecordsMatch"),
    (f"{LIST}&set=theme:NONE", "noRecordsMatch"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%01%FF", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%3C%26%3E%22", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=oai:x:y", "idDoesNotExist"),
]


@pytest.mark.parametrize(("said", "error"), BAD)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_slip_is_an_answer_of_the_protocol(client: FlaskClient, method: str, said: str, error: str) -> None:
    told = client.get(f"/oai?{said}") if method == "GET" else client.post("/oai", data=said, content_type=FORM)
    assert (told.status_code, told.mimetype, code(told.data)) == (200, "text/xml", error)


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "multipart/form-data; boundary=x", ""])
def test_a_body_that_is_no_form_is_refused_in_the_protocols_words(client: FlaskClient, kind: str) -> None:
    told = client.post("/oai", data='{"verb": "Identify"}', content_type=kind)
    assert (told.status_code, code(told.data)) == (415, "badVerb")


def test_arguments_of_the_address_and_of_the_form_count_together(client: FlaskClient) -> None:
    assert code(client.post("/oai?verb=Identify", data="verb=Identify", content_type=FORM).data) == "badVerb"
    assert code(client.post("/oai?verb=ListRecords", data="metadataPrefix=oai_dc", content_type=FORM).data) == ""
    assert code(client.post("/oai?verb=Identify").data) == ""


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    assert client.open("/oai", method=method).status_code == 405


def test_a_form_that_is_too_long_is_not_read(client: FlaskClient) -> None:
    assert client.post("/oai", data="verb=" + "x" * 300_000, content_type=FORM).status_code == 413


def test_a_browser_gets_the_same(client: FlaskClient) -> None:
    told: TestResponse = client.get("/oai?verb=Identify", headers=HTML)
    assert told.mimetype == "text/xml" and code(told.data) == ""


def test_who_harvested_to_the_end_is_known_by_the_name_it_gives(site: Site, client: FlaskClient) -> None:
    for said in ("verb=Identify", f"{LIST}&set=agency:aaaaaaaaaaaa", "verb=x", f"{LIST}&from=2020-01-01", LIST):
        client.get(f"/oai?{said}", headers={"Consumer": "thu-vien"})
    site.keeper.consumers.flush()
    (one,) = [taken for taken in site.keeper.consumers.all() if taken.name == "thu-vien"]
    assert (one.door, one.requests, one.walks) == ("oai-pmh", 3, 2)
