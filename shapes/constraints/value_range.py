"""Value range constraints: `sh:minExclusive` and its kin (SHACL section 4.3). What cannot be compared breaks them."""

from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode

from shapes.compiled import ValueConstraint
from shapes.graph import Graph
from shapes.lexical import compare
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH


def compile_min_exclusive(source: Source) -> Iterator[ValueConstraint]:
    return _bound(source, SH.minExclusive, "MinExclusive", lambda order: order > 0)


def compile_min_inclusive(source: Source) -> Iterator[ValueConstraint]:
    return _bound(source, SH.minInclusive, "MinInclusive", lambda order: order >= 0)


def compile_max_exclusive(source: Source) -> Iterator[ValueConstraint]:
    return _bound(source, SH.maxExclusive, "MaxExclusive", lambda order: order < 0)


def compile_max_inclusive(source: Source) -> Iterator[ValueConstraint]:
    return _bound(source, SH.maxInclusive, "MaxInclusive", lambda order: order <= 0)


def _bound(source: Source, parameter: NamedNode, name: str, fits: Callable[[int], bool]) -> Iterator[ValueConstraint]:
    bound = source.one(parameter)
    if bound is None:
        return
    if not isinstance(bound, Literal):
        raise source.refusal(parameter, "phải là một giá trị, không phải một nút", "must be a literal", bound)

    def holds(graph: Graph, value: Term) -> bool:
        order = compare(value, bound) if isinstance(value, Literal) else None
        return order is not None and fits(order)

    yield ValueConstraint(component(name), holds)
