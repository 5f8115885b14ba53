"""Cells of tables that spreadsheets open: none that is a formula (SECURITY.md 27)."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def harmless(cell: object) -> object:
    """The cell, as text that no spreadsheet takes for a formula; numbers stay numbers."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table as CSV, with a mark before it so that Excel reads Vietnamese."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\r\n")
    sheet.writerow(head)
    sheet.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + written.getvalue()
