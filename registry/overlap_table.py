"""The overlaps of a registry as one table: each pair of datasets, how alike they are, and what became of it. Values only.

A row is a dataset of the province beside a ministry's dataset, or beside another agency's. `Wanted` chooses rows, `crossing`
counts them by agency and by whom they meet.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from registry.overlap_cases import CaseState, Kind
from registry.rulings import Ruling
from vocab.identifiers import dataset_of, key_of
from vocab.vietnamese import collation_key, fold

DUPLICATE = "duplicate"
GRADES = (DUPLICATE, "overlap")
PROVINCE = "province"
"""In place of a ministry: the other dataset is of the province too. (A ministry that nobody knows is "".)"""


class State(StrEnum):
    """What became of a pair. `declared`: the dataset says that it reuses the other; `unfiled`: measured, no case yet;
    `closed`: the two no longer look alike. `overdue` is an open case past its day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DECIDED = "decided"
    DECLARED = "declared"
    UNFILED = "unfiled"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filed:
    """The case of a pair: its number, its state, the day it was opened, the day by which it should be decided."""

    number: str
    state: str
    opened: date
    due: date
    was_public: bool


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """A pair. `agency` and `other_agency` (IRIs) answer for the two sides now; `seq` is the ledger entry as of which it
    was measured, 0 when it no longer is. `score` runs from 0 to 1.

    `is_public` is False where a version that is held back, or one that is public no more, has part in it: that is for
    those signed in.
    """

    record: str
    other: str
    kind: str
    grade: str
    score: float
    seq: int
    titles: Mapping[str, str]
    other_titles: Mapping[str, str]
    agency: str
    other_agency: str
    is_declared: bool
    is_public: bool
    filed: Filed | None = None
    ruling: Ruling | None = None

    @property
    def dataset(self) -> str:
        return dataset_of(self.record)

    @property
    def key(self) -> str:
        return key_of(self.record)

    @property
    def is_of_ministry(self) -> bool:
        return self.kind == Kind.MINISTRY

    @property
    def is_alike(self) -> bool:
        """Whether the two look alike still, or a person said something of it."""
        return self.seq > 0 or (self.filed is not None and self.filed.state != CaseState.CLOSED)

    def title(self, lang: str = "vi") -> str:
        return self.titles.get(lang) or next(filter(None, self.titles.values()), "")

    def other_title(self, lang: str = "vi") -> str:
        return self.other_titles.get(lang) or next(filter(None, self.other_titles.values()), "")

    def state(self, today: date) -> State:
        """What became of the pair, seen on a day."""
        if self.filed and self.filed.state == CaseState.OPEN:
            return State.OVERDUE if self.filed.due < today else State.OPEN
        if self.filed and self.filed.state == CaseState.DECIDED:
            return State.DECIDED
        if not self.seq:
            return State.CLOSED
        return State.DECLARED if self.is_declared else State.UNFILED

    def in_force(self, today: date) -> Ruling | None:
        """The newest ruling while it holds: its case is decided, and its day is not over."""
        holds = self.ruling and self.state(today) is State.DECIDED and self.ruling.standing.is_in_force(today)
        return self.ruling if holds else None

    def past(self, today: date) -> Ruling | None:
        """The newest ruling when it holds no longer: its case is open again or closed, or its day is over."""
        return None if self.in_force(today) else self.ruling


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for; "" for any. `agency` and `ministry` are IRIs, `kind` and `grade` as in the rows.

    `state` is one of State, "open" meaning overdue ones too; without it everything but what is closed. `q` are words.
    """

    agency: str = ""
    ministry: str = ""
    kind: str = ""
    grade: str = ""
    state: str = ""
    q: str = ""

    def keeps(self, row: OverlapRow, today: date) -> bool:
        """Whether the row is asked for; `q` is not looked at."""
        is_met = self.agency in ("", row.agency) or (not row.is_of_ministry and self.agency == row.other_agency)
        is_other = not self.ministry or (row.is_of_ministry and self.ministry == row.other_agency)
        is_like = self.kind in ("", row.kind) and self.grade in ("", row.grade)
        return is_met and is_other and is_like and self._keeps_state(row.state(today))

    def _keeps_state(self, state: State) -> bool:
        if not self.state:
            return state is not State.CLOSED
        return state == self.state or (self.state == State.OPEN and state is State.OVERDUE)


Name = Callable[[str], str]


def chosen(rows: Iterable[OverlapRow], wanted: Wanted, today: date, name: Name) -> tuple[OverlapRow, ...]:
    """The rows asked for, what is most urgent first; `name` is an agency's or a ministry's, whose words count too."""
    kept = [row for row in rows if wanted.keeps(row, today)]
    words = fold(wanted.q).split()
    if words:
        kept = [row for row in kept if _says(row, words, name)]
    return tuple(sorted(kept, key=lambda row: _urgency(row, today)))


def _says(row: OverlapRow, words: Sequence[str], name: Name) -> bool:
    number = row.filed.number if row.filed else ""
    titles = (*row.titles.values(), *row.other_titles.values())
    text = fold(" ".join((*titles, name(row.agency), name(row.other_agency), number)))
    return all(word in text for word in words)


_ORDER = (State.OVERDUE, State.OPEN, State.UNFILED, State.DECIDED, State.DECLARED, State.CLOSED)


def _urgency(row: OverlapRow, today: date) -> tuple[object, ...]:
    due = row.filed.due if row.filed else date.max
    return _ORDER.index(row.state(today)), GRADES.index(row.grade), due, -row.score, row.record, row.other


@dataclass(frozen=True, slots=True)
class Cell:
    """The pairs of one agency with one ministry: all of them, those that wait for a ruling, those past their day."""

    total: int
    waiting: int
    overdue: int


NOTHING = Cell(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Which agency meets which ministry. `columns` are ministries (IRIs), the last one PROVINCE where datasets of the
    province meet each other; `rows` are agencies (IRIs) with their cells in the order of the columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], Cell], ...]
    sums: tuple[Cell, ...]
    total: Cell


def crossing(rows: Iterable[OverlapRow], today: date, name: Name) -> Crossing:
    """The rows counted by agency and by ministry, those with most first. A pair inside the province counts for both."""
    counts: Counter[tuple[str, str, State]] = Counter()
    total: Counter[State] = Counter()
    for row in rows:
        state = row.state(today)
        meets = row.other_agency if row.is_of_ministry else PROVINCE
        sides = (row.agency,) if row.is_of_ministry else dict.fromkeys((row.agency, row.other_agency))
        counts.update((side, meets, state) for side in sides)
        total[state] += 1
    agencies = dict.fromkeys(agency for agency, _, _ in counts)
    meets_all = dict.fromkeys(ministry for _, ministry, _ in counts)
    cells = {(a, m): _cell({s: counts[a, m, s] for s in State}) for a in agencies for m in meets_all}
    of_agency = {a: _sum(cells[a, m] for m in meets_all) for a in agencies}
    of_ministry = {m: _sum(cells[a, m] for a in agencies) for m in meets_all}
    columns = sorted(meets_all, key=lambda m: (m == PROVINCE, -of_ministry[m].total, collation_key(name(m))))
    ordered = sorted(agencies, key=lambda a: (-of_agency[a].total, collation_key(name(a))))
    lines = tuple((a, tuple(cells[a, m] for m in columns), of_agency[a]) for a in ordered)
    return Crossing(tuple(columns), lines, tuple(of_ministry[m] for m in columns), _cell(total))


def counted(rows: Iterable[OverlapRow], today: date) -> Mapping[State, int]:
    """How many pairs there are in each state."""
    counts = Counter(row.state(today) for row in rows)
    return MappingProxyType({state: counts[state] for state in State})


def _cell(states: Mapping[State, int]) -> Cell:
    overdue = states.get(State.OVERDUE, 0)
    return Cell(sum(states.values()), overdue + states.get(State.OPEN, 0), overdue)


def _sum(cells: Iterable[Cell]) -> Cell:
    total = NOTHING
    for cell in cells:
        total = Cell(total.total + cell.total, total.waiting + cell.waiting, total.overdue + cell.overdue)
    return total
