"""Whatever the bytes, every kind answers with a page or with NotReadable, and what it reads can be mapped."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse, serialize

from harvesters.errors import NotReadable
from harvesters.kinds import KINDS
from harvesters.mapping import key_for, map_record
from harvesters.preview import preview
from harvesters.source import Harvested, Source
from tests.harvesters import test_arcgis as arcgis
from tests.harvesters import test_csw as csw
from tests.harvesters import test_iso19139 as iso
from tests.harvesters import test_ldes as ldes
from tests.harvesters import test_oai_pmh as oai_pmh
from tests.harvesters import test_schema_org as schema_org
from tests.harvesters import test_sdmx as sdmx
from tests.harvesters import test_sheet as sheet
from tests.harvesters import test_sparql as sparql
from tests.harvesters.test_ckan import PACKAGE, URL
from tests.harvesters.test_datajson import DATASET
from tests.harvesters.test_opendatasoft import NEW
from tests.harvesters.test_reading import HEAD, ONE, RDF, TWO
from tests.harvesters.test_socrata import FOUND
from vocab.errors import TangledNodes
from vocab.identifiers import agency_iri

BASE = "http://127.0.0.1:8080"
SOURCE = Source("s", "dcat", URL, "gl-so-yt", {})
SEEDS: tuple[tuple[str, bytes], ...] = (
    ("ckan", json.dumps({"success": True, "result": {"count": 9, "results": [PACKAGE]}}).encode()),
    ("dcat", (HEAD + ONE + TWO + '<https://a.example/1> dcat:distribution [ dct:title "x" ] .').encode()),
    (
        "dcat",
        f'<rdf:RDF {RDF} xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about="https://a.example/1">'
        "<dct:title xml:lang='vi'>Một</dct:title></dcat:Dataset></rdf:RDF>".encode(),
    ),
    (
        "dcat",
        b'{"@context": "https://schema.org/", "@type": "Dataset", "@id": "https://a.example/1", "name": "x", '
        b'"distribution": [{"@type": "DataDownload", "contentUrl": "https://a.example/x.csv"}]}',
    ),
    ("datajson", json.dumps({"dataset": [DATASET]}).encode()),
    ("opendatasoft", json.dumps({"total_count": 9, "results": [NEW]}).encode()),
    ("socrata", json.dumps({"resultSetSize": 9, "results": [FOUND]}).encode()),
    ("arcgis", json.dumps({"nextStart": 3, "results": [arcgis.ITEM]}).encode()),
    ("arcgis", json.dumps(arcgis.SERVICE).encode()),
    ("json", json.dumps({"resultSetSize": 9, "results": [FOUND]}).encode()),
    ("iso19139", iso.record(after=iso.distribution(iso.online("https://a.example/wms", "OGC:WMS"))).encode()),
    ("csw", csw.answer(csw.simple("a"), csw.DCAT_RECORD, iso.record(), numberOfRecordsMatched=9, nextRecord=4)),
    ("oai-pmh", oai_pmh.answer(oai_pmh.item("a"), oai_pmh.item("b", iso.record()), token="<resumptionToken/>")),
    ("sdmx", sdmx.message(sdmx.FLOW.format("1.0"), rest=sdmx.REST)),
    ("sdmx", sdmx.told(dataflows=[sdmx.JSON_FLOW])),
    ("schema-org", schema_org.html(schema_org.script(schema_org.DATASET))),
    ("schema-org", schema_org.html(schema_org.MICRODATA)),
    ("schema-org", schema_org.html(schema_org.DCAT_RDFA)),
    ("schema-org", schema_org.SITEMAP.encode()),
    ("schema-org", json.dumps(schema_org.CSVW).encode()),
    ("ldes", (ldes.HEAD + ldes.STREAM.format("<d#1>, <d#2>") + ldes.version(1, "x", "2024-01-01T00:00:00Z")).encode()),
    ("sparql", sparql.bindings(*sparql.ROWS)),
    ("sparql", sparql.XML.encode()),
    ("sheet", f"{sheet.HEADING}\n{sheet.ROW}\n".encode()),
    ("sheet", sheet.workbook(sheet.office_form)),
)


def survives(kind: str, data: bytes) -> None:
    """Read, map and preview; only the expected refusals may come out."""
    try:
        page = KINDS[kind].read(data, "", URL)
    except NotReadable as refusal:
        assert refusal.vi and refusal.en
        assert preview(data, "", URL, kind)["unreadable"]
        return
    for harvested in page.records:
        _travels(harvested)
        key = key_for(SOURCE, harvested)
        try:
            made = map_record(harvested, base=BASE, source=SOURCE, agency_iri=agency_iri(BASE, "gl-so-yt"), key=key)
        except TangledNodes:
            continue
        assert list(parse(made.body(), format=RdfFormat.N_QUADS))
    json.dumps(preview(data, "", URL, kind)).encode()


def _travels(harvested: Harvested) -> None:
    """What a worker read reaches the next one as N-Triples, so it must be N-Triples that can be read again."""
    written = serialize(harvested.triples, format=RdfFormat.N_TRIPLES) or b""
    assert {quad.triple for quad in parse(written, format=RdfFormat.N_TRIPLES)} == set(harvested.triples)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them cut, doubled, swapped or replaced by something nasty."""
    changed = bytearray(data)
    nasty = [b"\x00", b"\xff", b'"', b"\\", b"<", b">", b"{", b"[", b"\xed\xa0\x80", b"\\ud800", b"<<(", b"_:", b"@"]
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                del changed[at:]
            case 1:
                del changed[at : at + chance.randint(1, 20)]
            case 2:
                changed[at:at] = chance.choice(nasty)
            case 3:
                changed[at:at] = changed[at : at + chance.randint(1, 60)]
            case _:
                changed[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(changed)


@pytest.mark.parametrize("number", range(len(SEEDS)))
def test_mutations_never_raise_anything_else(number: int) -> None:
    kind, data = SEEDS[number]
    chance = random.Random(20261121 + number)
    for _ in range(400):
        survives(kind, mutated(data, chance))


@pytest.mark.parametrize("number", range(len(SEEDS)))
def test_every_truncation_is_a_page_or_a_refusal(number: int) -> None:
    kind, data = SEEDS[number]
    for end in range(0, len(data), 3):
        survives(kind, data[:end])


@settings(max_examples=150)
@given(data=st.binary(max_size=200))
def test_random_bytes_never_raise_anything_else(data: bytes) -> None:
    for kind in KINDS:
        survives(kind, data)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from([*PACKAGE, "contact", "publisher", "theme", "uri", "url", "spatial", "title_translated"])


@settings(max_examples=150)
@given(changes=st.dictionaries(FIELDS, VALUES, max_size=4))
def test_any_values_in_a_package_never_raise_anything_else(changes: dict[str, Any]) -> None:
    survives("ckan", json.dumps({**PACKAGE, **changes}).encode())


@settings(max_examples=100)
@given(value=VALUES)
def test_any_json_never_raises_anything_else(value: Any) -> None:
    for kind in KINDS:
        survives(kind, json.dumps(value).encode())
        survives(kind, json.dumps({"@id": "https://a.example/1", "@type": value, "dataset": value}).encode())
