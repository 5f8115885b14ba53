"""What of the ledger is a change of the public catalogue: a dataset published, handed over, withdrawn, removed by law.

Each such entry has a number among its like, by which the feed is cut into pages; entries are only added, so a number
never changes. Reads the ledger, knows no RDF.
"""

import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from registry import schema
from registry.entries import SOURCE_LOST_IT
from registry.ledger import Ledger

PAGE = 100
"""Changes on a page; part of what a page's number means, so it stays."""
_SAYING = ("publish", "transfer")
_ENDING = ("withdraw", "expunge")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: entry `seq` of the ledger, made at `at`, by which a record was published or came down.

    `is_new`: the record was not public before. `words` is the entry whose description tells of it, its own or of an ending
    the last one before; 0 where none may be handed on: the law removed it, or the record came down later without a reason
    that may be told (secrecy, personal data). `reason` is of an ending, as it may be told.
    """

    seq: int
    at: str
    act: str
    record: str
    is_new: bool
    words: int
    is_removed: bool
    reason: str
    left_its_source: bool

    @property
    def is_ending(self) -> bool:
        return self.act in _ENDING

    @property
    def kind(self) -> str:
        """The name of its ActivityStreams class: Create, Update or Delete. What has lost its words tells of no version, so
        it is a Delete too."""
        if self.is_ending or not self.words:
            return "Delete"
        return "Create" if self.is_new else "Update"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a page spans: its first and last change, by entry and time."""

    first: int
    first_at: str
    last: int
    last_at: str


class Stretches:
    """Where each page begins and ends: read once, then only what is new."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._guard = threading.Lock()
        self._known_to = 0
        self._full: list[Stretch] = []
        self._open: tuple[Stretch, ...] = ()

    def now(self) -> tuple[Stretch, ...]:
        """All pages; the last may still grow."""
        with self._guard, self._ledger.engine.connect() as connection:
            newest_entry = connection.execute(select(func.max(schema.entry.c.seq))).scalar() or 0
            if newest_entry != self._known_to:
                found = _stretches(connection, self._full[-1].last if self._full else 0)
                self._full += [stretch for stretch, size in found if size == PAGE]
                self._open = tuple(stretch for stretch, size in found if size < PAGE)
                self._known_to = newest_entry
            return (*self._full, *self._open)


def page_after(stretches: Sequence[Stretch], position: int) -> int:
    """Which page (from 0) holds the first change after a ledger position; the last when there is none."""
    return min(bisect_left(stretches, position + 1, key=lambda one: one.last), len(stretches) - 1)


def page_from(stretches: Sequence[Stretch], at: str) -> int:
    """Which page (from 0) holds the first change at or after an instant; the last when there is none."""
    return min(bisect_left(stretches, at, key=lambda one: one.last_at), len(stretches) - 1)


def between(connection: Connection, first: int, last: int) -> tuple[Change, ...]:
    """The changes from one entry to another, oldest first."""
    rows = connection.execute(_changes().order_by(schema.entry.c.seq), {"first": first, "last": last, "size": PAGE})
    return tuple(_change(*row) for row in rows)


def newest(connection: Connection, before: int, size: int, agency: str = "") -> tuple[Change, ...]:
    """The newest changes before an entry, of an agency's records or of all, newest first."""
    return _along(connection, {"first": 0, "last": before - 1, "size": size}, agency, backwards=True)


def oldest(connection: Connection, after: int, size: int, agency: str = "") -> tuple[Change, ...]:
    """The oldest changes after an entry, of an agency's records or of all, oldest first."""
    return _along(connection, {"first": after + 1, "last": _BEYOND, "size": size}, agency, backwards=False)


_BEYOND = 1 << 62


def _along(connection: Connection, values: dict[str, int], agency: str, *, backwards: bool) -> tuple[Change, ...]:
    query = _changes()
    if agency:
        query = query.where(schema.current.c.agency == agency)
    seq = schema.entry.c.seq
    return tuple(_change(*row) for row in connection.execute(query.order_by(seq.desc() if backwards else seq), values))


def _stretches(connection: Connection, after: int) -> list[tuple[Stretch, int]]:
    """The pages that lie beyond an entry, each with how many changes it holds by now."""
    rows = schema.entry.c
    numbered = (
        select(rows.seq, rows.at, (func.row_number().over(order_by=rows.seq) - 1).label("number"))
        .where(rows.seq > after, _is_change())
        .subquery()
    )
    of = numbered.c
    query = select(func.min(of.seq), func.min(of.at), func.max(of.seq), func.max(of.at), func.count())
    query = query.group_by(of.number // PAGE)
    return [(Stretch(*row[:4]), int(row[4])) for row in connection.execute(query.order_by(func.min(of.seq)))]


def _is_change() -> Any:
    """Whether an entry is a change: what was never public does not come down either."""
    rows, earlier = schema.entry.c, schema.entry.alias("earlier").c
    was_public = (
        select(earlier.seq)
        .where(earlier.record == rows.record, earlier.seq < rows.seq, earlier.act.in_(_SAYING))
        .correlate(schema.entry)
        .exists()
    )
    ends = or_(rows.act == "expunge", and_(rows.act == "withdraw", rows.digest_before != ""))
    return or_(rows.act.in_(_SAYING), and_(ends, was_public))


@cache
def _changes() -> Select[Any]:
    """At most :size changes from entry :first to :last, as `_change` reads them."""
    rows, body, now = schema.entry.c, schema.body.c, schema.current.c
    later, said = schema.entry.alias("later").c, schema.entry.alias("said").c
    hidden = (
        select(later.seq)
        .where(later.record == rows.record, later.seq > rows.seq, later.act == "withdraw", later.reason == "")
        .correlate(schema.entry)
        .exists()
    )
    words = (
        select(func.max(said.seq))
        .where(said.record == rows.record, said.seq <= rows.seq, said.act.in_(_SAYING))
        .correlate(schema.entry)
        .scalar_subquery()
    )
    kept = select(body.seq).where(body.seq == words).scalar_subquery()
    columns = (rows.seq, rows.at, rows.actor, rows.act, rows.record, rows.digest_before, rows.reason)
    query = select(*columns, kept, hidden, now.state)
    query = query.join_from(schema.entry, schema.current, now.record == rows.record)
    first, last, size = (bindparam(name, type_=rows.seq.type) for name in ("first", "last", "size"))
    return query.where(rows.seq >= first, rows.seq <= last, _is_change()).limit(size)


def _change(
    seq: int,
    at: str,
    actor: str,
    act: str,
    record: str,
    digest_before: str,
    reason: str,
    words: int | None,
    is_hidden: bool,
    state: str,
) -> Change:
    is_removed = state == "expunged"
    left = act == "withdraw" and actor.startswith("source:") and reason == SOURCE_LOST_IT
    told = reason if act == "withdraw" and not is_removed and not left else ""
    is_secret = is_hidden or is_removed or (act == "withdraw" and not reason)
    shown = 0 if is_secret else words or 0
    return Change(seq, at, act, record, not digest_before, shown, is_removed, told, left and not is_removed)
