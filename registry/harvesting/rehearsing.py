"""What a run would bring, without a run: every page fetched, read, mapped and judged; nothing staged, nothing moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from harvesters.kinds import kind_for
from harvesters.paging import PageLoop, ahead
from harvesters.source import MINISTRY, Snapshot, Source
from registry.harvesting.account import CHANGED, CREATED, OLDER
from registry.harvesting.fetching import OfThePage
from registry.harvesting.origins import Origin
from registry.harvesting.past import is_newest
from registry.harvesting.reading import ReadPage, Row
from registry.harvesting.runs import Run
from registry.harvesting.settling import is_older
from registry.harvesting.staging import GONE, Known, Staged, folded
from registry.harvesting.sync import Sync
from registry.harvesting.trying import Forecast, Foreseen, Told, foreseen, leaving, of_ministry
from registry.harvesting.vanishing import Trouble, vanished
from registry.ministry_imports import Forecast as MinistryForecast


def foresee(sync: Sync, source: Source, told: Told, past: Run | None = None) -> Forecast | Trouble:
    """What a run of the source would bring, or replaying its run `past`; what is fetched for it is thrown away."""
    if past is not None:
        return Rehearsing(sync).of_a_replay(source, past, told)
    with TemporaryDirectory(prefix="so-dang-ky-trying-") as folder:
        aside = Rehearsing(replace(sync, config=replace(sync.config, data=Path(folder))))
        if source.side != MINISTRY:
            return aside.of_an_agency(source, told)
        found = aside.of_a_ministry(source, told=told)
    if isinstance(found, Trouble):
        return found
    forecast, failures = found
    return of_ministry(forecast.outcomes, failures, forecast.trouble)


@dataclass
class _Leafed:
    """What the pages of a source held, page after page."""

    rows: dict[str, Staged] = field(default_factory=dict)
    failures: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    shas: dict[str, str] = field(default_factory=dict)
    pages: int = 0

    def add(self, read: ReadPage, sha256: str = "") -> None:
        before = {iri: Known(row.version, row.own, row.mark, row.identifier) for iri, row in self.rows.items()}
        fold = folded(before, read.rows)
        self.rows |= {row.iri: row for row in fold.kept}
        self.shas |= {row.iri: sha256 for row in fold.kept}
        self.failures += [*read.failures, *fold.told]
        self.notices += read.notices
        self.pages += 1

    @property
    def there(self) -> list[Staged]:
        return [row for row in self.rows.values() if row.mark != GONE]


@dataclass(frozen=True)
class Rehearsing:
    """Rehearses runs with the parts of `sync`."""

    sync: Sync

    def of_a_ministry(
        self, source: Source, document: Snapshot | None = None, told: Told = lambda page, url: None
    ) -> tuple[MinistryForecast, list[Row]] | Trouble:
        """What a run of a ministry's catalogue would do, and what could not be read. `document` stands for what the
        source's address would answer."""
        found = self._leafed(source, told, document)
        if isinstance(found, Trouble):
            return found
        forecast = self.sync.ministries.forecast(source, found.there, len(found.failures), found.notices)
        return forecast, found.failures

    def of_an_agency(self, source: Source, told: Told) -> Forecast | Trouble:
        """What a run of an agency's source would do, record by record."""
        found = self._leafed(source, told)
        return found if isinstance(found, Trouble) else self._foreseen(source, found)

    def of_a_replay(self, source: Source, past: Run, told: Told) -> Forecast | Trouble:
        """What replaying a past run would do; what the source has said otherwise since is told as older."""
        found = _Leafed()
        for page, read in self.sync.kept_pages(source, past.id):
            if isinstance(read, Trouble):
                return read
            told(page.number, page.url)
            found.add(read, page.sha256)
        return self._foreseen(source, found, 0 if is_newest(self.sync.runs, past) else past.id)

    def _foreseen(self, source: Source, found: _Leafed, past: int = 0) -> Forecast:
        settling, ledger = self.sync.landing.settling, self.sync.ledger
        known = self.sync.runs.origins(source.slug)
        rows = found.there
        records = [row.record for row in rows]
        by_hand = settling.by_hand(records, {row.record: str(row.said.get("layer", "")) for row in rows})
        currents = {one.record: one for one in ledger.currents_of(records)}
        judged = [
            settling.judged(
                source, row, row.record in by_hand, current.seq if (current := currents.get(row.record)) else 0
            )
            for row in rows
        ]
        told = foreseen(judged, self.sync.intake.foresee(judged), currents)
        if past:
            older = [is_older(row, known.get(row.record), past, found.shas.get(row.iri, "")) for row in rows]
            told = tuple(
                replace(one, word=OLDER) if is_old and one.word in (CREATED, CHANGED) else one
                for one, is_old in zip(told, older, strict=True)
            )
            return Forecast(told, tuple(found.failures), found.pages)
        absent, guard = ((), None) if found.failures else self._absent(source, known, found)
        return Forecast((*told, *absent), tuple(found.failures), found.pages, guard)

    def _absent(
        self, source: Source, known: Mapping[str, Origin], found: _Leafed
    ) -> tuple[tuple[Foreseen, ...], Trouble | None]:
        """What would leave, and why that would wait for a person."""
        there = {row.record for row in found.there}
        absent = [one for _, one in sorted(known.items()) if one.record not in there]
        said_gone = {row.record for row in found.rows.values() if row.mark == GONE}
        sync = self.sync
        fate = vanished(absent, said_gone, sync.clock(), sync.guard, is_sound=True)
        newly = [one for one in absent if not one.missing_since]
        return leaving(fate), sync.landing.trouble(list(known.values()), newly)

    def _leafed(self, source: Source, told: Told, document: Snapshot | None = None) -> _Leafed | Trouble:
        found = _Leafed()
        if trouble := self.sync.agency_trouble(source):
            return trouble
        for read in self._pages(source, told, document):
            if isinstance(read, Trouble):
                return read
            found.add(read)
        return found

    def _pages(self, source: Source, told: Told, document: Snapshot | None) -> Iterator[ReadPage | Trouble]:
        """The pages in order, up to the first that fails."""
        if document is not None:
            yield self.sync.reading.read(source, document)
            return
        waiting: Sequence[str] = (kind_for(source).first_url(source),)
        seen: set[str] = set()
        while waiting:
            url, *waiting = waiting
            seen.add(url)
            told(len(seen), url)
            snapshot = self.sync.fetching.bring(source, url)
            read = snapshot if isinstance(snapshot, Trouble) else self.sync.reading.read(source, snapshot)
            if isinstance(read, OfThePage) and len(seen) > 1 and kind_for(source).is_scattered(source):
                read = ReadPage((), ({"position": url, "reason_vi": read.vi, "reason_en": read.en, "cause": "page"},))
            yield read
            if isinstance(read, Trouble) or isinstance(snapshot, Trouble):
                further = tuple(one for one in waiting if one not in seen)
            else:
                found = ahead(read.next_url or None, read.more, snapshot.links, snapshot.url, frozenset(seen), waiting)
                if isinstance(found, PageLoop):
                    yield Trouble(found.reason_vi, found.reason_en)
                    return
                further = found
            waiting = further
