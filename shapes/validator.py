"""Judging by compiled shapes: a whole graph column by column, or one record node by node. The results are the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from shapes.compiled import Shapes
from shapes.errors import NotJudged
from shapes.evaluation import foci_of, judge, judge_all
from shapes.graph import Graph
from shapes.memory import Memory
from shapes.result import Result


def validate(shapes: Shapes, graph: Graph) -> list[Result]:
    """Every result of judging the graph, shape by shape over all its focus nodes: fast for many nodes.

    Raises NotJudged for shapes that ask SPARQL of a graph that cannot be asked, and for data that lead shapes which ask
    for themselves too deep.
    """
    found: list[Result] = []
    with _within_depth(graph):
        for shape in shapes.roots:
            judge_all(graph, shape, foci_of(graph, shape), found)
    return found


def validate_record(shapes: Shapes, graph: Graph) -> list[Result]:
    """The same results, node by node: fast for the few nodes of one record."""
    found: list[Result] = []
    with _within_depth(graph):
        for kind, nodes in graph.kinds.items():
            for shape in shapes.by_class.get(kind, ()):
                for focus in nodes:
                    judge(graph, shape, focus, found)
        for shape in shapes.others:
            for focus in foci_of(graph, shape):
                judge(graph, shape, focus, found)
    return found


@contextmanager
def _within_depth(graph: Graph) -> Iterator[None]:
    graph.memory.reported.clear()
    try:
        yield
    except RecursionError as fault:
        graph.memory = Memory()
        raise NotJudged("RecursionError") from fault
