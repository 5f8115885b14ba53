"""When sources are harvested: by hand or by the clock (`scheduling`), one run of a source at a time, and cut runs first."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from harvesters.errors import HarvestError
from harvesters.source import Snapshot, Source
from registry.accounts import By
from registry.clock import Clock, stamp
from registry.errors import RegistryError
from registry.harvesting.consent import NO_CONSENT, Consent
from registry.harvesting.entered import Entered
from registry.harvesting.lease import AlreadyRunning, Lease, is_held
from registry.harvesting.past import consent_to
from registry.harvesting.runs import BY_HAND, FAILED, RUNNING, SCHEDULE, Occasion, Run, Runs, Start
from registry.harvesting.scheduling import Standing, is_due, standing
from registry.harvesting.sync import Progress, Sync
from registry.workers.errors import WorkerError

log = logging.getLogger(__name__)
BY_CLOCK = Occasion(SCHEDULE)
AT_ONCE = 8
"""Sources that people start, and as many that the clock does, at once. Runs mostly wait for the network; the work itself is
done in workers."""
_BROKEN = (
    "Đợt này chưa bắt đầu được vì một lỗi của chương trình; nhật ký có chi tiết. Không có gì thay đổi.",
    "This run could not begin, for a fault of this program; the log has the details. Nothing has changed.",
)
Work = Callable[[Source], Run]
LOOKED_AT = 10
"""Runs of a source among which its last own one is sought."""


@dataclass
class Harvests:
    """Runs sources. `sync` makes one who harvests, `sources` gives those that may run as they are now.

    What the clock starts takes no place from what people start.
    """

    sync: Callable[[], Sync]
    sources: Callable[[], tuple[Entered, ...]]
    runs: Runs
    clock: Clock
    _promised: set[str] = field(default_factory=set)
    _places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))
    _places_of_the_clock: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_ONCE)
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _told: dict[str, datetime] = field(default_factory=dict)

    def run(
        self,
        source: Source,
        progress: Progress = lambda run, url: None,
        consent: Consent = NO_CONSENT,
        occasion: Occasion = BY_HAND,
    ) -> Run:
        """Harvests a source to its end. Raises AlreadyRunning."""
        return self.sync().harvest(source, progress, consent, occasion)

    def bring(self, source: Source, document: Snapshot, consent: Consent = NO_CONSENT, whole: bool = True) -> Run:
        """Takes one document as all that the source holds, or without `whole` as some of it. Raises AlreadyRunning."""
        return self.sync().bring(source, document, consent, whole)

    def replay(self, source: Source, number: int, consent: Consent = NO_CONSENT, by: str = "") -> Run:
        """Reads a past run of the source anew, from its snapshots; nothing is fetched. Raises AlreadyRunning."""
        return self.sync().replay(source, number, consent, by=by)

    def start(self, source: Source, occasion: Occasion = BY_HAND, consent: Consent = NO_CONSENT) -> None:
        """Harvests a source in a thread of its own, when fewer than AT_ONCE do so, as it is by then, and if it may run then;
        what goes wrong is logged.

        Raises AlreadyRunning.
        """
        self._aside(source.slug, partial(self.run, consent=consent, occasion=occasion))

    def start_replay(self, source: Source, number: int, by: str, consent: Consent = NO_CONSENT) -> None:
        """Replays a run in a thread of its own, as `start` does; what goes wrong is logged. Raises AlreadyRunning."""
        self._aside(source.slug, partial(self.replay, number=number, consent=consent, by=by))

    def consent(self, slug: str, is_wanted: bool, allows: str = "") -> Consent:
        """What a person who confirms lets a source's next run do: what its last one named may leave, and nothing else."""
        return consent_to(self.runs, slug, allows) if is_wanted else NO_CONSENT

    def stop(self, slug: str, by: By) -> bool:
        """Asks the run of a source that is under way to stop; whether there was one."""
        last = next(iter(self.runs.newest(1, slug)), None)
        return (
            last is not None and last.state == RUNNING and self.runs.ask_to_stop(last.id, f"{by.account}: {by.person}")
        )

    def is_busy(self, slug: str) -> bool:
        """Whether this source is being harvested just now, or waits here for a place."""
        return slug in self._promised or is_held(self.runs.engine, self.clock, slug)

    def _aside(self, slug: str, work: Work, is_of_the_clock: bool = False) -> None:
        with self._lock:
            if self.is_busy(slug):
                raise AlreadyRunning(slug)
            self._promised.add(slug)
        args = (slug, work, is_of_the_clock)
        try:
            threading.Thread(target=self._kept, args=args, name=f"harvesting {slug}", daemon=True).start()
        except BaseException:  # no thread is to be had: nothing was promised
            self._let_go(slug)
            raise

    def _kept(self, slug: str, work: Work, is_of_the_clock: bool) -> None:
        """Does what was promised as soon as there is a place, with the source as it is by then. Where what a person asked
        for broke before there was a run, a failed one says so; the clock tries again in a minute."""
        try:
            with self._places_of_the_clock if is_of_the_clock else self._places:
                source = self._at_its_turn(slug, is_of_the_clock)
                if source is None:
                    log.info("%s is not harvested: it may not run any more, or is not due any more", slug)
                    return
                before = self._newest(slug)
                is_broken = self._logged(source, work) is None and self._newest(slug) == before
                if is_broken and not is_of_the_clock:
                    self._tell_broken(source)
        finally:
            self._let_go(slug)

    def _let_go(self, slug: str) -> None:
        with self._lock:
            self._promised.discard(slug)

    def _at_its_turn(self, slug: str, is_of_the_clock: bool) -> Source | None:
        """The source as it is now; None where it was paused or removed, or put off, while it waited for its place."""
        one = next((one for one in self.sources() if one.slug == slug), None)
        return None if one is None or (is_of_the_clock and not self._is_due(one, self.last(slug))) else one.source

    def _newest(self, slug: str) -> tuple[int, str] | None:
        """The source's newest run and its state."""
        return next(((run.id, run.state) for run in self.runs.newest(1, slug)), None)

    def _tell_broken(self, source: Source) -> None:
        last = self._newest(source.slug)
        if last is not None and last[1] == RUNNING:
            return  # another process is at it
        with suppress(RegistryError, SQLAlchemyError), Lease(self.runs.engine, self.clock, source.slug) as lease:
            begun = self.runs.begin(source.slug, source.url, stamp(self.clock()), Start(holder=lease.holder))
            self.runs.end(begun, FAILED, stamp(self.clock()), *_BROKEN)

    def _logged(self, source: Source, work: Work) -> Run | None:
        """A run whose faults concern nobody else: they are logged."""
        try:
            return work(source)
        except AlreadyRunning as busy:
            log.info(busy.en)
        except (RegistryError, HarvestError, WorkerError, SQLAlchemyError, OSError):
            log.exception("the harvest of %s failed", source.slug)
        return None

    def run_due_aside(self) -> None:
        """Starts every source whose time has come, each in a thread of its own, AT_ONCE of them at once: one that takes its
        time keeps no other waiting (SECURITY requirement 61). Tells what was missed."""
        self.tell_missed()
        for source in self.due():
            with suppress(AlreadyRunning):
                self._aside(source.slug, partial(self.run, occasion=BY_CLOCK), is_of_the_clock=True)

    def standing(self) -> dict[str, int]:
        """How many sources may run, how many of them missed their time, and how many failed the last time."""
        every = [how for _, how in self._standings()]
        return {
            "approved": len(every),
            "missed": sum(how.missed is not None for how in every),
            "failing": sum(how.is_failing for how in every),
        }

    def tell_missed(self) -> None:
        """Writes what was missed into the log, once for each time that was."""
        for slug, how in self._standings():
            if how.missed and self._told.get(slug) != how.missed:
                self._told[slug] = how.missed
                log.warning("the scheduled harvest of %s at %s has not begun", slug, how.missed.isoformat())

    def standing_of(self, one: Entered) -> Standing:
        """How a source that may run stands with its schedule."""
        last, is_busy = self.last(one.slug), self.is_busy(one.slug)
        return standing(one.source.schedule, last, self.clock(), one.since, is_busy)

    def last(self, slug: str) -> Run | None:
        """The source's newest run that asked the source itself: one that replays is no substitute for it."""
        return next((run for run in self.runs.newest(LOOKED_AT, slug) if not run.replays), None)

    def _standings(self) -> list[tuple[str, Standing]]:
        return [(one.slug, self.standing_of(one)) for one in self.sources()]

    def due(self) -> list[Source]:
        """The sources whose time has come, those whose run was cut short before the others."""
        found = [(one, self.last(one.slug)) for one in self.sources()]
        due = [(one, last) for one, last in found if self._is_due(one, last)]
        return [one.source for one, last in sorted(due, key=lambda pair: not _is_cut(pair[1]))]

    def _is_due(self, one: Entered, last: Run | None) -> bool:
        return is_due(one.source.schedule, last, self.clock(), one.since)


def _is_cut(last: Run | None) -> bool:
    return last is not None and last.state == RUNNING
