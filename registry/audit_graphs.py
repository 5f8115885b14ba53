"""The graphs of the store that no record makes (freshness, overlap, quality), kept up with what they are drawn from.

Freshness and overlap are drawn anew only of the records that moved since they were drawn last; of all of them on a new
day, when everything was judged anew, and when nobody knows what the store holds.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import NamedNode
from sqlalchemy import select

from registry import schema
from registry.ledger import Ledger
from registry.lookahead import looking_ahead
from registry.overlap_reading import case_versions, looking_like
from registry.portions import portions
from registry.quality import Qualities
from registry.quality_graph import QualityGraph
from registry.workers.errors import WorkerError
from vocab.identifiers import dataset_of, record_iri, record_of
from vocab.namespaces import REG

log = logging.getLogger(__name__)


class Keeping(Protocol):
    """What is asked of the views: how often the store was lost, which datasets the graphs speak of, and to write what they
    say of some."""

    @property
    def remade(self) -> int: ...

    def named(self, predicate: NamedNode) -> Iterable[str]: ...

    def amend_about(self, graph: str, link: NamedNode, things: Sequence[str], body: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the graphs are drawn from: the newest entry, the day, how often all was to be drawn anew, and by number the
    record and the version of each case of overlap, which may move without an entry."""

    seq: int = -1
    day: str = ""
    anew: int = -1
    cases: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def moved_cases(self, before: "Drawn") -> set[str]:
        """The records of cases that are not as they were."""
        return {record for _, (record, _) in self.cases.items() ^ before.cases.items()}


NEVER = Drawn()


@dataclass
class Drawings:
    """The graphs of freshness and overlap. `day` is today (ISO); `draw` gives what they say of some records, as N-Quads by
    graph, and raises WorkerError."""

    ledger: Ledger
    views: Keeping
    base: str
    day: Callable[[], str]
    draw: Callable[[Sequence[str]], Mapping[str, bytes]]
    _drawn: Drawn = NEVER
    _times_anew: int = 0

    @property
    def are_behind(self) -> bool:
        return self._drawn != self._drawn_from()

    def draw_anew(self) -> None:
        """Has everything drawn anew: what they are drawn from, or what the store holds, moved without an act."""
        self._times_anew += 1

    def refresh(self) -> None:
        """Brings the graphs up to the ledger, its reports and the day, as far as these moved; after a WorkerError it is to
        be repeated."""
        now = self._drawn_from()
        if now != self._drawn:
            self._bring(self._moved(now))
            self._drawn = now

    def _drawn_from(self) -> Drawn:
        anew = self._times_anew + self.views.remade
        return Drawn(self.ledger.head().seq, self.day(), anew, case_versions(self.ledger))

    def _moved(self, now: Drawn) -> list[str]:
        """The records of which the graphs may say something else than they do."""
        before = self._drawn
        if (before.day, before.anew) != (now.day, now.anew):
            public = {current.record for current in self.ledger.currents()}
            return sorted(public | set(map(record_of, self.views.named(REG.ofDataset))))
        moved = now.moved_cases(before) | self._records_since(before.seq)
        return sorted(moved | looking_like(self.ledger, sorted(moved)))

    def _records_since(self, seq: int) -> set[str]:
        """The records on which somebody acted after an entry."""
        rows, ours = schema.entry.c, record_iri(self.base, "")
        query = select(rows.record).where(rows.seq > seq, rows.record.startswith(ours)).distinct()
        with self.ledger.engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def _bring(self, records: Sequence[str]) -> None:
        for part, graphs in looking_ahead((part, self.draw(part)) for part in portions(records)):
            for graph, body in graphs.items():
                self.views.amend_about(graph, REG.ofDataset, list(map(dataset_of, part)), body)


@dataclass
class AuditGraphs:
    """All three, kept up. `ask` has a generation made soon."""

    drawings: Drawings
    quality: Qualities
    quality_graph: QualityGraph
    ask: Callable[[], None]
    _is_measured: bool = True

    @property
    def are_behind(self) -> bool:
        return self.drawings.are_behind or not self._is_measured

    def judged_anew(self) -> None:
        """Reports and overlaps moved without an act: what the store says of them is brought anew."""
        self.drawings.draw_anew()
        self.ask()

    def forget(self) -> None:
        """The store was made anew: nothing in it is drawn."""
        self.drawings.draw_anew()
        self.quality_graph.forget()
        self.ask()

    def refresh(self) -> None:
        """Brings the graphs up to what they are drawn from. Raises WorkerError."""
        self.drawings.refresh()
        self._refresh_quality()

    def _refresh_quality(self) -> None:
        """Brings the points of quality along; nobody's act waits for them, so a worker that fails is only logged."""
        try:
            has_moved = self.quality.follow() > 0
            self._is_measured = True
        except WorkerError:
            log.exception("quality points could not be measured; they are tried again within a minute")
            has_moved, self._is_measured = True, False
        if not self.quality_graph.bring(has_moved):
            self.ask()
