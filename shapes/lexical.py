"""Whether a text is a value of its datatype, and which of two values comes first: as SPARQL's `<` and the orders of XML
Schema's value spaces have it.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from shapes.datatypes import CHECKS, DURATIONS, INTEGERS, MOMENTS, Check
from vocab.namespaces import XSD

FURTHEST_ZONE = 14 * 3600
REMEMBERED = 200
"""Characters of a value up to which what it stands for is remembered; a longer one would be kept alive by that."""
LONGEST = 4000
"""Characters of a part of a moment or a duration; one with more is not compared."""


def is_lexical(datatype: NamedNode, text: str) -> bool:
    """Whether the text is a lexical form of the datatype; any text is one of a datatype that is not known here."""
    return check_of(datatype)(text)


def check_of(datatype: NamedNode) -> Check:
    """`is_lexical` of one datatype, to be asked often."""
    return _CHECKS.get(datatype, _anything)


def compare(a: Literal, b: Literal) -> int | None:
    """-1, 0 or 1 as `a` comes before `b`, is equal to it, or comes after it; None where they have no order.

    Numbers compare across their datatypes, other values with those of their own kind only; what is ill-typed or carries
    a language has no order. Of two moments one of which tells no time zone, one comes first only if it does so in every
    zone; of two durations, only if it does so in every month they may begin in.
    """
    one, other = _read(a), _read(b)
    if one is None or other is None or one[0] is not other[0]:
        return None
    return one[0].order(one[1], other[1])


@dataclass(frozen=True, slots=True)
class _Kind:
    """Values that compare with each other: how one is read (None: not to be compared), and how two are ordered."""

    read: Callable[[Literal], Any]
    order: Callable[[Any, Any], int | None]


@dataclass(frozen=True, slots=True)
class _Number:
    """`width`: 0 for an exact number, 32 or 64 for the bits of a floating one."""

    value: Decimal | float
    width: int


@dataclass(frozen=True, slots=True)
class _Moment:
    """Seconds since the first day of the year 0, in UTC if the zone is told."""

    seconds: Fraction
    has_zone: bool


@dataclass(frozen=True, slots=True)
class _Duration:
    months: int
    seconds: Fraction


def _anything(text: str) -> bool:
    return True


_CHECKS = {XSD[name]: check for name, check in CHECKS.items()}


def _read(literal: Literal) -> tuple[_Kind, Any] | None:
    """What a literal stands for; None for what has no order. Of many values each is compared with many others."""
    is_short = len(literal.value) <= REMEMBERED and len(literal.datatype.value) <= REMEMBERED
    return _remembered(literal) if is_short else _understood(literal)


@lru_cache(maxsize=20_000)
def _remembered(literal: Literal) -> tuple[_Kind, Any] | None:
    return _understood(literal)


def _understood(literal: Literal) -> tuple[_Kind, Any] | None:
    iri = literal.datatype.value
    kind = _KINDS.get(iri.removeprefix(XSD.iri)) if iri.startswith(XSD.iri) else None
    if kind is None or not is_lexical(literal.datatype, literal.value):
        return None
    value = kind.read(literal)
    return None if value is None else (kind, value)


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


def _number(literal: Literal) -> _Number:
    width = _WIDTHS.get(literal.datatype.value.removeprefix(XSD.iri), 0)
    return _Number(_floating(float(literal.value), width) if width else Decimal(literal.value), width)


def _floating(value: float, width: int) -> float:
    if width == 64:
        return value
    try:
        (rounded,) = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return float(rounded)


def _order_numbers(one: _Number, other: _Number) -> int | None:
    width = max(one.width, other.width)
    first, second = one.value, other.value
    if width:
        first, second = _floating(float(first), width), _floating(float(second), width)
    if first != first or second != second:
        return None  # NaN is not even equal to itself
    return _sign(first, second)


def _moment(literal: Literal) -> _Moment | None:
    found = MOMENTS[literal.datatype.value.removeprefix(XSD.iri)].fullmatch(literal.value)
    assert found is not None
    parts = {name: text for name, text in found.groupdict().items() if text}
    if any(len(text) > LONGEST for text in parts.values()):
        return None
    year, month, day = int(parts.get("year", "1972")), int(parts.get("month", "1")), int(parts.get("day", "1"))
    hours = 24 if "midnight" in parts and "year" in parts else int(parts.get("hour", "0"))
    seconds = (_day_number(year, month, day) * 24 + hours) * 3600
    seconds += int(parts.get("minute", "0")) * 60 + int(parts.get("second", "0")) - _zone(parts.get("zone", "Z"))
    return _Moment(seconds + Fraction(f"0{parts.get('fraction', '')}"), "zone" in parts)


def _zone(text: str) -> int:
    if text == "Z":
        return 0
    seconds = int(text[1:3]) * 3600 + int(text[4:6]) * 60
    return -seconds if text[0] == "-" else seconds


def _day_number(year: int, month: int, day: int) -> int:
    """Days since the first of March of the year 0; years begin in March, so that leap days end them."""
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    return year * 365 + year // 4 - year // 100 + year // 400 + (month * 153 + 2) // 5 + day - 1


def _order_moments(one: _Moment, other: _Moment) -> int | None:
    if one.has_zone == other.has_zone:
        return _sign(one.seconds, other.seconds)
    apart = one.seconds - other.seconds
    return _sign(apart, 0) if abs(apart) > FURTHEST_ZONE else None


def _duration(literal: Literal) -> _Duration | None:
    found = DURATIONS[literal.datatype.value.removeprefix(XSD.iri)].fullmatch(literal.value)
    assert found is not None
    parts = {name: text for name, text in found.groupdict().items() if text}
    if any(len(text) > LONGEST for text in parts.values()):
        return None
    sign = -1 if "sign" in parts else 1
    size = {name: int(parts.get(name, "0")) for name in ("years", "months", "days", "hours", "minutes", "seconds")}
    seconds = ((size["days"] * 24 + size["hours"]) * 60 + size["minutes"]) * 60 + size["seconds"]
    exact = seconds + Fraction(f"0{parts.get('fraction', '')}")
    return _Duration(sign * (size["years"] * 12 + size["months"]), sign * exact)


_BEGINNINGS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
"""Months in which a difference of durations shows, if it ever does (XML Schema, section 3.3.6.2)."""


def _order_durations(one: _Duration, other: _Duration) -> int | None:
    signs = {_sign(_end(one, *start), _end(other, *start)) for start in _BEGINNINGS}
    return signs.pop() if len(signs) == 1 else None


def _end(duration: _Duration, year: int, month: int) -> Fraction:
    months = year * 12 + month - 1 + duration.months
    return _day_number(months // 12, months % 12 + 1, 1) * 86400 + duration.seconds


def _text(literal: Literal) -> str:
    return literal.value


def _truth(literal: Literal) -> bool:
    return literal.value in ("true", "1")


_WIDTHS = {"float": 32, "double": 64}
_NUMBERS = _Kind(_number, _order_numbers)
_TEXTS = _Kind(_text, _sign)
_LENGTHS = _Kind(_duration, _order_durations)
_TEXTUAL = ("string", "normalizedString", "token", "language", "NMTOKEN", "Name", "NCName", "anyURI")
_KINDS: dict[str, _Kind] = {
    **dict.fromkeys((*INTEGERS, "decimal", *_WIDTHS), _NUMBERS),
    **dict.fromkeys(_TEXTUAL, _TEXTS),
    **dict.fromkeys(DURATIONS, _LENGTHS),
    **{name: _Kind(_moment, _order_moments) for name in MOMENTS},
    "boolean": _Kind(_truth, _sign),
}
_KINDS["dateTimeStamp"] = _KINDS["dateTime"]
