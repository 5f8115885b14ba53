"""Tables as CSV for spreadsheets: UTF-8 with a mark, so that Excel reads Vietnamese, and no cell that is a formula.

A cell that begins like a formula gets an apostrophe before it (SECURITY.md 27).
"""

from collections.abc import Iterable, Sequence

from flask import Response

from registry.cells import as_csv


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The rows as a download for everybody; `name` is a slug of ours, for the file's name."""
    answer = download(name, as_csv(head, rows))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def download(name: str, text: str) -> Response:
    """A text of `as_csv` as a download."""
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
