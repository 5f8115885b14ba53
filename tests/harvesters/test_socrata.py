"""Socrata: the discovery API, the views API, the metadata API."""

from typing import Any

import pytest

from harvesters.errors import NotReadable
from harvesters.socrata import socrata_url
from harvesters.source import Source
from tests.harvesters.answers_of_kinds import read, records, said, slugs

DISCOVERY = "https://dulieu.example/api/catalog/v1?domains=dulieu.example&limit=2&offset=0"
VIEWS = "https://dulieu.example/api/views.json?limit=2&page=1"
FOUND: dict[str, Any] = {
    "resource": {
        "name": "Giấy phép xây dựng",
        "id": "abcd-1234",
        "description": "Giấy phép đã cấp",
        "attribution": "Sở Xây dựng",
        "attribution_link": "https://sxd.example/",
        "type": "dataset",
        "createdAt": "2020-04-05T18:11:45.000Z",
        "updatedAt": "2025-07-21T10:01:47.000Z",
        "columns_name": ["Số phép", "Ngày cấp"],
    },
    "classification": {
        "categories": ["nhà ở"],
        "domain_category": "Xây dựng",
        "domain_tags": ["giấy phép"],
        "tags": [],
        "domain_metadata": [
            {"key": "Common-Core_Contact-Email", "value": "sxd@example.vn"},
            {"key": "Common-Core_Contact-Name", "value": "Văn phòng"},
            {"key": "Dataset-Summary_Posting-Frequency", "value": "Monthly"},
            {"key": "Noi-Bo_Ma-So", "value": "17"},
        ],
    },
    "metadata": {"domain": "dulieu.example", "license": "Public Domain"},
    "permalink": "https://dulieu.example/d/abcd-1234",
    "link": "https://dulieu.example/Xay-dung/Giay-phep/abcd-1234",
    "owner": {"display_name": "quantri"},
}
VIEW: dict[str, Any] = {
    "id": "abcd-1234",
    "name": "Giấy phép xây dựng",
    "description": "Giấy phép đã cấp",
    "attribution": "Sở Xây dựng",
    "category": "Xây dựng",
    "tags": ["giấy phép"],
    "createdAt": 1398014181,
    "rowsUpdatedAt": 1753092107,
    "viewType": "tabular",
    "displayType": "table",
    "license": {"name": "CC BY", "termsLink": "https://creativecommons.org/licenses/by/4.0/"},
    "metadata": {"custom_fields": {"Common Core": {"Contact Email": "sxd@example.vn"}}},
    "columns": [{"name": "Số phép", "fieldName": "so_phep"}],
    "owner": {"displayName": "quantri"},
}
METADATA: dict[str, Any] = {
    "id": "abcd-1234",
    "name": "Giấy phép xây dựng",
    "attribution": "Sở Xây dựng",
    "dataUpdatedAt": "2025-07-21T10:01:47+0000",
    "createdAt": "2020-04-05T18:11:45+0000",
    "dataUri": "https://dulieu.example/resource/abcd-1234",
    "webUri": "https://dulieu.example/d/abcd-1234",
    "externalId": "SXD-9",
    "tags": ["giấy phép"],
    "customFields": {"Common Core": {"License": "Public Domain"}},
}


@pytest.mark.parametrize(
    ("answer", "url"),
    [
        ({"results": [FOUND], "resultSetSize": 1}, DISCOVERY),
        ({"results": [FOUND], "resultSetSize": 1}, ""),
        ([VIEW], VIEWS),
        (VIEW, "https://dulieu.example/api/views/abcd-1234.json"),
        ([METADATA], "https://dulieu.example/api/views/metadata/v1"),
    ],
)
def test_each_api_tells_of_the_same_dataset(answer: Any, url: str) -> None:
    (found,) = records("socrata", answer, url)
    assert (found["identifier"], found["title"]) == ("abcd-1234", "Giấy phép xây dựng")
    assert (found["publisher"], found["keyword"]) == ("Sở Xây dựng", ["giấy phép"])
    assert found["landing_page"] == "https://dulieu.example/d/abcd-1234"
    assert found["modified"].startswith("2025-07-21T10:01:47")
    assert [part["format"] for part in found["distributions"]] == ["CSV", "JSON", "XML"]
    exported = "https://dulieu.example/api/views/abcd-1234/rows.csv?accessType=DOWNLOAD"
    assert found["distributions"][0]["download_url"] == exported
    assert read("socrata", answer, url).records[0].focus.value == "https://dulieu.example/d/abcd-1234"


def test_the_portals_own_fields_are_known_by_their_last_word() -> None:
    page = read("socrata", {"results": [FOUND], "resultSetSize": 1}, DISCOVERY)
    assert said(page, "#hasEmail") == ["mailto:sxd@example.vn"]
    assert said(page, "accrualPeriodicity") == ["Monthly"]
    assert said(page, "#columns") == ["Số phép; Ngày cấp"]
    assert "Noi-Bo_Ma-So" in page.records[0].notices[0].vi


def test_what_only_shows_data_is_counted() -> None:
    chart = {**FOUND, "resource": {**FOUND["resource"], "id": "c", "type": "chart"}}
    page = read("socrata", {"results": [chart, FOUND, chart], "resultSetSize": 3}, DISCOVERY)
    assert (len(page.records), page.unreadable) == (1, ())
    assert "not-data" in slugs(page) and "chart (2)" in page.notices[0].en


def test_files_and_what_lies_elsewhere() -> None:
    file = {
        **VIEW,
        "viewType": "blobby",
        "blobFilename": "ranh.zip",
        "blobMimeType": "application/zip",
        "blobFileSize": 7,
    }
    (part,) = records("socrata", file, VIEWS)[0]["distributions"]
    assert part["download_url"] == "https://dulieu.example/download/abcd-1234/application/zip"
    assert (part["title"], part["format"], part["byte_size"]) == ("ranh.zip", "ZIP", 7)
    outside = {**VIEW, "viewType": "href", "metadata": {"accessPoints": {"csv": "https://kia.example/x.csv"}}}
    (part,) = records("socrata", outside, VIEWS)[0]["distributions"]
    assert part["access_url"] == "https://kia.example/x.csv"
    assert len(records("socrata", {**VIEW, "displayType": "map"}, VIEWS)[0]["distributions"]) == 6


def test_forms_and_documents_of_what_lies_elsewhere() -> None:
    point = {"title": "Tệp", "urls": {"application/zip": "https://kia.example/1", "rss": "https://kia.example/2"}}
    meta = {"additionalAccessPoints": [point], "attachments": [{"assetId": "a-1"}, {"blobId": "b 2"}, {"name": "x"}]}
    view = {**VIEW, "viewType": "href", "metadata": meta}
    parts = records("socrata", view, VIEWS)[0]["distributions"]
    assert [(part["title"], part["format"], part["media_type"]) for part in parts] == [
        ("Tệp", None, "application/zip"),
        ("Tệp", "RSS", None),
    ]
    assert said(read("socrata", view, VIEWS), "foaf/0.1/page") == [
        "https://dulieu.example/api/views/abcd-1234/files/a-1",
        "https://dulieu.example/api/assets/b%202",
    ]


def test_lists_in_the_portals_own_fields_are_read() -> None:
    core = {
        "Language": ["vi", "en"],
        "Temporal Applicability": "R/1990-01-01/P1M",
        "Described By": "https://kia.example/a,https://kia.example/b",
        "Program Code": ["021:000"],
    }
    page = read("socrata", {**VIEW, "metadata": {"custom_fields": {"Common Core": core}}}, VIEWS)
    assert said(page, "terms/language") == ["vi", "en"]
    assert (said(page, "#startDate"), said(page, "#endDate")) == (["1990-01-01"], [])
    assert said(page, "foaf/0.1/page") == ["https://kia.example/a", "https://kia.example/b"]
    assert "Common Core_Program Code" in page.records[0].notices[0].en


def test_pages_follow_the_count_or_come_until_one_is_short() -> None:
    two = [{**FOUND, "resource": {**FOUND["resource"], "id": str(number)}} for number in range(2)]
    page = read("socrata", {"results": two, "resultSetSize": 3}, DISCOVERY)
    assert (page.total, page.next) == (3, DISCOVERY.replace("offset=0", "offset=2"))
    assert read("socrata", {"results": two, "resultSetSize": 2}, DISCOVERY).next is None
    views = [{**VIEW, "id": str(number)} for number in range(2)]
    assert read("socrata", views, VIEWS).next == VIEWS.replace("page=1", "page=2")
    assert read("socrata", views[:1], VIEWS).next is None
    assert read("socrata", VIEW, "https://dulieu.example/api/views/abcd-1234.json").next is None


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://d.example/", "https://d.example/api/catalog/v1?domains=d.example&limit=100&offset=0"),
        ("https://d.example/api/views", "https://d.example/api/views?limit=100&page=1"),
        ("https://d.example/api/views/abcd-1234", "https://d.example/api/views/abcd-1234"),
        (
            "https://api.us.socrata.com/api/catalog/v1?domains=d.example&limit=50",
            "https://api.us.socrata.com/api/catalog/v1?domains=d.example&limit=50&offset=0",
        ),
    ],
)
def test_a_run_begins_at_the_catalogue(url: str, first: str) -> None:
    assert socrata_url(Source("s", "socrata", url, "a", {})) == first


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"code": "not_found", "error": True, "message": "Cannot find view"}, "Cannot find view"),
        ([{"so_phep": "1", "ngay": "x"}], "1 mục"),
        ({"results": [{"x": 1}]}, "results"),
        ({"nhits": 1}, "--kind opendatasoft"),
        ("x", "đối tượng"),
    ],
)
def test_what_is_no_asset_is_named(answer: Any, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read("socrata", answer, DISCOVERY)
    assert words in refusal.value.vi and refusal.value.en


def test_an_asset_without_identifier_loses_no_other() -> None:
    page = read("socrata", [VIEW, {**VIEW, "id": ""}, 3], VIEWS)
    assert (len(page.records), len(page.unreadable)) == (1, 2)


@pytest.mark.parametrize("odd", [None, 1, -1, True, "x", [], {}, [[]], [None], [{}], {"a": {"b": []}}, 10**25, 1.5])
def test_odd_values_in_any_field_do_no_harm(odd: Any) -> None:
    for field in FOUND:
        if field != "resource":
            read("socrata", {"results": [{**FOUND, field: odd}, FOUND]}, DISCOVERY)
    for field in FOUND["resource"]:
        read("socrata", {"results": [{**FOUND, "resource": {**FOUND["resource"], field: odd}}, FOUND]}, DISCOVERY)
    for field in (*VIEW, *METADATA, "licenseId", "blobFileSize", "state"):
        read("socrata", [{**VIEW, field: odd}, VIEW], VIEWS)


def test_a_list_with_gaps_is_a_list_of_texts() -> None:
    page = read("socrata", {**VIEW, "tags": {"0": "giấy phép", "2": "xây dựng"}, "description": {"en": "x"}}, VIEWS)
    assert said(page, "keyword") == ["giấy phép", "xây dựng"] and said(page, "description") == ["x"]


def test_the_catalogue_tells_of_publication_and_of_the_form_of_a_file() -> None:
    resource = {
        **FOUND["resource"],
        "type": "file",
        "publication_date": "2020-02-02",
        "blob_mime_type": "application/pdf",
    }
    (found,) = records("socrata", {"results": [{**FOUND, "resource": resource}], "resultSetSize": 1}, DISCOVERY)
    assert (found["issued"], found["distributions"][0]["media_type"]) == ("2020-02-02", "application/pdf")


def test_columns_that_the_portal_adds_are_not_the_datas() -> None:
    page = read("socrata", {**VIEW, "columns": [{"name": ":id"}, *VIEW["columns"]]}, VIEWS)
    assert said(page, "columns") == ["Số phép"]


def test_more_of_the_portals_own_fields_are_known() -> None:
    fields = {"Dataset Summary": {"Data Frequency": "Monthly", "Agency": "Sở Tư pháp"}}
    (found,) = records("socrata", {**VIEW, "metadata": {"custom_fields": fields}}, VIEWS)
    assert found["publisher"] == "Sở Tư pháp"
    page = read("socrata", {**VIEW, "metadata": {"custom_fields": fields}}, VIEWS)
    assert said(page, "accrualPeriodicity") == ["Monthly"]


def test_of_two_fields_that_mean_one_the_last_counts_and_the_other_is_told_of() -> None:
    fields = {"A": {"Publisher": "Sở Tư pháp", "Agency": "Phòng B"}}
    view = {**VIEW, "metadata": {"custom_fields": fields}}
    (found,) = records("socrata", view, VIEWS)
    assert found["publisher"] == "Phòng B" and any("A_Publisher" in notice["en"] for notice in found["notices"])
