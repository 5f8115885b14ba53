"""After a switch the newest state is dumped, by a worker and behind the scenes: never two at once, and never often.

A dump rests for a minute, or twenty times what the last one took when that is longer; however many states come
meanwhile, the newest is dumped in the end. What is dumped, and how, is the maker's: `of_generation` dumps the store's
copies, each held by hard links while it is read, for it may be deleted.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from registry import dumps
from registry.clock import Clock, stamp
from registry.dumps import Dump
from registry.errors import RegistryError
from registry.milestones import Reached, passing
from registry.workers.confine import Limits
from registry.workers.errors import WorkerError
from sparql.dumping import Dumped
from sparql.generation import Generation
from sparql.holding import held
from sparql.statistics import Statistics

JOB = "dump"
DUMPING = Limits(memory=4 << 30, cpu=900, wall=1800.0, nice=15)
PATIENCE = 120.0
"""Seconds a dump waits for a seat beside harvests."""
GATHERING, AFTER_START, SHORTEST_PAUSE, TIMES = 5.0, 45.0, 60.0, 20.0
"""Seconds from a switch to its dump; from a start to the very first one, for much may be loaded then; between two at least,
a dump having one part of the time in TIMES."""
ROOM = 512 << 20
"""Bytes of the disk that a dump leaves to everything else."""

log = logging.getLogger(__name__)
Run = Callable[[str, Mapping[str, Any], Limits], dict[str, Any]]


class State(Protocol):
    """What can be dumped: a state of the catalogue by a name that no other has, and the ledger position it shows."""

    @property
    def mark(self) -> str: ...

    @property
    def position(self) -> int: ...


Wanted = TypeVar("Wanted", bound=State)
Maker = Callable[[Wanted, Path, int], dict[str, Any]]
"""Has a state written into a folder, in so many bytes at most: {"files": as `Dumped`, "statistics" or "counts"}, or
{"refused"}. Raises WorkerError, and FileNotFoundError when the state is gone."""


def of_generation(run: Run) -> Maker[Generation]:
    """The maker of a store's dumps; `run` has a worker do a job."""

    def make(generation: Generation, coming: Path, most: int) -> dict[str, Any]:
        with held(generation) as copy:
            told = {"generation": str(copy.path), "serial": copy.serial, "position": copy.position}
            return run(JOB, {**told, "folder": str(coming), "name": dumps.FILES, "most": most}, DUMPING)

    return make


@dataclass(eq=False)
class Dumps(Generic[Wanted]):
    """Makes dumps in `folder` until it is stopped; `withdrawn_at` is the ledger position of the newest withdrawal or
    removal, 0 for none."""

    folder: Path
    make: Maker[Wanted]
    clock: Clock
    withdrawn_at: Callable[[], int]
    reached: Reached = passing
    kept: tuple[Dump, ...] = ()
    """The finished dumps, oldest first."""
    _wanted: Wanted | None = None
    _urgent: bool = False
    _stopping: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def newest(self) -> Dump | None:
        return self.kept[-1] if self.kept else None

    def named(self, name: str) -> Dump | None:
        """The dump of this name, if it is kept."""
        return next((one for one in self.kept if one.name == name), None)

    def beside(self, name: str) -> Path | None:
        """Where a file lies that the maker put beside those of the newest dump."""
        newest = self.newest
        return newest.path / name if newest else None

    def start(self) -> None:
        """Takes up the dumps there are, deletes what a killed process left, and goes on behind the scenes."""
        self.kept = dumps.taken_up(self.folder)
        self._drop_old()
        self._thread = threading.Thread(target=self._run, name="dumps", daemon=True)
        self._thread.start()

    def take(self, state: Wanted) -> None:
        """Says which state is the newest; returns at once."""
        with self._changed:
            self._wanted = state
            self._changed.notify_all()

    def forget(self) -> None:
        """Deletes every dump, also one that is just being made, and has the newest state dumped at once.

        Raises OSError when a file stays.
        """
        with self._making:
            self.kept = ()
            dumps.clear(self.folder)
        with self._changed:
            self._urgent = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Begins nothing more; what is being made ends with its worker. Returns at once."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Waits until nothing goes on any more after `stop`; False when it took longer."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def make_now(self) -> Dump | None:
        """Dumps the newest state; None when there is none yet, or the newest dump shows it already.

        Raises WorkerError, OSError, and RegistryError when the disk has no room; the dumps are then as they were.
        """
        with self._making:
            while (state := self._due()) is not None:
                try:
                    return self._made(state)
                except (WorkerError, RegistryError, OSError) as fault:
                    dumps.sweep(self.folder)
                    # One that was deleted before it was held has a newer one after it.
                    if not isinstance(fault, FileNotFoundError) or self._wanted is state:
                        raise
            return None

    def _run(self) -> None:
        rest, ended = SHORTEST_PAUSE if self.kept else AFTER_START, time.monotonic()
        while self._waited(ended + rest):
            began = time.monotonic()
            try:
                self.make_now()
            except (WorkerError, RegistryError, OSError) as fault:
                # A full disk, busy workers: readers keep the dump they have.
                if not self._stopping:
                    log.warning("no dump could be made, it is tried again: %s", fault)
            ended = time.monotonic()
            rest = max(SHORTEST_PAUSE, TIMES * (ended - began))

    def _waited(self, until: float) -> bool:
        """Waits for a state without a dump, gathers what comes with it, and rests; False when told to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._due() is not None)
            pause = max(GATHERING, until - time.monotonic())
            self._changed.wait_for(lambda: self._stopping or self._urgent, pause)
            self._urgent = False
            return not self._stopping

    def _due(self) -> Wanted | None:
        """The newest state, when no dump shows it."""
        newest, wanted = self.newest, self._wanted
        return None if wanted is None or (newest and newest.generation == wanted.mark) else wanted

    def _made(self, state: Wanted) -> Dump:
        began = time.monotonic()
        coming = dumps.begin(self.folder)
        said = self.make(state, coming, self._room())
        if refused := said.get("refused"):
            raise RegistryError(refused["vi"], refused["en"])
        dump = Dump(
            number=max((one.number for one in self.kept), default=0) + 1,
            generation=state.mark,
            position=state.position,
            made=stamp(self.clock()),
            seconds=round(time.monotonic() - began, 3),
            files=tuple(Dumped(**one) for one in said["files"]),
            statistics=Statistics.from_row(said["statistics"]) if "statistics" in said else None,
            counts=said.get("counts", {}),
        )
        made = dumps.finish(coming, dump, self.reached)
        self.kept = (*(one for one in self.kept if one.name != made.name), made)
        self._drop_old()
        return made

    def _drop_old(self) -> None:
        """Keeps the newest and, for those who are loading it, the one before, unless something was withdrawn since."""
        withdrawn, kept = self.withdrawn_at(), self.kept[-dumps.KEPT :]
        kept = (*(one for one in kept[:-1] if one.position >= withdrawn), *kept[-1:])
        for old in (one for one in self.kept if one not in kept):
            shutil.rmtree(old.path, ignore_errors=True)
        self.kept = kept

    def _room(self) -> int:
        """Bytes that the dump may take: at least a little, so that the job says what is missing."""
        return max(1, shutil.disk_usage(self.folder).free - ROOM)
