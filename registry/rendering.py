"""Exact N-Quads written in any RDF syntax, so that every reader can read them.

Lexical forms, language tags and blank labels go out as the ledger holds them. Two things cannot be carried everywhere
and are mended here: control characters that XML forbids become U+FFFD in every syntax, so that all say the same; and a
predicate that is no XML name (`http://example.org/1`) is left out of RDF/XML alone, which has no way to write it.

What comes in is what pyoxigraph wrote: canonical lines, which `registry.syntaxes` takes apart without reading them as an
engine does, at a third of the time and without handing over the interpreter at every triple.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

from registry.syntaxes import jsonld, rdfxml, turtle
from registry.syntaxes.lines import Unusual
from vocab.namespaces import PREFIXES

FORMATS: Mapping[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
"""The syntaxes by their file suffix."""

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# What to look for first: these searches cost a tenth of the patterns', and nearly every record has nothing to mend.
_ALLOWED = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n\r")
_NONCHARACTERS = 0xEF
_ESCAPED = (b"\\u", b"\\U", b"\\b", b"\\f")
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)")
_REPLACEMENT = "\ufffd".encode()


def rendered(head: bytes, graphs: Mapping[str, bytes], format: str) -> bytes:
    """One document in a syntax of FORMATS: `head` is N-Triples, `graphs` the N-Quads of each named graph by its IRI.

    `nq` and `trig` keep the graphs apart; the others say all in one graph. Raises SyntaxError when the input is not
    what it should be, KeyError for an unknown format.
    """
    try:
        return document((portion(graph, body, format) for graph, body in {"": head, **graphs}.items()), format)
    except Unusual:
        return rewritten(rendered(head, graphs, "nt"), format)


def document(portions: Iterable[bytes], format: str) -> bytes:
    """A whole document of its portions."""
    begin, end = FRAMES[format]
    said = [one for one in portions if one]
    if said and format == "jsonld":
        said[0] = said[0][1:]
    return b"".join((begin, *said, end))


def portion(graph: str, quads: bytes, format: str) -> bytes:
    """Part of a document: what stands in one graph, "" for N-Triples in none, to be put between the two of FRAMES; in
    JSON-LD after a comma, also the first. Raises SyntaxError and KeyError as `rendered`, and Unusual where only an engine
    could write the document."""
    form, clean = FORMATS[format], readable(quads)
    if form == RdfFormat.N_QUADS:
        return clean
    if form == RdfFormat.N_TRIPLES:
        return without_graph(clean, graph)
    lines = _lines(clean, _end(graph))
    if form == RdfFormat.TRIG and graph:
        return turtle.graph(f"<{graph}>".encode(), lines)
    return _PORTIONS[format](lines)


def rewritten(lines: bytes, format: str) -> bytes:
    """A document in readable N-Triples as an engine writes it in another syntax: where `portion` raised Unusual."""
    form = FORMATS[format]
    return serialize(parse(lines, format=RdfFormat.N_TRIPLES), format=form, prefixes=_prefixes(form)) or b""


def by_engine(lines: Path, document: Path, format: str) -> None:
    """The same of files; nothing is held in memory."""
    form = FORMATS[format]
    triples = parse(path=str(lines), format=RdfFormat.N_TRIPLES)
    serialize(triples, str(document), form, prefixes=_prefixes(form))


def rendered_apart(head: bytes, graphs: Mapping[str, bytes], format: str) -> bytes:
    """The same in a syntax that keeps the named graphs apart: `trig`, `nq` or `jsonld`. Raises as `rendered` does."""
    if format != "jsonld":
        return rendered(head, graphs, format)
    top = readable(head)
    clean = {graph: readable(body) for graph, body in graphs.items()}
    try:
        parts = [jsonld.objects(_lines(top, _end("")))]
        for graph, body in clean.items():
            within = jsonld.objects(_lines(body, _end(graph)))
            parts.append(b',\n{"@id":"%s","@graph":[%s\n]}' % (graph.encode(), within[1:]))
    except Unusual:
        quads = parse(b"".join((top, *clean.values())), format=RdfFormat.N_QUADS)
        return serialize(quads, format=RdfFormat.JSON_LD) or b""
    return b"".join((jsonld.HEAD, b"".join(parts)[1:], jsonld.FOOT))


def without_graph(quads: bytes, graph: str) -> bytes:
    """The N-Triples of N-Quads that all stand in `graph`. (A line ends only at its end: literals escape theirs.)"""
    return _end("").join(quads.split(_end(graph)))


def readable(lines: bytes) -> bytes:
    """N-Triples or N-Quads in which every character that XML 1.0 forbids is U+FFFD."""
    if _NONCHARACTERS in lines or lines.translate(None, _ALLOWED):
        lines = _FORBIDDEN.sub(_REPLACEMENT, lines)
    if b"\\" in lines and any(mark in lines for mark in _ESCAPED):
        lines = _ESCAPE.sub(_without_forbidden, lines)
    return lines


def _without_forbidden(escape: re.Match[bytes]) -> bytes:
    """One escape of N-Triples; a backslash that is itself escaped is an escape too, and stays."""
    point = escape[1] or escape[2]
    if point is None:
        return _REPLACEMENT if escape[0] in (rb"\b", rb"\f") else escape[0]
    return _REPLACEMENT if _FORBIDDEN.fullmatch(chr(int(point, 16)).encode("utf-8", "replace")) else escape[0]


def _end(graph: str) -> bytes:
    """What every line of a graph ends with."""
    return f" <{graph}> .\n".encode() if graph else b" .\n"


def _lines(body: bytes, end: bytes) -> list[bytes]:
    """The lines without their common end, those of one subject together."""
    lines = sorted(body.split(end))
    if lines[0] or body.count(b"\n") != len(lines) - 1:
        raise SyntaxError("a line that is no statement, or stands in another graph")
    return lines[1:]


_PORTIONS: Mapping[str, Callable[[list[bytes]], bytes]] = {
    "ttl": turtle.blocks,
    "trig": turtle.blocks,
    "rdf": rdfxml.elements,
    "jsonld": jsonld.objects,
}
FRAMES: Mapping[str, tuple[bytes, bytes]] = {
    "ttl": (turtle.HEAD, b""),
    "rdf": (rdfxml.HEAD, rdfxml.FOOT),
    "jsonld": (jsonld.HEAD, jsonld.FOOT),
    "nt": (b"", b""),
    "trig": (turtle.HEAD, b""),
    "nq": (b"", b""),
}
"""What a document begins and ends with, by suffix."""


def _prefixes(form: RdfFormat) -> dict[str, str] | None:
    """None in JSON-LD: one may be called like the scheme of an IRI."""
    return None if form == RdfFormat.JSON_LD else PREFIXES
