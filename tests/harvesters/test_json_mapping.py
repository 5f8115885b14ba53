"""Mapping files: what they may say, what they make of an answer, how they page, and how they are refused."""

import json
import time
from typing import Any

import pytest

from harvesters.errors import BadMapping, BadSourceFile, NotReadable
from harvesters.json_fields import DATASET_FIELDS, DISTRIBUTION_FIELDS
from harvesters.json_mapping import load_mapping
from harvesters.json_paging import first_of
from harvesters.json_reading import bundled_mappings, read_json, read_mapped
from harvesters.kinds import kind_for, kind_of
from harvesters.mapping_trial import tried
from harvesters.preview import preview, shown
from harvesters.source import Page, Source, load_sources, mapping_text
from tests.harvesters.answers_of_kinds import said, slugs

URL = "https://so.example/api/tap?limit=2&start=0"
MAPPING = """
title_vi = "API của Sở"
title_en = "API of the department"
fits = "type(muc) == 'array'"
records = "muc[?cong_khai]"
identifier = "ma"
iri = "lien_ket"

[page]
style = "offset"
parameter = "start"
size = 100
size_parameter = "limit"
total = "tong"

[fields]
title = "{vi: ten, en: ten_anh}"
description = "plain(mo_ta)"
keyword = "split(tu_khoa, ';')"
frequency = "chu_ky"
issued = "ngay"
modified = "sua"
temporal = "{start: tu, end: den}"
contact = "{name: can_bo.ten, mail: can_bo.thu}"
publisher = "co_quan"
landing_page = "join('', [_source.site, '/tap/', encoded(ma)])"
spatial = "`[107, 13, 109, 14]`"
columns = "cot[].ten"

[[distributions]]
each = "tep"

[distributions.fields]
title = "nhan"
download_url = "noi"
format = "loai"
byte_size = "co"

[[distributions]]
fields = { title = "'API'", access_url = "api" }

[constants]
language = "vi"
license = "https://so.example/giay-phep"

[codes.frequency]
"Mỗi quý" = "QUARTERLY"

[codes.format]
excel = "XLSX"

[dates]
forms = ["%d.%m.%Y", "epoch-milliseconds"]
"""
RECORD: dict[str, Any] = {
    "ma": "a/1",
    "cong_khai": True,
    "ten": "Rừng",
    "ten_anh": "Forests",
    "mo_ta": "<p>Diện tích</p>",
    "tu_khoa": "rừng; cây",
    "chu_ky": "mỗi quý",
    "ngay": "05.09.2025",
    "sua": 1627417519723,
    "tu": "01.01.2020",
    "den": "31.12.2021",
    "can_bo": {"ten": "Lan", "thu": "lan@so.example"},
    "co_quan": "Sở Nông nghiệp",
    "cot": [{"ten": "Mã"}, {"ten": "Xã"}],
    "tep": [{"nhan": "Tệp", "noi": "https://so.example/1.xlsx", "loai": "Excel", "co": 12}],
    "api": "https://so.example/api/1",
}


def read(answer: Any, text: str = MAPPING, url: str = URL) -> Page:
    return read_mapped(load_mapping(text.encode(), "thử"), json.dumps(answer).encode(), "", url)


def changed(**others: Any) -> dict[str, Any]:
    return {"muc": [{**RECORD, **others}], "tong": 1}


def test_a_record_is_read_by_its_mapping() -> None:
    page = read({"muc": [RECORD, {**RECORD, "cong_khai": False}], "tong": 1})
    (found,) = shown(page, "json")["records"]
    assert (found["identifier"], found["title"], found["description"]) == ("a/1", "Rừng", "Diện tích")
    assert (found["issued"], found["modified"]) == ("2025-09-05", "2021-07-27T20:25:19Z")
    assert (found["keyword"], found["publisher"]) == (["rừng", "cây"], "Sở Nông nghiệp")
    assert found["license"] == "https://so.example/giay-phep"
    assert found["landing_page"] == "https://so.example/tap/a%2F1"
    assert [(part["format"], part["byte_size"], part["access_url"]) for part in found["distributions"]] == [
        ("XLSX", 12, "https://so.example/1.xlsx"),
        (None, None, "https://so.example/api/1"),
    ]
    assert said(page, "accrualPeriodicity") == ["QUARTERLY"]
    assert said(page, "terms/language") == ["vi"]
    assert said(page, "#startDate") == ["2020-01-01"]
    assert said(page, "#hasEmail") == ["mailto:lan@so.example"]
    assert said(page, "#columns") == ["Mã; Xã"]
    assert said(page, "#bbox")
    assert not slugs(page)


def test_the_records_own_address_names_it() -> None:
    assert read(changed()).records[0].focus.value.startswith("https://so.example/api/tap#")
    assert read(changed(lien_ket="https://so.example/id/1")).records[0].focus.value == "https://so.example/id/1"


def test_a_constant_gives_way_to_what_is_said() -> None:
    text = MAPPING.replace('columns = "cot[].ten"', 'columns = "cot[].ten"\nlanguage = "tieng"')
    assert said(read(changed(tieng="en"), text), "terms/language") == ["en"]
    assert said(read(changed(tieng=""), text), "terms/language") == ["vi"]


def test_an_expression_that_does_not_suit_costs_the_field_only() -> None:
    page = read(changed(tu_khoa=7))
    assert shown(page, "json")["records"][0]["title"] == "Rừng"
    assert "mapping-fault" in slugs(page) and "keyword" in page.records[0].notices[0].vi


def test_a_record_without_identifier_loses_no_other() -> None:
    page = read({"muc": [{**RECORD, "ma": None}, RECORD, RECORD], "tong": 3})
    assert (len(page.records), [one.position for one in page.unreadable]) == (1, ["record 1"])
    assert (page.repeated, page.came) == (1, 3)
    assert "identifier" in page.unreadable[0].reason_vi


@pytest.mark.parametrize(
    ("answer", "words"),
    [({"khac": 1}, "khac"), ({"muc": 3}, "muc"), ([1], "danh sách"), ({"muc": "x"}, "records"), (None, "đối tượng")],
)
def test_an_answer_without_records_is_named(answer: Any, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read(answer)
    assert words in refusal.value.vi and refusal.value.en


PAGES: tuple[tuple[str, str, Any, str | None], ...] = (
    ("style = 'offset'\nparameter = 'start'\ntotal = 't'", "?start=4", {"t": 9, "r": 2}, "?start=6"),
    ("style = 'offset'\nparameter = 'start'\ntotal = 't'", "?start=7", {"t": 9, "r": 2}, None),
    ("style = 'offset'\nparameter = 'start'\nsize = 2", "?start=4", {"r": 2}, "?start=6"),
    ("style = 'offset'\nparameter = 'start'\nsize = 3", "?start=4", {"r": 2}, None),
    ("style = 'page'\nparameter = 'trang'\nsize = 2\ntotal = 't'", "", {"t": 5, "r": 2}, "?trang=2"),
    ("style = 'page'\nparameter = 'trang'\nsize = 2\ntotal = 't'", "?trang=3", {"t": 5, "r": 1}, None),
    ("style = 'page'\nparameter = 'trang'\nfirst = 0\nsize = 2\ntotal = 't'", "?trang=2", {"t": 5, "r": 1}, None),
    ("style = 'page'\nparameter = 'trang'\nfirst = 0\nsize = 2", "", {"r": 2}, "?trang=1"),
    ("style = 'cursor'\nparameter = 'sau'\nnext = 'n'", "?sau=a", {"n": "b c", "r": 1}, "?sau=b+c"),
    ("style = 'cursor'\nparameter = 'sau'\nnext = 'n'", "", {"n": None, "r": 1}, None),
    ("style = 'link'\nnext = 'n'", "?x=1", {"n": "?x=2", "r": 1}, "?x=2"),
    ("style = 'link'\nnext = 'n'", "", {"n": "javascript:x", "r": 1}, None),
    ("style = 'link'\nnext = 'n'", "", {"n": "?x=2", "r": 0}, None),
)


@pytest.mark.parametrize(("page", "asked", "answer", "following"), PAGES)
def test_pages_follow_the_style(page: str, asked: str, answer: Any, following: str | None) -> None:
    text = f"records = 'm'\nidentifier = 'i'\n[page]\n{page}".replace("'", '"')
    listed = [{"i": number} for number in range(answer["r"])]
    place = "https://so.example/api"
    said_next = read({**answer, "m": listed}, text, place + asked).next
    assert said_next == (f"{place}{following}" if following else None)


def test_a_file_has_no_next_page() -> None:
    assert read({"muc": [RECORD], "tong": 9}, url="file:///x.json").next is None


def test_a_run_begins_with_the_size_of_the_mapping() -> None:
    paging = load_mapping(MAPPING.encode(), "x").paging
    assert first_of(paging, "https://so.example/api") == "https://so.example/api?limit=100&start=0"
    assert first_of(paging, URL) == URL
    source = Source("s", "json", "https://so.example/api", "a", {}, mapping=MAPPING)
    assert kind_for(source).first_url(source) == "https://so.example/api?limit=100&start=0"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('records = "muc[?cong_khai]"', "", "records"),
        ('identifier = "ma"', "identifier = 3", "identifier"),
        ('identifier = "ma"', 'identifier = "ma["', "JMESPath"),
        ('identifier = "ma"', 'identifier = "khong_co(@) ("', "JMESPath"),
        ('columns = "cot[].ten"', 'cot = "cot"', "«cot»"),
        ('style = "offset"', 'style = "scroll"', "cursor"),
        ('parameter = "start"', "", "parameter"),
        ("size = 100", "size = -1", "size"),
        ('style = "offset"', 'style = "cursor"', "next"),
        ("[codes.frequency]", "[codes.xyz]", "xyz"),
        ('forms = ["%d.%m.%Y", "epoch-milliseconds"]', "forms = [1]", "forms"),
        ('each = "tep"', 'moi = "tep"', "moi"),
        ("[constants]", "constants = 1\n[x]", "x"),
        ("title_vi", "title_vi = =", "TOML"),
    ],
)
def test_a_faulty_mapping_names_its_place(old: str, new: str, words: str) -> None:
    assert old in MAPPING
    with pytest.raises(BadMapping) as fault:
        load_mapping(MAPPING.replace(old, new, 1).encode(), "thử")
    assert words in fault.value.vi and fault.value.vi.startswith("thử") and fault.value.en


@pytest.mark.parametrize("deep", ["(" * 3000, "[" * 3000, "a" + ".a" * 3900, "!" * 3000 + "a", "a" * 9000])
def test_a_hostile_expression_is_refused_or_read_in_time(deep: str) -> None:
    begun = time.process_time()
    try:
        read(changed(), MAPPING.replace('identifier = "ma"', f'identifier = "{deep}"'))
    except BadMapping as fault:
        assert fault.vi
    assert time.process_time() - begun < 5


ODD = [None, 1, -1, True, "x", "", [], {}, [[]], [None], [{}], {"a": {"b": []}}, 10**30, 1e308]


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_in_any_field_do_no_harm(odd: Any) -> None:
    for field in RECORD:
        read(changed(**{field: odd}))
    for field in ("nhan", "noi", "loai", "co"):
        read(changed(tep=[{**RECORD["tep"][0], field: odd}]))
    read({"muc": [odd, RECORD], "tong": odd})


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", sorted(DATASET_FIELDS))
def test_any_field_takes_any_value(field: str, odd: Any) -> None:
    read([{"i": "1", "v": odd}], f'records = "@"\nidentifier = "i"\n[fields]\n{field} = "v"')


@pytest.mark.parametrize("field", sorted(DISTRIBUTION_FIELDS))
def test_any_field_of_a_distribution_takes_any_value(field: str) -> None:
    text = 'records = "@"\nidentifier = "i"\n[[distributions]]\nfields = { access_url = "u", FIELD = "v" }'
    for odd in ODD:
        if field != "access_url":
            read([{"i": "1", "u": "https://x.example/", "v": odd}], text.replace("FIELD", field))


def test_the_bundled_mappings_can_be_used_and_know_their_own() -> None:
    names = {"arcgis", "argentine-datajson", "opendatasoft", "piveau-search", "socrata"}
    assert set(bundled_mappings()) == names
    assert all(mapping.fits and mapping.fields and mapping.titles["vi"] for mapping in bundled_mappings().values())
    piveau = {
        "result": {
            "count": 3,
            "results": [
                {
                    "id": "x",
                    "title": {"vi": "Đất", "en": "Land"},
                    "keywords": [
                        {"label": "đất", "language": "vi"},
                        {"label": "land", "language": "http://publications.europa.eu/resource/authority/language/ENG"},
                        {"label": "ao", "language": "tiếng Việt"},
                        {"label": "2026"},
                    ],
                    "distributions": [
                        {
                            "access_url": ["https://x.example/"],
                            "checksum": {"algorithm": "spdx:checksumAlgorithm_sha1", "checksum_value": "ab"},
                            "rights": {"label": "Ghi nguồn"},
                        }
                    ],
                }
            ],
        }
    }
    url = "https://piveau.example/search?filter=dataset&limit=1&page=1"
    found = preview(json.dumps(piveau).encode(), "", url, "json")
    assert found["records"][0]["title"] == "Đất"
    assert found["records"][0]["distributions"][0]["access_url"] == "https://x.example/"
    assert found["next"] == url.replace("page=1", "page=2")
    assert found["records"][0]["keyword"] == ["đất", "land", "ao", "2026"]
    told = str(read_json(json.dumps(piveau).encode(), "", url).records[0].triples)
    assert "checksumAlgorithm_sha1" in told and "Ghi nguồn" in told
    assert "piveau" in found["notices"][0]["vi"]


def test_what_fits_no_bundled_mapping_is_told_so() -> None:
    with pytest.raises(NotReadable) as refusal:
        kind_of("json").read(b'{"a": 1}', "", "")
    assert "piveau-search" in refusal.value.vi


def test_a_source_names_its_mapping(tmp_path: Any) -> None:
    row = '[[source]]\nslug = "s"\nkind = "json"\nurl = "https://x.example/"\nagency = "a"\nmapping = "{}"\n'
    (tmp_path / "cua-so.toml").write_text(MAPPING, "utf-8")
    (source,) = load_sources(row.format("cua-so.toml").encode(), tmp_path)
    assert kind_for(source).label_vi == "API của Sở"
    (bundled,) = load_sources(row.format("socrata").encode())
    assert "Socrata" in kind_for(bundled).label_en
    for name in ("khong-co", "../cua-so", "/etc/passwd", "a/b", ""):
        with pytest.raises(BadSourceFile):
            mapping_text(name, tmp_path, "s")
    with pytest.raises(BadSourceFile):
        load_sources(row.replace('"json"', '"ckan"').format("socrata").encode())
    with pytest.raises(NotReadable):
        kind_of("json", mapping="records = 3")


def test_a_trial_shows_input_and_result_side_by_side() -> None:
    answer = {"muc": [RECORD, {**RECORD, "ma": "", "tu_khoa": 3}], "tong": 9}
    told = tried(MAPPING, "thử", json.dumps(answer).encode(), URL)
    assert (told["found"], told["total"], told["next"]) == (2, 9, URL.replace("start=0", "start=2"))
    first, second = told["records"]
    assert first["input"] == RECORD and first["result"]["title"] == "Rừng"
    assert first["taken"]["title"] == {"vi": "Rừng", "en": "Forests"}
    assert second["reason_vi"] and "fault" in second["taken"]["keyword"]
    with pytest.raises(BadMapping):
        tried("x", "thử", b"{}", "")
    with pytest.raises(NotReadable):
        tried(MAPPING, "thử", b"<html>", "")
