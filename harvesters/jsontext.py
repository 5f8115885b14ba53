"""JSON from outside: parsed with a cap on depth, and tolerant readings of what came."""

import json
import re
from itertools import accumulate
from typing import Any

from harvesters.errors import NotReadable

MAX_DEPTH = 64
STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
"""A string, also one that never ends: were it no match, each mark inside would be tried as a beginning."""
_SLIP = re.compile(
    STRING.pattern
    + r"|(?P<slip>//[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*(?:/|\Z)|,(?=[ \t\r\n]{0,999}[}\]])|;(?=\s{0,999}\Z))",
    re.DOTALL,
)
"""What people write by hand and JSON has not: comments, a comma after the last item, a semicolon at the end."""
_HALF, _SURROGATE = re.compile(r"\\u[dD][89a-fA-F]"), re.compile("[\ud800-\udfff]")
_CALL = re.compile(r"\s{0,999}(?:/\*\*/)?\s{0,999}[A-Za-z_$][\w$.]{0,99}\((?=\s{0,999}[\[{])")
"""How JSONP begins: the name of a function that is called with the JSON."""
_DEEP = re.compile(r"\A\s{0,999}(?:[\[{]\s{0,9}){10000}")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_STEP = dict(zip(b"[{]}", (1, 1, -1, -1), strict=True))
_NO_MARKS = bytes(set(range(256)).difference(_STEP, b'"'))


def parse_json(text: str) -> Any:
    """The JSON value of this text; a text of several lines, one value each, gives the list of them.

    Raises NotReadable (with the line) when it is not JSON, is nested over 64 deep, or holds too long a number.
    """
    _refuse_depth(text)
    value = _parsed(text)
    return _mended(value) if _HALF.search(text) else value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        lines = _by_line(text) if error.msg == "Extra data" else None
        if lines is not None:
            return lines
        raise NotReadable(
            f"Không phải JSON đúng (dòng {error.lineno}, cột {error.colno}): {_reason(error)[0]}.",
            f"Not valid JSON (line {error.lineno}, column {error.colno}): {_reason(error)[1]}.",
            f"line {error.lineno}",
        ) from error
    except (ValueError, RecursionError) as error:
        raise NotReadable(
            "JSON có con số quá dài hoặc không phải số.",
            "The JSON holds a number that is too long or is none.",
        ) from error


def _mended(value: Any) -> Any:
    """The value with halves of characters (JSON may escape one alone) as the sign of an unknown character: no other
    format of text can hold them."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return [_mended(item) for item in value] if isinstance(value, list) else value


def without_slips(text: str) -> str:
    """The text without comments, commas after a last item, a semicolon at the end, or a call round it: JSON has none."""
    call = _CALL.match(text)
    text = text[call.end() : text.rindex(")")] if call and text.rstrip().rstrip(";").endswith(")") else text
    bare = _SLIP.sub(lambda found: "" if found["slip"] else found[0], text)
    return _SLIP.sub(lambda found: "" if found["slip"] else found[0], bare)


def opened(value: Any) -> Any:
    """A list or object that was written as a JSON text, opened; anything else as it is."""
    if isinstance(value, str) and value[:1] in ("[", "{") and len(value) < 65536:
        try:
            return parse_json(value)
        except NotReadable:
            return value
    return value


def _by_line(text: str) -> list[Any] | None:
    values = []
    for line in filter(str.strip, text.splitlines()):
        try:
            values.append(json.loads(line, parse_constant=_refuse_constant))
        except ValueError:
            return None
    return values


def _refuse_depth(text: str) -> None:
    if _DEEP.search(text):
        # So deep in one go that the brackets need not be counted, which takes long when there are millions.
        raise _too_deep(f"hơn {MAX_DEPTH}", f"more than {MAX_DEPTH}")
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    deepest = max(accumulate(map(_STEP.__getitem__, _brackets(text))), default=0)
    if deepest > MAX_DEPTH:
        raise _too_deep(str(deepest), str(deepest))


def _brackets(text: str) -> bytes:
    """The brackets of a JSON text that do not stand in its strings, of which the last may never end."""
    marks = _ESCAPED.sub("", text).encode(errors="replace").translate(None, _NO_MARKS)
    return b"".join(marks.split(b'"')[::2])


def _too_deep(vi: str, en: str) -> NotReadable:
    return NotReadable(
        f"JSON lồng {vi} tầng, nhiều nhất chỉ được {MAX_DEPTH}.",
        f"The JSON is nested {en} deep; at most {MAX_DEPTH} is accepted.",
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _reason(error: json.JSONDecodeError) -> tuple[str, str]:
    cut = error.pos >= len(error.doc.rstrip())
    if cut or error.msg.startswith("Unterminated"):
        return "tệp bị cắt cụt", "the document is cut short"
    if error.doc.startswith(("//", "/*"), error.pos):
        return "JSON không có chú thích (// hoặc /*)", "JSON has no comments (// or /*)"
    if error.msg.startswith("Expecting property name"):
        return "thừa dấu phẩy hoặc thiếu tên trường", "a trailing comma, or a name is missing"
    return "sai cú pháp", error.msg[:1].lower() + error.msg[1:]
