"""The graphs of the store that no record makes (freshness, overlap, quality), kept up with what they are drawn from."""

import logging
from collections.abc import Callable

from registry import overlap_reading
from registry.errands import Errands
from registry.ledger import Ledger
from registry.quality import Qualities
from registry.quality_graph import QualityGraph
from registry.views import Views
from registry.workers.errors import WorkerError

log = logging.getLogger(__name__)
Drawn = tuple[int, str, int, tuple[int, int]]
NEVER: Drawn = (-1, "", -1, (-1, -1))


class AuditGraphs:
    """Draws them anew when one of the things they depend on has moved. `ask` has a generation made soon."""

    def __init__(
        self,
        ledger: Ledger,
        errands: Errands,
        views: Views,
        quality: Qualities,
        quality_graph: QualityGraph,
        ask: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._errands = errands
        self._views = views
        self._quality = quality
        self._quality_graph = quality_graph
        self._ask = ask
        self._drawn = NEVER
        self._times_judged_anew = 0

    @property
    def are_behind(self) -> bool:
        return self._drawn != self._drawn_from()

    def judged_anew(self) -> None:
        """Reports and overlaps moved without an act: what the store says of them is brought anew."""
        self._times_judged_anew += 1
        self._ask()

    def forget(self) -> None:
        """The store was made anew: nothing in it is drawn."""
        self._drawn = NEVER
        self._quality_graph.forget()
        self._ask()

    def refresh(self) -> None:
        """Brings the graphs up to the ledger, its reports and the day, as far as these moved. Raises WorkerError."""
        now = self._drawn_from()
        if now != self._drawn:
            self._views.put(self._errands.audit_graphs())
            self._drawn = now
        self._refresh_quality()

    def _drawn_from(self) -> Drawn:
        """Everything they depend on: the newest entry, the day, re-judging, the cases of overlap."""
        moves = overlap_reading.moves(self._ledger)
        return self._ledger.head().seq, self._errands.day, self._times_judged_anew, moves

    def _refresh_quality(self) -> None:
        """Brings the points of quality along; nobody's act waits for them, so a worker that fails is only logged."""
        has_moved = True
        try:
            has_moved = self._quality.follow() > 0
        except WorkerError:
            log.exception("quality points could not be measured; they are tried again within a minute")
            self._drawn = NEVER
        if not self._quality_graph.bring(has_moved):
            self._ask()
