"""Tables as spreadsheets write them: what parts the cells, and why one cannot be read."""

import csv

from harvesters.errors import NotReadable

_TOO_LONG = "field larger than field limit"


def delimiter_of(text: str) -> str:
    """What parts the headings: Vietnamese spreadsheets write semicolons, others commas or tabs."""
    first = text.lstrip("\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def not_a_table(fault: csv.Error, line: int) -> NotReadable:
    """Why the reading of a table ended at this line."""
    if str(fault).startswith(_TOO_LONG):
        most = csv.field_size_limit()
        return NotReadable(
            f"Ô ở dòng {line} dài quá {most} ký tự (có thể thiếu dấu ngoặc kép đóng).",
            f"A cell at line {line} is longer than {most} characters (a quote may not be closed).",
            f"line {line}",
        )
    return NotReadable(
        f"Không phải bảng CSV đúng ở dòng {line}: bảng dở dang hoặc sai (thường là dấu ngoặc kép chưa đóng).",
        f"Not a proper CSV sheet at line {line}: it breaks off or is wrong (often a quote that is not closed): {fault}.",
        f"line {line}",
    )
