"""One harvest run: bring each page, read it in a worker, compare, map and judge what is new, stage it; then move all of
it in one go.

Readers see the old catalogue or the new, never one between. A page that fails, or a total that is not reached, fails
the run and moves nothing; nothing is withdrawn on an error, and not without a person when too much would leave
(`vanishing`). A run that was cut short goes on with the page it had come to. A ministry's catalogue goes the same way to
another end: `registry.ministry_imports`.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from harvesters.kinds import kind_for
from harvesters.ministry_mapping import MINISTRY_KIND
from harvesters.source import MINISTRY, Snapshot, Source
from registry.clock import Clock, stamp
from registry.config import Config
from registry.errors import RegistryError
from registry.harvesting import runs
from registry.harvesting.calling import Calls
from registry.harvesting.comparing import way_of_reading
from registry.harvesting.consent import NO_CONSENT, Consent
from registry.harvesting.fetching import Fetching, OfThePage, meet, page_of
from registry.harvesting.landing import Landing
from registry.harvesting.lease import Lease, LeaseLost
from registry.harvesting.listings import cut_short, shortfall
from registry.harvesting.pages import LOST, SAME, Pages, RunPage
from registry.harvesting.past import is_newest
from registry.harvesting.piling import Pile
from registry.harvesting.reading import Reading, ReadPage, Work
from registry.harvesting.runs import BY_HAND, IMPORT, IMPORTED, REPLAY, Occasion, Run, Runs, Start
from registry.harvesting.troubles import no_agency, no_ministry, not_kept, nothing_kept, passed_over, superseded
from registry.harvesting.turning import Came, Opened, fresh, further_after, next_after, noticed
from registry.harvesting.vanishing import Guard, Trouble
from registry.intake import Intake
from registry.ledger import Ledger
from registry.lookahead import Ahead
from registry.ministry_imports import MinistryImports
from registry.words import Words
from registry.workers.errors import WorkerError

log = logging.getLogger(__name__)
Progress = Callable[[Run, str], None]
"""Told of each page before it is fetched: the run so far, the address."""


@dataclass
class Sync:
    """Harvests sources. `work` runs a job in a worker; `is_stopping` says that the run should pause where it is; `rules`
    names what is judged by. Every method that runs raises AlreadyRunning and LeaseLost."""

    config: Config
    clock: Clock
    ledger: Ledger
    intake: Intake
    words: Words
    work: Work
    ministries: MinistryImports
    calls: Calls
    is_stopping: Callable[[], bool] = lambda: False
    ministries_file: Callable[[], str] = lambda: ""
    rules: Callable[[], str] = lambda: ""

    @property
    def runs(self) -> Runs:
        return Runs(self.ledger.engine)

    @property
    def pages(self) -> Pages:
        return Pages(self.ledger.engine)

    @property
    def fetching(self) -> Fetching:
        return Fetching(self.config.data / "snapshots", self.calls)

    @property
    def reading(self) -> Reading:
        parts = (self.config, self.clock, self.ledger, self.words, self.work, self.ministries)
        return Reading(*parts, self.ministries_file)

    @property
    def landing(self) -> Landing:
        return Landing(self.clock, self.ledger, self.intake, self.words, self.guard)

    @property
    def guard(self) -> Guard:
        return Guard(self.config.grace_days, self.config.guard_share, self.config.guard_records)

    def harvest(
        self,
        source: Source,
        progress: Progress = lambda run, url: None,
        consent: Consent = NO_CONSENT,
        occasion: Occasion = BY_HAND,
    ) -> Run:
        """Runs the source to its end, or goes on with the run that was cut short; returns how it ended.

        `consent`: what a person who has seen that much would leave lets go.
        """
        with self._lease(source) as lease:
            trouble = self.agency_trouble(source)
            way = "" if trouble else self._way(source)
            first = "" if trouble else kind_for(source).first_url(source)
            start = Start(way, occasion, lease.holder, is_new=trouble is not None, consent=consent)
            run = self.runs.begin(source.slug, first, self._now(), start)
            if trouble:
                return self._fail(run, trouble)
            return self._guarded(run, lambda: self._go(source, run, progress))

    def bring(
        self,
        source: Source,
        document: Snapshot,
        consent: Consent = NO_CONSENT,
        whole: bool = True,
        occasion: Occasion = IMPORTED,
    ) -> Run:
        """The same with one document that is already here, in place of what the source's address would answer.

        Without `whole` the document is one of many: what it does not tell of is not taken for gone.
        """
        with self._lease(source) as lease:
            start = Start("", occasion, lease.holder, is_new=True, consent=consent)
            run = self.runs.begin(source.slug, "", self._now(), start)
            return self._guarded(run, lambda: self._take(source, run, document, whole))

    def replay(
        self,
        source: Source,
        number: int,
        consent: Consent = NO_CONSENT,
        progress: Progress = lambda run, url: None,
        by: str = "",
    ) -> Run:
        """Reads the pages of a past run of the source anew, from their snapshots; nothing is fetched.

        What the pages do not tell of is left alone, unless the run was the source's last and read all of it. Of what the
        source has said otherwise since, or took away, they are passed over, unless the `consent` allows older versions.
        """
        with self._lease(source) as lease:
            start = Start(self._way(source), Occasion(REPLAY, by), lease.holder, number, is_new=True, consent=consent)
            run = self.runs.begin(source.slug, "", self._now(), start)
            return self._guarded(run, lambda: self._replay(source, run, number, progress))

    def agency_trouble(self, source: Source) -> Trouble | None:
        """Why the agency cannot answer for the source; a ministry's catalogue needs none, and takes a ministry alone."""
        if source.side == MINISTRY and not source.agency:
            return None
        agency = self.words.agency(source.agency)
        if agency is None or (source.side == MINISTRY and agency.id != source.agency):
            return no_agency(source)
        return no_ministry(source, agency) if source.side == MINISTRY and agency.kind != MINISTRY_KIND else None

    def _lease(self, source: Source) -> Lease:
        return Lease(self.ledger.engine, self.clock, source.slug)

    def _way(self, source: Source) -> str:
        """How the source is read today; "" when nobody can say just now, and then nothing is compared."""
        agency = self.words.agency(source.agency)
        try:
            return way_of_reading(source, agency.iri if agency else "", self.config.base, self.rules())
        except (WorkerError, RegistryError):
            log.exception("what is judged by could not be named; %s is read anew", source.slug)
            return ""

    def _guarded(self, run: Run, work: Callable[[], Run]) -> Run:
        """Does the work of a run; whatever goes wrong, the run ends with the reason, and the others go on."""
        try:
            return work()
        except LeaseLost:
            raise
        except Exception as fault:
            log.exception("the run %s of %s failed", run.id, run.source)
            vi = getattr(fault, "vi", f"Lỗi của chương trình: {type(fault).__name__}. Nhật ký ghi chi tiết.")
            en = getattr(fault, "en", f"A fault of this program: {type(fault).__name__}. The log has the details.")
            return self._fail(run, Trouble(vi, en))

    def _go(self, source: Source, run: Run, progress: Progress) -> Run:
        last = self._last(source, run)
        with Ahead(lambda url: self._opened(source, run, url, last)) as coming:
            return self._through(source, run, progress, coming)

    def _through(self, source: Source, run: Run, progress: Progress, coming: Ahead[Opened | Trouble]) -> Run:
        seen = set(self.pages.urls(run.id))
        pile = self.pile()
        pile.lay(self.pages.of(run.id))
        while run.next_url:
            if self.is_stopping():
                return run
            if by := self.runs.stop_asked(run.id):
                return self._stop(run, by)
            url, *waiting = run.next_url.split("\n")
            seen.add(url)
            progress(run, url)
            opened = coming.take(url)
            if isinstance(opened, Opened) and pile.has_room_for(opened.page):
                coming.begin(next_after(opened, seen, waiting))  # in the making while this one is judged
            came = self._page(source, run, url, opened, is_first=len(seen) == 1)
            if isinstance(came, Trouble):
                # A wait that was cut short because the registry stops is no fault of the source: it is taken up again.
                return run if self.is_stopping() else self._fail(self._kept(run, opened), came)
            further = self._piled(run, pile, came.page) or pile.in_time(further_after(came.page, seen, waiting))
            if isinstance(further, Trouble):
                return self._fail(run, further)
            run = self._stage(run, came, "\n".join(further))
        short = cut_short(self.ledger.engine, run.id)
        return self._fail(run, short) if short else self._end(source, run)

    def pile(self) -> Pile:
        """An empty pile for the pages of a run."""
        return Pile(self.fetching.folder, self.config.run_megabytes, self.config.run_hours, self.clock)

    def _piled(self, run: Run, pile: Pile, page: RunPage) -> Trouble | None:
        """Why the run must not go on past this page, as far as the pages before it tell; too many are not kept."""
        trouble = pile.take(page)
        if pile.is_too_big:
            pile.drop(lambda digests: self.pages.met_elsewhere(run.id, digests))
        return trouble

    def _take(self, source: Source, run: Run, document: Snapshot, whole: bool) -> Run:
        said = self.agency_trouble(source) or self.reading.opened(source, document)
        page = noticed(page_of(document.url, document), said)
        came = self._settled(source, run, Opened(page, document, said))
        return (
            self._fail(run, came) if isinstance(came, Trouble) else self._end(source, self._stage(run, came, ""), whole)
        )

    def _replay(self, source: Source, run: Run, number: int, progress: Progress) -> Run:
        for page, read in self.kept_pages(source, number, run.way):
            if isinstance(read, Trouble):
                return self._fail(run, read)
            progress(run, page.url)
            run = self._stage(
                run, Came(read.told_of(page) if page.state != LOST else replace(page, refused=0), read), ""
            )
        past = self.runs.one(number)
        is_last = past is not None and is_newest(self.runs, past)
        return self._end(source, run, is_last, 0 if is_last else number)

    def kept_pages(self, source: Source, number: int, way: str = "") -> Iterator[tuple[RunPage, ReadPage | Trouble]]:
        """The pages of a past run of the source, each read anew from its snapshot; a Trouble ends them."""
        past, pages = self.runs.one(number), self.pages.of(number)
        if past is None or past.source != source.slug or not pages:
            yield RunPage(0, ""), nothing_kept(number)
            return
        if source.side == MINISTRY and not is_newest(self.runs, past):
            yield RunPage(0, ""), superseded(number)
            return
        for page in pages:
            if page.state == LOST and not page.sha256:
                yield page, ReadPage((), self.runs.unreadable_of(number, page.number))
                continue
            kept = self.fetching.kept(page)
            yield page, not_kept(page) if kept is None else self.reading.read(source, kept, way)

    def _opened(self, source: Source, run: Run, url: str, last: Run | None) -> Opened | Trouble:
        """Fetches one page and has it read, unless it is as it was in the `last` run; harmless to do for nothing."""
        before = self.pages.at(last.id, url) if last else None
        snapshot = self.fetching.bring(source, url, before)
        if isinstance(snapshot, Trouble):
            return snapshot
        page = page_of(url, snapshot)
        if last and before and run.way and last.way == run.way and self._is_same(source, page, before):
            return Opened(replace(before, **fresh(page), state=SAME), snapshot, before=last.id)
        said = self.reading.opened(source, snapshot)
        return Opened(noticed(page, said), snapshot, said)

    def _page(self, source: Source, run: Run, url: str, opened: Opened | Trouble, is_first: bool) -> Came | Trouble:
        """Has a page judged that was opened; of a scattered source, a page that fails is passed over."""
        came = opened if isinstance(opened, Trouble) else self._settled(source, run, opened)
        if isinstance(came, OfThePage) and not is_first and kind_for(source).is_scattered(source):
            lost = RunPage(0, url, state=LOST, fetched_at=self._now())
            return Came(lost, ReadPage((), (passed_over(url, came),)))
        return came

    def _settled(self, source: Source, run: Run, opened: Opened) -> Came | Trouble:
        if opened.said is None:
            return Came(opened.page, before=opened.before)
        if isinstance(opened.said, Trouble):
            return opened.said
        read = self.reading.settled(source, opened.snapshot, opened.said, run.way)
        return read if isinstance(read, Trouble) else Came(read.told_of(opened.page), read)

    def _kept(self, run: Run, opened: Opened | Trouble) -> Run:
        """The run with the page that it broke off at, when one came: to be looked at as it was sent."""
        if isinstance(opened, Trouble) or opened.said is None:
            return run
        return self.runs.stage(run, (), (), run.next_url, replace(opened.page, state=LOST))

    def _is_same(self, source: Source, page: RunPage, before: RunPage) -> bool:
        """Whether a page is word for word what it was, and all its records are known from it."""
        said = (page.sha256, page.media_type) == (before.sha256, before.media_type)
        return said and before.kept >= 0 and self.runs.brought_by(source.slug, page.sha256) == before.kept

    def _last(self, source: Source, run: Run) -> Run | None:
        """The source's last good run, whose pages this one may be compared with."""
        if source.side == MINISTRY:
            return None
        good = (one for one in self.runs.newest(5, source.slug, runs.DONE) if one.trigger not in (IMPORT, REPLAY))
        return next(good, None)

    def _stage(self, run: Run, came: Came, next_url: str) -> Run:
        if came.read is None:
            run = self.runs.stage_same(run, came.page, came.before, next_url)
        else:
            run = replace(run, notices=(*run.notices, *came.read.notices))
            run = self.runs.stage(run, came.read.rows, came.read.failures, next_url, came.page)
        if came.page.sha256:
            meet(self.fetching.folder / came.page.sha256)
        return run

    def _end(self, source: Source, run: Run, whole: bool = True, past: int = 0) -> Run:
        whole = whole and shortfall(self.ledger.engine, run.id) is None
        if source.side == MINISTRY:
            return self.ministries.move(source, run)
        return self.landing.land(source, run, whole, past)

    def _stop(self, run: Run, by: str) -> Run:
        vi, en = f"{by} đã dừng đợt này; không có gì thay đổi.", f"Stopped by {by}; nothing has changed."
        return self.runs.end(run, runs.STOPPED, self._now(), vi, en)

    def _fail(self, run: Run, trouble: Trouble) -> Run:
        if self.is_stopping():
            return run  # what goes wrong while everything ends says nothing of the source; the run goes on later
        return self.runs.end(run, runs.FAILED, self._now(), trouble.vi, trouble.en)

    def _now(self) -> str:
        return stamp(self.clock())
