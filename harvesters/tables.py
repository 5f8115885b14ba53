"""Tables in text (CSV, TSV) as rows of cells: which encoding, which separator, which row is on which line.

UTF-8 is expected; UTF-16 is read where its mark stands in front (Excel's "Unicode text"), Windows-1258 where every
letter it gives is Vietnamese. Nothing else is guessed.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from harvesters.errors import NotReadable
from harvesters.source import Notice
from harvesters.texts import WIDE, clean, decode

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_ROW = 1_000_000
SEPARATORS = ",;\t|"
_STATED = re.compile(r"sep=(.)\r?\n")
_TOO_LONG = "field larger than field limit"
_VIETNAMESE = frozenset(
    "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    "ĂÂĐÊÔƠƯÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ"
    "–—‘’“”…•₫€«»°²³·§\u00a0"
)


def text_of_table(data: bytes) -> tuple[str, tuple[Notice, ...]]:
    """The text of these bytes, clean, and what was mended.

    Raises NotReadable when it is in an encoding that cannot be told for certain.
    """
    if not data.startswith(WIDE) and not _is_utf8(data) and (text := _of_windows_1258(data)):
        return text, (_converted("Windows-1258"),)
    text, notices = decode(data)
    return clean(text), notices


def delimiter_of(text: str) -> str:
    """What parts the headings: Vietnamese spreadsheets write semicolons, others commas or tabs."""
    first = text.lstrip("\n").partition("\n")[0]
    return stated_delimiter(text) or max(",;\t", key=first.count)


def stated_delimiter(text: str) -> str:
    """What a first line such as `sep=;` says, which Excel writes and `rows_of` passes over; "" without one."""
    stated = _STATED.match(text)
    return stated[1] if stated else ""


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


def rows_of(text: str, separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with the line on which it ends, its first 200 cells.

    Raises NotReadable for what is no proper table, has over 100,000 rows or a row over a million characters.
    """
    lines, is_stated = _Lines(text), _STATED.match(text) is not None
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader):
            if number > MAX_ROWS:
                raise NotReadable(f"Bảng có hơn {MAX_ROWS} dòng.", f"The sheet has more than {MAX_ROWS} rows.")
            lines.of_row = 0
            if number == 0 and is_stated:
                continue
            yield reader.line_num, cells[:MAX_COLUMNS]
    except csv.Error as fault:
        raise not_a_table(fault, reader.line_num) from fault


class _Lines:
    """The lines of a text, counted for each row: a quotation mark that is never closed makes no endless row."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._number = 0
        self.of_row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        self.of_row += len(line)
        if self.of_row > MAX_ROW:
            raise NotReadable(
                f"Bảng có một hàng dài hơn {MAX_ROW} ký tự, gần dòng {self._number}: thiếu dấu ngoặc kép đóng?",
                f"The sheet has a row over {MAX_ROW} characters, near line {self._number}: is a quotation mark open?",
                f"line {self._number}",
            )
        return line


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _of_windows_1258(data: bytes) -> str:
    """The text as Vietnamese Windows writes it; "" when one letter of it would be no Vietnamese one."""
    try:
        text = normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return ""
    letters = {letter for letter in text if not letter.isascii()}
    return clean(text) if letters <= _VIETNAMESE and "\x00" not in text else ""


def _converted(name: str) -> Notice:
    return Notice(
        "encoding", f"Tệp dùng bảng mã {name}; đã đổi sang UTF-8.", f"The file was in {name}; converted to UTF-8."
    )
