"""Exact N-Quads written in any RDF syntax, so that every reader can read them.

Lexical forms, language tags and blank labels go out as the ledger holds them. Two things cannot be carried everywhere
and are mended here: control characters that XML forbids become U+FFFD in every syntax, so that all say the same; and a
predicate that is no XML name (`http://example.org/1`) is left out of RDF/XML alone, which has no way to write it.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from vocab.namespaces import PREFIXES, RDF

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
# What to look for first: these searches cost a tenth of the patterns', and nearly every page has nothing to mend.
_ALLOWED = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n\r")
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_ESCAPED = (b"\\u", b"\\U", b"\\b", b"\\f")
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)")
_REPLACEMENT = "\ufffd".encode()
_LETTER = "A-Za-z_À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žƀ-ǃẠ-ỹ"
_XML_NAME = re.compile(rf"[/#:?&=%;,!$'()*+@~][0-9.\-]*[{_LETTER}][{_LETTER}0-9.\-]*\Z")
"""The end of an IRI that every XML parser takes as a name; expat knows the letters of XML's fourth edition only."""
_STAND_IN = NamedNode(RDF.iri + "type-as-property")
_RESERVED = frozenset(
    RDF.iri + name
    for name in (
        [
            "Description",
            "RDF",
            "ID",
            "about",
            "aboutEach",
            "aboutEachPrefix",
            "bagID",
            "datatype",
            "li",
            "nodeID",
            "parseType",
            "resource",
        ]
    )
)


def rendered(head: bytes, graphs: Mapping[str, bytes], format: str) -> bytes:
    """One document in a syntax of FORMATS: `head` is N-Triples, `graphs` the N-Quads of each named graph by its IRI.

    `nq` and `trig` keep the graphs apart; the others say all in one graph. Raises SyntaxError when the input is not
    what it should be, KeyError for an unknown format.
    """
    form = FORMATS[format]
    if form == RdfFormat.N_QUADS:
        return readable(head + b"".join(graphs.values()))
    if form == RdfFormat.TRIG:
        quads = parse(readable(head + b"".join(graphs.values())), format=RdfFormat.N_QUADS)
        return serialize(quads, format=form, prefixes=PREFIXES) or b""
    triples = readable(head + b"".join(without_graph(body, graph) for graph, body in graphs.items()))
    return triples if form == RdfFormat.N_TRIPLES else _written(triples, form)


def without_graph(quads: bytes, graph: str) -> bytes:
    """The N-Triples of N-Quads that all stand in `graph`. (A line ends only at its end: literals escape theirs.)"""
    return quads.replace(f" <{graph}> .\n".encode(), b" .\n")


def readable(lines: bytes) -> bytes:
    """N-Triples or N-Quads in which every character that XML 1.0 forbids is U+FFFD."""
    if lines.translate(None, _ALLOWED) or any(mark in lines for mark in _NONCHARACTERS):
        lines = _FORBIDDEN.sub(_REPLACEMENT, lines)
    return _ESCAPE.sub(_without_forbidden, lines) if any(mark in lines for mark in _ESCAPED) else lines


def _without_forbidden(escape: re.Match[bytes]) -> bytes:
    """One escape of N-Triples; a backslash that is itself escaped is an escape too, and stays."""
    point = escape[1] or escape[2]
    if point is None:
        return _REPLACEMENT if escape[0] in (rb"\b", rb"\f") else escape[0]
    return _REPLACEMENT if _FORBIDDEN.fullmatch(chr(int(point, 16)).encode("utf-8", "replace")) else escape[0]


def _written(triples: bytes, form: RdfFormat) -> bytes:
    quads = parse(triples, format=RdfFormat.N_TRIPLES)
    if form != RdfFormat.RDF_XML:
        return serialize(quads, format=form, prefixes=PREFIXES) or b""
    document = serialize(_as_xml(quads), format=form, prefixes=PREFIXES) or b""
    # An XML reader makes a line feed of a bare carriage return; a "<" is always markup here, text escapes its own.
    return (
        document.replace(b"\r", b"&#xD;")
        .replace(b"<rdf:type-as-property", b"<rdf:type")
        .replace(b"</rdf:type-as-property>", b"</rdf:type>")
    )


def _as_xml(quads: Iterable[Quad]) -> list[Quad]:
    return [_typed(quad) for quad in quads if _is_element(quad.predicate.value)]


def _typed(quad: Quad) -> Quad:
    """The serializer makes an element of a node's class; a class that is no name has to stay a property."""
    if quad.predicate == RDF.type and not (isinstance(quad.object, NamedNode) and _is_element(quad.object.value)):
        return Quad(quad.subject, _STAND_IN, quad.object)
    return quad


@lru_cache(maxsize=4096)
def _is_element(iri: str) -> bool:
    """Whether an IRI ends in a name that an XML element may bear, and RDF/XML does not keep for itself."""
    return _XML_NAME.search(iri) is not None and iri not in _RESERVED
