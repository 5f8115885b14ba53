"""Event streams: versions and activities, what is deleted, the pages of a tree; and their order across pages."""

from typing import Any

import pytest

from harvesters.errors import NotReadable
from harvesters.ldes import read_ldes
from harvesters.preview import preview
from harvesters.source import Gone, Page

URL = "https://so.example/luong/2"
HEAD = """@prefix ldes: <https://w3id.org/ldes#> . @prefix tree: <https://w3id.org/tree#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix as: <https://www.w3.org/ns/activitystreams#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix ex: <https://ex.example/> .
"""
STREAM = """</luong> a ldes:EventStream ; ldes:versionOfPath dct:isVersionOf ; ldes:timestampPath dct:created ;
tree:member {} .
"""


def version(number: int, title: str, at: str, of: str = "d", more: str = "") -> str:
    return (
        f'<{of}#{number}> a dcat:Dataset ; dct:isVersionOf </{of}> ; dct:title "{title}" ; '
        f'dct:created "{at}"^^xsd:dateTime {more}.\n'
    )


def read(text: str, url: str = URL) -> Page:
    return read_ldes((HEAD + text).encode(), "", url)


def titles(page: Page) -> dict[str, str]:
    return {
        one.identifier: next(t.object.value for t in one.triples if t.predicate.value.endswith("/title"))  # type: ignore[union-attr]
        for one in page.records
    }


def test_of_several_versions_the_latest_stays() -> None:
    page = read(
        STREAM.format("<d#1>, <d#3>, <d#2>, <e#1>")
        + version(1, "cũ", "2024-01-01T00:00:00Z")
        + version(3, "mới", "2024-03-01T06:00:00+07:00")
        + version(2, "giữa", "2024-02-29T23:30:00Z")
        + version(1, "khác", "2024-01-01T00:00:00Z", "e")
    )
    assert titles(page) == {"https://so.example/d": "giữa", "https://so.example/e": "khác"}
    assert page.records[0].version == "2024-02-29T23:30:00.000000Z"
    assert [notice.slug for notice in page.notices] == ["older-versions"]
    assert not page.unreadable


def test_a_version_is_told_of_the_thing_itself() -> None:
    part = '; dcat:distribution [ dct:title "Tệp" ; dcat:accessURL <https://so.example/t.csv> ] ; dct:relation <d#1> '
    page = read(STREAM.format("<d#1>") + version(1, "một", "2024-01-01T00:00:00Z", more=part))
    (record,) = page.records
    assert str(record.focus) == "<https://so.example/d>"
    assert not any("#1" in str(triple) or "isVersionOf" in str(triple) for triple in record.triples)


def test_activities_carry_their_object_in_a_graph() -> None:
    text = """</luong> a ldes:EventStream ; ldes:timestampPath as:published ; ldes:versionOfPath as:object ;
    tree:member <#c1>, <#u1>, <#x1> .
    <#c1> a as:Create ; as:object </d> ; as:published "2024-01-01T00:00:00Z"^^xsd:dateTime .
    <#u1> a as:Update ; as:object </d> ; as:published "2024-02-01T00:00:00Z"^^xsd:dateTime .
    <#x1> a as:Delete ; as:object </e> ; as:published "2024-02-02T00:00:00Z"^^xsd:dateTime .
    <#c1> { </d> a dcat:Dataset ; dct:title "cũ" ; dct:description "đã bỏ" . }
    <#u1> { </d> a dcat:Dataset ; dct:title "mới" . }"""
    page = read(text)
    assert titles(page) == {"https://so.example/d": "mới"}
    assert not any("đã bỏ" in str(triple) for triple in page.records[0].triples)
    assert page.gone == (Gone("https://so.example/e", "2024-02-02T00:00:00.000000Z"),)
    assert [notice.slug for notice in page.notices] == ["older-versions", "deleted"]


def test_parts_in_members_of_their_own_are_put_together() -> None:
    text = """</luong> a ldes:EventStream ; tree:member <#1>, <#2> .
    <#1> a as:Create ; as:object </d> . <#2> a as:Create ; as:object </o> .
    <#1> { </d> a dcat:Dataset ; dct:title "x" ; dct:publisher </o> . }
    <#2> { </o> a foaf:Agent ; foaf:name "Sở" . }"""
    found = preview((HEAD + text).encode(), "", URL, "ldes")
    assert [(one["title"], one["publisher"]) for one in found["records"]] == [("x", "Sở")]
    assert not found["unreadable"]


@pytest.mark.parametrize(
    ("settings", "mark"),
    [
        ("", "a as:Tombstone"),
        ("ldes:versionDeleteObject ex:Gone ;", "a ex:Gone"),
        ("ldes:versionDeleteObject ex:Gone ;", "ex:state ex:Gone"),
    ],
)
def test_a_last_version_may_be_a_deletion(settings: str, mark: str) -> None:
    stream = STREAM.format("<d#1>, <d#2>").replace("a ldes:EventStream ;", f"a ldes:EventStream ; {settings}")
    gone = f'<d#2> {mark} ; dct:isVersionOf </d> ; dct:created "2024-05-01T00:00:00Z"^^xsd:dateTime .'
    page = read(stream + version(1, "x", "2024-01-01T00:00:00Z") + gone)
    assert not page.records and [one.identifier for one in page.gone] == ["https://so.example/d"]
    back = read(stream + version(1, "x", "2024-06-01T00:00:00Z") + gone)
    assert len(back.records) == 1 and not back.gone


def test_relations_lead_to_all_pages_earlier_ones_first() -> None:
    text = """<> tree:relation [ a tree:GreaterThanRelation ; tree:node </luong/4> ; tree:value "2024-03-01" ],
    [ a tree:GreaterThanOrEqualToRelation ; tree:node </luong/3> ; tree:value "2024-02-01" ],
    [ a tree:LessThanRelation ; tree:node </luong/1> ; tree:value "2024-01-01" ], [ tree:node <> ] .
    </luong> tree:view <> ."""
    page = read(text)
    assert page.more == tuple(f"https://so.example/luong/{number}" for number in (1, 3, 4))
    assert preview((HEAD + text).encode(), "", URL, "ldes")["next"] == "https://so.example/luong/1"


def test_a_stream_without_members_leads_to_one_of_its_views() -> None:
    page = read("</luong> a ldes:EventStream ; tree:view </luong/theo-trang>, </luong/theo-ngay> .")
    assert len(page.more) == 1
    assert read("</luong> a ldes:EventStream ; tree:view <> .").more == ()


def test_members_that_are_only_named_are_fetched() -> None:
    page = read("</luong> a ldes:EventStream ; tree:member </d/1>, </d/2> .")
    assert page.more == ("https://so.example/d/1", "https://so.example/d/2")
    assert not page.unreadable


def test_members_that_are_no_datasets_are_named() -> None:
    page = read(STREAM.format("<d#1>") + "<d#1> a ex:Meting ; dct:isVersionOf </d> .")
    assert not page.records
    assert "ex.example/Meting" in page.unreadable[0].reason_en


def test_parts_alone_are_in_good_order() -> None:
    page = read(STREAM.format("</o>") + '</o> a foaf:Agent ; foaf:name "Sở" .')
    assert not page.records and not page.unreadable


def test_a_description_of_a_stream_is_read_as_dcat() -> None:
    page = read('</danh-muc> a dcat:Catalog ; dcat:dataset </d> . </d> a dcat:Dataset ; dct:title "x" .')
    assert titles(page) == {"https://so.example/d": "x"}


def test_paths_may_be_lists() -> None:
    text = STREAM.format("<d#1>").replace("versionOfPath dct:isVersionOf", "versionOfPath ( ex:a ex:b )")
    page = read(text + '<d#1> a dcat:Dataset ; ex:a [ ex:b </d> ] ; dct:title "x" .')
    assert titles(page) == {"https://so.example/d": "x"}


@pytest.mark.parametrize("text", ["", "hello", "<html><body></body></html>", HEAD + "ex:a a ex:b ."])
def test_what_is_no_stream_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_ldes(text.encode(), "", URL)


@pytest.mark.parametrize("odd", ['"x"', "<>", "[]", "()", "( ex:a )", "1", "_:b", "</luong>"])
def test_odd_values_do_no_harm(odd: str) -> None:
    for name in ("tree:member", "tree:relation", "tree:view", "ldes:versionOfPath", "ldes:timestampPath"):
        text: Any = f"</luong> a ldes:EventStream ; {name} {odd} ; tree:member <d#1> ."
        read(text + version(1, "x", "nay"))
    read(STREAM.format("<d#1>") + f"<d#1> a dcat:Dataset ; dct:isVersionOf {odd} ; dct:created {odd} .")
