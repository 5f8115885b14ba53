"""ArcGIS: Hub's three wrappings of an item, Portal's search, Server's catalogue, services and layers."""

from typing import Any

import pytest

from harvesters.arcgis import arcgis_url
from harvesters.errors import NotReadable
from harvesters.source import Source
from tests.harvesters.answers_of_kinds import read, records, said, slugs

HUB = "https://dulieu.example/api/search/v1/collections/dataset/items?limit=2&startindex=1"
PORTAL = "https://gis.example/portal/sharing/rest/search?f=json&num=2&start=1"
SERVER = "https://gis.example/arcgis/rest/services"
ITEM: dict[str, Any] = {
    "id": "0123456789abcdef0123456789abcdef",
    "title": "Thửa đất",
    "type": "Feature Service",
    "owner": "stnmt",
    "description": "<div>Thửa đất<br/>theo xã</div>",
    "snippet": "Thửa đất",
    "tags": ["đất đai"],
    "categories": ["/Categories/Đất đai"],
    "created": 1611934478000,
    "modified": 1627417519723,
    "extent": [[107.3, 12.9], [108.9, 14.6]],
    "url": "https://gis.example/arcgis/rest/services/ThuaDat/FeatureServer",
    "licenseInfo": "<p>Ghi nguồn khi dùng</p>",
    "access": "public",
    "culture": "vi-VN",
}
SERVICE: dict[str, Any] = {
    "currentVersion": 10.91,
    "serviceDescription": "Hiện trạng sử dụng đất",
    "mapName": "Layers",
    "description": "",
    "copyrightText": "Sở Nông nghiệp và Môi trường",
    "layers": [
        {"id": 0, "name": "Nhóm", "subLayerIds": [1], "type": "Group Layer"},
        {"id": 1, "name": "Ranh giới xã", "subLayerIds": None, "type": "Feature Layer"},
    ],
    "tables": [{"id": 2, "name": "Mã loại đất"}],
    "fullExtent": {"xmin": 11943500, "ymin": 1449600, "xmax": 12120000, "ymax": 1640000,
                   "spatialReference": {"wkid": 102100, "latestWkid": 3857}},
    "documentInfo": {"Title": "", "Author": "Chi cục Đất đai", "Keywords": "đất, hiện trạng", "Category": ""},
    "capabilities": "Map,Query,Data",
    "supportedQueryFormats": "JSON, geoJSON",
    "supportedExtensions": "WMSServer",
}  # fmt: skip
LAYER: dict[str, Any] = {
    "currentVersion": 10.91,
    "id": 1,
    "name": "Ranh giới xã",
    "type": "Feature Layer",
    "description": "Ranh giới hành chính cấp xã",
    "geometryType": "esriGeometryPolygon",
    "extent": {"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4, "spatialReference": {"wkid": 4326}},
    "fields": [{"name": "maxa", "alias": "Mã xã"}, {"name": "shape", "alias": ""}],
    "editingInfo": {"lastEditDate": 1627417519723},
    "capabilities": "Query",
    "supportedQueryFormats": "JSON",
}


@pytest.mark.parametrize(
    ("answer", "url"),
    [
        ({"total": 1, "start": 1, "num": 2, "nextStart": -1, "results": [ITEM]}, PORTAL),
        ({"total": 1, "nextStart": -1, "items": [ITEM]}, PORTAL),
        (ITEM, "https://gis.example/portal/sharing/rest/content/items/0123?f=json"),
        ({"type": "FeatureCollection", "numberMatched": 1, "features": [{"type": "Feature", "properties": ITEM}]}, HUB),
        ({"type": "Feature", "id": ITEM["id"], "properties": ITEM}, HUB),
        (
            {"data": [{"id": ITEM["id"], "type": "dataset", "attributes": ITEM}], "meta": {}},
            "https://d.example/api/v3/x",
        ),
        ({"data": {"id": ITEM["id"], "type": "dataset", "attributes": ITEM}}, "https://d.example/api/v3/datasets/x"),
        ([ITEM], ""),
    ],
)
def test_every_wrapping_is_opened(answer: Any, url: str) -> None:
    (found,) = records("arcgis", answer, url)
    assert (found["identifier"], found["title"]) == (ITEM["id"], "Thửa đất")
    assert found["description"] == "Thửa đất\ntheo xã"
    assert (found["issued"], found["modified"]) == ("2021-01-29T15:34:38Z", "2021-07-27T20:25:19Z")
    assert (found["theme"], found["keyword"]) == (["Đất đai"], ["đất đai"])
    assert found["distributions"][0]["access_url"] == ITEM["url"]
    assert found["distributions"][0]["format"] == "REST"
    assert said(read("arcgis", answer, url), "#bbox")


def test_an_item_is_named_by_its_portal() -> None:
    asked = read("arcgis", {"results": [ITEM], "nextStart": -1}, PORTAL)
    assert asked.records[0].focus.value == f"https://gis.example/portal/home/item.html?id={ITEM['id']}"
    layer = {**ITEM, "id": f"{ITEM['id']}_4", "slug": "stnmt::thua-dat"}
    page = read("arcgis", {"features": [{"properties": layer}], "numberMatched": 1}, HUB)
    assert page.records[0].focus.value == f"https://www.arcgis.com/home/item.html?id={ITEM['id']}&sublayer=4"
    assert said(page, "landingPage") == ["https://dulieu.example/datasets/stnmt::thua-dat"]
    downloads = said(page, "downloadURL")
    assert f"https://dulieu.example/api/download/v1/items/{ITEM['id']}/csv?redirect=true&layers=4" in downloads


def test_a_file_of_a_portal_is_had_from_the_portal() -> None:
    file = {**ITEM, "type": "Shapefile", "url": None, "name": "thua.zip", "size": 900}
    (part,) = records("arcgis", {"results": [file], "nextStart": -1}, PORTAL)[0]["distributions"]
    assert part["download_url"] == f"https://gis.example/portal/sharing/rest/content/items/{ITEM['id']}/data"
    assert (part["format"], part["byte_size"]) == ("SHP", 900)


def test_a_long_credit_is_about_rights() -> None:
    page = read("arcgis", [{**ITEM, "accessInformation": "Nguồn: nhiều cơ quan. " * 20, "licenseInfo": None}])
    assert said(page, "terms/rights") and not said(page, "terms/creator")
    assert "Chi cục Đất đai" in said(read("arcgis", [{**ITEM, "accessInformation": "Chi cục Đất đai"}]), "/name")


@pytest.mark.parametrize(("access", "right"), [("public", "PUBLIC"), ("org", "RESTRICTED"), ("private", "NON_PUBLIC")])
def test_who_may_see_an_item_is_who_may_have_the_data(access: str, right: str) -> None:
    assert said(read("arcgis", [{**ITEM, "access": access}]), "accessRights")[0].endswith(f"/{right}")


def test_what_only_shows_data_is_counted() -> None:
    page = read("arcgis", {"results": [{**ITEM, "type": "Web Map"}, ITEM], "nextStart": -1, "total": 2}, PORTAL)
    assert (len(page.records), page.unreadable) == (1, ())
    assert "not-data" in slugs(page)


def test_pages_follow_what_the_document_says() -> None:
    page = read("arcgis", {"results": [ITEM], "nextStart": 3, "total": 7}, PORTAL)
    assert (page.total, page.next) == (7, PORTAL.replace("start=1", "start=3"))
    assert read("arcgis", {"results": [ITEM], "nextStart": -1, "total": 7}, PORTAL).next is None
    linked = {"features": [{"properties": ITEM}], "numberMatched": 9, "links": [{"rel": "next", "href": HUB + "1"}]}
    assert read("arcgis", linked, HUB).next == HUB + "1"
    counted = {"features": [{"properties": ITEM}], "numberMatched": 9}
    assert read("arcgis", counted, HUB).next == HUB.replace("startindex=1", "startindex=2")
    told = {"data": [{"id": "x", "attributes": ITEM}], "meta": {"next": "https://d.example/api/v3/x?page=2"}}
    assert read("arcgis", told, "https://d.example/api/v3/x").next == "https://d.example/api/v3/x?page=2"


def test_a_service_is_a_dataset_and_its_layers_its_distributions() -> None:
    place = f"{SERVER}/DatDai/HienTrang_2024/MapServer"
    (found,) = records("arcgis", SERVICE, f"{place}?f=json")
    assert (found["identifier"], found["title"]) == (place, "HienTrang 2024")
    assert found["description"] == "Hiện trạng sử dụng đất"
    assert found["keyword"] == ["đất", "hiện trạng"]
    parts = {part["title"]: part for part in found["distributions"]}
    assert list(parts) == ["HienTrang 2024", "Ranh giới xã", "Mã loại đất", "WMS"]
    assert parts["Ranh giới xã"]["download_url"] == f"{place}/1/query?where=1%3D1&outFields=*&f=geojson"
    soap = "https://gis.example/arcgis/services/DatDai/HienTrang_2024/MapServer"
    assert parts["WMS"]["access_url"] == f"{soap}/WMSServer?request=GetCapabilities&service=WMS"
    page = read("arcgis", SERVICE, f"{place}?f=json")
    assert said(page, "endpointURL") == [place]
    (box,) = said(page, "#bbox")
    assert box.startswith("POLYGON((107.29") and " 12.91" in box


def test_a_layer_is_a_dataset() -> None:
    place = f"{SERVER}/DatDai/HienTrang_2024/MapServer"
    page = read("arcgis", LAYER, f"{place}/1?f=pjson")
    assert page.records[0].focus.value == f"{place}/1"
    assert said(page, "#columns") == ["Mã xã; shape"]
    assert said(page, "terms/modified") == ["2021-07-27T20:25:19Z"]
    several = read("arcgis", {"layers": [LAYER, {**LAYER, "id": 5}], "tables": []}, f"{place}/layers?f=json")
    assert [record.identifier for record in several.records] == [f"{place}/1", f"{place}/5"]


def test_the_catalogue_names_services_once_each() -> None:
    catalogue = {
        "currentVersion": 10.91,
        "folders": ["DatDai", "Utilities"],
        "services": [
            {"name": "DatDai/Thua_Dat", "type": "MapServer"},
            {"name": "DatDai/Thua_Dat", "type": "FeatureServer"},
            {"name": "In", "type": "GPServer"},
            {"name": "Anh", "type": "ImageServer"},
        ],
    }
    page = read("arcgis", catalogue, f"{SERVER}?f=json")
    assert [record.identifier for record in page.records] == [
        f"{SERVER}/Anh/ImageServer", f"{SERVER}/DatDai/Thua_Dat/FeatureServer",
    ]  # fmt: skip
    assert said(page, "/title", 1)[0] == "Thua Dat"
    assert slugs(page) == {"by-name-only", "folders"}
    assert len(read("arcgis", catalogue, "file:///x").records) == 2


def test_a_service_in_a_file_is_known_by_its_item_or_title() -> None:
    first = read("arcgis", {**SERVICE, "documentInfo": {"Title": "Bản đồ"}}, "file:///x.json")
    again = read("arcgis", {**SERVICE, "documentInfo": {"Title": "Bản đồ"}, "description": "khác"}, "file:///y.json")
    assert first.records[0].identifier == again.records[0].identifier
    assert read("arcgis", {**SERVICE, "serviceItemId": "abc"}, "").records[0].identifier == "abc"


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://d.example/", "https://d.example/api/search/v1/collections/dataset/items?limit=100&startindex=1"),
        ("https://d.example/arcgis", "https://d.example/arcgis/rest/services?f=json"),
        ("https://d.example/arcgis/rest/services/DatDai", "https://d.example/arcgis/rest/services/DatDai?f=json"),
        (
            "https://d.example/portal/sharing/rest/search?q=a",
            "https://d.example/portal/sharing/rest/search?q=a&f=json&num=100&start=1",
        ),
        ("https://d.example/api/v3/datasets", "https://d.example/api/v3/datasets"),
    ],
)
def test_a_run_begins_at_the_api(url: str, first: str) -> None:
    assert arcgis_url(Source("s", "arcgis", url, "a", {})) == first


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": {"code": 499, "message": "Token Required", "details": []}}, "499 Token Required"),
        ({"operationalLayers": [], "version": "2.1"}, "operationalLayers"),
        ({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"maxa": 1}}]}, "features"),
        ({"dataset": []}, "--kind datajson"),
        (None, "đối tượng"),
    ],
)
def test_what_is_neither_item_nor_service_is_named(answer: Any, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read("arcgis", answer, HUB)
    assert words in refusal.value.vi and refusal.value.en


@pytest.mark.parametrize("odd", [None, 1, -1, True, "x", [], {}, [[]], [None], [{}], {"a": {"b": []}}, 10**30, 1e308])
def test_odd_values_in_any_field_do_no_harm(odd: Any) -> None:
    for field in (*ITEM, "structuredLicense", "additionalResources", "fields", "layer", "slug", "source", "hubType"):
        read("arcgis", {"results": [{**ITEM, field: odd}, ITEM], "nextStart": odd, "links": odd, "meta": odd}, PORTAL)
    for field in SERVICE:
        try:
            read("arcgis", {**SERVICE, field: odd}, f"{SERVER}/a/MapServer")
        except NotReadable:
            assert field == "layers"
    for field in set(LAYER) - {"id", "name"}:
        read("arcgis", {**LAYER, field: odd}, f"{SERVER}/a/MapServer/1")
    read("arcgis", {"currentVersion": odd, "folders": odd, "services": odd}, SERVER)


def test_a_catalogue_leads_to_its_services_and_folders() -> None:
    catalogue = {
        "currentVersion": 10.91,
        "folders": ["Đất đai", "Utilities", "System"],
        "services": [{"name": "Thua", "type": "MapServer"}, {"name": "In", "type": "GPServer"}],
    }
    page = read("arcgis", catalogue, f"{SERVER}?f=json")
    assert page.more == (f"{SERVER}/Thua/MapServer?f=json", f"{SERVER}/%C4%90%E1%BA%A5t%20%C4%91ai?f=json")
    assert read("arcgis", catalogue, "file:///x.json").more == ()
    described = read("arcgis", SERVICE, page.more[0])
    assert described.records[0].identifier == page.records[0].identifier


def test_a_service_that_answers_an_error_costs_the_run_only_itself() -> None:
    error = {"error": {"code": 500, "message": "Error"}}
    page = read("arcgis", error, f"{SERVER}/Thua/MapServer?f=json")
    assert [one.position for one in page.unreadable] == [f"{SERVER}/Thua/MapServer"]
    assert "500 Error" in page.unreadable[0].reason_vi
    for url in (SERVER, f"{SERVER}?f=json", "file:///x"):
        with pytest.raises(NotReadable):
            read("arcgis", error, url)


def test_a_service_that_is_closed_to_us_is_known_by_its_name_and_no_fault() -> None:
    for code, message in ((499, "Token Required"), (403, "Forbidden")):
        page = read("arcgis", {"error": {"code": code, "message": message}}, f"{SERVER}/Thua/MapServer?f=json")
        assert (page.records, page.unreadable) == ((), ())
        (notice,) = page.notices
        assert notice.slug == "closed" and f"{SERVER}/Thua/MapServer" in notice.vi and message in notice.en


@pytest.mark.parametrize("kind", ["Pro Map", "Web Experience Template", "Layer Template", "Task File", "Investigation"])
def test_what_holds_no_data_is_left_out(kind: str) -> None:
    page = read("arcgis", {"results": [{**ITEM, "type": kind}, ITEM], "nextStart": -1, "total": 2}, PORTAL)
    assert (len(page.records), page.unreadable) == (1, ())


def test_a_service_over_the_caps_is_told() -> None:
    page = read("arcgis", {**SERVICE, "serviceDescription": "x" * 70_000}, f"{SERVER}/Dat/MapServer?f=json")
    assert not page.records and "70000" in page.unreadable[0].reason_en


def test_a_group_of_layers_is_no_dataset() -> None:
    group = {"id": 0, "name": "Nhóm", "type": "Group Layer", "extent": {}, "subLayers": [{"id": 1}]}
    layer = {"id": 1, "name": "Sông", "type": "Feature Layer", "extent": {}, "fields": []}
    page = read(
        "arcgis",
        {"layers": [group, layer], "tables": []},
        "https://gis.example/arcgis/rest/services/A/MapServer/layers",
    )
    assert [one.identifier.rpartition("/")[2] for one in page.records] == ["1"]
