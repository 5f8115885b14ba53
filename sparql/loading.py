"""N-Quads bodies read and checked, and written into the engine: few in one transaction, many by a bulk load."""

from collections.abc import Mapping

from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Engine

from sparql.errors import WrongGraph
from sparql.merging import with_merge

LOADED_FROM = 250
"""New graphs that come together and are worth a bulk load, which then costs a quarter of the writing thread's time."""
BULK_FROM = 4_000
"""Lines from which on a bulk load costs less than a transaction; at a hundred thousand, a third of it."""
LINES_AT_ONCE = 2_000
"""Lines with blank nodes that are written in one go beside a bulk load."""


def not_loaded(engine: Engine, bodies: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Loads the new graphs among these if they are many; gives the others, which are still to be put.

    A kill in between leaves graphs half written, as one between two transactions does: the position is not moved yet, and
    when they come again they are not new, so the difference is written.
    """
    if len(bodies) < LOADED_FROM:
        return bodies
    fresh = {name: body for name, body in bodies.items() if not engine.contains_named_graph(NamedNode(name))}
    if len(fresh) < LOADED_FROM:
        return bodies
    _load(engine, b"".join(checked(name, body) for name, body in fresh.items()))
    return {name: body for name, body in bodies.items() if name not in fresh}


def add(engine: Engine, body: bytes) -> None:
    """Writes N-Quads beside what is there: few lines all at once or not at all, many as they come."""
    if body.count(b"\n") < BULK_FROM:
        engine.extend(parse(with_merge(body), format=RdfFormat.N_QUADS))
    else:
        _load(engine, body)


def _load(engine: Engine, body: bytes) -> None:
    """Writes many N-Quads. A bulk load leaves Python's threads alone, but names blank nodes anew: the lines that have any
    (or seem to) go in beside it, under their own names."""
    plain: list[bytes] = []
    own: list[bytes] = []
    for line in body.splitlines(keepends=True):
        (own if b"_:" in line else plain).append(line)
    engine.bulk_load(with_merge(b"".join(plain)), format=RdfFormat.N_QUADS)
    for start in range(0, len(own), LINES_AT_ONCE):
        engine.extend(parse(with_merge(b"".join(own[start : start + LINES_AT_ONCE])), format=RdfFormat.N_QUADS))


def read_graph(name: str, body: bytes) -> list[Quad]:
    quads = list(parse(body, format=RdfFormat.N_QUADS))
    graph = NamedNode(name)
    for quad in quads:
        if quad.graph_name != graph:
            raise WrongGraph(f"a body for {name} speaks of {quad.graph_name}")
    return quads


def checked(name: str, body: bytes) -> bytes:
    """The body, of which each line is known to end in its graph. (A line ends only at its end: literals escape theirs.)"""
    if body.count(b"\n") != body.count(f" <{name}> .\n".encode()) or not body.endswith(b"\n"):
        read_graph(name, body)  # raises what is to be said; what is only written otherwise may pass
        return body + b"\n"
    return body
