"""How fast sign-ins may be tried: a delay that grows with failures, kept in the database so that a restart keeps it.

Two subjects are counted: the account's name, whether or not there is such an account, and the address it is tried
from. Nobody is ever locked out: the account's delay stays short, and an address from which the account was signed in
lately is not subject to it.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Column as C
from sqlalchemy import Connection, Engine, Integer, Select, String, Table, Text, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from registry.clock import Clock, instant, stamp
from registry.schema import metadata

FREE_TRIES = 4
SLOW_TRIES = 9
FORGOTTEN_AFTER = timedelta(days=1)
TRUSTED_FOR = timedelta(days=30)
LONGEST_SUBJECT = 120

failure = Table(
    "failure",
    metadata,
    C("subject", Text, primary_key=True),
    C("tries", Integer, nullable=False),
    C("until", String(27), nullable=False),
    C("at", String(27), nullable=False),
)

known_place = Table(
    "known_place",
    metadata,
    C("account", Text, primary_key=True),
    C("address", Text, primary_key=True),
    C("at", String(27), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted, and the longest it may be made to wait."""

    name: str
    longest: timedelta


def delay(tries: int, longest: timedelta) -> timedelta:
    """The pause after so many failures in a row: none up to 4, then 1 s and doubling, from the 10th on a minute."""
    if tries <= FREE_TRIES:
        return timedelta()
    grown = 2 ** min(tries - FREE_TRIES - 1, 30) if tries <= SLOW_TRIES else 60 * 2 ** min(tries - SLOW_TRIES - 1, 20)
    return min(timedelta(seconds=grown), longest)


class Throttle:
    """Counts tries before they are judged, so that many at once are no way around."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._counting = threading.Lock()

    def enter(self, account: str, address: str) -> timedelta:
        """Zero when a try may be made now, and it is counted as failed until `succeeded`; else how long to wait."""
        now = self._clock()
        with self._counting, self._engine.begin() as connection:
            subjects = self._subjects(connection, account, address)
            rows = {row.subject: row for row in connection.execute(_rows(s.name for s in subjects))}
            wait = max((instant(row.until) - now for row in rows.values()), default=timedelta())
            if wait > timedelta():
                # A clock that was set back must not lock anybody out.
                return min(wait, max(subject.longest for subject in subjects))
            connection.execute(delete(failure).where(failure.c.at < stamp(now - FORGOTTEN_AFTER)))
            for subject in subjects:
                row = rows.get(subject.name)
                tries = 1 if row is None or row.at < stamp(now - FORGOTTEN_AFTER) else row.tries + 1
                _count(connection, subject.name, tries, stamp(now + delay(tries, subject.longest)), stamp(now))
        return timedelta()

    def succeeded(self, account: str, address: str) -> None:
        """Forgets the account's failures, takes this try off the address's, and remembers where the account is used."""
        now = stamp(self._clock())
        place = {"account": account, "address": address, "at": now}
        with self._counting, self._engine.begin() as connection:
            connection.execute(delete(failure).where(failure.c.subject == _by_account(account)))
            tried = connection.execute(_rows([_by_address(address)])).first()
            if tried is not None:
                _count(connection, tried.subject, max(tried.tries - 1, 0), now, now)
            statement = upsert(known_place).values(place)
            connection.execute(statement.on_conflict_do_update(index_elements=["account", "address"], set_={"at": now}))

    def _subjects(self, connection: Connection, account: str, address: str) -> tuple[Subject, ...]:
        by_address = Subject(_by_address(address), timedelta(minutes=15))
        since = stamp(self._clock() - TRUSTED_FOR)
        query = select(known_place.c.at).where(
            known_place.c.account == account, known_place.c.address == address, known_place.c.at > since
        )
        if connection.execute(query).first():
            return (by_address,)
        return (by_address, Subject(_by_account(account), timedelta(minutes=1)))


def _by_account(name: str) -> str:
    return f"account:{name}"[:LONGEST_SUBJECT]


def _by_address(address: str) -> str:
    return f"address:{address}"[:LONGEST_SUBJECT]


def _rows(subjects: Iterable[str]) -> Select[tuple[str, int, str, str]]:
    return select(failure).where(failure.c.subject.in_(tuple(subjects)))


def _count(connection: Connection, subject: str, tries: int, until: str, at: str) -> None:
    values = {"tries": tries, "until": until, "at": at}
    statement = upsert(failure).values(subject=subject, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["subject"], set_=values))
