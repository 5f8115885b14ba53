"""CKAN's envelopes, one package, and what is no dataset."""

import json
from typing import Any

import pytest

from harvesters.ckan import read_ckan, search_url
from harvesters.errors import NotReadable
from harvesters.preview import preview
from harvesters.source import Page
from vocab.namespaces import DCAT, DCT, LOCN, SPDX, VCARD

URL = "https://data.example/api/3/action/package_search?rows=2&start=0"
PACKAGE: dict[str, Any] = {
    "id": "6633bb2c-8f85-4ac6-8c9b-c4ab740e1595",
    "name": "benh-vien",
    "title": "Danh sách bệnh viện",
    "notes": "Bệnh viện công lập",
    "license_id": "cc-by",
    "organization": {"title": "Sở Y tế"},
    "tags": [{"name": "y tế"}],
    "groups": [{"title": "Sức khỏe"}],
    "extras": [{"key": "frequency", "value": "hằng quý"}, {"key": "issued", "value": "05/09/2025"}],
    "resources": [{"id": "r1", "url": "https://data.example/a b.csv", "format": "CSV", "size": 12, "name": "Tệp"}],
}


def read(answer: Any, url: str = URL) -> Page:
    return read_ckan(json.dumps(answer).encode(), "application/json", url)


def record(answer: Any, url: str = URL) -> dict[str, Any]:
    found = preview(json.dumps(answer).encode(), "", url, "ckan")
    assert not found["unreadable"], found["unreadable"]
    first: dict[str, Any] = found["records"][0]
    return first


def changed(**others: Any) -> dict[str, Any]:
    return {**PACKAGE, **others}


@pytest.mark.parametrize(
    "answer",
    [
        PACKAGE,
        [PACKAGE],
        {"success": True, "result": PACKAGE},
        {"success": True, "result": {"count": 1, "results": [PACKAGE]}},
        {"count": 1, "results": [PACKAGE]},
        {"result": [[PACKAGE]]},
        {"help": "x", "success": True, "result": [PACKAGE]},
        {"hasMore": False, "records": [{"id": "x", "aspects": {"ckan-dataset": PACKAGE}}]},
        {"content": json.dumps(PACKAGE)},
        {"package": PACKAGE},
    ],
)
def test_every_envelope_is_opened(answer: Any) -> None:
    assert [record.identifier for record in read(answer).records] == [PACKAGE["id"]]


def test_a_dump_of_one_package_a_line_is_read() -> None:
    lines = "\n".join(json.dumps(changed(id=str(n))) for n in range(3))
    assert len(read_ckan(lines.encode(), "", "").records) == 3


def test_the_fields_arrive() -> None:
    found = record(PACKAGE)
    assert found["title"] == "Danh sách bệnh viện"
    assert found["publisher"] == "Sở Y tế"
    assert found["issued"] == "2025-09-05"
    assert found["keyword"] == ["y tế"] and found["theme"] == ["Sức khỏe"]
    assert found["license"] == "cc-by"
    assert found["landing_page"] == "https://data.example/dataset/benh-vien"
    part = found["distributions"][0]
    assert part["access_url"] == "https://data.example/a%20b.csv"
    assert (part["format"], part["byte_size"], part["title"]) == ("CSV", 12, "Tệp")


@pytest.mark.parametrize(
    "title",
    [{"title_translated": {"en": "Hospitals", "vi": "Bệnh viện"}}, {"title": {"en": "Hospitals", "vi": "Bệnh viện"}}],
)
def test_vietnamese_comes_first(title: dict[str, Any]) -> None:
    assert record(changed(**title))["title"] == "Bệnh viện"


def test_pages_follow_the_count() -> None:
    def answer(n: int) -> Any:
        return {"result": {"count": 5, "results": [changed(id=f"{n}-{k}") for k in range(2)]}}

    first = read(answer(0))
    assert first.total == 5
    assert first.next == "https://data.example/api/3/action/package_search?rows=2&start=2"
    assert read(answer(1), first.next or "").next == "https://data.example/api/3/action/package_search?rows=2&start=4"
    assert read({"result": {"count": 5, "results": [PACKAGE]}}, URL.replace("start=0", "start=4")).next is None
    assert read({"result": {"count": 5, "results": []}}, URL).next is None


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://d.example", "https://d.example/api/3/action/package_search?rows=500&start=0"),
        ("https://d.example/", "https://d.example/api/3/action/package_search?rows=500&start=0"),
        ("https://d.example/data/api/3", "https://d.example/data/api/3/action/package_search?rows=500&start=0"),
        (
            "https://d.example/api/action/package_search?q=x&rows=50",
            "https://d.example/api/action/package_search?q=x&rows=50&start=0",
        ),
    ],
)
def test_a_run_begins_at_the_search(url: str, first: str) -> None:
    assert search_url(url) == first


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"success": False, "error": {"message": "Not authorized"}}, "Not authorized"),
        ({"success": False, "error": {"__type": "Not Found Error"}}, "Not Found Error"),
        ({"success": False}, "CKAN báo lỗi"),
        ({"success": True, "result": ["a", "b"]}, "2 tên"),
        (["a", "b"], "package_search"),
        ({"name": "so-y-te", "title": "Sở Y tế", "approval_status": "approved"}, "tổ chức"),
        ({"package_id": "x", "url": "https://a.example/", "name": "tệp"}, "tài nguyên"),
        ({"records": [{"aspects": {"ckan-resource": {}}}]}, "ckan-resource"),
        ({"hello": 1}, "hello"),
        (1, "đối tượng"),
        (None, "đối tượng"),
    ],
)
def test_what_is_no_dataset_is_named(answer: Any, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read(answer)
    assert words in refusal.value.vi
    assert refusal.value.en


@pytest.mark.parametrize(
    "text", ["<html><title>Bảo trì</title></html>", "<?xml version='1.0'?><a/>", "", "không phải JSON"]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        read_ckan(text.encode(), "application/json", URL)


PREDICATES = (DCAT.distribution, DCAT.endDate, LOCN.geometry, VCARD.hasEmail)


def test_an_empty_search_is_an_empty_page() -> None:
    page = read({"success": True, "result": {"count": 0, "results": []}})
    assert (page.records, page.unreadable, page.next, page.total) == ((), (), None, 0)
    assert preview(b'{"result": {"count": 0, "results": []}}', "", URL, "ckan")["unreadable"]


def test_what_the_source_deleted_is_gone_and_no_fault() -> None:
    page = read([PACKAGE, changed(id="2", state="deleted"), changed(name="lặp")])
    assert [one.identifier for one in page.records] == [PACKAGE["id"]]
    assert [one.identifier for one in page.gone] == ["2"]
    assert [one.position.split()[1] for one in page.unreadable] == ["3"], "only what comes twice"
    bare = read({"result": {"count": 1, "results": [{"id": "2", "name": "x", "state": "deleted"}]}})
    assert ([one.identifier for one in bare.gone], bare.unreadable) == (["2"], ())
    assert not read([PACKAGE, changed(state="deleted")]).gone, "what stands on the same page is there"


def test_what_is_no_dataset_is_passed_over_and_counted_in_one_notice() -> None:
    others = [changed(id="3", type="showcase"), changed(id="4", type="Harvest"), changed(id="5", type="showcase")]
    groups = [
        {"name": "nhóm", "is_organization": True},
        {"package_id": "x", "name": "tệp", "url": "https://a.example/"},
    ]
    page = read([PACKAGE, *others, *groups, changed(id="6", type="showcase", state="deleted")])
    assert (len(page.records), page.unreadable, page.gone) == (1, (), ())
    (notice,) = page.notices
    assert notice.slug == "not-dataset" and "6" in notice.en and "showcase (3)" in notice.vi
    assert len(read(changed(type="geodataset")).records) == 1, "a portal's own type of datasets"
    assert not read([others[0]]).unreadable


def test_a_private_package_is_not_public() -> None:
    page = read(changed(private=True))
    assert any("NON_PUBLIC" in str(triple.object) for triple in page.records[0].triples)
    assert "private" in {notice.slug for notice in page.records[0].notices}


def test_plain_json_in_dcat_words_is_read() -> None:
    dataset = {
        "title": "Tên",
        "identifier": "https://a.example/1",
        "distribution": [{"downloadURL": "https://a.example/1.csv", "format": "text/csv"}],
    }
    for answer in (dataset, [dataset], {"title": "catalogue", "dataset": [dataset]}):
        found = record(answer)
        assert found["title"] == "Tên"
        assert found["distributions"][0]["media_type"] == "text/csv"


def test_what_has_no_place_is_told() -> None:
    notices = read(changed(program_code="010:00")).records[0].notices
    assert "program_code" in notices[0].vi


@pytest.mark.parametrize("odd", [None, 1, True, "x", [], {}, [[]], [None], {"a": {"b": []}}, ["a", {"name": 3}]])
def test_odd_values_in_any_field_do_no_harm(odd: Any) -> None:
    fields = (
        "title", "notes", "tags", "groups", "extras", "resources", "organization", "publisher", "contact",
        "license_id", "license_url", "temporal_coverage", "spatial", "spatial_coverage", "theme", "url", "issued",
        "state", "type", "id", "name", "uri", "frequency", "alternate_identifier", "title_translated", "provenance",
        "tags_translated",
    )  # fmt: skip
    for field in fields:
        read(changed(**{field: odd}))
    for field in ("url", "format", "size", "name", "access_services", "hash", "license", "id", "created", "state"):
        read(changed(resources=[{**PACKAGE["resources"][0], field: odd}]))


def test_json_inside_a_field_is_opened_only_so_deep() -> None:
    deep = '{"a":' * 900 + "1" + "}" * 900
    read(changed(extras=[{"key": "spatial", "value": deep}, {"key": "theme", "value": '["một", "hai"]'}]))


def test_what_is_no_package_among_packages_is_reported() -> None:
    page = read({"result": {"count": 9, "results": [PACKAGE, None, {}, {"name": "gì đó"}]}})
    assert (len(page.records), len(page.unreadable)) == (1, 3)
    assert page.next == URL.replace("start=0", "start=4")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ftp://x.example/a.csv", "ftp://x.example/a.csv"),
        ("//x.example/a.csv", "https://x.example/a.csv"),
        ("/tep/a b.csv", "https://data.example/tep/a%20b.csv"),
        ("a b.csv", "https://data.example/a%20b.csv"),
        ("https://x.example/a.csv", "https://x.example/a.csv"),
    ],
)
def test_an_address_may_be_of_ftp_or_leave_out_the_portal(written: str, meant: str) -> None:
    found = record(changed(resources=[{"url": written, "url_type": "upload"}]))
    (part,) = found["distributions"]
    assert part["access_url"] == part["download_url"] == meant
    assert "no-address" not in {notice["slug"] for notice in found["notices"]}


def test_keywords_by_language_stand_beside_the_tags() -> None:
    words = {"vi": ["y tế", "bệnh viện"], "en": ["health"]}
    (one,) = read(changed(tags=[{"name": "y tế"}, {"name": "2026"}], keywords=words)).records
    said = [(t.object.value, t.object.language) for t in one.triples if t.predicate == DCAT.keyword]
    assert said == [("2026", None), ("y tế", "vi"), ("bệnh viện", "vi"), ("health", "en")]


def test_what_is_written_in_another_form_is_read_too() -> None:
    package = changed(
        resources={"0": {"url": "https://x.example/a.csv"}, "2": {"url": "https://x.example/b.csv"}},
        temporal_coverage="2020/2021",
        spatial='{"type": "Point", "coordinates": [108, 14]}',
        maintainer="Phòng Dữ liệu",
        maintainer_email="a@x.example, b@x.example",
        url="xem trang của sở",
    )
    (one,) = read(package).records
    said = {predicate: [t.object for t in one.triples if t.predicate == predicate] for predicate in PREDICATES}
    assert [len(said[predicate]) for predicate in PREDICATES] == [2, 1, 1, 2]
    assert [notice.slug for notice in one.notices] == ["no-address"]


def test_a_size_that_is_none_is_told() -> None:
    (one,) = read(changed(resources=[{"url": "https://x.example/a.csv", "size": "lớn"}])).records
    assert "byteSize" in one.notices[0].vi


@pytest.mark.parametrize(
    "written", ["javascript:alert(1)", "liên hệ phòng kỹ thuật", "C:\\tep\\a.csv", "mailto:a@x.example"]
)
def test_what_is_no_address_is_told(written: str) -> None:
    (read_one,) = read(changed(resources=[{"url": written}, {"url": written, "name": "Tệp"}])).records
    (notice,) = [one for one in read_one.notices if one.slug == "no-address"]
    assert "2 giá trị" in notice.vi


@pytest.mark.parametrize(
    ("coverage", "starts", "is_told"),
    [
        ("hằng năm", ["2020-01-01"], True),
        (["hằng năm", "2015/2016"], ["2015"], True),
        ({"start": "mùa mưa"}, ["2020-01-01"], True),
        ("2015/2016", ["2015"], False),
        ([""], ["2020-01-01"], False),
    ],
)
def test_words_without_a_date_displace_no_period(coverage: Any, starts: list[str], is_told: bool) -> None:
    package = changed(temporal_coverage=coverage, temporal_start="2020-01-01", temporal_end="2021-01-01")
    (one,) = read(package).records
    assert [t.object.value for t in one.triples if t.predicate == DCAT.startDate] == starts  # type: ignore[union-attr]
    assert any("temporal_coverage" in notice.en for notice in one.notices) == is_told


def test_what_is_told_of_a_resource_beside_its_address_is_kept() -> None:
    resource = {"url": "https://x.example/a.csv", "hash": "d41d8cd98f00b204e9800998ecf8427e", "rights": "Ghi nguồn"}
    (one,) = read(changed(resources=[resource], contact_name="Ông A", contact_phone="024 38 25 12 34")).records
    values = {getattr(triple.object, "value", "") for triple in one.triples}
    assert {SPDX.checksumAlgorithm_md5.value, resource["hash"], "Ghi nguồn", "tel:02438251234"} <= values


def test_the_search_of_version_2_lists_addresses_and_formats_apart() -> None:
    said = {
        "name": "x",
        "title": "X",
        "res_url": ["https://x.example/a.csv", "https://x.example/b"],
        "res_format": ["CSV"],
    }
    (found,) = preview(json.dumps({"count": 1, "results": [said]}).encode(), "", URL, "ckan")["records"]
    assert [(one["access_url"], one["format"]) for one in found["distributions"]] == [
        ("https://x.example/a.csv", "CSV"),
        ("https://x.example/b", None),
    ]


def test_a_telephone_of_nobody_is_told_of() -> None:
    (one,) = read(
        changed(contact_phone="0905123456", maintainer="", maintainer_email="", author="", author_email="")
    ).records
    assert "contact_phone" in " ".join(notice.en for notice in one.notices)


def test_words_for_a_place_of_the_older_profile_are_kept() -> None:
    (one,) = read(changed(spatial_text="Hà Nội")).records
    assert "Hà Nội" in {getattr(triple.object, "value", "") for triple in one.triples}


def test_extras_that_are_named_in_vietnamese_are_understood() -> None:
    extras = {
        "Tần suất cập nhật": "Hằng tháng",
        "Ngày cập nhật": "05/03/2026",
        "Phạm vi địa lý": "Toàn tỉnh",
        "Ghi nhớ": "x",
    }
    (one,) = read(changed(extras=[{"key": key, "value": value} for key, value in extras.items()])).records
    said = {triple.predicate: getattr(triple.object, "value", "") for triple in one.triples}
    assert (said[DCT.accrualPeriodicity], said[DCT.modified]) == ("Hằng tháng", "2026-03-05")
    assert "Ghi nhớ" in one.notices[0].vi


@pytest.mark.parametrize(
    ("extras", "often", "modified", "left"),
    [
        ({"Tần suất cập nhật": "Hằng tháng", "Thời gian cập nhật": "05/03/2026"}, "Hằng tháng", "2026-03-05", ""),
        ({"Thời gian cập nhật": "Hằng quý", "Tần suất cập nhật": "Hằng tháng"}, "Hằng quý", None, "Tần suất"),
        ({"Chu kỳ cập nhật": "Hằng năm", "frequency": "monthly"}, "monthly", None, "Chu kỳ"),
    ],
)
def test_of_two_extras_that_mean_one_field_none_is_lost_untold(
    extras: dict[str, str], often: str, modified: str | None, left: str
) -> None:
    (one,) = read(changed(extras=[{"key": key, "value": value} for key, value in extras.items()])).records
    said = {triple.predicate: getattr(triple.object, "value", "") for triple in one.triples}
    assert (said[DCT.accrualPeriodicity], said.get(DCT.modified)) == (often, modified)
    assert left in "".join(notice.vi for notice in one.notices)


@pytest.mark.parametrize("shape", ["POLYGON ((1 2, 3 2, 3 4, 1 2))", "Point(105.8 21)"])
def test_a_shape_in_words_is_no_name(shape: str) -> None:
    (one,) = read(changed(spatial=shape)).records
    assert [t.object.value for t in one.triples if t.predicate == LOCN.geometry] == [shape]  # type: ignore[union-attr]


def test_boxes_and_centroids_of_the_older_profile_are_kept() -> None:
    point = '{"type": "Point", "coordinates": [105, 21]}'
    (one,) = read(changed(spatial_bbox=point, spatial_centroid=point)).records
    assert {DCAT.bbox, DCAT.centroid} <= {triple.predicate for triple in one.triples}


@pytest.mark.parametrize("aspects", [1, 1.5, True, "x", ["ckan-dataset"], None])
def test_odd_aspects_of_a_harvest_registry_are_refused_with_a_sentence(aspects: Any) -> None:
    with pytest.raises(NotReadable):
        read({"records": [{"aspects": aspects}]})
