"""Tables in text (CSV, TSV) as rows of cells: which encoding, which separator, which row is on which line.

UTF-8 is expected; UTF-16 is read where its mark stands in front (Excel's "Unicode text"), Windows-1258 where every
letter it gives is Vietnamese. Nothing else is guessed.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from harvesters.errors import NotReadable
from harvesters.source import Notice
from harvesters.texts import clean, decode

MAX_ROWS = 100_000
SEPARATORS = ",;\t|"
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_VIETNAMESE = frozenset(
    "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    "ĂÂĐÊÔƠƯÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ"
    "–—‘’“”…•₫€«»°²³·§\u00a0"
)


def text_of_table(data: bytes) -> tuple[str, tuple[Notice, ...]]:
    """The text of these bytes, clean, and what was mended.

    Raises NotReadable when it is in an encoding that cannot be told for certain.
    """
    for mark, name in _UTF16.items():
        if data.startswith(mark) and not data.startswith(b"\xff\xfe\x00\x00"):
            return clean(data[2:].decode(name, "replace")), (_converted("UTF-16"),)
    if not _is_utf8(data) and (text := _of_windows_1258(data)):
        return text, (_converted("Windows-1258"),)
    text, notices = decode(data)
    return clean(text), notices


def rows_of(text: str, separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with the line on which it ends.

    Raises NotReadable for what is no proper table, or has over 100,000 rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader):
            if number > MAX_ROWS:
                raise NotReadable(f"Bảng có hơn {MAX_ROWS} dòng.", f"The sheet has more than {MAX_ROWS} rows.")
            yield reader.line_num, cells
    except csv.Error as fault:
        raise NotReadable(
            f"Không phải bảng CSV đúng ở dòng {reader.line_num}.",
            f"Not a proper CSV sheet at line {reader.line_num}: {fault}.",
            f"line {reader.line_num}",
        ) from fault


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
