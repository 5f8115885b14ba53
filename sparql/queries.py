"""Our own questions, each a file of `queries/`, and the examples people learn from, each a file of `examples/`.

A file's opening comment says what it is for. Of a named query: `Purpose`, `Parameters` and `Columns`, where every name
is written `?name (kind)`, kind being IRI, text, integer, decimal or date. Of an example: `Theme`, `Title-vi`,
`Title-en`, `Text-vi`, `Text-en`, and `Demonstration` where it finds nothing there: why. User text enters a question
only as the value of a parameter, never as part of its text; whole numbers for LIMIT and OFFSET are appended by
`scanner.limited`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, Variable
from pyoxigraph import Store as Engine

from sparql.errors import UnknownQuery
from sparql.scanner import Caps, Scan, limited, scan
from vocab.namespaces import PREFIXES, XSD

Kind = OneOf["IRI", "text", "integer", "decimal", "date"]
KINDS: tuple[Kind, ...] = ("IRI", "text", "integer", "decimal", "date")
Row = Mapping[str, str]
_HEADER = re.compile(r"^#\s*([A-Z][\w-]*):\s*(.*(?:\n#\s{2,}.*)*)", re.MULTILINE)
_NAME = re.compile(r"\?(\w+) \((IRI|text|integer|decimal|date)\)")
_OPENING = re.compile(r"\A(?:#.*\n)+")
_FORM = re.compile(r"^(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)
_DATATYPES = {"integer": XSD.integer, "decimal": XSD.decimal, "date": XSD.date}


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One question on file: its parameters and columns by name, each with its kind."""

    name: str
    purpose: str
    parameters: Mapping[str, Kind]
    columns: Mapping[str, Kind]
    text: str

    def run(self, engine: Engine, limit: int | None = None, offset: int = 0, **values: str | int) -> tuple[Row, ...]:
        """The rows, each column's value as text; a column without a value is absent from its row.

        `values` gives every parameter. Asked of the default graph, the merge of all graphs. Raises UnknownQuery when a
        parameter is missing or unknown, ValueError when a value does not fit its kind.
        """
        if set(values) != set(self.parameters):
            raise UnknownQuery(f"{self.name}?{'&'.join(sorted(values))}", tuple(self.parameters))
        terms: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
            Variable(name): _term(self.parameters[name], str(value)) for name, value in values.items()
        }
        text = self.text if limit is None else self._limited(limit, offset)
        found = engine.query(text, prefixes=PREFIXES, substitutions=terms)
        if not isinstance(found, QuerySolutions):
            raise UnknownQuery(self.name, ("SELECT",))
        answer = json.loads(found.serialize(format=QueryResultsFormat.JSON) or b"{}")
        return tuple(
            {name: cell["value"] for name, cell in row.items() if name not in self.parameters}
            for row in answer["results"]["bindings"]
        )

    def _limited(self, limit: int, offset: int) -> str:
        seen = scan(self.text, Caps())
        text = limited(self.text, seen, limit, offset) if isinstance(seen, Scan) else None
        if text is None:
            raise UnknownQuery(f"{self.name} LIMIT", (self.name,))
        return text


@dataclass(frozen=True, slots=True)
class Example:
    """A question that strangers learn from: what it is called and says, by language, and of which theme it is.

    `form` is its SELECT, ASK or CONSTRUCT; `demonstration` says why it finds nothing in the demonstration, if so.
    """

    name: str
    theme: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    text: str
    form: str = "SELECT"
    demonstration: str = ""


def named(name: str) -> NamedQuery:
    """The question of this name. Raises UnknownQuery."""
    known = named_queries()
    if name not in known:
        raise UnknownQuery(name, tuple(known))
    return known[name]


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """All questions on file, by name, in alphabetical order."""
    return MappingProxyType({name: _named(name, text) for name, text in _texts("queries")})


@cache
def examples() -> tuple[Example, ...]:
    """All examples, by theme, then by name."""
    found = (_example(name, text) for name, text in _texts("examples"))
    return tuple(sorted(found, key=lambda each: (each.theme, each.name)))


def _texts(folder: str) -> list[tuple[str, str]]:
    paths = (path for path in files("sparql").joinpath(folder).iterdir() if path.name.endswith(".rq"))
    return sorted((path.name.removesuffix(".rq"), path.read_text("utf-8")) for path in paths)


def _named(name: str, text: str) -> NamedQuery:
    header = _header(text)
    parameters, columns = _names(header.get("Parameters", "")), _names(header.get("Columns", ""))
    return NamedQuery(name, header.get("Purpose", ""), parameters, columns, text)


def _example(name: str, text: str) -> Example:
    header = _header(text)
    titles, texts = ({lang: header.get(f"{word}-{lang}", "") for lang in ("vi", "en")} for word in ("Title", "Text"))
    asked = _OPENING.sub("", text).strip() + "\n"
    form = _FORM.search(asked)
    why = header.get("Demonstration", "")
    return Example(name, header.get("Theme", ""), titles, texts, asked, form[1] if form else "", why)


def _header(text: str) -> dict[str, str]:
    opening = _OPENING.match(text)
    found = _HEADER.findall(opening[0] if opening else "")
    return {word: " ".join(re.sub(r"\n#\s*", " ", value).split()) for word, value in found}


def _names(text: str) -> Mapping[str, Kind]:
    return MappingProxyType({name: _kind(kind) for name, kind in _NAME.findall(text)})


def _kind(word: str) -> Kind:
    return next(kind for kind in KINDS if kind == word)


def _term(kind: Kind, value: str) -> NamedNode | Literal:
    if kind == "IRI":
        return NamedNode(value)
    return Literal(value, datatype=_DATATYPES[kind]) if kind in _DATATYPES else Literal(value)
