"""The views: store and search index, made from the ledger, each remembering the position it stands at.

A view that lags replays the gap; one that stands beyond the ledger, or cannot be opened, is thrown away and made anew.
Readers of the store see generations only, so nobody sees a run half applied.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from registry import projection
from registry.config import Config
from registry.entries import MOVING_ACTS, Entry
from registry.ledger import Current, Ledger
from registry.lookahead import looking_ahead
from registry.milestones import Reached, passing
from registry.search import Indexed, Put, Search, indexed
from registry.turns import Turns
from registry.words import Words
from sparql.store import Store
from vocab.description import from_body
from vocab.identifiers import dataset_of
from vocab.terms import background

SHOWN_STATES = ("public", "event", "ministry")
"""The states of records that have a graph in the store."""
PART = 500
"""Records whose graphs and rows are made at once."""
SLICE = 20_000
"""Entries applied at once: up to so many, a run becomes visible as a whole."""


@dataclass(frozen=True, slots=True)
class Projected:
    """What a set of records becomes: graphs for the store, rows for the index, and the records that go."""

    graphs: Mapping[str, bytes]
    rows: tuple[Indexed, ...]
    removed: tuple[str, ...]


Project = Callable[[tuple[Current, ...], Mapping[int, bytes]], Projected]


@dataclass
class Views:
    """Keeps store and index in step with the ledger. `project` may send long work to a worker."""

    config: Config
    ledger: Ledger
    store: Store
    search: Search
    words: Words
    project: Project
    reached: Reached = passing
    _following: Turns = field(default_factory=Turns)
    _is_sick: bool = False
    remade: int = 0
    """How often the store was thrown away since this object was made: what is not a record's is then to be put again."""

    @property
    def position(self) -> int:
        return min(self.store.position, self.search.position)

    def follow(self) -> int:
        """Applies every entry that is there now and the views have not seen; returns the position they stand at.

        What is written meanwhile is for whoever wrote it: on a busy registry there is always one more, and others wait.
        """
        head = self.ledger.head().seq
        with self._following:
            if self._is_sick:
                # After a full disk the engine refuses every write until it is opened anew.
                self.store.reopen()
                self._is_sick = False
            while (position := self.position) < head:
                self._apply(self.ledger.since(position, SLICE))
            return position

    def found(self) -> None:
        """Brings the graphs that no entry makes: vocabulary, agencies, ministry datasets, the catalogue itself."""
        self.put(self._foundation())

    def remake(self) -> int:
        """Throws store and index away, files and all, and makes them anew from the ledger; returns their position.

        No copy of the store is made meanwhile, and searchers see the old index until the new one is whole.
        """
        with self._following:
            head = self.ledger.head().seq
            currents = self._there()
            projected = self.project(currents, self.ledger.bodies([current.body_seq for current in currents]))
            self.remade += 1
            self.store.clear()
            self.store.bulk([*self._foundation().values(), *projected.graphs.values()], head)
            self.search.renew(projected.rows, head)
        return head

    def _foundation(self) -> dict[str, bytes]:
        imported = {current.record for current in self.ledger.currents("ministry")}
        graphs = {iri: body for iri, body in background(self.config.base).items() if iri not in imported}
        graphs[projection.registry_graph(self.config.base)] = projection.catalogue_quads(self.config, self.words)
        return graphs

    def put(self, graphs: Mapping[str, bytes]) -> None:
        """Replaces graphs that are no record's, at the position where the store stands."""
        with self._following:
            self.store.apply(graphs, (), self.store.position)

    def amend(self, graph: str, nodes: Sequence[str], body: bytes) -> None:
        """Makes what a graph that is no record's says of these nodes exactly what the body says of them."""
        with self._following:
            self.store.amend(graph, nodes, body)

    def amend_about(self, graph: str, link: NamedNode, things: Sequence[str], body: bytes) -> None:
        """Makes what a graph that is no record's says about these things exactly what the body says: see the store."""
        with self._following:
            self.store.amend_about(graph, link, things, body)

    def named(self, predicate: NamedNode) -> frozenset[str]:
        """The IRIs that any graph names in this property."""
        return self.store.named(predicate)

    def values(self, graph: str, predicate: NamedNode) -> dict[str, str]:
        """By IRI, what a graph says in this property."""
        return self.store.values(graph, predicate)

    def nodes(self, predicate: NamedNode, text: str) -> tuple[str, ...]:
        """The IRIs of everything public that says this text in this property."""
        return self.store.nodes(predicate, text)

    def refill(self) -> int:
        """Makes every record's graph and row anew from the ledger; what should not be there goes."""
        with self._following:
            head = self.ledger.head().seq
            currents = self._there()
            wanted = {current.record for current in currents} | set(background(self.config.base))
            stale = [graph for graph in self.store.graphs() if self._is_record(graph) and graph not in wanted]
            self._bring(currents, stale, head)
        return head

    def _there(self) -> tuple[Current, ...]:
        return tuple(current for state in SHOWN_STATES for current in self.ledger.currents(state))

    def _is_record(self, graph: str) -> bool:
        """Whether a graph may be some entry's doing."""
        return graph.startswith(
            tuple(f"{self.config.base}/id/{kind}/" for kind in ("record", "change", "ministry-dataset"))
        )

    def _apply(self, entries: tuple[Entry, ...]) -> None:
        records = {entry.record for entry in entries if entry.act in MOVING_ACTS}
        currents = self.ledger.currents_of(sorted(records))
        there = tuple(current for current in currents if current.state in SHOWN_STATES)
        gone = records - {current.record for current in there}
        self._bring(there, gone, entries[-1].seq)

    def _bring(self, currents: tuple[Current, ...], gone: Iterable[str], position: int) -> None:
        """Gives store and index these records part by part, so that they need not lie in memory at once; whoever looks
        sees all of them or none."""
        removed = list(gone)
        with self.search.changing(position) as put:
            self.reached("views.before-store")
            graphs = self._put_rows(self._parts(currents), put, removed)
            if position >= self.store.position:
                try:
                    self.store.apply_parts(graphs, removed, position)
                except OSError:
                    self._is_sick = True
                    raise
            else:
                for _ in graphs:
                    pass
            self.reached("views.after-store")
            put((), removed)
        self.reached("views.after-search")

    def _parts(self, currents: tuple[Current, ...]) -> Iterator[Projected]:
        """What the records become, the next part in the making while one is used."""
        slices = (currents[start : start + PART] for start in range(0, max(len(currents), 1), PART))
        parts = (self.project(some, self.ledger.bodies([one.body_seq for one in some])) for some in slices)
        return looking_ahead(parts) if len(currents) > PART else parts

    @staticmethod
    def _put_rows(parts: Iterable[Projected], put: Put, removed: list[str]) -> Iterator[Mapping[str, bytes]]:
        """The graphs of the parts; their rows go to the index, and what is to be removed to the others."""
        for part in parts:
            put(part.rows, ())
            removed += part.removed
            yield part.graphs


def project_here(currents: Iterable[Current], bodies: Mapping[int, bytes], base: str, words: Words) -> Projected:
    """The projection as a plain function: what the keeper does for a few records and a worker for many."""
    there = tuple(current for current in currents if current.body_seq in bodies)
    removed = tuple(current.record for current in currents if current.body_seq not in bodies)
    rows = tuple(
        indexed(from_body(dataset_of(current.record), bodies[current.body_seq], current.fingerprint), words, current)
        for current in there
        if current.state == "public"
    )
    return Projected(projection.record_graphs(there, bodies, base), rows, removed)
