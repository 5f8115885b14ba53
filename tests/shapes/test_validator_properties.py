"""Random shapes over random data: the compiled validator and pySHACL find the same, column by column and node by node, and
what is known beforehand may as well be in the data."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shapes.compiler import compile_shapes
from shapes.evaluation import foci_of
from shapes.graph import Graph
from shapes.oracle import run
from shapes.paths import Choice, Inverse, Path, Repeated, Steps, path_triples, spelled_path
from shapes.result import Result
from shapes.rule import Term
from shapes.validator import validate, validate_record
from shapes.walking import walk
from vocab.namespaces import RDF, RDFS, SH, XSD, Namespace

EX = Namespace("http://example.org/")
PROPERTIES = [EX.p, EX.q, EX.r]
CLASSES = [EX.Above, EX.Below, EX.Other]
NODES = [EX.a, EX.b, EX.c, BlankNode("d")]
INTEGERS = [Literal(text, datatype=XSD.integer) for text in ("1", "2", "10")]
SOUND = [
    *INTEGERS,
    Literal("2.5", datatype=XSD.decimal),
    Literal("a"),
    Literal("bê"),
    Literal("a", language="vi"),
    Literal("b", language="vi"),
    Literal("a", language="en"),
]
OTHERS = [
    Literal("2026-01-02", datatype=XSD.date),
    Literal("2026-01-10", datatype=XSD.date),
    Literal("x", datatype=XSD.integer),
    Literal("2026-02-30", datatype=XSD.date),
    Literal("-5", datatype=XSD.nonNegativeInteger),
]
"""Left out before pySHACL, which finds an order where there is none: between a date and a number, among ill-typed texts."""


def triples(literals: list[Literal]) -> st.SearchStrategy[Triple]:
    return st.one_of(
        st.builds(Triple, st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from([*NODES, *literals])),
        st.builds(Triple, st.sampled_from(NODES), st.just(RDF.type), st.sampled_from(CLASSES)),
    )


def data_of(literals: list[Literal]) -> st.SearchStrategy[list[Triple]]:
    return st.lists(triples(literals), min_size=1, max_size=14, unique=True).map(lambda told: [*told, HIERARCHY])


HIERARCHY = Triple(EX.Below, RDFS.subClassOf, EX.Above)


def paths_of(leaves: st.SearchStrategy[Path], *, inverse: bool) -> st.SearchStrategy[Path]:
    return st.recursive(
        leaves,
        lambda paths: st.one_of(
            st.tuples(paths, paths).map(Steps),
            st.tuples(paths, paths).map(Choice),
            st.builds(Repeated, paths, st.sampled_from("*+?")),
            *([paths.map(Inverse)] if inverse else []),
        ),
        max_leaves=3,
    )


PROPERTY = st.sampled_from(PROPERTIES)
PATHS = paths_of(PROPERTY | PROPERTY.map(Inverse), inverse=False)
"""Without the inverse of a sequence, whose steps pySHACL leaves in their order."""


@dataclass(frozen=True)
class Shape:
    """A shape to be: constraints with one term, and those that name other shapes."""

    path: Path | None
    said: tuple[tuple[NamedNode, Term], ...]
    members: tuple[tuple[NamedNode, tuple[Term, ...]], ...]
    inner: tuple[tuple[NamedNode, tuple["Shape", ...]], ...]


def number(most: int, least: int = 0) -> st.SearchStrategy[Term]:
    return st.integers(least, most).map(lambda size: Literal(str(size), datatype=XSD.integer))


def said(name: str, terms: st.SearchStrategy[Term]) -> st.SearchStrategy[tuple[NamedNode, Term]]:
    return terms.map(lambda term: (SH[name], term))


OF_VALUES = [
    said("class", st.sampled_from(CLASSES)),
    said("datatype", st.sampled_from([XSD.integer, XSD.date, XSD.string, XSD.nonNegativeInteger, RDF.langString])),
    said("nodeKind", st.sampled_from([SH.IRI, SH.Literal, SH.BlankNode, SH.BlankNodeOrIRI, SH.IRIOrLiteral])),
    *(
        said(f"{bound}{kind}", st.sampled_from(INTEGERS))
        for bound in ("min", "max")
        for kind in ("Inclusive", "Exclusive")
    ),
    said("minLength", number(3, least=1)),  # of 0, pySHACL lets a blank node pass, which the specification does not
    said("maxLength", number(3)),
    said("pattern", st.sampled_from(["^a", "[0-9]$", "ê", "^http"]).map(Literal)),
    said("hasValue", st.sampled_from([*NODES[:3], *SOUND])),
    said("equals", st.sampled_from(PROPERTIES)),
    said("disjoint", st.sampled_from(PROPERTIES)),
]
OF_PROPERTIES = [
    said("minCount", number(3)),
    said("maxCount", number(3)),
    said("uniqueLang", st.just(Literal("true", datatype=XSD.boolean))),
]
ORDERED = [said("lessThan", st.sampled_from(PROPERTIES)), said("lessThanOrEquals", st.sampled_from(PROPERTIES))]
"""Left out before pySHACL, which finds an order between IRIs, and stops at blank nodes."""
MEMBERS = st.one_of(
    st.tuples(st.just(SH["in"]), st.lists(st.sampled_from([*NODES[:3], *SOUND]), min_size=1, max_size=4).map(tuple)),
    st.tuples(st.just(SH.languageIn), st.sampled_from([(Literal("vi"),), (Literal("en"), Literal("vi"))])),
)


@cache
def nodes(depth: int, ordered: bool) -> st.SearchStrategy[Shape]:
    """Node shapes with so many levels of shapes within."""
    return built(st.none(), [*OF_VALUES], depth, inner(depth, ordered))


@cache
def properties(depth: int, ordered: bool) -> st.SearchStrategy[Shape]:
    counted = st.tuples(
        st.sampled_from([SH.qualifiedMinCount, SH.qualifiedMaxCount]), st.tuples(nodes(max(depth - 1, 0), ordered))
    )
    return built(
        PATHS, [*OF_VALUES, *OF_PROPERTIES, *(ORDERED if ordered else ())], depth, inner(depth, ordered) | counted
    )


def built(path: st.SearchStrategy[Path | None], own: list[Any], depth: int, within: Any) -> st.SearchStrategy[Shape]:
    return st.builds(
        Shape,
        path,
        st.lists(st.one_of(*own), max_size=2, unique_by=lambda pair: pair[0]).map(tuple),
        st.lists(MEMBERS, max_size=1).map(tuple),
        st.lists(within, max_size=2).map(tuple) if depth else st.just(()),
    )


def inner(depth: int, ordered: bool) -> Any:
    if not depth:
        return st.nothing()
    node, any_shape = nodes(depth - 1, ordered), nodes(depth - 1, ordered) | properties(depth - 1, ordered)
    return st.one_of(
        st.tuples(st.just(SH["not"]), st.tuples(any_shape)),
        st.tuples(st.just(SH.node), st.tuples(node)),
        st.tuples(st.just(SH.property), st.tuples(properties(depth - 1, ordered))),
        st.tuples(st.sampled_from([SH["and"], SH["or"], SH.xone]), st.tuples(any_shape, any_shape)),
    )


TARGETS = st.one_of(
    st.tuples(st.just(SH.targetClass), st.sampled_from(CLASSES)),
    st.tuples(st.just(SH.targetNode), st.sampled_from([*NODES[:3], *INTEGERS])),
    st.tuples(st.sampled_from([SH.targetSubjectsOf, SH.targetObjectsOf]), st.sampled_from(PROPERTIES)),
)


def written(roots: list[tuple[list[tuple[NamedNode, Term]], Shape]]) -> list[Triple]:
    """The shapes as a shapes graph."""
    names = (f"s{number}" for number in count())
    graph: list[Triple] = []
    for targets, shape in roots:
        node = write(shape, lambda: next(names), graph)
        graph += [Triple(node, parameter, term) for parameter, term in targets]
    return graph


def write(shape: Shape, fresh: Callable[[], str], graph: list[Triple]) -> NamedNode:
    node = EX[fresh()]
    graph.append(Triple(node, RDF.type, SH.NodeShape if shape.path is None else SH.PropertyShape))
    if shape.path is not None:
        path, told = path_triples(shape.path, f"{fresh()}p")
        graph += [Triple(node, SH.path, path), *told]
    graph += [Triple(node, parameter, term) for parameter, term in shape.said]
    for parameter, members in shape.members:
        graph.append(Triple(node, parameter, write_list(members, fresh, graph)))
    for parameter, within in shape.inner:
        nodes = tuple(write(each, fresh, graph) for each in within)
        if parameter in (SH.qualifiedMinCount, SH.qualifiedMaxCount):
            if not any(t.subject == node and t.predicate == SH.qualifiedValueShape for t in graph):
                graph += [Triple(node, SH.qualifiedValueShape, nodes[0]), Triple(node, parameter, INTEGERS[0])]
        elif len(nodes) == 1:
            graph.append(Triple(node, parameter, nodes[0]))
        else:
            graph.append(Triple(node, parameter, write_list(nodes, fresh, graph)))
    return node


def write_list(members: tuple[Term, ...], fresh: Callable[[], str], graph: list[Triple]) -> BlankNode | NamedNode:
    rest: BlankNode | NamedNode = RDF.nil
    for member in reversed(members):
        node = BlankNode(fresh())
        graph += [Triple(node, RDF.first, member), Triple(node, RDF.rest, rest)]
        rest = node
    return rest


def outline(results: list[Result]) -> Counter[tuple[str, ...]]:
    return Counter(
        (str(r.focus), "" if r.path is None else spelled_path(r.path), str(r.value), r.component, r.shape)
        for r in results
    )


SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


def rules_of(ordered: bool) -> st.SearchStrategy[list[Triple]]:
    targets = st.lists(TARGETS, min_size=1, max_size=2, unique=True)
    return st.lists(st.tuples(targets, nodes(2, ordered) | properties(2, ordered)), min_size=1, max_size=2).map(written)


@SETTINGS
@given(rules_of(ordered=False), data_of(SOUND))
def test_pyshacl_finds_the_same(rules: list[Triple], data: list[Triple]) -> None:
    assert outline(validate(compile_shapes(rules), Graph(data))) == outline(run(data, rules))


@SETTINGS
@given(rules_of(ordered=True), data_of([*SOUND, *OTHERS]))
def test_columns_and_nodes_and_what_is_asked_give_the_same(rules: list[Triple], data: list[Triple]) -> None:
    compiled = compile_shapes(rules)
    found = outline(validate(compiled, Graph(data)))
    assert outline(validate_record(compiled, Graph(data))) == found
    assert outline(validate(compiled, Graph(data, only=compiled.asks))) == found


@SETTINGS
@given(rules_of(ordered=True), data_of([*SOUND, *OTHERS]), st.lists(triples(SOUND), max_size=8, unique=True))
def test_what_is_known_beforehand_may_as_well_be_in_the_data(
    rules: list[Triple], data: list[Triple], known: list[Triple]
) -> None:
    compiled = compile_shapes(rules)
    merged = Graph(dict.fromkeys([*data, *known]))
    own = {triple.subject for triple in data}
    assume(all(foci_of(merged, shape) <= own for shape in compiled.roots))  # what is known beforehand is nobody's focus
    expected = outline(validate(compiled, merged))
    for way in (validate, validate_record):
        assert outline(way(compiled, Graph(data, Graph([HIERARCHY, *known])))) == expected


@SETTINGS
@given(paths_of(PROPERTY, inverse=True), data_of(SOUND))
def test_a_path_backwards_leads_where_it_came_from(path: Path, data: list[Triple]) -> None:
    graph, there, back = Graph(data), walk(path), walk(Inverse(path))
    ends = {term for triple in data for term in (triple.subject, triple.object)}
    assert {(one, two) for one in ends for two in there(graph, one)} == {
        (one, two) for two in ends for one in back(graph, two)
    }
