"""Bytes to triples: strictly, with repairs that are notices. Plain functions, made to run in a disposable worker.

Graph names are dropped: a source does not choose the graphs of this registry. All text is NFC without invisible
characters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import DefaultGraph, Literal, Quad, RdfFormat, Triple

from harvesters.errors import NotReadable
from harvesters.formats import syntax_of
from harvesters.iris import base_of
from harvesters.jsonld import read_jsonld
from harvesters.rdfxml import read_rdfxml
from harvesters.source import Node, Notice, Unreadable
from harvesters.texts import clean, counted, decode
from harvesters.turtle import read_turtle

MAX_BYTES = 64 * 2**20
MAX_TRIPLES = 2_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The triples of a document in their order, without repeats; what was mended; statements that were left out.

    `graphs` are the triples of each graph that the document names; they are among `triples` too.
    """

    triples: tuple[Triple, ...]
    notices: tuple[Notice, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    graphs: Mapping[Node, tuple[Triple, ...]] = field(default_factory=lambda: MappingProxyType({}))


def read_rdf(data: bytes, media_type: str = "", base: str = "") -> Reading:
    """The RDF in these bytes; relative IRIs are resolved against `base`, the address they came from.

    Raises NotReadable, with a sentence and a position, for anything that holds no readable RDF.
    """
    if len(data) > MAX_BYTES:
        raise NotReadable(
            f"Tệp dài {len(data) // 2**20} MiB, nhiều nhất chỉ được {MAX_BYTES // 2**20} MiB.",
            f"The document is {len(data) // 2**20} MiB long; at most {MAX_BYTES // 2**20} MiB is accepted.",
        )
    text, notices = decode(data)
    syntax = syntax_of(text, media_type, base)
    quads, told, unreadable = _read(text, syntax, base_of(base))
    if len(quads) > MAX_TRIPLES:
        raise NotReadable(
            f"Tệp có {len(quads)} bộ ba, nhiều nhất chỉ được {MAX_TRIPLES}.",
            f"The document holds {len(quads)} triples; at most {MAX_TRIPLES} are accepted.",
        )
    graphs = _named(quads)
    return Reading(triples_of(quads), (*notices, *told, *_named_graphs(len(graphs))), tuple(unreadable), graphs)


def _read(text: str, syntax: RdfFormat, base: str) -> tuple[list[Quad], Iterable[Notice], Iterable[Unreadable]]:
    if syntax == RdfFormat.RDF_XML:
        xml = read_rdfxml(text, base)
        return xml.quads, xml.notices, xml.unreadable
    if syntax == RdfFormat.JSON_LD:
        said = read_jsonld(text, base)
        return said.quads, said.notices, said.unreadable
    turtle = read_turtle(text, syntax, base)
    return turtle.quads, turtle.notices, turtle.unreadable


def triples_of(quads: Iterable[Quad]) -> tuple[Triple, ...]:
    """The triples of these statements in their order, without repeats, their texts clean."""
    return tuple(dict.fromkeys(_clean(quad.triple) for quad in quads))


def _clean(triple: Triple) -> Triple:
    term = triple.object
    if not isinstance(term, Literal):
        return triple
    better = clean(term.value)
    if better == term.value:
        return triple
    if term.language:
        return Triple(triple.subject, triple.predicate, Literal(better, language=term.language))
    return Triple(triple.subject, triple.predicate, Literal(better, datatype=term.datatype))


def _named(quads: list[Quad]) -> Mapping[Node, tuple[Triple, ...]]:
    """The triples of each named graph."""
    found: dict[Node, list[Quad]] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, DefaultGraph):
            found.setdefault(quad.graph_name, []).append(quad)
    return MappingProxyType({name: triples_of(said) for name, said in found.items()})


def _named_graphs(count: int) -> tuple[Notice, ...]:
    if not count:
        return ()
    return (
        Notice(
            "named-graphs",
            f"Tệp đặt tên {count} đồ thị; tên đồ thị của nguồn không được dùng.",
            f"The document names {counted(count, 'graph', 'graphs')}; a source's graph names are not used.",
        ),
    )
