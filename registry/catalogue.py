"""The reading side: what the registry shows of one record, exact, from the ledger."""

import json
from dataclasses import dataclass

from sqlalchemy import Row, select

from registry import schema
from registry.config import Config
from registry.entries import SOURCE_LOST_IT, Entry
from registry.ledger import Current, Ledger
from registry.reports import Reports
from shapes.report import Finding, ShapeReport
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of, is_key, record_iri


@dataclass(frozen=True, slots=True)
class Held:
    """A version that rules hold back, with what they say of it."""

    record: str
    seq: int
    agency: str
    title: str
    description: Description
    findings: tuple[Finding, ...]
    at: str


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """A ministry dataset that a record looks like: its grade and the features that say so (name, weight, vi, en)."""

    record: str
    ministry: str
    grade: str
    features: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A public record: its description, where it stands in the ledger, and what the rules remark."""

    key: str
    current: Current
    description: Description
    history: tuple[Entry, ...]
    remarks: tuple[Finding, ...]
    held: Held | None
    overlaps: tuple[OverlapRow, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that was public and is no longer. `removed_by_law`: its words were destroyed; then `title` is "".

    `last` is the entry of its last public version.
    """

    key: str
    current: Current
    entry: Entry
    title: str
    removed_by_law: bool
    last: Entry | None = None

    @property
    def left_its_source(self) -> bool:
        """Whether it came down because its source no longer holds it."""
        return self.entry.actor.startswith("source:") and self.entry.reason == SOURCE_LOST_IT


class Catalogue:
    """Reads records out of the ledger; holds nothing of its own."""

    def __init__(self, ledger: Ledger, config: Config) -> None:
        self._ledger = ledger
        self._config = config
        self._reports = Reports(ledger.engine)

    def shown(self, key: str) -> Shown | Gone | None:
        """The record of this key: public, gone, or None when there never was a public one."""
        current = self._current(key)
        if current is None or current.state in ("held", "event", "ministry"):
            return None
        history = self._ledger.history(current.record)
        if current.state != "public":
            return self._gone(key, current, history)
        body = self._ledger.body(current.body_seq)
        if body is None:
            return None
        description = from_body(dataset_of(current.record), body, current.fingerprint)
        held = self.held(key)
        # What was measured last is of the version that is held back.
        overlaps = self.overlaps(current.record) if held is None else ()
        return Shown(key, current, description, history, self._reports.of(current.record), held, overlaps)

    def current(self, key: str) -> Current | None:
        """Where the record of this key stands, whatever its state."""
        return self._current(key)

    def held(self, key: str) -> Held | None:
        """The version of this key that rules hold back, if there is one."""
        rows = schema.held
        record = record_iri(self._config.base, key)
        with self._ledger.engine.connect() as connection:
            row = connection.execute(select(rows).where(rows.c.record == record)).first()
        return None if row is None else _held(row)

    def all_held(self, agency: str = "") -> tuple[Held, ...]:
        """Every version held back, of one agency or of all, newest first."""
        rows = schema.held
        query = select(rows).order_by(rows.c.seq.desc())
        if agency:
            query = query.where(rows.c.agency == agency)
        with self._ledger.engine.connect() as connection:
            return tuple(_held(row) for row in connection.execute(query).all())

    def overlaps(self, record: str = "", ministry: str = "") -> tuple[OverlapRow, ...]:
        """The overlaps of one record, those with one dataset of a ministry, or all, duplicates first."""
        rows = schema.overlap
        query = select(rows).order_by(rows.c.grade, rows.c.record)
        if record:
            query = query.where(rows.c.record == record)
        if ministry:
            query = query.where(rows.c.ministry == ministry)
        with self._ledger.engine.connect() as connection:
            found = connection.execute(query).all()
        return tuple(OverlapRow(row.record, row.ministry, row.grade, tuple(json.loads(row.evidence))) for row in found)

    def _current(self, key: str) -> Current | None:
        return self._ledger.current(record_iri(self._config.base, key)) if is_key(key) else None

    def _gone(self, key: str, current: Current, history: tuple[Entry, ...]) -> Gone:
        ending = next(entry for entry in history if entry.act in ("withdraw", "expunge"))
        body = self._ledger.body(current.body_seq) if current.body_seq else None
        title = from_body(dataset_of(current.record), body, "known").title() if body else ""
        is_removed = current.state == "expunged"
        last = None if is_removed else next((entry for entry in history if entry.seq == current.body_seq), None)
        return Gone(key, current, ending, title, is_removed, last)


def _held(row: Row[tuple[object, ...]]) -> Held:
    description = from_body(dataset_of(row.record), row.body, row.fingerprint)
    findings = ShapeReport.from_text(row.findings).findings
    return Held(row.record, row.seq, row.agency, row.title, description, findings, row.at)
