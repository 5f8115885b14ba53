"""The overlaps as files for auditors' own tools: CSV, one feature a line, and XLSX with a sheet each for pairs, evidence
and the map. A worker makes them from the data directory, for they may be long.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registry.audit import Audit
from registry.cells import harmless
from registry.clock import ZONE, utc_now
from registry.config import load_config
from registry.ledger import Ledger
from registry.overlap_cases import Features
from registry.overlap_reading import Place, features
from registry.overlap_table import PROVINCE, Cell, OverlapRow, Wanted, chosen, crossing
from registry.schema import DATABASE, connect
from registry.words import Words

PAIR = (
    "dataset", "title", "agency", "ministry_dataset", "ministry_title", "ministry", "kind", "grade", "score", "state",
    "case", "opened", "due", "verdict", "until", "ruling_entry", "measured_entry",
)  # fmt: skip
FEATURE = ("feature", "weight", "against", "evidence")
SHEETS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {"vi": ("Cặp chồng lấn", "Chứng cứ", "Bản đồ"), "en": ("Overlaps", "Evidence", "Map")}
)
MAP_HEAD: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {"vi": ("Cơ quan", "Trong tỉnh", "Tổng"), "en": ("Agency", "Inside the province", "Total")}
)
WIDTHS = {"title": 60, "ministry_title": 60, "evidence": 80, "agency": 34, "ministry": 34, "dataset": 24}
WIDTH = 14
Row = dict[str, Any]
Line = tuple[object, ...]


def overlap_file(payload: Row) -> Row:
    """{"data", "base", "day", "lang", "form", "wanted", "inside"} -> {"document": bytes}.

    `inside`: also what belongs to versions held back, for those signed in.
    """
    directory, base, lang = Path(payload["data"]), payload["base"], payload["lang"]
    today = date.fromisoformat(payload["day"])
    words = Words.on(base, directory)
    engine = connect(directory / DATABASE)
    try:
        ledger = Ledger(engine, utc_now)
        noon = datetime.combine(today, time(12), ZONE).astimezone(UTC)
        audit = Audit(ledger, words, load_config(directory, base=base), lambda: noon)
        seen = [row for row in audit.overlaps() if row.is_public or payload["inside"]]
        rows = chosen(seen, Wanted(**payload["wanted"]), today, words.label)
        evidence = features(ledger, rows)
    finally:
        engine.dispose()
    made = Table(rows, evidence, words, lang, today)
    return {"document": made.as_csv() if payload["form"] == "csv" else made.as_xlsx()}


class Table:
    """The rows of both files."""

    def __init__(
        self, rows: Sequence[OverlapRow], evidence: Mapping[Place, Features], words: Words, lang: str, today: date
    ) -> None:
        self._rows = rows
        self._evidence = evidence
        self._words = words
        self._lang = lang
        self._today = today

    def as_csv(self) -> bytes:
        """One feature a line, with the mark by which spreadsheets know UTF-8; no cell is a formula."""
        written = io.StringIO()
        sheet = csv.writer(written, lineterminator="\r\n")
        sheet.writerow((*PAIR, *FEATURE))
        for row in self._rows:
            pair = self._pair(row)
            for feature in self._features(row) or [("",) * len(FEATURE)]:
                sheet.writerow([harmless(_plain(cell)) for cell in (*pair, *feature)])
        return ("\ufeff" + written.getvalue()).encode()

    def as_xlsx(self) -> bytes:
        """A sheet of pairs, one of features, one of who meets whom."""
        book = Workbook(write_only=True)
        pairs, evidence, whom = SHEETS[self._lang]
        _fill(book.create_sheet(pairs), PAIR, (self._pair(row) for row in self._rows))
        lines = ((row.dataset, row.other, *feature) for row in self._rows for feature in self._features(row))
        _fill(book.create_sheet(evidence), ("dataset", "ministry_dataset", *FEATURE), lines)
        _fill(book.create_sheet(whom), *self._map())
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()

    def _pair(self, row: OverlapRow) -> Line:
        filed, ruling, lang = row.filed, row.ruling, self._lang
        return (
            row.dataset,
            row.title(lang) or row.key,
            self._words.label(row.agency, lang),
            row.other,
            row.other_title(lang),
            self._words.label(row.other_agency, lang) if row.other_agency else "",
            row.kind,
            row.grade,
            round(row.score, 2),
            row.state(self._today).value,
            filed.number if filed else "",
            filed.opened if filed else None,
            filed.due if filed else None,
            ruling.verdict if ruling else "",
            date.fromisoformat(ruling.until) if ruling and ruling.until else None,
            ruling.seq if ruling else None,
            row.seq or None,
        )

    def _features(self, row: OverlapRow) -> list[Line]:
        found = self._evidence.get((row.record, row.other), ())
        return [(one["name"], one["weight"], "yes" if one.get("against") else "", one[self._lang]) for one in found]

    def _map(self) -> tuple[Sequence[str], Iterator[Line]]:
        found = crossing(self._rows, self._today, self._words.label)
        agency, inside, total = MAP_HEAD[self._lang]
        names = [inside if one == PROVINCE else self._words.label(one, self._lang) for one in found.columns]

        def lines() -> Iterator[Line]:
            for one, cells, sum_of in found.rows:
                yield self._words.label(one, self._lang), *(_count(cell) for cell in cells), _count(sum_of)

        return (agency, *names, total), lines()


def _count(cell: Cell) -> int | None:
    return cell.total or None


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def _fill(sheet: Worksheet, head: Sequence[str], lines: Iterable[Line]) -> None:
    """A sheet with a bold head that stays in sight and can be filtered by."""
    for place, name in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, WIDTH)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}1"
    sheet.append([_bold(sheet, name) for name in head])
    for line in lines:
        sheet.append([_safe(cell) for cell in line])


def _bold(sheet: Worksheet, name: str) -> Any:
    cell = WriteOnlyCell(sheet, _safe(name))
    cell.font = Font(bold=True)
    return cell


def _safe(cell: object) -> Any:
    """The cell without what a spreadsheet cannot hold, and never a formula."""
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", cell)) if isinstance(cell, str) else cell
