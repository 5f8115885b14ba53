"""Digests: who is told of each run that has ended, by letter or to a webhook, and what became of the telling.

A run never waits for its digest. What could not be sent is tried again, ever more rarely, six times in all, and stands
on the run's page. A webhook's body is signed with the source's own secret; without one it is not sent at all.
"""

import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Column as C
from sqlalchemy import Engine, Integer, String, Table, Text, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from harvesters.door import Body
from harvesters.errors import HarvestError
from harvesters.secrets import origin_of
from harvesters.source import Source
from registry import schema
from registry.clock import Clock, stamp
from registry.errors import RegistryError
from registry.harvesting import tables
from registry.harvesting.calling import Calls
from registry.harvesting.digest_text import READ, TOLD, Digest, as_json, letter, subject
from registry.harvesting.run_reading import RunReading
from registry.harvesting.runs import RUNNING, STOPPED, Runs
from registry.mail import Letter, Mail, NotMailed, is_mailbox

log = logging.getLogger(__name__)
WAITING, SENT, GIVEN_UP = "waiting", "sent", "given-up"
PAUSES = (60, 300, 1800, 7200, 21600)
"""Seconds until the next try after each one that failed."""
FRESH = timedelta(hours=24)
"""A run that ended longer ago is not told any more."""
ALL, TROUBLES, OFF = ("all", "troubles", "off")
LASTING = frozenset({"bad-address", "bad-port", "port", "private-address", "userinfo"})
"""Refusals of the door that are about the address itself: only the operator or another address changes them."""

table = Table(
    "digest",
    schema.metadata,
    C("run", Integer, primary_key=True),
    C("address", Text, primary_key=True),
    C("state", String(8), nullable=False),
    C("tries", Integer, nullable=False),
    C("at", String(27), nullable=False),
    C("next_try", String(27), nullable=False),
    C("reason_vi", Text, nullable=False),
    C("reason_en", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of one telling: `state` is waiting, sent or given-up; `at` is the last try's hour, "" before it."""

    run: int
    address: str
    state: str
    tries: int
    at: str
    next_try: str
    reason_vi: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a digest did not arrive; `for_good`: trying again changes nothing."""

    vi: str
    en: str
    for_good: bool = False


FAULT = Trouble(
    "Lỗi của chương trình khi gửi; nhật ký ghi chi tiết.",
    "A fault of this program when sending; the log has the details.",
)


@dataclass
class Digests:
    """Tells of runs. `sources` are all that are known, `address` starts links to this registry, `folder` holds what
    webhooks answer while they do, `when` is all, troubles or off."""

    runs: Runs
    sources: Callable[[], Mapping[str, Source]]
    mail: Mail
    calls: Calls
    clock: Clock
    address: str
    folder: Path
    when: str = ALL
    _thread: threading.Thread | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def send_aside(self) -> None:
        """Sends what is due in a thread of its own, unless the one before is still at it."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._send_quietly, name="digests", daemon=True)
            self._thread.start()

    def of(self, run: int) -> tuple[Sending, ...]:
        """Who is told of a run, and how far that got."""
        query = select(table).where(table.c.run == run).order_by(table.c.address)
        with self._engine.connect() as connection:
            return tuple(Sending(**row._mapping) for row in connection.execute(query))

    def again(self, run: int) -> None:
        """Has what did not arrive tried again now, from the beginning."""
        values = {"state": WAITING, "tries": 0, "next_try": self._now()}
        with self._engine.begin() as connection:
            connection.execute(update(table).where(table.c.run == run, table.c.state != SENT).values(**values))

    def send_due(self) -> int:
        """Notes whom runs that ended are to be told to, and tries everything whose time has come; how many arrived."""
        with self._turn:
            self._collect()
            query = select(table).where(table.c.state == WAITING, table.c.next_try <= self._now())
            with self._engine.connect() as connection:
                due = [Sending(**row._mapping) for row in connection.execute(query.order_by(table.c.run))]
            return sum(self._try(one) for one in due)

    @property
    def _engine(self) -> Engine:
        return self.runs.engine

    def _now(self) -> str:
        return stamp(self.clock())

    def _send_quietly(self) -> None:
        try:
            self.send_due()
        except (SQLAlchemyError, OSError, RegistryError, HarvestError):
            log.exception("digests could not be sent; they are tried again within a minute")

    def _collect(self) -> None:
        """A row for every address of every run that ended not long ago, unless it is there."""
        if self.when == OFF:
            return
        told = {source.slug: source.notify for source in self.sources().values() if source.notify}
        since = stamp(self.clock() - FRESH)
        run = tables.run.c
        query = select(run.id, run.source).where(run.state != RUNNING, run.ended >= since, run.source.in_(list(told)))
        with self._engine.begin() as connection:
            ended = connection.execute(query).all()
            rows = [_row(one.id, address) for one in ended for address in told[one.source] if self._is_told(one.id)]
            if rows:
                connection.execute(upsert(table).on_conflict_do_nothing(), rows)

    def _is_told(self, number: int) -> bool:
        """Whether the setting lets this run be told of."""
        run = self.runs.one(number)
        if run is None or (run.state == STOPPED and not run.stop_asked):
            return False  # it was cut short, and the one that began anew in its place is told of
        if self.when == ALL:
            return True
        account = run.account
        return run.state != "done" or bool(account.held or account.refused or account.unreadable or account.withdrawn)

    def _try(self, one: Sending) -> bool:
        digest = self._digest(one.run)
        if digest is None:
            with self._engine.begin() as connection:
                connection.execute(delete(table).where(table.c.run == one.run))
            return False
        trouble = self._told(one.address, *digest)
        tries = one.tries + 1
        values = {"tries": tries, "at": self._now(), "state": SENT, "reason_vi": "", "reason_en": ""}
        if trouble:
            is_over = trouble.for_good or tries > len(PAUSES)
            later = self.clock() + timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1])
            values |= {
                "state": GIVEN_UP if is_over else WAITING,
                "next_try": stamp(later),
                "reason_vi": trouble.vi,
                "reason_en": trouble.en,
            }
        place = (table.c.run == one.run) & (table.c.address == one.address)
        with self._engine.begin() as connection:
            connection.execute(update(table).where(place).values(**values))
        return trouble is None

    def _digest(self, number: int) -> tuple[Digest, Source] | None:
        """The digest of a run; None when run or source are no longer there."""
        run = self.runs.one(number)
        source = self.sources().get(run.source) if run else None
        if run is None or source is None:
            return None
        reading = RunReading(self._engine)
        wrong, unreadable = reading.wrong(number, READ), reading.unreadable(number, READ)
        named = {word: reading.named(number, (word,), READ) for word in TOLD}
        told = Digest(run, source.titles, source.agency, named, wrong, unreadable, self.address)
        return told, source

    def _told(self, address: str, digest: Digest, source: Source) -> Trouble | None:
        """Why a digest did not arrive; whatever goes wrong with one, the others go out."""
        try:
            return self._tell(address, digest, source)
        except Exception:
            log.exception("the digest of run %s could not be sent", digest.run.id)
            return FAULT

    def _tell(self, address: str, digest: Digest, source: Source) -> Trouble | None:
        if is_mailbox(address):
            return self._write(address, digest)
        return self._call(address, digest, source)

    def _write(self, address: str, digest: Digest) -> Trouble | None:
        name = f"run-{digest.run.id}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
        try:
            self.mail.send(Letter(address, subject(digest), letter(digest), name, self.clock()))
        except NotMailed as fault:
            return Trouble(fault.vi, fault.en, fault.for_good)
        return None

    def _call(self, address: str, digest: Digest, source: Source) -> Trouble | None:
        """Sends the digest to a webhook, signed."""
        if not self._may_be_called(address):
            return Trouble(
                "Địa chỉ nhận không phải hộp thư hay địa chỉ https.", "The address is neither mailbox nor https.", True
            )
        try:
            key = self.calls.credentials.signing_key(source)
        except RegistryError as fault:
            return Trouble(fault.vi, fault.en)
        if key is None:
            return Trouble(
                "Chưa có khóa ký (webhook) cho nguồn này trong credentials.toml; không gửi bản không ký.",
                "credentials.toml holds no signing key (webhook) for this source; nothing is sent unsigned.",
            )
        data = json.dumps(as_json(digest), ensure_ascii=False).encode("utf-8", "replace")
        target = self.folder / f"digest-{digest.run.id}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
        body = Body(data, "application/json", signed(data, key, self.clock()))
        try:
            refused = self.calls.send(address, target, body)
        finally:
            target.unlink(missing_ok=True)
        return Trouble(refused.reason_vi, refused.reason_en, refused.slug in LASTING) if refused else None

    def _may_be_called(self, address: str) -> bool:
        """Whether this is an https address; plain http only where the operator allows the host."""
        try:
            scheme, host, port = origin_of(address)
        except ValueError:
            return False
        return scheme == "https" or (scheme == "http" and self.calls.is_allowed(None, host, port))


def signed(data: bytes, key: bytes, at: datetime) -> Mapping[str, str]:
    """The header fields that prove a body ours: HMAC-SHA-256 over its Unix time in seconds, a full stop, and the body."""
    moment = str(int(at.timestamp()))
    proof = hmac.new(key, moment.encode() + b"." + data, hashlib.sha256).hexdigest()
    return MappingProxyType({"X-Registry-Timestamp": moment, "X-Registry-Signature": f"sha256={proof}"})


def _row(run: int, address: str) -> dict[str, object]:
    empty = {"at": "", "next_try": "", "reason_vi": "", "reason_en": ""}
    return {"run": run, "address": address, "state": WAITING, "tries": 0, **empty}
