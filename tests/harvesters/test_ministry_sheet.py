"""A sheet of a ministry's databases: headings in two languages, several separators, and rows that say too little."""

import pytest
from pyoxigraph import Literal, NamedNode

from harvesters.errors import NotReadable
from harvesters.kinds import KINDS, MINISTRY_KINDS, kind_of
from harvesters.ministry_sheet import read_ministry_sheet
from harvesters.source import MINISTRY, Harvested
from vocab.namespaces import DCAT, DCT, REG, SKOS


def said(record: Harvested, predicate: NamedNode) -> list[str]:
    return [
        t.object.value
        for t in record.triples
        if t.predicate == predicate and t.subject == record.focus and isinstance(t.object, Literal | NamedNode)
    ]


def test_a_row_is_one_database_with_all_its_columns() -> None:
    (one,) = read_ministry_sheet(
        "id,title_vi,title_en,owner,former_owner,description,theme,keywords,aliases_vi,aliases_en,units,key_fields,"
        "shared,modified,frequency,legal_source,landing_page,source_status\n"
        "a-1,Sổ A,Register A,Bộ Công an,Bộ Nội vụ,Mô tả,TRAN,xe; biển số,Sổ cũ,Old,xe,biển số,có,15/10/2026,hàng quý,"
        '"Luật A, 2024",https://a.example.vn/,found\n'.encode()
    ).records
    assert one.identifier == "a-1"
    assert said(one, DCT.title) == ["Sổ A", "Register A"]
    assert said(one, DCAT.keyword) == ["xe", "biển số"]
    assert said(one, SKOS.altLabel) == ["Sổ cũ", "Old"]
    assert said(one, REG.legalSource) == ["Luật A, 2024"]
    assert said(one, DCT.modified) == ["2026-10-15"]
    assert said(one, DCAT.landingPage) == ["https://a.example.vn/"]


@pytest.mark.parametrize(
    "text",
    [
        "mã;tên;cơ quan chủ quản\na-1;Sổ A;Bộ Công an\n",
        "Mã\tTên cơ sở dữ liệu\tChủ quản\r\na-1\tSổ A\tBộ Công an\r\n",
        "ID,TITLE_VI,Owner\n\n,,\na-1,Sổ A,Bộ Công an\n",
        "\ufeffid,title_vi,owner\na-1,So\u0302\u0309 A,Bộ Công an",
    ],
)
def test_headings_separators_and_forms_of_letters_are_as_offices_write_them(text: str) -> None:
    page = read_ministry_sheet(text.encode())
    assert [said(one, DCT.title) for one in page.records] == [["Sổ A"]] and not page.unreadable


def test_rows_without_code_or_title_are_said_with_their_line_and_the_others_go_on() -> None:
    page = read_ministry_sheet("id,title_vi\n,Không mã\nb,\nc,Sổ C\nd\n".encode())
    assert [one.identifier for one in page.records] == ["c"]
    assert [one.position for one in page.unreadable] == ["line 2", "line 3 (b)", "line 5 (d)"]
    assert all(one.reason_vi and one.reason_en for one in page.unreadable)


def test_a_code_that_stands_twice_is_said_and_the_first_row_counts() -> None:
    page = read_ministry_sheet("id,title_vi\ndup,Một\nb,Sổ B\ndup,Hai\n".encode())
    assert [said(one, DCT.title) for one in page.records] == [["Một"], ["Sổ B"]]
    (second,) = page.unreadable
    assert second.position == "line 4 (dup)"
    assert "dòng 2" in second.reason_vi and "line 2" in second.reason_en


def test_a_cell_that_is_too_long_is_said() -> None:
    page = read_ministry_sheet(f"id,title_vi,description\na,A,{'x' * 70_000}\nb,B,x\n".encode())
    assert [one.identifier for one in page.records] == ["b"] and len(page.unreadable) == 1


def test_a_cell_that_is_longer_than_any_table_has_is_said_with_its_line() -> None:
    with pytest.raises(NotReadable) as caught:
        read_ministry_sheet(f"id,title_vi,description\na,A,{'x' * 140_000}\n".encode())
    assert "Ô ở dòng 2 dài quá 131072 ký tự" in caught.value.vi and "line 2" in caught.value.en


def test_unknown_columns_are_left_out_and_said() -> None:
    (notice,) = read_ministry_sheet(b"id,title_vi,secret,other\na,A,x,y\n").notices
    assert "secret, other" in notice.vi and "secret, other" in notice.en


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"name,owner\nA,B\n",
        "tên\nSổ A\n".encode(),
        b'id,title_vi\na,"unclosed\n',
        b"PK\x03\x04 an office file",
        b"\xff\xfei\x00d\x00",
        b"<html><body>error</body></html>",
        b'{"success": true}',
    ],
)
def test_what_is_no_such_sheet_is_refused_in_both_languages(data: bytes) -> None:
    with pytest.raises(NotReadable) as caught:
        read_ministry_sheet(data)
    assert caught.value.vi and caught.value.en


def test_a_sheet_is_a_kind_of_the_ministries_side_alone() -> None:
    assert set(MINISTRY_KINDS) == {"csv", *KINDS}
    assert kind_of("csv", MINISTRY).name == "csv"
    with pytest.raises(NotReadable):
        kind_of("csv")


LINES = "id;title_vi;owner\nA;Sổ cầu vượt;Bộ Xây dựng\nA;Sổ khác;Bộ Xây dựng\n"


@pytest.mark.parametrize("data", [f"sep=;\n{LINES}".encode(), LINES.encode("utf-16")], ids=["sep", "utf-16"])
def test_a_sheet_as_spreadsheets_save_it_is_read(data: bytes) -> None:
    page = read_ministry_sheet(data)
    assert [one.identifier for one in page.records] == ["A"]
    line = 4 if data.startswith(b"sep") else 3
    assert page.unreadable[0].position == f"line {line} (A)" and f"{line - 1}" in page.unreadable[0].reason_vi


def test_a_sheet_in_the_code_page_of_vietnamese_windows_is_read() -> None:
    # As that code page writes letters: base letter, then tone.
    text = "id,title_vi\nA,Sô\u0309 câ\u0300u\n"
    assert [one.identifier for one in read_ministry_sheet(text.encode("cp1258")).records] == ["A"]
