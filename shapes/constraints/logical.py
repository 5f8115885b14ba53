"""Logical constraints: `sh:not`, `sh:and`, `sh:or`, `sh:xone` (SHACL section 4.6)."""

from collections.abc import Callable, Iterator

from pyoxigraph import NamedNode

from shapes.compiled import Shape, ValueConstraint
from shapes.evaluation import conforms
from shapes.graph import Graph
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH

Several = tuple[Shape, ...]


def compile_not(source: Source) -> Iterator[ValueConstraint]:
    for node in source.values(SH["not"]):
        shape = source.shape_at(node)

        def holds(graph: Graph, value: Term, shape: Shape = shape) -> bool:
            return not conforms(graph, shape, value)

        yield ValueConstraint(component("Not"), holds)


def compile_and(source: Source) -> Iterator[ValueConstraint]:
    return _choice(source, SH["and"], "And", _all)


def compile_or(source: Source) -> Iterator[ValueConstraint]:
    return _choice(source, SH["or"], "Or", _any)


def compile_xone(source: Source) -> Iterator[ValueConstraint]:
    return _choice(source, SH.xone, "Xone", _one)


def _choice(
    source: Source, parameter: NamedNode, name: str, fits: Callable[[Graph, Several, Term], bool]
) -> Iterator[ValueConstraint]:
    for node in source.values(parameter):
        shapes = tuple(source.shape_at(member) for member in source.members(node))

        def holds(graph: Graph, value: Term, shapes: Several = shapes) -> bool:
            return fits(graph, shapes, value)

        yield ValueConstraint(component(name), holds)


def _all(graph: Graph, shapes: Several, value: Term) -> bool:
    return all(conforms(graph, shape, value) for shape in shapes)


def _any(graph: Graph, shapes: Several, value: Term) -> bool:
    return any(conforms(graph, shape, value) for shape in shapes)


def _one(graph: Graph, shapes: Several, value: Term) -> bool:
    return sum(conforms(graph, shape, value) for shape in shapes) == 1
