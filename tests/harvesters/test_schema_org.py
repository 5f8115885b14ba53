"""Datasets in schema.org's words: on web pages in three syntaxes, behind sitemaps, in Croissant, as CSV on the Web."""

import gzip
import json
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from harvesters.errors import NotReadable
from harvesters.kinds import KINDS
from harvesters.preview import preview
from harvesters.schema_page import read_schema_org
from harvesters.source import Page
from vocab.namespaces import DCAT, DCT, LOCN, REG, SKOS, SPDX

URL = "https://so.example/du-lieu/truong-hoc"
DATASET: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "Dataset",
    "name": "Danh sách trường học",
    "description": "Các trường công lập",
    "identifier": {"@type": "PropertyValue", "propertyID": "ma", "value": "TH-01"},
    "keywords": "trường, giáo dục",
    "license": {"@type": "CreativeWork", "name": "CC BY", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "temporalCoverage": "2020-01-01/..",
    "spatialCoverage": {
        "@type": "Place",
        "name": "Gia Lai",
        "geo": {"@type": "GeoShape", "box": "13.0 107.5 14.5 109"},
    },
    "publisher": {
        "@type": "GovernmentOrganization",
        "name": "Sở Giáo dục",
        "contactPoint": {"@type": "ContactPoint", "name": "Văn phòng", "email": "vp@so.example"},
    },
    "variableMeasured": ["mã trường", {"@type": "PropertyValue", "name": "số lớp"}],
    "datePublished": "2024-05-01",
    "distribution": [
        {"@type": "DataDownload", "contentUrl": "/tep/th.csv", "encodingFormat": "text/csv", "contentSize": "1.5 MB"},
        "https://so.example/tep/th.json",
    ],
}


def html(*pieces: str) -> bytes:
    return (
        f"<!doctype html><html lang=vi><head><title>Trang</title></head><body>{''.join(pieces)}</body></html>".encode()
    )


def script(value: Any) -> str:
    told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'<script type="application/ld+json">{told}</script>'


def read(data: bytes, url: str = URL) -> Page:
    return read_schema_org(data, "text/html", url)


def record(data: bytes, url: str = URL) -> dict[str, Any]:
    found = preview(data, "text/html", url, "schema-org")
    assert len(found["records"]) == 1, found
    one: dict[str, Any] = found["records"][0]
    return one


def said(page: Page, predicate: Any) -> list[str]:
    return [triple.object.value for triple in page.records[0].triples if triple.predicate == predicate]  # type: ignore[union-attr]


def test_the_fields_of_a_page_arrive() -> None:
    found = record(html(script(DATASET)))
    assert found["title"] == "Danh sách trường học"
    assert found["identifier"] == "TH-01"
    assert found["publisher"] == "Sở Giáo dục"
    assert found["keyword"] == ["trường", "giáo dục"]
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["issued"] == "2024-05-01"
    first, second = found["distributions"]
    assert first["download_url"] == first["access_url"] == "https://so.example/tep/th.csv"
    assert (first["media_type"], first["byte_size"]) == ("text/csv", 1_500_000)
    assert second["access_url"] == "https://so.example/tep/th.json"


def test_what_schema_org_writes_as_objects_becomes_dcats() -> None:
    page = read(html(script(DATASET)))
    assert said(page, DCAT.startDate) == ["2020-01-01"] and not said(page, DCAT.endDate)
    assert said(page, DCAT.bbox) == ["POLYGON((107.5 13, 109 13, 109 14.5, 107.5 14.5, 107.5 13))"]
    assert said(page, REG.columns) == ["mã trường; số lớp"]
    assert len(said(page, DCAT.contactPoint)) == 1
    assert page.records[0].identifier == "TH-01"
    assert str(page.records[0].focus) == f"<{URL}>"


MICRODATA = """<div itemscope itemtype="https://schema.org/Dataset"><h1 itemprop="name">Bệnh viện</h1>
<meta itemprop="description" content="Mô tả"><time itemprop="dateModified" datetime="2024-02-03">hôm nọ</time>
<a itemprop="license" href="https://giay-phep.example/mo">mở</a>
<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Sở Y tế</b></div>
<p itemprop="distribution" itemscope itemtype="https://schema.org/DataDownload">
<link itemprop="contentUrl" href="bv.csv"><span itemprop="encodingFormat">text/csv</span></div>"""
RDFA = """<div vocab="https://schema.org/" typeof="Dataset" resource="#bv"><h1 property="name">Bệnh viện</h1>
<meta property="description" content="Mô tả"><time property="dateModified" datetime="2024-02-03">hôm nọ</time>
<a property="license" href="https://giay-phep.example/mo">mở</a>
<div property="publisher" typeof="Organization"><b property="name">Sở Y tế</b></div>
<div property="distribution" typeof="DataDownload">
<a property="contentUrl" href="bv.csv">tải</a><span property="encodingFormat">text/csv</span></div></div>"""
DCAT_RDFA = """<div prefix="dcat: http://www.w3.org/ns/dcat# dct: http://purl.org/dc/terms/" about="#bv"
typeof="dcat:Dataset">
<h1 property="dct:title">Bệnh viện</h1><p property="dct:description">Mô tả</p>
<span property="dct:modified" content="2024-02-03" datatype="xsd:date">hôm nọ</span>
<a rel="dct:license" href="https://giay-phep.example/mo">mở</a>
<div rel="dct:publisher"><div typeof="foaf:Agent"><b property="foaf:name">Sở Y tế</b></div></div>
<div rel="dcat:distribution"><div typeof="dcat:Distribution"><a rel="dcat:accessURL dcat:downloadURL" href="bv.csv">tải</a>
<span property="dcat:mediaType">text/csv</span></div></div></div>"""


@pytest.mark.parametrize("body", [MICRODATA, RDFA, DCAT_RDFA])
def test_microdata_and_rdfa_say_the_same(body: str) -> None:
    found = record(html(body))
    assert (found["title"], found["description"], found["modified"]) == ("Bệnh viện", "Mô tả", "2024-02-03")
    assert found["license"] == "https://giay-phep.example/mo"
    assert found["publisher"] == "Sở Y tế"
    (part,) = found["distributions"]
    assert part["access_url"] == "https://so.example/du-lieu/bv.csv" and part["media_type"] == "text/csv"


def test_items_may_refer_to_elements_elsewhere() -> None:
    body = """<div itemscope itemtype="https://schema.org/Dataset" itemid="https://so.example/1" itemref="a b zz"></div>
    <p id=a itemprop=name>Tên</p><p id=b><b itemprop=keywords>một</b></p>"""
    found = record(html(body))
    assert (found["title"], found["keyword"]) == ("Tên", ["một"])


def test_a_page_that_says_it_twice_is_read_once() -> None:
    found = record(html(script({**DATASET, "@id": URL}), MICRODATA))
    assert found["title"] == "Danh sách trường học"


@pytest.mark.parametrize(
    "text",
    [
        '<!-- {"@context": "https://schema.org", "@type": "Dataset", "name": "x"} -->',
        '//<![CDATA[\n{"@context": "https://schema.org", "@type": "Dataset", "name": "x"}\n//]]>',
        '{"@context": "https://schema.org", "@type": "Dataset", "name": "x",}',
        '{"@context": "https://schema.org", "@type": "Dataset", "name": "x", "description": "a\nb"}',
        "{&quot;@context&quot;: &quot;https://schema.org&quot;, &quot;@type&quot;: &quot;Dataset&quot;, "
        "&quot;name&quot;: &quot;x&quot;}",
        '{"@context": {"@vocab": "http://schema.org/"}, "@graph": [{"@type": ["Dataset", "Thing"], "name": "x"}]}',
    ],
)
def test_scripts_are_read_as_sites_write_them(text: str) -> None:
    assert record(html(script(text)))["title"] == "x"


def test_a_broken_script_does_not_lose_the_others() -> None:
    page = read(html(script("{nothing"), script('{"@type": "Dataset"'), script(DATASET)))
    assert len(page.records) == 1
    assert [one.position for one in page.unreadable] == ["script 2"]


def test_datasets_that_are_only_mentioned_are_no_records() -> None:
    other = {"@type": "Dataset", "name": "Gốc"}
    assert len(read(html(script({**DATASET, "isBasedOn": other, "isPartOf": other, "citation": other}))).records) == 1
    described = {**other, "@id": "https://so.example/goc", "description": "Có mô tả"}
    assert len(read(html(script({**DATASET, "isPartOf": described}))).records) == 2


def test_the_page_that_says_most_is_the_last_word() -> None:
    listed = {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "dataset": {"@type": "Dataset", "@id": URL, "name": "x"},
    }
    (short,) = read(html(script(listed)), "https://so.example/").records
    (full,) = read(html(script({**DATASET, "@id": URL}))).records
    assert short.identifier == full.identifier and short.version < full.version


def test_nameless_nodes_of_several_scripts_stay_apart() -> None:
    two = [
        {"@context": "https://schema.org", "@id": "_:b0", "@type": "Dataset", "name": name} for name in ("một", "hai")
    ]
    found = preview(html(*map(script, two)), "", URL, "schema-org")
    assert [one["title"] for one in found["records"]] == ["một", "hai"]


def test_a_page_without_a_dataset_is_an_empty_page() -> None:
    page = read(html("<p>Chào"))
    assert not page.records and not page.unreadable
    assert "«Trang»" in page.notices[0].vi
    assert preview(html("<p>Chào"), "", URL, "schema-org")["unreadable"]


def test_a_catalogue_leads_to_the_pages_of_its_datasets() -> None:
    catalogue = {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": "Cổng",
        "dataset": [{"@id": "https://so.example/1"}, {"@id": "https://khac.example/2"}],
    }
    page = read(html(script(catalogue), '<link rel=next href="?trang=2">'))
    assert page.more == ("https://so.example/1",)
    assert page.next == f"{URL}?trang=2"


def test_lists_and_alternates_lead_on() -> None:
    listed = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [{"@type": "ListItem", "position": n, "url": f"https://so.example/{n}"} for n in (1, 2)],
    }
    alternate = '<link rel="alternate" type="text/turtle" href="catalog.ttl">'
    page = read(html(script(listed), alternate))
    assert page.more == ("https://so.example/1", "https://so.example/2", "https://so.example/du-lieu/catalog.ttl")


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://so.example/1</loc></url><url><loc> https://so.example/2#x </loc></url>
<url><loc>https://so.example/a.pdf</loc></url><url><loc>https://khac.example/3</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://so.example/s1.xml.gz</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize(
    "data",
    [SITEMAP.encode(), gzip.compress(SITEMAP.encode(), mtime=0), b"https://so.example/1\nhttps://so.example/2\n"],
    ids=["plain", "packed", "list"],
)
def test_sitemaps_lead_to_pages(data: bytes) -> None:
    page = KINDS["schema-org"].page(data, "", "https://so.example/sitemap.xml")
    assert (page.next, page.more) == ("https://so.example/1", ("https://so.example/2",))
    assert preview(data, "", "https://so.example/sitemap.xml", "schema-org")["next"] == "https://so.example/1"


def test_a_sitemap_tells_what_it_leaves_out_and_an_index_leads_to_sitemaps() -> None:
    page = read_schema_org(SITEMAP.encode(), "", "https://so.example/sitemap.xml")
    assert [notice.slug for notice in page.notices] == ["sitemap", "sitemap-rest"]
    assert read_schema_org(INDEX.encode(), "", "https://so.example/s.xml").next == "https://so.example/s1.xml.gz"


@pytest.mark.parametrize(
    "data", [gzip.compress(SITEMAP.encode(), mtime=0)[:40], b"\x1f\x8b" + b"x" * 40], ids=["cut", "false"]
)
def test_damaged_gzip_is_refused(data: bytes) -> None:
    with pytest.raises(NotReadable):
        read_schema_org(data, "", URL)


def test_croissant_is_read_with_its_files_and_fields() -> None:
    croissant = {
        "@context": {
            "@vocab": "https://schema.org/",
            "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
        },
        "@type": "sc:Dataset",
        "name": "hoa",
        "url": "https://so.example/hoa",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": "hoa.csv",
                "contentUrl": "https://so.example/hoa.csv",
                "encodingFormat": "text/csv",
                "sha256": "ab12",
            }
        ],
        "cr:recordSet": [
            {"@type": "cr:RecordSet", "cr:field": [{"@type": "cr:Field", "name": n} for n in ("dài", "rộng")]}
        ],
    }
    page = read_schema_org(json.dumps(croissant).encode(), "", "https://so.example/hoa.json")
    assert said(page, REG.columns) == ["dài; rộng"]
    assert said(page, SPDX.checksumValue) == ["ab12"]
    assert said(page, DCAT.downloadURL) == ["https://so.example/hoa.csv"]
    assert str(page.records[0].focus) == "<https://so.example/hoa>"


CSVW: dict[str, Any] = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
    "url": "truong.csv",
    "dc:title": "Trường học",
    "dcat:keyword": ["trường"],
    "dc:modified": {"@value": "2024-01-02", "@type": "xsd:date"},
    "tableSchema": {
        "columns": [{"titles": "Mã"}, {"name": "ten", "titles": {"vi": "Tên", "en": "Name"}}, {"virtual": True}]
    },
}


def test_the_metadata_of_a_table_is_a_dataset() -> None:
    data = json.dumps(CSVW).encode()
    found = record(data, "https://so.example/truong.csv-metadata.json")
    assert (found["title"], found["keyword"], found["modified"]) == ("Trường học", ["trường"], "2024-01-02")
    assert found["distributions"][0]["download_url"] == "https://so.example/truong.csv"
    assert said(read(data, "https://so.example/m.json"), REG.columns) == ["Mã; Tên"]


def test_a_group_is_one_dataset_when_it_says_what_it_is() -> None:
    tables = [{"url": "a.csv"}, {"url": "b.tsv"}]
    group = {"@context": "http://www.w3.org/ns/csvw", "tables": tables}
    url = "https://so.example/m.json"
    assert [one.identifier for one in read(json.dumps(group).encode(), url).records] == [
        "https://so.example/a.csv#dataset", "https://so.example/b.tsv#dataset",
    ]  # fmt: skip
    titled = record(json.dumps({**group, "dct:title": "Hai bảng", "@id": "https://so.example/hai"}).encode(), url)
    assert (titled["title"], len(titled["distributions"])) == ("Hai bảng", 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"@context": "http://www.w3.org/ns/csvw", "tables": []}', "no table"),
        ('{"@context": "https://schema.org", "@type": "Person", "name": "x"}', "describes no dataset"),
        ('{"success": true, "result": {}}', "--kind ckan"),
        ("<csw:GetRecordsResponse xmlns:csw='urn:x'></csw:GetRecordsResponse>", "csw"),
        ("", "empty"),
    ],
)
def test_what_is_none_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_schema_org(text.encode(), "", URL)
    assert words in refusal.value.en and refusal.value.vi


@pytest.mark.parametrize(
    "odd", [None, 1, True, "x", "", [], {}, [[]], [None], {"@id": ""}, {"@value": None}, ["a", {"name": 3}]]
)
def test_odd_values_in_any_field_do_no_harm(odd: Any) -> None:
    for field in (
        *DATASET,
        "url",
        "about",
        "inLanguage",
        "recordSet",
        "temporal",
        "spatial",
        "contactPoint",
        "provider",
    ):
        preview(html(script({**DATASET, field: odd})), "", URL, "schema-org")
    for field in CSVW:
        preview(json.dumps({**CSVW, field: odd}).encode(), "", URL, "schema-org")


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2020/2021", ["2020", "2021"]),
        ("1811-1930", ["1811", "1930"]),
        ("../2021-05", [None, "2021-05"]),
        ("2020-01-01/P1Y", ["2020-01-01", None]),
        ("2020", ["2020", "2020"]),
    ],
)
def test_periods_are_read_as_texts(text: str, ends: list[str | None]) -> None:
    page = read(html(script({**DATASET, "temporalCoverage": text})))
    assert [next(iter(said(page, name)), None) for name in (DCAT.startDate, DCAT.endDate)] == ends


def test_words_for_a_period_stay_words() -> None:
    page = read(html(script({**DATASET, "temporalCoverage": "thời Nguyễn"})))
    values = [triple.object for triple in page.records[0].triples if triple.predicate == DCT.temporal]
    assert values == [Literal("thời Nguyễn")]


def test_a_run_begins_where_the_operator_says() -> None:
    assert KINDS["schema-org"].label_en == "schema.org pages"


WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy ạảấ<>&\"'", min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(title=WORDS, keywords=st.lists(WORDS, max_size=4))
def test_three_syntaxes_say_one_thing(title: str, keywords: list[str]) -> None:
    told = {"@context": "https://schema.org", "@type": "Dataset", "@id": URL, "name": title, "keywords": keywords}
    spans = "".join(f"<b itemprop=keywords>{escape(word)}</b>" for word in keywords)
    name = f"<b itemprop=name>{escape(title)}</b>"
    item = f'<p itemscope itemtype="https://schema.org/Dataset" itemid="{URL}">{name}{spans}</p>'
    node = item.replace("itemscope", "vocab='https://schema.org/' typeof=Dataset").replace("itemid", "resource")
    node = node.replace("itemprop", "property")
    pages = (html(script(json.dumps(told).replace("<", "\\u003c"))), html(item), html(node))
    found = [preview(data, "text/html", URL, "schema-org")["records"][0] for data in pages]
    assert found[0]["title"] == title
    assert [one["title"] for one in found] == [title] * 3
    assert found[0]["keyword"] == found[1]["keyword"] == found[2]["keyword"]


def test_numbers_names_and_outlines_keep_what_was_written() -> None:
    names = [{"@value": "Hà Nội", "@language": "vi"}, {"@value": "Hanoi", "@language": "en"}]
    corners = "20.123456 105.1 20.123456 105.2 20.2 105.2 20.123456 105.1"
    place = {"@type": "Place", "name": names, "geo": {"@type": "GeoShape", "polygon": corners}}
    told = {"@context": "https://schema.org", "@type": "Dataset", "name": "x", "version": 1.2, "spatialCoverage": place}
    page = read(html(script(told)))
    assert said(page, DCAT.version) == ["1.2"]
    assert said(page, SKOS.prefLabel) == ["Hà Nội", "Hanoi"]
    assert said(page, LOCN.geometry) == ["POLYGON((105.1 20.123456, 105.2 20.123456, 105.2 20.2, 105.1 20.123456))"]
