"""OpenDataSoft: its three APIs, one dataset or many, and what is no dataset."""

from typing import Any

import pytest

from harvesters.errors import NotReadable
from harvesters.opendatasoft import opendatasoft_url
from harvesters.source import Source
from tests.harvesters.answers_of_kinds import read, records, said, slugs

V1 = "https://dulieu.example/api/datasets/1.0/search/?rows=2&start=0"
V2 = "https://dulieu.example/api/explore/v2.1/catalog/datasets?limit=2&offset=0"
FLAT: dict[str, Any] = {
    "title": "Cây xanh",
    "description": "<p>Cây xanh <b>đô thị</b></p>",
    "keyword": ["cây"],
    "theme": ["Môi trường"],
    "license": "Giấy phép mở",
    "publisher": "Sở Xây dựng",
    "modified": "2025-04-10T09:39:13+00:00",
    "references": "https://tham-khao.example/",
}
OLD: dict[str, Any] = {
    "datasetid": "cay-xanh",
    "metas": {**FLAT, "domain": "gia-lai", "visibility": "domain"},
    "has_records": True,
    "features": ["geo"],
    "attachments": [{"id": "huong_dan_pdf", "title": "huong-dan.pdf", "mimetype": "application/pdf"}],
    "fields": [{"name": "loai", "label": "Loài"}, {"name": "tuoi", "label": "Tuổi"}],
}
NEW: dict[str, Any] = {
    "dataset_id": "cay-xanh",
    "metas": {
        "default": FLAT,
        "dcat": {
            "accrualperiodicity": "hằng quý",
            "contact_name": "Tổ dữ liệu",
            "contact_email": "dl@example.vn",
            "issued": "2024-01-02",
            "creator": "Phòng Hạ tầng",
        },
        "inspire": {"extend_bounding_box_westbound_longitude": "107", "extend_bounding_box_southbound_latitude": "13",
                    "extend_bounding_box_eastbound_longitude": "109", "extend_bounding_box_northbound_latitude": "14"},
        "custom": {"ma_noi_bo": "K7"},
    },
    "has_records": True,
    "features": [],
    "fields": OLD["fields"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "url"),
    [
        (OLD, "https://dulieu.example/api/datasets/1.0/cay-xanh/"),
        (NEW, V2),
        ([NEW], V2),
        ({"nhits": 1, "parameters": {}, "datasets": [OLD]}, V1),
        ({"total_count": 1, "results": [NEW]}, V2),
        ({"total_count": 1, "links": [], "datasets": [{"links": [], "dataset": NEW}]}, V2),
        ({"links": [], "dataset": NEW}, V2),
        ({"nhits": 1, "records": [{"recordid": "1", "fields": {"dataset_id": "cay-xanh", **FLAT}}]}, V2),
    ],
)
def test_every_envelope_is_opened(answer: Any, url: str) -> None:
    (found,) = records("opendatasoft", answer, url)
    assert (found["identifier"], found["title"]) == ("cay-xanh", "Cây xanh")
    assert found["description"] == "Cây xanh đô thị"
    assert found["publisher"] == "Sở Xây dựng"
    assert found["landing_page"] == "https://dulieu.example/explore/dataset/cay-xanh/"


def test_the_exports_are_the_distributions() -> None:
    place = "https://dulieu.example/api/explore/v2.1/catalog/datasets/cay-xanh"
    parts = records("opendatasoft", OLD, V1)[0]["distributions"]
    assert [part["download_url"] for part in parts] == [
        *(f"{place}/exports/{form}" for form in ("csv", "json", "xlsx", "geojson", "shp")),
        f"{place}/attachments/huong_dan_pdf",
    ]
    assert (parts[0]["media_type"], parts[5]["format"]) == ("text/csv", "PDF")
    assert not records("opendatasoft", {**OLD, "has_records": False, "attachments": []}, V1)[0]["distributions"]


def test_the_blocks_of_explore_are_read() -> None:
    page = read("opendatasoft", NEW, V2)
    assert said(page, "accrualPeriodicity") == ["hằng quý"]
    assert said(page, "#hasEmail") == ["mailto:dl@example.vn"]
    assert said(page, "#bbox") == ["POLYGON((107 13, 109 13, 109 14, 107 14, 107 13))"]
    assert said(page, "#columns") == ["Loài; Tuổi"]
    assert "Phòng Hạ tầng" in said(page, "/name")
    assert slugs(page) == {"markup", "not-carried"}


def test_a_file_tells_its_portal_by_its_domain() -> None:
    (found,) = records("opendatasoft", OLD, "file:///x.json")
    assert found["landing_page"] == "https://gia-lai.opendatasoft.com/explore/dataset/cay-xanh/"
    self = {"links": [{"rel": "self", "href": "https://kia.example/api/v2/x"}], "dataset": NEW}
    assert records("opendatasoft", self, "")[0]["landing_page"] == "https://kia.example/explore/dataset/cay-xanh/"
    unplaced = read("opendatasoft", NEW, "")
    assert not said(unplaced, "landingPage") and not said(unplaced, "accessURL")


def test_a_copy_leads_to_what_it_is_a_copy_of() -> None:
    copied = {**FLAT, "source_domain_address": "goc.example", "source_dataset": "cay"}
    page = read("opendatasoft", {**NEW, "metas": {"default": copied}}, V2)
    assert said(page, "terms/source") == ["https://goc.example/explore/dataset/cay/"]
    assert page.records[0].focus.value == "https://dulieu.example/explore/dataset/cay-xanh/"


def test_the_wrapping_of_the_management_api_is_opened() -> None:
    wrapped = {
        "title": {"value": "Cây xanh", "remote_value": "x", "override_remote_value": True},
        "keyword": {"value": ["cây"]},
    }
    (found,) = records("opendatasoft", {**NEW, "metas": {"default": wrapped}}, V2)
    assert (found["title"], found["keyword"]) == ("Cây xanh", ["cây"])


def test_what_few_may_see_is_restricted() -> None:
    page = read("opendatasoft", {**OLD, "metas": {**FLAT, "visibility": "restricted"}}, V1)
    assert any(value.endswith("/RESTRICTED") for value in said(page, "accessRights"))


def test_pages_follow_the_count() -> None:
    two = [{**NEW, "dataset_id": str(number)} for number in range(2)]
    page = read("opendatasoft", {"total_count": 5, "results": two}, V2)
    assert (page.total, page.next) == (5, V2.replace("offset=0", "offset=2"))
    assert read("opendatasoft", {"total_count": 5, "results": two}, V2.replace("offset=0", "offset=3")).next is None
    assert read("opendatasoft", {"total_count": 5, "results": []}, V2).next is None
    old = [{**OLD, "datasetid": str(number)} for number in range(2)]
    assert read("opendatasoft", {"nhits": 3, "datasets": old}, V1).next == V1.replace("start=0", "start=2")
    linked = {"total_count": 9, "links": [{"rel": "next", "href": V2 + "0"}], "datasets": [{"dataset": NEW}]}
    assert read("opendatasoft", linked, V2).next == V2 + "0"


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://d.example/", "https://d.example/api/explore/v2.1/catalog/datasets?limit=100&offset=0"),
        ("https://d.example/explore/?x=1", "https://d.example/api/explore/v2.1/catalog/datasets?limit=100&offset=0"),
        (
            "https://d.example/api/v2/catalog/datasets?limit=500",
            "https://d.example/api/v2/catalog/datasets?limit=100&offset=0",
        ),
        ("https://d.example/api/datasets/1.0/search", "https://d.example/api/datasets/1.0/search?rows=500&start=0"),
        (
            "https://d.example/api/explore/v2.1/catalog/exports/json",
            "https://d.example/api/explore/v2.1/catalog/exports/json",
        ),
    ],
)
def test_a_run_begins_at_the_first_page(url: str, first: str) -> None:
    assert opendatasoft_url(Source("s", "opendatasoft", url, "a", {})) == first


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"nhits": 2, "records": [{"datasetid": "x", "recordid": "1", "fields": {"ten": "a"}}]}, "dòng dữ liệu"),
        ({"total_count": 2, "results": [{"ten": "a"}]}, "ten"),
        ({"error": "Unknown dataset: x"}, "Unknown dataset"),
        ({"message": "Limit is too large", "error_code": "ODSQLError"}, "Limit"),
        ({"success": True, "result": {}}, "--kind ckan"),
        ({"a": 1}, "a"),
        (4, "đối tượng"),
    ],
)
def test_what_is_no_dataset_is_named(answer: Any, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read("opendatasoft", answer, V2)
    assert words in refusal.value.vi and refusal.value.en


def test_one_bad_record_loses_no_other() -> None:
    page = read("opendatasoft", {"total_count": 3, "results": [NEW, {"x": 1}, None, NEW]}, V2)
    assert (len(page.records), len(page.unreadable), page.repeated, page.came) == (1, 2, 1, 4)


@pytest.mark.parametrize("odd", [None, 1, True, "x", [], {}, [[]], [None], [{}], {"a": {"b": []}}, ["a", {"id": 3}]])
def test_odd_values_in_any_field_do_no_harm(odd: Any) -> None:
    for field in (*OLD, *NEW, "interop_metas", "extra_metas", "alternative_exports", "links"):
        if field not in ("datasetid", "dataset_id", "metas"):
            read("opendatasoft", {**OLD, field: odd}, V1)
    for field in (*FLAT, "spatial", "territory", "bbox", "temporal", "domain", "source_domain_address", "dcat"):
        read("opendatasoft", {**OLD, "metas": {**FLAT, field: odd}}, V1)
        read("opendatasoft", {**NEW, "metas": {"default": {**FLAT, field: odd}, "dcat": odd}}, "")


def test_several_references_in_one_text_are_as_many_pages() -> None:
    block = {"title": "A", "references": "https://x.example/1; https://x.example/2"}
    page = read("opendatasoft", {"results": [{"dataset_id": "a", "metas": {"default": block}}]}, V2)
    assert said(page, "/page") == ["https://x.example/1", "https://x.example/2"]


def test_several_publishers_are_not_lost() -> None:
    page = read(
        "opendatasoft",
        {"results": [{"dataset_id": "a", "metas": {"default": {"title": "A", "publisher": ["P", "Q"]}}}]},
        V2,
    )
    assert said(page, "foaf/0.1/name") == ["P", "Q"]
