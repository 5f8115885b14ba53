"""What is legal, or nearly so, and seldom seen: files in gzip and UTF-16, JSONP, slips of hand, names half right."""

import gzip
import json
from io import BytesIO
from time import process_time
from typing import Any

import pytest
from openpyxl import Workbook

from harvesters.preview import preview

PACKAGE = {"id": "1", "name": "tram", "title": "Trạm y tế", "resources": []}
TURTLE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://a.example/d> a dcat:Dataset ; dct:title "Trạm y tế"@vi ."""
QUADS = """# a comment
<https://a.example/d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> _:g .
<https://a.example/d> <http://purl.org/dc/terms/title> "Tr\\u1EA1m y t\\u1EBF"@vi <https://g.example/> .
"""
ISO = """<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
<gmd:fileIdentifier><gco:CharacterString>1</gco:CharacterString></gmd:fileIdentifier><gmd:identificationInfo>
<gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>Trạm y tế</gco:CharacterString>
</gmd:title></gmd:CI_Citation></gmd:citation></gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>"""
QUALIFIED = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>
<identifier>oai:a:1</identifier></header><metadata><q:qualifieddc xmlns:q="http://dspace.org/qualifieddc/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Trạm y tế</dc:title>
<dcterms:issued>2024</dcterms:issued></q:qualifieddc></metadata></record></ListRecords></OAI-PMH>"""
JSON_LD = """{"@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}, // what for
"@id": "https://a.example/d", "@type": "dcat:Dataset", "dct:title": "Trạm y tế",}"""


def titles(data: bytes, kind: str) -> list[str]:
    found = preview(data, "", "", kind)
    assert not found["unreadable"], found["unreadable"]
    return [record["title"] for record in found["records"]]


def packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


PACKED = gzip.compress(packed(PACKAGE), mtime=0)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("ckan", gzip.compress(packed(PACKAGE), mtime=0)),
        ("dcat", gzip.compress(TURTLE.encode(), mtime=0)),
        ("iso19139", gzip.compress(ISO.encode(), mtime=0)),
        ("dcat", gzip.compress(TURTLE[:60].encode(), mtime=0) + gzip.compress(TURTLE[60:].encode(), mtime=0)),
        ("sheet", gzip.compress("Mã,Tên bộ dữ liệu\nA1,Trạm y tế\n".encode(), mtime=0)),
        ("ckan", json.dumps(PACKAGE, ensure_ascii=False).encode("utf-16")),
        ("dcat", TURTLE.encode("utf-16")),
        ("iso19139", f'<?xml version="1.0" encoding="UTF-16"?>{ISO}'.encode("utf-16")),
        ("sheet", "Mã\tTên bộ dữ liệu\nA1\tTrạm y tế\n".encode("utf-16")),
        ("ckan", b"/**/ cb.done(" + packed(PACKAGE) + b");\n"),
        ("dcat", QUADS.encode()),
        ("dcat", JSON_LD.encode()),
        ("dcat", TURTLE.replace("http://www.w3", "https://www.w3").encode()),
        ("dcat", TURTLE.replace("http://www.w3.org/ns/dcat#", "http://vocab.deri.ie/dcat#").encode()),
        ("dcat", TURTLE.replace("http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/").encode()),
        ("oai-pmh", QUALIFIED.encode()),
        (
            "ckan",
            packed({"total": "1", "results": {"dkan/1": {"identifier": "1", "title": "Trạm y tế", "keyword": ["y"]}}}),
        ),
        ("ckan", packed([{"success": True, "result": PACKAGE}])),
        ("opendatasoft", packed([{"datasetid": "1", "default.title": "Trạm y tế"}])),
        ("opendatasoft", packed([{"datasetid": "1", "default": {"title": "Trạm y tế"}}])),
        ("opendatasoft", packed([{"datasetid": "1", "dcat.title": "x", "title": "y", "default.title": "Trạm y tế"}])),
        ("sheet", "Stt,Tên CSDL,Đơn vị chủ quản\n1,Trạm y tế,Sở Y tế\n".encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_read(kind: str, data: bytes) -> None:
    assert titles(data, kind) == ["Trạm y tế"]


@pytest.mark.parametrize(
    "data",
    [gzip.compress(TURTLE.encode(), mtime=0)[:-9], b"\x1f\x8b" + b"x" * 40, gzip.compress(b"", mtime=0)],
    ids=["cut", "false", "empty"],
)
def test_gzip_that_is_not_whole_is_refused(data: bytes) -> None:
    assert preview(data, "", "", "dcat")["unreadable"]


def test_a_gzip_bomb_is_refused_before_it_is_opened() -> None:
    found = preview(gzip.compress(b" " * (65 * 2**20), mtime=0), "", "", "ckan")
    assert "64 MiB" in found["unreadable"][0]["reason"]


def test_a_term_goes_before_the_old_element_of_its_name() -> None:
    said = TURTLE.replace("@vi .", '@vi ; <http://purl.org/dc/elements/1.1/title> "Tên cũ"@vi .')
    assert titles(said.encode(), "dcat") == ["Trạm y tế"]


def test_what_dkan_tells_by_reference_is_unwrapped() -> None:
    told = {
        "identifier": "1",
        "title": "T",
        "%Ref:publisher": [{"identifier": "p"}],
        "publisher": {"identifier": "p", "data": {"name": "Sở Y tế"}},
        "distribution": [{"identifier": "d", "data": {"downloadURL": "https://a.example/x.csv"}}],
    }
    record = preview(packed([told]), "", "", "ckan")["records"][0]
    assert record["publisher"] == "Sở Y tế" and not record["notices"]
    assert record["distributions"][0]["download_url"] == "https://a.example/x.csv"


def test_a_field_is_known_without_the_name_of_its_block() -> None:
    (record,) = preview(
        packed([{"datasetid": "1", "title": "T", "dcat.issued": "2024-01-02"}]), "", "", "opendatasoft"
    )["records"]
    assert record["issued"] == "2024-01-02" and not record["notices"]


def test_the_licence_that_a_text_links_to_is_the_licence() -> None:
    said = 'Theo <a href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>, xem https://so.example/.'
    item = {"id": "0" * 32, "title": "T", "type": "CSV", "licenseInfo": said}
    (record,) = preview(packed({"results": [item], "total": 1, "nextStart": -1}), "", "", "arcgis")["records"]
    assert record["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_list_that_php_wrote_with_gaps_is_one() -> None:
    part = {"downloadURL": "https://a.example/x.csv"}
    dataset = {"identifier": "a", "title": "T", "keyword": {"0": "y tế", "3": "trạm"}, "distribution": {"1": part}}
    (record,) = preview(packed({"dataset": {"0": dataset}}), "", "", "datajson")["records"]
    assert record["keyword"] == ["y tế", "trạm"] and len(record["distributions"]) == 1


def test_a_list_of_identifiers_names_a_dataset() -> None:
    (record,) = preview(packed({"dataset": [{"identifier": ["a1", "a2"], "title": "T"}]}), "", "", "datajson")[
        "records"
    ]
    assert record["identifier"] == "a1" and not record["notices"]


def test_the_words_of_an_endpoint_that_failed_are_its_own() -> None:
    answer = b"Virtuoso 37000 Error SP030: SPARQL compiler, line 1: syntax error at 'x'\n\nSPARQL query:\n"
    (refusal,) = preview(answer, "text/plain", "", "sparql")["unreadable"]
    assert "SP030" in refusal["reason"]


@pytest.mark.parametrize("kind", ["dcat", "schema-org"])
def test_a_feed_is_refused_by_name(kind: str) -> None:
    (refusal,) = preview(b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "", "", kind)[
        "unreadable"
    ]
    assert "Atom" in refusal["reason"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<table><tr><td>Tên bộ dữ liệu</td><td>Cơ quan</td></tr></table>", "trang web"),
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
    ],
)
def test_what_only_excel_takes_for_a_sheet_is_refused_by_name(data: str, words: str) -> None:
    (refusal,) = preview(data.encode(), "", "", "sheet")["unreadable"]
    assert words in refusal["reason"]


def test_markup_within_a_cell_makes_no_web_page() -> None:
    table = "Mã,Tên bộ dữ liệu,Mô tả\nA1,Trạm y tế,<table><tr><td>x</td></tr></table>\n"
    assert titles(table.encode(), "sheet") == ["Trạm y tế"]


@pytest.mark.parametrize("words", ["Tổng cộng", "TỔNG SỐ:", "Cộng"])
def test_the_sum_below_a_table_is_no_dataset(words: str) -> None:
    table = f"TT,Tên bộ dữ liệu,Đơn vị cung cấp\n1,Trạm y tế,Sở Y tế\n,{words},1\n2,Tổng số bệnh viện,Sở Y tế\n"
    assert titles(table.encode(), "sheet") == ["Trạm y tế", "Tổng số bệnh viện"]


def test_a_link_to_a_file_in_a_sheet_is_the_file() -> None:
    table = "Mã,Tên,Liên kết,Dung lượng\na,Giá,https://so.example/gia.csv,12 KB\n"
    (record,) = preview(table.encode(), "", "", "sheet")["records"]
    (part,) = record["distributions"]
    assert (part["download_url"], part["byte_size"]) == ("https://so.example/gia.csv", 12 * 1024)


SITE = "https://a.example/d/1"
LISTS = {
    "ItemList": {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "url": "https://a.example/d/2"}]},
    "BreadcrumbList": {
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "item": "https://a.example/"}],
    },
}


@pytest.mark.parametrize(("kind", "more"), [("ItemList", 1), ("BreadcrumbList", 0)])
def test_a_list_beside_a_dataset_leads_on_and_a_trail_does_not(kind: str, more: int) -> None:
    dataset = {"@type": "Dataset", "name": "T", "distribution": {"@type": "DataDownload", "contentUrl": "t.csv"}}
    graph = {"@context": {"@vocab": "http://schema.org/"}, "@graph": [dataset, LISTS[kind]]}
    graph["@context"] |= {name: {"@type": "@id"} for name in ("url", "item")}
    page = f'<html><script type="application/ld+json">{json.dumps(graph)}</script></html>'
    found = preview(page.encode(), "text/html", SITE, "schema-org")
    assert found["more"] == more
    assert found["records"][0]["distributions"][0]["download_url"] == "https://a.example/d/t.csv"


def test_an_address_in_a_formula_of_a_workbook_is_found() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã", "Tên bộ dữ liệu", "Tải về"])
    sheet.append(["A1", "Trạm y tế", '=HYPERLINK("https://a.example/x.csv?a=1&b=2", "tải")'])
    file = BytesIO()
    book.save(file)
    record = preview(file.getvalue(), "", "", "sheet")["records"][0]
    assert record["distributions"][0]["download_url"] == "https://a.example/x.csv?a=1&b=2"


def test_a_web_page_in_the_encoding_that_it_declares() -> None:
    said = '{"@context": "https://schema.org", "@type": "Dataset", "name": "Données"}'
    page = f'<html><head><meta charset="windows-1252"><script type="application/ld+json">{said}</script></head></html>'
    assert titles(page.encode("cp1252"), "schema-org") == ["Données"]


def test_a_robots_txt_leads_to_the_sitemaps() -> None:
    robots = b"User-agent: *\nDisallow: /admin\n\nSitemap: https://a.example/sitemap.xml\n"
    assert (
        preview(robots, "text/plain", "https://a.example/robots.txt", "schema-org")["next"]
        == "https://a.example/sitemap.xml"
    )


@pytest.mark.parametrize("kind", ["sheet", "dcat"])
def test_many_comments_before_nothing_cost_no_time(kind: str) -> None:
    began = process_time()
    preview(b"<!---->" * 200 + b"x,y\n1,2\n", "", "", kind)
    assert process_time() - began < 5


@pytest.mark.parametrize(
    "data",
    [PACKED + b"\n", PACKED + b"\0" * 512, PACKED + b"\x1f", gzip.compress(b"", mtime=0) * 9 + PACKED],
    ids=["line", "zeros", "half", "empty"],
)
def test_what_stands_around_gzip_is_passed_over(data: bytes) -> None:
    assert titles(data, "ckan") == ["Trạm y tế"]


@pytest.mark.parametrize("rest", [PACKED[:-3], PACKED[:5], b"\x1f\x8bx"], ids=["cut", "begun", "false"])
def test_a_second_member_that_is_not_whole_is_refused(rest: bytes) -> None:
    assert "gzip" in preview(PACKED + rest, "", "", "ckan")["unreadable"][0]["reason"]


def test_a_bomb_in_many_members_is_refused() -> None:
    found = preview(gzip.compress(b" " * 2**20, mtime=0) * 65, "", "", "ckan")
    assert "64 MiB" in found["unreadable"][0]["reason"]
