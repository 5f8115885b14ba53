"""Reads the overlaps of a registry from its database: what was measured, the cases, the newest rulings, what rules say.

What belongs to a version that is held back, or to a record that is public no more, is read too and marked: whoever shows
it to strangers leaves it out.
"""

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, true
from sqlalchemy import inspect as inspected

from registry import rulings, schema
from registry.bulk import among
from registry.case_moves import declared_reuse
from registry.clock import instant, local_day
from registry.ledger import Current, Ledger
from registry.overlap_cases import CaseState, Features, Kind
from registry.overlap_table import Filed, OverlapRow
from registry.portions import portions
from registry.reports import Reports
from registry.rulings import Ruling
from registry.words import Words
from shapes.report import Finding
from vocab.identifiers import dataset_of

PROFILE = "overlap/"
Place = tuple[str, str]
"""A record, and the dataset that it looks like."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a version says that the table shows: its titles by language, and the IRIs that it declares to reuse."""

    titles: Mapping[str, str]
    reuses: frozenset[str]


NAMELESS = Named({}, frozenset())
Naming = Callable[[Sequence[Current]], Mapping[str, Named]]
"""What the public versions of some records say, by record."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything read, before it is put together: by pair what was measured, what is filed, what was ruled."""

    measured: Mapping[Place, Row[Any]]
    cases: Mapping[Place, Row[Any]]
    rulings: Mapping[Place, Ruling]
    held: Mapping[str, Row[Any]]

    @property
    def places(self) -> list[Place]:
        return sorted(self.measured.keys() | self.cases.keys())


def overlaps(
    ledger: Ledger, words: Words, naming: Naming, wanted: Sequence[str] | None = None
) -> tuple[OverlapRow, ...]:
    """Every pair that was measured or has a case, in no order that means anything; only those of the `wanted` records,
    if these are said."""
    found = _read(ledger, wanted)
    records = {record for record, _ in found.places}
    records |= {row.other_record for row in found.cases.values() if row.other_record}
    there = (current for current in ledger.currents_of(sorted(records)) if current.state != "expunged")
    currents = {current.record: current for current in there}
    said = naming([current for current in currents.values() if current.state == "public"])
    rows = (_row(place, found, currents, said, words) for place in found.places)
    return tuple(row for row in rows if row is not None)


def moves(ledger: Ledger) -> tuple[int, int]:
    """Other numbers whenever a case moved, also without an entry in the ledger."""
    rows = schema.case.c
    with ledger.engine.connect() as connection:
        count, versions = connection.execute(select(func.count(), func.sum(rows.version))).one()
    return int(count), int(versions or 0)


def case_versions(ledger: Ledger) -> dict[str, tuple[str, int]]:
    """By the number of each case its record and its version, which moves with the case."""
    rows = schema.case.c
    with ledger.engine.connect() as connection:
        found = connection.execute(select(rows.number, rows.record, rows.version))
        return {row.number: (row.record, row.version) for row in found}


def looking_like(ledger: Ledger, records: Sequence[str]) -> frozenset[str]:
    """The records whose cases are with one of these."""
    rows = schema.case.c
    with ledger.engine.connect() as connection:
        query = select(rows.record).where(among(rows.other_record, records))
        return frozenset(connection.execute(query).scalars())


def overlapping(ledger: Ledger) -> int:
    """How many public datasets look like a ministry's."""
    rows, now, held = schema.overlap.c, schema.current.c, schema.held.c
    waiting = select(held.record)
    query = (
        select(func.count(rows.record.distinct()))
        .join(schema.current, now.record == rows.record)
        .where(now.state == "public", rows.record.not_in(waiting))
    )
    with ledger.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def readable_by_all(ledger: Ledger, records: Sequence[str]) -> frozenset[str]:
    """Those of these records of which strangers may read what was measured and ruled."""
    there = schema.held.c.record
    with ledger.engine.connect() as connection:
        waiting = set(connection.execute(select(there).where(among(there, records))).scalars())
    return frozenset(one.record for one in ledger.currents_of(records) if _is_shown(one, waiting))


def features(ledger: Ledger, rows: Iterable[OverlapRow]) -> dict[Place, Features]:
    """The evidence of each pair: as it was measured last, else as its case keeps it."""
    wanted = {(row.record, row.other) for row in rows}
    measured, cases = schema.overlap, schema.case
    found: dict[Place, Features] = {}
    with ledger.engine.connect() as connection:
        records = {record for record, _ in wanted}
        kept = select(cases.c.record, cases.c.other, cases.c.features).where(among(cases.c.record, records))
        now = select(measured.c.record, measured.c.ministry, measured.c.evidence)
        for query in (kept, now.where(among(measured.c.record, records))):
            for record, other, evidence in connection.execute(query):
                if (record, other) in wanted:
                    found[record, other] = tuple(json.loads(evidence))
    return found


def judgements(ledger: Ledger, rows: Iterable[OverlapRow]) -> dict[Place, tuple[Finding, ...]]:
    """What the rules of overlap say of each pair in the public version, worst first."""
    wanted = {(row.record, row.other): row for row in rows if row.is_public}
    spoken = schema.finding.c
    with ledger.engine.connect() as connection:
        ours = among(spoken.record, {record for record, _ in wanted})
        query = select(spoken.record).where(spoken.rule.startswith(PROFILE), ours).distinct()
        speaking = connection.execute(query).scalars().all()
    found: dict[Place, tuple[Finding, ...]] = {}
    kept = Reports(ledger.engine)
    for some in portions(speaking):
        seqs = {current.record: current.body_seq for current in ledger.currents_of(some)}
        for record, report in kept.of_records(some).items():
            if report.seq == seqs[record]:
                for finding in report.findings:
                    place = (record, finding.value or "")
                    if finding.rule.startswith(PROFILE) and place in wanted:
                        found[place] = (*found.get(place, ()), finding)
    return found


def _read(ledger: Ledger, wanted: Sequence[str] | None) -> _Found:
    tables = set(inspected(ledger.engine).get_table_names())
    with ledger.engine.connect() as connection:
        measured = _measured(connection, schema.has_scores(ledger.engine), wanted)
        cases = _cases(connection, wanted) if schema.case.name in tables else {}
        records = sorted({record for record, _ in cases})
        ruled = rulings.newest_of(connection, records) if schema.ruling.name in tables else {}
        others = [row.other_record for row in cases.values()]
        held = schema.held.c
        theirs = _wanted(held.record, None if wanted is None else [*wanted, *others])
        query: Select[Any] = select(held.record, held.title, held.body).where(theirs)
        waiting = {row.record: row for row in connection.execute(query)}
    return _Found(measured, cases, ruled, waiting)


def _wanted(column: ColumnElement[str], wanted: Sequence[str] | None) -> ColumnElement[bool]:
    return true() if wanted is None else among(column, wanted)


def _measured(connection: Connection, has_scores: bool, wanted: Sequence[str] | None) -> dict[Place, Row[Any]]:
    rows = schema.overlap.c
    score = rows.score if has_scores else literal(0.0).label("score")
    query: Select[Any] = select(rows.record, rows.ministry, rows.grade, score, rows.seq)
    found = connection.execute(query.where(_wanted(rows.record, wanted)))
    return {(row.record, row.ministry): row for row in found}


def _cases(connection: Connection, wanted: Sequence[str] | None) -> dict[Place, Row[Any]]:
    rows = schema.case.c
    query: Select[Any] = select(
        rows.number,
        rows.record,
        rows.other,
        rows.other_record,
        rows.kind,
        rows.state,
        rows.grade,
        rows.score,
        rows.title,
        rows.opened,
        rows.due,
        rows.was_public,
    ).where(rows.state != CaseState.REMOVED.value, _wanted(rows.record, wanted))
    return {(row.record, row.other): row for row in connection.execute(query)}


def _row(
    place: Place, found: _Found, currents: Mapping[str, Current], said: Mapping[str, Named], words: Words
) -> OverlapRow | None:
    """The row of a pair; None where the law took one of the two away."""
    record, other = place
    current, case, measured = currents.get(record), found.cases.get(place), found.measured.get(place)
    other_record = case.other_record if case else ""
    beside = currents.get(other_record)
    newest = measured or case
    if current is None or newest is None or (other_record and beside is None):
        return None
    mine = _said(record, found, said, case.title if case else "")
    its = _said(other_record, found, said, "") if other_record else Named(_ministry_titles(other, words), frozenset())
    is_shown = _is_shown(current, found.held) and (beside is None or _is_shown(beside, found.held))
    # Pairs inside the province are as their case says: they are measured apart, and their case ends when they differ.
    is_there = measured is not None or (bool(other_record) and case is not None and case.state == CaseState.OPEN)
    return OverlapRow(
        record,
        other,
        Kind.AGENCY.value if other_record else Kind.MINISTRY.value,
        newest.grade,
        float(newest.score),
        measured.seq if measured else (current.seq if is_there else 0),
        mine.titles,
        its.titles,
        current.agency,
        beside.agency if beside else _owner(other, words),
        other in mine.reuses,
        is_shown,
        _filed(case) if case else None,
        found.rulings.get(place),
    )


def _said(record: str, found: _Found, said: Mapping[str, Named], title: str) -> Named:
    """The title that is public, else that of what is held back, else `title`; and what the version that was measured
    declares: the one that is held back where there is one, else the public one."""
    waiting, public = found.held.get(record), said.get(record, NAMELESS)
    known = waiting.title if waiting is not None else title
    reuses = public.reuses if waiting is None else declared_reuse(dataset_of(record), waiting.body)
    return Named(public.titles or ({"vi": known} if known else {}), reuses)


def _is_shown(current: Current, held: Container[str]) -> bool:
    """Whether all that was measured of a record is public: nothing of it is held back."""
    return current.state == "public" and current.record not in held


def _filed(case: Row[Any]) -> Filed:
    opened = local_day(instant(case.opened))
    return Filed(case.number, case.state, opened, date.fromisoformat(case.due), case.was_public)


def _ministry_titles(other: str, words: Words) -> dict[str, str]:
    row = words.ministries.get(other)
    return {lang: row.title(lang) for lang in ("vi", "en")} if row else {}


def _owner(other: str, words: Words) -> str:
    """The ministry (IRI) that keeps a dataset today, "" when it is not in the register of agencies."""
    row = words.ministries.get(other)
    agency = words.agency(row.owner_id) if row and row.owner_id else None
    return agency.iri if agency else ""
