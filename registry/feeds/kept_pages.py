"""Written pages, kept packed as long as there is room: the one asked for longest ago goes first.

A page packs to a twentieth, so a catalogue of a hundred thousand records stays whole in the room of one picture book, and
who reads packed bytes gets them as they are kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from registry.coding import ZSTD, Body, Zipped, packed, unpacked

ROOM = 96 << 20
"""Bytes of all that is kept."""
Name = TypeVar("Name", bound=Hashable)
Thing = TypeVar("Thing")


class Kept(Generic[Name, Thing]):
    """Things by their names, as many as `room` holds by what each weighs: the one asked for longest ago goes first."""

    def __init__(self, room: int, weight: Callable[[Thing], int]) -> None:
        self._room = self._free = room
        self._weight = weight
        self._guard = threading.Lock()
        self._things: OrderedDict[Name, Thing] = OrderedDict()
        self.times_forgotten = 0

    def found(self, name: Name) -> Thing | None:
        with self._guard:
            if name not in self._things:
                return None
            self._things.move_to_end(name)
            return self._things[name]

    def keep(self, name: Name, thing: Thing, before: int) -> None:
        """Keeps what was begun when all had been forgotten `before` times, unless that was done again since."""
        with self._guard:
            if self.times_forgotten != before or name in self._things:
                return
            self._things[name] = thing
            self._free -= self._weight(thing)
            while self._free < 0:
                self._free += self._weight(self._things.popitem(last=False)[1])

    def forget(self) -> None:
        """Drops everything, also what is being made now: a body was destroyed by law."""
        with self._guard:
            self.times_forgotten += 1
            self._things.clear()
            self._free = self._room


class KeptPages:
    """Pages by what names their content, each in the codings it was asked for in."""

    def __init__(self, room: int = ROOM) -> None:
        self._kept: Kept[tuple[str, str], bytes] = Kept(room, len)

    def page(self, name: str, coding: str, write: Callable[[], tuple[bytes, bool]]) -> Body:
        """The page of this name in a coding, "" for none; `write` writes it where it is not kept, and says whether it may
        be."""
        if coding and (kept := self._kept.found((name, coding))):
            return kept
        before = self._kept.times_forgotten
        zipped = self._kept.found((name, ZSTD))
        if zipped and not coding:
            return Zipped(zipped)
        if zipped:
            body, is_whole = unpacked(zipped), True
        else:
            body, is_whole = write()
            zipped = packed(body, ZSTD)
            if is_whole:
                self._kept.keep((name, ZSTD), zipped, before)
        if coding in ("", ZSTD):
            return zipped if coding else body
        made = packed(body, coding)
        if is_whole:
            self._kept.keep((name, coding), made, before)
        return made

    def forget(self) -> None:
        """Drops every page."""
        self._kept.forget()
