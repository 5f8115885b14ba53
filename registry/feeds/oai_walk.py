"""A walk through the records of OAI-PMH: the newest public act on each record up to a ledger position, in their order.

A token says where a page begins and all that the walk was asked for, so it outlives a restart; a few letters of its
digest tell one that was cut or changed on the way. Whatever moves meanwhile, a walk meets every record that was there
when it began once: in the words it had then, or, when it is public no longer, as deleted. What is published after that,
and newer words, have a later datestamp and are met by whoever asks again from then on.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, exists, func, or_, select

from registry import schema
from registry.bulk import among
from registry.clock import instant
from registry.entries import ENDING_ACTS, FED_ACTS
from registry.feeds import walking
from registry.feeds.catalogue import TOKENS_LAST
from registry.feeds.oai_sets import Chosen
from registry.feeds.walking import PUBLIC_ACTS

PAGE = 100
STATES = ("public", "withdrawn", "expunged")
_WAS_PUBLIC = (schema.current.c.state.in_(STATES), schema.current.c.body_seq > 0)
_CHECKED = 10
_TOKEN = re.compile(r"([ir])((?:\.(?:0|[1-9]\d{0,14})){5})\.([a-z_]{1,20})\.([A-Za-z0-9:_-]{0,60})\.([0-9a-f]{10})")


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a walk meets it. `body_seq` is the entry with its words, of one that `is_deleted` the last it had;
    `at` is when it became what it is, as the ledger stamps it."""

    iri: str
    body_seq: int
    at: str
    agency: str
    issued: str
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: beyond entry `after`, of those up to `end` in the state of `position`. `cursor` records came
    before, of `total`; `verb`, `prefix` and `spec` (the set) are what was asked."""

    verb: str
    position: int
    end: int
    after: int
    cursor: int
    total: int
    prefix: str
    spec: str


@dataclass(frozen=True, slots=True)
class Page:
    """The records of a page, and where the next begins; None when this one ends the walk."""

    records: tuple[Record, ...]
    following: Place | None


def token(place: Place, base: str) -> str:
    """The place as a token of the registry of this base."""
    numbers = (place.position, place.end, place.after, place.cursor, place.total)
    said = ".".join(("i" if place.verb == "ListIdentifiers" else "r", *map(str, numbers), place.prefix, place.spec))
    return f"{said}.{_digest(said, base)}"


def place_of(text: str, base: str) -> Place | None:
    """The place that a token names; None for one that this registry never gave out."""
    said = _TOKEN.fullmatch(text[:200])
    if said is None or said[5] != _digest(text.rpartition(".")[0], base):
        return None
    verb = "ListIdentifiers" if said[1] == "i" else "ListRecords"
    position, end, after, cursor, total = map(int, said[2].split(".")[1:])
    return Place(verb, position, end, after, cursor, total, said[3], said[4])


def ends(connection: Connection, position: int, now: datetime) -> datetime:
    """Until when tokens of a position are good, at the least."""
    superseded = walking.superseded_at(connection, position)
    return (instant(superseded) if superseded else now) + TOKENS_LAST


def span(connection: Connection, since: str, until: str, position: int) -> tuple[int, int]:
    """The last entry before what is asked for and the last of it, of those up to a position; "" sets no bound."""
    before = walking.entry_before(connection, since) if since else 0
    return before, min(walking.entry_before(connection, until), position) if until else position


def page(connection: Connection, place: Place, chosen: Chosen, members: Collection[str]) -> Page:
    """The page that begins at a place. `members` are the public records (IRIs) that have a theme of `chosen`, now.

    What is deleted is met in every set of themes: nobody may learn from a set what words were removed about, and whoever
    holds one of the set learns that it is gone. Where a walk begins that goes on, its records are counted.
    """
    query = _walk(chosen, members).order_by(schema.entry.c.seq).limit(PAGE + 1)
    rows = connection.execute(query, _values(place)).all()
    records = tuple(map(_record, rows[:PAGE]))
    if len(rows) <= PAGE:
        return Page(records, None)
    total = place.total or _count(connection, place, chosen, members)
    numbers = (place.position, place.end, rows[PAGE - 1].seq, place.cursor + PAGE, total)
    return Page(records, Place(place.verb, *numbers, place.prefix, place.spec))


def record_now(connection: Connection, iri: str) -> Record | None:
    """The record as it is now; None when it never was public."""
    rows = schema.current.c
    columns = (rows.record, rows.body_seq, rows.modified, rows.state, rows.agency, rows.issued)
    query = select(*columns).where(rows.record == iri, *_WAS_PUBLIC)
    row = connection.execute(query).first()
    return Record(row[0], row[1], row[2], row[4], row[5], row[3] != "public") if row else None


def agencies(connection: Connection, root: str) -> tuple[str, ...]:
    """The agencies (IRIs) that answer for a record below `root`, or did for one that is gone."""
    rows = schema.current.c
    query = select(rows.agency).where(*_WAS_PUBLIC, _below(root), rows.agency != "").distinct()
    return tuple(connection.execute(query.order_by(rows.agency)).scalars())


def earliest(connection: Connection) -> str:
    """When the first record became public, as the ledger stamps it; "" while nothing did."""
    rows = schema.entry.c
    query = select(rows.at).where(rows.act.in_(PUBLIC_ACTS)).order_by(rows.seq).limit(1)
    return connection.execute(query).scalar_one_or_none() or ""


@cache
def _steps() -> Select[Any]:
    """Beyond :after and up to :end, the entries that were the newest on their record at :position, with what the record
    is now. One look into the index on (record, seq) for each."""
    then, other, now = schema.entry, schema.entry.alias(), schema.current
    newer = exists().where(
        other.c.record == then.c.record,
        other.c.seq > then.c.seq,
        other.c.seq <= bindparam("position"),
        other.c.act.in_(FED_ACTS),
    )
    columns = (then.c.seq, then.c.at, then.c.act, now.c.record, now.c.state, now.c.body_seq, now.c.modified)
    return (
        select(*columns, now.c.agency, now.c.issued)
        .join(now, now.c.record == then.c.record)
        .where(then.c.seq > bindparam("after"), then.c.seq <= bindparam("end"), then.c.act.in_(FED_ACTS), ~newer)
        .where(*_WAS_PUBLIC)
    )


def _walk(chosen: Chosen, members: Collection[str]) -> Select[Any]:
    is_there = and_(schema.current.c.state == "public", schema.entry.c.act.in_(PUBLIC_ACTS))
    return _steps().where(*_chosen(chosen, members, is_there))


def _count(connection: Connection, place: Place, chosen: Chosen, members: Collection[str]) -> int:
    """How many records a walk meets that begins at a place of the newest state: those that moved beyond the place, but for
    those that moved beyond its end too. Of a whole walk these are all there are, and nobody looks at what moved when."""
    now = schema.current.c
    moved = select(func.count()).where(*_WAS_PUBLIC, *_chosen(chosen, members, now.state == "public"))
    met = moved.where(_moved_beyond(place.after)) if place.after else moved
    total = connection.execute(met, _values(place)).scalar_one()
    if place.end < place.position:
        total -= connection.execute(moved.where(_moved_beyond(place.end)), _values(place)).scalar_one()
    return int(total)


def _moved_beyond(seq: int) -> ColumnElement[bool]:
    rows = schema.entry.c
    late = select(rows.record).where(rows.seq > seq, rows.seq <= bindparam("position"), rows.act.in_(FED_ACTS))
    return schema.current.c.record.in_(late)


def _chosen(chosen: Chosen, members: Collection[str], is_there: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    """What is true of the records of a set; `is_there` is of one that has its words, and so its themes, still."""
    now = schema.current.c
    yield _below(chosen.root)
    if chosen.agency:
        yield now.agency == chosen.agency
    if chosen.themes:
        yield or_(~is_there, among(now.record, members))


def _below(root: str) -> ColumnElement[bool]:
    """Of the records alone: the ledger knows ministries' datasets too, and the law may remove one."""
    return schema.current.c.record.startswith(root, autoescape=True)


def _values(place: Place) -> dict[str, int]:
    return {"position": place.position, "after": place.after, "end": place.end}


def _record(row: Row[Any]) -> Record:
    is_there = row.act in PUBLIC_ACTS and row.state == "public"
    body, at = (row.seq, row.at) if is_there else (row.body_seq, row.at if row.act in ENDING_ACTS else row.modified)
    return Record(row.record, body, at, row.agency, row.issued, not is_there)


def _digest(said: str, base: str) -> str:
    return hashlib.sha256(f"{base}\n{said}".encode()).hexdigest()[:_CHECKED]
