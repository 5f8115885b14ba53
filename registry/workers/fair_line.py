"""The line before the query workers: who has least under way is served next, and among equals who came first.

So a client with many questions at once waits behind one with a single question, however early its own came.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Place:
    """One question that waits, and whose it is."""

    client: str


@dataclass(slots=True)
class FairLine:
    """Not safe between threads by itself: whoever uses it holds a lock."""

    _waiting: list[Place] = field(default_factory=list)
    _under_way: Counter[str] = field(default_factory=Counter)

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def join(self, client: str) -> Place:
        place = Place(client)
        self._waiting.append(place)
        return place

    def leave(self, place: Place) -> None:
        """Give the place up, served or not."""
        self._waiting.remove(place)

    def is_next(self, place: Place) -> bool:
        """Whether this one is to be served next."""
        return min(self._waiting, key=lambda one: self._under_way[one.client]) is place

    def begun(self, client: str) -> None:
        """A question of this client is with a worker now."""
        self._under_way[client] += 1

    def ended(self, client: str) -> None:
        self._under_way[client] -= 1
        if not self._under_way[client]:
            del self._under_way[client]
