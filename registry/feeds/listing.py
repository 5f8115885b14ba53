"""The catalogue as a table for people who work with spreadsheets: a dataset a row, in the words of a language.

CSV as an office opens it (UTF-8 with a mark, commas, CRLF: RFC 4180), XLSX with a head that stays in sight, filters and
real dates. No cell of either is a formula, and none is longer than a sheet's cell: all addresses of ten thousand files are
in the other forms.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from typing import Literal as OneOf

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registry.cells import harmless
from registry.clock import ZONE, instant
from registry.feeds import values
from registry.feeds.plain import Plain, said
from registry.words import Words

LANGUAGES = ("vi", "en")
MARK = "\ufeff".encode()
"""What a spreadsheet knows UTF-8 by."""
LONGEST_CELL, MOST_ROWS = 32_767, 1_048_575
"""What a worksheet holds in a cell, and below its head; further rows stand on a further sheet."""
CUT = " …"
SHEETS = {"vi": "Danh mục", "en": "Catalogue"}
_BETWEEN = "; "
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T+Z-].*)?")
_FIRST_YEAR = 1900
_WRITTEN = {
    "vi": {"day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm"},
    "en": {"day": "d mmm yyyy", "moment": "d mmm yyyy hh:mm"},
}
Cell = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how it is headed, how wide it is in letters, what stands in it, and what a sheet makes of that: a `moment`
    is UTC as the ledger writes it, and stands in a sheet as it is on the clock in Vietnam."""

    heads: tuple[str, str]
    width: int
    cell: Callable[[Plain, Words, str], Cell]
    kind: OneOf["text", "number", "day", "moment"] = "text"

    def head(self, lang: str) -> str:
        return self.heads[LANGUAGES.index(lang)]


def _agency(of: Plain, words: Words, lang: str) -> str:
    return of.publisher.name(lang) if of.publisher else words.label(of.publisher_iri, lang)


def _called(iris: Callable[[Plain], Iterable[str]]) -> Callable[[Plain, Words, str], str]:
    """What the things a dataset names are called."""
    return lambda of, words, lang: _BETWEEN.join(words.label(iri, lang) for iri in iris(of) if iri)


def _forms(of: Plain, words: Words, _: str) -> str:
    found = (values.form(one.format, words) if one.format else values.media_type(one.media_type) for one in of.files)
    return _BETWEEN.join(dict.fromkeys(filter(None, found)))


def _addresses(of: Plain, _: Words, __: str) -> str:
    return _BETWEEN.join(dict.fromkeys(filter(None, (one.download or one.access for one in of.files))))


COLUMNS = (
    Column(("Tên tiếng Việt", "Title in Vietnamese"), 52, lambda of, words, lang: said(of.titles)),
    Column(("Tên tiếng Anh", "Title in English"), 52, lambda of, words, lang: of.titles.get("en", "")),
    Column(("Cơ quan", "Agency"), 36, _agency),
    Column(("Lĩnh vực", "Field"), 28, _called(lambda of: of.fields)),
    Column(("Chủ đề", "Theme"), 28, _called(lambda of: of.themes)),
    Column(("Tần suất cập nhật", "Update frequency"), 18, _called(lambda of: [of.frequency])),
    Column(("Ngày ban hành", "Issued"), 18, lambda of, words, lang: of.issued, "day"),
    Column(("Số liệu đến ngày", "Data as of"), 18, lambda of, words, lang: of.modified, "day"),
    Column(("Điều kiện sử dụng", "Licence"), 32, _called(lambda of: [of.licence])),
    Column(("Quyền truy cập", "Access rights"), 18, _called(lambda of: [of.access_rights])),
    Column(("Số tệp", "Files"), 9, lambda of, words, lang: len(of.files), "number"),
    Column(("Định dạng", "Formats"), 20, _forms),
    Column(("Địa chỉ tệp", "Addresses of the files"), 60, _addresses),
    Column(("Sổ ghi lần cuối", "Last change in the ledger"), 20, lambda of, words, lang: of.changed, "moment"),
    Column(("Khóa", "Key"), 15, lambda of, words, lang: of.key),
    Column(("Định danh (IRI)", "Identifier (IRI)"), 44, lambda of, words, lang: of.iri),
)


def row(of: Plain, words: Words, lang: str) -> tuple[Cell, ...]:
    """A dataset's cells, before a file makes them harmless."""
    return tuple(column.cell(of, words, lang) for column in COLUMNS)


def head_line(lang: str) -> bytes:
    """What the CSV begins with: the mark, and the names of the columns."""
    return MARK + line([column.head(lang) for column in COLUMNS])


def line(cells: Iterable[Cell]) -> bytes:
    """A line of the CSV."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([fitting(cell) for cell in cells])
    return written.getvalue().encode()


class Sheets:
    """An XLSX that is written row by row, and held in no memory."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._book = Workbook(write_only=True)
        self._rows = 0
        self._sheet = self._begun()

    def write(self, cells: Sequence[Cell]) -> None:
        """One dataset's cells."""
        if self._rows == MOST_ROWS:
            self._end()
            self._sheet, self._rows = self._begun(), 0
        self._rows += 1
        self._sheet.append([self._cell(column, cell) for column, cell in zip(COLUMNS, cells, strict=True)])

    def save(self, path: Path) -> None:
        """Writes the file. Raises OSError."""
        self._end()
        self._book.save(path)

    def close(self) -> None:
        """Lets the sheets go, saved or not."""
        for sheet in self._book.worksheets:
            if not sheet.closed:
                sheet.close()

    def _begun(self) -> Worksheet:
        sheet: Worksheet = self._book.create_sheet(SHEETS[self._lang])
        for place, column in enumerate(COLUMNS, 1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.freeze_panes = "B2"
        sheet.append([_bold(sheet, column.head(self._lang)) for column in COLUMNS])
        return sheet

    def _end(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{self._rows + 1}"

    def _cell(self, column: Column, cell: Cell) -> Any:
        made = WriteOnlyCell(self._sheet)
        value = typed(column.kind, cell)
        if not isinstance(value, str):
            made.value = value
            if isinstance(value, date):
                made.number_format = _WRITTEN[self._lang][column.kind]
        elif value:
            made.value = value
            made.data_type = "s"  # whatever it looks like: an error's name, a number, a formula
        return made


def typed(kind: str, cell: Cell) -> Cell | date:
    """What a sheet makes of a cell: a day or a moment of the clock in Vietnam where it is one that sheets can count."""
    if isinstance(cell, int):
        return cell
    if kind == "moment" and cell:
        return instant(cell).astimezone(ZONE).replace(tzinfo=None, microsecond=0)
    if kind == "day" and (day := _day(cell)):
        return day
    return fitting(cell)


def fitting(cell: Cell) -> str:
    """A cell as a text that is harmless, and no longer than a cell may be (nor than programs that read CSV allow)."""
    text = str(harmless(cell))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT


def _day(text: str) -> date | None:
    written = _DAY.fullmatch(text.strip())
    try:
        day = date.fromisoformat(written[1]) if written else None
    except ValueError:
        return None
    return day if day and day.year >= _FIRST_YEAR else None


def _bold(sheet: Worksheet, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
