"""Conditions on a search beyond the choice of facets: any tree of them, for those who ask in a language of their own.

They are values, and become queries here; so no text of a stranger is ever read as a query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tantivy import FieldType, Occur, Query, Schema

from registry.clock import EPOCH

_TIES = 10
"""Bits that tell apart what was written at the same instant, by the entries' numbers."""
_FARTHEST = 2**63 - 1
"""What a number of the index can hold: beyond the year 2255 all is one moment."""
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Is:
    """A facet, or `record`, is one of these values; of none: nothing."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """A moment (`created`: first in the ledger, `changed`: its newest words) from `low` to `high`, both inclusive."""

    field: str
    low: datetime | None
    high: datetime | None


@dataclass(frozen=True, slots=True)
class Says:
    """It would be found by these words; no words hold of everything."""

    words: str


@dataclass(frozen=True, slots=True)
class Not:
    of: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; without parts: everything."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A part holds; without parts: nothing."""

    parts: tuple["Condition", ...] = ()


Condition = Is | Within | Says | Not | AllOf | AnyOf
EVERYTHING, NOTHING = AllOf(), AnyOf()


def moment(at: datetime, seq: int) -> int:
    """An instant as the index keeps it, told apart from others of the same microsecond by an entry's number."""
    told = (((at - EPOCH) // _MICROSECOND) << _TIES) + seq % (1 << _TIES)
    return max(-_FARTHEST, min(told, _FARTHEST))


def query_of(condition: Condition, schema: Schema, words: Callable[[str], Query | None]) -> Query:
    """The query for a condition; `words` makes that for what is typed, None when it holds no words."""
    match condition:
        case Is(field, values):
            return Query.term_set_query(schema, field, list(values)) if values else Query.empty_query()
        case Within(field, low, high):
            return _within(schema, field, low, high)
        case Says(said):
            return words(said) or Query.all_query()
        case Not(of):
            return _without(query_of(of, schema, words))
        case AllOf(parts):
            return _joined(Occur.Must, [query_of(part, schema, words) for part in parts]) or Query.all_query()
        case AnyOf(parts):
            return _joined(Occur.Should, [query_of(part, schema, words) for part in parts]) or Query.empty_query()


def _within(schema: Schema, field: str, low: datetime | None, high: datetime | None) -> Query:
    if low is None and high is None:
        return Query.all_query()
    first = None if low is None else moment(low, 0)
    last = None if high is None else moment(high, -1)
    return Query.range_query(schema, field, FieldType.Integer, first, last)


def _without(query: Query) -> Query:
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


def _joined(how: Occur, parts: list[Query]) -> Query | None:
    return Query.boolean_query([(how, part) for part in parts]) if parts else None
