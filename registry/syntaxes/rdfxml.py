"""RDF/XML (W3C Recommendation, 2014): an element a subject, named by its class where that has a name of ours.

A predicate that is no XML name (`http://example.org/1`) is left out, for RDF/XML has no way to write it.
"""

import re
from collections.abc import Iterable

from registry.syntaxes.lines import (
    SHORT,
    TYPE,
    Remembered,
    Unusual,
    by_subject,
    literal,
    marked,
    unescaped,
)
from vocab.namespaces import PREFIXES, RDF

_SPACES = "".join(f'\n  xmlns:{name}="{iri}"' for name, iri in PREFIXES.items())
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{_SPACES}>\n'.encode()
FOOT = b"</rdf:RDF>\n"
_LETTER = "A-Za-z_À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žƀ-ǃẠ-ỹ"
_NAME = re.compile(rf"[/#:?&=%;,!$'()*+@~][0-9.\-]*([{_LETTER}][{_LETTER}0-9.\-]*)\Z")
"""The end of an IRI that every XML parser takes as a name; expat knows the letters of XML's fourth edition only."""
_LABEL = re.compile(rb"_:([A-Za-z_][A-Za-z0-9_.-]*)")
_RESERVED = frozenset(
    f"{RDF.iri}{name}"
    for name in (
        *("Description", "RDF", "ID", "about", "aboutEach", "aboutEachPrefix"),
        *("bagID", "datatype", "li", "nodeID", "parseType", "resource"),
    )
)
"""What RDF/XML keeps for itself (section 5.1)."""


def elements(lines: Iterable[bytes]) -> bytes:
    """The elements of these lines, to stand between HEAD and FOOT. Raises Unusual."""
    return b"".join([_element(subject, rests) for subject, rests in by_subject(lines)])


def _element(subject: bytes, rests: list[bytes]) -> bytes:
    classes = _CLASSES.keys() & rests
    chosen = min(classes) if classes else b""
    name = _CLASSES[chosen] if classes else b"rdf:Description"
    said = _SAID
    inner = b"".join([said[one] for one in rests if one != chosen])
    return b"<%s rdf:%s>\n%s</%s>\n" % (name, _node(subject, b"about"), inner, name)


def _said(rest: bytes) -> bytes:
    """One property element, b"" where the predicate cannot be written."""
    predicate, _, term = rest.partition(b" ")
    opening, closing = _TAGS[predicate]
    if not opening:
        return b""
    if not term.startswith(b'"'):
        return b"%s rdf:%s/>\n" % (opening, _node(term, b"resource"))
    text, mark = literal(term)
    return b"%s%s%s%s" % (opening, _MARKS[mark], _text(text), closing)


def _node(term: bytes, named: bytes) -> bytes:
    """The attribute, without `rdf:`, that names a node: `about` or `resource` for an IRI, `nodeID` for a nameless one."""
    if label := _LABEL.fullmatch(term):
        return b'nodeID="%s"' % label[1]
    if not term.startswith(b"<") or term.startswith(b"<<"):
        raise Unusual
    return b'%s="%s"' % (named, _attribute(term[1:-1]))


def _tags(predicate: bytes) -> tuple[bytes, bytes]:
    """How a property's element begins and ends; nothing where it cannot be written."""
    iri = predicate[1:-1].decode()
    found = _NAME.search(iri)
    if found is None or iri in _RESERVED:
        return b"", b""
    name = SHORT[predicate]
    if not name.startswith(b"<"):
        return b"  <" + name, b"</%s>\n" % name
    start, name = _attribute(iri[: found.start(1)].encode()), found[1].encode()
    return b'  <ns:%s xmlns:ns="%s"' % (name, start), b"</ns:%s>\n" % name


def _mark(said: bytes) -> bytes:
    language, datatype = marked(said)
    if language:
        return b' xml:lang="%s">' % language
    return b' rdf:datatype="%s">' % _attribute(datatype[1:-1]) if datatype else b">"


def _text(text: bytes) -> bytes:
    if b"\\" in text:
        # An XML reader makes a line feed of a bare carriage return.
        return _escaped(unescaped(text)).replace(b"\r", b"&#xD;")
    return _escaped(text)


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _attribute(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;")


def _class_elements() -> dict[bytes, bytes]:
    """What is said of a node's class -> the element's name, for the classes that catalogues speak of."""
    names = (
        "dcat:Catalog dcat:CatalogRecord dcat:Dataset dcat:DatasetSeries dcat:Distribution dcat:DataService "
        "dct:Location dct:PeriodOfTime dct:ProvenanceStatement dct:RightsStatement dct:LicenseDocument dct:Standard "
        "foaf:Agent foaf:Document foaf:Organization org:FormalOrganization vcard:Kind vcard:Organization "
        "vcard:Individual skos:Concept hydra:Collection hydra:PartialCollectionView spdx:Checksum prov:Attribution"
    )
    split = (name.split(":") for name in names.split())
    return {
        b"%s <%s>" % (TYPE, (PREFIXES[prefix] + name).encode()): f"{prefix}:{name}".encode() for prefix, name in split
    }


_CLASSES = _class_elements()
_TAGS, _MARKS, _SAID = Remembered(_tags), Remembered(_mark), Remembered(_said, b">")
