"""Answers of OAI-PMH as a schema would look at them: the order of elements and what must be there, written down from the
specification (sections 3.2 and 4, and what its schemas say of single values)."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
SCHEME = "{http://www.openarchives.org/OAI/2.0/oai-identifier}"
LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
ELEMENTS = {
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "identifier",
    "source", "language", "relation", "coverage", "rights",
}  # fmt: skip
CODES = {
    "badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist", "noMetadataFormats",
    "noRecordsMatch", "noSetHierarchy",
}  # fmt: skip
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
_IDENTIFY = (
    "repositoryName baseURL protocolVersion (?:adminEmail )+earliestDatestamp deletedRecord granularity "
    "(?:compression )*(?:description )*"
)
_CONTENT = {
    "Identify": _IDENTIFY,
    "ListMetadataFormats": "(?:metadataFormat )+",
    "ListSets": "(?:set )+(?:resumptionToken )?",
    "GetRecord": "record ",
    "ListRecords": "(?:record )+(?:resumptionToken )?",
    "ListIdentifiers": "(?:header )+(?:resumptionToken )?",
    "metadataFormat": "metadataPrefix schema metadataNamespace ",
    "set": "setSpec setName (?:setDescription )*",
    "header": "identifier datestamp (?:setSpec )*",
    "record": "header (?:metadata )?(?:about )*",
    "resumptionToken": "",
}


def answer(body: bytes) -> Element:
    """The answer's root, after a look at the whole of it."""
    root = ElementTree.fromstring(body)
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"') and root.tag == f"{OAI}OAI-PMH"
    assert (root.get(LOCATION) or "").split() == [OAI[1:-1], f"{OAI[1:-1]}OAI-PMH.xsd"]
    moment, request, *rest = root
    assert (moment.tag, request.tag) == (f"{OAI}responseDate", f"{OAI}request") and _SECOND.fullmatch(moment.text or "")
    assert rest
    for one in rest:
        _look_at(one)
    kinds = [local(one) for one in rest]
    if kinds[0] == "error":
        assert set(kinds) == {"error"}
        codes = {one.get("code") or "" for one in rest}
        assert codes <= CODES
        assert not codes & {"badVerb", "badArgument"} or not request.attrib
    else:
        assert kinds == [request.get("verb")]
    return root


def code(body: bytes) -> str:
    """The error that an answer is, "" for none."""
    found = answer(body).find(f"{OAI}error")
    assert found is None or found.text, "a sentence for people"
    return "" if found is None else found.get("code", "")


def headers(root: Element) -> list[Element]:
    return list(root.iter(f"{OAI}header"))


def identifiers(root: Element, deleted: bool | None = None) -> list[str]:
    """The identifiers of an answer's records, of all or only of those that are, or are not, deleted."""
    found = (one for one in headers(root) if deleted is None or (one.get("status") == "deleted") == deleted)
    return [one.findtext(f"{OAI}identifier", "") for one in found]


def token(root: Element) -> str:
    return root.findtext(f".//{OAI}resumptionToken", "")


def size(root: Element) -> int:
    """How many records the whole list is said to have, 0 where it is on one page."""
    found = root.find(f".//{OAI}resumptionToken")
    return 0 if found is None else int(found.get("completeListSize", ""))


def dublin_core(root: Element) -> Iterator[tuple[str, str]]:
    """The elements of Dublin Core in an answer, in their order."""
    return ((one.tag.removeprefix(DC), one.text or "") for dc in root.iter(OAI_DC) for one in dc)


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _look_at(element: Element) -> None:
    name = local(element)
    if element.tag == OAI_DC:
        assert {one.tag for one in element} <= {f"{DC}{one}" for one in ELEMENTS} and element.get(LOCATION)
        return
    if element.tag == RDF:
        return
    if name in _CONTENT:
        inside = "".join(f"{local(one)} " for one in element)
        assert re.fullmatch(_CONTENT[name], inside), (name, inside)
    if name in ("datestamp", "earliestDatestamp"):
        assert _SECOND.fullmatch(element.text or "")
    if name == "setSpec":
        assert _SPEC.fullmatch(element.text or "")
    if name == "adminEmail":
        assert re.fullmatch(r"\S+@(\S+\.)+\S+", element.text or "")
    if name == "record":
        is_deleted = element[0].get("status") == "deleted"
        assert is_deleted == (len(element) == 1), "a deleted record has no description, another has one"
    if name in ("metadata", "about", "setDescription", "description"):
        assert len(element) == 1, "one root of a namespace of its own"
        assert not element[0].tag.startswith(OAI)
    for one in element:
        _look_at(one)
