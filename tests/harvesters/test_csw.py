"""CSW's answers: every payload, pages by the catalogue's own numbers, and numbers that lie."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.csw import csw_url, read_csw
from harvesters.errors import NotReadable
from harvesters.source import Page, Source
from tests.harvesters.test_iso19139 import citation, record, text
from vocab.namespaces import DCAT, DCT

URL = "https://geo.example/csw?service=CSW&version=2.0.2&request=GetRecords&startPosition=1&maxRecords=2"
SPACES = (
    'xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dct="http://purl.org/dc/terms/" xmlns:ows="http://www.opengis.net/ows" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"'
)


NUMBERS = {
    name: st.one_of(st.integers(-2, 120).map(str), st.text("0123456789 x", max_size=3))
    for name in ("numberOfRecordsMatched", "numberOfRecordsReturned", "nextRecord")
}


def simple(identifier: str, more: str = "", kind: str = "Record") -> str:
    said = f"<dc:identifier>{identifier}</dc:identifier><dc:title>Tên {identifier}</dc:title>{more}"
    return f"<csw:{kind}>{said}</csw:{kind}>"


def answer(*payloads: str, **numbers: object) -> bytes:
    said = " ".join(f'{name}="{value}"' for name, value in numbers.items())
    inner = f"<csw:SearchStatus/><csw:SearchResults {said}>{''.join(payloads)}</csw:SearchResults>"
    return f"<csw:GetRecordsResponse {SPACES}>{inner}</csw:GetRecordsResponse>".encode()


def read(*payloads: str, url: str = URL, **numbers: object) -> Page:
    return read_csw(answer(*payloads, **numbers), "application/xml", url)


def following(page: Page) -> str | None:
    return parse_qs(urlsplit(page.next).query)["startPosition"][0] if page.next else None


DCAT_RECORD = (
    '<dcat:Dataset rdf:about="https://geo.example/d"><dct:title xml:lang="vi">Đất</dct:title>'
    "<dct:identifier>d</dct:identifier></dcat:Dataset>"
)


def test_every_payload_is_read_in_one_answer() -> None:
    page = read(
        simple("a"),
        simple("b", kind="BriefRecord"),
        simple("c", kind="SummaryRecord"),
        record(citation(), text("fileIdentifier", "iso")),
        f"<rdf:RDF>{DCAT_RECORD}</rdf:RDF>",
        DCAT_RECORD.replace('example/d"', 'example/e"'),
    )
    assert [one.identifier for one in page.records] == [
        "a", "b", "c", "iso", "https://geo.example/d", "https://geo.example/e",
    ]  # fmt: skip
    assert not page.unreadable


def test_payloads_beside_the_results_count_too() -> None:
    data = f"<csw:GetRecordsResponse {SPACES}><csw:SearchResults/>{simple('a')}</csw:GetRecordsResponse>"
    assert len(read_csw(data.encode()).records) == 1
    by_id = f"<csw:GetRecordByIdResponse {SPACES}>{simple('a')}</csw:GetRecordByIdResponse>"
    assert len(read_csw(by_id.encode()).records) == 1


def test_an_answer_in_a_soap_envelope_is_the_answer() -> None:
    inner = answer(simple("a")).decode()
    soap = f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{inner}</s:Body></s:Envelope>'
    assert len(read_csw(soap.encode()).records) == 1


def test_a_service_is_read_with_a_notice() -> None:
    (one,) = read(simple("a", "<dc:type>http://purl.org/dc/dcmitype/Service</dc:type>")).records
    assert [notice.slug for notice in one.notices] == ["service"]


def test_dublin_core_fields_arrive() -> None:
    more = (
        "<dct:abstract>Mô tả</dct:abstract><dc:date>2024-01-02</dc:date><dc:subject>đất</dc:subject>"
        '<dc:creator>Bà A</dc:creator><dct:references scheme="OGC:WMS">https://g.example/wms</dct:references>'
        '<dc:URI protocol="WWW:DOWNLOAD" name="Tệp">https://g.example/a b.csv</dc:URI>'
        '<ows:BoundingBox crs="urn:x-ogc:def:crs:EPSG:6.11:4326"><ows:LowerCorner>13.5 108</ows:LowerCorner>'
        "<ows:UpperCorner>14.5 109</ows:UpperCorner></ows:BoundingBox>"
    )
    (one,) = read(simple("a", more)).records
    said = {(t.predicate, getattr(t.object, "value", "")) for t in one.triples}
    assert {(DCT.description, "Mô tả"), (DCT.modified, "2024-01-02"), (DCAT.keyword, "đất")} <= said
    assert (DCAT.downloadURL, "https://g.example/a%20b.csv") in said
    assert (DCAT.endpointURL, "https://g.example/wms") in said
    assert any(p == DCAT.bbox and value.startswith("POLYGON((108 13.5,") for p, value in said)


def test_a_record_can_be_asked_for_again() -> None:
    (one,) = read(simple("a/1")).records
    asked = parse_qs(urlsplit(one.focus.value).query)
    assert asked["request"] == ["GetRecordById"] and asked["id"] == ["a/1"]
    assert "startPosition" not in asked and "maxRecords" not in asked


@pytest.mark.parametrize(
    ("numbers", "start", "after"),
    [
        ({"numberOfRecordsMatched": 9, "numberOfRecordsReturned": 2, "nextRecord": 3}, 1, "3"),
        ({"numberOfRecordsMatched": 2, "numberOfRecordsReturned": 2, "nextRecord": 0}, 1, None),
        ({"numberOfRecordsMatched": 2, "numberOfRecordsReturned": 2, "nextRecord": 3}, 1, None),
        ({"numberOfRecordsMatched": 9, "numberOfRecordsReturned": 2}, 1, "3"),
        # It says that all is read, and that more match: what it counts is asked for.
        ({"numberOfRecordsMatched": 9, "numberOfRecordsReturned": 2, "nextRecord": 0}, 5, "7"),
        # It leads back to where it was.
        ({"numberOfRecordsMatched": 9, "numberOfRecordsReturned": 2, "nextRecord": 1}, 5, "7"),
        ({"numberOfRecordsMatched": 5, "nextRecord": 99}, 4, None),
        ({"nextRecord": "sáu"}, 1, None),
        ({}, 1, None),
    ],
)
def test_pages_follow_the_numbers_forward_only(numbers: dict[str, object], start: int, after: str | None) -> None:
    page = read(simple("a"), simple("b"), url=URL.replace("startPosition=1", f"startPosition={start}"), **numbers)
    assert following(page) == after


@given(st.fixed_dictionaries({}, optional=NUMBERS), st.integers(1, 100), st.integers(0, 3))
def test_whatever_the_numbers_no_page_leads_back(numbers: dict[str, object], start: int, came: int) -> None:
    url = URL.replace("startPosition=1", f"startPosition={start}")
    page = read(*(simple(str(n)) for n in range(came)), url=url, **numbers)
    after = following(page)
    assert after is None or (came and int(after) > start)


@given(st.integers(0, 25), st.integers(1, 9), st.sampled_from(["true", "zero", "none", "past"]))
def test_a_catalogue_is_read_whole_and_once_whatever_it_says_of_the_next(total: int, size: int, lie: str) -> None:
    url: str | None = csw_url(Source("s", "csw", "https://geo.example/csw", "a", {}))
    seen: list[str] = []
    pages = 0
    while url and pages < 40:
        start = int(parse_qs(urlsplit(url).query)["startPosition"][0])
        held = [str(n) for n in range(start, min(start + size, total + 1))]
        after = start + len(held)
        says = {"true": after if after <= total else 0, "zero": 0, "past": total + 1 if after > total else after}
        numbers = {"numberOfRecordsMatched": total, "numberOfRecordsReturned": len(held)}
        numbers |= {"nextRecord": says[lie]} if lie in says else {}
        page = read(*map(simple, held), url=url, **numbers)
        assert not page.unreadable
        seen += [record.identifier for record in page.records]
        url, pages = page.next, pages + 1
    assert seen == [str(n) for n in range(1, total + 1)]


def test_a_link_to_nowhere_is_no_link_to_the_answer() -> None:
    held = DCAT_RECORD.replace("</dcat:Dataset>", '<dcat:theme rdf:resource=""/></dcat:Dataset>')
    (one,) = read(held).records
    assert not [t for t in one.triples if t.predicate == DCAT.theme]


def test_an_empty_page_is_the_last_and_says_why() -> None:
    page = read(numberOfRecordsMatched=11, numberOfRecordsReturned=0, nextRecord=1)
    assert page.next is None and [notice.slug for notice in page.notices] == ["hits"]


def test_records_that_were_announced_and_did_not_come_are_missed() -> None:
    page = read(simple("a"), numberOfRecordsMatched=2, numberOfRecordsReturned=2, nextRecord=0)
    assert [one.position for one in page.unreadable] == ["SearchResults"]
    assert page.total == 2


def test_more_records_than_announced_is_told_and_read() -> None:
    page = read(simple("a"), simple("b"), numberOfRecordsMatched=1, numberOfRecordsReturned=1)
    assert len(page.records) == 2 and [notice.slug for notice in page.notices] == ["counts"]


def test_one_payload_that_is_none_never_loses_the_others() -> None:
    page = read(simple("a"), "<metadata><idinfo/></metadata>", "<gom/>", simple("a"), "<rdf:RDF/>", simple("b"))
    assert [one.identifier for one in page.records] == ["a", "b"]
    assert [one.position for one in page.unreadable] == ["record 2", "record 3", "record 5"] and page.repeated == 1
    assert "FGDC" in page.unreadable[0].reason_en


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (f"<csw:Capabilities {SPACES}/>", "capabilities"),
        (
            f"<ows:ExceptionReport {SPACES}><ows:Exception><ows:ExceptionText>sai outputSchema</ows:ExceptionText>"
            "</ows:Exception></ows:ExceptionReport>",
            "sai outputSchema",
        ),
        (record(), "--kind iso19139"),
        ("<OAI-PMH/>", "--kind oai-pmh"),
        ('{"success": true}', "JSON"),
    ],
)
def test_what_is_no_answer_is_refused(document: str, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_csw(document.encode())
    assert words in refusal.value.en


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://g.example/csw", {"request": "GetRecords", "outputSchema": "http://www.isotc211.org/2005/gmd"}),
        ("https://g.example/csw?request=GetCapabilities&service=CSW", {"request": "GetRecords", "service": "CSW"}),
        ("https://g.example/csw?map=a.map", {"map": "a.map", "startPosition": "1"}),
        ("https://g.example/csw?REQUEST=GetRecords&MAXRECORDS=5", {"MAXRECORDS": "5", "startPosition": "1"}),
        (
            "https://g.example/csw?outputschema=http://www.w3.org/ns/dcat%23",
            {"outputschema": "http://www.w3.org/ns/dcat#"},
        ),
    ],
)
def test_a_run_begins_at_getrecords(url: str, said: dict[str, str]) -> None:
    asked = parse_qs(urlsplit(csw_url(Source("s", "csw", url, "a", {}))).query)
    assert {key: asked[key][0] for key in said} == said
    names = [name.lower() for name in asked]
    assert len(names) == len(set(names))


def test_where_no_record_is_said_to_follow_the_rest_is_not_there_whatever_was_counted() -> None:
    cut = read(simple("a"), numberOfRecordsMatched=9, numberOfRecordsReturned=1, nextRecord=2)
    assert (cut.total, cut.entries, cut.skipped) == (9, 1, 0)
    ended = read(simple("a"), numberOfRecordsMatched=9, numberOfRecordsReturned=1, nextRecord=0)
    assert ended.entries + ended.skipped == ended.total
