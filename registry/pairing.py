"""Likeness inside the province, measured behind the scenes: agency beside agency, and what two old provinces brought.

What is new is measured in a worker against all that is public; nobody waits for it and nobody is held back by it, but
each pair gets a case that both agencies see. A run is followed by a pause as long as ten such runs.
"""

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Column, Connection, String, Table, Text, and_, delete, insert, or_, select
from sqlalchemy.exc import SQLAlchemyError

from registry import case_moves, schema
from registry.bulk import among
from registry.clock import stamp, utc_now
from registry.ledger import Ledger
from registry.schema import DATABASE, connect
from registry.workers.errors import WorkerError
from shapes.marks import mark_of
from shapes.neighbours import MEASURE, Neighbour, neighbour_of, pairs
from vocab.agencies import Agencies, load_agencies
from vocab.description import from_body
from vocab.identifiers import dataset_of, record_of
from vocab.lexicon import load_lexicon

COMPARED_AT_ONCE = 2_000
"""Records that one worker compares with all others: it reads all of them each time, within its time."""
PAUSES = 10
Row = dict[str, Any]
log = logging.getLogger(__name__)

paired = Table(
    "paired",
    schema.metadata,
    Column("record", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("measure", String(64), nullable=False),
)
"""Which version of a record was compared with its neighbours, and by which measure."""


@dataclass
class Pairing:
    """Keeps the table `pair` in step with what is public. `measure` has a worker compare records with all others.

    `twins` gives the pairs of records that are told of as one dataset brought twice: they are asked about there, not here.
    """

    ledger: Ledger
    measure: Callable[[Sequence[str]], Sequence[Row]]
    term: int
    is_stopping: Callable[[], bool] = lambda: False
    twins: Callable[[], Set[frozenset[str]]] = frozenset
    _running: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _rests_until: float = 0.0

    def start(self) -> None:
        """Follows in a thread of its own, unless one is at it or the last run was just now."""
        is_at_it = self._thread is not None and self._thread.is_alive()
        if not is_at_it and monotonic() >= self._rests_until and not self.is_stopping():
            self._thread = threading.Thread(target=self._follow_aside, name="pairing", daemon=True)
            self._thread.start()

    def wait(self, seconds: float) -> None:
        """Waits for the run in its thread."""
        if self._thread is not None:
            self._thread.join(seconds)

    def follow(self) -> int:
        """Compares what is new or was changed with all that is public; how many records were compared.

        Raises WorkerError; what was not compared is stale still.
        """
        compared = 0
        with self._running:
            self.ledger.beside(_forget_gone)
            twins = self.twins()
            while (stale := self._stale()) and not self.is_stopping():
                measured = self.measure(sorted(stale))
                rows = [row for row in measured if frozenset((row["record"], row["other"])) not in twins]
                done = self.ledger.beside(partial(self._keep, stale=stale, rows=rows))
                compared += done
                if done < len(stale):
                    break  # what moved meanwhile waits for the next run
        return compared

    def _follow_aside(self) -> None:
        started = monotonic()
        try:
            self.follow()
        except (WorkerError, SQLAlchemyError, OSError):
            if not self.is_stopping():
                log.exception("datasets of the province could not be compared; it is tried again")
        self._rests_until = monotonic() + PAUSES * (monotonic() - started)

    def _stale(self) -> dict[str, str]:
        """Some public records that were not compared as they are now: record -> fingerprint."""
        now, by = schema.current.c, measure_digest()
        seen = and_(paired.c.record == now.record, paired.c.fingerprint == now.fingerprint, paired.c.measure == by)
        query = select(now.record, now.fingerprint).outerjoin(paired, seen)
        with self.ledger.engine.connect() as connection:
            found = connection.execute(
                query.where(now.state == "public", paired.c.record.is_(None)).limit(COMPARED_AT_ONCE)
            )
            return {row.record: row.fingerprint for row in found}

    def _keep(self, connection: Connection, stale: Mapping[str, str], rows: Sequence[Row]) -> int:
        """Writes what was found of records that did not move since, and brings their cases along."""
        now = _fingerprints(connection, {*stale, *(row[side] for row in rows for side in ("record", "other"))})
        still = [record for record, text in stale.items() if now.get(record) == text]
        there = [
            row
            for row in rows
            if (now.get(row["record"]), now.get(row["other"])) == (row["fingerprint"], row["other_fingerprint"])
        ]
        _forget(connection, still)
        _remember(connection, still, stale, there)
        at = stamp(self.ledger.clock())
        case_moves.bring_pairs(connection, still, there, at, self.term)
        return len(still)


def measure_digest() -> str:
    """Names what neighbours are compared by: everything is compared again when it moves."""
    return hashlib.sha256(f"{MEASURE} {load_lexicon().digest}".encode()).hexdigest()


def compare(payload: Row) -> Row:
    """{"data", "base", "wanted": records} -> {"rows"}: pairs of these with all that is public, read from the ledger's file.

    A row: {"record", "other", "title", "grade", "score", "features", "mark", "fingerprint", "other_fingerprint"}. For a
    worker.
    """
    engine = connect(Path(payload["data"]) / DATABASE)
    try:
        ledger = Ledger(engine, utc_now)
        currents = {dataset_of(one.record): one for one in ledger.currents("public")}
        bodies = ledger.bodies([one.body_seq for one in currents.values()])
    finally:
        engine.dispose()
    neighbours: dict[str, Neighbour] = {}
    for iri, one in currents.items():
        if one.body_seq in bodies:
            neighbours[iri] = neighbour_of(from_body(iri, bodies[one.body_seq], "known"))
    wanted = frozenset(map(dataset_of, payload["wanted"]))
    found = pairs(list(neighbours.values()), wanted, load_lexicon(), heirs_of(load_agencies(payload["base"])))
    rows = [
        {
            "record": record_of(pair.first),
            "other": record_of(pair.second),
            "title": _title(neighbours[pair.first]),
            "fingerprint": currents[pair.first].fingerprint,
            "other_fingerprint": currents[pair.second].fingerprint,
            "mark": mark_of(pair.evidence, neighbours[pair.first].subject, neighbours[pair.second].subject),
            **pair.evidence.as_row(),
        }
        for pair in found
    ]
    return {"rows": rows}


def heirs_of(agencies: Agencies) -> Callable[[str], frozenset[str]]:
    """The agencies (IRIs) that an agency became, without itself."""

    def heirs(iri: str) -> frozenset[str]:
        agency = agencies.by_iri.get(iri)
        return frozenset(heir.iri for heir in agencies.heirs(agency.id)) - {iri} if agency else frozenset()

    return heirs


def _title(one: Neighbour) -> str:
    """Its title in Vietnamese, else in any language."""
    titles = sorted(one.subject.titles, key=lambda title: title[0] != "vi")
    return next((text for _, text in titles), "")


def _fingerprints(connection: Connection, records: set[str]) -> dict[str, str]:
    """The fingerprints of these records, those that are public."""
    now = schema.current.c
    query = select(now.record, now.fingerprint).where(among(now.record, records), now.state == "public")
    return {row.record: row.fingerprint for row in connection.execute(query)}


def _forget_gone(connection: Connection) -> None:
    """What is public no more is like nobody, and is compared anew when it comes back."""
    public = select(schema.current.c.record).where(schema.current.c.state == "public")
    pair = schema.pair.c
    connection.execute(delete(schema.pair).where(or_(pair.record.not_in(public), pair.other.not_in(public))))
    connection.execute(delete(paired).where(paired.c.record.not_in(public)))


def _forget(connection: Connection, records: Sequence[str]) -> None:
    rows = schema.pair.c
    connection.execute(delete(schema.pair).where(or_(among(rows.record, records), among(rows.other, records))))
    connection.execute(delete(paired).where(among(paired.c.record, records)))


def _remember(connection: Connection, records: Sequence[str], texts: Mapping[str, str], rows: Sequence[Row]) -> None:
    by = measure_digest()
    seen = [{"record": record, "fingerprint": texts[record], "measure": by} for record in records]
    if seen:
        connection.execute(insert(paired), seen)
    for row in rows:
        place = {name: row[name] for name in ("record", "other", "grade", "score", "fingerprint", "other_fingerprint")}
        evidence = json.dumps(row["features"], ensure_ascii=False)
        same = and_(schema.pair.c.record == row["record"], schema.pair.c.other == row["other"])
        connection.execute(delete(schema.pair).where(same))
        connection.execute(insert(schema.pair).values(evidence=evidence, **place))
