"""Cardinality constraints: `sh:minCount`, `sh:maxCount` (SHACL section 4.2)."""

from collections.abc import Iterator

from shapes.compiled import Broken, SetConstraint, Values
from shapes.graph import Graph
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH

_ONCE = (Broken(None),)


def compile_min_count(source: Source) -> Iterator[SetConstraint]:
    least = source.whole(SH.minCount)
    if not least:
        return

    def broken(graph: Graph, focus: Term, values: Values) -> tuple[Broken, ...]:
        return _ONCE if len(values) < least else ()

    yield SetConstraint(component("MinCount"), "absent" if least == 1 else "all", broken)


def compile_max_count(source: Source) -> Iterator[SetConstraint]:
    most = source.whole(SH.maxCount)
    if most is None:
        return

    def broken(graph: Graph, focus: Term, values: Values) -> tuple[Broken, ...]:
        return _ONCE if len(values) > most else ()

    yield SetConstraint(component("MaxCount"), "several" if most else "present", broken)
