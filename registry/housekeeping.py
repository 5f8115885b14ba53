"""Housekeeping: what is due once a minute, each thing by itself. One that fails is logged and keeps no other waiting."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MINUTE = 60.0
log = logging.getLogger(__name__)


def daily(today: Callable[[], str], work: Callable[[], object]) -> Callable[[], None]:
    """A chore that does the work once on each day after this one; again a minute later when it failed."""
    done = today()

    def chore() -> None:
        nonlocal done
        if (day := today()) != done:
            work()
            done = day

    return chore


@dataclass(frozen=True)
class Housekeeping:
    """Does the `chores`, by what they are called, in their order; none begins once `stopping` is set."""

    chores: Mapping[str, Callable[[], object]]
    stopping: threading.Event

    def start(self) -> None:
        """Does them every minute from now on, in a thread of its own."""
        threading.Thread(target=self._go_on, name="housekeeping", daemon=True).start()

    def once(self) -> None:
        """Does them all now."""
        for name, chore in self.chores.items():
            if self.stopping.is_set():
                return
            try:
                chore()
            except Exception:  # whatever it is: the thread that ends here would end all housekeeping
                log.exception("housekeeping: %s failed; it is tried again in a minute", name)

    def _go_on(self) -> None:
        while not self.stopping.wait(MINUTE):
            self.once()
