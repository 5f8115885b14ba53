"""From a shapes graph to closures, once: what is asked ten thousand times is read one time.

Everything of SHACL Core is compiled, with `sh:sparql` and `sh:SPARQLTarget`. Nothing is passed over in silence: a term
that SHACL does not have is refused, and what only pySHACL evaluates is named.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from shapes.compiled import Constraint, SetConstraint, Shape, Shapes, Target, ValueConstraint
from shapes.constraints import CONSTRAINTS
from shapes.errors import ShapesRefused
from shapes.graph import Graph
from shapes.paths import Choice, Inverse, Path, Repeated, Steps, read_path
from shapes.prefixes import prologue
from shapes.rule import SEVERITIES, Facts, Term, Words, facts_by_subject
from shapes.source import Source, short
from shapes.vocabulary import survey
from shapes.walking import walk
from vocab.namespaces import RDF, RDFS, SH

_TARGETS = {
    SH.targetClass: "class",
    SH.targetNode: "node",
    SH.targetSubjectsOf: "subjects",
    SH.targetObjectsOf: "objects",
}
_SHAPES = frozenset((SH.NodeShape, SH.PropertyShape))
_DECLARING = frozenset((*_TARGETS, SH.target, SH.property, *CONSTRAINTS))
_OF_PROPERTIES = (SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals)
_ALWAYS_ASKED = frozenset((RDF.type, RDFS.subClassOf))
_ASKING = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.targetSubjectsOf, SH.targetObjectsOf)


_NOBODY: Words = {
    "vi": "Không có hình mẫu nào nói về ai (sh:targetClass …): chưa kiểm tra gì.",
    "en": "No shape says whom it is about (sh:targetClass …): nothing is judged.",
}


def compile_shapes(triples: Iterable[Triple]) -> Shapes:
    """The shapes of a graph, ready to judge by.

    Raises ShapesRefused for a graph that is not well formed or not understood, in a shape that is about nobody too.
    """
    graph = tuple(dict.fromkeys(triples))
    warnings, left = survey(graph)
    compiler = _Compiler(facts_by_subject(graph), left=set(left))
    try:
        shapes = [compiler.shape_at(node) for node in compiler.declared()]
    except RecursionError as fault:
        raise ShapesRefused("các hình mẫu lồng nhau quá sâu.", "the shapes are nested too deeply.") from fault
    _mark_circles(compiler.asked)
    roots = tuple(shape for shape in shapes if shape.targets and not shape.is_off)
    if not roots:
        warnings = (*warnings, _NOBODY)
    return Shapes(roots, compiler.properties(), warnings + tuple(compiler.warnings), frozenset(compiler.left))


@dataclass
class _Compiler:
    """Compiles each node once; `asked` keeps which shapes a shape asks for, `left` what is left to pySHACL."""

    facts: Facts
    left: set[str]
    shapes: dict[Term, Shape] = field(default_factory=dict)
    asked: dict[Shape, list[Shape]] = field(default_factory=dict)
    warnings: list[Words] = field(default_factory=list)

    def declared(self) -> list[Term]:
        """The nodes that are shapes (SHACL section 2): typed as such, with a target, or with a constraint."""
        return [
            node
            for node, said in self.facts.items()
            if not said.keys().isdisjoint(_DECLARING) or any(self._order.is_a(node, kind) for kind in _SHAPES)
        ]

    @cached_property
    def classes(self) -> Set[Term]:
        """The nodes that the shapes graph says are classes: a shape that is one is about its instances (section 2.1.3.3)."""
        return self._order.instances(RDFS.Class)

    @cached_property
    def _order(self) -> Graph:
        return Graph(
            Triple(subject, predicate, value)
            for subject, said in self.facts.items()
            if not isinstance(subject, Literal)
            for predicate in (RDF.type, RDFS.subClassOf)
            for value in said.get(predicate, ())
        )

    def shape_at(self, node: Term) -> Shape:
        known = self.shapes.get(node)
        if known is not None:
            return known
        shape = self.shapes[node] = Shape(node)
        self.asked[shape] = []

        def ask_for(other: Term) -> Shape:
            found = self.shape_at(other)
            self.asked[shape].append(found)
            return found

        if node not in self.facts:
            self.warnings.append(_dangling(node))
        else:
            self._fill(shape, Source(self.facts, node, ask_for, self.left.add))
        return shape

    def _fill(self, shape: Shape, source: Source) -> None:
        path = source.one(SH.path)
        if path is None:
            self._look_over_without_path(source)
        shape.path = None if path is None else read_path(self.facts, path)
        shape.walk = None if shape.path is None else walk(shape.path)
        severity = source.one(SH.severity)
        if severity is not None:
            shape.severity = _severity(source, severity)
        shape.is_off = source.flag(SH.deactivated)
        shape.messages = tuple(term for term in source.values(SH.message) if isinstance(term, Literal))
        shape.targets = tuple(self._targets(source))
        shape.properties = tuple(self._properties(source))
        constraints = _constraints(source)
        shape.of_values = tuple(one for one in constraints if isinstance(one, ValueConstraint))
        shape.of_sets = tuple(one for one in constraints if isinstance(one, SetConstraint))
        shape.minds_absence = any(one.about in ("absent", "all") for one in shape.of_sets)
        shape.idle_without = path if isinstance(path, NamedNode) and not shape.minds_absence else None

    def _look_over_without_path(self, source: Source) -> None:
        """A property shape needs a path (SHACL section 2.3); what counts values has only the node itself to count."""
        if self._order.is_a(source.node, SH.PropertyShape):
            raise ShapesRefused(
                f"{source.called['vi']}: hình mẫu thuộc tính thiếu sh:path.",
                f"{source.called['en']}: a property shape needs sh:path.",
                "sh:PropertyShape",
            )
        for parameter in _OF_PROPERTIES:
            if parameter in self.facts[source.node]:
                name = short(parameter)
                self.warnings.append(
                    {
                        "vi": f"{source.called['vi']}: {name} chỉ có nghĩa khi có sh:path.",
                        "en": f"{source.called['en']}: {name} has a meaning only beside sh:path.",
                    }
                )

    def _properties(self, source: Source) -> Iterator[Shape]:
        for node in source.values(SH.property):
            if node in self.facts and not self.facts[node].get(SH.path):
                raise ShapesRefused(
                    f"{source.at(node).called['vi']}: hình mẫu thuộc tính thiếu sh:path.",
                    f"{source.at(node).called['en']}: a property shape needs sh:path.",
                    "sh:property",
                )
            yield source.shape_at(node)

    def _targets(self, source: Source) -> Iterator[Target]:
        for parameter, kind in _TARGETS.items():
            for term in source.values(parameter):
                if kind != "node" and not isinstance(term, NamedNode):
                    raise source.refusal(parameter, "phải là một IRI", "must be an IRI", term)
                yield Target(kind, term)  # type: ignore[arg-type]  # the table holds these four kinds
        if source.node in self.classes and isinstance(source.node, NamedNode):
            yield Target("class", source.node)
        for node in source.values(SH.target):
            part = source.at(node)
            select = part.one(SH.select)
            if SH.SPARQLTarget not in part.values(RDF.type) or not isinstance(select, Literal):
                source.leave("sh:target")
                continue
            yield Target("query", Literal(prologue(part) + select.value))

    def properties(self) -> frozenset[NamedNode] | None:
        """The properties that the shapes ask of data; None for all of them."""
        found = set(_ALWAYS_ASKED)
        for node, shape in self.shapes.items():
            said = self.facts.get(node, {})
            if said.get(SH.closed):
                return None
            found.update(_in_path(shape.path))
            for parameter in _ASKING:
                found.update(term for term in said.get(parameter, ()) if isinstance(term, NamedNode))
        return frozenset(found)


def _constraints(source: Source) -> list[Constraint]:
    said = source.facts[source.node]
    parameters = [parameter for parameter in CONSTRAINTS if parameter in said]
    return list(chain.from_iterable(CONSTRAINTS[parameter](source) for parameter in parameters))


def _dangling(node: Term) -> Words:
    return {
        "vi": f"Hình mẫu {node} được nhắc tới nhưng không có trong tệp: coi như rỗng.",
        "en": f"The shape {node} is named but not there: it counts as empty.",
    }


def _in_path(path: Path | None) -> Iterator[NamedNode]:
    if isinstance(path, NamedNode):
        yield path
    elif isinstance(path, Steps | Choice):
        for part in path.paths:
            yield from _in_path(part)
    elif isinstance(path, Inverse | Repeated):
        yield from _in_path(path.path)


def _severity(source: Source, severity: Term) -> str:
    if not isinstance(severity, NamedNode) or (severity in SH and severity not in SEVERITIES):
        raise source.refusal(SH.severity, "phải là một mức độ", "must be a severity", severity)
    return SEVERITIES.get(severity, severity.value)


def _mark_circles(asked: Mapping[Shape, Sequence[Shape]]) -> None:
    """Finds the shapes that ask for themselves, directly or through others (Kosaraju: two walks, one of them backwards)."""
    asking: dict[Shape, list[Shape]] = {shape: [] for shape in asked}
    for shape, others in asked.items():
        for other in set(others):
            asking[other].append(shape)
    ended: list[Shape] = []
    seen: set[Shape] = set()
    for shape in asked:
        ended += _walked(shape, asked, seen)
    seen = set()
    for shape in reversed(ended):
        circle = _walked(shape, asking, seen)
        for member in circle:
            member.holds_itself = len(circle) > 1 or member in asked[member]


def _walked(first: Shape, ways: Mapping[Shape, Sequence[Shape]], seen: set[Shape]) -> list[Shape]:
    """The shapes not seen before that can be reached, each after those reached from it."""
    if first in seen:
        return []
    seen.add(first)
    ended: list[Shape] = []
    open_: list[tuple[Shape, Iterator[Shape]]] = [(first, iter(ways[first]))]
    while open_:
        shape, others = open_[-1]
        following = next((other for other in others if other not in seen), None)
        if following is None:
            ended.append(shape)
            open_.pop()
        else:
            seen.add(following)
            open_.append((following, iter(ways[following])))
    return ended
