"""The table of an audit that says how every dataset stands in a quarter. Values only."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from registry.freshness import Standing, State
from registry.quarter import Quarter
from vocab.identifiers import key_of
from vocab.vietnamese import collation_key


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """One dataset in one quarter. `agency` is the IRI of who answers for it now."""

    dataset: str
    titles: Mapping[str, str]
    agency: str
    standing: Standing

    @property
    def key(self) -> str:
        return key_of(self.dataset)

    def title(self, lang: str = "vi") -> str:
        return self.titles.get(lang) or next(iter(self.titles.values()), "")


@dataclass(frozen=True, slots=True)
class AgencySum:
    """An agency's datasets in one quarter, counted by state; `worst` is its longest delay in days."""

    agency: str
    total: int
    counts: Mapping[State, int]
    worst: int

    @property
    def is_late(self) -> bool:
        """Whether something of it came late or did not come."""
        return bool(self.counts[State.LATE] or self.counts[State.MISSING])


@dataclass(frozen=True)
class FreshnessTable:
    """The freshness of a quarter, seen on day `today` at a position of the ledger.

    `rows` by agency and title, the worst first within an agency; `sums` the agencies with most trouble first.
    """

    quarter: Quarter
    today: date
    due: date
    position: int
    rows: tuple[FreshnessRow, ...]
    sums: tuple[AgencySum, ...]
    counts: Mapping[State, int]

    def of_agency(self, agency: str) -> tuple[FreshnessRow, ...]:
        return tuple(row for row in self.rows if row.agency == agency)

    @property
    def late_agencies(self) -> tuple[AgencySum, ...]:
        return tuple(each for each in self.sums if each.is_late)


def freshness_table(
    rows: Sequence[FreshnessRow],
    quarter: Quarter,
    today: date,
    due: date,
    position: int = 0,
    name: Callable[[str], str] = str,
) -> FreshnessTable:
    """The table of these rows, with its sums; `name` is an agency's, by which they are ordered. Pure."""
    places = {agency: collation_key(name(agency)) for agency in {row.agency for row in rows}}
    ordered = sorted(rows, key=lambda row: (places[row.agency], -_trouble(row), row.title(), row.dataset))
    by_agency: dict[str, list[FreshnessRow]] = {}
    for row in ordered:
        by_agency.setdefault(row.agency, []).append(row)
    sums = [_sum(agency, own) for agency, own in by_agency.items()]
    sums.sort(key=lambda each: (-each.counts[State.MISSING], -each.counts[State.LATE], places[each.agency]))
    counts = Counter(row.standing.state for row in ordered)
    return FreshnessTable(
        quarter, today, due, position, tuple(ordered), tuple(sums), MappingProxyType({s: counts[s] for s in State})
    )


def _sum(agency: str, rows: Sequence[FreshnessRow]) -> AgencySum:
    counts = Counter(row.standing.state for row in rows)
    worst = max(row.standing.days_late for row in rows)
    return AgencySum(agency, len(rows), MappingProxyType({s: counts[s] for s in State}), worst)


_ORDER = (State.ON_TIME, State.CONFIRMED, State.NOT_DUE, State.LATE, State.MISSING)


def _trouble(row: FreshnessRow) -> int:
    return _ORDER.index(row.standing.state) * 100_000 + row.standing.days_late
