"""The JSON of an API's answer; what came in its place (a web page, XML, another encoding) is refused by name."""

from collections.abc import Mapping
from typing import Any

from harvesters.errors import NotReadable
from harvesters.formats import ROOTS, outermost, web_page
from harvesters.jsontext import parse_json
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
    return parse_json(text), notices


def _not_json(text: str, whose: str) -> NotReadable:
    if any(mark in text[:2000].lower() for mark in ("<html", "<!doctype html")):
        return web_page(text)
    kind = ROOTS.get(outermost(text), "dcat")
    return NotReadable(
        f"Đây là XML, không phải trả lời JSON của {whose}: hãy thử --kind {kind}.",
        f"This is XML, not a JSON answer of {whose}: try --kind {kind}.",
    )


def fields_shown(value: Any) -> tuple[str, str]:
    """What a JSON value is, in a few words of each language, for a refusal."""
    if isinstance(value, Mapping):
        shown = ", ".join(sorted(str(key)[:40] for key in value)[:8]) or "—"
        return f"các trường của nó là {shown}", f"its fields are {shown}"
    if isinstance(value, list):
        return f"nó là danh sách {len(value)} mục", f"it is a list of {len(value)} items"
    return "nó không phải một đối tượng", "it is not an object"
