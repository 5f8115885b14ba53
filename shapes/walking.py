"""Property paths as closures: from a focus node to its value nodes, each once (SHACL section 2.3.1; SPARQL section 9)."""

from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode

from shapes.compiled import Walk
from shapes.graph import Graph
from shapes.paths import Choice, Inverse, Path, Repeated, Steps
from shapes.rule import Term


def walk(path: Path) -> Walk:
    """The way from a focus node to the values at the end of the path."""
    if isinstance(path, NamedNode):
        return lambda graph, focus: graph.objects(focus, path)
    if isinstance(path, Steps):
        return _steps([walk(step) for step in path.paths])
    if isinstance(path, Choice):
        return _choice([walk(one) for one in path.paths])
    if isinstance(path, Inverse):
        return _backwards(path.path)
    plain, sign = _unnested(path)
    return _repeated(walk(plain), sign)


def _unnested(path: Repeated) -> tuple[Path, str]:
    """Repeats of repeats as one: (p*)+ reaches what p* does, and no way is walked twice."""
    inner, sign = path.path, path.sign
    while isinstance(inner, Repeated):
        sign = sign if inner.sign == sign else "*"
        inner = inner.path
    return inner, sign


def _backwards(path: Path) -> Walk:
    """The same path from its end to its beginning: only single properties are left to be walked backwards."""
    if isinstance(path, NamedNode):
        return lambda graph, focus: graph.subjects(path, focus)
    if isinstance(path, Steps):
        return _steps([_backwards(step) for step in reversed(path.paths)])
    if isinstance(path, Choice):
        return _choice([_backwards(one) for one in path.paths])
    if isinstance(path, Inverse):
        return walk(path.path)
    plain, sign = _unnested(path)
    return _repeated(_backwards(plain), sign)


def _steps(steps: Sequence[Walk]) -> Walk:
    def along(graph: Graph, focus: Term) -> Sequence[Term]:
        reached: Sequence[Term] = (focus,)
        for step in steps:
            reached = _once(value for node in reached for value in step(graph, node))
        return reached

    return along


def _choice(ways: Sequence[Walk]) -> Walk:
    return lambda graph, focus: _once(value for way in ways for value in way(graph, focus))


def _repeated(step: Walk, sign: str) -> Walk:
    def along(graph: Graph, focus: Term) -> Sequence[Term]:
        if sign == "?":
            return _once((focus, *step(graph, focus)))
        reached: dict[Term, None] = {focus: None} if sign == "*" else {}
        waiting, walked = [focus], {focus}
        while waiting:
            for value in step(graph, waiting.pop()):
                reached[value] = None
                if value not in walked:
                    walked.add(value)
                    waiting.append(value)
        return tuple(reached)

    return along


def _once(values: Iterable[Term]) -> Sequence[Term]:
    return tuple(dict.fromkeys(values))
