"""The places of a walk and what lies there: which records a page of the catalogue holds, asked of the ledger.

A place is a ledger position, a size and the record after which a page begins. What is found is what was public at that
position and still is; of a walk through what changed, also what was taken down.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, exists, func, or_, select

from registry import schema
from registry.bulk import among
from registry.entries import ENDING_ACTS
from registry.feeds.filters import Filters
from registry.ledger import Current
from vocab.identifiers import KEY_LENGTH

LARGEST_PAGE = 1000
EXAMINED = 500
"""Most records of which a page reads the bodies to choose among them: what a filter finds nothing in has short pages."""
PUBLIC_ACTS = ("publish", "transfer")
PUBLISHER = b"> <http://purl.org/dc/terms/publisher> <"
_OURS = (*PUBLIC_ACTS, *sorted(ENDING_ACTS))
_ENTRY = schema.entry.c
# Built once: every answer of the feed begins with the first of these, and every new page with the others.
_NEWEST = select(_ENTRY.seq).where(schema.IS_FED).order_by(_ENTRY.seq.desc()).limit(1)
_TIME_OF = select(_ENTRY.at).where(_ENTRY.seq == bindparam("position"))
_ENDED_SINCE = (
    select(_ENTRY.at)
    .where(_ENTRY.seq > bindparam("position"), schema.IS_FED, _ENTRY.act.in_(ENDING_ACTS))
    .order_by(_ENTRY.seq.desc())
    .limit(1)
)
_TOKEN = re.compile(rf"([1-9]\d{{0,14}}|0)-([1-9]\d{{0,3}})-([a-z2-7]{{{KEY_LENGTH}}})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: at this ledger position, pages of this size, beyond the record of this key ("": first)."""

    position: int
    size: int
    after: str

    def __str__(self) -> str:
        return f"{self.position}-{self.size}-{self.after}"


@dataclass(frozen=True, slots=True)
class Found:
    """A record at a place: `act` is what was last done to it up to the position, in entry `seq`, at `at`; `state` what it is
    by now, `body_seq` where its newest body is."""

    record: str
    seq: int
    digest: str
    at: str
    act: str
    state: str
    agency: str
    issued: str
    body_seq: int

    @property
    def is_told(self) -> bool:
        """Whether it was public then and is now; otherwise all there is to say is that it is gone."""
        return self.act in PUBLIC_ACTS and self.state == "public"

    @property
    def told_seq(self) -> int:
        """The entry that says what it was of: of one that was public then the words of that time, else its newest."""
        return self.seq if self.act in PUBLIC_ACTS else self.body_seq

    def current(self) -> Current:
        """What it was at the position."""
        place = (self.record, self.seq, self.seq, self.digest, "")
        return Current(*place, self.state, self.agency, self.issued, self.at)


@dataclass(frozen=True, slots=True)
class Span:
    """The walk's bounds: records below `root` (an IRI), up to entry `position`; those moved after entry `beyond`, or all
    when it is None. `moved` are the records that changed hands after `position`."""

    root: str
    position: int
    beyond: int | None
    moved: tuple[str, ...]

    @property
    def end(self) -> str:
        """The first text beyond all that begins with `root`."""
        return self.root[:-1] + chr(ord(self.root[-1]) + 1)


def place_of(token: str) -> Place | None:
    """The place that a token names; None for what is no token."""
    said = _TOKEN.fullmatch(token)
    if said is None or int(said[2]) > LARGEST_PAGE:
        return None
    return Place(int(said[1]), int(said[2]), said[3] or "")


def newest(connection: Connection) -> int:
    """The newest entry that changed what is public."""
    return connection.execute(_NEWEST).scalar_one_or_none() or 0


def time_of(connection: Connection, position: int) -> str:
    """When an entry was written, "" when there is none of this number."""
    return connection.execute(_TIME_OF, {"position": position}).scalar_one_or_none() or ""


def last_change(connection: Connection, position: int) -> str:
    """When what a page at this position shows last changed, "" for never: by the entry, or by one that took down since."""
    since = connection.execute(_ENDED_SINCE, {"position": position}).scalar_one_or_none()
    return since or time_of(connection, position)


def superseded_at(connection: Connection, position: int) -> str:
    """When a position ceased to be the newest, "" while it is."""
    rows = schema.entry.c
    query = select(rows.at).where(rows.seq > position, schema.IS_FED).order_by(rows.seq).limit(1)
    return connection.execute(query).scalar_one_or_none() or ""


def entry_before(connection: Connection, since: str) -> int:
    """The last entry before an instant: the ledger's times never go back, so halving finds it."""
    rows = schema.entry.c
    low, high = 0, connection.execute(select(func.max(rows.seq))).scalar_one() or 0
    while low < high:
        middle = (low + high + 1) // 2
        if connection.execute(select(rows.at).where(rows.seq == middle)).scalar_one() < since:
            low = middle
        else:
            high = middle - 1
    return low


def span(connection: Connection, place: Place, filters: Filters, root: str) -> Span:
    """The bounds that a place and filters set to the records below `root`."""
    moved: set[str] = set()
    if filters.agency:
        rows = schema.entry.c
        # Not distinct: SQLite would then go by the index on records, through the whole ledger.
        query = select(rows.record).where(rows.seq > place.position, rows.act == "transfer")
        moved = set(connection.execute(query).scalars())
    beyond = entry_before(connection, filters.since) if filters.since else None
    return Span(root, place.position, beyond, tuple(sorted(moved)))


def found_at(
    connection: Connection, place: Place, after: str, filters: Filters, within: Span, size: int
) -> tuple[Found, ...]:
    """Of the walk's records beyond `after` (an IRI, "" for the first), the first `size`; theme and what changed hands are
    not looked at."""
    values = _values(place, after, filters, within, size)
    query = _narrowed(_asked(backwards=False, is_since=within.beyond is not None), filters, within)
    rows = connection.execute(query, values)
    return tuple(Found(*row) for row in rows)


def place_before(connection: Connection, place: Place, after: str, filters: Filters, within: Span) -> str:
    """The record (IRI) after which the page begins that ends where this one begins, "" for the first."""
    values = {**_values(place, after, filters, within, 1), "passed": place.size}
    query = _narrowed(_asked_before(is_since=within.beyond is not None), filters, within)
    found = connection.execute(query, values).scalar_one_or_none()
    return found or ""


def total(connection: Connection, filters: Filters, within: Span) -> int | None:
    """How many records a walk at this position meets when nothing is taken down meanwhile; None when only reading every
    description could tell."""
    if filters.theme or within.moved:
        return None
    if within.beyond is None and (there := _public_now(connection, filters, within)) is not None:
        return there
    rows, now = schema.entry, schema.current
    ours = rows.c.record > within.root, rows.c.record < within.end
    latest = select(func.max(rows.c.seq).label("seq")).where(
        rows.c.seq <= within.position, rows.c.act.in_(_OURS), *ours
    )
    if within.beyond is not None:
        latest = latest.where(rows.c.seq > within.beyond)
    if filters.agency:
        own = select(now.c.record).where(now.c.agency == filters.agency)
        latest = latest.where(rows.c.record.in_(own))
    told = latest.group_by(rows.c.record).subquery()
    query = select(func.count()).select_from(rows.join(told, told.c.seq == rows.c.seq))
    if within.beyond is None:
        query = query.where(rows.c.act.in_(PUBLIC_ACTS))
    return int(connection.execute(query).scalar_one())


def _public_now(connection: Connection, filters: Filters, within: Span) -> int | None:
    """How many records are public now; None when the position is not the newest any more. Asked at once, so that nothing
    comes in between."""
    now = schema.current.c
    there = select(func.count()).where(now.state == "public", now.record > within.root, now.record < within.end)
    if filters.agency:
        there = there.where(now.agency == filters.agency)
    later = exists().where(_ENTRY.seq > within.position, schema.IS_FED)
    found = connection.execute(select(there.scalar_subquery()).where(~later)).scalar_one_or_none()
    return None if found is None else int(found)


def following(place: Place, key: str) -> Place:
    """The same walk, beyond the record of this key."""
    return replace(place, after=key)


def _values(place: Place, after: str, filters: Filters, within: Span, size: int) -> Mapping[str, object]:
    told = {"position": place.position, "place": after or within.root, "end": within.end, "size": size}
    if filters.agency:
        told["agency"] = filters.agency
    if within.beyond is not None:
        told["beyond"] = within.beyond
    return told


def _narrowed(query: Select[Any], filters: Filters, within: Span) -> Select[Any]:
    """The question, of an agency's records alone where the filters say so."""
    if not filters.agency:
        return query
    now = schema.current.c
    own = now.agency == bindparam("agency")
    return query.where(or_(own, among(now.record, within.moved)) if within.moved else own)


@cache
def _asked_before(*, is_since: bool) -> Select[Any]:
    """Of the records up to :place backwards, the one that comes after :passed others."""
    query = _asked(backwards=True, is_since=is_since)
    return query.with_only_columns(schema.current.c.record).offset(bindparam("passed"))


@cache
def _asked(*, backwards: bool, is_since: bool) -> Select[Any]:
    """Of :size records beyond :place, or up to it backwards: those public at :position and still now; with `is_since` those
    moved after entry :beyond, whatever became of them. Columns as in `Found`.

    One row of the index on (record, seq) is looked up for each record passed, so a page costs what it holds.
    """
    now, then, other = schema.current.c, schema.entry.c, schema.entry.alias().c
    latest = (
        select(func.max(other.seq))
        .where(other.record == now.record, other.seq <= bindparam("position"), other.act.in_(_OURS))
        .correlate(schema.current)
        .scalar_subquery()
    )
    columns = (
        now.record,
        then.seq,
        then.digest_after,
        then.at,
        then.act,
        now.state,
        now.agency,
        now.issued,
        now.body_seq,
    )
    place: BindParameter[str] = bindparam("place")
    query = select(*columns).select_from(schema.current.join(schema.entry, then.seq == latest))
    if is_since:
        late = schema.entry.alias().c
        passed = late.seq > bindparam("beyond"), late.seq <= bindparam("position"), late.act.in_(_OURS)
        query = query.where(now.record.in_(select(late.record).where(*passed)))
    else:
        query = query.where(now.state == "public", then.act.in_(PUBLIC_ACTS))
    query = query.where(now.record <= place if backwards else now.record > place, now.record < bindparam("end"))
    return query.order_by(now.record.desc() if backwards else now.record).limit(bindparam("size"))
