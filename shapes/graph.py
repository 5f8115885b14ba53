"""Data as columns: for each property its subjects and their values, so that a shape asks a table, not a graph.

A column is made when it is first asked for. A graph may stand before a `background` (code lists, agencies, the order of
classes) that is made once and shared: questions see both, yet only the graph's own nodes are anybody's focus.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from pyoxigraph import NamedNode, Quad, Triple

from shapes.errors import NotJudged
from shapes.memory import Memory
from shapes.rule import Term
from vocab.namespaces import RDF, RDFS

Row = Mapping[str, Term]
Ask = Callable[[str], Iterable[Row]]
"""Asks a SPARQL SELECT of the same data: its rows, without what is unbound. Raises SyntaxError."""
Pairs = list[tuple[Term, Term]]


class Column:
    """One property: each subject's value, and for subjects with several all of them; nothing twice."""

    __slots__ = ("_inverse", "_values", "many", "one")

    def __init__(self, pairs: Pairs) -> None:
        self.one: dict[Term, Term] = dict(pairs)
        self.many: dict[Term, tuple[Term, ...]] = {}
        if len(self.one) < len(pairs):
            self.many = _several(pairs, self.one)
        self._values: set[Term] | None = None
        self._inverse: dict[Term, list[Term]] | None = None

    def of(self, subject: Term) -> Sequence[Term]:
        """The subject's values."""
        several = self.many.get(subject) if self.many else None
        if several is not None:
            return several
        value = self.one.get(subject)
        return () if value is None else (value,)

    def pairs(self) -> Iterator[tuple[Term, Term]]:
        """Each subject with each of its values."""
        many = self.many
        for subject, value in self.one.items():
            if subject not in many:
                yield subject, value
        for subject, values in many.items():
            for value in values:
                yield subject, value

    def having(self, values: Set[Term]) -> list[tuple[Term, Term]]:
        """Each subject with each of its values that is one of these."""
        many = self.many
        found = [(subject, value) for subject, value in self.one.items() if value in values and subject not in many]
        found += [(subject, value) for subject, several in many.items() for value in several if value in values]
        return found

    @property
    def values(self) -> set[Term]:
        """Every value, once."""
        if self._values is None:
            self._values = set(self.one.values())
            for several in self.many.values():
                self._values.update(several)
        return self._values

    def subjects(self, value: Term) -> Sequence[Term]:
        """Who has the value."""
        if self._inverse is None:
            self._inverse = {}
            for subject, each in self.pairs():
                self._inverse.setdefault(each, []).append(subject)
        return self._inverse.get(value, ())


_EMPTY = Column([])
_NOBODY: frozenset[Term] = frozenset()


def _several(pairs: Pairs, one: Mapping[Term, Term]) -> dict[Term, tuple[Term, ...]]:
    """The values of those subjects that have more than the one."""
    more: dict[Term, dict[Term, None]] = {}
    for subject, value in pairs:
        known = one[subject]
        if known is not value and known != value:
            more.setdefault(subject, {})[value] = None
    return {subject: (*values, one[subject]) for subject, values in more.items()}


class Graph:
    """Triples to be judged, before what is known anyway.

    `ask` answers SPARQL over the same triples, where shapes ask it. A graph is made for one run: it remembers which
    values it has seen conform.
    """

    def __init__(
        self,
        triples: Iterable[Triple | Quad],
        background: "Graph | None" = None,
        *,
        only: Collection[NamedNode] | None = None,
        ask: Ask | None = None,
    ) -> None:
        self._waiting = _by_property(triples, only)
        self._columns: dict[NamedNode, Column] = {}
        self._classes: dict[Term, frozenset[Term]] = {}
        self._kinds: dict[Term, set[Term]] | None = None
        self._nodes: set[Term] | None = None
        self._said: dict[Term, list[tuple[NamedNode, Term]]] | None = None
        self._paths: set[NamedNode] | None = None
        self.background = background
        self._ask = ask
        self._rows: dict[str, dict[Term, list[Row]]] = {}
        self.memory = Memory()

    def column(self, path: NamedNode) -> Column:
        """The graph's own triples with this property."""
        column = self._columns.get(path)
        if column is None:
            pairs = self._waiting.pop(path, None)
            column = self._columns[path] = Column(pairs) if pairs else _EMPTY
        return column

    @property
    def paths(self) -> Set[NamedNode]:
        """The properties that any node of the graph has, here or in the background."""
        if self._paths is None:
            own = {path for path, pairs in self._waiting.items() if pairs}
            own.update(path for path, column in self._columns.items() if column.one)
            if self.background is not None:
                own |= self.background.paths
            self._paths = own
        return self._paths

    @property
    def nodes(self) -> set[Term]:
        """The nodes that the graph itself says something of."""
        if self._nodes is None:
            self._nodes = {subject for pairs in self._waiting.values() for subject, _ in pairs}
            for column in self._columns.values():
                self._nodes.update(column.one)
        return self._nodes

    def objects(self, subject: Term, path: NamedNode) -> Sequence[Term]:
        """The values of a property, own and known."""
        own = self.column(path).of(subject)
        if self.background is None or subject not in self.background.nodes:
            return own
        return _together(own, self.background.objects(subject, path))

    def subjects(self, path: NamedNode, value: Term) -> Sequence[Term]:
        """Who has the value, here or in the background."""
        own = self.column(path).subjects(value)
        return own if self.background is None else _together(own, self.background.subjects(path, value))

    def rows(self, query: str) -> Mapping[Term, Sequence[Row]]:
        """The answer to a query, by `?this`. Raises NotJudged when the graph cannot be asked."""
        found = self._rows.get(query)
        if found is None:
            if self._ask is None:
                raise NotJudged("sh:sparql")
            found = self._rows[query] = {}
            try:
                for row in self._ask(query):
                    if "this" in row:
                        found.setdefault(row["this"], []).append(row)
            except (SyntaxError, OSError, RuntimeError) as fault:
                raise NotJudged(f"SPARQL: {fault}") from fault
        return found

    def properties(self, subject: Term) -> Iterator[tuple[NamedNode, Term]]:
        """Everything said of a node: property and value."""
        if self._said is None:
            self._said = {}
            for path in self.paths:
                for each, value in self.column(path).pairs():
                    self._said.setdefault(each, []).append((path, value))
        own = self._said.get(subject, [])
        yield from own
        if self.background is not None:
            yield from (pair for pair in self.background.properties(subject) if pair not in own)

    def above(self, kind: Term) -> frozenset[Term]:
        """The class and every class above it. Before a background its order counts: no record may change another's."""
        if self.background is not None:
            return self.background.above(kind)
        found = self._classes.get(kind)
        if found is None:
            seen = {kind}
            waiting = [kind]
            while waiting:
                new = [each for each in self.objects(waiting.pop(), RDFS.subClassOf) if each not in seen]
                seen.update(new)
                waiting += new
            found = self._classes[kind] = frozenset(seen)
        return found

    def is_a(self, node: Term, kind: Term) -> bool:
        """Whether the node is an instance of the class or of one below it (SHACL section 1.1)."""
        return node in self.instances(kind) or (self.background is not None and self.background.is_a(node, kind))

    @property
    def kinds(self) -> Mapping[Term, Set[Term]]:
        """The classes that own nodes are instances of, directly or by a class below, each with these nodes."""
        if self._kinds is None:
            self._kinds = {}
            types = self.column(RDF.type)
            for node, each in (*types.pairs(), *self._known_types()):
                for above in self.above(each):
                    self._kinds.setdefault(above, set()).add(node)
        return self._kinds

    def instances(self, kind: Term) -> Set[Term]:
        """The graph's own nodes that are instances of the class."""
        return self.kinds.get(kind, _NOBODY)

    def _known_types(self) -> Iterator[tuple[Term, Term]]:
        """What the background says of the kinds of the graph's own nodes."""
        if self.background is not None:
            for node in self.nodes & self.background.nodes:
                for each in self.background.objects(node, RDF.type):
                    yield node, each


def _by_property(triples: Iterable[Triple | Quad], only: Collection[NamedNode] | None) -> dict[NamedNode, Pairs]:
    """The triples as pairs of subject and value. Quoted triples are no value that a shape could be about."""
    found: defaultdict[NamedNode, Any] = defaultdict(list)
    if only is None:
        for triple in triples:
            found[triple.predicate].append((triple.subject, triple.object))
        return dict(found)
    wanted: dict[NamedNode, Any] = {path: [] for path in only}
    find = wanted.get
    for triple in triples:
        pairs = find(triple.predicate)
        if pairs is not None:
            pairs.append((triple.subject, triple.object))
    return wanted


def _together(own: Sequence[Term], known: Sequence[Term]) -> Sequence[Term]:
    if not own or not known:
        return own or known
    return tuple(dict.fromkeys((*own, *known)))
