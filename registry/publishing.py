"""When the store moved, a new generation is made for SPARQL: in a thread of its own, never in a request.

Single saves are gathered into one generation per max(200 ms, 5 times what the last one took), at most 10 s; before
each, the audit graphs (freshness, overlap) are brought up to date by a worker.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from registry.milestones import Reached
from sparql.generation import Generation, make
from sparql.store import Store

SHORTEST_PAUSE, AFTER_A_FAULT, LONGEST_PAUSE = 0.2, 5.0, 10.0
log = logging.getLogger(__name__)


class Publisher:
    """Makes generations until it is stopped. `refresh` brings the audit graphs; `switch` takes the new generation."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        refresh: Callable[[], None],
        switch: Callable[[Generation], None],
        reached: Reached,
    ) -> None:
        self._store = store
        self._folder = folder
        self._refresh = refresh
        self._switch = switch
        self._reached = reached
        self._changed = threading.Condition()
        self._wanted = 0
        self._made = 0
        self._making = threading.Lock()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="generations", daemon=True)

    def start(self) -> None:
        """Makes the first generation now, then goes on behind the scenes."""
        self.make_now()
        self._thread.start()

    def ask(self) -> None:
        """Says that the store moved; returns at once."""
        with self._changed:
            self._wanted += 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Waits until everything asked for so far is in a generation; False when it took longer."""
        with self._changed:
            wanted = self._wanted
            return self._changed.wait_for(lambda: self._made >= wanted or self._stopping, seconds)

    def stop(self) -> None:
        """Ends after the generation that is being made; what was asked for since is left to the next start."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(30)

    def _run(self) -> None:
        pause = SHORTEST_PAUSE
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted > self._made or self._stopping)
                if self._changed.wait_for(lambda: self._stopping, pause):
                    return
            try:
                pause = min(max(SHORTEST_PAUSE, 5 * self.make_now()), LONGEST_PAUSE)
            except Exception:
                # A full disk or a busy database mends itself; readers keep the generation they have.
                log.exception("no generation could be made")
                pause = AFTER_A_FAULT

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def make_now(self) -> float:
        """Makes one generation; gives the seconds that the copy and the switch took. Raises what went wrong."""
        with self._making:
            with self._changed:
                wanted = self._wanted
            self._refresh()
            started = time.monotonic()
            make(self._store, self._folder, self._switch, self._reached)
            taken = time.monotonic() - started
        with self._changed:
            self._made = max(self._made, wanted)
            self._changed.notify_all()
        return taken
