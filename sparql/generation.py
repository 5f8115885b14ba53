"""Generations: immutable copies of the store that strangers' questions are asked of.

A generation is a hard-linked backup, opened read-only by as many processes as like. It is made beside the others
under a name no reader looks at, forced to the disk, renamed (from then on it is the newest), handed to whoever serves
it, and only then are the ones before the last two deleted.
"""

import os
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store as Engine

from sparql.store import Store

KEPT = 2
_NAME = re.compile(r"(\d{8})-at-(\d+)(?:-[0-9a-f]+)?")
_UNFINISHED = "unfinished-"


@dataclass(frozen=True, slots=True)
class Generation:
    """One immutable copy: `serial` counts copies from 1, `position` is the ledger sequence it shows."""

    path: Path
    serial: int
    position: int

    @property
    def mark(self) -> str:
        """A name that no other generation ever bears, not even one made after all were thrown away."""
        return self.path.name

    def open(self) -> Engine:
        """The copy, read-only; to be opened after a fork, by the process that reads it. Raises OSError when gone."""
        return Engine.read_only(os.fspath(self.path))


def nowhere(point: str) -> None:
    """The `reached` of those who do not care which named point is passed."""


def make(
    store: Store,
    folder: Path,
    switch: Callable[[Generation], None],
    reached: Callable[[str], None] = nowhere,
) -> Generation:
    """Copy the store into `folder`, hand the copy to `switch`, drop copies before the last two; returns the copy.

    `reached` is called at the named points, for tests that kill the process there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    serial = max((each.serial for each in listed(folder)), default=0) + 1
    unfinished = folder / f"{_UNFINISHED}{serial:08d}"
    shutil.rmtree(unfinished, ignore_errors=True)
    reached("generation.before-backup")
    position = store.backup(unfinished)
    reached("generation.after-backup")
    _force(unfinished)
    final = folder / f"{serial:08d}-at-{position}-{secrets.token_hex(4)}"
    unfinished.rename(final)
    sync(folder)
    reached("generation.after-rename")
    made = Generation(final, serial, position)
    try:
        switch(made)
    except BaseException:
        # Readers stay with the copy they have; this one would only lie about.
        shutil.rmtree(final, ignore_errors=True)
        raise
    reached("generation.after-switch")
    sweep(folder)
    return made


def listed(folder: Path) -> list[Generation]:
    """The finished generations of `folder`, oldest first."""
    named = [(path, _NAME.fullmatch(path.name)) for path in folder.iterdir()] if folder.is_dir() else []
    found = [Generation(path, int(name[1]), int(name[2])) for path, name in named if name]
    return sorted(found, key=lambda each: each.serial)


def newest(folder: Path) -> Generation | None:
    """The generation to answer from after a start, if there is one."""
    return next(reversed(listed(folder)), None)


def sweep(folder: Path) -> None:
    """Delete what a killed process left unfinished, and generations before the last two."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)
    for old in listed(folder)[:-KEPT]:
        shutil.rmtree(old.path, ignore_errors=True)


def _force(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        sync(path)


def sync(path: Path) -> None:
    """Force a file's bytes to the disk, or a folder's list of names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
