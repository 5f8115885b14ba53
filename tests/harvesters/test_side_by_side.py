"""Each value of a description stands beside the words it was made of, and nothing that was said is lost from sight."""

import json
from datetime import date

from harvesters.kinds import KINDS
from harvesters.mapping import key_for, map_record
from harvesters.side_by_side import LEFT, READ, SAME, SUPPLIED, Beside, beside, changes
from harvesters.source import Defaults, Source
from vocab.description import Description
from vocab.namespaces import DCAT, DCT

BASE = "https://example.vn"
SOURCE = Source(
    "so",
    "ckan",
    "https://data.example.vn/",
    "gl-so-yt",
    {},
    defaults=Defaults({DCT.accessRights.value: ("PUBLIC",)}, "An", date(2026, 1, 1)),
)
RESOURCE = {"url": "https://data.example.vn/gia.csv", "format": "csv", "name": "Bảng giá"}
PACKAGE = {
    "id": "g-1",
    "title": "Giá nông sản",
    "notes": "<p>Giá tại <b>chợ</b> đầu mối</p>",
    "metadata_modified": "2026-10-11T00:00:00",
    "groups": [{"title": "lĩnh vực không ai biết"}],
    "resources": [RESOURCE],
}


def rows(data: str, kind: str = "ckan") -> list[Beside]:
    record = KINDS[kind].read(data.encode(), "", "https://data.example.vn/x").records[0]
    mapped = map_record(record, base=BASE, source=SOURCE, agency_iri=f"{BASE}/id/agency/x", key=key_for(SOURCE, record))
    return list(beside(record, mapped, BASE))


def of(found: list[Beside], *path: str) -> list[Beside]:
    return [row for row in found if row.path == path]


def test_a_value_names_the_field_it_came_from_also_deep_in_the_record() -> None:
    found = rows(json.dumps({"result": {"results": [PACKAGE], "count": 1}}))
    (title,) = of(found, DCT.title.value)
    assert (title.place, title.value, title.how) == ("title", "Giá nông sản", SAME)
    (address,) = of(found, DCAT.distribution.value, DCAT.downloadURL.value) or of(
        found, DCAT.distribution.value, DCAT.accessURL.value
    )
    assert address.place == "resources[0].url"


def test_what_was_looked_up_shows_the_words_and_the_code() -> None:
    found = rows(json.dumps({"result": {"results": [PACKAGE], "count": 1}}))
    (form,) = of(found, DCAT.distribution.value, DCT["format"].value)
    assert form.how == READ and form.said.lower() == "csv" and form.value.endswith("/CSV")
    assert form.place == "resources[0].format"


def test_what_no_code_list_knows_is_shown_as_left() -> None:
    found = rows(json.dumps({"result": {"results": [PACKAGE], "count": 1}}))
    left = [row for row in found if row.how == LEFT]
    assert [(row.said, row.place) for row in left if "lĩnh vực" in row.said] == [
        ("lĩnh vực không ai biết", "groups[0].title")
    ]


def test_what_the_agency_declared_once_comes_from_nowhere_in_the_record() -> None:
    found = rows(json.dumps({"result": {"results": [PACKAGE], "count": 1}}))
    (access,) = of(found, DCT.accessRights.value)
    assert access.how == SUPPLIED and access.place == ""


def test_a_triple_is_its_own_place() -> None:
    found = rows(f'<https://x.vn/1> a <{DCAT.Dataset.value}> ; <{DCT.title.value}> "Giá"@vi .', "dcat")
    (title,) = of(found, DCT.title.value)
    assert (title.value, title.lang, title.place, title.how) == ("Giá", "vi", "", SAME)


def test_the_place_in_xml_is_a_path_of_names() -> None:
    data = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>a</identifier>
    </header><metadata><dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:d="http://purl.org/dc/elements/1.1/">
    <d:title>Giá</d:title></dc></metadata></record></ListRecords></OAI-PMH>"""
    (title,) = of(rows(data, "oai-pmh"), DCT.title.value)
    assert title.place == "dc/title"


def test_what_changed_is_told_by_property_also_deep_in_a_part() -> None:
    def mapped(**more: object) -> Description:
        data = json.dumps({"result": {"results": [{**PACKAGE, **more}], "count": 1}})
        record = KINDS["ckan"].read(data.encode(), "", "https://data.example.vn/x").records[0]
        return map_record(record, base=BASE, source=SOURCE, agency_iri=f"{BASE}/id/agency/x", key="a" * 12)

    before = mapped()
    assert changes(before, mapped()) == {}
    assert changes(before, mapped(title="Giá gạo")) == {DCT.title.value: "Giá gạo"}
    other = [{**RESOURCE, "name": "Bảng giá mới"}]
    assert changes(before, mapped(resources=other)) == {DCAT.distribution.value: ""}
