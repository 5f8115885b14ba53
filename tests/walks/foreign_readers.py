"""Parsers that nobody here wrote, put to what our doors answer: each raises for what is ill-formed, and gives every text it
found, so that none of them may hold what must not leave.
"""

import csv
import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import extruct
import feedparser
import openpyxl
import pyoxigraph
import rdflib
from pyoxigraph import RdfFormat, Triple

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no text of ours may hold: XML 1.0 forbids it, and terminals and spreadsheets obey it."""
Reader = Callable[[bytes], Iterator[str]]
_RDFLIB = {
    RdfFormat.TURTLE: "turtle",
    RdfFormat.RDF_XML: "xml",
    RdfFormat.JSON_LD: "json-ld",
    RdfFormat.N_TRIPLES: "nt",
    RdfFormat.TRIG: "trig",
    RdfFormat.N_QUADS: "nquads",
}
SMALL = 100_000
"""Bytes up to which rdflib reads too, which takes a second for each hundred thousand triples."""


def rdf(syntax: RdfFormat) -> Reader:
    """By pyoxigraph, and by rdflib what is small: both must find as many statements."""

    def read(body: bytes) -> Iterator[str]:
        quads = set(pyoxigraph.parse(body, format=syntax))
        assert quads
        for quad in quads:
            for term in (quad.subject, quad.predicate, quad.object):
                yield term.value if not isinstance(term, Triple) else str(term)
        if len(body) < SMALL:
            assert _in_rdflib(body, syntax) == len(quads)

    return read


def _in_rdflib(body: bytes, syntax: RdfFormat) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # rdflib's own JSON-LD parser still makes a ConjunctiveGraph
        graph = rdflib.Dataset() if syntax in (RdfFormat.TRIG, RdfFormat.N_QUADS) else rdflib.Graph()
        graph.parse(data=body, format=_RDFLIB[syntax])
    return len(graph)


def in_json(body: bytes) -> Iterator[str]:
    yield from _texts(json.loads(body.decode("utf-8"), parse_constant=_refuse))


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def xml(body: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(body).iter():
        yield from filter(None, (element.text, element.tail, *element.attrib.values()))


def atom(body: bytes) -> Iterator[str]:
    """By feedparser, which tolerates much: it must have had nothing to tolerate."""
    yield from xml(body)
    read = feedparser.parse(body)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"


def in_csv(body: bytes) -> Iterator[str]:
    """Every row as long as the first; no cell that a spreadsheet would reckon."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell[:80]
            yield cell


def xlsx(body: bytes) -> Iterator[str]:
    """No cell is a formula."""
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                if isinstance(cell.value, str):
                    yield cell.value
    book.close()


def html(body: bytes) -> Iterator[str]:
    """What a search engine reads of a page; and nothing written by strangers is markup of it."""
    text = body.decode("utf-8")
    assert "<script>alert(1)" not in text
    yield text
    for one in extruct.extract(text, syntaxes=["json-ld"], errors="strict")["json-ld"]:
        yield from _texts(one)


def plain(body: bytes) -> Iterator[str]:
    yield body.decode("utf-8")


READERS: Mapping[str, Reader] = {
    "text/turtle": rdf(RdfFormat.TURTLE),
    "application/rdf+xml": rdf(RdfFormat.RDF_XML),
    "application/ld+json": rdf(RdfFormat.JSON_LD),
    "application/n-triples": rdf(RdfFormat.N_TRIPLES),
    "application/trig": rdf(RdfFormat.TRIG),
    "application/n-quads": rdf(RdfFormat.N_QUADS),
    "application/json": in_json,
    "application/vnd.citationstyles.csl+json": in_json,
    "application/linkset+json": in_json,
    "application/xml": xml,
    "text/xml": xml,
    "application/atom+xml": atom,
    "text/csv": in_csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": xlsx,
    "text/html": html,
    "text/plain": plain,
    "application/x-bibtex": plain,
}
"""By media type."""


def texts_of(body: bytes, content_type: str) -> list[str]:
    """Every text in the body, read by a foreign parser of its media type. Raises KeyError for a type without one."""
    return list(READERS[content_type.partition(";")[0].strip()](body))
