"""One item of ArcGIS Hub or Portal to triples, in whichever of its three wrappings it came."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.iris import is_web, web
from harvesters.moments import moment
from harvesters.online import LICENCE
from harvesters.places import draft_place
from harvesters.plain import plain
from harvesters.record_draft import LONG, RecordDraft, focus_of
from harvesters.source import Harvested
from vocab.namespaces import DCAT, DCT, EU, FOAF

PORTAL = "https://www.arcgis.com"
# How the formats of services are called in the code list of file types, by the item's type in lower case.
_SERVICES = {
    "feature layer": "REST",
    "feature service": "REST",
    "table": "REST",
    "map service": "REST",
    "image service": "REST",
    "raster layer": "REST",
    "vector tile service": "REST",
    "scene service": "REST",
    "stream service": "REST",
    "wms": "WMS_SRVC",
    "wfs": "WFS_SRVC",
    "wmts": "WMTS_SRVC",
    "ogcfeatureserver": "OGC API",
}
_EXPORTS = (
    ("csv", "CSV", "text/csv"),
    ("geojson", "GEOJSON", "application/geo+json"),
    ("shapefile", "SHP", ""),
    ("kml", "KML", "application/vnd.google-earth.kml+xml"),
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,500}")
_ACCESS = {"public": "PUBLIC", "org": "RESTRICTED", "shared": "RESTRICTED", "private": "NON_PUBLIC"}
_FILES = {
    "csv": "CSV",
    "microsoft excel": "XLSX",
    "shapefile": "SHP",
    "file geodatabase": "GDB",
    "geojson": "GEOJSON",
    "geopackage": "GPKG",
    "kml": "KML",
    "kml collection": "KML",
    "pdf": "PDF",
    "microsoft word": "DOCX",
    "csv collection": "CSV",
    "sqlite geodatabase": "SQLITE",
    "cad drawing": "DWG",
}


def item_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """An item out of its wrapping: GeoJSON's `properties`, JSON:API's `attributes`, or none."""
    for wrapping in ("properties", "attributes"):
        inner = said.get(wrapping)
        if isinstance(inner, dict):
            own = {key: said[key] for key in ("id", "geometry", "links") if said.get(key)}
            return {**own, **inner}
    return dict(said)


def identifier_of(item: Mapping[str, Any]) -> str:
    """What the portal knows an item by; of a layer of a service, the service's and the layer's number."""
    return text_of(item.get("id"))


def kind_of_item(item: Mapping[str, Any]) -> str:
    """The item's type as the portal names it."""
    return text_of(item.get("hubType")) or text_of(item.get("type"))


def draft_item(item: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this item is; `url` is the address of the API that gave it."""
    identifier = identifier_of(item)
    number, _, layer = identifier.partition("_")
    portal = _portal(url)
    page = f"{portal}/home/item.html?id={quote(number[:200], safe='')}" + (f"&sublayer={layer}" if layer else "")
    draft = RecordDraft(focus_of(page, url))
    draft.text(DCT.title, item.get("title") or item.get("name"))
    draft.text(DCT.description, next(filter(None, map(text_of, _descriptions(item))), ""))
    draft.text(DCT.identifier, identifier)
    draft.text(DCAT.keyword, item.get("tags") or item.get("keywords"))
    draft.link(DCAT.theme, [text.rpartition("/")[2] for text in map(text_of, items_of(item.get("categories")))])
    draft.date(DCT.issued, moment(item.get("created"), 1000))
    draft.date(DCT.modified, moment(item.get("modified") or item.get("updated"), 1000))
    draft.text(DCT.language, text_of(item.get("culture")).partition("-")[0])
    _people(draft, item)
    _licence(draft, item)
    draft_place(draft, _place(item))
    draft.address(DCAT.landingPage, _landing(item, url) or page)
    fields = items_of(item.get("fields")) or items_of(mapping_of(item.get("layer")).get("fields"))
    draft.columns(mapping_of(field).get("alias") or mapping_of(field).get("name") for field in fields)
    for resource in items_of(item.get("additionalResources")):
        draft.page(FOAF.page, mapping_of(resource).get("url"))
    if access := _ACCESS.get(text_of(item.get("access"))):
        draft.say(DCT.accessRights, EU[f"access-right/{access}"])
    _distributions(draft, item, url, portal)
    return draft.harvested(identifier, raw=item)


def _descriptions(item: Mapping[str, Any]) -> Iterator[Any]:
    yield from (item.get(key) for key in ("description", "searchDescription", "snippet"))


def _portal(url: str) -> str:
    """The portal an item lives in: the one asked, else ArcGIS Online, where Hub keeps its items."""
    if is_web(url) and "/sharing/rest" in url:
        return url.partition("/sharing/rest")[0]
    return PORTAL


def _hub(url: str) -> str:
    """The Hub site that was asked; "" when it was none."""
    if is_web(url) and "/api/" in url:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}"
    return ""


def _landing(item: Mapping[str, Any], url: str) -> str:
    said = web(text_of(item.get("landingPage")))
    if said:
        return said
    hub, slug = _hub(url), text_of(item.get("slug")) or identifier_of(item)
    return f"{hub}/datasets/{quote(slug[:200], safe=':')}" if hub else ""


def _people(draft: RecordDraft, item: Mapping[str, Any]) -> None:
    publisher = mapping_of(item.get("publisher"))
    names = (
        publisher.get("name"),
        item.get("source"),
        item.get("orgName"),
        item.get("organization"),
        item.get("owner"),
    )
    draft.agent(DCT.publisher, next(filter(None, map(text_of, names)), ""))
    credit = plain(text_of(item.get("accessInformation")))
    if len(credit) > LONG:
        draft.rights(credit)
    else:
        draft.agent(DCT.creator, credit)
    draft.contacts(item.get("orgContactName"), item.get("orgContactEmail") or item.get("contactEmail"))


def _licence(draft: RecordDraft, item: Mapping[str, Any]) -> None:
    """The structured licence, by its address; what is said of the use of the data in words is about rights."""
    structured = web(text_of(mapping_of(item.get("structuredLicense")).get("url")))
    stated, said = text_of(item.get("license")), text_of(item.get("licenseInfo"))
    linked = (address for address in _ADDRESS.findall(said) if LICENCE.search(address))
    if structured or stated.lower() not in ("", "none", "custom"):
        draft.licence(structured or stated)
    else:
        draft.licence(next(linked, ""))
    draft.rights(said)


def _place(item: Mapping[str, Any]) -> Any:
    for key in ("extent", "itemExtent", "spatial", "geometry"):
        if item.get(key):
            return item[key]
    return None


def _distributions(draft: RecordDraft, item: Mapping[str, Any], url: str, portal: str) -> None:
    """The service an item is, the exports that Hub makes of it, or the file it holds."""
    kind = kind_of_item(item).lower()
    number, _, layer = identifier_of(item).partition("_")
    name, address = quote(number[:200], safe=""), text_of(item.get("url"))
    form = _SERVICES.get(kind, "")
    served = draft.data_at(item.get("title") or item.get("name") or kind, address, form=form) if address else None
    if form == "REST":
        draft.service(served, item.get("title") or item.get("name"), address)
    hub = _hub(url)
    if hub and kind in ("feature layer", "feature service", "table"):
        for export, code, mime in _EXPORTS if kind != "table" else _EXPORTS[:1]:
            place = f"{hub}/api/download/v1/items/{name}/{export}?redirect=true&layers={layer or '0'}"
            draft.data_at(code, place, place, code, mime)
    if not address and kind in _FILES:
        place = f"{portal}/sharing/rest/content/items/{name}/data"
        part = draft.data_at(item.get("name") or item.get("title"), place, place, _FILES[kind])
        draft.size(item.get("size"), part)
