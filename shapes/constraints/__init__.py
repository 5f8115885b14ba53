"""SHACL's constraint components, a module for each chapter of the specification (section 4), joined by one table.

Each `compile_*` function reads its parameter at a shape's node and gives the constraints that the node asks for. They
may import `shapes.compiled`, `shapes.source`, `shapes.evaluation` and what those stand on; the compiler calls them.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

from shapes.compiled import Constraint
from shapes.constraints.cardinality import compile_max_count, compile_min_count
from shapes.constraints.logical import compile_and, compile_not, compile_or, compile_xone
from shapes.constraints.other import compile_closed, compile_has_value, compile_in
from shapes.constraints.property_pair import (
    compile_disjoint,
    compile_equals,
    compile_less_than,
    compile_less_than_or_equals,
)
from shapes.constraints.shape_based import compile_node, compile_qualified_value_shape
from shapes.constraints.sparql_based import compile_sparql
from shapes.constraints.string_based import (
    compile_language_in,
    compile_max_length,
    compile_min_length,
    compile_pattern_constraint,
    compile_unique_lang,
)
from shapes.constraints.value_range import (
    compile_max_exclusive,
    compile_max_inclusive,
    compile_min_exclusive,
    compile_min_inclusive,
)
from shapes.constraints.value_type import compile_class, compile_datatype, compile_node_kind
from shapes.source import Source
from vocab.namespaces import SH

Compile = Callable[[Source], Iterable[Constraint]]

CONSTRAINTS: Mapping[NamedNode, Compile] = MappingProxyType(
    {
        SH["class"]: compile_class,
        SH.datatype: compile_datatype,
        SH.nodeKind: compile_node_kind,
        SH.minCount: compile_min_count,
        SH.maxCount: compile_max_count,
        SH.minExclusive: compile_min_exclusive,
        SH.minInclusive: compile_min_inclusive,
        SH.maxExclusive: compile_max_exclusive,
        SH.maxInclusive: compile_max_inclusive,
        SH.minLength: compile_min_length,
        SH.maxLength: compile_max_length,
        SH.pattern: compile_pattern_constraint,
        SH.languageIn: compile_language_in,
        SH.uniqueLang: compile_unique_lang,
        SH.equals: compile_equals,
        SH.disjoint: compile_disjoint,
        SH.lessThan: compile_less_than,
        SH.lessThanOrEquals: compile_less_than_or_equals,
        SH["not"]: compile_not,
        SH["and"]: compile_and,
        SH["or"]: compile_or,
        SH.xone: compile_xone,
        SH.node: compile_node,
        SH.qualifiedValueShape: compile_qualified_value_shape,
        SH.closed: compile_closed,
        SH.hasValue: compile_has_value,
        SH["in"]: compile_in,
        SH.sparql: compile_sparql,
    }
)
