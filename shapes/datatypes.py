"""Which texts are lexical forms of XML Schema 1.1's datatypes, by the specification (www.w3.org/TR/xmlschema11-2),
for the datatypes that RDF 1.1 takes from it; `lexical` reads the values.

No text is worth more effort than its length: nothing here computes with a number whose size the text decides.
"""

import re
from collections.abc import Callable

Check = Callable[[str], bool]

ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR, _MONTH, _DAY = (
    r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))",
    r"(?P<month>0[1-9]|1[0-2])",
    r"(?P<day>[0-2][0-9]|3[01])",
)
_TIME = (
    r"(?:(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])(?P<fraction>\.[0-9]+)?"
    r"|(?P<midnight>24:00:00)(?:\.0+)?)"
)
_MONTHS, _DAYS = r"(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?", r"(?:(?P<days>[0-9]+)D)?"
_HOURS = (
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+)(?P<fraction>\.[0-9]+)?S)?)?"
)
_SIGN = r"(?P<sign>-)?P(?=[0-9T])"

MOMENTS = {
    "dateTime": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{ZONE}"),
    "dateTimeStamp": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{ZONE[:-1]}"),
    "date": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}{ZONE}"),
    "time": re.compile(_TIME + ZONE),
    "gYear": re.compile(_YEAR + ZONE),
    "gYearMonth": re.compile(f"{_YEAR}-{_MONTH}{ZONE}"),
    "gMonthDay": re.compile(f"--{_MONTH}-{_DAY}{ZONE}"),
    "gMonth": re.compile(f"--{_MONTH}{ZONE}"),
    "gDay": re.compile(f"---{_DAY}{ZONE}"),
}
"""The datatypes of moments and of what recurs; the groups of an expression are the parts of the form."""
DURATIONS = {
    "duration": re.compile(_SIGN + _MONTHS + _DAYS + _HOURS),
    "yearMonthDuration": re.compile(_SIGN + _MONTHS),
    "dayTimeDuration": re.compile(_SIGN + _DAYS + _HOURS),
}
INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{
        name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        for name, bits in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))
    },
    **{f"unsigned{name}": (0, 2**bits - 1) for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))},
}
"""The integers' datatypes with their least and greatest values."""

_CHARACTER = r"\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"
_START = (
    r"A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_REST = rf"{_START}\-.0-9\xb7\u0300-\u036f\u203f\u2040"
_INK = r"[\x21-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_B64 = "[A-Za-z0-9+/]"
_NUMERAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_WRITTEN = {
    "boolean": r"true|false|0|1",
    "decimal": _NUMERAL,
    "double": rf"{_NUMERAL}(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN",
    "float": rf"{_NUMERAL}(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "base64Binary": rf"(?:{_B64} ?{_B64} ?{_B64} ?{_B64} ?)*"
    rf"(?:{_B64} ?{_B64} ?(?:{_B64} ?{_B64}|[AEIMQUYcgkosw048] ?=)|{_B64} ?[AQgw] ?= ?=)|",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "normalizedString": r"[\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*",
    "token": f"(?:{_INK}+(?: {_INK}+)*)?",
    "NMTOKEN": f"[:{_REST}]+",
    "Name": f"[:{_START}][:{_REST}]*",
    "NCName": f"[{_START}][{_REST}]*",
}
_SIZE = re.compile(r"([+-]?)0*([0-9]*)")
_LONGEST = 20
"""Digits of the greatest bound, that of unsignedLong: a longer number is beyond every bound."""
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_of(year: str, month: int) -> int:
    """How many days a month has. The year may be of any length, and there is a year 0, a leap year."""
    last = int(year[-4:])  # the rule repeats every 400 years, and does not ask for the sign
    is_leap = last % 4 == 0 and (last % 100 != 0 or last % 400 == 0)
    return 28 if month == 2 and not is_leap else _MONTH_DAYS[month - 1]


def _matching(expression: str) -> Check:
    fullmatch = re.compile(expression).fullmatch
    return lambda text: fullmatch(text) is not None


def _text() -> Check:
    """Characters that XML knows. Texts that print whole, nearly all, are known at a glance."""
    others = re.compile(f"[^{_CHARACTER}]").search
    return lambda text: text.isprintable() or others(text) is None


def _moment(expression: "re.Pattern[str]") -> Check:
    fullmatch = expression.fullmatch

    def check(text: str) -> bool:
        found = fullmatch(text)
        if found is None:
            return False
        parts = found.groupdict()
        day = parts.get("day")
        if day is None or (day <= "28" and day != "00"):
            return True
        return day != "00" and int(day) <= days_of(parts.get("year") or "2000", int(parts.get("month") or 1))

    return check


def _integer(least: int | None, most: int | None) -> Check:
    is_integer = re.compile(r"[+-]?[0-9]+").fullmatch

    def check(text: str) -> bool:
        if is_integer(text) is None:
            return False
        sign, digits = _SIZE.match(text).groups()  # type: ignore[union-attr]  # it matches whatever is an integer
        value = int(digits[: _LONGEST + 1] or "0")
        value = -value if sign == "-" else value
        return (least is None or least <= value) and (most is None or value <= most)

    return check


CHECKS: dict[str, Check] = {
    **{name: _matching(expression) for name, expression in _WRITTEN.items()},
    **{name: _moment(expression) for name, expression in MOMENTS.items()},
    **{name: _matching(expression.pattern) for name, expression in DURATIONS.items()},
    **{name: _integer(*bounds) for name, bounds in INTEGERS.items()},
    "string": _text(),
    "anyURI": _text(),
}
"""Whether a text is a lexical form, by the datatype's name in XML Schema."""
