"""The preview never raises: what it cannot read is a line under `unreadable`."""

import json

import pytest

from harvesters.kinds import KINDS
from harvesters.preview import preview


def test_an_unknown_kind_lists_the_kinds() -> None:
    found = preview(b"{}", "", "", "khong-co")
    assert found["records"] == []
    assert all(name in found["unreadable"][0]["reason"] for name in KINDS)


def test_the_values_are_plain_json() -> None:
    data = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        <1> a dcat:Dataset ; dct:title "Tre"@en, "Máy"@vi ; dcat:theme [ dct:title "chủ đề"@vi ] ;
            dct:license [ dct:title "CC" ] ; dcat:distribution [ dcat:byteSize 12.0 ;
            dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv> ;
            dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ] .""".encode()
    found = json.loads(json.dumps(preview(data, "", "https://a.example/", "dcat")))
    record = found["records"][0]
    assert (record["title"], record["theme"], record["license"]) == ("Máy", ["chủ đề"], "CC")
    part = record["distributions"][0]
    assert (part["byte_size"], part["media_type"], part["format"]) == (12, "text/csv", "CSV")
    assert found["next"] is None


def test_the_link_header_leads_on_when_the_document_does_not() -> None:
    data = b"<1> a <http://www.w3.org/ns/dcat#Dataset> ."
    assert preview(data, "", "https://a.example/", "dcat", ["https://a.example/2"])["next"] == "https://a.example/2"


RELATIVE = {
    "dcat": """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        <d1> a dcat:Dataset ; dct:title "Trạm y tế"@vi ; dcat:landingPage <trang.html> ; dcat:distribution <d1#f> .
        <d1#f> a dcat:Distribution ; dcat:accessURL <tram.csv> .""",
    "schema-org": """{"@context": "http://www.w3.org/ns/csvw", "url": "tram.csv"}""",
}


@pytest.mark.parametrize("kind", RELATIVE)
def test_relative_addresses_are_shown_as_written_where_the_document_has_no_address(kind: str) -> None:
    (at_home,) = preview(RELATIVE[kind].encode(), "", "tep.ttl", kind)["records"]
    (abroad,) = preview(RELATIVE[kind].encode(), "", "https://a.example/tep.ttl", kind)["records"]
    assert "unknown.invalid" not in str(at_home) and at_home["distributions"][0]["access_url"] == "tram.csv"
    assert abroad["distributions"][0]["access_url"] == "https://a.example/tram.csv"


@pytest.mark.parametrize(("written", "size"), [("1.0E3", 1000), ("12.0", 12), ("-1", None), ("INF", None), ("x", None)])
def test_a_size_is_the_number_that_is_written(written: str, size: int | None) -> None:
    data = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> . <1> a dcat:Dataset ; dcat:distribution [
        dcat:byteSize "{written}"^^<http://www.w3.org/2001/XMLSchema#double> ] ."""
    (record,) = preview(data.encode(), "", "https://a.example/", "dcat")["records"]
    assert record["distributions"][0]["byte_size"] == size


def test_where_nothing_is_said_of_the_data_the_days_of_the_sources_own_record_are_shown() -> None:
    days = {"metadata_created": "2024-01-02", "metadata_modified": "2024-03-04T05:06:07"}
    package = {"id": "1", "name": "a", "title": "Trạm y tế", "resources": [], **days}
    (entered,) = preview(json.dumps(package).encode(), "", "", "ckan")["records"]
    assert (entered["issued"], entered["modified"]) == ("2024-01-02", "2024-03-04T05:06:07Z")
    (own,) = preview(json.dumps({**package, "modified": "2023-05-06"}).encode(), "", "", "ckan")["records"]
    assert own["modified"] == "2023-05-06"
