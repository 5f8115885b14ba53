"""The curated layer: what an agency's staff added to records that a source brings; no harvest overwrites it.

An addition is written down in the transaction that publishes it and laid over the source's words in every reading
(`harvesters.supplement`). `in_step` remembers the versions by people that say all that the source says, and only add to
it: such a record still follows its source, while one in which people changed the source's own words waits for a person.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse
from sqlalchemy import Boolean, Connection, Engine, Index, Integer, String, Table, Text, delete, insert, select, update
from sqlalchemy import Column as C

from harvesters.supplement import Addition
from registry import schema
from registry.bulk import among
from registry.entries import Entry
from registry.harvesting.tables import origin
from vocab.identifiers import dataset_of, record_of

Row = dict[str, Any]

curated = Table(
    "curated",
    schema.metadata,
    C("id", Integer, primary_key=True),
    C("record", Text, nullable=False),
    C("statement", Text, nullable=False),
    C("is_only", Boolean, nullable=False),
    C("account", Text, nullable=False),
    C("person", Text, nullable=False),
    C("at", String(27), nullable=False),
    # The ledger's entry that published it first.
    C("seq", Integer, nullable=False),
    # What the source says in this place by now; "" while it says nothing else.
    C("source_says", Text, nullable=False, server_default=""),
    Index("curated_record", "record"),
)

# The newest version by a person that says all that the source says: record -> its entry in the ledger.
in_step = Table(
    "in_step",
    schema.metadata,
    C("record", Text, primary_key=True),
    C("seq", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An addition as it is kept: who made it, when (a ledger stamp), in which entry; what the source says in its place by
    now, "" for nothing else."""

    id: int
    addition: Addition
    account: str
    person: str
    at: str
    seq: int
    source_says: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """What a record's layer is to be after an act: all its additions, and whether the version says all that its source
    says."""

    record: str
    additions: tuple[Addition, ...]
    is_in_step: bool


class Curated:
    """Reads the layer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, record: str) -> tuple[Kept, ...]:
        """What was added to a record, oldest first."""
        with self._engine.connect() as connection:
            return _of(connection, record)

    def rows(self, records: Sequence[str]) -> dict[str, list[Row]]:
        """The layers of these records as a worker takes them (`additions_of`), by dataset; none for those without one."""
        found: dict[str, list[Row]] = {}
        with self._engine.connect() as connection:
            for row in _rows_of(connection, records):
                one = {"statement": row.statement, "is_only": row.is_only}
                found.setdefault(dataset_of(row.record), []).append(one)
        return found

    def following(self, last: Mapping[str, Entry], read_with: Mapping[str, str]) -> set[str]:
        """Those records whose last act (`last`, a person's) left them in step with their source.

        `read_with` names the layer that a record was read with in this run (`mark_of`); one that was read with another
        than it has now is not among them, for that reading would lose what was added meanwhile.
        """
        steps, marks = self._steps(list(last)), self._marks(list(read_with))
        return {
            record
            for record, entry in last.items()
            if steps.get(record) == entry.seq
            and (record not in read_with or read_with[record] == marks.get(record, ""))
        }

    def is_in_step(self, record: str, entry: Entry) -> bool:
        """Whether this entry of a record says all that its source says."""
        return self._steps([record]).get(record) == entry.seq

    def _steps(self, records: Sequence[str]) -> dict[str, int]:
        query = select(in_step).where(among(in_step.c.record, records))
        with self._engine.connect() as connection:
            return {row.record: row.seq for row in connection.execute(query)}

    def _marks(self, records: Sequence[str]) -> dict[str, str]:
        return {record_of(iri): mark_of(rows) for iri, rows in self.rows(records).items()}


def additions_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Addition, ...]:
    """The additions that rows {"statement", "is_only"} say."""
    return tuple(Addition(_triple(row["statement"]), bool(row["is_only"])) for row in rows)


def mark_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Names a layer by what it says; "" for none."""
    said = "\n".join(sorted(f"{row['statement']} {int(row['is_only'])}" for row in rows))
    return hashlib.sha256(said.encode()).hexdigest() if rows else ""


def keep(connection: Connection, layer: Layer, entry: Entry) -> None:
    """Makes the layer what it is to be, in the transaction of the entry that published it; what stays keeps its makers."""
    wanted = {statement_of(each): each for each in layer.additions}
    kept = _of(connection, layer.record)
    there = {statement_of(one.addition): one.id for one in kept}
    lost = [one for one in kept if statement_of(one.addition) not in wanted]
    if lost:
        connection.execute(delete(curated).where(curated.c.id.in_([one.id for one in lost])))
    if any(one.addition.is_only for one in lost):
        # Something of the source's may have stood behind it: the next run reads the record anew, though it is the same.
        unread = update(origin).where(origin.c.record == layer.record)
        connection.execute(unread.values(raw="", page=""))
    made = {"record": layer.record, "account": entry.actor, "person": entry.person, "at": entry.at, "seq": entry.seq}
    fresh = [
        {**made, "statement": statement, "is_only": each.is_only}
        for statement, each in wanted.items()
        if statement not in there
    ]
    if fresh:
        connection.execute(insert(curated), fresh)
    connection.execute(delete(in_step).where(in_step.c.record == layer.record))
    if layer.is_in_step:
        connection.execute(insert(in_step).values(record=layer.record, seq=entry.seq))


def note_outdone(connection: Connection, record: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Keeps what a record's source says by now in the places of additions: rows {"statement", "text"}."""
    mine = update(curated).where(curated.c.record == record)
    connection.execute(mine.values(source_says=""))
    for row in rows:
        connection.execute(mine.where(curated.c.statement == row["statement"]).values(source_says=row["text"]))


def expunge(connection: Connection, record: str) -> None:
    """Destroys what people added to a record, by law."""
    connection.execute(delete(curated).where(curated.c.record == record))
    connection.execute(delete(in_step).where(in_step.c.record == record))


def _of(connection: Connection, record: str) -> tuple[Kept, ...]:
    return tuple(
        Kept(row.id, _addition(row), row.account, row.person, row.at, row.seq, row.source_says)
        for row in _rows_of(connection, [record])
    )


def _rows_of(connection: Connection, records: Sequence[str]) -> list[Any]:
    query = select(curated).where(among(curated.c.record, records)).order_by(curated.c.id)
    return list(connection.execute(query))


def statement_of(addition: Addition) -> str:
    """An addition as a line of N-Triples: its name in the layer."""
    return f"{addition.triple} ."


def _addition(row: Any) -> Addition:
    return Addition(_triple(row.statement), row.is_only)


def _triple(statement: str) -> Triple:
    triple: Triple = next(parse(statement.encode(), format=RdfFormat.N_TRIPLES)).triple
    return triple
