"""A sheet of datasets: CSV, TSV and XLSX as offices make them, with titles above and sections between."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from harvesters.errors import NotReadable
from harvesters.preview import preview
from harvesters.sheet import read_sheet
from harvesters.sheet_columns import COLUMNS, column_of
from harvesters.source import Page
from vocab.namespaces import DCAT, DCT, FOAF, VCARD

URL = "https://so.example/danh-muc.csv"
HEADING = (
    "Mã,Tên tập dữ liệu,Mô tả,Cơ quan cung cấp,Lĩnh vực,Từ khóa,Tần suất cập nhật,Ngày cập nhật,"
    "Địa chỉ tải về,Định dạng"
)
ROW = 'a-1,Giá đất,Bảng giá,Sở Xây dựng,Đất đai,"đất; giá",hằng quý,15/10/2026,https://so.example/gia.csv,CSV'


def read(text: str | bytes) -> Page:
    return read_sheet(text.encode() if isinstance(text, str) else text, "", URL)


def told(data: bytes) -> list[dict[str, Any]]:
    found = preview(data, "", URL, "sheet")
    assert not found["unreadable"], found["unreadable"]
    records: list[dict[str, Any]] = found["records"]
    return records


def test_a_row_is_a_dataset_with_all_its_columns() -> None:
    (said,) = told(f"{HEADING}\n{ROW}\n".encode())
    assert (said["identifier"], said["title"], said["description"]) == ("a-1", "Giá đất", "Bảng giá")
    assert (said["publisher"], said["modified"]) == ("Sở Xây dựng", "2026-10-15")
    assert (said["theme"], said["keyword"]) == (["Đất đai"], ["đất", "giá"])
    (part,) = said["distributions"]
    assert (part["access_url"], part["download_url"], part["format"]) == (*["https://so.example/gia.csv"] * 2, "CSV")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_every_separator_and_encoding_says_the_same(separator: str, encoding: str) -> None:
    text = "Mã;Tên tập dữ liệu;Mô tả\r\n1;Giá đất;ở nông thôn\r\n2;Đường;\r\n".replace(";", separator)
    data = combining(text).encode("cp1258") if encoding == "cp1258" else text.encode(encoding)
    assert [said["title"] for said in told(data)] == ["Giá đất", "Đường"]


def combining(text: str) -> str:
    """The text with tones apart from letters, as Windows-1258 writes them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    apart = [normalize("NFD", letter) for letter in text]
    return "".join(
        normalize("NFC", "".join(c for c in letter if c not in tones)) + "".join(c for c in letter if c in tones)
        for letter in apart
    )


def test_a_separator_may_be_stated() -> None:
    assert [r.identifier for r in read("sep=;\nMã;Tên dữ liệu, tiếng Việt;Tên\n1;x;Một\n").records] == ["1"]


def test_other_encodings_are_refused_with_advice() -> None:
    with pytest.raises(NotReadable, match="UTF-8"):
        read("Mã,Tên,Mô tả\n1,".encode() + bytes(range(0x80, 0xFF)) * 3)


def workbook(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def office_form(sheet: Worksheet) -> None:
    """A list as it is printed: a title across, a row of numbers, sections, merged cells, a total."""
    sheet.append(["PHỤ LỤC: DANH MỤC DỮ LIỆU"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(
        ["STT", "Tên bộ dữ liệu (*)", "Cơ quan, đơn vị cung cấp", "Ngày cập nhật", "Đường dẫn tải về", "Định dạng"]
    )
    sheet.append(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"])
    sheet.append(["I", "Y tế"])
    sheet.append([1, "Bệnh viện", "Sở Y tế", date(2025, 1, 2), "https://so.example/a.csv", "CSV"])
    morning = datetime(2025, 1, 3, 4, 5)  # noqa: DTZ001  # a workbook knows no zone
    sheet.append([2, "Nhà thuốc", None, morning, "https://so.example/b.xlsx", "XLSX"])
    sheet.append([None, None, None, None, "https://so.example/b.csv", "CSV"])
    sheet.merge_cells("C6:C8")
    sheet.append(["II", "Giáo dục"])
    sheet.append([3, "Trường học", "Sở Giáo dục", 2024, "#N/A", None])
    sheet.append([None, "Tổng cộng: 3"])


def test_an_offices_form_is_read_as_it_is_meant() -> None:
    records = told(workbook(office_form))
    assert [said["title"] for said in records] == ["Bệnh viện", "Nhà thuốc", "Trường học"]
    assert [said["publisher"] for said in records] == ["Sở Y tế", "Sở Y tế", "Sở Giáo dục"]
    assert [said["theme"] for said in records] == [["Y tế"], ["Y tế"], ["Giáo dục"]]
    assert [said["modified"] for said in records] == ["2025-01-02", "2025-01-03T04:05:00", "2024"]
    assert [part["download_url"] for part in records[1]["distributions"]] == [
        "https://so.example/b.xlsx",
        "https://so.example/b.csv",
    ]
    assert records[2]["distributions"] == []


def test_a_title_merged_over_rows_is_one_dataset_with_several_files() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Tên", "Cơ quan", "Tải về"])
        sheet.append(["Đất", "Sở", "https://so.example/1.csv"])
        sheet.append([None, "Sở", "https://so.example/2.csv"])
        sheet.merge_cells("A2:A3")

    (said,) = told(workbook(fill))
    assert len(said["distributions"]) == 2


def test_addresses_behind_cells_are_followed() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Mã", "Tên", "Tải về", "Ghi chú"])
        sheet.append(["1", "Đất", "Tải CSV", "x"])
        sheet["B2"].hyperlink = "https://so.example/dat"
        sheet["C2"].hyperlink = "https://so.example/dat.csv"
        sheet["D2"].hyperlink = "https://khac.example/"

    (said,) = told(workbook(fill))
    assert said["landing_page"] == "https://so.example/dat"
    assert [part["download_url"] for part in said["distributions"]] == ["https://so.example/dat.csv"]


def test_every_sheet_with_a_table_counts_and_others_are_named() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.title = "A"
        for name in ("A", "B"):
            page = sheet if name == "A" else sheet.parent.create_sheet(name)
            page.append(["Mã", "Tên"])
            page.append([f"{name}-1", f"Bảng {name}"])
            page.append([f"{name}-2", None])
        sheet.parent.create_sheet("Hướng dẫn").append(["đọc kỹ"])
        hidden = sheet.parent.create_sheet("Ẩn")
        hidden.sheet_state = "hidden"
        hidden.append(["Mã", "Tên"])
        hidden.append(["x", "y"])

    page = read_sheet(workbook(fill))
    assert [r.identifier for r in page.records] == ["A-1", "B-1"]
    assert [one.position for one in page.unreadable] == ["A, line 3", "B, line 3"]
    assert "Hướng dẫn" in page.notices[0].vi


def test_rows_that_say_too_little_are_told_of_and_lose_no_other() -> None:
    page = read("Mã,Tên,Mô tả\n1,Một,\n,,\n2,,x\n1,lặp,\n3,Ba,\n")
    assert [r.identifier for r in page.records] == ["1", "3"]
    assert [one.position for one in page.unreadable] == ["line 4", "line 5"]


def test_without_codes_titles_are_the_identifiers_and_it_is_said() -> None:
    page = read("STT,Tên,Mô tả\n1,Một,\n2,Hai: ba,\n")
    assert [r.identifier for r in page.records] == ["Một", "Hai: ba"]
    assert all(r.notices[0].slug == "no-identifier" for r in page.records)
    assert all(r.focus.value.startswith(f"{URL}#") for r in page.records)


def test_headings_are_repeated_on_every_printed_page() -> None:
    assert len(read("Mã,Tên\n1,Một\nMã,Tên\n2,Hai\n").records) == 2


def test_columns_that_are_not_used_are_named_once() -> None:
    (notice,) = read("Mã,Tên,Cột lạ\n1,Một,x\n").notices
    assert notice.slug == "columns" and "Cột lạ" in notice.vi


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("TÊN BỘ DỮ LIỆU", "title_vi"), ("downloadURL", "download"), ("download_url", "download"), ("E-mail", "email"),
        ("Cơ quan (đơn vị) cung cấp", "publisher"), ("Dataset title", "title_vi"), ("Ghi chú", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_are_known_however_they_are_written(heading: str, column: str) -> None:
    assert column_of(heading) == column


def test_no_heading_means_two_columns() -> None:
    writings = [writing for names in COLUMNS.values() for writing in names]
    assert len(writings) == len(set(writings))
    assert all(column_of(writing) for writing in writings)


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2021-2025", "2021", "2025"),
        ("năm 2024", "2024", "2024"),
        ("từ 01/02/2020 đến 03/04/2021", "2020-02-01", "2021-04-03"),
    ],
)
def test_a_period_is_found_in_words(cell: str, start: str, end: str) -> None:
    (one,) = read(f"Mã,Tên,Giai đoạn\n1,Một,{cell}\n").records
    days = [t.object.value for t in one.triples if t.predicate.value.endswith(("startDate", "endDate"))]
    assert days == [start, end]


@pytest.mark.parametrize(
    ("heading", "cell", "size"),
    [("Dung lượng (MB)", "12", 12 * 2**20), ("Kích cỡ [KB]", "1.5", 1536), ("Dung lượng (MB)", "2 KB", 2048)],
)
def test_a_heading_names_the_unit_of_the_sizes_below(heading: str, cell: str, size: int) -> None:
    (said,) = told(f"{HEADING},{heading}\n{ROW},{cell}\n".encode())
    assert said["distributions"][0]["byte_size"] == size


def test_a_size_without_a_place_is_told() -> None:
    (said,) = told("Mã,Tên tập dữ liệu,Liên kết,Dung lượng (MB)\na,Giá đất,https://so.example/gia,12\n".encode())
    assert "size" in said["notices"][-1]["vi"]


@pytest.mark.parametrize(("cell", "size"), [("12", 12), ("1,5 MB", 1572864), ("2 KB", 2048), ("lớn", None)])
def test_sizes_are_bytes(cell: str, size: int | None) -> None:
    (said,) = told(f'Mã;Tên;Tải về;Dung lượng\n1;Một;https://so.example/a.csv;"{cell}"\n'.encode())
    assert said["distributions"][0]["byte_size"] == size


@pytest.mark.parametrize(
    ("cell", "day"),
    [("45000", "2023-03-15"), ("45000.5", "2023-03-15"), ("31-12-2024", "2024-12-31"), ("2024", "2024")],
)
def test_a_day_is_read_also_where_the_cell_lost_its_form(cell: str, day: str) -> None:
    (said,) = told(f"Mã,Tên,Ngày cập nhật\n1,Một,{cell}\n".encode())
    assert said["modified"] == day


def test_an_address_in_words_is_told_of() -> None:
    (one,) = read("Mã,Tên,Đường dẫn\n1,Một,liên hệ phòng 5\n").records
    assert [notice.slug for notice in one.notices] == ["no-address"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b,c\n1,2,3\n", "No row of headings"),
        (b"id,name_of_thing\n", "No row of headings"),
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", "old Excel"),
        (b"PK\x03\x04broken", "cannot be opened"),
        (b"<html><title>500</title></html>", "web page"),
        ('Mã,Tên\n1,"Một\n'.encode(), "CSV"),
    ],
)
def test_what_is_no_sheet_of_datasets_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read(data)
    assert words in refusal.value.en and refusal.value.vi


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name.replace("__", "/"), held)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed(**{"xl__workbook.xml": b"<a/>", "xl__big.xml": b" " * (65 * 2**20)}), "too large"),
        (packed(**{"xl__workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "DOCTYPE"),
        (packed(**{"xl__workbook.xml": "<a/>".encode("utf-16")}), "DOCTYPE"),
        (packed(**{"word__document.xml": b"<a/>"}), "no XLSX"),
        (packed(**{"xl__workbook.xml": b"<a/>"}), "cannot be opened"),
        (packed(**{f"p{n}": b"" for n in range(2001)}), "too large"),
    ],
)
def test_what_would_harm_is_not_opened(data: bytes, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read(data)
    assert words in refusal.value.en


def test_empty_rows_between_cost_nothing() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Mã", "Tên"])
        sheet["A1048576"], sheet["B1048576"] = "1", "Một"

    assert [r.identifier for r in read(workbook(fill)).records] == ["1"]


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=5))
def test_every_row_is_read_or_told_of(rows: list[tuple[str, str]]) -> None:
    def cell(text: str) -> str:
        return '"' + "".join(c for c in text if c.isprintable()).replace('"', "") + '"'

    text = "Mã,Tên\n" + "".join(
        f"m{n}{cell(a)[1:-1]},T{n} {cell(b)[1:-1]}\n" for n, (a, b) in enumerate(rows) if "," not in a + b
    )
    if text.count("\n") > 1:
        page = read(text.replace("\x85", "").encode("utf-8", "ignore"))
        assert len(page.records) + len(page.unreadable) == text.count("\n") - 1


def test_vietnamese_titles_are_tagged() -> None:
    (one,) = read("Mã,Tên,Tên tiếng Anh\n1,Một số,Some\n").records
    assert {(t.object.value, t.object.language) for t in one.triples if t.predicate == DCT.title} == {
        ("Một số", "vi"),
        ("Some", "en"),
    }


def test_a_total_is_told_and_a_dataset_that_is_called_so_stays() -> None:
    heading, own = "Tên,Mô tả,Số dòng,Tải về\n", "Một,m,3,https://so.example/1.csv\n"
    page = read(heading + own + "Tổng số,,3,\nTotal:,,3,5\n")
    assert [one.identifier for one in page.records] == ["Một"]
    assert [notice.en for notice in page.notices if notice.slug == "totals"] == [
        "Rows of totals, which are no datasets, were passed over: line 3, line 4."
    ]
    for row in ("Tổng,Dân số cả nước,,\n", "Tổng số,,,https://so.example/tong.csv\n"):
        page = read(heading + own + row)
        assert len(page.records) == 2 and not [one for one in page.notices if one.slug == "totals"]


def test_a_total_may_stand_where_the_number_does() -> None:
    page = read("STT,Tên,Mô tả\n1,Một,m\nTổng cộng,1,\nTổng,Dân số,m\n")
    assert [one.identifier for one in page.records] == ["Một", "Dân số"]
    assert [notice.en for notice in page.notices if notice.slug == "totals"] == [
        "Rows of totals, which are no datasets, were passed over: line 3."
    ]


@pytest.mark.parametrize(
    ("cell", "name", "mail", "phone"),
    [
        ("Nguyễn Văn A - ĐT: 0912 345 678 - Email: a@so.example", "Nguyễn Văn A", "a@so.example", "0912345678"),
        ("a@so.example", "a@so.example", "a@so.example", None),
        ("(024) 3825 1234", "(024) 3825 1234", None, "02438251234"),
        ("Phòng 204, tầng 2", "Phòng 204, tầng 2", None, None),
        ("Trần B <b@so.example>; +84 912 345 678", "Trần B", "b@so.example", "+84912345678"),
    ],
)
def test_a_contact_in_one_cell_is_taken_apart(cell: str, name: str, mail: str | None, phone: str | None) -> None:
    (one,) = read(f'Mã,Tên,Liên hệ\n1,Một,"{cell}"\n').records
    said = {triple.predicate: triple.object.value for triple in one.triples}
    assert said[VCARD.fn] == name
    assert said.get(VCARD.hasEmail) == (f"mailto:{mail}" if mail else None)
    assert said.get(VCARD.hasTelephone) == (f"tel:{phone}" if phone else None)


@pytest.mark.parametrize(
    ("cell", "name", "phones"),
    [
        ("Sở GD&ĐT Gia Lai, ĐT: 0269.3824414 - 0905123456", "Sở GD&ĐT Gia Lai", ["02693824414", "0905123456"]),
        ("Sở GD và ĐT", "Sở GD và ĐT", []),
        ("Phòng B (0269) 3824414; 0905 123 456", "Phòng B", ["02693824414", "0905123456"]),
    ],
)
def test_of_a_contact_no_name_and_no_telephone_is_lost_or_run_together(cell: str, name: str, phones: list[str]) -> None:
    (one,) = read(f'Mã,Tên,Liên hệ\n1,Một,"{cell}"\n').records
    assert [triple.object.value for triple in one.triples if triple.predicate == VCARD.fn] == [name]
    told = [triple.object.value for triple in one.triples if triple.predicate == VCARD.hasTelephone]
    assert told == [f"tel:{phone}" for phone in phones]


def test_beside_columns_of_their_own_others_in_the_cell_of_a_contact_stay_in_it() -> None:
    (one,) = read('Mã,Tên,Liên hệ,Email,Điện thoại\n1,Một,"A b@x.vn 0905123456",c@x.vn,0269 3824414\n').records
    assert [triple.object.value for triple in one.triples if triple.predicate == VCARD.fn] == ["A b@x.vn 0905123456"]


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("https://a.vn/1.csv,Dữ liệu", ["https://a.vn/1.csv"]),
        ("https://a.vn/1.csv,2.csv", ["https://a.vn/1.csv"]),
        ("https://a.vn/q?x=1.csv,b", ["https://a.vn/q?x=1.csv,b"]),
        ("https://a.vn/thong-ke,12.html", ["https://a.vn/thong-ke,12.html"]),
        ("https://a.vn/1,https://a.vn/2", ["https://a.vn/1", "https://a.vn/2"]),
    ],
)
def test_a_comma_is_of_an_address_where_it_may_be(cell: str, addresses: list[str]) -> None:
    (one,) = read(f'Mã,Tên,Địa chỉ truy cập\n1,Một,"{cell}"\n').records
    assert [triple.object.value for triple in one.triples if triple.predicate == DCAT.accessURL] == addresses


@pytest.mark.parametrize(("cell", "often", "day"), [("Hằng năm", "Hằng năm", None), ("02/01/2024", None, "2024-01-02")])
def test_a_column_of_times_holds_days_or_how_often(cell: str, often: str | None, day: str | None) -> None:
    (one,) = read(f"Mã,Tên,Thời gian cập nhật\n1,Một,{cell}\n").records
    said = {triple.predicate: triple.object.value for triple in one.triples}
    assert (said.get(DCT.accrualPeriodicity), said.get(DCT.modified)) == (often, day)


def test_a_section_that_begins_as_a_footer_does_is_one() -> None:
    records = told("STT,Tên,Cơ quan\n1,Một,Sở\nII,Công nghệ,\n2,Hai,Sở\n,Tổng cộng: 2,\n".encode())
    assert [(one["title"], one["theme"]) for one in records] == [("Một", []), ("Hai", ["Công nghệ"])]


@pytest.mark.parametrize("mark", ["nt", "-nt-", "Như trên", '""""', "''", "- // -", "”"])
def test_a_mark_stands_for_the_cell_above(mark: str) -> None:
    page = read(f"Mã,Tên,Cơ quan\n1,Một,Sở Y tế\n2,Hai,{mark}\n3,Ba,{mark}\n4,Bốn,\n")
    publishers = [[t.object.value for t in one.triples if t.predicate == FOAF.name] for one in page.records]  # type: ignore[union-attr]
    assert publishers == [["Sở Y tế"], ["Sở Y tế"], ["Sở Y tế"], []]


def test_a_mark_in_the_column_of_codes_costs_no_dataset() -> None:
    page = read("Mã,Tên,Cơ quan\n1,Một,Sở Y tế\nnt,Hai,nt\n")
    assert [one.identifier for one in page.records] == ["1", "Hai"] and not page.unreadable


def test_a_comma_may_be_of_an_address() -> None:
    cell = "https://so.example/api?fields=a,b, https://so.example/2,https://so.example/3"
    (said,) = told(f'Mã,Tên,Tải về\n1,Một,"{cell}"\n'.encode())
    assert [part["access_url"] for part in said["distributions"]] == [
        "https://so.example/api?fields=a,b",
        "https://so.example/2",
        "https://so.example/3",
    ]
