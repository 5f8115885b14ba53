"""Accounts: one for each agency (Article 4.4), and those of the focal department's reviewer, the operator, the auditor.

An account is the office's, the person acting is asked at each sign-in and written beside every act. An account is made
without a password; a link, good once and for an hour, lets its holder set one.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Boolean, ColumnElement, Connection, Integer, Row, String, Table, Text, insert, select, update
from sqlalchemy import Column as C

from registry.account_errors import AccountTaken, BadName, LinkGone, UnknownAccount, UnknownAgency, WeakPassword
from registry.clock import Clock, local_day, stamp
from registry.entries import Act, Entry
from registry.ledger import Ledger
from registry.passwords import Keeping, names_of, weakness
from registry.schema import metadata
from registry.throttle import Throttle
from vocab.agencies import Agencies
from vocab.vietnamese import nfc

LINK_LIVES = timedelta(hours=1)
LONGEST_PERSON = 100
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,63}")

account = Table(
    "account",
    metadata,
    C("name", String(64), primary_key=True),
    C("role", String(16), nullable=False),
    C("agency", String(64), unique=True),
    C("password", Text, nullable=False),
    C("active", Boolean, nullable=False),
    # Grows with every new password and every closing; sessions opened before it are over.
    C("era", Integer, nullable=False),
    C("opened", String(27), nullable=False),
)

link = Table(
    "password_link",
    metadata,
    C("digest", String(64), primary_key=True),
    C("account", String(64), nullable=False),
    C("until", String(27), nullable=False),
    C("used", Boolean, nullable=False),
)


class Role(StrEnum):
    """What an account is for; who may do what is told in one table of the web's."""

    AGENCY = "agency"
    REVIEWER = "reviewer"
    OPERATOR = "operator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Account:
    """An office's account. `agency` is the agency's id, None for the roles that are no one agency's."""

    name: str
    role: Role
    agency: str | None
    active: bool
    has_password: bool
    era: int


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: an account's name and the person at it, or a command line and its user."""

    account: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that succeeded, and the name the person gave."""

    account: Account
    person: str


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """A sign-in that failed. `wait` is in whole seconds, 0 when another try may be made at once."""

    vi: str
    en: str
    wait: int = 0


WRONG = NotSignedIn("Tên tài khoản hoặc mật khẩu không đúng.", "The account's name or the password is wrong.")
NO_PERSON = NotSignedIn(
    "Hãy ghi họ tên người thao tác: sổ ghi tên người làm bên cạnh mỗi việc.",
    "Give the name of the person acting: the ledger writes it beside every act.",
)


class Accounts:
    """Opens accounts, hands out links, checks passwords. Every change of an account is a ledger entry."""

    def __init__(self, ledger: Ledger, clock: Clock, agencies: Agencies, keeping: Keeping | None = None) -> None:
        self._ledger = ledger
        self._engine = ledger.engine
        self._clock = clock
        self._agencies = agencies
        self._keeping = keeping or Keeping()
        self._throttle = Throttle(self._engine, clock)
        self._names = names_of(agencies.all)

    def open(self, name: str, role: Role, agency: str | None, by: By) -> Account:
        """A new account, without a password yet; an agency's account bears the agency's id, whatever name is given.

        Raises AccountTaken (the attempt is a ledger entry too), UnknownAgency, BadName.
        """
        if role is Role.AGENCY:
            name = self._existing(agency or name)
        if not _NAME.fullmatch(name):
            raise BadName(name)
        if self.find(name) is not None:
            self._write("refuse", name, by, "a second account was asked for")
            raise AccountTaken(name)
        row = {
            "name": name,
            "role": role.value,
            "agency": name if role is Role.AGENCY else None,
            "password": "",
            "active": True,
            "era": 0,
            "opened": stamp(self._clock()),
        }

        def put(connection: Connection, _: tuple[Entry, ...]) -> None:
            connection.execute(insert(account).values(row))

        self._ledger.append([_act("account", name, by, f"opened as {role.value}")], put)
        return self._get(name)

    def find(self, name: str) -> Account | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(account).where(account.c.name == name)).first()
        return None if row is None else read(row)

    def of_agency(self, agency: str) -> Account | None:
        """The one account of an agency."""
        with self._engine.connect() as connection:
            row = connection.execute(select(account).where(account.c.agency == agency)).first()
        return None if row is None else read(row)

    def all(self) -> tuple[Account, ...]:
        with self._engine.connect() as connection:
            return tuple(read(row) for row in connection.execute(select(account).order_by(account.c.name)))

    def invite(self, name: str, by: By) -> str:
        """The secret of a link with which this account's password can be set, once, within an hour.

        Only its digest is stored. Raises UnknownAccount.
        """
        self._get(name)
        secret = secrets.token_urlsafe(32)
        row = {"digest": digest(secret), "account": name, "until": stamp(self._clock() + LINK_LIVES), "used": False}

        def put(connection: Connection, _: tuple[Entry, ...]) -> None:
            connection.execute(insert(link).values(row))

        self._ledger.append([_act("account", name, by, "a link to set the password was made")], put)
        return secret

    def invited(self, secret: str) -> Account:
        """Whose link this is, while it works; nothing is used up. Raises LinkGone."""
        with self._engine.connect() as connection:
            row = connection.execute(select(link.c.account).where(*self._works(secret))).first()
        if row is None:
            raise LinkGone
        return self._get(row.account)

    def set_password(self, secret: str, password: str, person: str = "") -> Account:
        """Sets the password of the account whose link this is, uses the link up and ends all sessions.

        Raises LinkGone, WeakPassword (the link stays good).
        """
        name = self.invited(secret).name
        weak = weakness(password, {*self._names, name})
        if weak is not None:
            raise WeakPassword(weak)
        stored = self._keeping.hash(password)

        def put(connection: Connection, _: tuple[Entry, ...]) -> None:
            used = connection.execute(update(link).where(*self._works(secret)).values(used=True))
            if used.rowcount != 1:
                raise LinkGone
            spent = link.c.account == name
            connection.execute(update(link).where(spent).values(used=True))
            changes = {"password": stored, "era": account.c.era + 1}
            connection.execute(update(account).where(account.c.name == name).values(changes))

        self._ledger.append([_act("account", name, By(name, person), "the password was set")], put)
        return self._get(name)

    def set_active(self, name: str, active: bool, by: By, reason: str) -> Account:
        """Closes an account at once, open sessions included, or opens it again. Raises UnknownAccount."""
        self._get(name)
        changes = {"active": active, "era": account.c.era + 1}

        def put(connection: Connection, _: tuple[Entry, ...]) -> None:
            connection.execute(update(account).where(account.c.name == name).values(changes))

        words = "opened again" if active else "closed"
        self._ledger.append([_act("account", name, by, f"{words}: {reason}")], put)
        return self._get(name)

    def sign_in(self, name: str, password: str, person: str, address: str) -> SignedIn | NotSignedIn:
        """Checks a password. An unknown name, a closed account and a wrong password take one time and get one answer.

        `person` is who sits there; `address` is where from, for the growing delay.
        """
        name, person = nfc(name).strip().lower(), " ".join(nfc(person).split())
        if not person or len(person) > LONGEST_PERSON or not person.isprintable():
            return NO_PERSON
        wait = self._throttle.enter(name, address)
        if wait > timedelta():
            return _too_soon(wait)
        found = self._row(name)
        fits = self._keeping.fits(found.password if found is not None and found.active else "", password)
        if found is None or not fits:
            return WRONG
        self._throttle.succeeded(name, address)
        if self._keeping.is_old(found.password):
            self._renew(name, password)
        return SignedIn(read(found), person)

    def _existing(self, agency_id: str) -> str:
        agency = self._agencies.by_id.get(agency_id)
        if agency is None or not agency.is_active(local_day(self._clock())):
            raise UnknownAgency(agency_id)
        return agency.id

    def _get(self, name: str) -> Account:
        found = self.find(name)
        if found is None:
            raise UnknownAccount(name)
        return found

    def _row(self, name: str) -> Row[tuple[str, str, str, str, bool, int, str]] | None:
        with self._engine.connect() as connection:
            return connection.execute(select(account).where(account.c.name == name)).first()

    def _works(self, secret: str) -> tuple[ColumnElement[bool], ...]:
        return (link.c.digest == digest(secret), ~link.c.used, link.c.until > stamp(self._clock()))

    def _renew(self, name: str, password: str) -> None:
        stored = self._keeping.hash(password)
        with self._engine.begin() as connection:
            connection.execute(update(account).where(account.c.name == name).values(password=stored))

    def _write(self, act: str, name: str, by: By, reason: str) -> None:
        self._ledger.append([_act(act, name, by, reason)])


def read(row: Row[tuple[str, str, str, str, bool, int, str]]) -> Account:
    """The account that a row of the table says, without its password."""
    return Account(row.name, Role(row.role), row.agency, row.active, bool(row.password), row.era)


def digest(secret: str) -> str:
    """What is stored in place of a random secret: its SHA-256, for such a secret cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _act(act: str, name: str, by: By, reason: str) -> Act:
    return Act(act, f"account:{name}", by.account, by.person, reason=reason)


def _too_soon(wait: timedelta) -> NotSignedIn:
    seconds = max(1, round(wait.total_seconds() + 0.5))
    return NotSignedIn(
        f"Đã thử sai nhiều lần. Hãy thử lại sau {seconds} giây.",
        f"There were many wrong tries. Try again in {seconds} seconds.",
        seconds,
    )
