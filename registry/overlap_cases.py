"""Cases: pairs of datasets that look alike and wait for a person to decide, each with its day.

`bring` is told what was just measured, inside the transaction that writes it down, and opens, closes and reopens cases;
it decides nothing else. A case is one pair for good: it keeps its number when it closes and comes back. `Cases` reads
them, for the rules, for pages and for reports.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, literal, or_, select, update
from sqlalchemy import inspect as inspected

from registry import rulings, schema
from registry.clock import instant, local_day
from registry.rulings import AT_ONCE, IN_THE_PROVINCE, Ruling
from shapes import rulings as standing
from shapes.rulings import ENDING, Ended, OpenCase, mark_of
from vocab.identifiers import dataset_of, record_of
from vocab.namespaces import DCT

Features = tuple[Mapping[str, Any], ...]
VIOLATING = "duplicate"
REUSING = (DCT.source.value, DCT.isPartOf.value)


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
class Brought:
    """A version that was just measured: what was measured, and of which text.

    `evidence` are the rows of `Judged.evidence`; `declared` the ministry datasets (IRIs) whose reuse the version
    declares, and with which it therefore has no case. `is_again`: a public version measured again without anybody's act.
    `is_one_of_two`: a version is held back beside a public one, so that what this one no longer shows the other may.
    """

    record: str
    title: str
    fingerprint: str
    evidence: tuple[Mapping[str, Any], ...] = ()
    declared: frozenset[str] = frozenset()
    is_again: bool = False
    is_one_of_two: bool = False


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


def bring(connection: Connection, brought: Sequence[Brought], at: str, term: int) -> None:
    """Opens, closes and reopens the cases with ministries of these records; `at` is the act's stamp, `term` in days."""
    records = [one.record for one in brought]
    known = _known(connection, records, Kind.MINISTRY)
    if not known and not any(one.evidence for one in brought):
        return
    newest = rulings.newest_of(connection, records)
    found = [case for one in brought for case in _of_version(one, known, newest, at, term)]
    _write(connection, known, found, at)


def bring_pairs(
    connection: Connection, compared: Sequence[str], rows: Sequence[Mapping[str, Any]], at: str, term: int
) -> None:
    """Opens, closes and reopens the cases between agencies of records that were `compared` with their neighbours.

    A row names two records, the lesser first: {"record", "other", "title", "fingerprint", "other_fingerprint", and what a
    row of `Judged.evidence` says}.
    """
    wanted = frozenset(compared)
    known = _known_pairs(connection, compared)
    newest = rulings.newest_of(connection, [*wanted, *(str(row["record"]) for row in rows)])
    found: list[Case] = []
    for row in rows:
        text = hashlib.sha256(f"{row['fingerprint']} {row['other_fingerprint']}".encode()).hexdigest()
        one, other = Brought(row["record"], row["title"], text), dataset_of(row["other"])
        place = (one.record, other)
        found.append(weighed(known.get(place), newest.get(place), measured(one, other, row, at, term), False))
    alike = {(case.record, case.other) for case in found}
    found += [ended(case, at) for place, case in known.items() if place not in alike]
    _write(connection, known, found, at)


def declared_reuse(dataset: str, body: bytes) -> frozenset[str]:
    """The IRIs that a description (its N-Quads) names as its source or as what it is part of."""
    starts = tuple(f"<{dataset}> <{predicate}> <".encode() for predicate in REUSING)
    lines = (line for line in body.splitlines() if line.startswith(starts))
    return frozenset(line.split(b"<", 3)[3].partition(b">")[0].decode() for line in lines)


def expunge(connection: Connection, record: str, dataset: str) -> None:
    """Destroys, by law, the words of every case, statement and ruling that one record has part in; numbers stay."""
    cases, made = schema.case.c, schema.ruling.c
    mine = or_(cases.record == record, cases.other_record == record)
    numbers = select(cases.number).where(mine)
    connection.execute(delete(schema.statement).where(schema.statement.c.case_number.in_(numbers)))
    ruled = or_(made.record == record, made.other == dataset, made.case_number.in_(numbers))
    # The free words of a ruling are the body of its entry.
    connection.execute(delete(schema.body).where(schema.body.c.seq.in_(select(made.seq).where(ruled))))
    connection.execute(delete(schema.ruling).where(ruled))
    connection.execute(delete(schema.retake).where(schema.retake.c.record == record))
    pairs = schema.pair.c
    connection.execute(delete(schema.pair).where(or_(pairs.record == record, pairs.other == record)))
    blank = {"state": CaseState.REMOVED.value, "title": "", "features": "[]", "changed": "[]", "mark": ""}
    connection.execute(update(schema.case).where(mine).values(**blank, fingerprint="", version=cases.version + 1))


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
            known = _known(connection, records, Kind.MINISTRY)
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


def day_after(at: str, term: int) -> str:
    """The day (ISO) by which something opened at a stamp is due."""
    return (local_day(instant(at)) + timedelta(days=term)).isoformat()


def _of_version(
    one: Brought, known: Mapping[tuple[str, str], Case], newest: Mapping[tuple[str, str], Ruling], at: str, term: int
) -> Iterator[Case]:
    """The cases of a version as they are from now on: those it has, and those it had."""
    rows = {str(row["ministry"]): row for row in one.evidence if row["ministry"] not in one.declared}
    for other, row in rows.items():
        place = (one.record, other)
        yield weighed(known.get(place), newest.get(place), measured(one, other, row, at, term), one.is_again)
    for (record, other), case in known.items():
        if record == one.record and other not in rows and not one.is_one_of_two:
            yield ended(case, at)


def measured(one: Brought, other: str, row: Mapping[str, Any], at: str, term: int) -> Case:
    """The case that a row of evidence would open if there were none yet; it has no number."""
    features = tuple(row["features"])
    return Case(
        number="",
        record=one.record,
        other=other,
        other_record=record_of(other) if IN_THE_PROVINCE in other else "",
        kind=(Kind.AGENCY if IN_THE_PROVINCE in other else Kind.MINISTRY).value,
        state=CaseState.OPEN.value,
        grade=str(row["grade"]),
        score=float(row.get("score", 0.0)),
        title=one.title,
        features=features,
        mark=mark_of(str(row["grade"]), ((f["name"], f["vi"], bool(f.get("against"))) for f in features)),
        fingerprint=one.fingerprint,
        changed=(),
        was_public=False,
        opened=at,
        due=day_after(at, term),
        closed="",
        version=1,
    )


def weighed(before: Case | None, ruling: Ruling | None, now: Case, is_again: bool) -> Case:
    """The case after something was measured: decided while its ruling holds for what was measured, open otherwise."""
    violates_by_itself = is_again and now.grade == VIOLATING
    if _is_settled(ruling, now):
        settled = replace(now, state=CaseState.DECIDED.value, was_public=False)
        return settled if before is None else _carried(before, settled)
    if before is None:
        return replace(now, was_public=violates_by_itself)
    if before.is_open and (before.was_public or not violates_by_itself):
        return _carried(before, replace(now, was_public=before.was_public))
    opened = replace(now, changed=_differences(before, ruling, now), was_public=violates_by_itself)
    return replace(opened, number=before.number, version=before.version + 1)


def ended(case: Case, at: str) -> Case:
    """The case when the two no longer look alike: one that was open is closed, one that was decided stays so."""
    if not case.is_open:
        return case
    return replace(case, state=CaseState.CLOSED.value, closed=at, version=case.version + 1)


def open_again(connection: Connection, case: Case, ruling: Ruling, at: str, term: int) -> None:
    """Opens a case whose ruling has ended, as of the public version if that one is a duplicate."""
    public = select(schema.current.c.state).where(schema.current.c.record == case.record)
    waiting = select(schema.held.c.record).where(schema.held.c.record == case.record)
    is_public = connection.execute(public).scalar_one_or_none() == "public"
    is_shown = is_public and connection.execute(waiting).first() is None
    now = replace(case, state=CaseState.OPEN.value, opened=at, due=day_after(at, term), closed="")
    violates = is_shown and case.grade == VIOLATING and case.kind == Kind.MINISTRY
    opened = replace(now, was_public=violates, changed=_differences(case, ruling, now), version=case.version + 1)
    connection.execute(update(schema.case).where(schema.case.c.number == case.number).values(_as_row(opened)))


def _is_settled(ruling: Ruling | None, now: Case) -> bool:
    if ruling is None:
        return False
    is_ending = ruling.standing.is_ending
    return is_ending or ruling.standing.silences(local_day(instant(now.opened)), now.mark, now.fingerprint)


def _carried(before: Case, now: Case) -> Case:
    """What was measured now, in the case that was there: it goes on, and is new to a reviewer when it says other things."""
    is_same = (before.state, before.mark, before.grade) == (now.state, now.mark, now.grade)
    changed = before.changed if now.is_open else ()
    kept = replace(now, number=before.number, opened=before.opened, due=before.due, changed=changed)
    return replace(kept, version=before.version if is_same else before.version + 1)


def _differences(before: Case, ruling: Ruling | None, now: Case) -> tuple[Change, ...]:
    return tuple(_told_differences(before, ruling, now))


def _told_differences(before: Case, ruling: Ruling | None, now: Case) -> Iterator[Change]:
    if before.state == CaseState.CLOSED:
        yield Change("Hai bên lại giống nhau.", "The two look alike again.")
    if ruling is not None and ruling.until and ruling.until < local_day(instant(now.opened)).isoformat():
        day = date.fromisoformat(ruling.until).strftime("%d/%m/%Y")
        yield Change(f"Quyết định trước hết hiệu lực ngày {day}.", f"The ruling before ended on {day}.")
    if before.fingerprint and before.fingerprint != now.fingerprint:
        yield Change("Bản mô tả đã được sửa.", "The description was changed.")
    if before.grade != now.grade:
        yield _GRADES.get(now.grade, _GRADES["overlap"])
    was, is_now = (_sentences(case.features) for case in (before, now))
    yield from (Change(f"Thêm chứng cứ: {vi}", f"New evidence: {en}") for vi, en in is_now if (vi, en) not in was)
    yield from (Change(f"Không còn: {vi}", f"No longer there: {en}") for vi, en in was if (vi, en) not in is_now)


_GRADES = {
    "duplicate": Change("Mức đo tăng thành trùng lặp.", "What was measured is now a duplicate."),
    "overlap": Change("Mức đo giảm thành chồng lấn một phần.", "What was measured is now an overlap."),
}


def _sentences(features: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(str(feature["vi"]), str(feature["en"])) for feature in features]


def _opened(case: Case) -> OpenCase:
    opened_as = "published" if case.was_public else "new"
    return OpenCase(case.other, opened_as, date.fromisoformat(case.due), case.grade)


def _known(connection: Connection, records: Sequence[str], kind: Kind) -> dict[tuple[str, str], Case]:
    """The cases of these records that were not removed by law: (record, other) -> case."""
    rows = schema.case.c
    found: dict[tuple[str, str], Case] = {}
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        where = (rows.record.in_(some), rows.kind == kind.value, rows.state != CaseState.REMOVED.value)
        query = select(schema.case).where(*where).order_by(rows.number)
        found |= {(row.record, row.other): read(row) for row in connection.execute(query)}
    return found


def _known_pairs(connection: Connection, records: Sequence[str]) -> dict[tuple[str, str], Case]:
    """The cases between agencies that these records have part in."""
    rows = schema.case.c
    found: dict[tuple[str, str], Case] = {}
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        mine = or_(rows.record.in_(some), rows.other_record.in_(some))
        query = select(schema.case).where(mine, rows.kind == Kind.AGENCY.value, rows.state != CaseState.REMOVED.value)
        found |= {(row.record, row.other): read(row) for row in connection.execute(query)}
    return found


def _write(connection: Connection, known: Mapping[tuple[str, str], Case], found: Sequence[Case], at: str) -> None:
    """Writes the cases that are new or different."""
    new = [case for case in found if not case.number]
    year = str(local_day(instant(at)).year)
    last = _last_number(connection, year) if new else 0
    numbered = [replace(case, number=f"{year}-{last + place:03}") for place, case in enumerate(new, 1)]
    if numbered:
        connection.execute(insert(schema.case), [_as_row(case) for case in numbered])
    for case in found:
        if case.number and case != known.get((case.record, case.other)):
            connection.execute(update(schema.case).where(schema.case.c.number == case.number).values(_as_row(case)))


def _last_number(connection: Connection, year: str) -> int:
    """The highest number given in a year."""
    rows = schema.case.c
    query = select(rows.number).where(rows.number.startswith(f"{year}-"))
    newest = query.order_by(func.length(rows.number).desc(), rows.number.desc()).limit(1)
    number = connection.execute(newest).scalar_one_or_none()
    return int(number.partition("-")[2]) if number else 0


def _as_row(case: Case) -> dict[str, Any]:
    said = {name: getattr(case, name) for name in schema.case.c.keys()}  # noqa: SIM118  # columns, not a dict
    said["features"] = json.dumps([dict(feature) for feature in case.features], ensure_ascii=False)
    said["changed"] = json.dumps([{"vi": one.vi, "en": one.en} for one in case.changed], ensure_ascii=False)
    return said


def _is_within(age: int, low: int, high: int | None) -> bool:
    return low <= age and (high is None or age <= high)
