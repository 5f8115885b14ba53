"""Who may work at once: seats for bulk work, and one more that only people's work may take.

First come, first served within each kind; people go before bulk work, so that a harvest never keeps a clerk waiting.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from registry.workers.errors import WorkerBusy

Seat = Literal["people", "bulk"]


@dataclass(frozen=True, slots=True)
class Queue:
    """How it stands with one kind: how many work, how many wait, for how many seconds the first has waited."""

    working: int
    waiting: int
    longest_wait: float


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A place in a queue, since `began`."""

    began: float


class Seats:
    """`bulk` seats for all and one for people only; at most `queue` of each kind wait."""

    def __init__(self, bulk: int, queue: int) -> None:
        self.bulk = bulk
        self.queue = queue
        self._changed = threading.Condition()
        self._working: dict[Seat, int] = {"people": 0, "bulk": 0}
        self._waiting: dict[Seat, deque[_Place]] = {"people": deque(), "bulk": deque()}

    @contextmanager
    def take(self, seat: Seat, job: str, patience: float) -> Iterator[None]:
        """Sit for the length of the block. Raises WorkerBusy when the queue is full, or after `patience` seconds."""
        self._sit(seat, job, patience)
        try:
            yield
        finally:
            with self._changed:
                self._working[seat] -= 1
                self._changed.notify_all()

    def standing(self) -> Mapping[Seat, Queue]:
        """Each kind's queue, for the pages that show it."""
        now = time.monotonic()
        with self._changed:
            return {
                seat: Queue(self._working[seat], len(waiting), now - waiting[0].began if waiting else 0.0)
                for seat, waiting in self._waiting.items()
            }

    def _sit(self, seat: Seat, job: str, patience: float) -> None:
        place = _Place(time.monotonic())
        with self._changed:
            line = self._waiting[seat]
            if len(line) >= self.queue:
                raise WorkerBusy(job, len(line), 0.0)
            line.append(place)
            try:
                sat = self._changed.wait_for(lambda: line[0] is place and self._free(seat), patience)
            finally:
                line.remove(place)
                self._changed.notify_all()
            if not sat:
                raise WorkerBusy(job, len(line), time.monotonic() - place.began)
            self._working[seat] += 1

    def _free(self, seat: Seat) -> bool:
        taken = sum(self._working.values())
        if seat == "people":
            return taken <= self.bulk
        return taken <= self.bulk and self._working["bulk"] < self.bulk and not self._waiting["people"]
