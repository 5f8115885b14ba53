"""Plain JSON that names things by DCAT's words (`title`, `keyword`, `distribution`, `downloadURL` ...), without RDF.

The fields of one dataset after DCAT-US (Project Open Data) 1.0, 1.1 and 3.0 and the Argentine profile; old CKAN
catalogues share the shape. What an object of 3.0 says, a text of 1.1 says shorter: either is read in any field.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from harvesters.dcat_json_parts import draft_distribution, people, spoken
from harvesters.draft import Draft, items_of, mapping_of, text_of
from harvesters.places import draft_place
from harvesters.plain import without_references
from harvesters.record_draft import RecordDraft, address_in, addresses, focus_of, label_of
from harvesters.source import Harvested
from harvesters.texts import names_in
from vocab.identifiers import mint_key
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, RDFS

_TERMS = {
    "theme": DCAT.theme,
    "superTheme": DCAT.theme,
    "category": DCAT.theme,
    "language": DCT.language,
    "accrualPeriodicity": DCT.accrualPeriodicity,
    "frequency": DCT.accrualPeriodicity,
    "accessLevel": DCT.accessRights,
    "accessRights": DCT.accessRights,
    "subject": DCT.subject,
    "type": DCT.type,
    "relation": DCT.relation,
    "isVersionOf": DCT.isVersionOf,
    "isReferencedBy": DCT.isReferencedBy,
    "applicableLegislation": DCATAP.applicableLegislation,
    "sample": ADMS.sample,
    "status": ADMS.status,
}
_PAGES = {"landingPage": DCAT.landingPage, "references": FOAF.page, "describedBy": FOAF.page, "page": FOAF.page}
_LABELLED = {
    "conformsTo": (DCT.conformsTo, DCT.Standard),
    "provenance": (DCT.provenance, DCT.ProvenanceStatement),
    "source": (DCT.provenance, DCT.ProvenanceStatement),
}
_PARENTS = {"isPartOf": DCT.isPartOf, "inSeries": DCAT.inSeries}
# What is read by the functions below, or says nothing of the data.
_KNOWN = names_in(
    """@id @type @context identifier title description keyword issued releaseDate created modified publisher creator
    contributor contactPoint person mbox spatial temporal distribution license rights otherIdentifier version
    versionNotes versionInfo temporalResolution spatialResolutionInMeters accessURL downloadURL webService feed format
    mediaType seriesMember bureauCode programCode describedByType rightsHolder"""
)
_CODES = ("bureauCode", "programCode")
_INTERVAL = re.compile(r"R\d{0,9}/P[\dTYMWDHS.]{1,20}")
NO_IDENTIFIER = (
    "no-identifier",
    "Nguồn không cho mã; mã được lập từ trang giới thiệu hoặc tiêu đề: đổi chúng thì bản ghi thành bản ghi khác.",
    "The source gives no identifier; one was made of the landing page or title: change these, and it is another record.",
)


def draft_dataset(said: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this object describes; `url` is where it came from."""
    said = _without_references(said)
    identifier = identifier_of(said)
    is_series = "series" in text_of(said.get("@type")).lower()
    draft = RecordDraft(focus_of(identifier, url), DCAT.DatasetSeries if is_series else DCAT.Dataset)
    draft.text(DCT.title, spoken(said.get("title")))
    draft.text(DCT.description, spoken(said.get("description")))
    draft.text(DCT.identifier, identifier)
    _draft_keywords(draft, said.get("keyword"))
    for key, predicate in _TERMS.items():
        draft.terms(predicate, said.get(key))
    for key, page in _PAGES.items():
        draft.page(page, addresses(said.get(key)))
    _statements(draft, said, url)
    _dates(draft, said)
    people(draft, said)
    draft_place(draft, said.get("spatial"))
    draft.periods(said.get("temporal"))
    _distributions(draft, said)
    left_out = [key for key, value in said.items() if _is_left_out(key, value)]
    return draft.harvested(identifier, left_out, said)


def identifier_of(said: Mapping[str, Any]) -> str:
    """What the source knows this dataset by; without such, its landing page, else its title and publisher."""
    if stated := next(filter(None, _identifiers(said)), ""):
        return stated
    landing = text_of(said.get("landingPage"))
    title = text_of(spoken(said.get("title"))) or json.dumps(said.get("title"), sort_keys=True, default=str)
    publisher = text_of(said.get("publisher")) or label_of(mapping_of(said.get("publisher")))
    return landing or mint_key("datajson", title, publisher)


def _identifiers(said: Mapping[str, Any]) -> Iterator[str]:
    """What stands where the identifiers of a dataset do, as text or inside an object."""
    for value in (*items_of(said.get("identifier")), *items_of(said.get("@id"))):
        told = mapping_of(value)
        yield text_of(value) or address_in(told) or label_of(told)


def _without_references(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The dataset with what DKAN tells of each part by reference, {"identifier", "data"}, in its place, and the bare
    values that JSON-LD writes as {"@value", "@type"}."""
    return {key: _unwrapped(value) for key, value in said.items() if not key.startswith("%Ref:")}


def _unwrapped(value: Any) -> Any:
    if isinstance(value, list):
        return [_unwrapped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "data" in value and set(value) <= {"identifier", "data"}:
        return value["data"]
    if "@value" in value and not value.get("@language"):
        return value["@value"]
    return {key: _unwrapped(item) for key, item in value.items()}


def lacks_identifier(said: Mapping[str, Any]) -> bool:
    """Whether the source itself names this dataset by nothing that lasts."""
    return not any(_identifiers(said))


def _draft_keywords(draft: Draft, value: Any) -> None:
    """Keywords of a list, each by language where it is an object; 1.0 wrote them into one text, with commas."""
    if isinstance(value, str):
        draft.text(DCAT.keyword, [part.strip() for part in re.split("[,;]", without_references(value))])
        return
    for keyword in items_of(value):
        draft.text(DCAT.keyword, spoken(keyword))


def _statements(draft: RecordDraft, said: Mapping[str, Any], url: str) -> None:
    draft.licence(said.get("license"))
    draft.rights(said.get("rights"))
    for key, (predicate, kind) in _LABELLED.items():
        for item in items_of(said.get(key)):
            told = mapping_of(item)
            iri = address_in(told)
            if told and iri:
                draft.text(
                    DCT.title if key == "conformsTo" else RDFS.label,
                    label_of(told),
                    draft.part(predicate, kind, iri=iri),
                )
            else:
                draft.labelled(predicate, kind, text_of(item) or label_of(told))
    for key, predicate in _PARENTS.items():
        for item in items_of(said.get(key)):
            if parent := text_of(item) or (identifier_of(item) if isinstance(item, dict) and item else ""):
                draft.say(predicate, focus_of(parent, url))
    draft.other_identifier(said.get("otherIdentifier"))
    draft.text(DCAT.version, said.get("version") or said.get("versionInfo"))
    draft.text(ADMS.versionNotes, spoken(said.get("versionNotes")))
    draft.decimal(DCAT.spatialResolutionInMeters, said.get("spatialResolutionInMeters"))


def _dates(draft: Draft, said: Mapping[str, Any]) -> None:
    """`modified` may say how often the data change instead of when they did (ISO 8601, R/P1D)."""
    draft.date(DCT.issued, said.get("issued") or said.get("releaseDate"))
    draft.date(DCT.created, said.get("created"))
    modified = text_of(said.get("modified"))
    if not _INTERVAL.fullmatch(modified):
        draft.date(DCT.modified, modified)
    elif not said.get("accrualPeriodicity"):
        draft.text(DCT.accrualPeriodicity, modified)


def _distributions(draft: RecordDraft, said: Mapping[str, Any]) -> None:
    """The distributions; those of 1.0, which stand on the dataset itself, when there is no list."""
    columns: list[Any] = []
    listed = [item for item in items_of(said.get("distribution")) if isinstance(item, dict) and item]
    for item in listed:
        columns += draft_distribution(draft, item)
    if not listed:
        for key in ("accessURL", "downloadURL", "webService"):
            if text_of(said.get(key)):
                told = {key: said[key], "accessURL": said[key], "format": said.get("format")}
                draft_distribution(draft, told)
    draft.columns(columns)


def _is_left_out(key: str, value: Any) -> bool:
    if value in (None, "", [], {}):
        return False
    if key in _CODES:
        return True
    return not any(key in table for table in (_KNOWN, _TERMS, _PAGES, _LABELLED, _PARENTS))
