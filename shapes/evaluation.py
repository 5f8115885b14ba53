"""Running compiled shapes: one focus node at a time, or a whole graph column by column; the same results both ways."""

from collections.abc import Collection, Iterable, Iterator, Set

from pyoxigraph import NamedNode

from shapes.compiled import Broken, SetConstraint, Shape, Target, ValueConstraint, Values
from shapes.graph import Column, Graph
from shapes.result import Result
from shapes.rule import Term


def conforms(graph: Graph, shape: Shape, value: Term) -> bool:
    """Whether a value breaks nothing of a shape (SHACL section 3.4.3: of whatever severity)."""
    if shape.is_off:
        return True
    memory, key = graph.memory, (shape, value)
    if shape.holds_itself and memory.lean(key):
        return True
    known = memory.answers.get(key)
    if known is not None:
        return known
    if not shape.holds_itself:
        fits = memory.answers[key] = _fits(graph, shape, value)
        return fits
    begun = memory.ask(key)
    fits = _fits(graph, shape, value)
    memory.answer(key, begun, fits)
    return fits


def _fits(graph: Graph, shape: Shape, focus: Term) -> bool:
    """`_judge` without results: over at the first breach."""
    values: Values = (focus,) if shape.walk is None else shape.walk(graph, focus)
    if not values and not shape.minds_absence:
        return True
    for constraint in shape.of_values:
        holds = constraint.holds
        for value in values:
            if not holds(graph, value):
                return False
    for demand in shape.of_sets:
        for _ in demand.broken(graph, focus, values):
            return False
    for inner in shape.properties:
        if inner.idle_without is None or inner.idle_without in graph.paths:
            for value in values:
                if not conforms(graph, inner, value):
                    return False
    return True


def judge(graph: Graph, shape: Shape, focus: Term, found: list[Result]) -> None:
    """Adds what a shape finds at one focus node to `found`; a shape that asks for itself tells it once."""
    if shape.is_off:
        return
    if shape.holds_itself:
        key = (shape, focus)
        if key in graph.memory.reported:
            return
        graph.memory.reported.add(key)
    _judge(graph, shape, focus, found)


def _judge(graph: Graph, shape: Shape, focus: Term, found: list[Result]) -> None:
    values: Values = (focus,) if shape.walk is None else shape.walk(graph, focus)
    if not values and not shape.minds_absence:
        return
    for constraint in shape.of_values:
        holds = constraint.holds
        for value in values:
            if not holds(graph, value):
                found.append(_result(shape, focus, constraint.component, Broken(value)))
    for demand in shape.of_sets:
        for broken in demand.broken(graph, focus, values):
            found.append(_result(shape, focus, demand.component, broken))
    for inner in shape.properties:
        if inner.idle_without is None or inner.idle_without in graph.paths:
            for value in values:
                judge(graph, inner, value, found)


def judge_all(graph: Graph, shape: Shape, foci: Set[Term], found: list[Result]) -> None:
    """Adds what a shape finds at many focus nodes: the same as `judge` of each, column by column."""
    if shape.is_off or not foci or (shape.idle_without is not None and shape.idle_without not in graph.paths):
        return
    if shape.path is None and not shape.holds_itself:
        _judge_nodes(graph, shape, foci, found)
    elif isinstance(shape.path, NamedNode) and not shape.holds_itself:
        known = foci & graph.background.nodes if graph.background is not None else set()
        _judge_column(graph, shape, shape.path, foci - known if known else foci, found)
        for focus in known:
            judge(graph, shape, focus, found)
    else:
        for focus in foci:
            judge(graph, shape, focus, found)


def _judge_nodes(graph: Graph, shape: Shape, foci: Set[Term], found: list[Result]) -> None:
    """A node shape: each focus node is its own value node."""
    for constraint in shape.of_values:
        for focus in foci:
            if not constraint.holds(graph, focus):
                found.append(_result(shape, focus, constraint.component, Broken(focus)))
    for demand in shape.of_sets:
        for focus in foci:
            for broken in demand.broken(graph, focus, (focus,)):
                found.append(_result(shape, focus, demand.component, broken))
    for inner in shape.properties:
        judge_all(graph, inner, foci, found)


def _judge_column(graph: Graph, shape: Shape, path: NamedNode, foci: Set[Term], found: list[Result]) -> None:
    """A property shape of one property, for focus nodes that the background says nothing of."""
    column = graph.column(path)
    for constraint in shape.of_values:
        for focus, value in _failing(graph, constraint, column, foci):
            found.append(_result(shape, focus, constraint.component, Broken(value)))
    for demand in shape.of_sets:
        for focus in _concerned(demand, column, foci):
            for broken in demand.broken(graph, focus, column.of(focus)):
                found.append(_result(shape, focus, demand.component, broken))
    if shape.properties:
        for focus, value in column.pairs():
            if focus in foci:
                for inner in shape.properties:
                    judge(graph, inner, value, found)


def _failing(graph: Graph, constraint: ValueConstraint, column: Column, foci: Set[Term]) -> Iterator[tuple[Term, Term]]:
    """Each value is judged once, however many nodes have it; of a column that is mostly others', only the own part."""
    holds = constraint.holds
    if len(foci) * 4 < len(column.one):
        for focus in foci:
            for value in column.of(focus):
                if not holds(graph, value):
                    yield focus, value
        return
    failing = {value for value in column.values if not holds(graph, value)}
    if failing:
        yield from (pair for pair in column.having(failing) if pair[0] in foci)


def _concerned(demand: SetConstraint, column: Column, foci: Set[Term]) -> Collection[Term]:
    """The focus nodes that the constraint may speak of."""
    if demand.about == "absent":
        return set(foci).difference(column.one)
    if demand.about == "present":
        return [focus for focus in foci if focus in column.one]
    if demand.about == "several":
        return [focus for focus in column.many if focus in foci]
    return foci


def foci_of(graph: Graph, shape: Shape) -> Set[Term]:
    """The focus nodes of a shape (SHACL section 2.1.3); before a background, only nodes the graph itself describes."""
    if shape.is_about_a_class:
        return graph.instances(shape.targets[0].term)
    found: set[Term] = set()
    for target in shape.targets:
        found.update(_targeted(graph, target))
    return found if graph.background is None else found & graph.nodes


def _targeted(graph: Graph, target: Target) -> Iterable[Term]:
    term = target.term
    if target.kind == "class":
        return graph.instances(term)
    if target.kind == "node":
        return (term,)
    if target.kind == "query":
        return graph.rows(term.value)
    path = NamedNode(term.value)
    found = _at_end(graph, target, path)
    return found if graph.background is None else found | (graph.nodes & _at_end(graph.background, target, path))


def _at_end(graph: Graph, target: Target, path: NamedNode) -> Set[Term]:
    column = graph.column(path)
    return column.one.keys() if target.kind == "subjects" else column.values


def _result(shape: Shape, focus: Term, component: str, broken: Broken) -> Result:
    return Result(
        focus=focus,
        path=broken.path or shape.path,
        value=broken.value,
        shape=shape.name.value,
        component=component,
        severity=shape.severity,
        messages=broken.messages or shape.messages,
    )
