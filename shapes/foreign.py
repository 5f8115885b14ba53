"""Judging by a shapes graph that somebody brings: compiled where it can be, by pySHACL where it must be, and saying so."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Triple

from shapes.collecting import no_collecting
from shapes.compiler import compile_shapes
from shapes.graph import Graph
from shapes.late import late
from shapes.result import Result
from shapes.rule import Words
from shapes.rulebook import Over
from shapes.validator import validate
from vocab.namespaces import SH

oracle = late("shapes.oracle")


@dataclass(frozen=True, slots=True)
class Judged:
    """The results, what the shapes' author should hear of, and why pySHACL had to judge (None: it had not)."""

    results: tuple[Result, ...]
    warnings: tuple[Words, ...]
    by_pyshacl: Words | None


def judge(data: Iterable[Triple], shapes: Iterable[Triple], over: Over | None = None) -> Judged:
    """Judges data by anybody's shapes. `over` lets shapes ask SPARQL; without it such shapes go to pySHACL.

    Raises ShapesRefused for shapes that are not well formed or not understood, whoever would judge by them; NotJudged
    when judging failed.
    """
    said, asked = tuple(data), tuple(shapes)
    compiled = compile_shapes(asked)
    left = compiled.left or _asking(asked, over)
    if left:
        return Judged(tuple(oracle.run(said, asked, advanced=True)), compiled.warnings, _left_to_pyshacl(left))
    with no_collecting():
        graph = Graph(said, only=compiled.asks, ask=over(said) if over else None)
        return Judged(tuple(validate(compiled, graph)), compiled.warnings, None)


def _asking(shapes: tuple[Triple, ...], over: Over | None) -> frozenset[str]:
    asks = over is None and any(triple.predicate in (SH.sparql, SH.target) for triple in shapes)
    return frozenset({"sh:sparql"}) if asks else frozenset()


def _left_to_pyshacl(left: frozenset[str]) -> Words:
    names = ", ".join(sorted(left))
    return {
        "vi": f"Do pySHACL kiểm tra, vì hình mẫu dùng: {names}.",
        "en": f"Judged by pySHACL, for the shapes use: {names}.",
    }
