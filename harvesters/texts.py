"""Bytes to clean text: UTF-8, one Unicode form (NFC), nothing invisible.

A byte-order mark is stripped, and UTF-16 read where its mark stands in front. Stray Windows-1252 bytes inside UTF-8 (an
old editor's quotation marks) are mended.
Any other encoding is refused with advice: a guess would turn Vietnamese letters into others without a sound.
"""

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

from pyoxigraph import Literal

from harvesters.errors import NotReadable
from harvesters.source import Notice
from vocab.letters import without_unseen
from vocab.namespaces import RDF

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARED_IN_HTML = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._-]+)""", re.I)
_LEGACY_XML = frozenset({"iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "iso-8859-15", "us-ascii"})
_LEGACY_XML |= {"windows-1258", "cp1258"}  # Windows' own for Vietnamese
_UTF_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
WIDE = tuple(_WIDE)
"""How UTF-16 begins, and UTF-32 too."""
_IN_UTF_16 = Notice(
    "encoding", "Tệp dùng bảng mã UTF-16; đã đổi sang UTF-8.", "The file was in UTF-16; converted to UTF-8."
)
_OFFICE = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How a ZIP begins, and with it what office programs write; and what they wrote before."""
_OTHER_FIGURES = re.compile(r"[^\D0-9]")
OF_TONGUES = frozenset({RDF.langString, RDF.dirLangString})
"""Datatypes that no text without a language may have."""


def clean(text: str) -> str:
    """NFC, without what nobody sees; line ends and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    seen = without_unseen(text)
    return seen if is_normalized("NFC", seen) else normalize("NFC", seen)


def counted(count: int, one: str, many: str) -> str:
    """A number and what it counts, in English: "1 field was", "2 fields were"."""
    return f"{count} {one if count == 1 else many}"


def ascii_figures(text: str) -> str:
    """The text with the figures of other scripts (２０２４, ٢٠٢٤) as those of ASCII, which alone XML Schema knows."""
    return text if text.isascii() else _OTHER_FIGURES.sub(lambda figure: str(int(figure[0])), text)


def names_in(listed: str) -> frozenset[str]:
    """The names in a text that lists them with spaces between."""
    return frozenset(listed.split())


@lru_cache(maxsize=1024)
def language_tag(text: str) -> str | None:
    """The language tag meant (`vi_VN` is vi-VN); None when it is none that BCP 47 allows."""
    tag = text.strip().replace("_", "-")
    try:
        Literal("", language=tag)
    except ValueError:
        return None
    return tag


def decode(data: bytes) -> tuple[str, tuple[Notice, ...]]:
    """The text of these bytes, and a notice for each repair.

    Raises NotReadable when they are empty, an office program's, or in another encoding.
    """
    if data.startswith(_OFFICE):
        raise NotReadable(
            "Đây là tệp Word, Excel hoặc ZIP, không phải văn bản: bảng Excel (.xlsx) thì chọn loại «sheet»; tệp khác hãy "
            "giải nén, hoặc lưu lại dạng CSV, JSON, XML hay RDF.",
            "This is a Word, Excel or ZIP file, and no text: for an Excel workbook (.xlsx) choose the kind “sheet”; unpack "
            "any other, or save it as CSV, JSON, XML or RDF.",
        )
    notices: list[Notice] = []
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        notices.append(Notice("bom", "Đã bỏ dấu thứ tự byte (BOM) ở đầu tệp.", "A byte-order mark was removed."))
    for mark, codec in _WIDE.items():
        if data.startswith(mark) and not data.startswith(_UTF_32):
            data = _narrowed(data[len(mark) :], codec)
            notices.append(_IN_UTF_16)
    if not data.strip():
        raise NotReadable("Tệp rỗng: không có gì để đọc.", "The document is empty: there is nothing to read in it.")
    try:
        return data.decode("utf-8"), tuple(notices)
    except UnicodeDecodeError as error:
        text, notice = _decode_otherwise(data, error)
        return text, (*notices, notice)


def _narrowed(data: bytes, codec: str) -> bytes:
    try:
        return data.decode(codec).encode()
    except UnicodeError as error:
        raise _wrong_encoding("UTF-16", 0) from error


def _decode_otherwise(data: bytes, error: UnicodeDecodeError) -> tuple[str, Notice]:
    if data.startswith(_UTF_32):
        raise _wrong_encoding("UTF-32", 0)
    declared = _DECLARED.match(data[:300]) or _DECLARED_IN_HTML.search(data[:2000])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in _LEGACY_XML:
        return data.decode(name, "replace"), Notice(
            "encoding",
            f"Tệp được khai là {name}; đã đổi sang UTF-8.",
            f"Declared as {name}; converted to UTF-8.",
        )
    return _mend_strays(data, error)


def _mend_strays(data: bytes, error: UnicodeDecodeError) -> tuple[str, Notice]:
    """Windows-1252 bytes alone in UTF-8: mended when they are marks, or are rarer than true letters."""
    text = data.decode("utf-8", "surrogateescape")
    strays = re.findall("[\udc80-\udcff]", text)
    letters = sum(1 for _ in re.finditer("[\u0080-\ud7ff\ue000-\uffff]", text))
    only_marks = all(stray < "\udcc0" for stray in strays)
    if b"\x00" in data or not (only_marks or len(strays) <= letters):
        raise _wrong_encoding("", error.start, data)
    mended = re.sub(
        "[\udc80-\udcff]",
        lambda stray: bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace"),
        text,
    )
    count = len(strays)
    return mended, Notice(
        "stray-bytes",
        f"Có {count} byte không phải UTF-8 (kiểu Windows-1252); đã đổi thành chữ tương ứng.",
        counted(count, "byte was", "bytes were") + " not UTF-8 (Windows-1252 style) and became the letters meant.",
    )


def _wrong_encoding(name: str, at: int, data: bytes = b"") -> NotReadable:
    line = data.count(b"\n", 0, at) + 1
    what_vi = f"Tệp dùng bảng mã {name}" if name else "Tệp không phải UTF-8"
    what_en = f"The file is in {name}" if name else "The file is not UTF-8"
    return NotReadable(
        f"{what_vi}: hãy lưu lại bằng bảng mã UTF-8 (trong Notepad: Save as, Encoding: UTF-8) rồi gửi lại.",
        f"{what_en}: save it again as UTF-8.",
        f"line {line}" if data else "",
    )
