"""Who takes what from the feeds, and how far each has come: for the operator, who is asked why a portal lags behind.

A consumer is known by a name that it gave itself or by what its program calls itself; no address and no person is kept.
Counted in memory, written down once a minute. Bounded: beyond MOST_NEW rows in a day new ones are counted together.
"""

import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column as C
from sqlalchemy import Connection, Engine, Integer, Select, String, Table, Text, delete, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from registry.clock import Clock, instant, local_day, stamp
from registry.entries import FED_ACTS
from registry.schema import entry, metadata

NAMED, PROGRAM, OTHERS = "name", "program", "others"
"""How a consumer is known: by the name it gave itself, by its program's, or not apart from others."""
LONGEST_NAME, LONGEST_AGENT = 40, 80
MOST_NEW, MOST_KEPT = 500, 2_000
"""Rows that may be new within a day, and that are kept: those that were not seen for longest go. So whoever comes now and
then stays, though another one gives a new name at each request."""
FORGOTTEN_AFTER = timedelta(days=400)

# A letter must be in it, and no @ behind it: a network address, a telephone and a mailbox are nobody's name.
_NAME = re.compile(rf"(?=[0-9.-]*[a-z])[a-z0-9.-]{{1,{LONGEST_NAME}}}")
_PRODUCT = re.compile(r"(?=[\d!#$%&'*+.^_`|~-]*[a-z])([\w!#$%&'*+.^`|~-]++)(?![@:])", re.ASCII | re.IGNORECASE)
_COMPATIBLE = re.compile(r"\(compatible;\s*(?=[\d.-]*[a-z])([\w.-]++)(?!@)", re.ASCII | re.IGNORECASE)

consumption = Table(
    "consumption",
    metadata,
    C("kind", String(8), primary_key=True),
    C("name", Text, primary_key=True),
    C("door", String(16), primary_key=True),
    C("requests", Integer, nullable=False),
    C("failures", Integer, nullable=False),
    C("size", Integer, nullable=False),
    C("first", String(27), nullable=False),
    C("last", String(27), nullable=False),
    C("position", Integer, nullable=False),
    C("reached", Integer, nullable=False),
    C("walks", Integer, nullable=False),
    C("walked", String(27), nullable=False),
    C("up_to_date", String(10), nullable=False),
)


class Consumer(NamedTuple):
    """One who takes: `kind` is NAMED, PROGRAM or OTHERS."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What one consumer took through one door, all told.

    `size` is in bytes as sent; `first` and `last` are instants. `position` is the highest ledger position that an answer
    showed, `reached` the highest of a whole walk, of which the last was completed at `walked` (0 and "" for none so far):
    who walks an older state again has not lost what it had. `up_to_date` is the last day in Vietnam on which nothing newer
    was in the ledger when a walk ended.
    """

    kind: str
    name: str
    door: str
    requests: int
    failures: int
    size: int
    first: str
    last: str
    position: int = 0
    reached: int = 0
    walks: int = 0
    walked: str = ""
    up_to_date: str = ""


def consumer_of(name: str, agent: str) -> Consumer:
    """Who it is, by the name it gives itself, else by its User-Agent header (RFC 9110 section 10.1.5)."""
    if _NAME.fullmatch(name):
        return Consumer(NAMED, name)
    return Consumer(PROGRAM, _program(agent[:LONGEST_AGENT]))


@lru_cache(maxsize=1024)
def _program(agent: str) -> str:
    """The first product's name, or that of a robot which passes for a browser; versions come and go, and are left out."""
    said = _COMPATIBLE.search(agent) or _PRODUCT.match(agent)
    return said[1] if said else "-"


def together(before: Taken, later: Taken) -> Taken:
    """Two counts of one consumer at one door as one."""
    return replace(
        later,
        requests=before.requests + later.requests,
        failures=before.failures + later.failures,
        size=before.size + later.size,
        first=before.first,
        position=max(before.position, later.position),
        reached=max(before.reached, later.reached),
        walks=before.walks + later.walks,
        walked=later.walked or before.walked,
        up_to_date=max(before.up_to_date, later.up_to_date),
    )


class Consumers:
    """The log of one registry. What `count` was told since the last `flush` is lost with a process that is killed."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._guard = threading.Lock()
        self._counts: dict[tuple[str, str, str], Taken] = {}
        self._known: set[tuple[str, str, str]] = set()
        self._new_left = 0
        with engine.connect() as connection:
            self._look(connection)

    def count(self, who: Consumer, door: str, size: int, position: int | None = None, is_last: bool = False) -> None:
        """One answer of a door: its bytes, the ledger position it shows, and whether a whole walk ends with it."""
        now = stamp(self._clock())
        seen = position or 0
        reached = (seen, 1, now) if is_last else (0, 0, "")
        self._add(Taken(who.kind, who.name, door, 1, 0, size, now, now, seen, *reached))

    def failed(self, who: Consumer, door: str) -> None:
        """One question that a door did not answer: a bad address, a busy registry."""
        now = stamp(self._clock())
        self._add(Taken(who.kind, who.name, door, 1, 1, 0, now, now))

    def flush(self) -> None:
        """Writes down what was counted. Raises SQLAlchemyError; then it is written the next time."""
        with self._guard:
            counts, self._counts = self._counts, {}
        try:
            with self._engine.begin() as connection:
                if counts:
                    _write(connection, counts.values())
                _forget(connection, stamp(self._clock() - FORGOTTEN_AFTER))
                self._look(connection)
        except SQLAlchemyError:
            with self._guard:
                later, self._counts = self._counts, counts
                for one in later.values():
                    self._put(one)
            raise

    def all(self) -> tuple[Taken, ...]:
        """What is written down, who was seen last first."""
        query = select(consumption).order_by(consumption.c.last.desc(), consumption.c.name, consumption.c.door)
        with self._engine.connect() as connection:
            return tuple(Taken(**row._mapping) for row in connection.execute(query))

    def behind(self, positions: Iterable[int]) -> dict[int, int]:
        """How many changes of what is public came after each of these ledger positions."""
        behind, counted, end = dict[int, int](), 0, None
        with self._engine.connect() as connection:
            for one in sorted(set(positions), reverse=True):
                # Only up to the position before: so the ledger is passed once, however many ask.
                counted += connection.execute(_after(one, func.count(), end)).scalar_one()
                behind[one], end = counted, one
        return behind

    def _add(self, one: Taken) -> None:
        with self._guard:
            if (key := (one.kind, one.name, one.door)) not in self._known:
                if self._new_left <= 0:
                    one = replace(one, kind=OTHERS, name="")
                else:
                    self._known.add(key)
                    self._new_left -= 1
            self._put(one)

    def _put(self, one: Taken) -> None:
        key = (one.kind, one.name, one.door)
        before = self._counts.get(key)
        self._counts[key] = together(before, one) if before else one

    def _look(self, connection: Connection) -> None:
        """Who is known at which door, and how many more may be new today."""
        rows = consumption.c
        query = select(rows.kind, rows.name, rows.door, rows.first)
        day_ago = stamp(self._clock() - timedelta(days=1))
        firsts = {(kind, name, door): first for kind, name, door, first in connection.execute(query)}
        with self._guard:
            self._known = {*firsts, *self._counts}
            self._new_left = MOST_NEW - sum(first > day_ago for first in firsts.values())


def _write(connection: Connection, counts: Iterable[Taken]) -> None:
    counts = [_dated(connection, one) for one in counts]
    before = {(one.kind, one.name, one.door): one for one in _written(connection, counts)}
    rows = [
        asdict(together(old, one) if (old := before.get((one.kind, one.name, one.door))) else one) for one in counts
    ]
    statement = upsert(consumption)
    moved = {column.name: statement.excluded[column.name] for column in consumption.c if not column.primary_key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(consumption.primary_key), set_=moved), rows)


def _written(connection: Connection, counts: Sequence[Taken]) -> Iterable[Taken]:
    rows = consumption.c
    for start in range(0, len(counts), 100):
        keys = [(one.kind, one.name, one.door) for one in counts[start : start + 100]]
        query = select(consumption).where(tuple_(rows.kind, rows.name, rows.door).in_(keys))
        yield from (Taken(**row._mapping) for row in connection.execute(query))


def _dated(connection: Connection, one: Taken) -> Taken:
    """With the day on which its walk ended up to date: when what came after it is younger than its end."""
    if not one.walked:
        return one
    next_change = connection.execute(_after(one.reached, func.min(entry.c.at))).scalar_one()
    if next_change is not None and next_change <= one.walked:
        return one
    return replace(one, up_to_date=local_day(instant(one.walked)).isoformat())


def _after(position: int, told: Any, end: int | None = None) -> Select[Any]:
    """Of the changes after a position, up to `end` or all."""
    query = select(told).select_from(entry).where(entry.c.seq > position, entry.c.act.in_(FED_ACTS))
    return query if end is None else query.where(entry.c.seq <= end)


def _forget(connection: Connection, before: str) -> None:
    rows = consumption.c
    youngest = select(rows.last).order_by(rows.last.desc()).offset(MOST_KEPT).limit(1)
    over = connection.execute(youngest).scalar_one_or_none() or ""
    connection.execute(delete(consumption).where(rows.last <= max(over, before)))
