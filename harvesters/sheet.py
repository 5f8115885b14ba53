"""A sheet of datasets at an address (CSV, TSV, XLSX): one row each, columns by their names in Vietnamese or English.

Titles above the headings, empty rows, rows that number the columns and rows that head a section are passed over. A row
without a title that still names an address is another distribution of the dataset above it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from harvesters.errors import NotReadable
from harvesters.formats import web_page
from harvesters.gathering import gathered
from harvesters.sheet_columns import COLUMNS, Heading, heading_of, is_counting, told_alike
from harvesters.sheet_record import Row, draft_row
from harvesters.source import Harvested, Notice, Page, Unreadable
from harvesters.tables import SEPARATORS, rows_of, stated_delimiter, text_of_table
from harvesters.workbook import Sheet, sheets_of
from vocab.vietnamese import fold

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOOK = 40
"""Rows that are looked at for the separator."""
_ACCESS = ("download", "access", "landing_page", "format")
_LINKED = ("download", "access", "landing_page", "documentation")
_SECTION = re.compile(r"[IVXLC]{1,7}|[A-ZĐ]", re.I)
_NUMBERED = re.compile(r"([IVXLC]{1,7}|[A-ZĐ])\s*[.):/-]\s*\S")
_WEB = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|meta|style|body|table)\b", re.I | re.S
)
_EXCEL_2003 = re.compile(r"\s*<\?xml[^>]*>\s*(?:<\?mso[^>]*>\s*)?<(?:\w+:)?workbook\b", re.I)
_DITTO = re.compile(r"""[-–\s]{0,9}(?:nt|n/t|như trên|"|''|[”″〃]|//)[-–\s]{0,9}""", re.I)
"""What stands for the cell above ("-nt-", "như trên")."""
_TOTAL = re.compile(r"tong(?: cong| so)?|cong|total")
_FOOTER = re.compile(rf"(?:{_TOTAL.pattern})(?: \d.*)?|(?:tong cong|tong so|ghi chu|nguoi lap)\b.*")
"""What stands below a table, folded: totals, notes, names. A section may begin so as well ("Công nghệ")."""


def read_sheet(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets that a sheet lists.

    Raises NotReadable when it is no table, or names no column of titles beside another known one.
    """
    sheets, notices = _sheets(data)
    outcomes: list[tuple[str, Harvested | Unreadable]] = []
    left: list[str] = []
    totals: list[str] = []
    found = 0
    for sheet in sheets:
        heading = heading_of(sheet.rows[:_LOOK])
        if heading is None:
            left += [sheet.name] if any(any(cells) for _, cells in sheet.rows) else []
            continue
        found += 1
        named = f"{sheet.name}, " if len(sheets) > 1 else ""
        outcomes += [
            (one.position, draft_row(one, url) if isinstance(one, Row) else one)
            for one in _rows(sheet, heading, named, totals)
        ]
        notices += _strange(heading)
    if not found:
        raise _no_heading(sheets)
    page = gathered(outcomes)
    return replace(page, total=len(page.records), notices=(*notices, *_passed_over(totals), *_left_out(left)))


def _sheets(data: bytes) -> tuple[list[Sheet], list[Notice]]:
    if data.startswith(_ZIP):
        return sheets_of(data), []
    if data.startswith(_OLD_EXCEL):
        raise NotReadable(
            "Đây là tệp Excel đời cũ (.xls) hoặc Word: hãy lưu lại dạng XLSX hoặc CSV (UTF-8).",
            "This is an old Excel (.xls) or Word file: save it again as XLSX or CSV (UTF-8).",
        )
    text, notices = text_of_table(data)
    if _WEB.match(text[:2000]):
        raise web_page(text)
    if _EXCEL_2003.match(text[:2000]):
        raise NotReadable(
            "Đây là bảng tính XML của Excel 2003: hãy lưu lại dạng XLSX hoặc CSV (UTF-8).",
            "This is an XML spreadsheet of Excel 2003: save it again as XLSX or CSV (UTF-8).",
        )
    separator = stated_delimiter(text) or _separator(text)
    return [Sheet("", tuple((line, tuple(cells)) for line, cells in rows_of(text, separator)))], list(notices)


def _separator(text: str) -> str:
    """What parts the cells: that under which most headings are known, else what the first line holds most of."""
    known = {separator: _known(text, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: known[separator])
    return best if known[best] else max(SEPARATORS, key=text.lstrip().partition("\n")[0].count)


def _known(text: str, separator: str) -> int:
    try:
        heading = heading_of(list(islice(rows_of(text, separator), _LOOK)))
    except NotReadable:
        return 0
    return len(heading.places) if heading else 0


def _rows(sheet: Sheet, heading: Heading, named: str, totals: list[str]) -> Iterator[Row | Unreadable]:
    """The datasets of a sheet, each with the rows that continue it, and the rows that could not be read; to `totals` are
    added the positions of rows that are passed over as totals."""
    title_at = heading.places.get("title_vi", heading.places.get("title_en", 0))
    current: Row | None = None
    section = ""
    above: dict[str, str] = {}
    for place, (line, cells) in enumerate(sheet.rows[heading.row + 1 :]):
        if _is_nothing(cells, place, heading):
            continue
        told = {name: cells[at].strip() for name, at in heading.places.items() if at < len(cells) and cells[at].strip()}
        told = _filled_in(told, above)
        above |= told
        told.update(_linked(told, heading, line, sheet.links))
        if (size := told.get("size", "")) and size.replace(".", "").replace(",", "").isdigit():
            told["size"] = f"{size} {heading.unit_of('size')}".strip()
        position = f"{named}line {line}"
        if _is_total(told):
            totals.append(position)
            continue
        if title := _section_of(cells, told, title_at):
            section = section if _FOOTER.fullmatch(fold(title)) else title
            continue
        covered = {name for name, at in heading.places.items() if (line, at) in sheet.merged}
        if current is not None and (covered & {"title_vi", "title_en"} or _continues(set(told) - covered)):
            current.more.append({name: told[name] for name in _ACCESS if name in told})
            continue
        if current is not None:
            yield current
            current = None
        if "title_vi" in told or "title_en" in told:
            current = Row(position, told, section)
        elif _is_telling(told):
            yield Unreadable(position, "Dòng không có tên bộ dữ liệu.", "The row has no title of a dataset.")
    if current is not None:
        yield current


def _linked(
    told: Mapping[str, str], heading: Heading, line: int, links: Mapping[tuple[int, int], str]
) -> Iterator[tuple[str, str]]:
    """The addresses behind a row's cells: behind a title lies its page, behind "tải về" what is to be downloaded."""
    for name, at in heading.places.items() if links else ():
        address = links.get((line, at), "")
        if name in _LINKED and address and "://" not in told.get(name, ""):
            yield name, address
        elif name.startswith("title") and address and "landing_page" not in told:
            yield "landing_page", address


def _is_nothing(cells: Sequence[str], place: int, heading: Heading) -> bool:
    """Whether a row is empty, numbers the columns, or repeats the headings at the top of a printed page."""
    if not any(cell.strip() for cell in cells) or (place < 2 and is_counting(cells)):
        return True
    return told_alike(cells) == heading.cells


def _continues(names: set[str]) -> bool:
    """Whether a row only adds an address to the dataset above."""
    kept = names - {"ordinal"}
    return bool(kept & set(_ACCESS[:3])) and kept <= {*_ACCESS, "size"}


def _filled_in(told: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """The cells with what "nt" stands for; a code is one row's, and none where another's is repeated."""
    alike = {name for name, value in told.items() if _DITTO.fullmatch(value)}
    return {
        name: above.get(name, value) if name in alike else value
        for name, value in told.items()
        if name != "id" or name not in alike
    }


def _is_telling(told: Mapping[str, str]) -> bool:
    return len(set(told) - {"ordinal"}) > 1 or "id" in told


def _is_total(told: Mapping[str, str]) -> bool:
    """Whether a row is called a total, by its title or where its number stands, and tells no more than figures."""
    title = told.get("title_vi") or told.get("title_en", "")
    is_called_so = _TOTAL.fullmatch(fold(title)) or (
        _TOTAL.fullmatch(fold(told.get("ordinal", ""))) and not any(map(str.isalpha, title))
    )
    if "id" in told or not is_called_so:
        return False
    is_described = any(map(str.isalpha, told.get("description", "") + told.get("description_en", "")))
    return not is_described and not any("://" in told.get(name, "") or "www." in told.get(name, "") for name in _LINKED)


def _section_of(cells: Sequence[str], told: Mapping[str, str], title_at: int) -> str:
    """The title of a section, where a row holds nothing else: beside a letter or a Roman number, after one, or alone
    outside the column of titles; and what stands below a table (totals, notes) in whichever column."""
    said = [cell.strip() for cell in cells if cell.strip()]
    ordinal = told.get("ordinal", "")
    if len(said) == 2 and _SECTION.fullmatch(said[0]) and not said[0].isdigit() and said[1] in told.values():
        return said[1]
    if len(said) == 1 and len(cells) > 1 and not (told.get("id") == said[0] and " " not in said[0]):
        in_titles = title_at < len(cells) and cells[title_at].strip() == said[0]
        if not in_titles or _NUMBERED.match(said[0]) or _FOOTER.fullmatch(fold(said[0])):
            return "" if ordinal.isdigit() or said[0].startswith("http") else said[0]
    return ""


def _strange(heading: Heading) -> list[Notice]:
    if not heading.strange:
        return []
    named = ", ".join(heading.strange)[:500]
    return [Notice("columns", f"Các cột không dùng: {named}.", f"Columns left out: {named}.")]


def _passed_over(totals: list[str]) -> Iterator[Notice]:
    if totals:
        shown = ", ".join(totals[:12]) + (" …" if len(totals) > 12 else "")
        yield Notice(
            "totals",
            f"Đã bỏ qua các dòng tổng cộng, vì không phải bộ dữ liệu: {shown}.",
            f"Rows of totals, which are no datasets, were passed over: {shown}.",
        )


def _left_out(names: list[str]) -> Iterator[Notice]:
    if names:
        shown = ", ".join(names)[:300]
        yield Notice(
            "sheets", f"Các trang tính không có bảng bộ dữ liệu: {shown}.", f"Sheets without datasets: {shown}."
        )


def _no_heading(sheets: list[Sheet]) -> NotReadable:
    first = next((cells for sheet in sheets for _, cells in sheet.rows if any(cells)), ())
    shown = ", ".join(filter(None, (cell.strip() for cell in first)))[:200] or "—"
    known = ", ".join(writings[0] for writings in COLUMNS.values())
    return NotReadable(
        f"Không thấy dòng tiêu đề có cột tên bộ dữ liệu; dòng đầu là: {shown}. Các cột được biết: {known}.",
        f"No row of headings with a title of datasets was found; the first row is: {shown}. Known columns: {known}.",
    )
