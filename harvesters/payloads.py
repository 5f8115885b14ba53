"""What stands inside an envelope (CSW, OAI-PMH): each description read by the standard that it is written in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from harvesters.datacite import draft_datacite, is_datacite
from harvesters.dcat import read_dcat
from harvesters.dublin_core import draft_dublin_core, is_dublin_core
from harvesters.errors import NotReadable, OfSomethingElse
from harvesters.iso_record import draft_iso, is_iso
from harvesters.origins import Origin
from harvesters.sifting import NOT_A_DATASET, Aside, Outcome
from harvesters.source import Harvested, Unreadable
from harvesters.xmltree import first, local, space
from vocab.namespaces import DCAT, RDF

_NODES = frozenset({"Dataset", "DatasetSeries", "Catalog", "CatalogRecord", "Distribution"})
_OTHERS = frozenset({"FC_FeatureCatalogue", "CT_CodelistCatalogue", "CI_ResponsibleParty", "CI_Contact"})
"""What catalogues keep beside descriptions of datasets: lists of kinds of features and of codes, people."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the envelope says of a description: where it stands, what it is called, how it is asked for again."""

    position: str
    origin: Origin
    known_as: str = ""
    of_csw: bool = False


def is_payload(element: Element) -> bool:
    """Whether this element is a description in one of the standards below."""
    return is_iso(element) or is_dublin_core(element) or is_datacite(element) or is_rdf(element)


def is_rdf(element: Element) -> bool:
    """Whether this element is RDF/XML: a whole document, or one node of DCAT."""
    within = space(element)
    return within == RDF.iri or (within == DCAT.iri and local(element.tag) in _NODES)


def read_payload(element: Element, envelope: Envelope) -> Iterator[tuple[str, Outcome]]:
    """The datasets that a description holds, each with its position."""
    if is_rdf(element):
        yield from _rdf(element, envelope)
    elif is_iso(element):
        yield envelope.position, draft_iso(element, envelope.origin, envelope.known_as)
    elif is_dublin_core(element):
        drafted = draft_dublin_core(element, envelope.origin, envelope.known_as, envelope.of_csw)
        yield envelope.position, drafted
    elif is_datacite(element):
        yield envelope.position, draft_datacite(element, envelope.origin, envelope.known_as)
    elif local(element.tag) in _OTHERS:
        yield envelope.position, Aside(NOT_A_DATASET, local(element.tag))
    else:
        yield envelope.position, _unknown(element)


def _rdf(element: Element, envelope: Envelope) -> Iterator[tuple[str, Outcome]]:
    """The datasets of embedded RDF; a single one is known by what the envelope calls it."""
    try:
        page = read_dcat(_document(element), "application/rdf+xml", envelope.origin.url)
    except NotReadable as refusal:
        what = refusal.what if isinstance(refusal, OfSomethingElse) else ""
        plainly = Aside(NOT_A_DATASET, what) if what else Unreadable("", refusal.vi, refusal.en)
        yield envelope.position, plainly
        return
    for record in page.records:
        alone = len(page.records) == 1 and envelope.known_as
        yield envelope.position, _named(record, envelope.known_as) if alone else record
    for one in page.unreadable:
        yield envelope.position, Unreadable(f"{envelope.position}, {one.position}", one.reason_vi, one.reason_en)
    if not page.records and not page.unreadable:
        yield envelope.position, Aside(NOT_A_DATASET, "dcat:Catalog")


def _named(record: Harvested, identifier: str) -> Harvested:
    return replace(record, identifier=identifier)


def _document(element: Element) -> bytes:
    """The RDF as a document of its own."""
    if local(element.tag) == "RDF":
        return ElementTree.tostring(element, encoding="unicode").encode()
    root = Element(f"{{{RDF.iri}}}RDF")
    root.append(element)
    return ElementTree.tostring(root, encoding="unicode").encode()


def _unknown(element: Element) -> Unreadable:
    name = local(element.tag)[:80]
    within = space(element)[:200]
    if name == "metadata" and first(element, "idinfo") is not None:
        return Unreadable(
            "",
            "Mô tả theo FGDC (CSDGM), chuẩn mà hệ thống không đọc.",
            "The description is FGDC (CSDGM), which is not read here.",
        )
    return Unreadable(
        "",
        f"Không đọc được mô tả dạng <{name}> ({within or 'không có không gian tên'}).",
        f"A description written as <{name}> ({within or 'no namespace'}) is not read here.",
    )
