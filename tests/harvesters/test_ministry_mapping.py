"""What a ministry's catalogue says becomes a row to compare by: in our words, under one IRI, with owners by date."""

import pytest
from pyoxigraph import RdfFormat, parse

from harvesters.ckan import read_ckan
from harvesters.dcat import read_dcat
from harvesters.ministry_known import Known
from harvesters.ministry_mapping import Mapped, map_ministry_dataset
from harvesters.ministry_sheet import read_ministry_sheet
from harvesters.source import MINISTRY, Harvested, Source
from vocab.agencies import load_agencies
from vocab.identifiers import is_ministry_dataset
from vocab.ministries import FOUND, IMPORTED, MinistryDataset, load_ministry_datasets, rows_of
from vocab.sheets import Sheet

BASE = "https://registry.example"
AGENCIES = load_agencies(BASE)
KNOWN = Known.of(BASE)
SHIPPED = {row.id: row for row in load_ministry_datasets(BASE)}
LICENCES = SHIPPED["mds-004-gplx"]
ENDED = "Bộ Giao thông vận tải"


def mapped(record: Harvested, agency: str = "", slug: str = "bo") -> Mapped:
    source = Source(slug, "csv", "https://bo.example.vn/", agency, {}, side=MINISTRY)
    return map_ministry_dataset(record, base=BASE, source=source, agencies=AGENCIES, known=KNOWN)


def read(mapped: Mapped) -> MinistryDataset:
    (row,) = rows_of(Sheet(quad.triple for quad in parse(mapped.body, format=RdfFormat.N_QUADS)), AGENCIES)
    assert row.iri == mapped.iri
    return row


def sheet(text: str) -> Harvested:
    (record,) = read_ministry_sheet(text.encode()).records
    return record


def told(**cells: str) -> Harvested:
    return sheet(f"{','.join(cells)}\n{','.join(cells.values())}\n")


def test_a_sheets_words_become_codes_dates_and_truth() -> None:
    row = read(
        mapped(
            told(
                id="n-1", title_vi="Sổ cầu vượt", owner="Bộ Xây dựng", theme="TRAN", frequency="hàng quý",
                modified="15/10/2026", shared="có", units="cá nhân", keywords="cầu;vượt",
            )
        )
    )  # fmt: skip
    assert is_ministry_dataset(row.iri) and row.id == "n-1"
    assert (row.title(), row.owner_id, row.shared) == ("Sổ cầu vượt", "vn-bo-xay-dung", True)
    assert row.theme.endswith("/TRAN") and row.frequency.endswith("/QUARTERLY")
    assert row.modified and row.modified.isoformat() == "2026-10-15"
    assert row.units == ("person",) and set(row.keywords) == {"cầu", "vượt"}
    assert not row.composed and not row.facts_composed


def test_ckan_and_dcat_say_the_same_as_a_sheet() -> None:
    (package,) = read_ckan(
        b'{"success": true, "result": {"id": "n-1", "title": "Register of flyovers", "title_translated": {"vi": '
        b'"S\xe1\xbb\x95 c\xe1\xba\xa7u v\xc6\xb0\xe1\xbb\xa3t", "en": "Register of flyovers"}, "notes": "x", '
        b'"organization": {"title": "B\xe1\xbb\x99 X\xc3\xa2y d\xe1\xbb\xb1ng"}, "resources": [{"url": "https://bo.example.vn/api"}]}}'
    ).records
    (described,) = read_dcat(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> ."
        '@prefix foaf: <http://xmlns.com/foaf/0.1/> . <https://bo.example.vn/n-1> a dcat:Dataset ; dct:identifier "n-1" ;'
        'dct:title "Sổ cầu vượt"@vi, "Register of flyovers"@en ; dct:description "x" ;'
        'dct:publisher [ a foaf:Agent ; foaf:name "Bộ Xây dựng" ] ; '
        "dcat:distribution [ a dcat:Distribution ; dcat:accessURL <https://bo.example.vn/api> ] .".encode(),
        "text/turtle",
    ).records
    for row in (read(mapped(package)), read(mapped(described))):
        assert (row.title_vi, row.title_en) == ("Sổ cầu vượt", "Register of flyovers")
        assert row.owner_id == "vn-bo-xay-dung" and "n-1" in row.identifiers
        assert "https://bo.example.vn/api" in row.sources


def test_the_same_record_has_the_same_iri_and_bytes_each_time_and_another_source_another() -> None:
    record = told(id="n-1", title_vi="Sổ cầu vượt", owner="Bộ Xây dựng")
    assert mapped(record) == mapped(record)
    assert mapped(record, slug="khac").iri != mapped(record).iri


def test_an_identifier_or_a_title_of_the_same_ministry_is_a_row_we_know() -> None:
    by_code = told(id="mds-004-gplx", title_vi="Tên nào cũng được", owner="Bộ Công an")
    by_title = told(id="x", title_vi=LICENCES.title_vi.upper(), owner="Bộ Công an")
    by_former = told(id="x", title_vi=LICENCES.title_vi, owner=ENDED)
    another = told(id="x", title_vi=LICENCES.title_vi, owner="Bộ Y tế")
    assert {mapped(one).iri for one in (by_code, by_title, by_former)} == {LICENCES.iri}
    assert mapped(another).iri != LICENCES.iri


def test_a_catalogue_takes_over_no_row_of_another_ministry_by_its_code_alone() -> None:
    foreign = told(id="mds-004-gplx", title_vi="Lịch chiếu phim", owner="Bộ Y tế")
    nobodys = told(id="mds-004-gplx", title_vi="Lịch chiếu phim")
    for made in (mapped(foreign), mapped(nobodys), mapped(nobodys, agency="vn-bo-y-te")):
        assert made.iri != LICENCES.iri
        (notice,) = (one for one in made.notices if one.slug == "identifier")
        assert "mds-004-gplx" in notice.vi and LICENCES.title_vi in notice.vi and "mds-004-gplx" in notice.en
    for made in (mapped(nobodys, agency=LICENCES.owner_id), mapped(foreign, agency=LICENCES.owner_id)):
        assert made.iri == LICENCES.iri and not any(one.slug == "identifier" for one in made.notices)


def test_the_ministry_of_a_source_speaks_of_its_own_rows_alone_whatever_a_cell_says() -> None:
    claimed = told(id="x", title_vi=LICENCES.title_vi, owner="Bộ Công an", description="Rỗng")
    assert mapped(claimed).iri == mapped(claimed, agency=LICENCES.owner_id).iri == LICENCES.iri
    assert mapped(claimed, agency="vn-bo-y-te").iri != LICENCES.iri


@pytest.mark.parametrize("named", ["Bộ Công an", "Cục Nào Đó"])
def test_a_new_row_of_a_ministrys_catalogue_stands_in_that_ones_name_and_another_name_is_told(named: str) -> None:
    made = mapped(told(id="n-1", title_vi="Sổ cầu vượt", owner=named), agency="vn-bo-xay-dung")
    row = read(made)
    assert row.owner_id == "vn-bo-xay-dung" and [one.agency_id for one in row.owners] == ["vn-bo-xay-dung"]
    (notice,) = (one for one in made.notices if one.slug == "owner")
    assert named in notice.vi and "Bộ Xây dựng" in notice.vi and named in notice.en
    same = mapped(told(id="n-1", title_vi="Sổ cầu vượt", owner="Bộ Xây dựng"), agency="vn-bo-xay-dung")
    assert not any(one.slug == "owner" for one in same.notices)


def test_a_ministry_that_its_heirs_catalogue_names_is_its_former_owner() -> None:
    made = mapped(told(id="n-1", title_vi="Sổ cầu vượt", owner=ENDED), agency="vn-bo-xay-dung")
    assert [one.name for one in read(made).owners] == ["Bộ Xây dựng", ENDED]
    assert not any(one.slug == "owner" for one in made.notices)


def test_the_catalogue_of_a_former_owner_takes_no_row_back() -> None:
    held = next(row for row in SHIPPED.values() if len(row.owners) > 1 and row.owners[1].agency_id)
    made = mapped(told(id=held.id, title_vi=held.title_vi), agency=held.owners[1].agency_id)
    assert made.iri == held.iri and read(made).owner_id == held.owner_id


@pytest.mark.parametrize("cell", ["found", "FOUND", "imported", "x"])
def test_no_cell_says_that_an_official_text_was_found(cell: str) -> None:
    row = read(mapped(told(id="n-1", title_vi="Sổ cầu vượt", owner="Bộ Xây dựng", source_status=cell)))
    assert row.attestation == IMPORTED
    lower = told(id="n-1", title_vi="Sổ cầu vượt", owner="Bộ Xây dựng", source_status="unverified")
    assert read(mapped(lower)).attestation == "unverified"


def test_what_was_found_in_an_official_text_stays_until_its_ministry_says_otherwise() -> None:
    found = next(row for row in SHIPPED.values() if row.attestation == FOUND)
    cells = {"title_vi": "Tên khác hẳn", "description": "Mô tả khác", "legal_source": "Không rõ"}
    record = told(id=found.id, owner=found.owner, **cells, modified="2026-11-01")
    stranger = mapped(record)
    row = read(stranger)
    assert (row.title_vi, row.description, row.legal_source) == (found.title_vi, found.description, found.legal_source)
    assert row.attestation == FOUND and "Tên khác hẳn" in row.aliases_vi
    assert row.modified and row.modified.isoformat() == "2026-11-01", "what nobody attested is the file's to say"
    (notice,) = (one for one in stranger.notices if one.slug == "attested")
    assert found.title_vi in notice.vi and found.title("en") in notice.en
    own = read(mapped(record, agency=found.owner_id))
    assert (own.title_vi, own.description, own.attestation) == ("Tên khác hẳn", "Mô tả khác", IMPORTED)


def test_a_ministry_that_was_merged_away_stays_as_former_owner() -> None:
    row = read(mapped(told(id="x", title_vi=LICENCES.title_vi, owner=ENDED)))
    assert [one.name for one in row.owners] == ["Bộ Công an", ENDED]
    assert row.owners[1].until is not None
    (ended,) = read(mapped(told(id="y", title_vi="Sổ cầu vượt", owner=ENDED))).owners
    assert ended.name == ENDED and ended.until is not None, "it has several heirs: nobody guesses which"


def test_the_one_heir_of_an_ended_ministry_is_the_owner_of_today() -> None:
    alone = next(
        one for one in AGENCIES.all if one.kind == "bo-nganh" and one.valid_to and len(AGENCIES.heirs(one.id)) == 1
    )
    row = read(mapped(told(id="y", title_vi="Sổ cầu vượt", owner=alone.name_vi)))
    assert (row.owner_id, row.former_owner_id) == (AGENCIES.heirs(alone.id)[0].id, alone.id)


def test_what_the_catalogue_is_silent_about_stays_as_the_program_has_it() -> None:
    row = read(
        mapped(told(id="mds-004-gplx", title_vi="Sổ giấy phép lái xe", owner="Bộ Công an", modified="2026-11-01"))
    )
    assert row.title_vi == "Sổ giấy phép lái xe" and LICENCES.title_vi in row.aliases_vi
    assert row.title_en == LICENCES.title_en and row.description == LICENCES.description
    assert row.former_owner == LICENCES.former_owner and set(row.keywords) == set(LICENCES.keywords)
    assert set(row.units) == set(LICENCES.units) and row.facts_composed
    assert row.modified and row.modified.isoformat() == "2026-11-01"


def test_the_ministry_of_the_source_owns_what_names_nobody_we_know() -> None:
    assert read(mapped(told(id="x", title_vi="Sổ A"), agency="vn-bo-y-te")).owner_id == "vn-bo-y-te"
    assert read(mapped(told(id="x", title_vi="Sổ A", owner="Cục Nào Đó"), agency="vn-bo-y-te")).owner_id == "vn-bo-y-te"
    stranger = mapped(told(id="x", title_vi="Sổ A", owner="Cục Nào Đó"))
    assert (read(stranger).owner, read(stranger).owner_id) == ("Cục Nào Đó", "")
    assert any("Cục Nào Đó" in notice.vi and "Cục Nào Đó" in notice.en for notice in stranger.notices)


def test_a_department_of_the_province_is_no_ministry() -> None:
    assert read(mapped(told(id="x", title_vi="Sổ A", owner="Sở Y tế"))).owner_id == ""


@pytest.mark.parametrize(
    ("cell", "text", "slug"),
    [
        ("modified", "2026-13-45", "modified"),
        ("shared", "maybe", "shared"),
        ("former_owner", "Cục Nào Đó", "former-owner"),
        ("source_status", "found", "source-status"),
        ("landing_page", "cổng của bộ", "address"),
        ("source", "văn bản số 1", "address"),
    ],
)
def test_a_cell_that_cannot_be_used_is_left_out_and_said(cell: str, text: str, slug: str) -> None:
    record = told(id="x", title_vi="Sổ A", **{cell: text})
    made = mapped(record)
    (notice,) = (one for one in (*record.notices, *made.notices) if one.slug == slug)
    assert text in notice.vi and text in notice.en
    assert read(made).title() == "Sổ A" and text.encode() not in made.body


@pytest.mark.parametrize("cell", ["units", "key_fields", "theme", "frequency"])
def test_what_no_list_knows_is_left_out_and_said(cell: str) -> None:
    made = mapped(told(id="x", title_vi="Sổ A", **{cell: "qwertz uiop"}))
    assert any("qwertz uiop" in notice.vi for notice in made.notices)
    assert b"qwertz" not in made.body


@pytest.mark.parametrize("title", ["Cơ sở dữ liệu", "x" * 10_000, "()", "\u0323"])
def test_odd_titles_make_a_row_all_the_same(title: str) -> None:
    made = mapped(told(id="x", title_vi=title, owner="Bộ Y tế"))
    assert len(read(made).title()) <= 2000 and made.iri != ""
