"""The parameters of an action, as CKAN's clients send them: JSON values, or the same written as texts in an address.

Every reader raises `Refused` (Validation Error) with the parameter's name; sentences that CKAN has are said in its words.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from registry.feeds.ckan_refusals import Refused, invalid, not_found
from registry.feeds.plain import clean

Asked = Mapping[str, Any]
LONGEST_TEXT = 8_000
_TRUE = frozenset({"true", "yes", "1", "on", "t", "y"})
_FALSE = frozenset({"false", "no", "0", "off", "f", "n", "", "none"})
_NUMBER = re.compile(r"-?\d{1,18}")


def text(asked: Asked, name: str, default: str = "") -> str:
    """A text without characters that nothing of ours holds; a number is one too."""
    value = asked.get(name)
    if value is None:
        return default
    if isinstance(value, list | dict):
        raise invalid(name, "Phải là một chuỗi ký tự", "Must be a string")
    said = clean(str(value)).strip()
    if len(said) > LONGEST_TEXT:
        raise invalid(name, f"Dài quá {LONGEST_TEXT} ký tự", f"Longer than {LONGEST_TEXT} characters")
    return said


def demanded(asked: Asked, *names: str) -> str:
    """The text under the first of these names that says something."""
    found = next(filter(None, (text(asked, name) for name in names)), "")
    if not found:
        raise invalid(names[0], "Thiếu giá trị", "Missing value")
    return found


def number(asked: Asked, name: str, default: int, most: int | None = None) -> int:
    """A natural number; one beyond `most` means `most`."""
    value = asked.get(name)
    if value is None or value == "":
        return default
    said = str(value).strip()
    if isinstance(value, bool | list | dict) or not _NUMBER.fullmatch(said):
        raise invalid(name, "Phải là số nguyên", "Invalid integer")
    if int(said) < 0:
        raise invalid(name, "Phải là số tự nhiên", "Must be a natural number")
    return int(said) if most is None else min(int(said), most)


def flag(asked: Asked, name: str, default: bool = False) -> bool:
    """Yes or no."""
    value = asked.get(name)
    if value is None:
        return default
    said = str(value).strip().lower()
    if said not in _TRUE | _FALSE:
        raise invalid(name, "Phải là true hoặc false", "Must be true or false")
    return said in _TRUE


def texts(asked: Asked, name: str) -> tuple[str, ...]:
    """Several texts: a list, a list written as JSON, or one text that stands for itself."""
    value = asked.get(name)
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _opened(value, name)
    if value is None or value == "":
        return ()
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in items):
        raise invalid(name, "Phải là danh sách chuỗi ký tự", "Must be a list of strings")
    return tuple(said for item in items if (said := clean(item).strip()))


def one_of(kind_vi: str, kind_en: str, wanted: str) -> Refused:
    """What is said when there is no such thing."""
    return not_found(f"không có {kind_vi} «{wanted[:100]}»", f"no {kind_en} «{wanted[:100]}»")


def _opened(value: str, name: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise invalid(name, "Không phải danh sách JSON", "Not a JSON list") from None
