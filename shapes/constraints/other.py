"""Other constraints: `sh:closed`, `sh:hasValue`, `sh:in` (SHACL section 4.8)."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from shapes.compiled import Broken, SetConstraint, ValueConstraint, Values
from shapes.graph import Graph
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH

_ONCE = (Broken(None),)


def compile_closed(source: Source) -> Iterator[SetConstraint]:
    if not source.flag(SH.closed):
        return
    ignored = source.one(SH.ignoredProperties)
    allowed = set(source.members(ignored)) if ignored is not None else set()
    for node in source.values(SH.property):
        allowed.update(path for path in source.facts.get(node, {}).get(SH.path, ()) if isinstance(path, NamedNode))

    def broken(graph: Graph, focus: Term, values: Values) -> Iterator[Broken]:
        for value in values:
            for path, said in graph.properties(value):
                if path not in allowed:
                    yield Broken(said, path)

    yield SetConstraint(component("Closed"), "present", broken)


def compile_has_value(source: Source) -> Iterator[SetConstraint]:
    for wanted in source.values(SH.hasValue):

        def broken(graph: Graph, focus: Term, values: Values, wanted: Term = wanted) -> tuple[Broken, ...]:
            return () if wanted in values else _ONCE

        yield SetConstraint(component("HasValue"), "all", broken)


def compile_in(source: Source) -> Iterator[ValueConstraint]:
    node = source.one(SH["in"])
    if node is not None:
        allowed = frozenset(source.members(node))
        yield ValueConstraint(component("In"), lambda graph, value: value in allowed)
