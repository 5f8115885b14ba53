"""What is kept of harvest runs: the run itself, what it staged, what it could not read, and which record came whence.

A run stages every page with the address of the next in one transaction, so a run cut short goes on where it was.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column as C
from sqlalchemy import (
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from registry import schema
from vocab.identifiers import is_ministry_dataset, record_of

Row = dict[str, Any]

run = Table(
    "run",
    schema.metadata,
    C("id", Integer, primary_key=True),
    C("source", Text, nullable=False),
    C("state", String(12), nullable=False),
    C("started", String(27), nullable=False),
    C("ended", String(27), nullable=False),
    C("next_url", Text, nullable=False),
    C("pages", Integer, nullable=False),
    C("counts", Text, nullable=False),
    C("message_vi", Text, nullable=False),
    C("message_en", Text, nullable=False),
    Index("run_source", "source", "id"),
)

staged = Table(
    "staged",
    schema.metadata,
    C("run", Integer, primary_key=True),
    C("iri", Text, primary_key=True),
    C("identifier", Text, nullable=False),
    C("title", Text, nullable=False),
    C("fingerprint", String(64), nullable=False),
    C("body", LargeBinary, nullable=False),
    C("said", Text, nullable=False),
)

unreadable = Table(
    "unreadable",
    schema.metadata,
    C("id", Integer, primary_key=True),
    C("run", Integer, nullable=False),
    C("position", Text, nullable=False),
    C("reason_vi", Text, nullable=False),
    C("reason_en", Text, nullable=False),
    Index("unreadable_run", "run"),
)

# Observations of the source, not acts: when each of its records was last there.
origin = Table(
    "origin",
    schema.metadata,
    C("record", Text, primary_key=True),
    C("source", Text, nullable=False),
    C("identifier", Text, nullable=False),
    C("fingerprint", String(64), nullable=False, server_default=""),
    C("last_run", Integer, nullable=False),
    C("last_seen", String(27), nullable=False),
    Index("origin_source", "source"),
)

# What a run decided of each record, for the page of the run; the ledger holds the acts themselves.
settled = Table(
    "settled",
    schema.metadata,
    C("run", Integer, primary_key=True),
    C("iri", Text, primary_key=True),
    C("title", Text, nullable=False),
    C("outcome", String(12), nullable=False),
    C("findings", Text, nullable=False),
)

RUNNING, DONE, FAILED, GUARDED = "running", "done", "failed", "guarded"


@dataclass(frozen=True, slots=True)
class Run:
    """One harvest run of one source.

    `state` is running (also after a stop: the next harvest goes on with it), done, failed, or guarded (waiting for a
    person, because too much would vanish; a confirmed run then reads the source anew).
    `counts` are by outcome: published, remarked, held, taken-down, unchanged, withdrawn, unreadable, and of a ministry's
    catalogue imported, renewed, gone; their sum with `repeated` is what was read. `notices` are what reading a ministry's
    catalogue left out or changed; whoever ran it is told, and they are not kept. `next_url` holds the addresses still to
    fetch, one a line: documents may lead to several.
    """

    id: int
    source: str
    state: str
    started: str
    ended: str
    next_url: str
    pages: int
    counts: dict[str, int]
    message_vi: str = ""
    message_en: str = ""
    notices: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Staged:
    """A record that a run has read, mapped and had judged: `said` holds findings, evidence and notices as rows."""

    iri: str
    identifier: str
    title: str
    fingerprint: str
    body: bytes
    said: Row

    @classmethod
    def of(cls, row: Row, **said: Any) -> "Staged":
        """A record as a worker gives it: {"iri", "identifier", "title", "fingerprint", "body": N-Quads as text, ...}."""
        return cls(row["iri"], row["identifier"], row["title"], row["fingerprint"], row["body"].encode(), said)

    @classmethod
    def gone(cls, iri: str, identifier: str, version: str) -> "Staged":
        """The mark that the source says it no longer holds a record; it has no body."""
        return cls(iri, identifier, "", "", b"", {"version": version})

    @property
    def record(self) -> str:
        """The record's IRI in the ledger; a ministry's dataset stands there under its own."""
        return self.iri if is_ministry_dataset(self.iri) else record_of(self.iri)


class Runs:
    """Reads and writes the tables above."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def begin(self, source: str, first_url: str, at: str) -> Run:
        """The source's run that was cut short, to go on with, or a new one."""
        with self.engine.begin() as connection:
            query = select(run).where(run.c.source == source, run.c.state == RUNNING).order_by(run.c.id.desc())
            if row := connection.execute(query).first():
                return _run(row)
            fresh = {
                "source": source,
                "state": RUNNING,
                "started": at,
                "ended": "",
                "next_url": first_url,
                "pages": 0,
                "counts": "{}",
                "message_vi": "",
                "message_en": "",
            }
            done = connection.execute(insert(run).values(**fresh))
            number = done.inserted_primary_key
            return _run(connection.execute(select(run).where(run.c.id == (number[0] if number else 0))).one())

    def stage(self, this: Run, rows: Sequence[Staged], failures: Sequence[Row], next_url: str) -> Run:
        """Keeps a page's records and the addresses of the next pages, in one transaction.

        Of two records of one dataset the later version stays, of the same version the one that came last.
        """
        with self.engine.begin() as connection:
            if rows:
                statement = upsert(staged)
                statement = statement.on_conflict_do_update(
                    index_elements=["run", "iri"],
                    set_={name: statement.excluded[name] for name in ("title", "fingerprint", "body", "said")},
                    where=_version(staged.c.said) <= _version(statement.excluded.said),
                )
                connection.execute(statement, [_staged_row(this.id, row) for row in rows])
            if failures:
                connection.execute(insert(unreadable), [{"run": this.id, **row} for row in failures])
            connection.execute(update(run).where(run.c.id == this.id).values(next_url=next_url, pages=this.pages + 1))
        return replace(this, next_url=next_url, pages=this.pages + 1)

    def staged(self, this: Run) -> tuple[Staged, ...]:
        """What the run brought, without what the source says is gone."""
        query = select(staged).where(staged.c.run == this.id, staged.c.body != b"").order_by(staged.c.iri)
        with self.engine.connect() as connection:
            return tuple(
                Staged(row.iri, row.identifier, row.title, row.fingerprint, row.body, json.loads(row.said))
                for row in connection.execute(query)
            )

    def brought(self, this: Run) -> dict[str, tuple[str, str]]:
        """What the run has staged so far: dataset IRI -> its identifier at the source, its fingerprint."""
        query = select(staged.c.iri, staged.c.identifier, staged.c.fingerprint).where(staged.c.run == this.id)
        with self.engine.connect() as connection:
            return {row.iri: (row.identifier, row.fingerprint) for row in connection.execute(query)}

    def unreadable(self, number: int) -> tuple[Row, ...]:
        query = select(unreadable).where(unreadable.c.run == number).order_by(unreadable.c.id)
        with self.engine.connect() as connection:
            return tuple(dict(row._mapping) for row in connection.execute(query))

    def settled(self, number: int) -> tuple[Row, ...]:
        """What the run decided of each record: iri, title, outcome, findings (rows)."""
        query = select(settled).where(settled.c.run == number).order_by(settled.c.outcome, settled.c.title)
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple({**row._mapping, "findings": json.loads(row.findings)} for row in rows)

    def known(self, source: str) -> dict[str, str]:
        """Record IRI -> fingerprint last brought, of everything the source has brought and not yet taken away."""
        query = select(origin.c.record, origin.c.fingerprint).where(origin.c.source == source)
        with self.engine.connect() as connection:
            return {row.record: row.fingerprint for row in connection.execute(query)}

    def end(self, this: Run, state: str, at: str, message_vi: str = "", message_en: str = "", **counts: int) -> Run:
        """Ends a run that moved nothing; what it staged is dropped."""
        with self.engine.begin() as connection:
            return finish(connection, this, state, at, counts, message_vi, message_en)

    def newest(self, limit: int = 50, source: str = "") -> tuple[Run, ...]:
        query = select(run).order_by(run.c.id.desc()).limit(limit)
        if source:
            query = query.where(run.c.source == source)
        with self.engine.connect() as connection:
            return tuple(_run(row) for row in connection.execute(query))

    def one(self, number: int) -> Run | None:
        with self.engine.connect() as connection:
            row = connection.execute(select(run).where(run.c.id == number)).first()
        return None if row is None else _run(row)


def finish(
    connection: Connection,
    this: Run,
    state: str,
    at: str,
    counts: dict[str, int],
    message_vi: str = "",
    message_en: str = "",
) -> Run:
    """Writes the run's end and drops what it staged."""
    number = connection.execute(
        select(func.count()).select_from(unreadable).where(unreadable.c.run == this.id)
    ).scalar_one()
    ended = replace(
        this,
        state=state,
        ended=at,
        counts={**counts, "unreadable": int(number)},
        message_vi=message_vi,
        message_en=message_en,
    )
    values = {
        "state": state,
        "ended": at,
        "counts": json.dumps(ended.counts),
        "message_vi": message_vi,
        "message_en": message_en,
    }
    connection.execute(update(run).where(run.c.id == this.id).values(**values))
    connection.execute(delete(staged).where(staged.c.run == this.id))
    return ended


def see(connection: Connection, this: Run, brought: Iterable[Staged], at: str) -> None:
    """Notes that the source held these records, and how."""
    rows = [
        {
            "record": row.record,
            "source": this.source,
            "identifier": row.identifier,
            "fingerprint": row.fingerprint,
            "last_run": this.id,
            "last_seen": at,
        }
        for row in brought
    ]
    if rows:
        statement = upsert(origin)
        names = ("source", "identifier", "fingerprint", "last_run", "last_seen")
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["record"], set_={name: statement.excluded[name] for name in names}
            ),
            rows,
        )


def unsee(connection: Connection, records: Sequence[str]) -> None:
    """Forgets where records came from that the source no longer holds."""
    for start in range(0, len(records), 500):
        connection.execute(delete(origin).where(origin.c.record.in_(records[start : start + 500])))


def expunge(connection: Connection, record: str, iri: str) -> None:
    """Destroys what runs keep of a record, by law: staged versions, what was decided of it, whence it came."""
    connection.execute(delete(staged).where(staged.c.iri == iri))
    connection.execute(delete(settled).where(settled.c.iri == iri))
    known = connection.execute(select(origin.c.identifier).where(origin.c.record == record)).scalars().all()
    connection.execute(delete(unreadable).where(unreadable.c.position.in_(known)))
    connection.execute(delete(origin).where(origin.c.record == record))


def note(connection: Connection, this: Run, decisions: Iterable[Row]) -> None:
    """Keeps what was decided of each record."""
    rows = [{"run": this.id, **row} for row in decisions]
    if rows:
        connection.execute(insert(settled), rows)


def _version(said: Any) -> Any:
    """The version that a staged row is of; "" for those whose source has none."""
    return func.coalesce(func.json_extract(said, "$.version"), "")


def _staged_row(number: int, row: Staged) -> Row:
    return {
        "run": number,
        "iri": row.iri,
        "identifier": row.identifier,
        "title": row.title,
        "fingerprint": row.fingerprint,
        "body": row.body,
        "said": json.dumps(row.said, ensure_ascii=False),
    }


def _run(row: Any) -> Run:
    values = dict(row._mapping)
    return Run(**{**values, "counts": json.loads(values["counts"])})
