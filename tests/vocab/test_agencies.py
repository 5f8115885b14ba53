"""The register of agencies: each dated and named, every succession true to its dates, names found by the day."""

from datetime import date, timedelta

import pytest

from vocab.agencies import Agency, branches, load_agencies
from vocab.codelists import code_lists
from vocab.identifiers import agency_iri, change_iri
from vocab.namespaces import FOAF, ORG, SKOS
from vocab.sheets import Sheet, read

BASE = "https://registry.example"
REGISTER = load_agencies(BASE)
SHEET = Sheet((*read("agencies", BASE), *read("ministries", BASE)))
AT_FIRST = date(2022, 8, 16)
REFORMED = date(2025, 3, 1)
MERGED = date(2025, 7, 1)


def test_there_are_148_agencies_of_known_kinds() -> None:
    kinds = {concept.code for concept in code_lists(BASE)["agency-kind"].concepts}
    assert len(REGISTER.all) == len(REGISTER.by_id) == len(REGISTER.by_iri) == 148
    assert {agency.kind for agency in REGISTER.all} == kinds


@pytest.mark.parametrize("agency", REGISTER.all, ids=lambda agency: agency.id)
def test_an_agency_is_named_and_addressed(agency: Agency) -> None:
    assert agency.iri == agency_iri(BASE, agency.id)
    assert agency.name_vi and agency.name_en
    assert agency.name() == agency.name_vi and agency.name("en") == agency.name_en
    assert SHEET.by_language(agency.iri, FOAF.name) == SHEET.by_language(agency.iri, SKOS.prefLabel)
    assert agency.parent is None or agency.parent in REGISTER.by_id


def test_nothing_ends_before_it_begins_and_no_name_is_borne_twice_on_one_day() -> None:
    for agency in REGISTER.all:
        assert (agency.valid_from or date.min) <= (agency.valid_to or date.max)
    for day in (AT_FIRST, REFORMED - timedelta(1), REFORMED, MERGED - timedelta(1), MERGED):
        names = [agency.name_vi for agency in REGISTER.active_at(day)]
        assert len(names) == len(set(names))


def test_a_successor_is_there_when_its_predecessor_ends() -> None:
    assert len(REGISTER.changes) == sum(1 for agency in REGISTER.all if agency.successors)
    for change in REGISTER.changes:
        origin = REGISTER.by_id[change.origin]
        assert change.iri == change_iri(BASE, change.id)
        assert change.results == origin.successors
        assert origin.valid_to is not None and change.day == origin.valid_to + timedelta(1)
        assert change.source_vi
        assert all(REGISTER.by_id[result].is_active(change.day) for result in change.results)


def test_changes_and_agencies_point_to_each_other() -> None:
    for change in REGISTER.changes:
        assert SHEET.iris(REGISTER.by_id[change.origin].iri, ORG.changedBy) == (change.iri,)
        for result in change.results:
            assert change.iri in SHEET.iris(REGISTER.by_id[result].iri, ORG.resultedFrom)


@pytest.mark.parametrize("agency", REGISTER.all, ids=lambda agency: agency.id)
def test_succession_comes_to_an_end(agency: Agency) -> None:
    heirs = REGISTER.heirs(agency.id)
    assert all(heir.valid_to is None for heir in heirs)
    assert bool(heirs) == (agency.valid_to is None or bool(agency.successors))


def test_functions_go_many_ways() -> None:
    assert [heir.id for heir in REGISTER.heirs("bd-so-tttt")] == ["gl-so-khcn", "gl-so-vhttdl"]
    assert {heir.id for heir in REGISTER.heirs("bd-so-ldtbxh")} == {
        "gl-so-nv", "gl-so-yt", "gl-so-gddt", "gl-so-nnmt",
    }  # fmt: skip
    assert len(REGISTER.heirs("bd-huyen-540")) == 6
    assert REGISTER.heirs("bd-cuc-tk") == ()
    with pytest.raises(KeyError):
        REGISTER.heirs("nobody")


@pytest.mark.parametrize(
    ("name", "day", "found"),
    [
        ("bd-so-tnmt", None, "bd-so-tnmt"),
        ("Sở Tài nguyên và Môi trường tỉnh Bình Định", AT_FIRST, "bd-so-tnmt"),
        ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", AT_FIRST, "bd-so-tnmt"),
        ("Sở TN&MT", AT_FIRST, "bd-so-tnmt"),
        ("STNMT", AT_FIRST, "bd-so-tnmt"),
        ("Sở TN&MT", MERGED, None),
        ("Sở Tài chính", AT_FIRST, "bd-so-tc"),
        ("Sở Tài chính", REFORMED, "bd25-so-tc"),
        ("Sở Tài chính", MERGED, "gl-so-tc"),
        ("Sở Tài chính", None, "gl-so-tc"),
        ("UBND tỉnh", AT_FIRST, "bd-ubnd"),
        ("UBND tỉnh", None, "gl-ubnd"),
        ("UBND TP. Quy Nhơn", AT_FIRST, "bd-huyen-540"),
        ("Uỷ ban nhân dân phường Qui Nhơn", MERGED, "gl-phuong-quy-nhon"),
        ("Bộ TN&MT", AT_FIRST, "vn-bo-tai-nguyen-va-moi-truong"),
        ("Department of Health, Gia Lai Province", MERGED, "gl-so-yt"),
        ("Sở Vũ trụ", None, None),
        ("", None, None),
    ],
)
def test_a_name_is_found_by_the_day(name: str, day: date | None, found: str | None) -> None:
    agency = REGISTER.find(name, day)
    assert (agency.id if agency else None) == found


@pytest.mark.parametrize(
    ("office", "named"),
    [
        ("Sở Y tế tỉnh Gia Lai", {"y te"}),
        ("Bộ Y tế", {"y te"}),
        ("Sở Lao động - Thương binh và Xã hội tỉnh Bình Định", {"lao dong", "thuong binh", "xa hoi"}),
        ("Bảo hiểm xã hội Việt Nam", {"bao hiem xa hoi"}),
        ("Ủy ban Dân tộc", {"dan toc"}),
        ("Thanh tra Chính phủ", {"thanh tra"}),
        ("Sở Văn hóa, Thể thao và Du lịch tỉnh Gia Lai", {"van hoa", "the thao", "du lich"}),
        ("Công an tỉnh Bình Định", {"cong an"}),
        ("", set()),
    ],
)
def test_an_office_looks_after_what_its_name_says(office: str, named: set[str]) -> None:
    assert branches(office) == named
