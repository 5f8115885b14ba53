"""Dates as sources write them, told as XML Schema does: day before month, as Vietnamese write, where the year is last."""

import re
from datetime import date
from functools import lru_cache

from pyoxigraph import Literal

from harvesters.texts import ascii_figures
from vocab.namespaces import XSD

_DATES = (
    (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?"), XSD.dateTime),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), XSD.date),
    (re.compile(r"\d{4}-\d{2}"), XSD.gYearMonth),
    (re.compile(r"\d{4}"), XSD.gYear),
)
_SHORT_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_DAY_FIRST = re.compile(
    r"(?:ngày\s+)?(\d{1,2})([/.-]|\s+tháng\s+)(\d{1,2})(?:\2|\s+năm\s+)(\d{4})(?=\s+\d{2}:|$)", re.I
)
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?=[\sT]|$)")
_MONTH = re.compile(r"(?:tháng\s+)?(\d{1,2})(?:[/.-]|\s+năm\s+)(\d{4})", re.I)
_YEAR = re.compile(r"năm\s+(\d{4})", re.I)


def dated(text: str) -> Literal:
    """The literal of a date as text, typed by its form; plain when it is none, or no day of the calendar."""
    said = ascii_figures(text)
    return _typed(said) or _typed(_as_iso(said)) or Literal(text)


def is_dated(text: str) -> bool:
    """Whether this text is a date that `dated` knows."""
    return dated(text).datatype != XSD.string


def _typed(said: str) -> Literal | None:
    for form, datatype in _DATES:
        if form.fullmatch(said) and _is_real(said[:10]):
            return Literal(said, datatype=datatype)
    return None


def _as_iso(text: str) -> str:
    """The text with its day, month and year in the order and with the figures of ISO 8601."""
    said = text
    if not (said[:4].isdigit() and said[4:5] == "-" and said[7:8] in ("", "-")):
        said = _DAY_FIRST.sub(lambda found: f"{found[4]}-{int(found[3]):02}-{int(found[1]):02}", said, count=1)
        said = _YEAR_FIRST.sub(lambda found: f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}", said, count=1)
        if month := _MONTH.fullmatch(said):
            said = f"{month[2]}-{int(month[1]):02}"
        elif year := _YEAR.fullmatch(said):
            said = year[1]
    if short := _SHORT_TIME.fullmatch(said):
        zone = short[4] or ""
        zone = f"{zone[:3]}:{zone[3:]}" if len(zone) == 5 else zone
        said = f"{short[1]}T{short[2]}{short[3] or ':00'}{zone}"
    return said


@lru_cache(maxsize=4096)
def _is_real(day: str) -> bool:
    """Whether the calendar has this day, or month; remembered, for the days of one catalogue are few."""
    parts = [int(part) for part in day.split("-")]
    try:
        date(parts[0] or 1, *(*parts[1:], 1, 1)[:2])
    except ValueError:
        return False
    return True
