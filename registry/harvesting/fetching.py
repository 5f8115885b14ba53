"""A page of a source brought into DIR/snapshots, under the SHA-256 of its bytes; asked with a condition where it can be."""

import hashlib
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from types import MappingProxyType

from harvesters.door import Conditional, Refused, Unchanged
from harvesters.source import Snapshot, Source
from registry.clock import instant, stamp
from registry.harvesting.calling import Calls
from registry.harvesting.pages import RunPage
from registry.harvesting.vanishing import Trouble

KEPT_DAYS = 90
LEFT_FOR = 3600
"""Seconds until what was left is swept: a run may have fetched the same bytes and be at reading them still."""
_DAY = 86_400
COMING = "coming-"
"""How the names of files begin that a page is fetched into."""
_LASTING = frozenset({400, 401, 403, 404, 405, 406, 410, 451, 500})
"""What a server answers of one page; anything else (too busy, out of reach) is about all of them."""


@dataclass(frozen=True, slots=True)
class OfThePage(Trouble):
    """A trouble with one page alone."""


@dataclass(frozen=True)
class Fetching:
    """Brings pages into `folder` through the guarded door."""

    folder: Path
    calls: Calls

    def bring(self, source: Source, url: str, before: RunPage | None = None) -> Snapshot | Trouble:
        """The page at `url`. `before` is what it was the last time: if the source says that it is so still (304), the
        kept snapshot is the answer."""
        self.folder.mkdir(exist_ok=True)
        # Each fetch has a file of its own: two sources may have one address, and a trying goes on beside a run.
        coming = self.folder / f"{COMING}{os.getpid()}-{token_hex(8)}"
        kept = self.kept(before) if before else None
        condition = Conditional(before.etag or None, before.last_modified or None) if before and kept else None
        answer = self.calls.fetch(source, url, coming, condition)
        if isinstance(answer, Refused):
            kind = OfThePage if answer.status in _LASTING else Trouble
            return kind(f"{url}: {answer.reason_vi}", f"{url}: {answer.reason_en}")
        if isinstance(answer, Unchanged):
            if kept is None:
                return Trouble(f"{url}: trả lời 304 dù không hỏi có điều kiện.", f"{url}: answered 304 unasked.")
            meet(kept.path)
            return replace(kept, fetched_at=answer.fetched_at)
        place = self.folder / answer.sha256
        coming.replace(place)
        return replace(answer, path=place)

    def kept(self, page: RunPage) -> Snapshot | None:
        """The snapshot of a page that was read before, as long as its bytes are kept, and kept whole: a machine that lost
        its power may have lost some of them."""
        path = self.folder / page.sha256
        if not page.sha256 or not _is_whole(path):
            return None
        at = instant(page.fetched_at)
        links: Mapping[str, str] = MappingProxyType(dict(page.links))
        marks = {"etag": page.etag or None, "last_modified": page.last_modified or None}
        return Snapshot(page.final_url or page.url, path, page.media_type, page.sha256, at, 200, links, **marks)


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == path.name
    except OSError:  # it was swept, or the disk gives it back no more: it is fetched anew
        return False


def page_of(url: str, snapshot: Snapshot) -> RunPage:
    """What is kept of a page that came, before it is read; `url` is the address that was asked."""
    return RunPage(
        0,
        url,
        snapshot.url,
        sha256=snapshot.sha256,
        media_type=snapshot.media_type,
        links=snapshot.links,
        etag=snapshot.etag or "",
        last_modified=snapshot.last_modified or "",
        fetched_at=stamp(snapshot.fetched_at),
    )


def meet(path: Path) -> None:
    """A run has met this snapshot: it stays for KEPT_DAYS from now."""
    with suppress(FileNotFoundError):
        os.utime(path)


def leave(path: Path) -> None:
    """Has this snapshot swept after LEFT_FOR seconds, unless a run meets it until then."""
    at = time.time() - KEPT_DAYS * _DAY + LEFT_FOR
    with suppress(FileNotFoundError):
        os.utime(path, (at, at))


def sweep(folder: Path) -> None:
    """Drops snapshots that no run has met for KEPT_DAYS, and after LEFT_FOR what was coming when its process was killed."""
    now = time.time()
    for path in folder.iterdir() if folder.is_dir() else ():
        kept = LEFT_FOR if path.name.startswith(COMING) else KEPT_DAYS * _DAY
        with suppress(FileNotFoundError):  # what was coming has come
            if path.stat().st_mtime < now - kept:
                path.unlink()
