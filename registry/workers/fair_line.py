"""The line before the query workers: who has least under way is served next, then who used least lately, then who came
first.

So a client with many questions, or long ones, waits behind one with a single question, however early its own came: its
second question counts the first as under way already while both wait, and neither can fill the line.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile


@dataclass(slots=True, eq=False)
class Place:
    """One question that waits: whose it is, how many seconds that client used lately, whether it had a short turn already.

    `is_out` is set when it has to leave because others go before it and the line is full.
    """

    client: str
    spent: float = 0.0
    is_long: bool = False
    is_out: bool = False


@dataclass(slots=True)
class FairLine:
    """At most `room` wait. Not safe between threads by itself: whoever uses it holds a lock."""

    room: int
    _waiting: list[Place] = field(default_factory=list)
    _under_way: Counter[str] = field(default_factory=Counter)

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def join(self, place: Place) -> None:
        self._waiting.append(place)

    def leave(self, place: Place) -> None:
        """Give the place up, served or not."""
        self._waiting.remove(place)

    def shorten(self) -> None:
        """Put out whoever would be served last, as long as more wait than there is room for."""
        staying = [one for one in self._waiting if not one.is_out]
        while len(staying) > self.room:
            last = max(reversed(staying), key=self._rank)
            last.is_out = True
            staying.remove(last)

    def is_next(self, place: Place, short_only: bool = False) -> bool:
        """Whether this one is to be served next; with `short_only` those that had a short turn are passed over."""
        able = [one for one in self._waiting if not (one.is_out or (short_only and one.is_long))]
        return bool(able) and min(able, key=self._rank) is place

    def begun(self, client: str) -> None:
        """A question of this client is with a worker now."""
        self._under_way[client] += 1

    def ended(self, client: str) -> None:
        self._under_way[client] -= 1
        if not self._under_way[client]:
            del self._under_way[client]

    def _rank(self, place: Place) -> tuple[int, float]:
        earlier = takewhile(lambda one: one is not place, self._waiting)
        ahead = sum(one.client == place.client and not one.is_out for one in earlier)
        return self._under_way[place.client] + ahead, place.spent
