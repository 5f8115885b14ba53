"""The questions of `registry bench sparql`, each a file of queries/, and whether two engines said the same to one."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

FOLDER = Path(__file__).with_name("queries")
NAMES = (
    "facet-field",
    "facet-format",
    "title-words",
    "title-without-marks",
    "freshness",
    "join",
    "construct",
    "paging",
    "group",
    "broader",
    "same-title",
    "overlap",
    "not-exists",
    "newest",
    "count-all",
)
NOTHING = "nothing"
"""The question that asks nothing: what it takes is what asking takes."""
ROWS, GRAPH = "application/sparql-results+json", "text/turtle"
GRAPHS = frozenset({"construct"})
_DIGITS = 9
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its text, and the form in which its answer is taken."""

    name: str
    text: str
    accept: str

    @property
    def gives_graph(self) -> bool:
        return self.accept == GRAPH

    def made_new(self) -> str:
        """The same question as nobody has asked it before, so that nothing remembered answers it."""
        return f"{self.text}# {next(_numbers)}"


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says, whatever its order and spelling: how many rows (or triples), and a digest of them."""

    rows: int
    digest: str


@cache
def asked(name: str) -> Asked:
    """The question of this name."""
    return Asked(name, (FOLDER / f"{name}.rq").read_text("utf-8"), GRAPH if name in GRAPHS else ROWS)


def catalogue() -> tuple[Asked, ...]:
    """The fifteen, in their order."""
    return tuple(map(asked, NAMES))


def said(question: Asked, body: bytes) -> Said:
    """What the answer to a question says. Raises ValueError when it is no such answer, SyntaxError when no Turtle."""
    lines = sorted(_triples(body) if question.gives_graph else _rows(json.loads(body)))
    return Said(len(lines), hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest())


def _rows(answer: Mapping[str, Any]) -> Iterator[str]:
    """A row a line: names with values. Engines differ in datatypes and in trailing digits, so neither counts."""
    if "boolean" in answer:
        yield str(answer["boolean"])
        return
    for row in answer["results"]["bindings"]:
        yield json.dumps({name: _value(row[name]) for name in sorted(row)}, ensure_ascii=False)


def _value(cell: Mapping[str, str]) -> str:
    if cell["type"] == "bnode":
        return "_:"
    return _number(cell["value"]) if cell["type"] != "uri" else cell["value"]


def _number(text: str) -> str:
    try:
        return f"{float(text):.{_DIGITS}g}"
    except ValueError:
        return text


def _triples(body: bytes) -> Iterator[str]:
    """A triple a line; only what names it, for the names of nameless nodes and the spelling of values are each engine's."""
    for quad in parse(body, format=RdfFormat.TURTLE):
        yield f"{_iri(quad.subject)} {_iri(quad.predicate)} {_iri(quad.object)}"


def _iri(term: object) -> str:
    text = str(term)
    return text if text.startswith("<") else ""
