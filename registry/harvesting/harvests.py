"""When sources are harvested: by hand or by the clock (`scheduling`), one run of a source at a time, and cut runs first."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from harvesters.errors import HarvestError
from harvesters.source import Snapshot, Source
from registry.clock import Clock
from registry.errors import RegistryError
from registry.harvesting.runs import RUNNING, Run, Runs
from registry.harvesting.scheduling import is_due
from registry.harvesting.sources import Entered
from registry.harvesting.sync import Progress, Sync
from registry.workers.errors import WorkerError

log = logging.getLogger(__name__)


class AlreadyRunning(RegistryError):
    """This source is being harvested just now."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"Nguồn {slug} đang được thu thập; hãy đợi đợt này xong.",
            f"Source {slug} is being harvested; wait until this run has ended.",
        )


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

    def run(self, source: Source, progress: Progress = lambda run, url: None, confirmed: bool = False) -> Run:
        """Harvests a source to its end. Raises AlreadyRunning."""
        with self._alone(source.slug):
            return self.sync().harvest(source, progress, confirmed)

    def bring(self, source: Source, document: Snapshot, confirmed: bool = False, whole: bool = True) -> Run:
        """Takes one document as all that the source holds, or without `whole` as some of it. Raises AlreadyRunning."""
        with self._alone(source.slug):
            return self.sync().bring(source, document, confirmed, whole)

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
        """Starts `run_due` in a thread of its own, unless the one before is still at it."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self.run_due, name="scheduled harvests", daemon=True)
            self._thread.start()

    def run_due(self) -> tuple[Run, ...]:
        """Harvests every source whose time has come, one after the other; a fault of one is logged, the others go on."""
        done: list[Run] = []
        for one in self._due():
            try:
                done.append(self.run(one.source))
            except AlreadyRunning as busy:
                log.info(busy.en)
            except (RegistryError, HarvestError, WorkerError, SQLAlchemyError, OSError):
                log.exception("the scheduled harvest of %s failed", one.slug)
        return tuple(done)

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
