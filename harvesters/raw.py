"""What a source said of one record, as it said it: to be compared with the last time, and to be looked at.

The triples of a record are its raw form where the source speaks RDF; elsewhere it is the JSON value or the XML element
that they were made of. Text is made on demand alone.
"""

import copy
import json
import re
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pyoxigraph import RdfFormat, serialize

from harvesters.source import Harvested
from vocab.namespaces import PREFIXES

JSON, XML, TURTLE = "json", "xml", "turtle"
_PREFIX = re.compile(r"(?<=[<\s/])(?:xmlns:)?ns\d+(?=[:=])")
_DECLARED = re.compile(r'xmlns:(ns\d+)="([^"]*)"')
_NAMES = {
    "http://www.isotc211.org/2005/gmd": "gmd",
    "http://www.isotc211.org/2005/gco": "gco",
    "http://www.isotc211.org/2005/gmx": "gmx",
    "http://www.isotc211.org/2005/srv": "srv",
    "http://www.opengis.net/gml": "gml",
    "http://www.opengis.net/gml/3.2": "gml32",
    "http://www.opengis.net/cat/csw/2.0.2": "csw",
    "http://www.opengis.net/ows": "ows",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dct",
    "http://www.openarchives.org/OAI/2.0/": "oai",
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
}
"""The prefixes that people know these namespaces by; others keep the numbered one."""


def raw_bytes(record: Harvested) -> bytes:
    """The raw form as bytes that are the same whenever the source says the same in the same order of items; fields of an
    object may come in any order."""
    if isinstance(record.raw, Element):
        return bytes(ElementTree.tostring(record.raw, encoding="utf-8"))
    if record.raw is not None:
        return _json(record.raw, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return b"\n".join(sorted(str(triple).encode("utf-8", "surrogatepass") for triple in record.triples))


def raw_text(record: Harvested) -> tuple[str, str]:
    """(JSON | XML | TURTLE, the raw form laid out for a reader)."""
    if isinstance(record.raw, Element):
        return XML, _xml(record.raw)
    if record.raw is not None:
        return JSON, _json(record.raw, indent=2)
    return TURTLE, (serialize(record.triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def _json(value: Any, **layout: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, **layout)


def _xml(element: Element) -> str:
    """The element with its lines indented and its namespaces under the prefixes that people know."""
    shown = copy.deepcopy(element)
    shown.tail = None
    ElementTree.indent(shown)
    text = ElementTree.tostring(shown, encoding="unicode")
    known = {prefix: _NAMES.get(iri, prefix) for prefix, iri in _DECLARED.findall(text)}
    return _PREFIX.sub(lambda found: _renamed(found[0], known), text)


def _renamed(prefix: str, known: dict[str, str]) -> str:
    head, colon, name = prefix.rpartition(":")
    return f"{head}{colon}{known.get(name, name)}"
