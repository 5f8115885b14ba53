"""Cases: pairs of datasets that look alike and wait for a person to decide, each with its day.

`Cases` reads them, for the rules, for pages and for reports; how they open and close is in `case_moves`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, literal, or_, select
from sqlalchemy import inspect as inspected

from registry import rulings, schema
from registry.bulk import among
from registry.clock import instant, local_day
from registry.rulings import IN_THE_PROVINCE, Ruling
from shapes import rulings as standing
from shapes.rulings import ENDING, Ended, OpenCase

Features = tuple[Mapping[str, Any], ...]


class CaseState(StrEnum):
    """Where a case stands. `removed`: the law took one of its datasets away, and the case's words with it."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"
    REMOVED = "removed"


class Kind(StrEnum):
    """What a dataset was found to be like: a ministry's, or another agency's of the province."""

    MINISTRY = "ministry"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different since the case was decided or closed, as a sentence."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Case:
    """A pair that a person decides on.

    `record` is a record of the province, `other` the dataset (IRI) it looks like, `other_record` that one's record when
    it is of the province too, else "". `opened` is a ledger stamp, `due` the day (ISO) by which it should be decided.
    `was_public`: the public version came to violate without anybody's act. `changed` says why it was opened again.
    `version` grows with everything that a reviewer should see before deciding.
    """

    number: str
    record: str
    other: str
    other_record: str
    kind: str
    state: str
    grade: str
    score: float
    title: str
    features: Features
    mark: str
    fingerprint: str
    changed: tuple[Change, ...]
    was_public: bool
    opened: str
    due: str
    closed: str
    version: int

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN

    @property
    def is_over(self) -> bool:
        """Whether nobody may decide it: the two no longer look alike, or the law took one of them away."""
        return self.state in (CaseState.CLOSED, CaseState.REMOVED)

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been decided before this day."""
        return self.is_open and self.due < day.isoformat()

    def age(self, day: date) -> int:
        """Days since it was opened."""
        return (day - local_day(instant(self.opened))).days

    def days_left(self, day: date) -> int:
        """Days until it is due; negative when it is late."""
        return (date.fromisoformat(self.due) - day).days


@dataclass(frozen=True, slots=True)
class Statement:
    """What an agency said of a case."""

    agency: str
    person: str
    at: str
    words: str


@dataclass(frozen=True, slots=True)
class Ages:
    """Open cases by their age in days, and how many of them are past their day."""

    open: int
    overdue: int
    buckets: tuple[tuple[int, int | None, int], ...]
    """From day, to day (None: no end), how many."""


BUCKETS: tuple[tuple[int, int | None], ...] = ((0, 7), (8, 30), (31, 90), (91, None))


class Cases:
    """Reads cases, and takes statements."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def exist(self) -> bool:
        """Whether the database knows cases; one that an older version wrote does not yet."""
        return bool(inspected(self._engine).has_table(schema.case.name))

    def find(self, number: str) -> Case | None:
        """The case of this number."""
        found = self._cases(schema.case.c.number == number)
        return found[0] if found else None

    def of_record(self, record: str) -> tuple[Case, ...]:
        """Every case that a record has part in, open ones first."""
        rows = schema.case.c
        return self._cases(or_(rows.record == record, rows.other_record == record))

    def of_agency(self, agency: str) -> tuple[Case, ...]:
        """Every case of the datasets that an agency (IRI) answers for now, open ones first."""
        own = select(schema.current.c.record).where(schema.current.c.agency == agency)
        rows = schema.case.c
        return self._cases(or_(rows.record.in_(own), rows.other_record.in_(own)))

    def all(self, state: str = "", kind: str = "") -> tuple[Case, ...]:
        """The cases in a state and of a kind, "" for any; open ones first, then by their day. None that was removed."""
        rows = schema.case.c
        where = [rows.state == state if state else rows.state != CaseState.REMOVED.value]
        return self._cases(*where, *([rows.kind == kind] if kind else []))

    def rulings(self, records: Sequence[str], day: date) -> dict[str, tuple[standing.Ruling, ...]]:
        """By record, the rulings with ministries that hold on a day: the newest of each pair, unless it has ended."""
        with self._engine.connect() as connection:
            newest = rulings.newest_of(connection, records)
        found: dict[str, tuple[standing.Ruling, ...]] = {}
        for (record, other), one in newest.items():
            if one.standing.is_in_force(day) and IN_THE_PROVINCE not in other:
                found[record] = (*found.get(record, ()), one.standing)
        return found

    def open_of(self, records: Sequence[str]) -> dict[str, tuple[OpenCase, ...]]:
        """By record, its open cases with ministries."""
        with self._engine.connect() as connection:
            known = known_cases(connection, records, Kind.MINISTRY)
        found: dict[str, tuple[OpenCase, ...]] = {}
        for case in known.values():
            if case.is_open:
                found[case.record] = (*found.get(case.record, ()), _opened(case))
        return found

    def ended(self) -> tuple[Ended, ...]:
        """The datasets that the newest ruling on their pair with a ministry's puts to an end."""
        rows, cases = schema.ruling.c, schema.case.c
        newest = select(func.max(rows.seq)).group_by(rows.record, rows.other)
        query = (
            select(rows.other, cases.title, rows.verdict, cases.number, rows.seq)
            .join_from(schema.ruling, schema.case, rows.case_number == cases.number)
            .where(rows.seq.in_(newest), rows.verdict.in_(ENDING), cases.kind == Kind.MINISTRY.value, cases.title != "")
            .order_by(rows.seq)
        )
        with self._engine.connect() as connection:
            return tuple(Ended(*row) for row in connection.execute(query))

    def rulings_of(self, number: str) -> tuple[Ruling, ...]:
        """What was decided on a case, newest first."""
        rows = schema.ruling
        with self._engine.connect() as connection:
            query = select(rows).where(rows.c.case_number == number).order_by(rows.c.seq.desc())
            return tuple(rulings.read(row) for row in connection.execute(query))

    def newest_rulings(self, limit: int) -> tuple[Ruling, ...]:
        """The newest rulings of all."""
        rows = schema.ruling
        with self._engine.connect() as connection:
            query = select(rows).order_by(rows.c.seq.desc()).limit(limit)
            return tuple(rulings.read(row) for row in connection.execute(query))

    def statements(self, number: str) -> tuple[Statement, ...]:
        """What the agencies said of a case, newest first."""
        rows = schema.statement.c
        query = select(rows.agency, rows.person, rows.at, rows.words).where(rows.case_number == number)
        with self._engine.connect() as connection:
            return tuple(Statement(*row) for row in connection.execute(query.order_by(rows.id.desc())))

    def state(self, case: Case, agency: str, account: str, person: str, at: str, words: str) -> None:
        """Keeps what an agency says of a case; the same words said twice are kept once."""
        last = next((one for one in self.statements(case.number) if one.agency == agency), None)
        if last is not None and last.words == words:
            return
        said = {"agency": agency, "account": account, "person": person, "at": at, "words": words}
        rows = schema.case.c
        there = select(rows.number, *map(literal, said.values())).where(
            rows.number == case.number, rows.state != CaseState.REMOVED.value
        )
        with self._engine.begin() as connection:
            # In one statement, so that nothing is said of what the law removes meanwhile.
            connection.execute(insert(schema.statement).from_select(["case_number", *said], there))

    def ages(self, day: date) -> Ages:
        """Open cases by age, for reports."""
        cases = self.all(CaseState.OPEN)
        counts = tuple(
            (low, high, sum(_is_within(case.age(day), low, high) for case in cases)) for low, high in BUCKETS
        )
        return Ages(len(cases), sum(case.is_overdue(day) for case in cases), counts)

    def _cases(self, *where: Any) -> tuple[Case, ...]:
        rows = schema.case
        # Alphabet helps: open comes after closed and decided.
        query = select(rows).where(*where).order_by(rows.c.state.desc(), rows.c.due, rows.c.number)
        with self._engine.connect() as connection:
            return tuple(read(row) for row in connection.execute(query))


def read(row: Row[Any]) -> Case:
    """The case that a row of the table says."""
    values: tuple[Any, ...] = tuple(row)
    case = Case(*values)
    changed = tuple(Change(**one) for one in json.loads(row.changed))
    return replace(case, features=tuple(json.loads(row.features)), changed=changed)


@lru_cache(maxsize=16)
def day_after(at: str, term: int) -> str:
    """The day (ISO) by which something opened at a stamp is due."""
    return (local_day(instant(at)) + timedelta(days=term)).isoformat()


def _opened(case: Case) -> OpenCase:
    opened_as = "published" if case.was_public else "new"
    return OpenCase(case.other, opened_as, date.fromisoformat(case.due), case.grade)


def known_cases(connection: Connection, records: Sequence[str], kind: Kind) -> dict[tuple[str, str], Case]:
    """The cases of these records that were not removed by law: (record, other) -> case."""
    rows = schema.case.c
    where = (among(rows.record, records), rows.kind == kind.value, rows.state != CaseState.REMOVED.value)
    query = select(schema.case).where(*where).order_by(rows.number)
    return {(row.record, row.other): read(row) for row in connection.execute(query)}


def _is_within(age: int, low: int, high: int | None) -> bool:
    return low <= age and (high is None or age <= high)
