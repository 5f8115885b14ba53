"""Judging by a shapes graph that somebody brings: compiled where it can be, by pySHACL where it must be, and saying so."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Triple

from shapes.compiled import Shapes
from shapes.compiler import compile_shapes
from shapes.errors import NotCompiled
from shapes.graph import Graph
from shapes.oracle import run
from shapes.result import Result
from shapes.rule import Words
from shapes.rulebook import Over
from shapes.validator import validate
from vocab.namespaces import SH


@dataclass(frozen=True, slots=True)
class Judged:
    """The results, what the shapes' author should hear of, and why pySHACL had to judge (None: it had not)."""

    results: tuple[Result, ...]
    warnings: tuple[Words, ...]
    by_pyshacl: Words | None


def judge(data: Iterable[Triple], shapes: Iterable[Triple], over: Over | None = None) -> Judged:
    """Judges data by anybody's shapes. `over` lets shapes ask SPARQL; without it such shapes go to pySHACL.

    Raises ShapesRefused for shapes that are not well formed or not understood, NotJudged when judging them failed.
    """
    said, asked = tuple(data), tuple(shapes)
    try:
        compiled = _compiled(asked, over)
    except NotCompiled as reason:
        results = run(said, asked, advanced=True)
        return Judged(tuple(results), (), {"vi": reason.vi, "en": reason.en})
    graph = Graph(said, only=compiled.asks, ask=over(said) if over else None)
    return Judged(tuple(validate(compiled, graph)), compiled.warnings, None)


def _compiled(shapes: tuple[Triple, ...], over: Over | None) -> Shapes:
    if over is None and any(triple.predicate in (SH.sparql, SH.target) for triple in shapes):
        raise NotCompiled("sh:sparql")
    return compile_shapes(shapes)
