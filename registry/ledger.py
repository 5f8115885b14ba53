"""The ledger: an append-only, hash-chained table of acts, and the newest state of each record beside it.

Whoever is told "saved" is told so after the commit, and a commit is on the disk (write-ahead log, synchronous FULL).
One keeper writes; any number of threads read.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, or_, select, text

from registry import schema
from registry.bodies import DICTIONARY_ID, Packer, shipped_dictionary
from registry.bulk import add, among, put
from registry.clock import Clock, stamp
from registry.currents import Current, demand_allowed, entry_of, moved
from registry.entries import GENESIS, KNOWN_ACTS, MOVING_ACTS, Act, Entry
from registry.errors import Stale
from registry.milestones import Reached, passing
from registry.turns import Turns

__all__ = ["Aside", "Current", "Head", "Ledger", "Writing"]

Aside = Callable[[Connection, tuple[Entry, ...]], None]
"""Work on other tables that must stand or fall with the entries."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its number, its hash, its time."""

    seq: int
    hash: str
    at: str


@dataclass
class Writing:
    """A transaction of the ledger that is under way, on its `connection`."""

    connection: Connection
    _write: Callable[[Connection, Sequence[Act]], tuple[Entry, ...]]
    has_acts: bool = False

    def append(self, acts: Sequence[Act]) -> tuple[Entry, ...]:
        """Writes the acts in order. Raises as `Ledger.append` does; then the whole transaction is to be given up."""
        if not acts:
            return ()
        self.has_acts = True
        return self._write(self.connection, acts)


class Ledger:
    """Appends acts and reads them back."""

    def __init__(self, engine: Engine, clock: Clock, reached: Reached = passing) -> None:
        self.engine = engine
        self.clock = clock
        self._reached = reached
        self._writing = Turns()
        self._begun: datetime | None = None
        self._packer = Packer(_dictionaries(engine))

    def append(self, acts: Sequence[Act], aside: Aside | None = None) -> tuple[Entry, ...]:
        """Writes the acts in order, in one transaction, and returns once they are on the disk.

        Raises Stale when a record moved on since the actor saw it, Removed when it was removed by law, NotYours when
        another agency answers for it; then nothing is written.
        """
        if not acts:
            return ()
        with self.writing() as writing:
            entries = writing.append(acts)
            if aside:
                aside(writing.connection, entries)
        return entries

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """One transaction for acts in as many portions as one likes and for what stands beside them; once the block has
        ended it is on the disk. Nobody else writes meanwhile; an error in the block leaves nothing written."""
        with self._writing:
            self._begun = self.clock()
            try:
                with self.engine.begin() as connection:
                    writing = Writing(connection, self._write)
                    yield writing
                    if writing.has_acts:
                        self._reached("ledger.before-commit")
            finally:
                self._begun = None
            if writing.has_acts:
                self._reached("ledger.after-commit")

    def expunge(self, record: str, actor: str, person: str, reason: str, aside: Aside | None = None) -> Entry:
        """Destroys every body of a record by law: the rows stay and the chain verifies, the words are gone.

        `aside` destroys what other tables hold, in the same transaction. Views, generations and snapshots are the
        keeper's to destroy; the table `destroying` says so until it is done.
        """

        def destroy(connection: Connection, entries: tuple[Entry, ...]) -> None:
            seqs = select(schema.entry.c.seq).where(schema.entry.c.record == record)
            connection.execute(delete(schema.body).where(schema.body.c.seq.in_(seqs)))
            for table in (schema.held, schema.report, schema.finding, schema.overlap):
                connection.execute(delete(table).where(table.c.record == record))
            connection.execute(insert(schema.destroying), [{"seq": entry.seq} for entry in entries])
            if aside:
                aside(connection, entries)

        (entry,) = self.append([Act("expunge", record, actor, person, reason=reason)], destroy)
        self.sweep()
        return entry

    def beside(self, work: Callable[[Connection], Made]) -> Made:
        """Does work on other tables, in one transaction, while no act is written: what `work` reads of records holds."""
        with self._writing, self.engine.begin() as connection:
            return work(connection)

    def settled(self) -> datetime:
        """An instant up to which nothing more comes: who begins to read after this call sees every entry written before it.

        A long transaction's entries bear the times at which it went on, and are seen when it is over.
        """
        now = self.clock()  # before the look: whoever begins to write after that writes later times
        begun = self._begun
        return min(begun, now) if begun else now

    def sweep(self) -> None:
        """Empties the write-ahead log, which may still hold what was destroyed in the tables."""
        with self.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def head(self) -> Head:
        """The newest entry, or number 0 and the genesis hash of an empty ledger."""
        with self.engine.connect() as connection:
            return _head(connection)

    def current(self, record: str) -> Current | None:
        with self.engine.connect() as connection:
            row = connection.execute(select(schema.current).where(schema.current.c.record == record)).first()
        return None if row is None else Current(*row)

    def currents(self, state: str = "public", after: str = "", limit: int = 1_000_000) -> tuple[Current, ...]:
        """The records in a state, by IRI, beyond `after`."""
        table = schema.current
        query = select(table).where(table.c.state == state, table.c.record > after)
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(table.c.record).limit(limit)).all()
        return tuple(Current(*row) for row in rows)

    def public_records(self) -> tuple[str, ...]:
        """The IRIs of all public records, in order."""
        table = schema.current.c
        query = select(table.record).where(table.state == "public").order_by(table.record)
        with self.engine.connect() as connection:
            return tuple(connection.execute(query).scalars())

    def currents_of(self, records: Sequence[str]) -> tuple[Current, ...]:
        """What these records are now, those that the ledger knows."""
        with self.engine.connect() as connection:
            return tuple(_known(connection, records).values())

    def of_agency(self, agency: str) -> tuple[Current, ...]:
        """Every record an agency answers for, whatever its state, by IRI."""
        table = schema.current
        with self.engine.connect() as connection:
            ours = table.c.state.not_in(("event", "ministry"))
            query = select(table).where(table.c.agency == agency, ours).order_by(table.c.record)
            return tuple(Current(*row) for row in connection.execute(query).all())

    def counts(self) -> dict[str, int]:
        """How many records there are in each state; those of which nothing is held any more are in none."""
        table, held = schema.current.c, schema.held.c
        is_there = or_(table.state != "held", select(held.record).where(held.record == table.record).exists())
        with self.engine.connect() as connection:
            rows = connection.execute(select(table.state, func.count()).where(is_there).group_by(table.state)).all()
        return {str(state): int(number) for state, number in rows}

    def entry(self, seq: int) -> Entry | None:
        found = self._entries(schema.entry.c.seq == seq, limit=1)
        return found[0] if found else None

    def body(self, seq: int) -> bytes | None:
        """The exact N-Quads of an entry; None when it carried none or they were destroyed by law."""
        return self.bodies([seq]).get(seq)

    def bodies(self, seqs: Sequence[int]) -> dict[int, bytes]:
        """The bodies of these entries, those that there are."""
        query = select(schema.body.c.seq, schema.entry.c.dictionary, schema.body.c.data).join(
            schema.entry, schema.entry.c.seq == schema.body.c.seq
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(among(schema.body.c.seq, seqs)))
            return {seq: self._packer.unpack(dictionary, data) for seq, dictionary, data in rows}

    def history(self, record: str) -> tuple[Entry, ...]:
        """All acts on a record, newest first."""
        return self._entries(schema.entry.c.record == record, newest=True)

    def last_acts(self, records: Sequence[str], acts: frozenset[str]) -> dict[str, Entry]:
        """The newest entry of one of these acts on each record, where there is one."""
        rows = schema.entry
        newest = (
            select(func.max(rows.c.seq))
            .where(among(rows.c.record, records), rows.c.act.in_(acts))
            .group_by(rows.c.record)
        )
        return {entry.record: entry for entry in self._entries(rows.c.seq.in_(newest))}

    def since(self, seq: int, limit: int = 1000) -> tuple[Entry, ...]:
        """The entries after `seq`, oldest first."""
        return self._entries(schema.entry.c.seq > seq, limit=limit)

    def newest(self, limit: int, acts: frozenset[str] = MOVING_ACTS) -> tuple[Entry, ...]:
        return self._entries(schema.entry.c.act.in_(acts), limit=limit, newest=True)

    def last_withdrawal(self) -> int:
        """The number of the newest entry that took a record from the public; 0 when there is none."""
        return next((entry.seq for entry in self.newest(1, frozenset({"withdraw", "expunge"}))), 0)

    def of_acts(self, acts: frozenset[str]) -> tuple[Entry, ...]:
        """Every entry of these acts, oldest first."""
        return self._entries(schema.entry.c.act.in_(acts))

    def public_count(self, at: int) -> int:
        """How many records were public at position `at`."""
        rows = schema.entry
        latest = (
            select(func.max(rows.c.seq).label("seq"))
            .where(rows.c.seq <= at, rows.c.act.in_(MOVING_ACTS))
            .group_by(rows.c.record)
            .subquery()
        )
        query = (
            select(func.count())
            .select_from(rows.join(latest, latest.c.seq == rows.c.seq))
            .where(rows.c.act.in_(("publish", "transfer")))
        )
        with self.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def stream(self, batch: int = 2000) -> Iterator[Entry]:
        """Every entry, oldest first, read in batches."""
        position = 0
        while entries := self.since(position, batch):
            yield from entries
            position = entries[-1].seq

    def _entries(self, where: ColumnElement[bool], limit: int | None = None, newest: bool = False) -> tuple[Entry, ...]:
        order = schema.entry.c.seq.desc() if newest else schema.entry.c.seq
        query = select(schema.entry).where(where).order_by(order).limit(limit)
        with self.engine.connect() as connection:
            return tuple(Entry(*row) for row in connection.execute(query))

    def _write(self, connection: Connection, acts: Sequence[Act]) -> tuple[Entry, ...]:
        known = _known(connection, [act.record for act in acts])
        last = _head(connection)
        at = max(stamp(self.clock()), last.at)  # the clock may jump back, the ledger does not
        entries: list[Entry] = []
        bodies: list[dict[str, object]] = []
        for act in acts:
            before = known.get(act.record)
            if act.expects is not None and act.expects != (before.seq if before else 0):
                raise Stale(act.record, act.expects, before.seq if before else 0)
            demand_allowed(act, before)  # the last word, under the writing lock
            entry = entry_of(act, before.digest if before else "", last.seq + 1, at, last.hash)
            if act.act in KNOWN_ACTS:
                known[act.record] = moved(act, entry, before)
            last = Head(entry.seq, entry.hash, at)
            entries.append(entry)
            if act.body is not None:
                bodies.append({"seq": entry.seq, "data": self._packer.pack(act.body)})
        add(connection, schema.entry, [_ENTRY(entry) for entry in entries])
        add(connection, schema.body, bodies)
        _move(connection, [known[act.record] for act in acts if act.record in known])
        return tuple(entries)


def _head(connection: Connection) -> Head:
    rows = schema.entry.c
    query = select(rows.seq, rows.hash, rows.at).order_by(rows.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return Head(*row) if row else Head(0, GENESIS, "")


def _known(connection: Connection, records: Sequence[str]) -> dict[str, Current]:
    query = select(schema.current).where(among(schema.current.c.record, records))
    return {row.record: Current(*row) for row in connection.execute(query)}


def _move(connection: Connection, records: Sequence[Current]) -> None:
    put(connection, schema.current, [_CURRENT(record) for record in records])


def _rows_of(kind: type[Entry] | type[Current]) -> Callable[[Any], dict[str, Any]]:
    """A way to a table's row from a value whose fields are its columns, at a tenth of what `asdict` costs."""
    names = [one.name for one in fields(kind)]
    values = attrgetter(*names)
    return lambda one: dict(zip(names, values(one), strict=True))


_ENTRY, _CURRENT = _rows_of(Entry), _rows_of(Current)


def _dictionaries(engine: Engine) -> dict[int, bytes]:
    """The dictionaries the database keeps; the shipped one is written down at the first use."""
    with engine.begin() as connection:
        kept = {row.id: row.data for row in connection.execute(select(schema.dictionary))}
        if DICTIONARY_ID not in kept:
            kept[DICTIONARY_ID] = shipped_dictionary()
            connection.execute(insert(schema.dictionary), [{"id": DICTIONARY_ID, "data": kept[DICTIONARY_ID]}])
    return kept
