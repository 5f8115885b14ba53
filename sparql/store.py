"""The triple store: one named graph per record, their merge in the default graph, and the ledger position it stands for.

A view of the ledger: it may be thrown away and built anew. One process owns it; the process that opened it is
asserted at every call, because a forked RocksDB corrupts itself.

`apply` gives graphs new content. The engine has no transaction a caller can hold, its `update` renames blank nodes and
is some forty times slower than `extend`, so the law is kept another way:
1. only the difference is written, and what is new is added before what is old is removed;
2. the position is written last, and a repeated `apply` changes nothing, so after a kill at any moment replaying the
   entries after `position` gives the right store;
3. the position leaves the default graph first and comes back last, so a store without it there was left in the middle of
   something, and the merge is mended before anything else: what is replayed may want what was just being taken away;
4. `apply` and `backup` exclude each other, and after an `apply` that raised no backup is taken until one gets as far, so
   that a generation never shows half a record, or half a run.
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Self

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Engine

from sparql.differences import Subject, nodes_about, of_graphs, of_nodes, triples
from sparql.errors import ForeignProcess, StoreClosed, StoreTaken, StoreTorn, WrongGraph
from sparql.loading import not_loaded
from sparql.merging import is_merged, mend, merged, remove_graph, remove_quad, with_merge
from vocab.namespaces import REG, XSD

GRAPHS_AT_ONCE = 100
"""Graphs written in one go: large enough to be quick, small enough (3-4 ms) not to hold up the keeper's threads."""
APPLYING = "apply"
"""What is torn while graphs are given; an amendment tears its graph, by name."""
BULK_BYTES = 8 << 20
"""N-Quads bytes per bulk load: each one costs 50-100 ms of its own."""


class Store:
    """The one writer's store. Open it with `Store.open`; its methods may be called from any thread of the owner."""

    def __init__(self, engine: Engine, path: Path, base: str) -> None:
        self._engine: Engine | None = engine
        self._owner = os.getpid()
        self._lock = threading.RLock()
        self._torn: set[str] = set()
        self._aim = 0
        self._is_lost = False
        self._registry = NamedNode(f"{base}/graph/registry")
        self._catalogue = NamedNode(f"{base}/")
        self.path = path
        self.base = base
        self._position = 0
        self._take_up()

    @classmethod
    def open(cls, path: Path, base: str) -> Self:
        """Open or make the store in folder `path`; `base` is the registry's permanent address without a last slash.

        Raises StoreTaken when the engine cannot open it (another process holds it, or its files are damaged), OSError when
        its merge is to be mended and the disk is full.
        """
        path.mkdir(parents=True, exist_ok=True)
        return cls(_opened(path), path, base)

    @property
    def position(self) -> int:
        """The ledger sequence up to which this store has applied every entry; 0 when empty."""
        self._mine()
        return self._position

    def apply(self, replace: Mapping[str, bytes], remove: Iterable[str], position: int) -> None:
        """Give each graph of `replace` exactly the triples of its N-Quads body, drop the graphs of `remove`, and stand
        at `position` (which may stay, and may not go back).

        Raises WrongGraph when a body speaks of another graph or the position goes back, SyntaxError when a body is not
        N-Quads, OSError when the disk is full. The position then stays, and the apply is to be repeated.
        """
        self.apply_parts((replace,), remove, position)

    def apply_parts(self, parts: Iterable[Mapping[str, bytes]], remove: Iterable[str], position: int) -> None:
        """The same with the graphs in parts, of which one is asked for after the other; `remove` is asked for last."""
        with self._lock:
            engine = self._mine()
            if position < self._position:
                raise WrongGraph(f"position {position} is before {self._position}")
            self._aim, was_torn = max(self._aim, position), APPLYING in self._torn
            self._torn.add(APPLYING)
            self._unsettle()
            for part in parts:
                for bodies in _some(not_loaded(engine, part)):
                    of_graphs(engine, bodies, self._is_position).write(engine)
            for graph in remove:
                remove_graph(engine, NamedNode(graph))
            self._stand_at(position)
            if not was_torn or position >= self._aim:
                # One that broke off is mended by the one that gets to where it was going, not by what came between.
                self._torn.discard(APPLYING)
            self._settle()

    def amend(self, graph: str, nodes: Iterable[str], body: bytes) -> None:
        """Make what a graph says of these nodes exactly what the N-Quads body says of them; the rest of it stays.

        For a graph too large to be given anew each time. Raises WrongGraph and SyntaxError as `apply` does, OSError when
        the disk is full; the amendment is then to be repeated.
        """
        with self._lock:
            self._amend(NamedNode(graph), map(NamedNode, nodes), body)

    def amend_about(self, graph: str, link: NamedNode, things: Iterable[str], body: bytes) -> None:
        """Make what a graph says about these things exactly what the N-Quads body says; the rest of it stays.

        About a thing speak the nodes that name it in the property `link`, and those of the graph's own (`graph#name`) that
        these name in turn. Raises as `amend`.
        """
        with self._lock:
            name = NamedNode(graph)
            self._amend(name, nodes_about(self._mine(), name, link, things), body)

    def named(self, predicate: NamedNode) -> frozenset[str]:
        """The IRIs that any graph names in this property."""
        with self._lock:
            found = self._mine().quads_for_pattern(None, predicate, None, None)
            return frozenset(quad.object.value for quad in found if isinstance(quad.object, NamedNode))

    def values(self, graph: str, predicate: NamedNode) -> dict[str, str]:
        """By IRI, the text of the literal that a graph gives a node in this property."""
        with self._lock:
            found = self._mine().quads_for_pattern(None, predicate, None, NamedNode(graph))
            return {
                quad.subject.value: quad.object.value
                for quad in found
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
            }

    def nodes(self, predicate: NamedNode, text: str) -> tuple[str, ...]:
        """The IRIs of which any graph says this plain text in this property, in order."""
        with self._lock:
            found = self._mine().quads_for_pattern(None, predicate, Literal(text), None)
            return tuple(sorted({quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}))

    def bulk(self, bodies: Iterable[bytes], position: int) -> None:
        """Fill an empty store with N-Quads bodies, quickly, then flush and compact it.

        Raises WrongGraph when the store holds something already.
        """
        with self._lock:
            engine = self._mine()
            if len(engine):
                raise WrongGraph(f"{self.path} is not empty")
            self._torn.add(APPLYING)
            for chunk in _chunks(bodies):
                engine.bulk_extend(parse(with_merge(chunk), format=RdfFormat.N_QUADS))
            self._stand_at(position)
            self._torn.clear()
            self._settle()
            self._aim = position
            engine.flush()
            engine.optimize()

    def backup(self, folder: Path) -> int:
        """Copy the store into the new folder `folder`, by hard links if the disk allows; returns the copy's position.

        Raises StoreTorn when an apply or an amendment broke off and was not repeated, OSError when `folder` exists.
        """
        with self._lock:
            engine = self._mine()
            if self._torn:
                raise StoreTorn(self._position)
            engine.backup(os.fspath(folder))
            return self._position

    def digest(self) -> dict[str, str]:
        """Graph IRI to the hex SHA-256 of the graph's RDFC-1.0 form: equal stores have equal digests."""
        with self._lock:
            engine = self._mine()
            graphs = ((name, triples(engine, NamedNode(name))) for name in self.graphs())
            return {name: _fingerprint(body) for name, body in graphs if body}

    def graphs(self) -> tuple[str, ...]:
        """The names of all graphs, sorted."""
        with self._lock:
            engine = self._mine()
            return tuple(sorted(name.value for name in engine.named_graphs() if isinstance(name, NamedNode)))

    def reopen(self) -> None:
        """Close the engine and open it anew: the cure after a full disk, when every write fails until then.

        Raises StoreTaken when it does not open; then it may be tried again.
        """
        with self._lock:
            if not self._is_lost:
                self._mine()
            self._engine, self._is_lost = None, True
            self._engine = _opened(self.path)
            self._is_lost = False
            self._take_up()

    def clear(self) -> None:
        """Throw everything away, the files too, and start at position 0; no copy is made until `bulk` has filled it.

        Removing triples would not do: the engine keeps the strings of what it once held. Every use of the engine holds
        the lock, so nobody else keeps it open here. Raises StoreTaken when a fresh one cannot be opened.
        """
        with self._lock:
            self._mine()
            self._torn.add(APPLYING)
            self._engine = None
            shutil.rmtree(self.path)
            self._engine = _opened(self.path)
            self._position = 0

    def dump(self, graph: str) -> bytes:
        """The N-Triples of one graph as the store holds them (literals rewritten); empty when there is none."""
        with self._lock:
            return triples(self._mine(), NamedNode(graph))

    def flush(self) -> None:
        """Force everything to the disk; the engine does not do so by itself."""
        with self._lock:
            self._mine().flush()

    def optimize(self) -> None:
        """Compact: worth it after a bulk load, slow (about 1 s for 300,000 triples)."""
        with self._lock:
            self._mine().optimize()

    def close(self) -> None:
        """Let go of the folder; every later call raises StoreClosed."""
        self._mine()
        with self._lock:
            self._engine = None

    def __len__(self) -> int:
        with self._lock:
            return len(self._mine())

    def _mine(self) -> Engine:
        if os.getpid() != self._owner:
            raise ForeignProcess(self._owner, os.getpid())
        if self._engine is None:
            raise StoreClosed(self.path)
        return self._engine

    def _amend(self, graph: NamedNode, nodes: Iterable[Subject], body: bytes) -> None:
        engine = self._mine()
        difference = of_nodes(engine, graph, nodes, body)
        self._torn.add(graph.value)  # no copy is made until it is written whole, now or when it is repeated
        self._unsettle()
        difference.write(engine)
        self._torn.discard(graph.value)
        self._settle()

    def _take_up(self) -> None:
        """Stand where the engine stands, its merge mended if it was left in the middle of something."""
        engine, written = self._mine(), self._written_positions()
        if not (written and is_merged(engine, (quad for quad, _ in written))):
            mend(engine)
        self._position = max((at for _, at in written), default=0)

    def _unsettle(self) -> None:
        """From now on, and until it is settled, the default graph may say less or more than the others."""
        engine = self._mine()
        for quad in merged(quad for quad, _ in self._written_positions()):
            engine.remove(quad)

    def _settle(self) -> None:
        """The default graph says what the others say, unless something is torn still."""
        if not self._torn:
            self._mine().extend(merged(quad for quad, _ in self._written_positions()))

    def _stand_at(self, position: int) -> None:
        engine = self._mine()
        node = Literal(str(position), datatype=XSD.integer)
        engine.add(Quad(self._catalogue, REG.ledgerPosition, node, self._registry))
        for quad, at in self._written_positions():
            if at != position:
                remove_quad(engine, quad)
        self._position = position

    def _written_positions(self) -> list[tuple[Quad, int]]:
        """Two for a moment while the position moves; the greater is then the true one, for it is written last."""
        found = self._mine().quads_for_pattern(self._catalogue, REG.ledgerPosition, None, self._registry)
        return [(quad, int(quad.object.value)) for quad in found if isinstance(quad.object, Literal)]

    def _is_position(self, quad: Quad) -> bool:
        return quad.subject == self._catalogue and quad.predicate == REG.ledgerPosition


def _opened(path: Path) -> Engine:
    try:
        return Engine(os.fspath(path))
    except (OSError, RuntimeError) as error:
        raise StoreTaken(path, str(error)) from error


def _some(bodies: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """The same, so many graphs at once."""
    rest = iter(bodies.items())
    while some := dict(islice(rest, GRAPHS_AT_ONCE)):
        yield some


def _chunks(bodies: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for body in bodies:
        held.append(body)
        size += len(body)
        if size >= BULK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _fingerprint(triples: bytes) -> str:
    lines = triples.splitlines()
    if b"_:" in triples:
        graph = Dataset(parse(triples, format=RdfFormat.N_TRIPLES))
        graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        lines = [f"{quad.triple} .".encode() for quad in graph]
    return hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()
