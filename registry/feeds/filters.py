"""What a walk through the catalogue may be narrowed to: a theme, an agency, what changed since a moment.

A filter rides beside the page token in every address of a walk, in one spelling each, so whoever forges one asks no more
than what may be asked anyway.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, time
from typing import TypeVar

from registry.clock import EPOCH, ZONE, stamp
from registry.errors import RegistryError
from registry.words import Words
from vocab.agencies import Agency
from vocab.codelists import Concept
from vocab.identifiers import is_key
from vocab.namespaces import DCAT, REG

THEME, AGENCY, SINCE = "theme", "agency", "modified-since"
LISTS = {"data-theme": DCAT.theme.value, "field": REG.field.value}
"""The code lists a theme may come from, the European one before the regulation's own, and the property that names it."""
LONGEST_SHOWN = 80
_DAY = r"(\d{4}-\d\d-\d\d)"
_OFFSET = r"(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_DATE = re.compile(_DAY + _OFFSET, re.ASCII)
_MOMENT = re.compile(_DAY + r"T(\d\d:\d\d:\d\d)(?:\.(\d+))?" + _OFFSET, re.ASCII)
_MICROSECONDS = 6
Found = TypeVar("Found")


class BadFilter(RegistryError):
    """A filter that cannot be read, or asks for what nobody knows."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; `theme` and `agency` are IRIs, `since` an instant as the ledger writes it, "" for no filter.

    `theme_property` is the property in which a description names the theme.
    """

    theme: str = ""
    theme_property: str = ""
    agency: str = ""
    since: str = ""

    def __bool__(self) -> bool:
        return bool(self.theme or self.agency or self.since)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """As parameters of an address, those that are asked for."""
        told = ((AGENCY, self.agency), (SINCE, self.since), (THEME, self.theme))
        return tuple((name, value) for name, value in told if value)


WHOLE = Filters()


def read(asked: Mapping[str, Sequence[str]], words: Words, base: str) -> Filters:
    """The filters among the parameters of an address, each with all its values. An empty one is none.

    Raises BadFilter for a theme or an agency that nobody knows, what is neither xsd:date nor xsd:dateTime, and for one that
    is said twice.
    """
    theme = _one(asked, THEME, lambda text: _theme(text, words))
    agency = _one(asked, AGENCY, lambda text: _agency(text, words, base))
    return Filters(
        theme.iri if theme else "",
        LISTS[_list_of(theme, words)] if theme else "",
        agency.iri if agency else "",
        _one(asked, SINCE, moment) or "",
    )


def moment(text: str) -> str | None:
    """A day or a moment as the ledger writes instants; None when it is none. Without a timezone it is Vietnam's; a day
    begins at its midnight. What is before 1970 is 1970: the ledger began later."""
    text = text.replace(" ", "+")  # a sign that was not encoded in the address
    try:
        if day := _DATE.fullmatch(text):
            found = datetime.combine(datetime.fromisoformat(day[1]).date(), time())
            offset = day[2]
        elif read := _MOMENT.fullmatch(text):
            fraction = (read[3] or "").ljust(_MICROSECONDS, "0")[:_MICROSECONDS]
            found = datetime.fromisoformat(f"{read[1]}T{read[2]}.{fraction}")
            offset = read[4]
        else:
            return None
        # Beyond what the zone's tables can reckon with, the year is enough.
        if found.year < EPOCH.year:
            return stamp(EPOCH)
        if found.year == MAXYEAR:
            return stamp(found.replace(month=1, day=1, tzinfo=ZONE))
        zone = datetime.fromisoformat(f"{found.date()}T00:00:00{offset}").tzinfo if offset else ZONE
    except ValueError:
        return None
    return max(stamp(found.replace(tzinfo=zone)), stamp(EPOCH))


def _one(asked: Mapping[str, Sequence[str]], name: str, find: Callable[[str], Found | None]) -> Found | None:
    """The one value of a parameter, as `find` reads it; None when it is not asked for."""
    given = [text.strip() for text in asked.get(name, ()) if text.strip()]
    if len(given) > 1:
        raise BadFilter(
            f"«{name}» được nêu nhiều lần; chỉ nêu một lần.", f"“{name}” is given more than once; give it once."
        )
    if not given:
        return None
    found = find(given[0])
    if found is None:
        shown = given[0] if len(given[0]) <= LONGEST_SHOWN else f"{given[0][:LONGEST_SHOWN]}…"
        vi, en = _EXPECTED[name]
        raise BadFilter(f"Không đọc được «{name}={shown}»: {vi}.", f"“{name}={shown}” cannot be read: {en}.")
    return found


_EXPECTED = {
    THEME: (
        "hãy dùng IRI, mã hoặc tên của một chủ đề (danh mục chủ đề châu Âu) hay một lĩnh vực của quy chế, xem /def",
        "use the IRI, code or label of a theme (European list) or of a field of the regulation, see /def",
    ),
    AGENCY: (
        "hãy dùng IRI, mã định danh hoặc khóa của một cơ quan, xem /agencies",
        "use the IRI, id or key of an agency, see /agencies",
    ),
    SINCE: (
        "hãy ghi một ngày hoặc một thời điểm (xsd:date, xsd:dateTime), ví dụ 2026-11-01 hoặc 2026-11-01T08:00:00+07:00",
        "write a day or a moment (xsd:date, xsd:dateTime), such as 2026-11-01 or 2026-11-01T08:00:00+07:00",
    ),
}


def _theme(text: str, words: Words) -> Concept | None:
    return next((found for name in LISTS if (found := words.code_lists[name].find(text))), None)


def _list_of(theme: Concept, words: Words) -> str:
    return next(name for name in LISTS if theme.iri in words.code_lists[name].by_iri)


def _agency(text: str, words: Words, base: str) -> Agency | None:
    return words.agency(f"{base}/id/agency/{text}" if is_key(text) else text)
