"""SPARQL endpoints: the query that a run begins with, its pages, and results that are tables."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import RdfFormat, Store, serialize

from harvesters.errors import NotReadable
from harvesters.iris import MAX_IRI
from harvesters.kinds import KINDS
from harvesters.source import Page, Source
from harvesters.sparql_source import read_sparql, sparql_url

SIZE = 50
ENDPOINT = "https://du-lieu.example/sparql"
DATA = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://a.example/s> a dcat:DatasetSeries ; dct:title "Chuỗi" .
"""


def first(url: str = ENDPOINT) -> str:
    return sparql_url(Source("s", "sparql", url, "gl-so-yt", {}))


def query(url: str) -> str:
    return parse_qs(urlsplit(url).query)["query"][0]


def store(count: int) -> Store:
    data = DATA + "".join(
        f"""<https://a.example/{number:03}> a dcat:Dataset ; dct:title "Bộ {number}" ; dct:publisher <https://a.example/so> ;
        dcat:inSeries <https://a.example/s> ; dcat:distribution [ a dcat:Distribution ; dct:title "Tệp" ;
        dcat:accessService [ a dcat:DataService ; dct:title "API" ] ] .
        <https://a.example/so> a foaf:Agent ; foaf:name "Sở" .
        """
        for number in range(count)
    )
    made = Store()
    made.load(data.encode(), format=RdfFormat.TURTLE)
    return made


def answered(made: Store, url: str) -> bytes:
    return serialize(made.query(query(url)), format=RdfFormat.N_TRIPLES) or b""  # type: ignore[arg-type]


def test_a_run_reads_every_dataset_once_with_its_parts() -> None:
    made, url, pages = store(2 * SIZE + 3), first(), 0
    found: dict[str, Page] = {}
    while url:
        page = read_sparql(answered(made, url), "application/n-triples", url)
        found |= {one.identifier: page for one in page.records}
        assert not page.unreadable
        url, pages = page.next or "", pages + 1
    assert len(found) == 2 * SIZE + 4 and pages == 4
    record = next(one for one in found["https://a.example/001"].records if one.identifier == "https://a.example/001")
    said = {triple.object.value for triple in record.triples if hasattr(triple.object, "value")}
    assert {"Bộ 1", "Sở", "Tệp", "API"} <= said and "Chuỗi" not in said


def test_addresses_stay_short() -> None:
    assert len(first()) < MAX_IRI


@pytest.mark.parametrize("url", [ENDPOINT, f"{ENDPOINT}?default-graph-uri=https%3A%2F%2Fa.example%2Fg"])
def test_an_endpoint_gets_our_query(url: str) -> None:
    assert "CONSTRUCT" in query(first(url)) and "OFFSET 0" in query(first(url))
    assert first(url).startswith(url)


def test_an_own_query_is_kept_and_paged_by_its_offset() -> None:
    own = f"{ENDPOINT}?query=CONSTRUCT+WHERE%7B%3Fs+%3Fp+%22OFFSET+9%22%7D+LIMIT+10+OFFSET+20"
    assert first(own) == own
    data = (DATA + '<https://a.example/1> a dcat:Dataset ; dct:title "x" .').encode()
    assert query(read_sparql(data, "", own).next or "").endswith("LIMIT 10 OFFSET 30")
    assert '"OFFSET 9"' in query(read_sparql(data, "", own).next or "")
    assert read_sparql(data, "", f"{ENDPOINT}?query=CONSTRUCT+WHERE%7B%3Fs+%3Fp+%3Fo%7D").next is None


def test_an_empty_page_is_the_end_but_not_the_beginning() -> None:
    last = first().replace("OFFSET+0", "OFFSET+50")
    assert read_sparql(b"", "text/turtle", last) == Page()
    assert read_sparql(b"# nothing\n", "text/turtle", last) == Page()
    for empty in (b"", b"# nothing\n"):
        with pytest.raises(NotReadable):
            read_sparql(empty, "text/turtle", first())


def bindings(*rows: tuple[str, str, dict[str, Any]], names: str = "spo") -> bytes:
    told = [
        {names[0]: {"type": "uri", "value": s}, names[1]: {"type": "uri", "value": p}, names[2]: o} for s, p, o in rows
    ]
    return json.dumps({"head": {"vars": list(names)}, "results": {"bindings": told}}).encode()


ROWS = (
    ("https://a.example/1", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", {"type": "uri", "value": "http://www.w3.org/ns/dcat#Dataset"}),
    ("https://a.example/1", "http://purl.org/dc/terms/title", {"type": "literal", "value": "Tên", "xml:lang": "vi"}),
)  # fmt: skip
XML = """<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/><variable name="p"/>
<variable name="o"/></head><results><result><binding name="s"><uri>https://a.example/1</uri></binding><binding name="p">
<uri>http://www.w3.org/1999/02/22-rdf-syntax-ns#type</uri></binding><binding name="o">
<uri>http://www.w3.org/ns/dcat#Dataset</uri></binding></result></results></sparql>"""


@pytest.mark.parametrize("data", [bindings(*ROWS), XML.encode()])
def test_rows_of_subject_predicate_object_are_read(data: bytes) -> None:
    page = read_sparql(data, "", ENDPOINT)
    assert [one.identifier for one in page.records] == ["https://a.example/1"]
    assert page.next is None


def test_rows_up_to_the_limit_may_lack_statements() -> None:
    page = read_sparql(bindings(*ROWS), "", f"{ENDPOINT}?query=SELECT+*+WHERE%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+2")
    assert [one.position for one in page.unreadable] == ["LIMIT 2"]


@pytest.mark.parametrize(
    ("data", "media_type", "words"),
    [
        (bindings(*ROWS, names="xyz"), "", "?x, ?y, ?z"),
        (b'{"head": {}, "boolean": true}', "", "ASK"),
        (b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>true</boolean></sparql>', "", "ASK"),
        (b"s,p,o\n", "text/csv; charset=utf-8", "CONSTRUCT"),
        (b"<html><title>Virtuoso</title></html>", "text/html", "Virtuoso"),
        (b"<https://a.example/1> <https://a.example/p> 1 .", "text/turtle", "no dataset"),
    ],
)
def test_what_is_no_description_is_refused(data: bytes, media_type: str, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_sparql(data, media_type, ENDPOINT)
    assert words in refusal.value.en and refusal.value.vi


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [None], {"type": 1}, {"type": "uri", "value": "x y"}])
def test_odd_values_do_no_harm(odd: Any) -> None:
    answers = (
        {"head": odd, "results": odd},
        {"head": {"vars": odd}, "results": {"bindings": odd}},
        {"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [{"s": odd, "p": odd, "o": odd}]}},
    )
    for told in answers:
        with pytest.raises(NotReadable):
            read_sparql(json.dumps(told).encode(), "", ENDPOINT)


def test_the_kind_is_in_the_table() -> None:
    assert KINDS["sparql"].first_url is sparql_url


def test_rows_that_are_no_statements_are_told() -> None:
    told = json.loads(bindings(*ROWS))
    told["results"]["bindings"] += [{"s": {"type": "literal", "value": "x"}}, {}]
    page = read_sparql(json.dumps(told).encode(), "", "")
    (notice,) = (one for one in page.notices if one.slug == "no-statement")
    assert len(page.records) == 1 and "2 dòng" in notice.vi and "phát biểu" in notice.vi and "2 rows" in notice.en


@pytest.mark.parametrize("table", ["?s\t?p\t?o\n<a>\t<b>\t<c>\n", "s,p,o\na,b,c\n"])
def test_a_table_of_select_is_named_whatever_its_media_type(table: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_sparql(table.encode(), "", "")
    assert "CONSTRUCT" in refusal.value.en
