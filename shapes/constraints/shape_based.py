"""Shape-based constraints: `sh:node`, `sh:qualifiedValueShape` (SHACL section 4.7); `sh:property` is the shape's own."""

from collections.abc import Callable, Iterator

from shapes.compiled import Broken, SetConstraint, Shape, ValueConstraint, Values
from shapes.evaluation import conforms
from shapes.graph import Graph
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH

_ONCE = (Broken(None),)


def compile_node(source: Source) -> Iterator[ValueConstraint]:
    for node in source.values(SH.node):
        shape = source.shape_at(node)

        def holds(graph: Graph, value: Term, shape: Shape = shape) -> bool:
            return conforms(graph, shape, value)

        yield ValueConstraint(component("Node"), holds)


def compile_qualified_value_shape(source: Source) -> Iterator[SetConstraint]:
    least, most = source.whole(SH.qualifiedMinCount), source.whole(SH.qualifiedMaxCount)
    for node in source.values(SH.qualifiedValueShape):
        others = tuple(_siblings(source, node)) if source.flag(SH.qualifiedValueShapesDisjoint) else ()
        number = _number(source.shape_at(node), others)
        if least:
            yield SetConstraint(component("QualifiedMinCount"), "all", _unless(number, lambda found: found >= least))
        if most is not None:
            yield SetConstraint(component("QualifiedMaxCount"), "present", _unless(number, lambda found: found <= most))


def _number(shape: Shape, others: tuple[Shape, ...]) -> Callable[[Graph, Values], int]:
    """How many of the values conform to the shape, and to none of the others."""

    def number(graph: Graph, values: Values) -> int:
        return sum(
            conforms(graph, shape, value) and not any(conforms(graph, other, value) for other in others)
            for value in values
        )

    return number


def _unless(
    number: Callable[[Graph, Values], int], fits: Callable[[int], bool]
) -> Callable[[Graph, Term, Values], tuple[Broken, ...]]:
    return lambda graph, focus, values: () if fits(number(graph, values)) else _ONCE


def _siblings(source: Source, own: Term) -> Iterator[Shape]:
    """The qualified value shapes of the other property shapes of the same parents (SHACL section 4.7.3)."""
    for facts in source.facts.values():
        properties = facts.get(SH.property, ())
        if source.node in properties:
            for sibling in properties:
                for node in source.facts.get(sibling, {}).get(SH.qualifiedValueShape, ()):
                    if node != own:
                        yield source.shape_at(node)
