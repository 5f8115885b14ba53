"""OAI-PMH's answers as XML, in the order of elements that OAI-PMH.xsd asks for (specification, sections 3.2 and 4).

A tree is made of everything but descriptions in RDF/XML: those are written by the writer of RDF and put in whole, for a
tree would take their namespaces apart. Texts come here clean: whatever XML 1.0 forbids became U+FFFD.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Comment, Element, SubElement, tostring

from registry.feeds.oai_dc import Said
from vocab.namespaces import RDF

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = f"{OAI}oai_dc/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_DC = "http://purl.org/dc/elements/1.1/"
_IDENTIFIER = f"{OAI}oai-identifier"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
RDF_SCHEMA = f"""{_DECLARATION.decode()}\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{RDF.iri}" elementFormDefault="qualified">
  <xs:element name="RDF">
    <xs:complexType>
      <xs:sequence>
        <xs:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/>
      </xs:sequence>
      <xs:anyAttribute processContents="lax"/>
    </xs:complexType>
  </xs:element>
</xs:schema>
""".encode()
"""A schema of RDF/XML: the W3C has none, and the protocol wants one named for each format."""
_PLACE = re.compile(rb"<!--(\d+)-->")
_PROLOGUE = re.compile(rb"\A\s*<\?xml[^>]*\?>\s*")


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of a record beside its description: who it is, since when (a UTC second), in which sets."""

    identifier: str
    datestamp: str
    sets: tuple[str, ...]
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A record with its description: elements of Dublin Core, or a document of RDF/XML; neither when it is deleted."""

    header: Header
    description: list[Said] | bytes | None


@dataclass(frozen=True, slots=True)
class Token:
    """A page's resumptionToken; "" ends a list that had one. `expires` is a UTC second, "" when there is no token."""

    text: str
    total: int
    cursor: int
    expires: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands around every answer. `said` are the arguments to be repeated, none after badVerb and badArgument."""

    moment: str
    address: str
    said: Mapping[str, str] = field(default_factory=dict)


def faulty(envelope: Envelope, code: str, sentence: str) -> bytes:
    """The answer that is an error."""
    root = _root(envelope)
    SubElement(root, "error", code=code).text = sentence
    return _written(root)


def named(envelope: Envelope, verb: str, told: Iterable[tuple[str, str]], repository: str, sample: str) -> bytes:
    """Identify. `told` are its elements in their order; `repository` is the name in identifiers, "" for none that the
    scheme of identifiers knows."""
    root = _root(envelope)
    there = SubElement(root, verb)
    for name, text in told:
        SubElement(there, name).text = text
    if repository:
        described = SubElement(SubElement(there, "description"), "oai-identifier", _scheme(_IDENTIFIER, ".xsd"))
        parts = (("scheme", "oai"), ("repositoryIdentifier", repository), ("delimiter", ":"))
        for name, text in (*parts, ("sampleIdentifier", sample)):
            SubElement(described, name).text = text
    return _written(root)


def formats(envelope: Envelope, verb: str, told: Iterable[tuple[str, str, str]]) -> bytes:
    """ListMetadataFormats: prefix, schema and namespace of each."""
    root = _root(envelope)
    there = SubElement(root, verb)
    for values in told:
        one = SubElement(there, "metadataFormat")
        for name, text in zip(("metadataPrefix", "schema", "metadataNamespace"), values, strict=True):
            SubElement(one, name).text = text
    return _written(root)


def sets(envelope: Envelope, verb: str, told: Iterable[tuple[str, str, str]]) -> bytes:
    """ListSets: name in the protocol, in Vietnamese and in English of each."""
    root = _root(envelope)
    there = SubElement(root, verb)
    for spec, vi, en in told:
        one = SubElement(there, "set")
        SubElement(one, "setSpec").text = spec
        SubElement(one, "setName").text = vi
        _dublin_core(SubElement(one, "setDescription"), [("title", vi, "vi"), ("title", en, "en")])
    return _written(root)


def headers(envelope: Envelope, verb: str, told: Iterable[Header], token: Token | None) -> bytes:
    """ListIdentifiers."""
    root = _root(envelope)
    there = SubElement(root, verb)
    for one in told:
        _header(there, one)
    _token(there, token)
    return _written(root)


def records(envelope: Envelope, verb: str, told: Iterable[Told], token: Token | None) -> bytes:
    """ListRecords and GetRecord."""
    root = _root(envelope)
    there = SubElement(root, verb)
    documents: list[bytes] = []
    for one in told:
        record = SubElement(there, "record")
        _header(record, one.header)
        if isinstance(one.description, bytes):
            SubElement(record, "metadata").append(Comment(str(len(documents))))
            documents.append(_PROLOGUE.sub(b"", one.description))
        elif one.description is not None:
            _dublin_core(SubElement(record, "metadata"), one.description)
    _token(there, token)
    # No text can hold what a comment begins with: a tree escapes its texts.
    return _PLACE.sub(lambda place: documents[int(place[1])], _written(root))


def _root(envelope: Envelope) -> Element:
    root = Element("OAI-PMH", _scheme(OAI, "OAI-PMH.xsd"))
    SubElement(root, "responseDate").text = envelope.moment
    SubElement(root, "request", dict(envelope.said)).text = envelope.address
    return root


def _scheme(namespace: str, schema: str) -> dict[str, str]:
    """The attributes of an element of a namespace with its schema, as the protocol wants both said."""
    return {"xmlns": namespace, "xmlns:xsi": _XSI, "xsi:schemaLocation": f"{namespace} {namespace}{schema}"}


def _header(there: Element, told: Header) -> None:
    header = SubElement(there, "header", {"status": "deleted"} if told.is_deleted else {})
    SubElement(header, "identifier").text = told.identifier
    SubElement(header, "datestamp").text = told.datestamp
    for spec in told.sets:
        SubElement(header, "setSpec").text = spec


def _dublin_core(there: Element, told: Iterable[Said]) -> None:
    schema = f"{OAI_DC} {OAI}oai_dc.xsd"
    spaces = {"xmlns:oai_dc": OAI_DC, "xmlns:dc": _DC, "xmlns:xsi": _XSI, "xsi:schemaLocation": schema}
    described = SubElement(there, "oai_dc:dc", spaces)
    for name, text, lang in told:
        SubElement(described, f"dc:{name}", {"xml:lang": lang} if lang else {}).text = text


def _token(there: Element, token: Token | None) -> None:
    if token is None:
        return
    attributes = {"completeListSize": str(token.total), "cursor": str(token.cursor)}
    expiring = {"expirationDate": token.expires} if token.expires else {}
    SubElement(there, "resumptionToken", expiring | attributes).text = token.text


def _written(root: Element) -> bytes:
    # A bare carriage return in a text would come back as a line feed.
    return _DECLARATION + tostring(root, encoding="unicode").replace("\r", "&#13;").encode()
