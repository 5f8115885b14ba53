"""One job, one child: `Workers.run` gives a payload to a fresh child of the right zygote and brings its answer back."""

import os
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from registry.workers.confine import Limits
from registry.workers.errors import Ending, JobFailed, NoSuchJob, WorkerDied, WorkerTimeout
from registry.workers.nursery import Nursery
from registry.workers.seats import Queue, Seat, Seats

DEFAULT_LIMITS = Limits()
BULK_PATIENCE = 3600.0
PEOPLE_PATIENCE = 20.0
"""Seconds a job waits for a seat: a harvest may wait long, a clerk at a form may not."""
LAST_BREATH = 1.0
"""Seconds a child that has answered, or hung up, may take to end by itself, so that its own ending is seen."""


class Workers:
    """Two zygotes and the seats their children take. Make it before the store is opened; `close` it at the end.

    `light` and `heavy` name tables of jobs, `module:NAME`. The heavy table's module may be given a function name to
    `prepare` with (it reads the rules once, so that each child finds them read, or says why it cannot), and the light
    one's to `warm` with. Both zygotes get `environment` too.
    """

    def __init__(
        self,
        light: str,
        heavy: str | None = None,
        prepare: str | None = None,
        cores: int | None = None,
        queue: int = 64,
        environment: Mapping[str, str] | None = None,
        warm: str | None = None,
    ) -> None:
        added = environment or {}
        self.light = Nursery(light, warm, added)
        self._nurseries = (self.light, *([Nursery(heavy, prepare, added)] if heavy else []))
        self._seats = Seats(bulk=max(1, (cores or os.cpu_count() or 1) - 1), queue=queue)

    def run(
        self,
        job: str,
        payload: Mapping[str, Any],
        limits: Limits = DEFAULT_LIMITS,
        seat: Seat = "people",
        patience: float | None = None,
    ) -> dict[str, Any]:
        """The job's result; values must be JSON, or bytes at the top level of the dict.

        Raises NoSuchJob, WorkerBusy (no seat within `patience` seconds), WorkerTimeout (after `limits.wall` seconds),
        WorkerDied (crash, memory, CPU), JobFailed (its function raised) and NotPrepared.
        """
        nursery = self._nursery(job)
        if patience is None:
            patience = PEOPLE_PATIENCE if seat == "people" else BULK_PATIENCE
        with self._seats.take(seat, job, patience):
            return _result(job, *_ask(nursery, job, payload, limits))

    @property
    def jobs(self) -> tuple[str, ...]:
        """The names of all jobs; waits until both zygotes are ready. Raises NotPrepared, ChildProcessError."""
        return tuple(sorted(name for nursery in self._nurseries for name in nursery.jobs))

    @property
    def pids(self) -> tuple[int, ...]:
        """The zygotes' process numbers."""
        return tuple(nursery.pid for nursery in self._nurseries)

    def renew(self) -> None:
        """Have the zygote that judges made anew, so that what it reads beforehand is read again. Raises WorkerError.

        Jobs under way end as they began; new ones go to the old zygote until the new one is ready.
        """
        if len(self._nurseries) > 1:
            self._nurseries[-1].renew()

    def standing(self) -> Mapping[Seat, Queue]:
        """Who works and who waits, and for how long."""
        return self._seats.standing()

    def close(self) -> None:
        """End both zygotes and every child; running jobs raise WorkerDied."""
        for nursery in self._nurseries:
            nursery.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _nursery(self, job: str) -> Nursery:
        for nursery in self._nurseries:
            if job in nursery.jobs:
                return nursery
        raise NoSuchJob(job, self.jobs)


def _ask(nursery: Nursery, job: str, payload: Mapping[str, Any], limits: Limits) -> tuple[dict[str, Any], Ending]:
    """The child's message and how it ended; it is gone when this returns or raises."""
    deadline = time.monotonic() + limits.wall
    child = nursery.fork(job, limits)
    try:
        child.channel.send(payload, deadline)
        return child.channel.receive(deadline), child.end(LAST_BREATH)
    except TimeoutError:
        raise WorkerTimeout(job, limits.wall, child.end()) from None
    except (EOFError, OSError):
        raise WorkerDied(job, child.end(LAST_BREATH)) from None
    finally:
        child.end()


def _result(job: str, message: dict[str, Any], ending: Ending) -> dict[str, Any]:
    if message.get("failed") == "MemoryError":
        raise WorkerDied(job, ending)
    if "failed" in message:
        raise JobFailed(job, message["failed"], message["message"], message["trace"])
    bodies = {key.removeprefix("body:"): value for key, value in message.items() if isinstance(value, bytes)}
    return {**message["result"], **bodies}
