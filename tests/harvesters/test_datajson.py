"""data.json: its versions, its wrappings, what it writes instead of what is meant."""

import time
from typing import Any

import pytest

from harvesters.datajson import datajson_url
from harvesters.errors import NotReadable
from harvesters.source import Source
from tests.harvesters.answers_of_kinds import read, records, said, slugs
from vocab.namespaces import DCAT

URL = "https://data.example/data.json"
DATASET: dict[str, Any] = {
    "@type": "dcat:Dataset",
    "identifier": "sotnmt-17",
    "title": "Hiện trạng rừng",
    "description": "<p>Diện tích rừng</p><p>theo xã &amp; chủ rừng</p>",
    "keyword": ["rừng"],
    "modified": "2025-03-01",
    "publisher": {"name": "Sở Nông nghiệp", "subOrganizationOf": {"name": "UBND tỉnh"}},
    "contactPoint": {"fn": "Phòng Kỹ thuật", "hasEmail": "mailto:kt@example.vn"},
    "accessLevel": "public",
    "license": "https://data.example/giay-phep",
    "spatial": "107.3,12.9,108.9,14.6",
    "temporal": "2020-01-01/2024-12-31",
    "distribution": [
        {"downloadURL": "https://data.example/rung.csv", "mediaType": "text/csv", "format": "CSV", "byteSize": "12"}
    ],
}


def changed(**others: Any) -> dict[str, Any]:
    return {**DATASET, **others}


@pytest.mark.parametrize(
    "answer",
    [
        {"dataset": [DATASET]},
        {"dataset": DATASET},
        [DATASET],
        DATASET,
        {"catalog": [{"title": "con", "dataset": [DATASET]}]},
        {"catalog": {"catalog": {"dataset": [DATASET]}}},
        {"datasetSeries": [DATASET]},
    ],
)
def test_every_wrapping_is_opened(answer: Any) -> None:
    assert [record.identifier for record in read("datajson", answer, URL).records] == ["sotnmt-17"]


def test_the_fields_arrive() -> None:
    (found,) = records("datajson", {"dataset": [DATASET]}, URL)
    assert found["title"] == "Hiện trạng rừng"
    assert found["description"] == "Diện tích rừng\ntheo xã & chủ rừng"
    assert (found["publisher"], found["modified"], found["keyword"]) == ("Sở Nông nghiệp", "2025-03-01", ["rừng"])
    (part,) = found["distributions"]
    assert part["download_url"] == part["access_url"] == "https://data.example/rung.csv"
    assert (part["format"], part["media_type"], part["byte_size"]) == ("CSV", "text/csv", 12)
    page = read("datajson", {"dataset": [DATASET]}, URL)
    assert said(page, "#bbox") == ["POLYGON((107.3 12.9, 108.9 12.9, 108.9 14.6, 107.3 14.6, 107.3 12.9))"]
    assert said(page, "#startDate") == ["2020-01-01"]
    assert slugs(page) == {"markup"}


def test_a_dataset_of_1_0_is_read() -> None:
    old = {
        "title": "Giá đất",
        "identifier": "x-1",
        "keyword": "đất, giá",
        "accessLevel": "Public",
        "webService": "https://data.example/resource/x",
        "format": "text/csv; charset=utf-8",
        "person": "Văn thư",
        "mbox": "vt@example.vn",
    }
    (found,) = records("datajson", [old], URL)
    assert found["keyword"] == ["đất", "giá"]
    assert found["distributions"][0]["media_type"] == "text/csv"
    assert said(read("datajson", [old], URL), "#hasEmail") == ["mailto:vt@example.vn"]


def test_a_dataset_of_3_0_is_read() -> None:
    new = {
        "@type": "Dataset",
        "title": [{"@value": "Trạm đo", "@language": "vi"}, {"@value": "Stations", "@language": "en"}],
        "description": "x",
        "identifier": {"@type": "Identifier", "@id": "https://data.example/tram"},
        "publisher": {"@type": "Organization", "name": "Đài Khí tượng"},
        "contactPoint": [{"@type": "Kind", "fn": "Trực ban", "hasEmail": "mailto:tb@example.vn"}],
        "theme": [{"@type": "Concept", "prefLabel": "môi trường"}],
        "spatial": [{"@type": "Location", "prefLabel": "Gia Lai", "bbox": "POLYGON((1 1,2 1,2 2,1 2,1 1))"}],
        "temporal": [{"@type": "PeriodOfTime", "startDate": "2020", "endDate": "2021"}],
        "conformsTo": [{"@id": "https://data.example/chuan", "title": "TCVN 1"}],
        "landingPage": {"@type": "Document", "@id": "https://data.example/trang"},
        "otherIdentifier": [{"notation": "K-7"}],
        "distribution": [
            {
                "accessURL": "https://data.example/api",
                "checksum": {"algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "checksumValue": "ab"},
            }
        ],
    }
    page = read("datajson", {"conformsTo": {"@type": "Standard"}, "dataset": [new]}, "")
    (found,) = records("datajson", {"dataset": [new]}, "")
    assert (found["title"], found["identifier"]) == ("Trạm đo", "https://data.example/tram")
    assert (found["theme"], found["landing_page"]) == (["môi trường"], "https://data.example/trang")
    assert page.records[0].focus.value == "https://data.example/tram"
    assert said(page, "#bbox") == ["POLYGON((1 1,2 1,2 2,1 2,1 1))"]
    assert said(page, "#checksumValue") == ["ab"]
    assert "K-7" in said(page, "#notation")


def test_the_members_of_a_series_are_read_after_it() -> None:
    series = {
        "@type": "DatasetSeries",
        "title": "Chuỗi",
        "identifier": "s",
        "seriesMember": [DATASET, "https://x.example/1"],
    }
    page = read("datajson", {"datasetSeries": [series]}, URL)
    assert [record.identifier for record in page.records] == ["s", "sotnmt-17"]
    assert any(kind.endswith("DatasetSeries") for kind in said(page, "#type"))


@pytest.mark.parametrize(
    ("said_of_it", "ends"),
    [
        ("2020-01-01/2024-12-31", ("2020-01-01", "2024-12-31")),
        ("2020 / 2024", ("2020", "2024")),
        ("2020-01-01/P1Y", ("2020-01-01", "")),
        ("R/2020-01-01/P1M", ("2020-01-01", "")),
        ("../2024", ("", "2024")),
        ("2020", ("2020", "")),
        ({"startDate": "2020", "endDate": "2024"}, ("2020", "2024")),
        ([{"startDate": "2020"}], ("2020", "")),
        ("R/P1M", ("", "")),
    ],
)
def test_a_period_has_the_ends_that_are_dates(said_of_it: Any, ends: tuple[str, str]) -> None:
    page = read("datajson", {"dataset": [changed(temporal=said_of_it)]}, URL)
    assert ("".join(said(page, "#startDate")), "".join(said(page, "#endDate"))) == ends


def test_an_interval_in_place_of_a_date_is_the_frequency() -> None:
    page = read("datajson", {"dataset": [changed(modified="R/P1M")]}, URL)
    assert said(page, "accrualPeriodicity") == ["R/P1M"]
    assert not said(page, "terms/modified")


def test_a_text_about_a_licence_is_about_rights() -> None:
    page = read("datajson", {"dataset": [changed(license="<p>" + "Chỉ được dùng khi ghi nguồn. " * 20 + "</p>")]}, URL)
    assert not said(page, "terms/license")
    assert said(page, "terms/rights")


def test_the_argentine_themes_are_called_by_their_names() -> None:
    catalogue = {
        "superThemeTaxonomy": "https://x.example/t.json",
        "themeTaxonomy": [{"id": "rung", "label": "Lâm nghiệp"}],
        "dataset": [changed(theme=["rung"], superTheme=["ENVI"])],
    }
    assert records("datajson", catalogue, URL)[0]["theme"] == ["Lâm nghiệp", "ENVI"]


def test_columns_are_gathered_from_all_distributions() -> None:
    part = {"accessURL": "https://x.example/", "field": [{"title": "Mã xã", "type": "string"}, {"title": "Diện tích"}]}
    page = read("datajson", {"dataset": [changed(distribution=[part, part])]}, URL)
    assert said(page, "#columns") == ["Mã xã; Diện tích"]


def test_what_has_no_place_is_told() -> None:
    part = {"accessURL": "https://x.example/", "fileName": "a.csv", "type": "file"}
    page = read("datajson", {"dataset": [changed(distribution=[part], programCode=["1"], primaryIT="x")]}, URL)
    (told,) = [one for one in page.records[0].notices if one.slug == "not-carried"]
    assert "distribution.fileName, primaryIT, programCode" in told.en


def test_a_part_of_a_collection_leads_to_it() -> None:
    page = read("datajson", {"dataset": [changed(isPartOf="bo-rung")]}, URL)
    assert said(page, "isPartOf") == [f"{URL}#bo-rung"]


@pytest.mark.parametrize(
    "mails", ["a@x.example, b@x.example", "a@x.example b@x.example", ["a@x.example", "b@x.example"]]
)
def test_each_of_several_mailboxes_is_kept(mails: Any) -> None:
    page = read("datajson", {"dataset": [changed(contactPoint={"fn": "P", "hasEmail": mails})]}, URL)
    assert said(page, "#hasEmail") == ["mailto:a@x.example", "mailto:b@x.example"]


@pytest.mark.parametrize("mail", ["a@" + "." * 100_000 + "@", "a" * 200_000 + "@x", "a@b." * 50_000, "@" * 100_000])
def test_a_hostile_mailbox_takes_no_time(mail: str) -> None:
    begun = time.process_time()
    read("datajson", {"dataset": [changed(contactPoint={"fn": "P", "hasEmail": mail})]}, URL)
    assert time.process_time() - begun < 3


def test_what_is_no_address_is_told() -> None:
    page = read("datajson", {"dataset": [changed(distribution=[{"accessURL": "xem tại phòng", "title": "x"}])]}, URL)
    assert "no-address" in slugs(page)


def test_a_dataset_without_identifier_keeps_one_made_of_what_lasts() -> None:
    bare = {key: value for key, value in DATASET.items() if key != "identifier"}
    first = read("datajson", {"dataset": [bare]}, URL)
    later = read("datajson", {"dataset": [{**bare, "modified": "2026-01-01", "description": "khác"}]}, URL)
    assert first.records[0].identifier == later.records[0].identifier
    assert "no-identifier" in slugs(first)
    landed = {**bare, "landingPage": "https://data.example/trang"}
    assert read("datajson", [landed], URL).records[0].identifier == "https://data.example/trang"


def test_the_catalogues_own_address_places_a_file() -> None:
    page = read("datajson", {"@id": URL, "dataset": [DATASET]}, "file:///x/data.json")
    assert page.records[0].focus.value == f"{URL}#sotnmt-17"


def test_one_bad_record_loses_no_other() -> None:
    page = read("datajson", {"dataset": [{}, DATASET, 7, None, DATASET, {"distribution": []}]}, URL)
    assert len(page.records) == 1
    assert [one.position for one in page.unreadable] == ["dataset[1]", "dataset[3]", "dataset[4]", "dataset[6]"]
    assert page.repeated == 1


def test_services_are_counted() -> None:
    assert "services" in slugs(read("datajson", {"dataset": [DATASET], "service": [{}, {}]}, URL))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"success": True, "result": {}}, "--kind ckan"),
        ({"@context": "https://schema.org/", "@type": "Dataset", "name": "x"}, "--kind schema-org"),
        ({"@graph": [], "@context": {}}, "--kind dcat"),
        ({"a": 1}, "a"),
        ([1, 2], "2 mục"),
        (3, "đối tượng"),
    ],
)
def test_what_is_none_is_named(answer: Any, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read("datajson", answer, URL)
    assert words in refusal.value.vi and refusal.value.en


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://d.example", "https://d.example/data.json"),
        ("https://d.example/", "https://d.example/data.json"),
        ("https://d.example/cong", "https://d.example/cong/data.json"),
        ("https://d.example/dcat-us.json", "https://d.example/dcat-us.json"),
        ("https://d.example/api?f=dcat", "https://d.example/api?f=dcat"),
    ],
)
def test_a_run_begins_at_the_file(url: str, first: str) -> None:
    assert datajson_url(Source("s", "datajson", url, "a", {})) == first


@pytest.mark.parametrize(
    "odd", [None, 1, True, "x", "", [], {}, [[]], [None], [{}], {"a": {"b": []}}, ["a", {"name": 3}]]
)
def test_odd_values_in_any_field_do_no_harm(odd: Any) -> None:
    fields = (
        *DATASET, "conformsTo", "theme", "superTheme", "isPartOf", "inSeries", "otherIdentifier", "version", "landingPage",
        "references", "rights", "source", "creator", "person", "formats", "seriesMember", "issued", "@id",
    )  # fmt: skip
    for field in fields:
        read("datajson", {"dataset": [changed(**{field: odd})]}, URL)
    for field in (
        "accessURL",
        "downloadURL",
        "format",
        "formats",
        "field",
        "checksum",
        "license",
        "title",
        "describedBy",
    ):
        read("datajson", {"dataset": [changed(distribution=[{"title": "x", field: odd}])]}, URL)
    read("datajson", {"dataset": [DATASET], "themeTaxonomy": odd, "service": odd, "catalog": odd, "@id": odd}, URL)


def test_values_as_json_ld_writes_them_are_read() -> None:
    bare = {"@value": "2024-01-01", "@type": "xsd:date"}
    told = [{"@value": "<p>Mô tả</p>", "@language": "vi"}, {"@value": "Described", "@language": "en"}]
    part = {"downloadURL": {"@id": "https://data.example/b.csv"}, "byteSize": "1,024"}
    answer = {"dataset": [changed(modified=bare, issued=bare, description=told, distribution=[part])]}
    (found,) = records("datajson", answer, URL)
    assert (found["modified"], found["issued"], found["description"]) == ("2024-01-01", "2024-01-01", "Mô tả")
    (one,) = found["distributions"]
    assert one["access_url"] == one["download_url"] == "https://data.example/b.csv" and one["byte_size"] == 1024


def test_a_list_of_keywords_may_hold_objects_by_language() -> None:
    answer = {"dataset": [changed(keyword=["đất", {"en": "land"}, {"@value": "giá", "@language": "vi"}])]}
    (one,) = read("datajson", answer, URL).records
    words = [(t.object.value, t.object.language) for t in one.triples if t.predicate == DCAT.keyword]
    assert words == [("đất", None), ("land", "en"), ("giá", "vi")]
    (found,) = records("datajson", {"dataset": [changed(keyword="đất; giá, nhà")]}, URL)
    assert found["keyword"] == ["đất", "giá", "nhà"]
    (found,) = records("datajson", {"dataset": [changed(keyword="R&amp;D, nhà")]}, URL)
    assert found["keyword"] == ["R&D", "nhà"]


def test_a_services_place_that_is_no_address_is_told_of() -> None:
    part = {"downloadURL": "https://data.example/a", "accessService": {"title": "x", "endpointURL": "xem công văn"}}
    (found,) = records("datajson", {"dataset": [changed(distribution=[part])]}, URL)
    assert any("xem công văn" in notice["vi"] for notice in found["notices"])


def test_a_resolution_that_is_none_is_told_of() -> None:
    part = {"downloadURL": "https://data.example/a", "spatialResolutionInMeters": "10 m", "temporalResolution": "daily"}
    (one,) = read("datajson", {"dataset": [changed(distribution=[part])]}, URL).records
    assert DCAT.temporalResolution not in {triple.predicate for triple in one.triples}
    told = " ".join(notice.en for notice in one.notices)
    assert "distribution.spatialResolutionInMeters" in told and "distribution.temporalResolution" in told


def test_what_a_distribution_of_3_0_tells_is_kept() -> None:
    service = {"@type": "DataService", "title": "Dịch vụ", "endpointURL": "https://data.example/api"}
    checksum = {"algorithm": "SHA-256", "checksumValue": "ab"}
    part = {"downloadURL": "ftp://data.example/a b.zip", "accessService": [service], "checksum": checksum}
    part |= {"spatialResolutionInMeters": "10", "temporalResolution": "P1D", "status": "completed"}
    (one,) = read("datajson", {"dataset": [changed(distribution=[part])]}, URL).records
    assert {notice.slug for notice in one.notices} == {"markup"}
    told = {triple.predicate: getattr(triple.object, "value", "") for triple in one.triples}
    assert told[DCAT.downloadURL] == told[DCAT.accessURL] == "ftp://data.example/a%20b.zip"
    assert told[DCAT.endpointURL] == "https://data.example/api"
    assert (told[DCAT.spatialResolutionInMeters], told[DCAT.temporalResolution]) == ("10", "P1D")
