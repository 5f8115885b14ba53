"""Tables as CSV for spreadsheets: UTF-8 with a mark, so that Excel reads Vietnamese, and no cell that is a formula.

A cell that begins like a formula gets an apostrophe before it (SECURITY.md 27).
"""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from registry.cells import harmless


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The rows as a download; `name` is a slug of ours, for the file's name."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\r\n")
    sheet.writerow(head)
    sheet.writerows([harmless(cell) for cell in row] for row in rows)
    answer = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
