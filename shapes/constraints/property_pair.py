"""Property pair constraints: `sh:equals`, `sh:disjoint`, `sh:lessThan`, `sh:lessThanOrEquals` (SHACL section 4.5)."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from shapes.compiled import Broken, SetConstraint, Values
from shapes.graph import Graph
from shapes.lexical import compare
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH


def compile_equals(source: Source) -> Iterator[SetConstraint]:
    for other in source.iris(SH.equals):

        def broken(graph: Graph, focus: Term, values: Values, other: NamedNode = other) -> Iterator[Broken]:
            wanted, given = dict.fromkeys(graph.objects(focus, other)), dict.fromkeys(values)
            yield from (Broken(value) for value in given if value not in wanted)
            yield from (Broken(value) for value in wanted if value not in given)

        yield SetConstraint(component("Equals"), "all", broken)


def compile_disjoint(source: Source) -> Iterator[SetConstraint]:
    for other in source.iris(SH.disjoint):

        def broken(graph: Graph, focus: Term, values: Values, other: NamedNode = other) -> Iterator[Broken]:
            unwanted = frozenset(graph.objects(focus, other))
            yield from (Broken(value) for value in values if value in unwanted)

        yield SetConstraint(component("Disjoint"), "present", broken)


def compile_less_than(source: Source) -> Iterator[SetConstraint]:
    return _ordered(source, SH.lessThan, "LessThan", most=-1)


def compile_less_than_or_equals(source: Source) -> Iterator[SetConstraint]:
    return _ordered(source, SH.lessThanOrEquals, "LessThanOrEquals", most=0)


def _ordered(source: Source, parameter: NamedNode, name: str, most: int) -> Iterator[SetConstraint]:
    """A result for each value and each other value that it does not come before; `most` is the greatest order allowed."""
    for other in source.iris(parameter):

        def broken(graph: Graph, focus: Term, values: Values, other: NamedNode = other) -> Iterator[Broken]:
            for value in values:
                for than in graph.objects(focus, other):
                    order = _order(value, than)
                    if order is None or order > most:
                        yield Broken(value)

        yield SetConstraint(component(name), "present", broken)


def _order(value: Term, other: Term) -> int | None:
    return compare(value, other) if isinstance(value, Literal) and isinstance(other, Literal) else None
