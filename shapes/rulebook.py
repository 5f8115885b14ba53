"""Profiles and their background, compiled: built once, used for every record."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple

from shapes.compiled import Shapes
from shapes.compiler import compile_shapes
from shapes.context import Context
from shapes.errors import LibraryError, ShapesRefused
from shapes.findings import Interpreter
from shapes.graph import Ask, Graph
from shapes.library import Profile
from shapes.rule import Rule

Over = Callable[[Iterable[Triple]], Ask]
"""Makes a way to ask SPARQL of some triples: a throw-away store, which this package has none of."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What records are judged by: the compiled rules of the profiles, and what they must know.

    `soft` names the rules whose violations only warn on a harvested record; `by_oracle` are the rules that only pySHACL
    can evaluate here: of those that ask SPARQL all, without `over`.
    """

    profiles: tuple[Profile, ...]
    context: Context
    background: Graph
    interpreter: Interpreter
    shapes: Shapes
    soft: frozenset[str]
    by_oracle: tuple[Rule, ...]
    over: Over | None


def rulebook(profiles: Sequence[Profile], context: Context, over: Over | None = None) -> Rulebook:
    """The rulebook of these profiles. Raises LibraryError for a rule that is not well formed SHACL."""
    compiled: list[Shapes] = []
    by_oracle: list[Rule] = []
    for rule in (rule for profile in profiles for rule in profile.rules):
        shapes = _compiled(rule)
        if shapes.left or (over is None and rule.asks_sparql):
            by_oracle.append(rule)
        else:
            compiled.append(shapes)
    return Rulebook(
        profiles=tuple(profiles),
        context=context,
        background=Graph([*(triple for said in context.known.values() for triple in said), *context.axioms]),
        interpreter=Interpreter(profiles, context),
        shapes=_joined(compiled),
        soft=frozenset(rule.name for profile in profiles for rule in profile.rules if rule.soft_for_harvest),
        by_oracle=tuple(by_oracle),
        over=over,
    )


def _compiled(rule: Rule) -> Shapes:
    file = f"{rule.name}.ttl"
    try:
        shapes = compile_shapes(rule.triples())
    except ShapesRefused as refusal:
        raise LibraryError(file, refusal.vi, refusal.en) from refusal
    if shapes.warnings:
        raise LibraryError(file, shapes.warnings[0]["vi"], shapes.warnings[0]["en"])
    return shapes


def _joined(compiled: Iterable[Shapes]) -> Shapes:
    roots = tuple(root for shapes in compiled for root in shapes.roots)
    return Shapes(roots, None)
