"""What belongs to one dataset in a heap of triples: all that is said of it and of its own parts, nothing of others.

The walk starts at the dataset and follows every link to a node the document describes, but never enters another
dataset, a catalogue or a record: those are described by themselves.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.source import Node
from vocab.namespaces import DCAT, FOAF, HYDRA, LDP, RDF

MAX_TRIPLES = 5000
DATASETS = frozenset({DCAT.Dataset, DCAT.DatasetSeries})
OTHERS = frozenset({DCAT.Catalog, DCAT.CatalogRecord, DCAT.DataService, DCAT.Distribution})
_WATCHED = frozenset({DCAT.dataset, HYDRA.next, HYDRA.nextPage, HYDRA.totalItems, LDP.nextPage})
_FENCES = DATASETS | {DCAT.Catalog, DCAT.CatalogRecord}


@dataclass(slots=True)
class Heap:
    """The triples of a document, found by their subject, and the classes of each node."""

    by_subject: dict[Node, list[Triple]] = field(default_factory=dict)
    types: dict[Node, set[NamedNode]] = field(default_factory=dict)
    records: dict[Node, Node] = field(default_factory=dict)
    watched: dict[NamedNode, list[tuple[Node, object]]] = field(default_factory=dict)

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> "Heap":
        heap = cls()
        for triple in triples:
            subject, thing = triple.subject, triple.object
            if isinstance(subject, Triple):
                continue
            heap.by_subject.setdefault(subject, []).append(triple)
            if triple.predicate in _WATCHED:
                heap.watched.setdefault(triple.predicate, []).append((subject, thing))
            if triple.predicate == RDF.type and isinstance(thing, NamedNode):
                heap.types.setdefault(subject, set()).add(thing)
            if triple.predicate == FOAF.primaryTopic and isinstance(thing, NamedNode | BlankNode):
                heap.records[thing] = subject
        return heap

    def are(self, classes: frozenset[NamedNode]) -> list[Node]:
        """The nodes of one of these classes, in the order of the document."""
        return [node for node in self.by_subject if self.types.get(node, set()) & classes]

    def objects(self, predicate: NamedNode) -> list[tuple[Node, object]]:
        """Who says it and what, for the properties that lead through a catalogue: its datasets, its pages."""
        return self.watched.get(predicate, [])

    def values(self, node: object, predicate: NamedNode) -> list[Node | Literal]:
        """What this node says by one property."""
        if not isinstance(node, NamedNode | BlankNode):
            return []
        return [
            triple.object
            for triple in self.by_subject.get(node, ())
            if triple.predicate == predicate and not isinstance(triple.object, Triple)
        ]

    def about(self, predicate: NamedNode) -> list[Node]:
        """The nodes that say something by this property, in the order of the document."""
        return [node for node, triples in self.by_subject.items() if any(one.predicate == predicate for one in triples)]

    def datasets(self) -> list[Node]:
        """Typed datasets and series, and what a catalogue calls its dataset though nobody typed it."""
        typed = self.are(DATASETS)
        called = [
            target
            for _, target in self.objects(DCAT.dataset)
            if isinstance(target, NamedNode | BlankNode) and target in self.by_subject
        ]
        untyped = [node for node in called if not self.types.get(node, set()) & (DATASETS | OTHERS)]
        catalogues = set(self.are(frozenset({DCAT.Catalog})))
        return [node for node in dict.fromkeys((*typed, *untyped)) if node not in catalogues]


def cut(heap: Heap, focus: Node) -> tuple[Triple, ...]:
    """The triples of one dataset, its own first, then its parts', then its catalogue record's."""
    kept: list[Triple] = []
    waiting: deque[Node] = deque([focus])
    seen: set[Node] = {focus}
    while waiting:
        for triple in heap.by_subject.get(waiting.popleft(), ()):
            kept.append(triple)
            target = triple.object
            if isinstance(target, NamedNode | BlankNode) and target not in seen and _may_enter(heap, target):
                seen.add(target)
                waiting.append(target)
        if len(kept) > MAX_TRIPLES:
            break
    record = heap.records.get(focus)
    if record is not None and record not in seen:
        kept += heap.by_subject[record]
    return tuple(kept)


def _may_enter(heap: Heap, node: Node) -> bool:
    return node in heap.by_subject and not heap.types.get(node, set()) & _FENCES
