"""What a run would bring, without a run: every page fetched, read, mapped and judged; nothing staged, nothing moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from harvesters.kinds import kind_for
from harvesters.paging import PageLoop, ahead
from harvesters.source import Snapshot, Source
from registry.harvesting.fetching import OfThePage
from registry.harvesting.reading import ReadPage, Row
from registry.harvesting.staging import GONE, Known, Staged, folded
from registry.harvesting.sync import Sync
from registry.harvesting.trying import Forecast, Told, foreseen, leaving
from registry.harvesting.vanishing import Trouble, shrinking
from registry.ministry_imports import Forecast as MinistryForecast


@dataclass
class _Leafed:
    """What the pages of a source held, page after page."""

    rows: dict[str, Staged] = field(default_factory=dict)
    failures: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    pages: int = 0

    def add(self, read: ReadPage) -> None:
        before = {iri: Known(row.version, row.own, row.mark, row.identifier) for iri, row in self.rows.items()}
        fold = folded(before, read.rows)
        self.rows |= {row.iri: row for row in fold.kept}
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
        if isinstance(found, Trouble):
            return found
        landing, ledger = self.sync.landing, self.sync.ledger
        rows = found.there
        records = [row.record for row in rows]
        by_hand = landing.by_hand(records, {row.record: str(row.said.get("layer", "")) for row in rows})
        currents = {one.record: one for one in ledger.currents_of(records)}
        judged = [
            landing.judged(
                source, row, row.record in by_hand, current.seq if (current := currents.get(row.record)) else 0
            )
            for row in rows
        ]
        outcomes = self.sync.intake.foresee(judged)
        known = self.sync.runs.origins(source.slug)
        absent = [] if found.failures else leaving(known, set(records), {})
        guard = shrinking(len(known), len(known) - len(absent), len(absent), guard=self.sync.guard)
        return Forecast((*foreseen(judged, outcomes, currents), *absent), tuple(found.failures), found.pages, guard)

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
