"""The default graph: what all graphs of the store say together, each triple once.

The engine can take the union of the named graphs for the default graph, but then counts a triple that two graphs hold
twice, where SPARQL 1.1 (section 13.2) wants their merge, a set. So the merge is written down: whatever goes into a named
graph goes into the default graph in the same transaction, and leaves it with the last graph that holds it. Leaving takes two
transactions, so after a kill the two are compared once (`mend`).
"""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Engine

_GRAPH = re.compile(rb"[ \t]*<[^<>\n]*>[ \t]*\.[ \t]*\r?$", re.MULTILINE)
"""The graph's name at the end of an N-Quads line, with the full stop."""
_QUESTIONS = files("sparql").joinpath("merge")
AT_ONCE = 2_000
"""Triples that are mended in one go."""


def with_merge(body: bytes) -> bytes:
    """N-Quads of named graphs, and before them the same triples for the default graph."""
    return b"".join((_GRAPH.sub(b" .", body), b"" if not body or body.endswith(b"\n") else b"\n", body))


def remove_quad(engine: Engine, quad: Quad) -> None:
    """Take a quad out of its named graph, and its triple out of the default graph unless another graph holds it.

    The default graph first: who is killed in between leaves nothing in it that no graph says.
    """
    holding = engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    if all(one.graph_name in (quad.graph_name, DefaultGraph()) for one in holding):
        engine.remove(_merged(quad))
    engine.remove(quad)


def remove_graph(engine: Engine, graph: NamedNode) -> None:
    """Drop a whole named graph."""
    for quad in list(engine.quads_for_pattern(None, None, None, graph)):
        remove_quad(engine, quad)
    engine.remove_graph(graph)


def merged(quads: Iterable[Quad]) -> list[Quad]:
    """The same triples in the default graph."""
    return [_merged(quad) for quad in quads]


def is_merged(engine: Engine, quads: Iterable[Quad]) -> bool:
    """Whether the default graph says these quads too."""
    return all(_merged(quad) in engine for quad in quads)


def mend(engine: Engine) -> None:
    """Make the default graph the merge again, whatever it holds; 4 µs a triple, and nothing is written where it is right."""
    missing = _found(engine, "missing")
    while some := list(islice(missing, AT_ONCE)):
        engine.extend(some)
    for quad in _found(engine, "left-over"):
        engine.remove(quad)


def _found(engine: Engine, question: str) -> Iterator[Quad]:
    """What a question on file finds, as of the default graph, in the state in which the engine was when it was asked."""
    rows = engine.query(_QUESTIONS.joinpath(f"{question}.rq").read_text("utf-8"))
    assert isinstance(rows, QuerySolutions)
    return (Quad(*row) for row in rows)


def _merged(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)
