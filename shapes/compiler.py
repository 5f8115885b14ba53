"""From a shapes graph to closures, once: what is asked ten thousand times is read one time.

Everything of SHACL Core is compiled, with `sh:sparql` and `sh:SPARQLTarget`. Nothing is passed over in silence: a term
that SHACL does not have is refused, and what only pySHACL evaluates is named.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from shapes.compiled import Constraint, SetConstraint, Shape, Shapes, Target, ValueConstraint
from shapes.constraints import CONSTRAINTS
from shapes.errors import ShapesRefused
from shapes.paths import Choice, Inverse, Path, Repeated, Steps, read_path
from shapes.prefixes import prologue
from shapes.rule import SEVERITIES, Facts, Term, Words, facts_by_subject
from shapes.source import Source
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
_DECLARING = frozenset((*_TARGETS, SH.target, *CONSTRAINTS))
_ALWAYS_ASKED = frozenset((RDF.type, RDFS.subClassOf))
_ASKING = (SH.path, SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.targetSubjectsOf, SH.targetObjectsOf)


def compile_shapes(triples: Iterable[Triple]) -> Shapes:
    """The shapes of a graph, ready to judge by.

    Raises ShapesRefused for a graph that is not well formed or not understood, in a shape that is about nobody too.
    """
    graph = tuple(triples)
    warnings, left = survey(graph)
    compiler = _Compiler(facts_by_subject(graph), left=set(left))
    try:
        shapes = [compiler.shape_at(node) for node in compiler.declared()]
    except RecursionError as fault:
        raise ShapesRefused("các hình mẫu lồng nhau quá sâu.", "the shapes are nested too deeply.") from fault
    _mark_circles(compiler.shapes.values(), compiler.asked)
    roots = tuple(shape for shape in shapes if shape.targets and not shape.is_off)
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
            if not said.keys().isdisjoint(_DECLARING) or not _SHAPES.isdisjoint(said.get(RDF.type, ()))
        ]

    def _is_class(self, node: Term) -> bool:
        """A shape that is a class is about its instances (SHACL section 2.1.3.3)."""
        types = self.facts[node].get(RDF.type, ())
        return RDFS.Class in types and not _SHAPES.isdisjoint(types)

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
        shape.path = None if path is None else read_path(self.facts, path)
        shape.walk = None if shape.path is None else walk(shape.path)
        severity = source.one(SH.severity)
        if severity is not None:
            shape.severity = SEVERITIES.get(severity, severity.value) if isinstance(severity, NamedNode) else ""
        shape.is_off = source.flag(SH.deactivated)
        shape.messages = tuple(term for term in source.values(SH.message) if isinstance(term, Literal))
        shape.targets = tuple(self._targets(source))
        shape.properties = tuple(self._properties(source))
        constraints = _constraints(source)
        shape.of_values = tuple(one for one in constraints if isinstance(one, ValueConstraint))
        shape.of_sets = tuple(one for one in constraints if isinstance(one, SetConstraint))
        shape.minds_absence = any(one.about in ("absent", "all") for one in shape.of_sets)
        shape.idle_without = path if isinstance(path, NamedNode) and not shape.minds_absence else None

    def _properties(self, source: Source) -> Iterator[Shape]:
        for node in source.values(SH.property):
            if node in self.facts and not self.facts[node].get(SH.path):
                raise ShapesRefused(
                    f"{node}: hình mẫu thuộc tính thiếu sh:path.",
                    f"{node}: a property shape needs sh:path.",
                    "sh:property",
                )
            yield source.shape_at(node)

    def _targets(self, source: Source) -> Iterator[Target]:
        for parameter, kind in _TARGETS.items():
            for term in source.values(parameter):
                if kind != "node" and not isinstance(term, NamedNode):
                    raise source.refusal(parameter, "phải là một IRI", "must be an IRI", term)
                yield Target(kind, term)  # type: ignore[arg-type]  # the table holds these four kinds
        if self._is_class(source.node):
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
            for parameter in _ASKING[1:]:
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


def _mark_circles(shapes: Iterable[Shape], asked: dict[Shape, list[Shape]]) -> None:
    """Finds the shapes that ask for themselves, directly or through others."""
    for shape in shapes:
        seen: set[Shape] = set()
        waiting: Sequence[Shape] = asked[shape]
        while waiting:
            seen.update(waiting)
            waiting = [other for each in waiting for other in asked[each] if other not in seen]
        shape.holds_itself = shape in seen
