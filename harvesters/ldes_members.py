"""The members of a stream: which thing each one is a version of, of what time it is, and what it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.closure import Heap, cut
from harvesters.schema_org import align
from harvesters.source import Node
from vocab.namespaces import AS, DCT, LDES, PROV, RDF, TREE

_TIMES = (AS.published, AS.updated, AS.deleted, DCT.modified, PROV.generatedAtTime, DCT.issued, DCT.created)
_VERSIONS_OF = (DCT.isVersionOf, PROV.specializationOf)
_ACTIVITIES = frozenset({AS.Create, AS.Update, AS.Delete, AS.Add, AS.Remove, AS.Announce})
_DELETIONS = frozenset({AS.Delete, AS.Remove, AS.Tombstone})
_MAX_STEPS = 8
_MAX_TRIPLES = 6000


@dataclass(frozen=True, slots=True)
class Member:
    """One version of a thing: the thing, the time of the version as text that sorts, what it says."""

    entity: Node
    version: str
    triples: tuple[Triple, ...]
    kinds: frozenset[NamedNode]
    is_deleted: bool = False

    @property
    def is_described(self) -> bool:
        return bool(self.triples)


@dataclass(frozen=True, slots=True)
class _Stream:
    """What a stream says of its members."""

    version_of: tuple[NamedNode, ...]
    timestamp: tuple[NamedNode, ...]
    deletions: frozenset[NamedNode]


def members_of(heap: Heap, graphs: Mapping[Node, tuple[Triple, ...]]) -> list[Member]:
    """The members of the page in their order; `graphs` are what it says in named graphs."""
    stream = _stream(heap)
    listed = dict.fromkeys(
        member
        for collection in heap.about(TREE.member)
        for member in heap.values(collection, TREE.member)
        if not isinstance(member, Literal)
    )
    reader = _Reader(heap, graphs, stream)
    return [reader.member(node) for node in listed]


def _stream(heap: Heap) -> _Stream:
    deletions = {
        term
        for name in ("versionDeleteObject", "versionDeletionObject")
        for subject in heap.about(LDES[name])
        for term in heap.values(subject, LDES[name])
        if isinstance(term, NamedNode)
    }
    return _Stream(_path(heap, LDES.versionOfPath), _path(heap, LDES.timestampPath), frozenset(_DELETIONS | deletions))


def _path(heap: Heap, name: NamedNode) -> tuple[NamedNode, ...]:
    """A path as the properties to follow: one, or a list of them; none for any other form of path."""
    for subject in heap.about(name):
        for term in heap.values(subject, name):
            if isinstance(term, NamedNode):
                return (term,)
            steps = list(_listed(heap, term))
            if steps and all(isinstance(step, NamedNode) for step in steps):
                return tuple(step for step in steps if isinstance(step, NamedNode))
    return ()


def _listed(heap: Heap, term: Node | Literal) -> Iterator[Node | Literal]:
    """The items of an RDF list."""
    for _ in range(_MAX_STEPS):
        yield from heap.values(term, RDF.first)[:1]
        rest = heap.values(term, RDF.rest)
        if not rest or rest[0] == RDF.nil:
            return
        term = rest[0]


class _Reader:
    """Reads members one by one."""

    def __init__(self, heap: Heap, graphs: Mapping[Node, tuple[Triple, ...]], stream: _Stream) -> None:
        self._heap = heap
        self._graphs = graphs
        self._stream = stream

    def member(self, node: Node) -> Member:
        kinds = frozenset(self._heap.types.get(node, set()))
        activity = bool(kinds & _ACTIVITIES)
        entity = self._entity(node, activity)
        said = self._triples(node, entity, activity)
        is_deleted = bool(kinds & self._stream.deletions) or self._is_marked(node)
        typed = {t.object for t in said if t.predicate == RDF.type and t.subject == entity}
        return Member(
            entity,
            self._version(node, entity),
            () if is_deleted else said,
            frozenset(kind for kind in typed if isinstance(kind, NamedNode)),
            is_deleted,
        )

    def _entity(self, node: Node, activity: bool) -> Node:
        """The thing that a member is a version of, or an activity is about; itself when it says of nothing."""
        found: list[Node | Literal] = []
        if activity:
            found = self._heap.values(node, AS.object)
        for path in (self._stream.version_of, *((name,) for name in _VERSIONS_OF)):
            found = found or (self._at(node, path) if path else [])
        return next((term for term in found if not isinstance(term, Literal)), node)

    def _at(self, node: Node, path: tuple[NamedNode, ...]) -> list[Node | Literal]:
        ends: list[Node | Literal] = [node]
        for step in path:
            ends = [end for one in ends[:100] for end in self._heap.values(one, step)]
        return ends

    def _version(self, node: Node, entity: Node) -> str:
        """The member's time in one zone, so that texts sort as times do; "" when it tells none."""
        if entity == node and not self._stream.timestamp:
            return ""
        paths = (self._stream.timestamp, *((name,) for name in _TIMES))
        found = (term.value for path in paths if path for term in self._at(node, path) if isinstance(term, Literal))
        text = next(found, "")
        try:
            when = datetime.fromisoformat(text.strip())
        except ValueError:
            return text[:40] if text[:4].isdigit() else ""
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def _is_marked(self, node: Node) -> bool:
        """Whether a value of the member says that this version is a deletion."""
        return any(triple.object in self._stream.deletions for triple in self._heap.by_subject.get(node, ()))

    def _triples(self, node: Node, entity: Node, activity: bool) -> tuple[Triple, ...]:
        """What the member says: the graph of its name, else what hangs on it; told of the thing itself."""
        graph = self._graphs.get(node) or (self._graphs.get(entity) if activity else None)
        said = align(graph) if graph else cut(self._heap, entity if activity else node)
        said = said[:_MAX_TRIPLES] if graph is None else said
        kept = [triple for triple in said if not self._is_of_stream(triple, node, entity)]
        return tuple(_renamed(triple, node, entity) for triple in kept)

    def _is_of_stream(self, triple: Triple, node: Node, entity: Node) -> bool:
        """Whether a statement is about the version as such, not about the thing."""
        if triple.predicate in TREE or triple.predicate in LDES:
            return True
        steps = (*self._stream.version_of[:1], *_VERSIONS_OF)
        return triple.subject == node != entity and triple.predicate in steps and triple.object == entity


def _renamed(triple: Triple, node: Node, entity: Node) -> Triple:
    """A statement about a version told of the thing that it is a version of."""
    if node == entity or (isinstance(node, BlankNode) and isinstance(entity, BlankNode)):
        return triple
    subject = entity if triple.subject == node else triple.subject
    thing = entity if triple.object == node else triple.object
    return Triple(subject, triple.predicate, thing)
