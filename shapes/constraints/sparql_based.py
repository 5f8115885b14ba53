"""SPARQL-based constraints: `sh:sparql` with a SELECT (SHACL sections 5.1 to 5.3).

A query is asked once of a whole graph, and its rows are kept by `$this`. One that would mean something else then goes
to pySHACL.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from shapes.compiled import Broken, SetConstraint, Values
from shapes.errors import ShapesRefused
from shapes.graph import Graph, Row
from shapes.prefixes import prologue
from shapes.queries import is_set_at_a_time
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH

_PATH = re.compile(r"[$?]PATH\b")
_PLACE = re.compile(r"\{[?$](\w+)\}")


def compile_sparql(source: Source) -> Iterator[SetConstraint]:
    is_property = bool(source.values(SH.path))
    for node in source.values(SH.sparql):
        part = source.at(node)
        if part.flag(SH.deactivated):
            continue
        query = prologue(part) + _select(part, source)
        if not is_set_at_a_time(query):
            source.leave("sh:sparql")
            continue
        messages = tuple(term for term in part.values(SH.message) if isinstance(term, Literal))
        yield _asked(query, messages, is_property)


def _select(part: Source, source: Source) -> str:
    text = part.one(SH.select)
    if not isinstance(text, Literal):
        called = part.called
        raise ShapesRefused(f"{called['vi']}: thiếu sh:select.", f"{called['en']}: sh:select is missing.", "sh:sparql")
    path = source.one(SH.path)
    if not _PATH.search(text.value):
        return text.value
    if not isinstance(path, NamedNode):
        source.leave("$PATH")
        return text.value
    return _PATH.sub(str(path), text.value)


def _asked(query: str, messages: tuple[Literal, ...], is_property: bool) -> SetConstraint:
    def broken(graph: Graph, focus: Term, values: Values) -> Iterator[Broken]:
        for row in graph.rows(query).get(focus, ()):
            value = row.get("value") or (None if is_property else focus)
            path = row.get("path")
            yield Broken(value, path if isinstance(path, NamedNode) else None, _filled(messages, row))

    return SetConstraint(component("SPARQL"), "all", broken)


def _filled(messages: Iterable[Literal], row: Row) -> tuple[Literal, ...]:
    """The messages with the row's values in the place of `{?variable}` (SHACL section 5.3.2)."""
    return tuple(
        Literal(_PLACE.sub(lambda found: _text(row, found), message.value), language=message.language)
        if message.language
        else Literal(_PLACE.sub(lambda found: _text(row, found), message.value))
        for message in messages
    )


def _text(row: Row, found: re.Match[str]) -> str:
    term = row.get(found.group(1))
    if term is None:
        return found.group(0)
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value
