"""Quality points in the store: the graph `/graph/quality`, in the Data Quality Vocabulary, brought slice by slice.

The graph is too large to be given anew after every act, so each dataset's measurements carry a digest of what they were
measured from (`reg:digest`): only those that differ from the rows beside the ledger are written, a few at a time, so that
neither readers nor people who save wait for it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from registry.portions import portions
from registry.quality import Qualities
from registry.quality_tables import AgencyQuality, QualityRow
from registry.words import Words
from shapes.measurements import measurements, subjects
from vocab.identifiers import key_of, record_iri
from vocab.namespaces import DQV, RDF, REG, XSD
from vocab.quality import Scheme

TOGETHER = 10
"""Datasets rewritten under one lock of the store: about 1,000 quads, each compared with what stands there."""
NEW_TOGETHER = 100
"""Datasets written for the first time under one lock: nothing is compared, and so many quads are loaded quickly."""
SECONDS_IN_ONE_GO = 1.0
"""How long datasets are written before the next generation is made, which waits for it."""


class Keeping(Protocol):
    """What is asked of the views: to write parts of a graph, to say what a graph holds, to count how often it was lost."""

    @property
    def remade(self) -> int: ...

    def amend(self, graph: str, nodes: Sequence[str], body: bytes) -> None: ...

    def values(self, graph: str, predicate: NamedNode) -> Mapping[str, str]: ...


@dataclass
class QualityGraph:
    """Keeps the graph in step with the rows. One thread at a time may bring."""

    qualities: Qualities
    words: Words
    views: Keeping
    clock: Callable[[], float] = monotonic
    _stored: dict[str, str] | None = field(default=None)
    _remade: int = 0
    _is_behind: bool = True

    @property
    def name(self) -> str:
        return quality_graph(self.qualities.base)

    def bring(self, has_moved: bool = False) -> bool:
        """Writes rows that moved, and takes out what is gone; False when more is left to do.

        `has_moved` says that there are such rows: otherwise nothing is looked at.
        """
        if self._stored is None or self.views.remade != self._remade:
            self._look()
        self._is_behind = self._is_behind or has_moved
        if self._is_behind:
            self._is_behind = not self._bring_some()
        return not self._is_behind

    def forget(self) -> None:
        """What the store holds is to be looked at again, and everything written that it lacks."""
        self._stored = None

    def _look(self) -> None:
        """Finds out what the store holds of an earlier run."""
        self._remade, self._is_behind = self.views.remade, True
        found = self.views.values(self.name, REG.digest)
        self._stored = {record_iri(self.qualities.base, node.rpartition("#")[2]): said for node, said in found.items()}

    def _bring_some(self) -> bool:
        stored = self._stored or {}
        wanted = self.qualities.digests()
        gone = [record for record in stored if record not in wanted]
        moved = [record for record, digest in wanted.items() if stored.get(record, digest) != digest]
        new = [record for record in wanted if record not in stored]
        waiting, until = (
            deque([*portions([*gone, *moved], TOGETHER), *portions(new, NEW_TOGETHER)]),
            self.clock() + SECONDS_IN_ONE_GO,
        )
        if not waiting:
            return True
        while waiting:
            self._write(waiting.popleft())
            if self.clock() > until:
                break
        sums = agency_triples(self.qualities.agencies(), self.qualities.scheme, self.name)
        nodes = [agency_node(self.name, agency) for agency in self.words.agencies.by_iri]
        self.views.amend(self.name, nodes, _quads(sums, self.name))
        return not waiting

    def _write(self, records: Sequence[str]) -> None:
        rows = self.qualities.of_records(records)
        nodes = [node for record in records for node in subjects(self.qualities.scheme, self.name, key_of(record))]
        self.views.amend(self.name, nodes, _quads(row_triples(rows, self.name), self.name))
        if self._stored is not None:
            for record in records:
                self._stored.pop(record, None)
            self._stored |= {row.record: row.digest for row in rows}


def quality_graph(base: str) -> str:
    return f"{base}/graph/quality"


def row_triples(rows: Iterable[QualityRow], graph: str) -> Iterable[Triple]:
    """The rows as DQV, one measurement for the sum and for each metric that is known."""
    for row in rows:
        yield from measurements(row.quality, row.dataset, row.agency, graph, row.key)
        yield Triple(NamedNode(f"{graph}#{row.key}"), REG.digest, Literal(row.digest))


def agency_node(graph: str, agency: str) -> str:
    return f"{graph}#agency-{key_of(agency)}"


def agency_triples(sums: Iterable[AgencyQuality], scheme: Scheme, graph: str) -> Iterable[Triple]:
    """The mean over each agency's datasets as DQV."""
    for each in sums:
        node = NamedNode(agency_node(graph, each.agency))
        yield Triple(node, RDF.type, DQV.QualityMeasurement)
        yield Triple(node, DQV.isMeasurementOf, NamedNode(scheme.mean))
        yield Triple(node, DQV.computedOn, NamedNode(each.agency))
        yield Triple(node, DQV.value, Literal(f"{each.sum.mean:.1f}", datatype=XSD.decimal))
        yield Triple(node, REG.rating, NamedNode(scheme.rating(each.sum.mean).iri))


def _quads(triples: Iterable[Triple], graph: str) -> bytes:
    name = NamedNode(graph)
    quads = [Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
