"""What a source said of a record is kept beside what was made of it, in every kind that is no RDF."""

import json

import pytest

from harvesters.kinds import KINDS
from harvesters.preview import preview
from harvesters.raw import raw_bytes, raw_text
from harvesters.source import Harvested


def one(kind: str, data: str, media_type: str = "") -> Harvested:
    return KINDS[kind].read(data.encode(), media_type, "https://data.example.vn/x").records[0]


PACKAGE = {"id": "g-1", "title": "Giá nông sản", "resources": []}
DC = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:x:1</identifier>
</header><metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Giá nông sản</dc:title></oai_dc:dc></metadata></record>
</ListRecords></OAI-PMH>"""
TURTLE = """<https://data.example.vn/d/1> a <http://www.w3.org/ns/dcat#Dataset> ;
  <http://purl.org/dc/terms/title> "Giá nông sản"@vi ."""


@pytest.mark.parametrize("kind", ["ckan", "datajson", "json", "opendatasoft", "sparql", "dcat", "sdmx"])
def test_half_a_character_does_no_harm(kind: str) -> None:
    keys = '"resources": [], "\\udfff": [], "@context": "\\ud800", "ok": "\\ud83d\\ude00"'
    half = f'{{"id": "\\ud800x", "title": "Giá\\udfff", {keys}}}'
    told = preview(half.encode(), "application/json", "", kind)
    json.dumps(told, ensure_ascii=False).encode()
    if kind == "ckan":
        record = one(kind, half, "application/json")
        assert "\U0001f600" in raw_text(record)[1] and raw_text(record)[1].encode()


def test_of_json_it_is_the_object_in_the_sources_own_words() -> None:
    record = one("ckan", json.dumps({"result": {"results": [PACKAGE], "count": 1}}), "application/json")
    assert record.raw == PACKAGE
    language, text = raw_text(record)
    assert language == "json" and json.loads(text) == PACKAGE and "Giá nông sản" in text


def test_of_xml_it_is_the_element_under_the_prefixes_that_people_know() -> None:
    language, text = raw_text(one("oai-pmh", DC, "text/xml"))
    assert language == "xml" and "<dc:title>Giá nông sản</dc:title>" in text
    assert 'xmlns:dc="http://purl.org/dc/elements/1.1/"' in text and "ns0" not in text


def test_of_rdf_it_is_the_triples() -> None:
    record = one("dcat", TURTLE, "text/turtle")
    assert record.raw is None
    language, text = raw_text(record)
    assert language == "turtle" and '"Giá nông sản"@vi' in text


@pytest.mark.parametrize(
    ("kind", "data", "media_type"),
    [
        ("sheet", "Mã,Tên,Mô tả\n1,Giá nông sản,x\n", "text/csv"),
        ("oai-pmh", DC, "text/xml"),
        ("dcat", TURTLE, "text/turtle"),
    ],
)
def test_its_bytes_move_exactly_when_the_source_says_something_else(kind: str, data: str, media_type: str) -> None:
    said = raw_bytes(one(kind, data, media_type))
    assert said == raw_bytes(one(kind, data, media_type))
    assert said != raw_bytes(one(kind, data.replace("nông sản", "thủy sản"), media_type))


def test_the_order_of_fields_says_nothing() -> None:
    turned = dict(reversed(PACKAGE.items()))
    pages = [json.dumps({"result": {"results": [said], "count": 1}}) for said in (PACKAGE, turned)]
    first, second = (one("ckan", page, "application/json") for page in pages)
    assert raw_bytes(first) == raw_bytes(second)


SAID = {
    "ckan": json.dumps({"result": {"results": [PACKAGE], "count": 1}}),
    "datajson": '{"dataset": [{"identifier": "1", "title": "Giá nông sản", "keyword": ["giá"]}]}',
    "opendatasoft": '{"total_count": 1, "results": [{"dataset_id": "gia", "metas": {"default": {"title": "Giá"}}}]}',
    "socrata": '[{"id": "abcd-1234", "name": "Giá", "viewType": "tabular", "columns": []}]',
    "arcgis": '{"currentVersion": 10.9, "mapName": "Gia", "serviceDescription": "Giá", "layers": []}',
    "sdmx": '{"data": {"dataflows": [{"id": "GIA", "agencyID": "SO", "version": "1.0", "name": "Giá"}]}}',
    "sheet": "Mã,Tên,Mô tả\n1,Giá nông sản,x\n",
    "json": '{"total_count": 1, "results": [{"dataset_id": "gia", "metas": {"default": {"title": "Giá"}}}]}',
    "oai-pmh": DC,
}


@pytest.mark.parametrize("kind", SAID)
def test_every_kind_that_is_no_rdf_keeps_it(kind: str) -> None:
    assert one(kind, SAID[kind]).raw is not None
