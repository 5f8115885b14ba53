"""What a run would bring, without a run: every page fetched, read, mapped and judged; nothing staged, nothing moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from harvesters.kinds import kind_for
from harvesters.source import MINISTRY, Snapshot, Source
from registry.harvesting.account import CHANGED, CREATED, OLDER
from registry.harvesting.fetching import OfThePage, page_of
from registry.harvesting.listings import short_in
from registry.harvesting.origins import Origin
from registry.harvesting.pages import LOST, RunPage
from registry.harvesting.past import is_newest
from registry.harvesting.reading import ReadPage, Row
from registry.harvesting.runs import Run
from registry.harvesting.settling import is_older
from registry.harvesting.staging import GONE, HARMLESS, Known, Staged, folded
from registry.harvesting.sync import Sync
from registry.harvesting.troubles import passed_over, too_much_to_try
from registry.harvesting.trying import Forecast, Foreseen, Told, foreseen, leaving, of_ministry
from registry.harvesting.turning import further_after
from registry.harvesting.vanishing import Trouble, nothing_read, stands_at, vanished
from registry.ministry_imports import Forecast as MinistryForecast
from registry.portions import portions

MOST = 20_000
"""Records that are tried together, the unreadable among them: unlike a run, a trying holds all of them in memory."""
MEGABYTES = 256
"""MiB (2**20 bytes) of pages that are tried together."""


def foresee(sync: Sync, source: Source, told: Told, past: Run | None = None) -> Forecast | Trouble:
    """What a run of the source would bring, or replaying its run `past`; what is fetched for it is thrown away."""
    if past is not None:
        return Rehearsing(sync).of_a_replay(source, past, told)
    with TemporaryDirectory(prefix="so-dang-ky-trying-") as folder:
        return Rehearsing(replace(sync, config=replace(sync.config, data=Path(folder)))).of_a_run(source, told)


@dataclass
class _Leafed:
    """What the pages of a source held, page after page."""

    rows: dict[str, Staged] = field(default_factory=dict)
    failures: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    shas: dict[str, str] = field(default_factory=dict)
    pages: list[RunPage] = field(default_factory=list)

    def add(self, page: RunPage, read: ReadPage) -> Trouble | None:
        """Takes a page; why the trying must not go on, if so."""
        met = (self.rows[row.iri] for row in read.rows if row.iri in self.rows)
        before = {row.iri: Known(row.version, row.own, row.mark, row.identifier) for row in met}
        fold = folded(before, read.rows)
        self.rows |= {row.iri: row for row in fold.kept}
        self.shas |= {row.iri: page.sha256 for row in fold.kept}
        self.failures += [*read.failures, *fold.told]
        self.notices += read.notices
        self.pages.append(page if page.state == LOST else read.told_of(page))
        return too_much_to_try(MOST, MEGABYTES) if len(self.rows) + len(self.failures) > MOST else None

    @property
    def there(self) -> list[Staged]:
        return [row for row in self.rows.values() if row.mark != GONE]

    @property
    def is_empty(self) -> bool:
        return not self.rows and not any(page.refused for page in self.pages)

    @property
    def unread(self) -> list[str]:
        """Where what could not be read stood, as far as it says that the pages do not tell of everything."""
        return [row["position"] for row in self.failures if row["cause"] not in HARMLESS]


@dataclass(frozen=True)
class Rehearsing:
    """Rehearses runs with the parts of `sync`."""

    sync: Sync

    def of_a_ministry(
        self, source: Source, document: Snapshot | None = None
    ) -> tuple[MinistryForecast, list[Row]] | Trouble:
        """What a run of a ministry's catalogue would do, and what could not be read. `document` stands for what the
        source's address would answer."""
        found = self._leafed(source, lambda page, url: None, document)
        return found if isinstance(found, Trouble) else (self._imported(source, found), found.failures)

    def of_a_run(self, source: Source, told: Told) -> Forecast | Trouble:
        """What a run of the source would do, record by record."""
        found = self._leafed(source, told)
        return found if isinstance(found, Trouble) else self._foreseen(source, found)

    def of_a_replay(self, source: Source, past: Run, told: Told) -> Forecast | Trouble:
        """What replaying a past run would do; what the source has said otherwise since is told as older."""
        found = _Leafed()
        for page, read in self.sync.kept_pages(source, past.id):
            if isinstance(read, Trouble):
                return read
            told(page.number, page.url)
            if trouble := found.add(page, read):
                return trouble
        return self._foreseen(source, found, 0 if is_newest(self.sync.runs, past) else past.id)

    def _imported(self, source: Source, found: _Leafed) -> MinistryForecast:
        return self.sync.ministries.forecast(source, found.there, len(found.failures), found.notices)

    def _foreseen(self, source: Source, found: _Leafed, past: int = 0) -> Forecast | Trouble:
        known = self.sync.runs.origins(source.slug)
        if found.is_empty:
            return nothing_read(len(known))
        if source.side == MINISTRY:
            imported = self._imported(source, found)
            return of_ministry(imported.outcomes, found.failures, imported.trouble, len(found.pages))
        told = self._judged(source, found)
        if past:
            older = [is_older(row, known.get(row.record), past, found.shas.get(row.iri, "")) for row in found.there]
            told = tuple(
                replace(one, word=OLDER) if is_old and one.word in (CREATED, CHANGED) else one
                for one, is_old in zip(told, older, strict=True)
            )
            return Forecast(told, tuple(found.failures), len(found.pages))
        absent, guard = ((), None) if short_in(found.pages) else self._absent(known, found)
        return Forecast((*told, *absent), tuple(found.failures), len(found.pages), guard)

    def _judged(self, source: Source, found: _Leafed) -> tuple[Foreseen, ...]:
        return tuple(one for rows in portions(found.there) for one in self._some_judged(source, rows))

    def _some_judged(self, source: Source, rows: Sequence[Staged]) -> tuple[Foreseen, ...]:
        settling = self.sync.landing.settling
        records = [row.record for row in rows]
        by_hand = settling.by_hand(records, {row.record: str(row.said.get("layer", "")) for row in rows})
        currents = {one.record: one for one in self.sync.ledger.currents_of(records)}
        seen = {record: one.seq for record, one in currents.items()}
        judged = [settling.judged(source, row, row.record in by_hand, seen.get(row.record, 0)) for row in rows]
        return foreseen(judged, self.sync.intake.foresee(judged), currents)

    def _absent(self, known: Mapping[str, Origin], found: _Leafed) -> tuple[tuple[Foreseen, ...], Trouble | None]:
        """What would leave, and why that would wait for a person."""
        there, unread = {row.record for row in found.there}, found.unread
        absent = [
            one for _, one in sorted(known.items()) if one.record not in there and not stands_at(one.identifier, unread)
        ]
        said_gone = {row.record for row in found.rows.values() if row.mark == GONE}
        sync = self.sync
        fate = vanished(absent, said_gone, sync.clock(), sync.guard, is_sound=not unread)
        newly = [one for one in absent if not one.missing_since]
        return leaving(fate), None if unread else sync.landing.trouble(list(known.values()), newly)

    def _leafed(self, source: Source, told: Told, document: Snapshot | None = None) -> _Leafed | Trouble:
        found = _Leafed()
        if trouble := self.sync.agency_trouble(source):
            return trouble
        for page, read in self._pages(source, told, document):
            if isinstance(read, Trouble):
                return read
            if trouble := found.add(page, read):
                return trouble
        short = None if document else short_in(found.pages)
        if short and not short.is_end:
            return short.trouble
        found.failures += [short.as_unread] if short else []
        return found

    def _pages(
        self, source: Source, told: Told, document: Snapshot | None
    ) -> Iterator[tuple[RunPage, ReadPage | Trouble]]:
        """The pages in order, up to the first that fails."""
        if document is not None:
            yield page_of(document.url, document), self.sync.reading.read(source, document)
            return
        waiting: Sequence[str] = (kind_for(source).first_url(source),)
        seen: set[str] = set()
        pile = self.sync.pile()
        may_be_run = pile.most > MEGABYTES
        pile.most = min(pile.most, MEGABYTES)
        while waiting:
            url, *waiting = waiting
            seen.add(url)
            told(len(seen), url)
            snapshot = self.sync.fetching.bring(source, url)
            read = snapshot if isinstance(snapshot, Trouble) else self.sync.reading.read(source, snapshot)
            if isinstance(read, OfThePage) and len(seen) > 1 and kind_for(source).is_scattered(source):
                yield RunPage(0, url, state=LOST), ReadPage((), (passed_over(url, read),))
                waiting = [one for one in waiting if one not in seen]
                continue
            if isinstance(read, Trouble) or isinstance(snapshot, Trouble):
                yield RunPage(0, url), read
                return
            page = read.told_of(page_of(url, snapshot))
            if trouble := pile.take(page):
                yield page, too_much_to_try(MOST, MEGABYTES) if pile.is_too_big and may_be_run else trouble
                return
            yield page, read
            found = pile.in_time(further_after(page, seen, waiting))
            if isinstance(found, Trouble):
                yield RunPage(0, url), found
                return
            waiting = found
