"""How days, hours, numbers and sizes are written: 12/10/2026 08:41 and 1.234,5 in Vietnamese; 12 Oct 2026 in English.

Instants come in UTC and are shown in the registry's own zone, for deadlines are days of that zone.
"""

from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from registry.clock import ZONE

_DAY = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_MOMENT = {"vi": "dd/MM/yyyy HH:mm", "en": "d MMM yyyy, HH:mm"}
_UNITS = ("B", "kB", "MB", "GB", "TB")


def day(value: date | datetime | str | None, lang: str) -> str:
    """A day, or the local day of an instant; "" for none. Text is read as ISO 8601."""
    if not value:
        return ""
    return format_date(_local(value), _DAY[lang], locale=lang)


def moment(value: datetime | str | None, lang: str) -> str:
    """An instant, to the minute, in the registry's zone; "" for none."""
    if not value:
        return ""
    return format_datetime(_local(value), _MOMENT[lang], locale=lang)


def number(value: float | int | None, lang: str) -> str:
    return "" if value is None else format_decimal(value, locale=lang)


def score(value: float, lang: str) -> str:
    """How alike two are, with two decimals whatever they are: 0,90."""
    return format_decimal(value, format="0.00", locale=lang)


def percent(value: float, lang: str) -> str:
    return format_percent(value, locale=lang)


def size(octets: int | None, lang: str) -> str:
    """A size in decimal units, at most one digit after the mark: 3,4 MB."""
    if octets is None:
        return ""
    amount, unit = float(octets), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{format_decimal(round(amount, 1 if amount < 10 and unit else 0), locale=lang)} {_UNITS[unit]}"


def _local(value: date | datetime | str) -> date | datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value.replace("Z", "+00:00")) if "T" in value else date.fromisoformat(value)
    return value.astimezone(ZONE) if isinstance(value, datetime) and value.tzinfo else value
