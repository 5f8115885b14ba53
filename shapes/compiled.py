"""What shapes are once they are compiled: closures over a graph, filed by what they must be told.

`ValueConstraint` judges one value by itself, `SetConstraint` the values of a focus node together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode

from shapes.graph import Graph
from shapes.paths import Path
from shapes.rule import Term, Words

Values = Sequence[Term]
Walk = Callable[[Graph, Term], Values]
"""From a focus node to its value nodes."""
About = Literal["absent", "present", "several", "all"]
"""Of which focus nodes a constraint may speak: those without a value, with one, with several, or any."""


class Broken(NamedTuple):
    """How a focus node breaks a constraint; `path` and `messages` only where the constraint gives its own."""

    value: Term | None
    path: Path | None = None
    messages: tuple[RdfLiteral, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueConstraint:
    """A demand on each value node. `component` is the constraint component's IRI."""

    component: str
    holds: Callable[[Graph, Term], bool]


@dataclass(frozen=True, slots=True)
class SetConstraint:
    """A demand on a focus node and its value nodes.

    `broken` tells how the focus node breaks it.
    """

    component: str
    about: About
    broken: Callable[[Graph, Term, Values], Iterable[Broken]]


Constraint = ValueConstraint | SetConstraint


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a shape is about: `kind` is class, node, subjects or objects with the term, or query with its text."""

    kind: Literal["class", "node", "subjects", "objects", "query"]
    term: Term


@dataclass(eq=False, slots=True)
class Shape:
    """One shape. Its parts are filled in while compiling, for shapes may name each other.

    `properties` are the property shapes its value nodes must conform to; `holds_itself` when it is among the shapes it
    asks for.
    """

    name: Term
    path: Path | None = None
    walk: Walk | None = None
    severity: str = "Violation"
    is_off: bool = False
    messages: tuple[RdfLiteral, ...] = ()
    targets: tuple[Target, ...] = ()
    of_values: tuple[ValueConstraint, ...] = ()
    of_sets: tuple[SetConstraint, ...] = ()
    properties: tuple["Shape", ...] = ()
    holds_itself: bool = False
    minds_absence: bool = False
    """Whether it may speak of a focus node that has no value."""
    idle_without: NamedNode | None = None
    """The property without which it has nothing to say, for a shape of one property."""

    @property
    def is_about_a_class(self) -> bool:
        return len(self.targets) == 1 and self.targets[0].kind == "class"


@dataclass(frozen=True)
class Shapes:
    """The shapes that have targets.

    `asks` are the properties they ask of data, None when they ask for all; `warnings` what their author should hear of;
    `left` names what only pySHACL evaluates: such shapes must not be judged by without it.
    """

    roots: tuple[Shape, ...]
    asks: frozenset[NamedNode] | None
    warnings: tuple[Words, ...] = ()
    left: frozenset[str] = frozenset()

    @cached_property
    def by_class(self) -> Mapping[Term, tuple[Shape, ...]]:
        """The shapes that are about the instances of one class and nobody else, by that class."""
        found: dict[Term, tuple[Shape, ...]] = {}
        for shape in self.roots:
            if shape.is_about_a_class:
                kind = shape.targets[0].term
                found[kind] = (*found.get(kind, ()), shape)
        return found

    @cached_property
    def others(self) -> tuple[Shape, ...]:
        """The shapes that are about other nodes, or about several kinds."""
        return tuple(shape for shape in self.roots if not shape.is_about_a_class)
