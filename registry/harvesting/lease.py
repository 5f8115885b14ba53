"""One run of a source at a time, across threads and processes: a lease in the database, kept alive by a heartbeat.

A holder that is known to be dead (a process of this machine that is no more) loses the lease at once, any other when its
heartbeat is older than STALE_SECONDS. What a holder writes of its run demands the lease in the same transaction, so one
that was slept over and overtaken writes nothing more.
"""

import os
import platform
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from registry.clock import Clock, stamp
from registry.errors import RegistryError
from registry.harvesting.tables import lease, run

BEAT_SECONDS = 15.0
STALE_SECONDS = 60.0


class AlreadyRunning(RegistryError):
    """This source is being harvested just now."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"Nguồn {slug} đang được thu thập; hãy đợi đợt này xong.",
            f"Source {slug} is being harvested; wait until this run has ended.",
        )


class LeaseLost(RegistryError):
    """Another took the source over, for this holder gave no sign of life; nothing more is written of its run."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"Nguồn {slug} đã do một tiến trình khác thu thập tiếp; đợt này dừng ở đây.",
            f"Source {slug} was taken over by another process; this run stops here.",
        )


@dataclass
class Lease:
    """The right to run `source`, as a context manager. Entering raises AlreadyRunning when another holds it."""

    engine: Engine
    clock: Clock
    source: str
    holder: str = field(default_factory=lambda: new_holder())
    _over: threading.Event = field(default_factory=threading.Event)
    _beating: threading.Thread | None = None

    def __enter__(self) -> "Lease":
        self.take()
        self._beating = threading.Thread(target=self._beat, name=f"heartbeat of {self.source}", daemon=True)
        self._beating.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._beating is not None:
            self._beating.join()
        self.release()

    def take(self) -> None:
        """Takes the lease when nobody has it, or who had it is dead. Raises AlreadyRunning."""
        now = self.clock()
        with self.engine.begin() as connection:
            statement = upsert(lease).values(source=self.source, holder=self.holder, heartbeat=stamp(now))
            found = connection.execute(select(lease.c.holder).where(lease.c.source == self.source)).scalar()
            stale = lease.c.heartbeat < stamp(now - timedelta(seconds=STALE_SECONDS))
            dead = lease.c.holder == found if found is not None and is_dead(found) else stale
            taken = connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["source"],
                    set_={"holder": statement.excluded.holder, "heartbeat": statement.excluded.heartbeat},
                    where=or_(lease.c.holder == self.holder, stale, dead),
                )
            )
            if not taken.rowcount:
                raise AlreadyRunning(self.source)

    def release(self) -> None:
        """Gives the lease back, if it is still ours."""
        with self.engine.begin() as connection:
            mine = (lease.c.source == self.source) & (lease.c.holder == self.holder)
            connection.execute(delete(lease).where(mine))

    def renew(self) -> bool:
        """Says that we live; False when the lease is ours no more."""
        with self.engine.begin() as connection:
            return beat(connection, self.source, self.holder, self.clock())

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                if not self.renew():
                    return
            except SQLAlchemyError:
                continue  # a busy database; the next beat is soon enough


def is_held(engine: Engine, clock: Clock, source: str) -> bool:
    """Whether somebody who lives has the lease of a source just now, here or in another process."""
    with engine.connect() as connection:
        row = connection.execute(select(lease).where(lease.c.source == source)).first()
    alive = stamp(clock() - timedelta(seconds=STALE_SECONDS))
    return row is not None and not is_dead(row.holder) and str(row.heartbeat) >= alive


def beat(connection: Connection, source: str, holder: str, now: datetime) -> bool:
    """Renews the lease inside a transaction; False when `holder` does not hold it."""
    at = stamp(now)
    mine = (lease.c.source == source) & (lease.c.holder == holder)
    if not connection.execute(update(lease).where(mine).values(heartbeat=at)).rowcount:
        return False
    connection.execute(update(run).where(run.c.source == source, run.c.holder == holder).values(heartbeat=at))
    return True


def demand(connection: Connection, source: str, holder: str) -> None:
    """Takes part in a transaction only while `holder` has the lease ("" holds none, and needs none). Raises LeaseLost."""
    mine = (lease.c.source == source) & (lease.c.holder == holder)
    # An update, not a reading: the lease cannot change hands any more before this transaction ends.
    if holder and not connection.execute(update(lease).where(mine).values(holder=holder)).rowcount:
        raise LeaseLost(source)


def new_holder() -> str:
    """A name for one who holds: machine and its start, process and its start, and a word of its own."""
    return " ".join((*_machine(), str(os.getpid()), _born(os.getpid()) or "0", secrets.token_hex(8)))


def is_dead(holder: str) -> bool:
    """Whether a holder is known to live no more: its process ended, or its machine started anew since."""
    host, boot, pid, born, *_ = [*holder.split(" "), "", "", "", ""]
    here, booted = _machine()
    if not pid.isdigit() or host != here:
        return False
    return boot != booted or _born(int(pid)) != born


@lru_cache(maxsize=1)
def _machine() -> tuple[str, str]:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        boot = "0"
    return platform.node().replace(" ", "-") or "localhost", boot


def _born(pid: int) -> str | None:
    """When a process began, in ticks since the machine's start; None when there is no such process."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return _lives(pid)
    return said.rpartition(")")[2].split()[19]


def _lives(pid: int) -> str | None:
    """Where there is no /proc: "0" for a process that lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return "0"
    return "0"
