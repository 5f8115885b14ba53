"""Judging by compiled shapes: a whole graph column by column, or one record node by node. The results are the same."""

from shapes.compiled import Shapes
from shapes.evaluation import foci_of, judge, judge_all
from shapes.graph import Graph
from shapes.result import Result


def validate(shapes: Shapes, graph: Graph) -> list[Result]:
    """Every result of judging the graph, shape by shape over all its focus nodes: fast for many nodes.

    Raises NotJudged for shapes that ask SPARQL of a graph that cannot be asked.
    """
    found: list[Result] = []
    for shape in shapes.roots:
        judge_all(graph, shape, foci_of(graph, shape), found)
    return found


def validate_record(shapes: Shapes, graph: Graph) -> list[Result]:
    """The same results, node by node: fast for the few nodes of one record."""
    found: list[Result] = []
    for kind, nodes in graph.kinds.items():
        for shape in shapes.by_class.get(kind, ()):
            for focus in nodes:
                judge(graph, shape, focus, found)
    for shape in shapes.others:
        for focus in foci_of(graph, shape):
            judge(graph, shape, focus, found)
    return found
