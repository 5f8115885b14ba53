"""Value type constraints: `sh:class`, `sh:datatype`, `sh:nodeKind` (SHACL section 4.1)."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from shapes.compiled import ValueConstraint
from shapes.graph import Graph
from shapes.lexical import is_lexical
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH

_KINDS: dict[NamedNode, tuple[type, ...]] = {
    SH.IRI: (NamedNode,),
    SH.BlankNode: (BlankNode,),
    SH.Literal: (Literal,),
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
    SH.IRIOrLiteral: (NamedNode, Literal),
}


def compile_class(source: Source) -> Iterator[ValueConstraint]:
    for kind in source.iris(SH["class"]):

        def holds(graph: Graph, value: Term, kind: NamedNode = kind) -> bool:
            return graph.is_a(value, kind)

        yield ValueConstraint(component("Class"), holds)


def compile_datatype(source: Source) -> Iterator[ValueConstraint]:
    source.one(SH.datatype)
    for datatype in source.iris(SH.datatype):

        def holds(graph: Graph, value: Term, datatype: NamedNode = datatype) -> bool:
            return isinstance(value, Literal) and value.datatype == datatype and is_lexical(datatype, value.value)

        yield ValueConstraint(component("Datatype"), holds)


def compile_node_kind(source: Source) -> Iterator[ValueConstraint]:
    source.one(SH.nodeKind)
    for kind in source.iris(SH.nodeKind):
        if kind not in _KINDS:
            raise source.refusal(SH.nodeKind, "phải là một trong sáu loại nút của SHACL", "must be a node kind", kind)
        kinds = _KINDS[kind]

        def holds(graph: Graph, value: Term, kinds: tuple[type, ...] = kinds) -> bool:
            return isinstance(value, kinds)

        yield ValueConstraint(component("NodeKind"), holds)
