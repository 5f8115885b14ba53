"""Manners towards a host: one request at a time, and a rest after each.

The rest is as long as the answer took, so that a slow server is asked half of the time at most; never shorter than
`rest` nor longer than `longest` seconds. "Nothing changed" costs a server next to nothing: then the shortest is not kept.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LONGEST_REST = 1.0


@dataclass(slots=True)
class _Host:
    """Whose turn it is at one host, and from when on it may be asked again."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


@dataclass(slots=True)
class Turn:
    """One request at a host; whoever made it may say that it cost the host nothing."""

    was_light: bool = False


@dataclass
class Politeness:
    """Keeps the turns of all hosts in this process; `sleep` and `clock` are the machine's unless a test brings others."""

    rest: float
    longest: float = LONGEST_REST
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def turn(self, host: str) -> Iterator[Turn]:
        """Waits until the host ("name:port") may be asked, and lets nobody else ask it meanwhile."""
        with self._lock:
            place = self._hosts.setdefault(host, _Host())
        with place.lock:
            if (wait := place.free_at - self.clock()) > 0:
                self.sleep(wait)
            began = self.clock()
            turn = Turn()
            try:
                yield turn
            finally:
                ended = self.clock()
                least = 0.0 if turn.was_light else self.rest
                place.free_at = ended + max(least, min(ended - began, self.longest))
