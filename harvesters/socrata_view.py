"""One asset of Socrata to triples, as the discovery API, the views API or the metadata API describes it.

The discovery API's blocks are told in the words of the views API first, so that one table reads all three. Fields that
a portal defines itself (`Common-Core_Publisher`, `Dataset-Summary_Posting-Frequency`) are known by their last word.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.iris import UNKNOWN_BASE, is_web, mend, web
from harvesters.moments import moment
from harvesters.places import draft_place
from harvesters.record_draft import RecordDraft, addresses, focus_of
from harvesters.source import Harvested
from vocab.namespaces import DCAT, DCT, FOAF

_EXPORTS = (("csv", "CSV", "text/csv"), ("json", "JSON", "application/json"), ("xml", "XML", "application/xml"))
_GEO_EXPORTS = (("GeoJSON", "application/geo+json"), ("Shapefile", ""), ("KML", "application/vnd.google-earth.kml+xml"))
_LICENCES = {
    "CC0_10": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC_30_BY": "https://creativecommons.org/licenses/by/3.0/",
    "CC_30_BY_SA": "https://creativecommons.org/licenses/by-sa/3.0/",
    "CC_40_BY": "https://creativecommons.org/licenses/by/4.0/",
    "CC_40_BY_SA": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODBL": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODC_BY": "https://opendatacommons.org/licenses/by/1-0/",
    "PDDL": "https://opendatacommons.org/licenses/pddl/1-0/",
    "PUBLIC_DOMAIN": "https://creativecommons.org/publicdomain/mark/1.0/",
}
"""The views API's codes."""
# What portals call their own fields, by the last part of the name in lower case.
_CUSTOM = {
    "publisher": "publisher",
    "contact-name": "contact",
    "contact-email": "mail",
    "contact-information": "mail",
    "license": "licence",
    "data-frequency": "frequency",
    "agency": "publisher",
    "issued": "issued",
    "last-update": "updated",
    "update-frequency": "frequency",
    "posting-frequency": "frequency",
    "frequency": "frequency",
    "accrual-periodicity": "frequency",
    "language": "language",
    "public-access-level": "access",
    "access-level": "access",
    "temporal-applicability": "period",
    "temporal-coverage": "period",
    "geographic-coverage": "place",
    "spatial-coverage": "place",
    "references": "pages",
    "see-also": "pages",
    "homepage": "pages",
    "data-dictionary": "pages",
    "described-by": "pages",
    "theme": "theme",
    "unique-identifier": "identifier",
}


def view_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """An asset in the words of the views API."""
    resource = item.get("resource")
    if not isinstance(resource, dict):
        return {**item, "custom": _custom_of(item)}
    classified, meta = mapping_of(item.get("classification")), mapping_of(item.get("metadata"))
    names = items_of(resource.get("columns_name"))
    return {
        **resource,
        "assetType": resource.get("type"),
        "category": classified.get("domain_category"),
        "categories": classified.get("categories"),
        "tags": items_of(classified.get("domain_tags")) + items_of(classified.get("tags")),
        "license": meta.get("license"),
        "domain": meta.get("domain"),
        "webUri": item.get("permalink"),
        "link": item.get("link"),
        "owner": item.get("owner"),
        "dataUpdatedAt": resource.get("data_updated_at") or resource.get("updatedAt"),
        "attributionLink": resource.get("attribution_link"),
        "publicationDate": resource.get("publication_date"),
        "blobMimeType": resource.get("blob_mime_type"),
        "columns": [{"name": name} for name in names],
        "custom": _custom_of(item),
    }


def identifier_of(view: Mapping[str, Any]) -> str:
    """What the portal knows an asset by: its four-by-four identifier."""
    return text_of(view.get("id"))


def draft_view(view: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this asset is; `url` is the address of the API that gave it."""
    identifier = identifier_of(view)
    site = _site(view, url)
    page = text_of(view.get("webUri")) or f"{site}d/{quote(identifier[:200], safe='')}"
    custom = mapping_of(view.get("custom"))
    draft = RecordDraft(focus_of(mend(page), url))
    draft.text(DCT.title, view.get("name"))
    draft.text(DCT.description, view.get("description"))
    draft.text(DCT.identifier, identifier)
    draft.other_identifier(view.get("externalId") or custom.get("identifier"))
    draft.text(DCAT.keyword, view.get("tags"))
    draft.link(DCAT.theme, [*items_of(view.get("category")), *items_of(view.get("categories"))])
    draft.link(DCAT.theme, custom.get("theme"))
    _dates(draft, view, custom)
    _people(draft, view, custom)
    licence = mapping_of(view.get("license"))
    named = licence.get("termsLink") or licence.get("name") or view.get("license") or custom.get("licence")
    code = text_of(view.get("licenseId"))
    draft.licence(text_of(named) or _LICENCES.get(code, code))
    draft.link(DCT.accrualPeriodicity, custom.get("frequency"))
    draft.link(DCT.language, custom.get("language"))
    draft.link(DCT.accessRights, custom.get("access"))
    draft_place(draft, custom.get("place"))
    draft.periods(custom.get("period"))
    if site != UNKNOWN_BASE or is_web(page):
        draft.address(DCAT.landingPage, page)
    draft.page(FOAF.page, [item for item in items_of(addresses(custom.get("pages"))) if web(text_of(item))])
    draft.page(FOAF.page, list(_attached(view, site, identifier)))
    columns = (text_of(mapping_of(column).get("name")) for column in items_of(view.get("columns")))
    draft.columns(name for name in columns if not name.startswith(":"))  # those are the portal's own
    _distributions(draft, view, site, identifier, page)
    return draft.harvested(identifier, custom.get("others", ()), view)


def _dates(draft: RecordDraft, view: Mapping[str, Any], custom: Mapping[str, Any]) -> None:
    published = view.get("publicationDate") or view.get("createdAt")
    updated = view.get("dataUpdatedAt") or view.get("rowsUpdatedAt") or view.get("updatedAt")
    draft.date(DCT.issued, custom.get("issued") or moment(published))
    draft.date(DCT.modified, moment(updated or view.get("viewLastModified")) or custom.get("updated"))


def _people(draft: RecordDraft, view: Mapping[str, Any], custom: Mapping[str, Any]) -> None:
    owner = mapping_of(view.get("owner"))
    publisher = custom.get("publisher") or view.get("attribution")
    draft.agent(DCT.publisher, publisher, url=text_of(view.get("attributionLink")))
    name = custom.get("contact") or owner.get("displayName") or owner.get("display_name")
    mail = text_of(custom.get("mail")) or text_of(view.get("contactEmail"))
    if mail or custom.get("contact"):
        draft.contacts(name, mail)
    if view.get("attribution") and custom.get("publisher"):
        draft.agent(DCT.creator, view.get("attribution"))


def _site(view: Mapping[str, Any], url: str) -> str:
    """The portal's root: the asset's own domain, else where the API was asked."""
    for address in (text_of(view.get("webUri")), f"https://{text_of(view.get('domain'))}", url):
        if is_web(address):
            parts = urlsplit(address)
            return f"{parts.scheme}://{parts.netloc}/"
    return UNKNOWN_BASE


def _distributions(draft: RecordDraft, view: Mapping[str, Any], site: str, identifier: str, page: str) -> None:
    """The portal's exports of a table or map, an uploaded file, or the addresses that an external asset leads to."""
    kind = text_of(view.get("assetType")) or text_of(view.get("viewType"))
    name = quote(identifier[:200], safe="")
    outside = list(_outside(view))
    for title, address, form in outside:
        draft.data_at(title, address, form="" if "/" in form else form.upper(), mime=form if "/" in form else "")
    if outside or site == UNKNOWN_BASE or kind in ("href", "federated_href"):
        return
    if kind in ("file", "blobby", "blob"):
        file, mime = text_of(view.get("blobFilename")), text_of(view.get("blobMimeType")).partition(";")[0]
        form = file.rpartition(".")[2].upper() if "." in file[-6:] else ""
        address = f"{site}download/{name}/{quote(mime or 'application/octet-stream')}"
        part = draft.data_at(file or draft_title(view), page, address, form, mime)
        draft.size(view.get("blobFileSize"), part)
        return
    for extension, form, mime in _EXPORTS:
        draft.data_at(form, page, f"{site}api/views/{name}/rows.{extension}?accessType=DOWNLOAD", form, mime)
    if kind in ("map", "geo") or text_of(view.get("displayType")) in ("map", "geoRows"):
        for form, mime in _GEO_EXPORTS:
            draft.data_at(form, page, f"{site}api/geospatial/{name}?method=export&format={form}", form, mime)


def draft_title(view: Mapping[str, Any]) -> str:
    """What an asset is called."""
    return text_of(view.get("name"))


def _outside(view: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Titles, addresses and forms (a media type, or the name of a format) of data that lie elsewhere."""
    meta = mapping_of(view.get("metadata"))
    points = [mapping_of(point) for point in items_of(meta.get("additionalAccessPoints"))]
    for told in ({"urls": meta.get("accessPoints")}, *points):
        for form, address in mapping_of(told.get("urls")).items():
            yield text_of(told.get("title")) or text_of(form), text_of(address), text_of(form)
    if text_of(view.get("assetType")) in ("href", "federated_href") and not meta:
        yield "", text_of(view.get("link")) or text_of(view.get("dataUri")), ""


def _attached(view: Mapping[str, Any], site: str, identifier: str) -> Iterator[str]:
    """The addresses of documents that are attached to an asset."""
    for item in items_of(mapping_of(view.get("metadata")).get("attachments")):
        told = mapping_of(item)
        asset, blob = (quote(text_of(told.get(key)), safe="") for key in ("assetId", "blobId"))
        if site != UNKNOWN_BASE and asset:
            yield f"{site}api/views/{quote(identifier[:200], safe='')}/files/{asset}"
        elif site != UNKNOWN_BASE and blob:
            yield f"{site}api/assets/{blob}"


def _custom_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """The portal's own fields by what they mean, of several the last; the names of those not taken under "others"."""
    others: list[str] = []
    found: dict[str, tuple[str, Any]] = {}
    for name, value in _custom_fields(item):
        known = _CUSTOM.get(name.rpartition("_")[2].strip().lower().replace(" ", "-"))
        told = [item for item in map(text_of, items_of(value)) if item]
        if known and told:
            others += [found[known][0]] if known in found else []
            found[known] = (name, told if len(told) > 1 else told[0])
        elif told:
            others.append(name)
    return {**{known: value for known, (_, value) in found.items()}, "others": others}


def _custom_fields(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    listed = mapping_of(item.get("classification")).get("domain_metadata")
    for pair in items_of(listed):
        told = mapping_of(pair)
        yield text_of(told.get("key")), told.get("value")
    groups = mapping_of(item.get("customFields")) or mapping_of(mapping_of(item.get("metadata")).get("custom_fields"))
    for group, fields in groups.items():
        for name, value in mapping_of(fields).items():
            yield f"{group}_{name}", value
