"""`/check`: what anybody may send, what they get back in each form, and what is refused with a sentence."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from registry.checked import Asked
from registry.web.check import BODIES, PROFILES
from tests.registry.web.site import EVIL, HTML, Site, inputs, told
from vocab.namespaces import RDF, SH

BAD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<http://example.vn/d> a dcat:Dataset ; dct:title "Giá đất"@vi ;
  dcat:distribution [ a dcat:Distribution ; dct:title "Tệp CSV"@vi ; dcat:byteSize "3,4 MB" ] .
"""
JSONLD = '{"@id": "http://example.vn/d", "@type": "http://www.w3.org/ns/dcat#Dataset"}'
RDFXML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#">'
    '<dcat:Dataset rdf:about="http://example.vn/d"/></rdf:RDF>'
)
NT = "<http://example.vn/d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n"
addresses = (f"10.0.{number // 250}.{number % 250}" for number in count(1))


@pytest.fixture
def stranger(site: Site) -> Iterator[FlaskClient]:
    """A visitor from an address of their own, whose share of work nobody else used up."""
    client = site.client()
    client.environ_base["REMOTE_ADDR"] = next(addresses)
    yield client


def sent(client: FlaskClient, body: str | bytes, kind: str = "text/turtle", **query: str) -> TestResponse:
    return client.post("/check", data=body, content_type=kind, query_string=query)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_has_its_form_and_an_example_to_try(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/check?lang={lang}", headers=HTML)
    assert page.status_code == 200 and f'<html lang="{lang}">' in page.text
    assert inputs(page)["text"] == ""
    sample = inputs(client.get(f"/check?sample=1&lang={lang}", headers=HTML))["text"]
    assert "dcat:Dataset" in sample and "BASE" not in sample and "AGENCY" not in sample
    assert not page.headers.getlist("Set-Cookie") or "visit" not in str(page.headers.getlist("Set-Cookie"))


def test_the_example_has_a_fault_of_each_severity(stranger: FlaskClient) -> None:
    sample = inputs(stranger.get("/check?sample=1", headers=HTML))["text"]
    found = told(sent(stranger, sample))
    assert {finding["severity"] for finding in found["findings"]} == {"Violation", "Warning", "Info"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (BAD, "text/turtle"),
        (BAD, "text/turtle; charset=utf-8"),
        (JSONLD, "application/ld+json"),
        (RDFXML, "application/rdf+xml"),
        (NT, "application/n-triples"),
        (f"<http://example.vn/g> {{ {NT} }}", "application/trig"),
        (NT.replace(" .\n", " <http://example.vn/g> .\n"), "application/n-quads"),
        (BAD, ""),
        (RDFXML, "application/octet-stream"),
        (BAD, "text/plain"),
    ],
)
def test_every_rdf_syntax_is_taken_as_a_body(stranger: FlaskClient, body: str, kind: str) -> None:
    answer = sent(stranger, body, kind, profile="dcat-ap")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    said = told(answer)
    assert not said["conforms"]
    assert "dcat-ap/dataset-description" in {finding["rule"] for finding in said["findings"]}
    assert {finding["focus"] for finding in said["findings"]} >= {"http://example.vn/d"}
    keys = {"rule", "severity", "focus", "path", "component", "value", "message_vi", "message_en", "article"}
    assert all(set(finding) == keys for finding in said["findings"])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "format", "mimetype"),
    [
        ("", "", "application/json"),
        ("*/*", "", "application/json"),
        ("text/turtle", "", "text/turtle"),
        ("text/csv", "", "text/csv"),
        ("text/plain", "", "text/plain"),
        ("text/html", "", "text/html"),
        (HTML["Accept"], "", "text/html"),
        (HTML["Accept"], "json", "application/json"),
        ("*/*", "html", "text/html"),
        ("*/*", "turtle", "text/turtle"),
    ],
)
def test_the_answer_comes_in_the_form_asked_for(stranger: FlaskClient, accept: str, format: str, mimetype: str) -> None:
    query = {"format": format} if format else {}
    answer = stranger.post(
        "/check", data=BAD, content_type="text/turtle", query_string=query, headers={"Accept": accept}
    )
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert "Accept" in answer.headers["Vary"]


def test_all_forms_tell_of_the_same_findings(stranger: FlaskClient) -> None:
    found = told(sent(stranger, BAD))["findings"]
    rows = list(csv.DictReader(io.StringIO(sent(stranger, BAD, format="csv").data.decode("utf-8-sig"))))
    assert len(rows) == len(found)
    part = next(row for row in rows if row["value"] == "3,4 MB")
    assert part["thing"] == "Bản phân phối “Tệp CSV”" and part["label_en"] and part["fix_vi"]
    quads = list(parse(sent(stranger, BAD, format="turtle").data, format=RdfFormat.TURTLE))
    assert sum(quad.predicate == RDF.type and quad.object == SH.ValidationResult for quad in quads) == len(found)
    text = sent(stranger, BAD, format="text").text
    assert all(finding["message_vi"] in text and finding["message_en"] in text for finding in found)


@pytest.mark.parametrize("profile", [name for name in PROFILES if name])
def test_a_profile_speaks_alone(stranger: FlaskClient, profile: str) -> None:
    found = told(sent(stranger, BAD, profile=profile))["findings"]
    assert {finding["rule"].partition("/")[0] for finding in found} <= {profile}


def test_a_file_is_measured_against_the_ministries_data(site: Site, stranger: FlaskClient) -> None:
    row = next(iter(site.keeper.words.ministries.values()))
    body = BAD.replace("Giá đất", row.title_vi)
    rules = {finding["rule"] for finding in told(sent(stranger, body, profile="overlap"))["findings"]}
    assert rules == {"overlap/duplicate-of-ministry"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_says_what_is_wrong_with_what_and_how_to_mend_it(stranger: FlaskClient, lang: str) -> None:
    answer = stranger.post(f"/check?lang={lang}", data={"text": BAD, "profile": ""}, headers=HTML)
    assert answer.status_code == 200
    wanted = {
        "vi": (
            "Chưa đạt: có",
            "Tập dữ liệu “Giá đất”",
            "Bản phân phối “Tệp CSV”",
            "Thiếu “Mô tả”.",
            "3,4 MB",
            "Căn cứ:",
        ),
        "en": (
            "Does not conform:",
            "Dataset “Giá đất”",
            "Distribution “Tệp CSV”",
            "“Description” is missing.",
            "To mend:",
        ),
    }
    for text in wanted[lang]:
        assert text in answer.text
    assert inputs(answer)["text"].strip() == BAD.strip(), "what was sent stands in the form again"


def test_a_chosen_file_is_checked_in_place_of_the_text_and_shown_for_mending(stranger: FlaskClient) -> None:
    data = {"text": "not this", "file": (io.BytesIO(BAD.encode()), "mô tả.ttl"), "profile": "dcat-ap"}
    answer = stranger.post("/check", data=data, headers=HTML)
    assert "mô tả.ttl" in answer.text and inputs(answer)["text"].strip() == BAD.strip()
    assert 'value="dcat-ap" selected' in answer.text


def test_a_conforming_description_is_praised(site: Site, stranger: FlaskClient) -> None:
    dataset = site.client().get(f"/id/dataset/{site.key('beds')}.ttl").text
    answer = stranger.post("/check", data={"text": dataset}, headers=HTML)
    assert "Đạt: không có chỗ nào phải sửa" in answer.text
    assert told(sent(stranger, dataset))["conforms"]


def test_the_agency_itself_is_led_to_the_field_of_its_form(site: Site) -> None:
    iri = site.named["beds"].iri
    body = BAD.replace("http://example.vn/d", iri)
    clients = {name: site.client(name) for name in ("", "gl-so-yt", "gl-so-tc", "giam-sat")}
    pages = {}
    for name, client in clients.items():
        client.environ_base["REMOTE_ADDR"] = next(addresses)
        pages[name] = client.post("/check", data={"text": body}, headers=HTML).text
    link = f"/desk/dataset/{site.key('beds')}#dct-description-0-vi"
    assert {name: link in page for name, page in pages.items()} == {
        "": False, "gl-so-yt": True, "gl-so-tc": False, "giam-sat": False,
    }  # fmt: skip
    assert 'id="dct-description-0-vi"' in clients["gl-so-yt"].get(link.partition("#")[0], headers=HTML).text


def test_what_is_sent_is_only_text(stranger: FlaskClient) -> None:
    body = BAD.replace("Giá đất", EVIL.replace('"', '\\"')).replace("3,4 MB", "=1+1<script>alert(2)</script>")
    page = stranger.post("/check", data={"text": body}, headers=HTML).text
    assert "<script>alert" not in page and "<img src=x" not in page
    rows = list(csv.DictReader(io.StringIO(sent(stranger, body, format="csv").data.decode("utf-8-sig"))))
    assert "'=1+1<script>alert(2)</script>" in {row["value"] for row in rows}


# What is refused


@pytest.mark.parametrize(
    ("body", "kind", "query", "status", "said"),
    [
        (BAD, "image/png", {}, 415, "text/turtle"),
        (BAD, "text/html", {}, 415, "text/turtle"),
        (BAD, "application/x-www-form-urlencoded", {}, 415, "Content-Type"),
        ("", "text/turtle", {}, 422, "Paste"),
        ("  \n", "", {}, 422, "Paste"),
        ("@prefix dcat: <x", "text/turtle", {}, 422, "line 1"),
        ("<html><title>Trang</title></html>", "application/rdf+xml", {}, 422, "Trang"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="x"/>', "application/rdf+xml", {}, 422, "DOCTYPE"),
        ('{"a": 1}', "application/ld+json", {}, 422, "JSON"),
        (b"\xff\xfe<\x00a\x00", "text/turtle", {}, 422, "cut short"),
        (b'<a> <b> "\xc3(" .', "text/turtle", {}, 422, "UTF-8"),
        (BAD, "text/turtle", {"profile": "dcat-mars"}, 400, "dcat-ap"),
        (BAD, "text/turtle", {"format": "xml"}, 406, "turtle"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_sentence(
    stranger: FlaskClient, body: str | bytes, kind: str, query: dict[str, str], status: int, said: str
) -> None:
    answer = stranger.post(
        "/check", data=body, content_type=kind, query_string=query, headers={"Accept": "application/json"}
    )
    assert answer.status_code == status, answer.text
    problem = told(answer)
    assert said in problem["en"] and problem["vi"] and problem["status"] == status
    if status == 415:
        assert answer.headers["Accept-Post"] == ", ".join(BODIES)
    plain = stranger.post("/check", data=body, content_type=kind, query_string=query)
    assert plain.mimetype == "text/plain" and problem["vi"] in plain.text


def test_a_packed_body_is_refused(stranger: FlaskClient) -> None:
    packed = gzip.compress(BAD.encode())
    answer = stranger.post("/check", data=packed, content_type="text/turtle", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415 and "unpacked" in answer.text


def test_a_form_that_is_broken_off_is_refused(stranger: FlaskClient) -> None:
    answer = sent(stranger, b"--x\r\nContent-Disposition: form-data; na", "multipart/form-data; boundary=x")
    assert answer.status_code == 415
    assert sent(stranger, b"", "multipart/form-data").status_code in (400, 415)


@pytest.mark.parametrize("text", ["", "@prefix dcat: <x", "<a> <b"])
def test_a_refusal_on_the_page_keeps_what_was_typed(stranger: FlaskClient, text: str) -> None:
    answer = stranger.post("/check", data={"text": text, "profile": "province"}, headers=HTML)
    assert answer.status_code == 422 and "<title>Lỗi: " in answer.text
    assert inputs(answer)["text"] == text and 'value="province" selected' in answer.text


def test_a_document_over_the_limit_is_refused_before_it_is_read(site: Site, stranger: FlaskClient) -> None:
    limit = site.keeper.config.check_megabytes << 20
    answer = sent(stranger, b"#" * (limit + 1))
    assert answer.status_code == 413 and "registry check" in answer.text and "10 MiB" in answer.text
    page = stranger.post("/check", data={"text": "#" * (limit + 1)}, headers=HTML)
    assert page.status_code == 413 and "Tệp quá lớn" in page.text


def test_only_one_profile_can_be_asked_for(stranger: FlaskClient) -> None:
    for place, body in (("/check?profile=province&profile=dcat-ap", NT), ("/check?profile=&profile=dcat-ap", NT)):
        answer = stranger.post(place, data=body, content_type="text/turtle")
        assert answer.status_code == 400 and "một bộ quy tắc" in answer.text and "one profile" in answer.text
    form = stranger.post("/check", data={"text": NT, "profile": ["province", "dcat-ap"]}, headers=HTML)
    assert form.status_code == 400 and "một bộ quy tắc" in form.text
    assert stranger.post("/check?profile=province&profile=province", data=NT).status_code == 200


@pytest.mark.parametrize(("lang", "said"), [("vi", "Chưa có gì để kiểm tra"), ("en", "There is nothing to check")])
def test_a_document_without_a_dataset_is_not_praised(stranger: FlaskClient, lang: str, said: str) -> None:
    body = "<http://example.vn/a> <http://example.vn/p> <http://example.vn/b> ."
    page = stranger.post(f"/check?lang={lang}", data={"text": body}, headers=HTML)
    assert page.status_code == 200 and f"<h1>{said}</h1>" in page.text and "notice ok" not in page.text
    (finding,) = told(sent(stranger, body))["findings"]
    assert (finding["rule"], finding["severity"]) == ("checking/nothing-to-judge", "Info")
    slip = stranger.post("/check", data={"text": "x y z ."}, headers=HTML)
    assert slip.status_code == 200 and said not in slip.text, "what cannot be read is not nothing"
    for form in ("text", "csv", "turtle"):
        assert "checking/nothing-to-judge" in sent(stranger, body, format=form).text


def test_what_the_form_requires_is_marked_and_nothing_says_it_stops_nothing(stranger: FlaskClient) -> None:
    page = sent(stranger, BAD, format="html").text
    assert "trên biểu mẫu: bắt buộc" in page and "không chặn" not in page
    assert "Kiểm tra nội dung gửi lên" in page and "bộ ba" not in page


def test_statements_that_cannot_be_read_spoil_the_verdict(stranger: FlaskClient) -> None:
    said = told(sent(stranger, f"{NT}<http://example.vn/e> <p> <q> <r> .\n{NT}", profile="overlap"))
    assert not said["conforms"]
    (finding,) = said["findings"]
    assert finding["rule"] == "reading/not-readable" and "line 2" in finding["message_en"]


@pytest.mark.parametrize(
    "body",
    [
        BAD.replace('"3,4 MB"', '"1e999999999"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        BAD.replace('"3,4 MB"', "9" * 5000),
        BAD.replace('"Giá đất"@vi', ", ".join(f'"{number}"@vi' for number in range(2_000))),
        BAD.replace('"3,4 MB"', '"x" ; dct:issued "2026-13-45"^^<http://www.w3.org/2001/XMLSchema#date>'),
        f"<http://example.vn/d> <http://example.vn/p> {'(' * 300}{')' * 300} .",
        '{"@id": "x:y", "@graph": ' + "[" * 5000 + "]" * 5000 + "}",
        "<< " * 2000,
    ],
    ids=["huge decimal", "long integer", "many values", "no such day", "deep list", "deep JSON", "quoted triples"],
)
def test_hostile_documents_are_judged_or_refused_and_the_keeper_goes_on(
    site: Site, stranger: FlaskClient, body: str
) -> None:
    answer = sent(stranger, body, "", profile="dcat-ap")
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        assert json.loads(answer.data)["findings"] or "example.vn/p" in body
    assert site.keeper.probe()["workers"] == "ok"


def test_real_inputs_of_every_kind_get_an_answer(site: Site, shared: Path) -> None:
    forms = cycle(("json", "turtle", "html", "csv", "text"))
    statuses = set()
    for path in sorted(file for file in (shared / "corpora/dev").rglob("*") if file.is_file())[::8]:
        client = site.client()
        client.environ_base["REMOTE_ADDR"] = next(addresses)
        answer = sent(client, path.read_bytes(), "", format=next(forms))
        assert answer.status_code in (200, 422), f"{path.name}: {answer.text[:300]}"
        statuses.add(answer.status_code)
    assert statuses == {200, 422}


def test_a_share_that_is_used_up_must_grow_again(site: Site, stranger: FlaskClient) -> None:
    address = stranger.environ_base["REMOTE_ADDR"]
    allowance = site.keeper.checks.allowance
    assert allowance.begin(address) is None
    busy = sent(stranger, NT)
    assert busy.status_code == 429 and int(busy.headers["Retry-After"]) >= 1
    page = stranger.post("/check", data={"text": NT}, headers=HTML)
    assert page.status_code == 429 and inputs(page)["text"] == NT
    allowance.end(address, 1_000_000)
    tired = sent(stranger, NT)
    assert tired.status_code == 429 and int(tired.headers["Retry-After"]) > 60
    assert sent(site.client(), NT, profile="overlap").status_code == 200, "others are served"


def test_no_more_strangers_than_there_are_seats(site: Site, stranger: FlaskClient) -> None:
    checks = site.keeper.checks
    taken = 0
    while checks.seats.acquire(blocking=False):
        taken += 1
    try:
        answer = sent(stranger, NT)
    finally:
        for _ in range(taken):
            checks.seats.release()
    assert taken == max(1, site.keeper.config.threads // 4)
    assert answer.status_code == 503 and answer.headers["Retry-After"]


def test_a_stranger_may_ask_from_another_site(client: FlaskClient) -> None:
    answer = client.options("/check", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 204 and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Allow"]


def test_of_many_findings_the_worst_come_and_the_rest_is_said(site: Site) -> None:
    datasets = "".join(
        f"<http://example.vn/{number}> a <http://www.w3.org/ns/dcat#Dataset> .\n" for number in range(40)
    )
    found: dict[str, list[dict[str, str]]] = {}
    for form in ("page", "json"):
        row = site.keeper.errands.check(Asked(datasets.encode(), "x", "", "dcat-ap", form), 50)
        body = row["findings"] if form == "page" else row["body"]
        found[form] = json.loads(body) if form == "page" else json.loads(body)["findings"]
        assert len(found[form]) == 50 and row["more"] > 0
        assert 50 + row["more"] == sum(row["counts"].values())
    assert {finding["severity"] for finding in found["json"]} == {"Violation"}
    wholes = {finding["focus"] for finding in found["page"]}
    assert {"Violation", "Warning"} <= {finding["severity"] for finding in found["page"]} and len(wholes) < 10


def test_a_long_file_that_is_refused_must_be_chosen_again(stranger: FlaskClient) -> None:
    data = {"file": (io.BytesIO(b"<x> " * 100_000), "dài.ttl")}
    answer = stranger.post("/check", data=data, headers=HTML)
    assert answer.status_code == 422 and inputs(answer)["text"] == ""
    assert '<a href="#file">' in answer.text


def test_of_several_things_the_page_says_first_how_often_each_rule_spoke(stranger: FlaskClient) -> None:
    page = stranger.post("/check", data={"text": f"{NT}{NT.replace('/d>', '/e>')}"}, headers=HTML).text
    assert page.index("Theo quy tắc") < page.index("http://example.vn/e")
