"""One record of ISO 19139 (gmd, gmi and their national profiles) or ISO 19115-3 (mdb) as a dataset.

After GeoDCAT-AP 2.0's mapping, kept to what DCAT-AP has a place for. Names are read without their namespaces: the two
standards, and the profiles, name most things alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pyoxigraph import NamedNode

from harvesters.iris import web
from harvesters.iso_extent import draft_extents
from harvesters.iso_limits import draft_constraints
from harvesters.iso_online import draft_distributions
from harvesters.iso_parties import draft_parties, parties
from harvesters.iso_subjects import GEODCAT, draft_subjects
from harvesters.iso_words import Tongues, anchor, code, is_empty, line
from harvesters.origins import Origin, record_of
from harvesters.places import number_of
from harvesters.record_draft import RecordDraft
from harvesters.sifting import SERVICE_ALONE, SERVICE_OF_OTHERS, Aside
from harvesters.source import Harvested, Unreadable
from harvesters.texts import names_in
from harvesters.tongues import tell
from harvesters.xmltree import attribute, children, every, first, local, texts_at, words
from vocab.identifiers import mint_key
from vocab.namespaces import DCAT, DCT, FOAF, RDF, RDFS

_RESOURCE_TYPE = "http://inspire.ec.europa.eu/metadata-codelist/ResourceType/"
_DATES = {
    "creation": DCT.created,
    "publication": DCT.issued,
    "released": DCT.issued,
    "revision": DCT.modified,
    "lastRevision": DCT.modified,
    "lastUpdate": DCT.modified,
}
_USED = names_in(
    """citation abstract pointOfContact descriptiveKeywords topicCategory extent resourceConstraints language
    defaultLocale otherLocale characterSet resourceMaintenance serviceType serviceTypeVersion couplingType coupledResource
    operatesOn containsOperations spatialRepresentationType status locale"""
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_EPSG = re.compile(r"(?:epsg[:/]+(?:[\d.]*[:/])?|EPSG/0/)(\d{4,6})", re.I)


@dataclass(frozen=True, slots=True)
class _Record:
    """One record, what identifies it, the tongues it speaks."""

    told: Element
    identification: Element
    tongues: Tongues
    identifier: str


def is_iso(element: Element) -> bool:
    """Whether this element is a metadata record of ISO 19115, under whichever name its profile gives it."""
    name = local(element.tag)
    stated = attribute(element, "isoType").rpartition(":")[2]
    return name.endswith(("MD_Metadata", "MI_Metadata")) or stated in ("MD_Metadata", "MI_Metadata")


def draft_iso(told: Element, origin: Origin, known_as: str = "") -> Harvested | Unreadable | Aside:
    """The dataset of a record; `known_as` is what the envelope calls the record, where it has an own name for it.

    A service over datasets that have records of their own is set aside.
    """
    identification = first(told, "identificationInfo/*")
    if identification is None:
        return Unreadable(
            "", "Bản ghi không có phần nhận dạng (identificationInfo).", "The record has no identificationInfo."
        )
    record = _Record(told, identification, Tongues.of(told), known_as or _file_identifier(told))
    if _is_service(record) and any(_operates_on(identification)):
        return Aside(SERVICE_OF_OTHERS)
    return _drafted(record, origin)


def _drafted(record: _Record, origin: Origin) -> Harvested:
    told, identification, tongues = record.told, record.identification, record.tongues
    stated = list(_resource_identifiers(identification))
    identifier = record.identifier or next(iter(stated), "") or mint_key(words(identification))
    uri = next(filter(None, map(web, stated)), "")
    draft = RecordDraft(NamedNode(uri) if uri else origin.node(identifier))
    titles, others = (tongues.all(identification, f"citation/*/{name}") for name in ("title", "alternateTitle"))
    tell(draft, DCT.title, titles or others)
    tell(draft, DCT.alternative, others if titles else ())
    tell(draft, DCT.description, tongues.all(identification, "abstract"))
    draft.text(DCT.identifier, uri or next(iter(stated), "") or identifier)
    _draft_dates(draft, identification)
    _draft_kind(draft, record)
    draft_subjects(draft, identification, tongues)
    draft_constraints(draft, identification, tongues)
    _draft_parties(draft, record)
    draft_extents(draft, identification, tongues)
    _draft_quality(draft, record)
    draft_distributions(draft, told, identification, tongues)
    _draft_record(draft, record, identifier)
    if _is_service(record):
        draft.notice(SERVICE_ALONE)
    return draft.harvested(identifier, _left_out(identification), told)


def _file_identifier(told: Element) -> str:
    return line(told, "fileIdentifier") or line(told, "metadataIdentifier/*/code") or attribute(told, "uuid")


def _resource_identifiers(identification: Element) -> Iterator[str]:
    """The identifiers of the dataset itself; a code within a web address of its own is joined to that."""
    for told in every(identification, "citation/*/identifier/*"):
        stated = anchor(first(told, "code")) or line(told, "code")
        within = line(told, "codeSpace")
        if stated and web(within) and not web(stated):
            yield f"{within.rstrip('/#')}/{stated}" if within[-1] not in "/#" else within + stated
        elif stated:
            yield stated


def _draft_dates(draft: RecordDraft, identification: Element) -> None:
    seen = set()
    for told in every(identification, "citation/*/date/CI_Date"):
        predicate = _DATES.get(code(first(told, "dateType")))
        if predicate and predicate not in seen and (when := words(first(told, "date"))):
            seen.add(predicate)
            draft.date(predicate, when)


def _draft_kind(draft: RecordDraft, record: _Record) -> None:
    level = _level(record.told)
    if level in ("dataset", "series", "service"):
        draft.say(GEODCAT.resourceType, NamedNode(_RESOURCE_TYPE + level))
    for prop in every(record.identification, "language", "defaultLocale/PT_Locale/language"):
        if spoken := code(prop):
            draft.link(DCT.language, re.split(r"[;,\s]", spoken, maxsplit=1)[0])
    for prop in every(record.identification, "resourceMaintenance/*/maintenanceAndUpdateFrequency"):
        draft.text(DCT.accrualPeriodicity, code(prop))
        return


def _level(told: Element) -> str:
    for path in ("hierarchyLevel", "metadataScope/*/resourceScope"):
        if (prop := first(told, path)) is not None:
            return code(prop)
    return ""


def _is_service(record: _Record) -> bool:
    return _level(record.told) == "service" or local(record.identification.tag) == "SV_ServiceIdentification"


def _operates_on(identification: Element) -> Iterator[str]:
    """The datasets that a service names as its own, by the address or identifier of their records."""
    for prop in children(identification, "operatesOn"):
        yield from filter(None, [web(attribute(prop, "href")), attribute(prop, "uuidref")])


def _draft_parties(draft: RecordDraft, record: _Record) -> None:
    own = [
        *parties(record.identification, "pointOfContact", record.tongues),
        *parties(record.identification, "citation/*/citedResponsibleParty", record.tongues),
    ]
    others = [
        *parties(record.told, "distributionInfo/*/distributor/*/distributorContact", record.tongues),
        *parties(record.told, "contact", record.tongues),
    ]
    draft_parties(draft, own, others)


def _draft_quality(draft: RecordDraft, record: _Record) -> None:
    for path in ("dataQualityInfo/*/lineage/*/statement", "resourceLineage/*/statement"):
        if statement := record.tongues.all(record.told, path):
            tell(draft, RDFS.label, statement, draft.part(DCT.provenance, DCT.ProvenanceStatement))
    for result in every(record.told, "dataQualityInfo/*/report/*/result/DQ_ConformanceResult"):
        if words(first(result, "pass")) in ("true", "1"):
            _draft_standard(draft, result, record.tongues)
    for told in texts_at(record.told, "referenceSystemInfo/*/referenceSystemIdentifier/*/code"):
        if number := _EPSG.search(told) or re.fullmatch(r"(\d{4,5})", told):
            draft.say(GEODCAT.referenceSystem, NamedNode(f"http://www.opengis.net/def/crs/EPSG/0/{number[1]}"))
    for prop in every(record.identification, "spatialResolution/*/distance/*"):
        unit = attribute(prop, "uom").rpartition("#")[2].lower()
        draft.decimal(DCAT.spatialResolutionInMeters, _metres(words(prop), unit))


def _metres(said: str, unit: str) -> str:
    """A distance in metres; "" in another unit, and for "1,000", which is a thousand to some and one to others."""
    far = "" if _THOUSANDS.fullmatch(said) else said.replace(",", ".")
    if unit == "km":
        kilometres = number_of(far)
        return "" if kilometres is None else f"{kilometres * 1000:.3f}"
    return far if unit in ("m", "metre", "meter") else ""


def _draft_standard(draft: RecordDraft, result: Element, tongues: Tongues) -> None:
    title = first(result, "specification/*/title")
    address = anchor(title)
    said = tongues.words(title)
    if address:
        draft.say(DCT.conformsTo, NamedNode(address))
    elif said:
        tell(draft, DCT.title, said, draft.part(DCT.conformsTo, DCT.Standard))


def _draft_record(draft: RecordDraft, record: _Record, identifier: str) -> None:
    """When the catalogue wrote its record: never a date of the data."""
    node = record_of(draft.focus)
    draft.say(RDF.type, DCAT.CatalogRecord, node)
    draft.say(FOAF.primaryTopic, draft.focus, node)
    draft.text(DCT.identifier, identifier, node)
    stamps = list(texts_at(record.told, "dateStamp")) or [
        words(first(told, "date"))
        for told in every(record.told, "dateInfo/CI_Date")
        if code(first(told, "dateType")) == "revision"
    ]
    draft.date(DCT.modified, stamps, node)


def _left_out(identification: Element) -> Iterator[str]:
    """What is said of the dataset and has no place in the description."""
    for prop in children(identification):
        if local(prop.tag) not in _USED and not is_empty(prop):
            yield local(prop.tag)
