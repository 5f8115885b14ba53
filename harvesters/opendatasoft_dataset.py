"""One dataset of OpenDataSoft to triples: its blocks of metadata (`default`, `dcat`, `dcat_ap`, `inspire`, `custom`),
the exports that the portal makes of its rows, attachments and other files.

Version 1.0 has one flat block, with the others beside it in `interop_metas`; Explore has them all in `metas`.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.iris import UNKNOWN_BASE, is_web, mend, node, web
from harvesters.places import box_of, draft_box, draft_place
from harvesters.record_draft import RecordDraft, addresses, focus_of
from harvesters.source import Harvested
from harvesters.texts import names_in
from vocab.namespaces import DCAT, DCT, EU, FOAF

_BLOCKS = ("basic", "dcat", "dcat_ap", "dcat_ap_ch", "dcat_ap_de", "inspire", "default")
"""The blocks that say what DCAT has a place for; what a later one says goes before."""
_EXPORTS = (("csv", "CSV", "text/csv"), ("json", "JSON", "application/json"), ("xlsx", "XLSX", ""))
_GEO_EXPORTS = (("geojson", "GEOJSON", "application/geo+json"), ("shp", "SHP", ""))
_TERMS = {
    "theme": DCAT.theme,
    "language": DCT.language,
    "accrualperiodicity": DCT.accrualPeriodicity,
    "frequency": DCT.accrualPeriodicity,
    "maintenance_and_update_frequency": DCT.accrualPeriodicity,
    "update_frequency": DCT.accrualPeriodicity,
    "conforms_to": DCT.conformsTo,
    "access_rights": DCT.accessRights,
    "accessrights": DCT.accessRights,
}
_KNOWN = names_in(
    """title description keyword license license_url modified publisher references creator contributor created issued
    contact_name contact_email spatial temporal temporal_coverage_start temporal_coverage_end territory bbox rights
    contact_individual_name extend_bounding_box_westbound_longitude extend_bounding_box_southbound_latitude
    extend_bounding_box_eastbound_longitude extend_bounding_box_northbound_latitude file_identifier hierarchy_level
    domain records_count visibility metadata_processed data_processed data_visible source_domain source_dataset
    source_domain_title source_domain_address federated modified_updates_on_metadata_change
    modified_updates_on_data_change metadata_languages timezone geographic_reference geographic_reference_auto
    geometry_types parent_domain oauth_scope trusted datasetid dataset_id dataset_uid name
    license_id attributions popularity_score download_count api_call_count explore_popularity_score
    themes_ids shared_catalog publishing_properties isolated_data privacy default_security"""
)


def identifier_of(told: Mapping[str, Any]) -> str:
    """What the portal knows a dataset by: the name that stands in its addresses."""
    return text_of(told.get("dataset_id")) or text_of(told.get("datasetid")) or text_of(told.get("datasetId"))


def draft_dataset(told: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this object describes; `url` is the address of the API that gave it."""
    identifier = identifier_of(told)
    said = _merged(told)
    site = _site(told, said, url)
    page = f"{site}explore/dataset/{quote(identifier[:200], safe='')}/"
    draft = RecordDraft(focus_of(mend(page), url))
    draft.text(DCT.title, said.get("title"))
    draft.text(DCT.description, said.get("description"))
    draft.text(DCT.identifier, identifier)
    draft.text(DCAT.keyword, said.get("keyword"))
    for key, predicate in _TERMS.items():
        draft.terms(predicate, said.get(key))
    draft.licence(said.get("license_url") or said.get("license"))
    draft.rights(said.get("rights"))
    draft.date(DCT.modified, said.get("modified"))
    draft.date(DCT.issued, said.get("issued"))
    draft.date(DCT.created, said.get("created"))
    _people(draft, said)
    _where_and_when(draft, said)
    draft.page(FOAF.page, addresses(said.get("references")))
    draft.address(DCT.source, _elsewhere(said))
    if site != UNKNOWN_BASE:
        draft.address(DCAT.landingPage, page)
    fields = [mapping_of(field) for field in items_of(told.get("fields"))]
    draft.columns(text_of(field.get("label")) or text_of(field.get("name")) for field in fields)
    _restricted(draft, said)
    _distributions(draft, told, site, identifier, page)
    return draft.harvested(identifier, (key for key in said if key not in _KNOWN and key not in _TERMS), told)


def _merged(told: Mapping[str, Any]) -> dict[str, Any]:
    """All that the blocks say, without what is empty; the portal's own words over those of the standards."""
    metas = mapping_of(told.get("metas"))
    beside = {**mapping_of(told.get("interop_metas")), **mapping_of(told.get("extra_metas"))}
    flat = {key: value for key, value in metas.items() if not isinstance(value, dict)}
    blocks = [mapping_of(beside.get(name)) or mapping_of(metas.get(name)) for name in _BLOCKS]
    known = {key for block in (beside, metas) for key in block}
    others = [mapping_of(metas.get(name)) or mapping_of(beside.get(name)) for name in sorted(known - set(_BLOCKS))]
    merged: dict[str, Any] = {}
    for block in (*others, *blocks, flat):
        merged.update({key: _bare(value) for key, value in block.items() if value not in (None, "", [], {})})
    return merged


def _bare(value: Any) -> Any:
    """A value out of the wrapping that the management API puts it in."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _site(told: Mapping[str, Any], said: Mapping[str, Any], url: str) -> str:
    """The portal's root: where the API was asked, else what the dataset says of its domain or of its own address."""
    domain = text_of(said.get("source_domain_address")) or text_of(said.get("domain"))
    if domain and "." not in domain:
        domain = f"{domain}.opendatasoft.com"
    links = (text_of(mapping_of(link).get("href")) for link in items_of(told.get("links")))
    for address in (url, *links, domain, f"https://{domain}" if domain else ""):
        if is_web(mend(address)):
            parts = urlsplit(mend(address))
            return f"{parts.scheme}://{parts.netloc}/"
    return UNKNOWN_BASE


def _elsewhere(said: Mapping[str, Any]) -> str:
    """The page of the dataset that this one is a copy of, on the portal it was federated from; "" for an original."""
    place, name = text_of(said.get("source_domain_address")), text_of(said.get("source_dataset"))
    if not (place and name):
        return ""
    site = place if is_web(place) else f"https://{place}"
    return f"{site.rstrip('/')}/explore/dataset/{quote(name[:200], safe='')}/"


def _people(draft: RecordDraft, said: Mapping[str, Any]) -> None:
    for key, predicate in (("publisher", DCT.publisher), ("creator", DCT.creator), ("contributor", DCT.contributor)):
        for name in items_of(said.get(key)):
            draft.agent(predicate, text_of(name))
    name = text_of(said.get("contact_name")) or text_of(said.get("contact_individual_name"))
    draft.contacts(name, said.get("contact_email"))


def _where_and_when(draft: RecordDraft, said: Mapping[str, Any]) -> None:
    sides = ("westbound_longitude", "southbound_latitude", "eastbound_longitude", "northbound_latitude")
    draft_box(draft, box_of(*(said.get(f"extend_bounding_box_{side}") for side in sides)))
    places = items_of(said.get("spatial")) or items_of(said.get("territory"))
    for place in (*places, *items_of(mapping_of(said.get("bbox")).get("geometry"))):
        draft_place(draft, place)
    start, end = said.get("temporal_coverage_start"), said.get("temporal_coverage_end")
    draft.periods({"start": start, "end": end} if start or end else said.get("temporal"))


def _restricted(draft: RecordDraft, said: Mapping[str, Any]) -> None:
    """What only those may see who belong to the portal is not public."""
    if text_of(said.get("visibility")) in ("restricted", "private"):
        draft.say(DCT.accessRights, EU["access-right/RESTRICTED"])


def _distributions(draft: RecordDraft, told: Mapping[str, Any], site: str, identifier: str, page: str) -> None:
    """The portal's exports of the rows, then files: 1.0 and Explore have the same, at the addresses of Explore 2.1."""
    if site == UNKNOWN_BASE:
        return
    place = f"{site}api/explore/v2.1/catalog/datasets/{quote(identifier[:200], safe='')}"
    features = [text_of(feature) for feature in items_of(told.get("features"))]
    if told.get("has_records") is not False:
        for name, form, mime in (*_EXPORTS, *(_GEO_EXPORTS if "geo" in features else ())):
            draft.data_at(form, page, f"{place}/exports/{name}", form, mime)
    for key, path in (("alternative_exports", "alternative_exports"), ("attachments", "attachments")):
        for item in items_of(told.get(key)):
            _file(draft, mapping_of(item), f"{place}/{path}", page)


def _file(draft: RecordDraft, told: Mapping[str, Any], place: str, page: str) -> None:
    metas = {**told, **mapping_of(told.get("metas"))}
    name = text_of(metas.get("id"))
    address = web(text_of(metas.get("url"))) or (f"{place}/{quote(name[:200], safe='')}" if name else "")
    mime = text_of(metas.get("mimetype")) or text_of(metas.get("mime-type"))
    title = text_of(metas.get("title")) or name
    if node(address) and title:
        form = title.rpartition(".")[2].upper() if "." in title[-6:] else ""
        draft.data_at(title, page, address, form, mime)
