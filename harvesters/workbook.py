"""Workbooks (XLSX) as rows of texts: opened only when small enough unpacked and free of what could harm a parser.

Merged cells count for every row they cover. Days come as ISO dates, whole numbers without a point, errors as nothing.
"""

import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from html import unescape
from io import BytesIO
from struct import error as StructError
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from harvesters.errors import NotReadable
from harvesters.tables import MAX_COLUMNS, MAX_ROWS
from harvesters.texts import clean
from harvesters.xmltree import attribute, every, read_xml

MAX_UNPACKED = 64 * 2**20
MAX_PARTS = 2000
_MERGE = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"\s*/>')
_LINK = re.compile(rb"<hyperlink\s[^<>]{1,4000}>")
_CELL = re.compile(rb'\sref="([A-Z]{1,3}\d{1,7})')
_RELATION = re.compile(rb'\s(?:\w+:)?id="([^"]{1,100})"')
_FORMULA = re.compile(
    rb'<c\s[^<>]{0,200}?\br="([A-Z]{1,3}\d{1,7})"[^<>]{0,200}>\s*<f>\s*HYPERLINK\((?:"|&quot;)(https?://[^"<\s]{1,2000}?)(?:"|&quot;)'
)
_MOST_MERGED = 20_000
_DEEPEST = 1000
"""Rows that one merged cell is believed to cover."""
_FAULTS = (
    InvalidFileException, BadZipFile, ParseError, StructError, zlib.error, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OSError, EOFError, RuntimeError, OverflowError,
)  # fmt: skip
"""What openpyxl lets through for a workbook that is none, or not whole."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, and its rows with their numbers; cells that a merged one covers hold what it holds.

    `merged` and `links` are by (number of the row, place of the cell): cells so covered, and where cells lead.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    merged: frozenset[tuple[int, int]] = frozenset()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)


def sheets_of(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook.

    Raises NotReadable for what is no workbook, is damaged, or would not stay small unpacked.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            _guard(archive)
            parts = dict(_parts(archive))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return [_sheet(archive, parts, told) for told in _visible(data)]
    except _FAULTS as fault:
        raise NotReadable(
            "Không mở được tệp Excel này: nó bị hỏng hoặc không phải XLSX. Hãy lưu lại dạng XLSX hoặc CSV (UTF-8).",
            "This Excel file cannot be opened: it is damaged or no XLSX. Save it again as XLSX or CSV (UTF-8).",
        ) from fault


def _guard(archive: ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise NotReadable(
            f"Tệp Excel mở ra quá lớn ({unpacked // 2**20} MiB, {len(parts)} phần); "
            f"nhiều nhất {MAX_UNPACKED // 2**20} MiB.",
            f"The workbook is too large unpacked ({unpacked // 2**20} MiB, {len(parts)} parts); "
            f"at most {MAX_UNPACKED // 2**20} MiB.",
        )
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise NotReadable(
            "Tệp ZIP này không phải bảng tính XLSX (có thể là Word hoặc ODS): hãy lưu lại dạng XLSX hoặc CSV.",
            "This ZIP file is no XLSX workbook (perhaps Word or ODS): save it as XLSX or CSV.",
        )
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _guard_part(archive.read(part))


def _guard_part(held: bytes) -> None:
    if b"<!DOCTYPE" in held or b"<!ENTITY" in held or b"\x00" in held[:200]:
        raise NotReadable(
            "Tệp Excel chứa khai báo DOCTYPE, là thứ không bảng tính nào cần: không nhận.",
            "The workbook holds a DOCTYPE, which no workbook needs: it is not accepted.",
        )


def _visible(data: bytes) -> Iterator[Any]:
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        yield from (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    finally:
        book.close()


def _sheet(archive: ZipFile, parts: dict[str, str], told: Any) -> Sheet:
    told.reset_dimensions()
    rows: dict[int, list[str]] = {}
    for number, cells in enumerate(told.iter_rows(values_only=True), 1):
        if any(cell is not None for cell in cells):
            rows[number] = [_text(cell) for cell in cells[:MAX_COLUMNS]]
        if len(rows) > MAX_ROWS:
            raise NotReadable(f"Bảng có hơn {MAX_ROWS} dòng.", f"The sheet has more than {MAX_ROWS} rows.")
    part = parts.get(told.title, "")
    held = archive.read(part) if part in archive.namelist() else b""
    covered = _fill(rows, _merged(held))
    links = dict((*_computed(held), *_links(archive, part, held)))
    return Sheet(told.title, tuple((number, tuple(cells)) for number, cells in rows.items()), covered, links)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = clean(str(cell)).strip()
    return "" if re.fullmatch(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", text) else text


def _parts(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part that holds it."""
    book, _ = read_xml(archive.read("xl/workbook.xml"))
    targets = _targets(archive, "xl/workbook.xml")
    for sheet in every(book, "sheets/sheet"):
        target = next((targets[value] for value in sheet.attrib.values() if value in targets), "")
        yield attribute(sheet, "name"), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _targets(archive: ZipFile, part: str) -> dict[str, str]:
    """What a part leads to, by the name that it gives each relation."""
    folder, _, name = part.rpartition("/")
    try:
        links, _ = read_xml(archive.read(f"{folder}/_rels/{name}.rels"))
    except KeyError:
        return {}
    return {attribute(link, "Id"): attribute(link, "Target") for link in every(links, "Relationship")}


def _links(archive: ZipFile, part: str, held: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """The addresses behind cells."""
    found = _LINK.findall(held)[:_MOST_MERGED]
    targets = _targets(archive, part) if found else {}
    for told in found:
        cell, relation = _CELL.search(told), _RELATION.search(told)
        if cell and relation and (address := targets.get(relation[1].decode("ascii", "replace"))):
            west, north, _, _ = range_boundaries(cell[1].decode("ascii"))
            if west and north:
                yield (north, west - 1), address


def _computed(held: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """The addresses in formulas =HYPERLINK("…"), as `_links` gives them."""
    for cell, address in _FORMULA.findall(held)[:_MOST_MERGED]:
        west, north, _, _ = range_boundaries(cell.decode("ascii"))
        if west and north:
            yield (north, west - 1), unescape(address.decode("utf-8", "replace"))


def _merged(held: bytes) -> Iterator[tuple[int, int, int, int]]:
    for found in _MERGE.findall(held)[:_MOST_MERGED]:
        west, north, east, south = range_boundaries(found.decode("ascii"))
        if west and north and east and south:
            yield west, north, east, south


def _fill(rows: dict[int, list[str]], merged: Iterable[tuple[int, int, int, int]]) -> frozenset[tuple[int, int]]:
    """Writes what a merged cell holds into the rows below that it covers; gives the places so filled."""
    covered: set[tuple[int, int]] = set()
    for west, north, _, south in merged:
        top = rows.get(north, [])
        held = top[west - 1] if west <= len(top) else ""
        for number in range(north + 1, min(south, north + _DEEPEST) + 1) if held else ():
            cells = rows.get(number)
            if cells is not None and west <= MAX_COLUMNS:
                cells += [""] * (west - len(cells))
                cells[west - 1] = held
                covered.add((number, west - 1))
    return frozenset(covered)
