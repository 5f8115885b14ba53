"""What an auditor asks: who is late this quarter, and what looks like a ministry's data.

Both are read from the ledger and its neighbours in a few questions, whatever the number of datasets; the same tables
are pages, and graphs `/graph/freshness` and `/graph/overlap` of the store. What a body says is read once per entry, for
an entry never changes.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import monotonic
from types import MappingProxyType

from sqlalchemy import select

from registry import schema
from registry.audit_quads import freshness_graph, freshness_quads
from registry.audit_tables import FreshnessRow, FreshnessTable, freshness_table
from registry.bulk import among
from registry.case_moves import declared_reuse
from registry.clock import ZONE, Clock, instant, local_day, stamp, utc_now
from registry.config import Config, load_config
from registry.entries import Entry
from registry.freshness import Reading, Trace, standing, update_day
from registry.ledger import Current, Ledger
from registry.overlap_quads import overlap_graph, overlap_quads
from registry.overlap_reading import Named, features, judgements, overlaps
from registry.overlap_table import OverlapRow
from registry.portions import portions
from registry.quarter import Quarter
from registry.schema import DATABASE, connect
from registry.words import Words
from vocab.description import from_body
from vocab.identifiers import dataset_of, record_of
from vocab.namespaces import DCT

TRACING_ACTS = frozenset({"publish", "transfer"})
COUNTING_ACTS = TRACING_ACTS | {"confirm"}
QUICK = 0.1
"""Seconds of drawing that a page may always ask for."""
AT_ONCE = 1000
"""Bodies in memory together."""
QUARTERS_SHOWN = 2
"""The store holds the quarter whose window opened last, and the one before it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one body says of itself: titles by language, and the day its data last changed (None: none it can prove).

    `reuses` are the IRIs that it names as its source, or as what it is part of.
    """

    titles: Mapping[str, str]
    updated: date | None
    issued: date | None
    reuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """A table, when it was drawn (seconds of a steady clock) and how long that took."""

    table: FreshnessTable
    at: float
    took: float

    def may_be_renewed(self, now: float) -> bool:
        return self.took < QUICK or now - self.at > 10 * self.took


@dataclass
class Audit:
    """Reads the two tables; remembers what bodies said and the last tables made, nothing else."""

    ledger: Ledger
    words: Words
    config: Config
    clock: Clock
    _said: dict[int, Said] = field(default_factory=dict)
    _made: dict[tuple[date, Quarter], Made] = field(default_factory=dict)
    _making: threading.RLock = field(default_factory=threading.RLock)

    def quarter(self) -> Quarter:
        """The quarter whose window opened last: the one that is due, or was."""
        return Quarter.of(local_day(self.clock())).previous

    def freshness(self, quarter: Quarter | None = None) -> FreshnessTable:
        """How every public dataset stands in a quarter (without one: `self.quarter()`), seen today.

        A table that takes long to draw is drawn anew for a moved ledger only after ten times as long; `position` says
        which entry it knows.
        """
        today, quarter = local_day(self.clock()), quarter or self.quarter()
        with self._making:
            made = self._made.get((today, quarter))
            position = self.ledger.head().seq
            if made is None or (made.table.position != position and made.may_be_renewed(monotonic())):
                started = monotonic()
                table = self._table(position, today, quarter)
                self._made = {key: made for key, made in self._made.items() if key[0] == today}
                made = self._made[today, quarter] = Made(table, monotonic(), monotonic() - started)
            return made.table

    def freshness_of(self, dataset: str, quarter: Quarter | None = None) -> FreshnessRow | None:
        """How one dataset (its IRI) stands now; None when it is not public, or began after the quarter. Cheap."""
        quarter, record = quarter or self.quarter(), record_of(dataset)
        current = self.ledger.current(record)
        if current is None or current.state != "public":
            return None
        since = _opening(quarter)
        acts = [act for act in reversed(self.ledger.history(record)) if act.at >= since and act.act in COUNTING_ACTS]
        with self._making:
            self._learn(_bodies_of((current,), acts))
            return next(iter(self._rows((current,), acts, quarter, local_day(self.clock()))), None)

    def freshness_of_all(self, records: Sequence[str], quarter: Quarter) -> list[FreshnessRow]:
        """How those of these records stand that are public, in no order that means anything."""
        currents = [one for one in self.ledger.currents_of(records) if one.state == "public"]
        acts = self._acts_since(_opening(quarter), [one.record for one in currents])
        with self._making:
            self._learn(_bodies_of(currents, acts))
            return self._rows(currents, acts, quarter, local_day(self.clock()))

    def overlaps(self, records: Sequence[str] | None = None) -> tuple[OverlapRow, ...]:
        """Every pair of datasets that look alike, or did (without None, those of these records); what is said of versions
        held back is marked."""
        return overlaps(self.ledger, self.words, self._named, records)

    def _named(self, currents: Sequence[Current]) -> dict[str, Named]:
        with self._making:
            self._learn(_bodies_of(currents, ()))
            said = {current.record: self._said.get(current.body_seq) for current in currents}
        return {record: Named(one.titles, one.reuses) for record, one in said.items() if one is not None}

    def _table(self, position: int, today: date, quarter: Quarter) -> FreshnessTable:
        currents = self.ledger.currents("public")
        public = {current.record for current in currents}
        acts = [act for act in self._acts_since(_opening(quarter)) if act.record in public]
        wanted = _bodies_of(currents, acts)
        self._learn(wanted)
        # What was destroyed by law, or is old, must not stay in memory.
        self._said = {seq: self._said[seq] for seq in wanted if seq in self._said}
        due = quarter.window(self.config.update_due_day).due
        rows = self._rows(currents, acts, quarter, today)
        return freshness_table(rows, quarter, today, due, position, self.words.label)

    def _rows(
        self, currents: Sequence[Current], acts: Sequence[Entry], quarter: Quarter, today: date
    ) -> list[FreshnessRow]:
        """The rows of these records, whose bodies and whose acts since the quarter began have been read."""
        reading = Reading(self.config.update_due_day, self.config.counts_from)
        traces = self._traces(currents, acts)
        return [
            FreshnessRow(
                dataset_of(current.record),
                self._said[current.body_seq].titles,
                current.agency,
                standing(quarter, traces.get(current.record, ()), today, reading),
            )
            for current in currents
            if current.body_seq in self._said and self._begins(current) <= quarter.last_day
        ]

    def _begins(self, current: Current) -> date:
        """The day from which a dataset is there to be kept up to date."""
        return self._said[current.body_seq].issued or local_day(instant(current.issued))

    def _acts_since(self, at: str, records: Sequence[str] | None = None) -> tuple[Entry, ...]:
        """The counting acts of all records, or of these, since an instant (a ledger stamp), oldest first."""
        rows = schema.entry
        query = select(rows).where(rows.c.at >= at, rows.c.act.in_(COUNTING_ACTS)).order_by(rows.c.seq)
        if records is not None:
            query = query.where(among(rows.c.record, records))
        with self.ledger.engine.connect() as connection:
            return tuple(Entry(*row) for row in connection.execute(query))

    def _traces(self, currents: Sequence[Current], acts: Sequence[Entry]) -> dict[str, list[Trace]]:
        traces: dict[str, list[Trace]] = {}
        for current in currents:
            self._trace(traces, current.record, current.body_seq)
        for act in acts:
            if act.act == "confirm":
                traces.setdefault(act.record, []).append(Trace(local_day(instant(act.at)), True, act.seq))
            else:
                self._trace(traces, act.record, act.seq)
        return traces

    def _trace(self, traces: dict[str, list[Trace]], record: str, seq: int) -> None:
        said = self._said.get(seq)
        if said is not None and said.updated is not None:
            traces.setdefault(record, []).append(Trace(said.updated, False, seq))

    def _learn(self, wanted: Mapping[int, str]) -> None:
        """Reads the bodies not read before: entry number -> record."""
        unread = [seq for seq in wanted if seq not in self._said]
        for some in portions(unread, AT_ONCE):
            bodies = self.ledger.bodies(some)
            entries = _recorded(self.ledger, list(bodies))
            for seq, body in bodies.items():
                act, at = entries[seq]
                self._said[seq] = said_by(wanted[seq], body, act, local_day(instant(at)))


def said_by(record: str, body: bytes, act: str, recorded: date) -> Said:
    """What a body says of itself. Only the dataset's own Dublin Core lines are parsed.

    A transfer moves a dataset without touching its data: it dates nothing by itself.
    """
    dataset = dataset_of(record)
    own = f"<{dataset}> <{DCT.iri}".encode()
    lines = b"".join(line for line in body.splitlines(keepends=True) if line.startswith(own))
    partial = from_body(dataset, lines, "partial")
    says_a_day = partial.modified or partial.issued
    updated = update_day(partial.modified, partial.issued, recorded) if says_a_day or act == "publish" else None
    titles = {lang: partial.title(lang) for lang in ("vi", "en")}
    return Said(MappingProxyType(titles), updated, partial.issued, declared_reuse(dataset, lines))


def graphs_of(data: str, base: str, day: str, records: Sequence[str]) -> dict[str, bytes]:
    """What both graphs say of these records, read from a data directory's ledger, on a local day (ISO): for a worker.

    The freshness graph holds the quarter whose window opened last and the one before.
    """
    directory = Path(data)
    engine = connect(directory / DATABASE)
    try:
        today = date.fromisoformat(day)
        noon = datetime.combine(today, time(12), ZONE).astimezone(UTC)
        audit = Audit(
            Ledger(engine, utc_now), Words.on(base, directory), load_config(directory, base=base), lambda: noon
        )
        quarters = [audit.quarter()]
        while len(quarters) < QUARTERS_SHOWN:
            quarters.append(quarters[-1].previous)
        fresh = (freshness_quads(audit.freshness_of_all(records, quarter), quarter, base) for quarter in quarters)
        return {
            freshness_graph(base).value: b"".join(fresh),
            overlap_graph(base).value: overlaps_as_graph(audit, base, records),
        }
    finally:
        engine.dispose()


def overlaps_as_graph(audit: Audit, base: str, records: Sequence[str]) -> bytes:
    """What is public among these records' overlaps, with evidence, judgements, cases and rulings, as N-Quads."""
    rows = [row for row in audit.overlaps(records) if row.is_public]
    return overlap_quads(rows, features(audit.ledger, rows), judgements(audit.ledger, rows), base)


def _opening(quarter: Quarter) -> str:
    """The first instant of a quarter as a ledger stamp: nothing written down before can serve it."""
    return stamp(datetime.combine(quarter.first_day, time(), ZONE).astimezone(UTC))


def _bodies_of(currents: Iterable[Current], acts: Iterable[Entry]) -> dict[int, str]:
    """Entry number -> record, of the bodies in force and of those that came since."""
    wanted = {act.seq: act.record for act in acts if act.act in TRACING_ACTS}
    return wanted | {current.body_seq: current.record for current in currents}


def _recorded(ledger: Ledger, seqs: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Entry number -> its act and its time."""
    rows = schema.entry.c
    query = select(rows.seq, rows.act, rows.at).where(among(rows.seq, seqs))
    with ledger.engine.connect() as connection:
        return {row.seq: (row.act, row.at) for row in connection.execute(query)}
