"""When sources are harvested: by hand or by the clock (`scheduling`), one run of a source at a time, and cut runs first."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from harvesters.errors import HarvestError
from harvesters.source import Snapshot, Source
from registry.accounts import By
from registry.clock import Clock
from registry.errors import RegistryError
from registry.harvesting.lease import AlreadyRunning
from registry.harvesting.runs import RUNNING, Run, Runs
from registry.harvesting.scheduling import is_due, standing
from registry.harvesting.sources import Entered
from registry.harvesting.sync import Progress, Sync
from registry.workers.errors import WorkerError

log = logging.getLogger(__name__)


@dataclass
class Harvests:
    """Runs sources. `sync` makes one who harvests, `sources` gives those that may run as they are now."""

    sync: Callable[[], Sync]
    sources: Callable[[], tuple[Entered, ...]]
    runs: Runs
    clock: Clock
    _busy: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _told: dict[str, datetime] = field(default_factory=dict)

    def run(self, source: Source, progress: Progress = lambda run, url: None, confirmed: bool = False) -> Run:
        """Harvests a source to its end. Raises AlreadyRunning."""
        with self._alone(source.slug):
            return self.sync().harvest(source, progress, confirmed)

    def bring(self, source: Source, document: Snapshot, confirmed: bool = False, whole: bool = True) -> Run:
        """Takes one document as all that the source holds, or without `whole` as some of it. Raises AlreadyRunning."""
        with self._alone(source.slug):
            return self.sync().bring(source, document, confirmed, whole)

    def start(self, source: Source, confirmed: bool = False) -> None:
        """Harvests a source in a thread of its own; what goes wrong is logged. Raises AlreadyRunning."""
        if self.is_busy(source.slug):
            raise AlreadyRunning(source.slug)
        args = (source, confirmed)
        threading.Thread(target=self._run_logged, args=args, name=f"harvesting {source.slug}", daemon=True).start()

    def stop(self, slug: str, by: By) -> bool:
        """Asks the run of a source that is under way to stop; whether there was one."""
        last = self._last(slug)
        return (
            last is not None and last.state == RUNNING and self.runs.ask_to_stop(last.id, f"{by.account}: {by.person}")
        )

    def is_busy(self, slug: str) -> bool:
        """Whether this source is being harvested here just now."""
        with self._lock:
            return slug in self._busy

    def _run_logged(self, source: Source, confirmed: bool = False) -> Run | None:
        """A run whose faults concern nobody else: they are logged."""
        try:
            return self.run(source, confirmed=confirmed)
        except AlreadyRunning as busy:
            log.info(busy.en)
        except (RegistryError, HarvestError, WorkerError, SQLAlchemyError, OSError):
            log.exception("the harvest of %s failed", source.slug)
        return None

    @contextmanager
    def _alone(self, slug: str) -> Iterator[None]:
        with self._lock:
            if slug in self._busy:
                raise AlreadyRunning(slug)
            self._busy.add(slug)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(slug)

    def run_due_aside(self) -> None:
        """Starts `run_due` in a thread of its own, unless the one before is still at it; tells what was missed."""
        self._tell_missed()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self.run_due, name="scheduled harvests", daemon=True)
            self._thread.start()

    def run_due(self) -> tuple[Run, ...]:
        """Harvests every source whose time has come, one after the other; a fault of one is logged, the others go on."""
        done = [self._run_logged(one.source) for one in self._due()]
        return tuple(run for run in done if run is not None)

    def standing(self) -> dict[str, int]:
        """How many sources may run, how many of them missed their time, and how many failed the last time."""
        now = self.clock()
        every = [
            standing(one.source.schedule, self._last(one.slug), now, one.since, self.is_busy(one.slug))
            for one in self.sources()
        ]
        return {
            "approved": len(every),
            "missed": sum(one.missed is not None for one in every),
            "failing": sum(one.is_failing for one in every),
        }

    def _tell_missed(self) -> None:
        """Writes what was missed into the log, once for each time that was."""
        now = self.clock()
        for one in self.sources():
            how = standing(one.source.schedule, self._last(one.slug), now, one.since, self.is_busy(one.slug))
            if how.missed and self._told.get(one.slug) != how.missed:
                self._told[one.slug] = how.missed
                log.warning("the scheduled harvest of %s at %s has not begun", one.slug, how.missed.isoformat())

    def _due(self) -> list[Entered]:
        """The sources whose time has come, those whose run was cut short before the others."""
        last = {one.slug: self._last(one.slug) for one in self.sources()}
        now = self.clock()
        due = [one for one in self.sources() if is_due(one.source.schedule, last.get(one.slug), now, one.since)]
        return sorted(due, key=lambda one: _is_cut(last.get(one.slug)), reverse=True)

    def _last(self, slug: str) -> Run | None:
        return next(iter(self.runs.newest(1, slug)), None)


def _is_cut(last: Run | None) -> bool:
    return last is not None and last.state == RUNNING
