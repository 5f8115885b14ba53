"""A bare validation result, as the compiled validator and the oracle both give it."""

from dataclasses import dataclass

from pyoxigraph import Literal

from shapes.paths import Path
from shapes.rule import Term


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result, in the terms of the data it is about (SHACL section 3.6.2).

    `shape` is the source shape's IRI or blank label; `component` an IRI; `severity` is `Violation`, `Warning`, `Info` or,
    for anybody else's, an IRI. `messages` are the shape's own or the query's, values filled in.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: str
    component: str
    severity: str
    messages: tuple[Literal, ...] = ()
