"""Dates as sources write them, told as XML Schema does: day before month, as Vietnamese write, where the year is last."""

import re
from datetime import date
from functools import lru_cache

from pyoxigraph import Literal

from harvesters.texts import ascii_figures
from vocab.namespaces import XSD

_DATES = (
    (
        re.compile(
            r"\d{4}-\d\d-\d\dT(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00)(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
        ),
        XSD.dateTime,
    ),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), XSD.date),
    (re.compile(r"\d{4}-\d{2}"), XSD.gYearMonth),
    (re.compile(r"\d{4}"), XSD.gYear),
)
_SHORT_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?:(:\d{2})(?:[.,](\d+))?)?\s*(?:(Z|UTC|GMT)|([+-]\d{2})(?::?(\d{2}))?)?"
)
_ZONELESS = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?")
_BASIC = re.compile(r"((?:1[5-9]|20)\d{2})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(\S*))?")
"""The form of ISO 8601 without marks."""
_DAY_FIRST = re.compile(
    r"(?:ngày\s+)?(\d{1,2})([/.-]|\s+tháng\s+)(\d{1,2})(?:\2|\s+năm\s+)(\d{4})(?=\s+\d{2}:|$)", re.I
)
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?=[\sT]|$)")
_MONTH = re.compile(r"(?:tháng\s+)?(\d{1,2})(?:[/.-]|\s+năm\s+)(\d{4})", re.I)
_YEAR = re.compile(r"năm\s+(\d{4})", re.I)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_BY_NAME = {spelt: number for number, name in enumerate(_MONTHS, 1) for spelt in (name, name[:3])} | {"sept": 9}
_WORDED = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})\s+([a-z]{3,9})\.?,?|([a-z]{3,9})\.?\s+(\d{1,2}),?)\s+(\d{4})(?=\s+\d{2}:|$)",
    re.I,
)
"""As letters and feeds do: "Tue, 05 Mar 2024 08:30:00 GMT", "March 5, 2024"."""
_OF_DRUPAL = re.compile(r"(?:Date changed\s+)?([A-Z][a-z]{2})[a-z]{0,6}, (\d{2})/(\d{2})/(\d{4})(?: - (\d{2}:\d{2}))?")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def dated(text: str) -> Literal:
    """The literal of a date as text, typed by its form; plain when it is none, or no day of the calendar."""
    said = ascii_figures(text)
    return _typed(said) or _typed(_as_iso(said)) or Literal(text)


def is_dated(text: str) -> bool:
    """Whether this text is a date that `dated` knows."""
    return dated(text).datatype != XSD.string


def in_utc(text: str) -> str:
    """A time without a zone, of a program that tells all of its times in UTC, with it."""
    return f"{text}Z" if _ZONELESS.fullmatch(text) else text


def _typed(said: str) -> Literal | None:
    for form, datatype in _DATES:
        if form.fullmatch(said) and _is_real(said[:10]):
            return Literal(said, datatype=datatype)
    return None


def _as_iso(text: str) -> str:
    """The text with its day, month and year in the order and with the figures of ISO 8601."""
    said = _from_drupal(text)
    if not (said[:4].isdigit() and said[4:5] == "-" and said[7:8] in ("", "-")):
        said = _DAY_FIRST.sub(lambda found: f"{found[4]}-{int(found[3]):02}-{int(found[1]):02}", said, count=1)
        said = _YEAR_FIRST.sub(lambda found: f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}", said, count=1)
        if month := _MONTH.fullmatch(said):
            said = f"{month[2]}-{int(month[1]):02}"
        elif year := _YEAR.fullmatch(said):
            said = year[1]
    if basic := _BASIC.fullmatch(said):
        clock = f"T{basic[4]}:{basic[5]}:{basic[6] or '00'}{basic[7]}" if basic[4] else ""
        said = f"{basic[1]}-{basic[2]}-{basic[3]}{clock}"
    said = _from_words(said)
    if short := _SHORT_TIME.fullmatch(said):
        part = f".{short[4]}" if short[4] else ""
        zone = f"{short[6]}:{short[7] or '00'}" if short[6] else "Z" if short[5] else ""
        said = f"{short[1]}T{short[2]}{short[3] or ':00'}{part}{zone}"
    return said


def _from_words(text: str) -> str:
    """The text with a month that is named in English told by its number."""
    found = _WORDED.match(text)
    month = _BY_NAME.get((found[2] or found[3]).lower()) if found else None
    if not found or not month:
        return text
    return f"{found[5]}-{month:02}-{int(found[1] or found[4]):02}{text[found.end() :]}"


def _from_drupal(text: str) -> str:
    """The text of a Drupal, whose day of the week tells whether its month stands first; as it was, where both would fit."""
    found = _OF_DRUPAL.fullmatch(text)
    if not found:
        return text
    days = {f"{found[4]}-{month}-{day}" for month, day in (found.group(2, 3), found.group(3, 2))}
    fitting = [day for day in days if _is_real(day) and _WEEKDAYS[date.fromisoformat(day).weekday()] == found[1]]
    return f"{fitting[0]} {found[5] or ''}".strip() if len(fitting) == 1 else text


@lru_cache(maxsize=4096)
def _is_real(day: str) -> bool:
    """Whether the calendar has this day, or month; remembered, for the days of one catalogue are few."""
    parts = [int(part) for part in day.split("-")]
    try:
        date(parts[0] or 1, *(*parts[1:], 1, 1)[:2])
    except ValueError:
        return False
    return True
