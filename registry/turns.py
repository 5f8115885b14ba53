"""A lock that is given in the order in which it was asked for.

Python's own lock may go back at once to the thread that has just let it go: where some threads save without a pause,
another can wait for many seconds. Here nobody waits longer than those before it take.
"""

import threading
from collections import deque
from types import TracebackType


class Turns:
    """`with turns:` runs one thread at a time, first come, first served. Not to be entered twice by one thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        try:
            # Whoever leaves hands over by releasing this very lock: nobody can slip in between.
            turn.acquire()
        except BaseException:
            self._give_up(turn)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _give_up(self, turn: threading.Lock) -> None:
        """An interrupt (Ctrl-C) came while waiting, or just after the turn had been given."""
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self._pass_on()
