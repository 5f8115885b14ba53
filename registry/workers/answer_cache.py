"""Answers remembered while their generation is the newest, up to a number of bytes, the least used forgotten."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from sparql.answering import Answer

LARGEST_SHARE = 8
"""An answer larger than this part of the whole is not remembered: it would push out too many others."""
AROUND = 500
"""Bytes that an answer takes besides its body: many small ones are not held for nothing."""


class AnswerCache:
    """Holds at most `room` bytes; may be called from any thread."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._held = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[int, Hashable], Answer] = OrderedDict()

    def get(self, generation: int, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._answers.get((generation, key))
            if found is not None:
                self._answers.move_to_end((generation, key))
            return found

    def put(self, generation: int, key: Hashable, answer: Answer) -> None:
        if _size(answer) > self._room // LARGEST_SHARE:
            return
        with self._lock:
            self._forget((generation, key))
            self._answers[generation, key] = answer
            self._held += _size(answer)
            while self._held > self._room:
                self._forget(next(iter(self._answers)))

    def keep_only(self, generation: int) -> None:
        """Forget the answers of every other generation."""
        with self._lock:
            for entry in [entry for entry in self._answers if entry[0] != generation]:
                self._forget(entry)

    def _forget(self, entry: tuple[int, Hashable]) -> None:
        answer = self._answers.pop(entry, None)
        if answer is not None:
            self._held -= _size(answer)


def _size(answer: Answer) -> int:
    return len(answer.body) + AROUND
