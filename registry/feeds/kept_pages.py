"""Written pages, kept packed as long as there is room: the one asked for longest ago goes first.

A page packs to a twentieth, so a catalogue of a hundred thousand records stays whole in the room of one picture book, and
who reads packed bytes gets them as they are kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from registry.coding import ZSTD, packed, unpacked

ROOM = 96 << 20
"""Bytes of all that is kept."""
Name = tuple[str, str]


class KeptPages:
    """Pages by what names their content, each in the codings it was asked for in."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._free = room
        self._guard = threading.Lock()
        self._kept: OrderedDict[Name, bytes] = OrderedDict()
        self._times_forgotten = 0

    def page(self, name: str, coding: str, write: Callable[[], tuple[bytes, bool]]) -> bytes:
        """The page of this name in a coding, "" for none; `write` writes it where it is not kept, and says whether it may
        be."""
        if coding and (kept := self._found((name, coding))):
            return kept
        before = self._times_forgotten
        if zipped := self._found((name, ZSTD)):
            body, is_whole = unpacked(zipped), True
        else:
            body, is_whole = write()
            zipped = packed(body, ZSTD)
            if is_whole:
                self._keep((name, ZSTD), zipped, before)
        if coding in ("", ZSTD):
            return zipped if coding else body
        made = packed(body, coding)
        if is_whole:
            self._keep((name, coding), made, before)
        return made

    def forget(self) -> None:
        """Drops every page, also those that are being written now: a body was destroyed by law."""
        with self._guard:
            self._times_forgotten += 1
            self._kept.clear()
            self._free = self._room

    def _found(self, name: Name) -> bytes | None:
        with self._guard:
            if kept := self._kept.get(name):
                self._kept.move_to_end(name)
            return kept

    def _keep(self, name: Name, page: bytes, before: int) -> None:
        """Keeps a page that was begun when all had been forgotten `before` times, unless that was done again since."""
        with self._guard:
            if self._times_forgotten != before or name in self._kept:
                return
            self._kept[name] = page
            self._free -= len(page)
            while self._free < 0:
                self._free += len(self._kept.popitem(last=False)[1])
