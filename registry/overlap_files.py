"""The overlaps as files: CSV for programs, one feature a line and in codes, and XLSX for people, in words, with a sheet
each for pairs, evidence and the map. A worker makes them from the data directory, for they may be long.
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
from openpyxl.styles import Alignment, Font
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
from registry.rulings import Ruling
from registry.schema import DATABASE, connect
from registry.words import Words

PAIR = (
    "dataset", "title", "agency", "ministry_dataset", "ministry_title", "ministry", "kind", "grade", "score", "state",
    "case", "opened", "due", "verdict", "until", "ruling_entry", "past_verdict", "past_until", "past_entry",
    "measured_entry",
)  # fmt: skip
FEATURE = ("feature", "weight", "against", "evidence")
PAIR_SHEET = (
    "case", "title", "agency", "ministry_title", "ministry", "kind", "grade", "score", "state", "opened", "due",
    "verdict", "until", "past_verdict", "past_until", "dataset", "ministry_dataset", "ruling_entry", "past_entry",
    "measured_entry",
)  # fmt: skip
EVIDENCE_SHEET = ("case", "title", "ministry_title", "shows", "weight", "evidence", "dataset", "ministry_dataset")
SPOKEN: Mapping[str, str] = MappingProxyType(
    {
        "kind": "overlap_kind",
        "grade": "case_grade",
        "state": "overlap_state",
        "verdict": "verdict",
        "past_verdict": "verdict",
    }
)
"""The columns that hold codes, and the group of sentences in which each code has its words."""
WIDTHS = {
    "title": 52, "ministry_title": 52, "evidence": 80, "agency": 36, "ministry": 32, "dataset": 44,
    "ministry_dataset": 44, "kind": 26, "grade": 20, "state": 22, "verdict": 32, "past_verdict": 32, "shows": 16,
}  # fmt: skip
WIDTH = 13
NAME_WIDTH, MINISTRY_WIDTH = 40, 18
DAYS = {"vi": "dd/mm/yyyy", "en": "d mmm yyyy"}
Row = dict[str, Any]
Line = Sequence[object]
Column = tuple[str, int]
"""How a column is headed, and how wide it is."""


def overlap_file(payload: Row) -> Row:
    """{"data", "base", "day", "lang", "form", "wanted", "inside", "said"} -> {"document": bytes}.

    `inside`: also what belongs to versions held back, for those signed in. `said` are the sentences, by slug, that a
    sheet says in place of codes.
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
    made = Table(rows, evidence, words, lang, today, payload["said"])
    return {"document": made.as_csv() if payload["form"] == "csv" else made.as_xlsx()}


class Table:
    """The rows of both files."""

    def __init__(
        self,
        rows: Sequence[OverlapRow],
        evidence: Mapping[Place, Features],
        words: Words,
        lang: str,
        today: date,
        said: Mapping[str, str],
    ) -> None:
        self._rows = rows
        self._evidence = evidence
        self._words = words
        self._lang = lang
        self._today = today
        self._said = said

    def as_csv(self) -> bytes:
        """One feature a line, with the mark by which spreadsheets know UTF-8; names of columns and codes for programs,
        the same in both languages; no cell is a formula."""
        written = io.StringIO()
        sheet = csv.writer(written, lineterminator="\r\n")
        sheet.writerow((*PAIR, *FEATURE))
        for row in self._rows:
            pair = self._pair(row)
            for feature in self._features(row) or [dict.fromkeys(FEATURE, "")]:
                sheet.writerow([harmless(_plain(cell)) for cell in (*pair.values(), *feature.values())])
        return ("\ufeff" + written.getvalue()).encode()

    def as_xlsx(self) -> bytes:
        """A sheet of pairs, one of features, one of who meets whom, in the words of the language."""
        book = Workbook(write_only=True)
        self._fill(book.create_sheet(self._said["overlap_file.pairs"]), PAIR_SHEET, map(self._spoken, self._rows))
        lines = (line for row in self._rows for line in self._evidence_of(row))
        self._fill(book.create_sheet(self._said["overlap_file.features"]), EVIDENCE_SHEET, lines)
        _fill(book.create_sheet(self._said["overlap_file.map"]), *self._map(), "B2", DAYS[self._lang])
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()

    def _fill(self, sheet: Worksheet, columns: Sequence[str], lines: Iterable[Row]) -> None:
        head = [(self._said[f"overlap_file.{name}"], WIDTHS.get(name, WIDTH)) for name in columns]
        _fill(sheet, head, [[line[name] for name in columns] for line in lines], "A2", DAYS[self._lang])

    def _pair(self, row: OverlapRow) -> Row:
        filed, lang = row.filed, self._lang
        ruling, past = row.in_force(self._today), row.past(self._today)
        cells = (
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
            *_ruled(ruling),
            *_ruled(past),
            row.seq or None,
        )
        return dict(zip(PAIR, cells, strict=True))

    def _spoken(self, row: OverlapRow) -> Row:
        """The pair with the words of the language in place of codes."""
        pair = self._pair(row)
        return {name: self._word(name, cell) for name, cell in pair.items()}

    def _word(self, column: str, cell: object) -> object:
        return self._said.get(f"{SPOKEN[column]}.{cell}", cell) if column in SPOKEN and cell else cell

    def _features(self, row: OverlapRow) -> list[Row]:
        found = self._evidence.get((row.record, row.other), ())
        return [
            {
                "feature": one["name"],
                "weight": one["weight"],
                "against": "yes" if one.get("against") else "",
                "evidence": one[self._lang],
            }
            for one in found
        ]

    def _evidence_of(self, row: OverlapRow) -> Iterator[Row]:
        pair = self._pair(row)
        for feature in self._features(row):
            shows = "overlap_file.unlike" if feature["against"] else "overlap_file.alike"
            yield {**pair, **feature, "shows": self._said[shows]}

    def _map(self) -> tuple[list[Column], list[Line]]:
        found = crossing(self._rows, self._today, self._words.label)
        said = {PROVINCE: self._said["overlap.inside"], "": self._said["overlap.unknown_owner"]}
        names = [said.get(one) or self._words.label(one, self._lang) for one in found.columns]
        lines: list[Line] = [
            [self._words.label(one, self._lang), *(_count(cell) for cell in cells), _count(total)]
            for one, cells, total in found.rows
        ]
        head = [(name, MINISTRY_WIDTH) for name in (*names, self._said["overlap.sum"])]
        return [(self._said["overlap_file.agency"], NAME_WIDTH), *head], lines


def _ruled(ruling: Ruling | None) -> tuple[object, object, object]:
    """What was ruled, its last day, and its entry in the ledger."""
    if ruling is None:
        return "", None, None
    return ruling.verdict, date.fromisoformat(ruling.until) if ruling.until else None, ruling.seq


def _count(cell: Cell) -> int | None:
    return cell.total or None


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def _fill(sheet: Worksheet, head: Sequence[Column], lines: Sequence[Line], frozen: str, days: str) -> None:
    """A sheet whose head stays in sight and can be filtered by; days are written as `days` says."""
    for place, (_, width) in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(lines) + 1}"
    sheet.append([_bold(sheet, name) for name, _ in head])
    for line in lines:
        sheet.append([_day(sheet, cell, days) if isinstance(cell, date) else _safe(cell) for cell in line])


def _bold(sheet: Worksheet, name: str) -> Any:
    cell = WriteOnlyCell(sheet, _safe(name))
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _day(sheet: Worksheet, day: date, written: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.value = day
    cell.number_format = written
    return cell


def _safe(cell: object) -> Any:
    """The cell without what a spreadsheet cannot hold, and never a formula."""
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", cell)) if isinstance(cell, str) else cell
