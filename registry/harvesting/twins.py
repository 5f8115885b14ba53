"""Datasets that were brought twice, inside one source or by several: found by their signs, reported, never merged.

The signs of what is new are read in a worker from the ledger's file and kept in a table; two public records with a sign
in common are told of with the one that stands first, until a person rules (`twin_rulings`).
"""

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Column as C
from sqlalchemy import Connection, Index, String, Table, Text, and_, delete, func, insert, select

from registry import schema
from registry.bulk import add, among
from registry.clock import utc_now
from registry.entries import Entry
from registry.harvesting.entered import Entered
from registry.harvesting.tables import origin
from registry.harvesting.twin_rulings import Ruling, ending, rulings
from registry.harvesting.twin_signs import KINDS, MEASURE, Twin, are_twins, facts, first_of, is_home, signs
from registry.ledger import Current, Ledger
from registry.schema import DATABASE, connect
from registry.workers.errors import WorkerError
from vocab.description import from_body
from vocab.identifiers import dataset_of
from vocab.lexicon import load_lexicon

Row = dict[str, Any]
log = logging.getLogger(__name__)
READ_AT_ONCE = 2_000
"""Records whose signs one worker reads."""
CROWD = 12
"""Of more records than this with one sign, each is told of beside the first alone."""

sign = Table(
    "twin_sign",
    schema.metadata,
    C("record", Text, primary_key=True),
    C("kind", String(12), primary_key=True),
    C("value", Text, primary_key=True),
    Index("twin_sign_value", "kind", "value"),
)

# Of which version of a record the signs were read, and by which measure; `facts` is what precedence needs, as JSON.
signed = Table(
    "twin_signed",
    schema.metadata,
    C("record", Text, primary_key=True),
    C("fingerprint", String(64), nullable=False),
    C("measure", String(72), nullable=False),
    C("facts", Text, nullable=False),
)

# The agency that a source names as a record's publisher, where that is another than the one the source belongs to.
named = Table(
    "named_publisher",
    schema.metadata,
    C("record", Text, primary_key=True),
    C("agency", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are one dataset: `first` stands first for `reason`, by signs of these kinds, the strongest first.

    `ruling` is the newest that a person made of them. Titles are of the records; sources are slugs, "" for the desk.
    """

    first: str
    copy: str
    reason: str
    kinds: tuple[str, ...]
    first_title: str
    copy_title: str
    first_source: str
    copy_source: str
    first_agency: str
    copy_agency: str
    ruling: Ruling | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has ruled on them yet."""
        return self.ruling is None

    def as_row(self) -> Row:
        """The pair as JSON, for the command line: datasets by their IRIs."""
        datasets = {"first": dataset_of(self.first), "copy": dataset_of(self.copy)}
        return {**asdict(self), **datasets, "kinds": list(self.kinds)}


@dataclass
class Twins:
    """Keeps the signs in step with what is public. `read` has a worker read signs (`read_signs`); `sources` gives every
    source, also those that may not run."""

    ledger: Ledger
    read: Callable[[Sequence[str]], Sequence[Row]]
    sources: Callable[[], Sequence[Entered]]
    is_stopping: Callable[[], bool] = lambda: False
    _running: threading.Lock = field(default_factory=threading.Lock)

    def follow(self) -> int:
        """Reads the signs of what is new or was changed; of how many records. Raises WorkerError."""
        done = 0
        with self._running:
            self.ledger.beside(_forget_gone)
            while (stale := self._stale()) and not self.is_stopping():
                rows = self.read(stale)
                self.ledger.beside(partial(_keep, stale=stale, rows=rows))
                done += len(rows)
                if len(rows) < len(stale):
                    break  # what moved meanwhile waits for the next time
        return done

    def keep_up(self) -> None:
        """The same as housekeeping: a worker that fails is only logged, for it is tried again in a minute."""
        try:
            self.follow()
        except WorkerError:
            if not self.is_stopping():
                log.exception("signs of datasets brought twice could not be read; it is tried again within a minute")

    def all(self) -> tuple[Pair, ...]:
        """Every pair, those that wait for a person first, then by title."""
        with self.ledger.engine.connect() as connection:
            return self._pairs(connection, _groups(connection))

    def couples(self) -> frozenset[frozenset[str]]:
        """Every two records that are told of, ruled on or not, signs of what is new read first."""
        self.keep_up()
        return frozenset(frozenset((pair.first, pair.copy)) for pair in self.all())

    def of_source(self, slug: str) -> tuple[Pair, ...]:
        """The pairs in which a source has part, as for the page of its run."""
        return tuple(pair for pair in self.all() if slug in (pair.first_source, pair.copy_source))

    def ruling_behind(self, withdrawal: Entry) -> Ruling | None:
        """The ruling that took a record down as a copy by this entry."""
        with self.ledger.engine.connect() as connection:
            return ending(connection, withdrawal)

    def find(self, one: str, other: str) -> Pair | None:
        """The pair of these two records, whichever stands first."""
        return next((pair for pair in self.all() if {pair.first, pair.copy} == {one, other}), None)

    def _stale(self) -> list[str]:
        now, by = schema.current.c, measure()
        seen = and_(signed.c.record == now.record, signed.c.fingerprint == now.fingerprint, signed.c.measure == by)
        query = select(now.record).outerjoin(signed, seen).where(now.state == "public", signed.c.record.is_(None))
        with self.ledger.engine.connect() as connection:
            return list(connection.execute(query.order_by(now.record).limit(READ_AT_ONCE)).scalars())

    def _pairs(self, connection: Connection, groups: Mapping[tuple[str, str], frozenset[str]]) -> tuple[Pair, ...]:
        records = sorted({record for pair in groups for record in pair})
        known = _facts_of(connection, records)
        twins = self._twins(connection, records, known)
        ruled = rulings(connection)
        found = [
            _pair(twins[one], twins[other], known, kinds, ruled)
            for (one, other), kinds in groups.items()
            if one in twins
            and other in twins
            and (twins[one].source or twins[other].source)
            and are_twins(known[one], known[other], kinds, twins[one].source == twins[other].source)
        ]
        return tuple(sorted(found, key=lambda pair: (not pair.is_open, pair.first_title, pair.first, pair.copy)))

    def _twins(self, connection: Connection, records: Sequence[str], known: Mapping[str, Row]) -> dict[str, Twin]:
        sources = _column(connection, origin.c.record, origin.c.source, records)
        names = _column(connection, named.c.record, named.c.agency, records)
        addresses = {one.slug: one.source.url for one in self.sources()}
        return {
            current.record: _twin(current, known[current.record], sources, names, addresses)
            for current in self.ledger.currents_of(records)
            if current.state == "public" and current.record in known
        }


def measure() -> str:
    """Names what signs are read by: all are read again when it moves."""
    return f"{MEASURE} {load_lexicon().digest}"


def read_signs(payload: Row) -> Row:
    """{"data", "wanted": records} -> {"rows": [{"record", "fingerprint", "signs", "facts"}]}, of those that are public.

    For a worker; it reads the ledger's file.
    """
    engine = connect(Path(payload["data"]) / DATABASE)
    try:
        ledger = Ledger(engine, utc_now)
        currents = [one for one in ledger.currents_of(payload["wanted"]) if one.state == "public"]
        bodies = ledger.bodies([one.body_seq for one in currents])
    finally:
        engine.dispose()
    rows: list[Row] = []
    for one in currents:
        if one.body_seq in bodies:
            description = from_body(dataset_of(one.record), bodies[one.body_seq], "known")
            said = {"signs": sorted(set(signs(description))), "facts": facts(description)}
            rows.append({"record": one.record, "fingerprint": one.fingerprint, **said})
    return {"rows": rows}


def note_named(connection: Connection, publishers: Mapping[str, str]) -> None:
    """Keeps which agency (IRI) a source names as the publisher of its records, "" for its own: record -> agency."""
    connection.execute(delete(named).where(among(named.c.record, publishers)))
    add(connection, named, [{"record": record, "agency": agency} for record, agency in publishers.items() if agency])


def expunge(connection: Connection, record: str) -> None:
    """Destroys what is kept of a record's likeness, by law."""
    for table in (sign, signed, named):
        connection.execute(delete(table).where(table.c.record == record))


def _keep(connection: Connection, stale: Sequence[str], rows: Sequence[Row]) -> None:
    by = measure()
    connection.execute(delete(sign).where(among(sign.c.record, stale)))
    connection.execute(delete(signed).where(among(signed.c.record, stale)))
    found = [{"record": row["record"], "kind": kind, "value": text} for row in rows for kind, text in row["signs"]]
    if found:
        connection.execute(insert(sign), found)
    if rows:
        connection.execute(
            insert(signed),
            [
                {
                    "record": row["record"],
                    "fingerprint": row["fingerprint"],
                    "measure": by,
                    "facts": json.dumps(row["facts"], ensure_ascii=False),
                }
                for row in rows
            ],
        )


def _forget_gone(connection: Connection) -> None:
    """What is public no more is nobody's twin; when it comes back its signs are read anew."""
    public = select(schema.current.c.record).where(schema.current.c.state == "public")
    connection.execute(delete(sign).where(sign.c.record.not_in(public)))
    connection.execute(delete(signed).where(signed.c.record.not_in(public)))


def _groups(connection: Connection) -> dict[tuple[str, str], frozenset[str]]:
    """Two records -> the kinds of sign that they have in common."""
    shared = select(sign.c.kind, sign.c.value).group_by(sign.c.kind, sign.c.value).having(func.count() > 1).subquery()
    same = and_(sign.c.kind == shared.c.kind, sign.c.value == shared.c.value)
    query = select(sign.c.kind, sign.c.value, sign.c.record).join(shared, same).order_by(sign.c.record)
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(query):
        members[row.kind, row.value].append(row.record)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (kind, _), records in members.items():
        for pair in _couples(kind, records):
            found[pair].add(kind)
    return {pair: frozenset(kinds) for pair, kinds in found.items()}


def _couples(kind: str, records: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pairs of records with one sign; a page that more than two have is a portal's, and tells nothing of one."""
    if kind == "page" and len(records) > 2:
        return
    firsts = records[:1] if len(records) > CROWD else records
    for place, one in enumerate(firsts):
        yield from ((one, other) for other in records[place + 1 :])


def _facts_of(connection: Connection, records: Sequence[str]) -> dict[str, Row]:
    return {
        record: json.loads(text)
        for record, text in _column(connection, signed.c.record, signed.c.facts, records).items()
    }


def _column(connection: Connection, key: Any, value: Any, records: Sequence[str]) -> dict[str, str]:
    query = select(key, value).where(among(key, records))
    return {row[0]: row[1] for row in connection.execute(query)}


def _twin(
    current: Current, known: Row, sources: Mapping[str, str], names: Mapping[str, str], addresses: Mapping[str, str]
) -> Twin:
    source = sources.get(current.record, "")
    home = not source or is_home(frozenset(known["hosts"]), addresses.get(source, ""))
    called, reused = frozenset(known["names"]), frozenset(known["reused"])
    agency = names.get(current.record, "")
    return Twin(current.record, current.agency, agency, source, home, called, reused, current.issued)


def _pair(
    one: Twin, other: Twin, known: Mapping[str, Row], kinds: frozenset[str], ruled: Mapping[frozenset[str], Ruling]
) -> Pair:
    first, copy, reason = first_of(one, other)
    return Pair(
        first.record,
        copy.record,
        reason,
        tuple(kind for kind in KINDS if kind in kinds),
        known[first.record]["title"],
        known[copy.record]["title"],
        first.source,
        copy.source,
        first.agency,
        copy.agency,
        ruled.get(frozenset((first.record, copy.record))),
    )
