"""Sessions of those signed in: kept here, so that they can be ended here.

The browser holds a random token, the database its digest. A session is over after 30 idle minutes, after 12 hours, when
it is closed, when the account is closed, and when the account's password is set anew.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Column as C
from sqlalchemy import Connection, Engine, Integer, String, Table, Text, delete, insert, select, update

from registry import accounts
from registry.accounts import Account, digest
from registry.clock import Clock, stamp
from registry.schema import metadata

SEEN_EVERY = timedelta(minutes=1)
LONGEST_AGENT = 200

session = Table(
    "session",
    metadata,
    C("digest", String(64), primary_key=True),
    C("account", String(64), nullable=False),
    C("era", Integer, nullable=False),
    C("person", Text, nullable=False),
    C("address", Text, nullable=False),
    C("agent", Text, nullable=False),
    C("opened", String(27), nullable=False),
    C("seen", String(27), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. `digest` names the session without giving it away; times are ledger stamps."""

    account: Account
    person: str
    digest: str
    address: str
    agent: str
    opened: str
    seen: str


@dataclass(frozen=True, slots=True)
class Device:
    """One open session of an account, as its holders see it in their list."""

    digest: str
    person: str
    address: str
    agent: str
    opened: str
    seen: str


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, engine: Engine, clock: Clock, idle_minutes: int = 30, hours: int = 12) -> None:
        self._engine = engine
        self._clock = clock
        self._idle = timedelta(minutes=idle_minutes)
        self._life = timedelta(hours=hours)

    def open(self, account: Account, person: str, address: str = "", agent: str = "") -> str:
        """The token of a new session, for the cookie. A sign-in always opens a new one and closes the one before."""
        token = secrets.token_urlsafe(32)
        now = stamp(self._clock())
        row = {
            "digest": digest(token),
            "account": account.name,
            "era": account.era,
            "person": person,
            "address": address,
            "agent": agent[:LONGEST_AGENT],
            "opened": now,
            "seen": now,
        }
        with self._engine.begin() as connection:
            self._sweep(connection)
            connection.execute(insert(session).values(row))
        return token

    def find(self, token: str) -> Session | None:
        """The session of this token while it is good; finding it keeps it from growing idle."""
        table, whose = session.c, accounts.account
        query = (
            select(session, whose)
            .join(whose, whose.c.name == table.account)
            .where(table.digest == digest(token), table.era == whose.c.era, whose.c.active)
            .where(table.seen > stamp(self._clock() - self._idle), table.opened > stamp(self._clock() - self._life))
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        self._see(row.digest, row.seen)
        account = accounts.read(row)
        return Session(account, row.person, row.digest, row.address, row.agent, row.opened, row.seen)

    def renew(self, token: str) -> str | None:
        """A new token for the same session, as after a change of what it may do; the old one is dead at once."""
        fresh = secrets.token_urlsafe(32)
        if self.find(token) is None:
            return None
        with self._engine.begin() as connection:
            statement = update(session).where(session.c.digest == digest(token))
            changed = connection.execute(statement.values(digest=digest(fresh)))
        return fresh if changed.rowcount == 1 else None

    def close(self, token: str) -> None:
        """Ends one session, by its token."""
        self.end(digest(token))

    def end(self, ended: str, account: str | None = None) -> bool:
        """Ends the session of this digest, if it is of `account` when one is given; whether there was one."""
        where = [session.c.digest == ended]
        if account is not None:
            where.append(session.c.account == account)
        with self._engine.begin() as connection:
            return connection.execute(delete(session).where(*where)).rowcount == 1

    def close_all(self, account: str) -> int:
        """Ends every session of an account; how many there were."""
        with self._engine.begin() as connection:
            return connection.execute(delete(session).where(session.c.account == account)).rowcount

    def devices(self, account: str) -> tuple[Device, ...]:
        """The open sessions of an account, the last used first."""
        table = session.c
        query = (
            select(table.digest, table.person, table.address, table.agent, table.opened, table.seen)
            .where(table.account == account, table.seen > stamp(self._clock() - self._idle))
            .order_by(table.seen.desc())
        )
        with self._engine.connect() as connection:
            return tuple(Device(*row) for row in connection.execute(query))

    def _see(self, seen: str, at: str) -> None:
        """Notes the use of a session, at most once a minute, so that reading pages does not write each time."""
        now = self._clock()
        if at < stamp(now - SEEN_EVERY):
            with self._engine.begin() as connection:
                connection.execute(update(session).where(session.c.digest == seen).values(seen=stamp(now)))

    def _sweep(self, connection: Connection) -> None:
        """Drops what is over."""
        now = self._clock()
        over = (session.c.seen < stamp(now - self._idle)) | (session.c.opened < stamp(now - self._life))
        connection.execute(delete(session).where(over))


def form_token(token: str) -> str:
    """The token that this session's forms carry against forged requests: made from the session's own, never stored."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(token: str, given: str) -> bool:
    """Whether `given` is this session's form token, compared in constant time."""
    return hmac.compare_digest(form_token(token).encode(), given.encode())
