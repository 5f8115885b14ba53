"""RDF/XML: guarded before any parser that expands entities sees it, and mended where old tools slip.

Refused: any DOCTYPE (entity bombs live there), elements nested over 64 deep, XML that is not well-formed. Mended, each
with a notice: illegal characters in rdf:about and its like, node names that are no XML names, text beside an
rdf:resource, language tags that no standard knows. A link to nowhere (`rdf:resource=""`) would mean the document itself,
which nobody meant: it is left out, with a notice.
"""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pyoxigraph import Quad, RdfFormat, parse

from harvesters.errors import NotReadable
from harvesters.formats import ROOTS
from harvesters.iris import mend
from harvesters.mended import links_to_nowhere, mended_iris, mended_tags
from harvesters.source import Notice, Unreadable
from harvesters.texts import counted, language_tag
from harvesters.xmlkinds import UNREAD
from harvesters.xmltree import LANG, guard, without_declaration
from vocab.namespaces import DCAT, RDF

_NOWHERE = re.compile(r"""resource\s{0,99}=\s{0,99}(?:"\s{0,99}"|'\s{0,99}')""")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_IRIS = tuple(f"{{{RDF.iri}}}{name}" for name in ("about", "resource", "datatype"))
_NODE_ID = f"{{{RDF.iri}}}nodeID"
_RESOURCE = f"{{{RDF.iri}}}resource"
_ROOT = f"{{{RDF.iri}}}RDF"
_LINKS = frozenset({f"{{{DCAT.iri}}}dataset", f"{{{DCAT.iri}}}record", f"{{{DCAT.iri}}}service"})


@dataclass(slots=True)
class XmlReading:
    """The statements read, what was mended, and what could not be read."""

    quads: list[Quad]
    notices: list[Notice] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def read_rdfxml(text: str, base: str) -> XmlReading:
    """The statements of an RDF/XML text.

    Raises NotReadable as the top of this module says, and when the document is some other XML.
    """
    text = without_declaration(text)
    guard(text, _refuse_other_xml)
    if _NOWHERE.search(text):
        return _read_mended(text, base)
    try:
        return XmlReading(_parse(text, base))
    except SyntaxError:
        return _read_mended(text, base)


def _parse(text: str, base: str) -> list[Quad]:
    return list(parse(text, format=RdfFormat.RDF_XML, base_iri=base))


def _refuse_other_xml(name: str) -> None:
    if name in UNREAD:
        vi, en = UNREAD[name]
        raise NotReadable(f"XML này là {vi}, không phải RDF/XML.", f"This XML is {en}, not RDF/XML.")
    if kind := ROOTS.get(name):
        raise NotReadable(
            f"XML này là <{name}>, không phải RDF/XML: hãy chọn --kind {kind}.",
            f"This XML is <{name}>, not RDF/XML: choose --kind {kind}.",
        )


def _read_mended(text: str, base: str) -> XmlReading:
    """Mend the tree and parse again; if that fails, parse its outermost nodes one by one and keep the sound ones."""
    root = ElementTree.fromstring(text)
    counts: dict[str, int] = {}
    _drop_nowhere(root, counts)
    for element in root.iter():
        _mend_element(element, counts)
    reading = XmlReading([], [_notice(kind, count) for kind, count in counts.items()])
    try:
        reading.quads = _parse(_write(root), base)
    except SyntaxError as error:
        if root.tag != _ROOT:
            raise _refusal(error) from error
        _read_one_by_one(root, base, reading)
        if not reading.quads:
            raise _refusal(error) from error
    return reading


def _drop_nowhere(root: ElementTree.Element, counts: dict[str, int]) -> None:
    """Leaves out the properties whose address is empty."""
    for parent in list(root.iter()):
        empty = [child for child in parent if not child.get(_RESOURCE, "there").strip()]
        for child in empty:
            parent.remove(child)
        if empty:
            counts["nowhere"] = counts.get("nowhere", 0) + len(empty)


def _mend_element(element: ElementTree.Element, counts: dict[str, int]) -> None:
    for name in _IRIS:
        written = element.get(name)
        if written is not None and mend(written) != written:
            element.set(name, mend(written))
            counts["iri"] = counts.get("iri", 0) + 1
    label = element.get(_NODE_ID)
    if label is not None and not _NAME.fullmatch(label):
        element.set(_NODE_ID, "n" + label.encode().hex())
        counts["node"] = counts.get("node", 0) + 1
    tag = element.get(LANG)
    if tag is not None and language_tag(tag) != tag:
        del element.attrib[LANG]
        if better := language_tag(tag):
            element.set(LANG, better)
        counts["tag"] = counts.get("tag", 0) + 1
    if _RESOURCE in element.attrib and (len(element) or (element.text or "").strip()):
        element.text = None
        del element[:]
        counts["text"] = counts.get("text", 0) + 1


def _read_one_by_one(root: ElementTree.Element, base: str, reading: XmlReading) -> None:
    for node in _outermost(root):
        alone = ElementTree.Element(root.tag, root.attrib)
        alone.append(node)
        try:
            reading.quads += _parse(_write(alone), base)
        except SyntaxError as error:
            refusal = _refusal(error)
            where = node.get(_IRIS[0]) or node.tag.rpartition("}")[2]
            reading.unreadable.append(Unreadable(where, refusal.vi, refusal.en))


def _outermost(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The node elements under the root; datasets written inside their catalogue are lifted out of it."""
    nodes = list(root)
    for node in root:
        for link in [child for child in node if child.tag in _LINKS]:
            for inner in list(link):
                if iri := inner.get(_IRIS[0]):
                    link.remove(inner)
                    link.set(_RESOURCE, iri)
                    link.text = None
                    nodes.append(inner)
    return nodes


def _write(element: ElementTree.Element) -> str:
    return ElementTree.tostring(element, encoding="unicode")


def _refusal(error: SyntaxError) -> NotReadable:
    said = error.msg[:200]
    return NotReadable(f"RDF/XML không hợp lệ: {said}.", f"Not valid RDF/XML: {said}.")


def _notice(kind: str, count: int) -> Notice:
    if kind == "iri":
        return mended_iris(count)
    if kind == "nowhere":
        return links_to_nowhere(count)
    if kind == "tag":
        return mended_tags(count)
    vi, en = {
        "node": (
            f"{count} tên nút (rdf:nodeID) không hợp lệ; đã đặt tên khác.",
            counted(count, "node name (rdf:nodeID) was no XML name", "node names (rdf:nodeID) were no XML names")
            + "; renamed.",
        ),
        "text": (
            f"{count} phần tử vừa có rdf:resource vừa có chữ; đã giữ địa chỉ, bỏ chữ.",
            counted(count, "element", "elements")
            + " had text beside rdf:resource; the address was kept, the text dropped.",
        ),
    }[kind]
    return Notice(f"mended-{kind}", vi, en)
