"""What is asked of the search, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.search_conditions import EVERYTHING, Condition
from registry.search_rows import FACETS

MOST_VALUES = 500
"""Values of a facet that a page has room for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: words, chosen values by facet (one of each facet must hold), order, page from 1, hits a page.

    For those who ask in other ways: `where` must hold too, also of what is counted; `start` hits are passed over in place
    of pages, `backwards` turns the order round, and `counted` are the facets to count, `most` values of each.
    """

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    size: int = 20
    where: Condition = EVERYTHING
    start: int | None = None
    backwards: bool = False
    counted: tuple[str, ...] = FACETS
    most: int = MOST_VALUES


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. Texts are by language (those there are; "" for an unknown one), the rest are IRIs, `modified` is
    an ISO day. `marked` are the titles with <mark> and </mark> around what was sought; else they are plain text."""

    key: str
    titles: Mapping[str, str]
    summary: Mapping[str, str]
    agency: str
    fields: tuple[str, ...]
    themes: tuple[str, ...]
    formats: tuple[str, ...]
    frequency: str
    licence: str
    modified: str
    marked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are in all, and each facet's values with their counts, the commonest first.

    A facet is counted among the records that every *other* facet's choice leaves, so that a choice can be widened.
    `forgiving`: nothing holds the words as they were typed; these hold them with a slip of one letter.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    seconds: float
    forgiving: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The records (IRIs) of a page, in order, how many there are in all, and the facets counted, as in `Found`."""

    records: tuple[str, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
