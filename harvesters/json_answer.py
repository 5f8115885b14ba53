"""The JSON of an API's answer; what came in its place (a web page, XML, another encoding) is refused by name."""

from collections.abc import Mapping
from typing import Any

from harvesters.errors import NotReadable
from harvesters.formats import ROOTS, outermost, web_page
from harvesters.jsontext import parse_json, without_slips
from harvesters.source import Notice
from harvesters.texts import decode

MAX_BYTES = 64 * 2**20


def json_answer(data: bytes, whose: str) -> tuple[Any, tuple[Notice, ...]]:
    """The value of a JSON document of the API named `whose`, and what was mended.

    Raises NotReadable for anything else.
    """
    if len(data) > MAX_BYTES:
        raise NotReadable(
            f"Tệp dài {len(data) // 2**20} MiB, nhiều nhất chỉ được {MAX_BYTES // 2**20} MiB.",
            f"The document is {len(data) // 2**20} MiB long; at most {MAX_BYTES // 2**20} MiB is accepted.",
        )
    text, notices = decode(data)
    if text.lstrip()[:1] == "<":
        raise _not_json(text, whose)
    document, told = parsed(text)
    return document, (*notices, *told)


def parsed(text: str) -> tuple[Any, tuple[Notice, ...]]:
    """The value of a JSON text, and a notice when slips of hand or a JavaScript call round it had to go.

    Raises NotReadable when it is none even so.
    """
    try:
        return parse_json(text), ()
    except NotReadable as fault:
        # Without a position it is no slip: too deep, or a number that is too long.
        mended = without_slips(text) if fault.position else text
        if mended == text:
            raise
        return _mended(text, mended), (_MENDED,)


_MENDED = Notice(
    "mended-json",
    "Tệp có chú thích, dấu phẩy thừa ở cuối danh sách, dấu chấm phẩy ở cuối hoặc lời gọi JavaScript; JSON không có, đã bỏ.",
    "The document held comments, a comma after a last item, a semicolon at its end, or a JavaScript call; JSON has none, "
    "they were removed.",
)


def _mended(text: str, mended: str) -> Any:
    """The value of a mended text; when even that is no JSON, the refusal of the text as it came."""
    try:
        return parse_json(mended)
    except NotReadable:
        return parse_json(text)


def _not_json(text: str, whose: str) -> NotReadable:
    if any(mark in text[:2000].lower() for mark in ("<html", "<!doctype html")):
        return web_page(text)
    kind = ROOTS.get(outermost(text), "dcat")
    return NotReadable(
        f"Đây là XML, không phải trả lời JSON của {whose}: hãy thử --kind {kind}.",
        f"This is XML, not a JSON answer of {whose}: try --kind {kind}.",
    )


def nothing_here(answer: Any, vi: str, en: str) -> NotReadable:
    """The refusal of a JSON value: the sentences say what is missing; what it is, and which kind it looks like, follow."""
    what_vi, what_en = _what_it_is(answer)
    kind = kind_like(answer)
    hint_vi = f" Có vẻ là loại «{kind}»: hãy thử --kind {kind}." if kind else ""
    hint_en = f" It looks like “{kind}”: try --kind {kind}." if kind else ""
    return NotReadable(f"{vi}: {what_vi}.{hint_vi}", f"{en}: {what_en}.{hint_en}")


def kind_like(value: Any) -> str:
    """The kind of source that writes such JSON; "" when none is known by its fields."""
    keys = set(value) if isinstance(value, dict) else set()
    first = value[0] if isinstance(value, list) and value else None
    keys |= set(first) if isinstance(first, dict) else set()
    if "@context" in keys or "@graph" in keys:
        told = value if isinstance(value, dict) else first
        return "schema-org" if told and "schema.org" in str(told.get("@context"))[:300].lower() else "dcat"
    return next((kind for kind, needed in _MARKS if needed <= keys), "")


_MARKS = (
    ("ckan", {"success", "result"}),
    ("ckan", {"resources"}),
    ("ckan", {"num_resources"}),
    ("datajson", {"dataset"}),
    ("datajson", {"distribution"}),
    ("socrata", {"resultSetSize"}),
    ("opendatasoft", {"nhits"}),
    ("opendatasoft", {"datasetid"}),
    ("opendatasoft", {"dataset_id", "metas"}),
    ("opendatasoft", {"total_count", "results"}),
    ("arcgis", {"currentVersion"}),
    ("arcgis", {"numberMatched", "features"}),
    ("arcgis", {"nextStart", "results"}),
)


def _what_it_is(value: Any) -> tuple[str, str]:
    if isinstance(value, Mapping):
        shown = ", ".join(sorted(str(key)[:40] for key in value)[:8]) or "—"
        return f"các trường của nó là {shown}", f"its fields are {shown}"
    if isinstance(value, list):
        return f"nó là danh sách {len(value)} mục", f"it is a list of {len(value)} items"
    return "nó không phải một đối tượng", "it is not an object"
