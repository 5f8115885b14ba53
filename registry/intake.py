"""The only way in: measure, judge, decide, write down.

A candidate is described already (a worker mapped it, or the form made it). `check` has it measured and judged in a
worker and writes nothing; `settle` decides and moves everything into the ledger in one transaction; `take` does both.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, select, update

from registry import case_moves, reports, schema
from registry.bulk import add, among
from registry.case_moves import Brought, declared_reuse
from registry.clock import instant, local_day, stamp
from registry.config import OVERLAP_DAYS
from registry.decision import Decision, Outcome, decide
from registry.entries import Act, Entry
from registry.ledger import Current, Ledger, Writing
from registry.reports import Report
from shapes.report import Finding, ShapeReport
from vocab.description import Description
from vocab.identifiers import record_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A description that wants to become public, and who brings it.

    `agency` is the responsible agency's IRI, `act` publish or transfer. `expects` is the entry the bringer last saw of
    the record (0 none, None no check). `is_form` says that a person typed it: then a missing value that a source's
    defaults would supply is a Violation, not a remark.
    """

    iri: str
    body: bytes
    fingerprint: str
    title: str
    agency: str
    actor: str
    person: str = ""
    reason: str = ""
    act: str = "publish"
    expects: int | None = None
    is_form: bool = False

    @property
    def record(self) -> str:
        return record_of(self.iri)

    @classmethod
    def of(cls, description: Description, agency: str, actor: str, **more: Any) -> "Candidate":
        return cls(
            description.iri, description.body(), description.fingerprint, description.title(), agency, actor, **more
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with what the rules say of it and the overlaps that were measured; `rules` is the digest of what it
    was judged by.

    `evidence` rows: {"ministry": IRI, "grade": "duplicate"|"overlap", "features": [{"name", "weight", "vi", "en"}],
    "mark"}.
    """

    candidate: Candidate
    findings: tuple[Finding, ...]
    evidence: tuple[Row, ...] = ()
    rules: str = ""


Judge = Callable[[Sequence[Candidate]], Sequence[Judged]]
"""Measures and judges; in a keeper this goes to a worker."""

_PUBLIC = frozenset({Outcome.PUBLISHED, Outcome.REMARKED})
_SILENT = frozenset({Outcome.UNCHANGED, Outcome.REFUSED, Outcome.BARRED})

Aside = Callable[[Connection, tuple[Decision, ...]], None]
"""Work that must stand or fall with the entries; it is told what was decided."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What `settle` will do with one candidate."""

    judged: Judged
    outcome: Outcome
    acts: tuple[Act, ...] = ()


class Intake:
    """Decides on candidates and writes the decisions down; `follow` brings the views along.

    `term` is how many days a reviewer has for a case of overlap.
    """

    def __init__(self, ledger: Ledger, judge: Judge, follow: Callable[[], object], term: int = OVERLAP_DAYS) -> None:
        self._ledger = ledger
        self._judge = judge
        self._term = term
        self.follow = follow

    def check(self, candidates: Sequence[Candidate]) -> tuple[Judged, ...]:
        """What the rules say of each candidate, in order; nothing is written."""
        return tuple(self._judge(candidates))

    def take(self, candidates: Sequence[Candidate]) -> tuple[Decision, ...]:
        """Checks and settles. Raises Stale when a record moved on since its bringer saw it; then nothing is written."""
        return self.settle(self.check(candidates))

    def settle(
        self, judged: Sequence[Judged], more: Sequence[Act] = (), aside: Aside | None = None
    ) -> tuple[Decision, ...]:
        """Decides on each, writes all acts and `more` in one transaction (with `aside` in it), brings the views along.

        Raises Stale; then nothing is written.
        """
        decisions: list[Decision] = []

        def told(connection: Connection, some: tuple[Decision, ...]) -> None:
            decisions.extend(some)
            if aside:
                aside(connection, some)

        self.settle_slices([judged], told, more)
        return tuple(decisions)

    def settle_slices(
        self,
        slices: Iterable[Sequence[Judged]],
        aside: Aside,
        more: Sequence[Act] = (),
        last: Callable[[Connection], None] = lambda connection: None,
    ) -> None:
        """The same for more than should lie in memory at once: slice by slice, yet all in one transaction.

        No record may be in two slices. `aside` is told what was decided of each slice, once that is written; `more` and
        then `last` end the transaction. `slices` may read the database and must not write. Raises Stale, NotYours and
        Removed; then nothing is written.
        """
        with self._ledger.writing() as writing:
            for judged in slices:
                aside(writing.connection, self._settle(writing, judged))
            writing.append(more)
            last(writing.connection)
        self.follow()

    def foresee(self, judged: Sequence[Judged]) -> tuple[Outcome, ...]:
        """What `settle` would decide on each just now; nothing is written."""
        return tuple(step.outcome for step in self._steps(judged)[0])

    def _settle(self, writing: Writing, judged: Sequence[Judged]) -> tuple[Decision, ...]:
        steps, now = self._steps(judged)
        entries = writing.append([act for step in steps for act in step.acts])
        # Without an act nothing moved, but what stands beside the ledger may have.
        at = entries[0].at if entries else stamp(self._ledger.clock())
        _write_beside(writing.connection, steps, entries, at)
        public = {record for record, current in now.items() if current.state == "public"}
        case_moves.bring(writing.connection, _brought(steps, public), at, self._term)
        newest = {entry.record: entry for entry in entries}
        return tuple(_decision(step, newest) for step in steps)

    def _steps(self, judged: Sequence[Judged]) -> tuple[list[_Step], dict[str, Current]]:
        """What is to be done with each, and what each record is now."""
        records = [each.candidate.record for each in judged]
        now = {current.record: current for current in self._ledger.currents_of(records)}
        held = self._held(records)
        return [_step(each, now.get(each.candidate.record), held.get(each.candidate.record)) for each in judged], now

    def _held(self, records: Sequence[str]) -> dict[str, str]:
        """Record -> fingerprint of the version held back."""
        rows = schema.held.c
        query = select(rows.record, rows.fingerprint).where(among(rows.record, records))
        with self._ledger.engine.connect() as connection:
            return {row.record: row.fingerprint for row in connection.execute(query)}


def _step(judged: Judged, current: Current | None, held: str | None) -> _Step:
    candidate = judged.candidate
    if current is not None and current.state == "expunged":
        return _Step(judged, Outcome.BARRED)
    if current is not None and candidate.act != "transfer" and current.agency not in ("", candidate.agency):
        return _Step(judged, Outcome.REFUSED)
    is_public = current is not None and current.state == "public"
    if is_public and current is not None and held is None and current.fingerprint == candidate.fingerprint:
        return _Step(judged, Outcome.UNCHANGED)
    outcome = decide(judged.findings, is_public)
    if outcome in _PUBLIC:
        return _Step(judged, outcome, (_act(candidate, candidate.act),))
    if outcome is Outcome.TAKEN_DOWN:
        ending = _act(candidate, "withdraw")
        return _Step(judged, outcome, (ending, replace(_act(candidate, "hold"), expects=None)))
    if held == candidate.fingerprint:
        return _Step(judged, outcome)
    return _Step(judged, outcome, (_act(candidate, "hold", _slugs(judged.findings)),))


def _act(candidate: Candidate, act: str, reason: str = "") -> Act:
    carries = act in ("publish", "transfer")
    return Act(
        act,
        candidate.record,
        candidate.actor,
        candidate.person,
        body=candidate.body if carries else None,
        fingerprint=candidate.fingerprint if carries else "",
        agency=candidate.agency,
        # Why a version came down at once is not for the public to read.
        reason="" if act == "withdraw" else reason or candidate.reason,
        expects=candidate.expects,
    )


def _slugs(findings: Sequence[Finding]) -> str:
    return " ".join(sorted({finding.rule for finding in findings if finding.holds}))


def _decision(step: _Step, newest: Mapping[str, Entry]) -> Decision:
    candidate = step.judged.candidate
    entry = newest.get(candidate.record) if step.acts else None
    return Decision(candidate.iri, candidate.title, step.outcome, step.judged.findings, entry)


def brought(judged: Judged, is_again: bool = False, is_one_of_two: bool = False) -> Brought:
    """What the cases are told of something that was judged; the flags are those of `Brought`."""
    one = judged.candidate
    declared = declared_reuse(one.iri, one.body)
    return Brought(one.record, one.title, one.fingerprint, judged.evidence, declared, is_again, is_one_of_two)


def _brought(steps: Sequence[_Step], public: Set[str]) -> list[Brought]:
    """What the cases are told of the steps; `public` are the records that were public before."""
    return [
        brought(step.judged, is_one_of_two=step.outcome is Outcome.HELD and step.judged.candidate.record in public)
        for step in steps
        if step.outcome not in _SILENT
    ]


def _write_beside(connection: Connection, steps: Sequence[_Step], entries: tuple[Entry, ...], at: str) -> None:
    """Held versions, reports and overlaps: each as the newest judgement says."""
    newest = {entry.record: entry for entry in entries}
    told = [step for step in steps if step.outcome not in _SILENT]
    public = [step for step in told if step.outcome in _PUBLIC]
    held = [step for step in told if step.outcome not in _PUBLIC]
    _replace(connection, schema.overlap, told, [row for step in told for row in _overlap_rows(step, newest)])
    if public:
        reports.keep(connection, [_report(step, newest) for step in public], at, local_day(instant(at)).isoformat())
    _replace(connection, schema.held, told, [_held_row(step, newest) for step in held if step.acts])
    for step in filter(_stays_held, told):
        kept = schema.held.c.record == step.judged.candidate.record
        connection.execute(update(schema.held).where(kept).values(findings=_findings(step)))


def _replace(connection: Connection, table: Any, steps: Sequence[_Step], rows: Sequence[Row]) -> None:
    """The table's rows of these records, made to be `rows`; a version still held without a new act keeps its row, and
    only its findings are told anew."""
    kept = {step.judged.candidate.record for step in steps if table is schema.held and _stays_held(step)}
    records = [step.judged.candidate.record for step in steps if step.judged.candidate.record not in kept]
    connection.execute(delete(table).where(among(table.c.record, records)))
    add(connection, table, rows)


def _stays_held(step: _Step) -> bool:
    return step.outcome not in _PUBLIC and not step.acts


def _findings(step: _Step) -> str:
    return ShapeReport(step.judged.findings).as_text()


def _report(step: _Step, newest: Mapping[str, Entry]) -> Report:
    judged, candidate = step.judged, step.judged.candidate
    seq = newest[candidate.record].seq
    return Report(candidate.record, seq, judged.rules, candidate.is_form, candidate.title, judged.findings)


def _held_row(step: _Step, newest: Mapping[str, Entry]) -> Row:
    candidate = step.judged.candidate
    return {
        "record": candidate.record,
        "seq": newest[candidate.record].seq,
        "agency": candidate.agency,
        "fingerprint": candidate.fingerprint,
        "title": candidate.title,
        "body": candidate.body,
        "findings": _findings(step),
        "at": newest[candidate.record].at,
    }


def _overlap_rows(step: _Step, newest: Mapping[str, Entry]) -> list[Row]:
    record = step.judged.candidate.record
    return overlap_rows(step.judged, newest[record].seq if record in newest else 0)


def overlap_rows(judged: Judged, seq: int) -> list[Row]:
    """The rows of the table `overlap` that say what was measured, as of the record's entry `seq`."""
    return [
        {
            "record": judged.candidate.record,
            "ministry": row["ministry"],
            "grade": row["grade"],
            "score": row.get("score", 0.0),
            "evidence": json.dumps(row["features"], ensure_ascii=False),
            "seq": seq,
        }
        for row in judged.evidence
    ]
