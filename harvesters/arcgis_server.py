"""A service or a layer of ArcGIS Server to triples, and the services that a server's catalogue names.

A service is a dataset whose layers are its distributions; a layer's own page is a dataset too. What map makers leave
as it was ("Layers", "Map") is no title: then the name in the address is one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.iris import is_web
from harvesters.moments import moment
from harvesters.places import draft_place
from harvesters.plain import plain
from harvesters.record_draft import RecordDraft, focus_of
from harvesters.source import Harvested
from vocab.identifiers import mint_key
from vocab.namespaces import DCAT, DCT

_DATA_SERVICES = ("FeatureServer", "MapServer", "ImageServer")
"""The types of services that hold data; of several under one name, the first is the dataset."""
_SERVER = re.compile(r"/(?:MapServer|FeatureServer|ImageServer|VectorTileServer|SceneServer)(?=/|$)")
_UNTITLED = frozenset({"", "layers", "map", "new map", "new data frame", "data frame", "mxd", "untitled"})
_NO_DATA = frozenset({"group layer", "annotation layer", "annotation sublayer", "dimension layer"})
_OGC = (("WMSServer", "WMS", "WMS_SRVC"), ("WFSServer", "WFS", "WFS_SRVC"))


def is_service(told: Mapping[str, Any]) -> bool:
    """Whether this is a service's page: it says what the service is, and is no layer."""
    marks = ("serviceDescription", "mapName", "singleFusedMapCache", "pixelType", "bandCount", "documentInfo")
    return any(key in told for key in marks) and not is_layer(told)


def is_layer(told: Mapping[str, Any]) -> bool:
    """Whether this is a layer's or table's page, and not just its mention in a service."""
    number = told.get("id")
    numbered = isinstance(number, int) and not isinstance(number, bool)
    return (
        numbered and "name" in told and any(key in told for key in ("fields", "extent", "geometryType", "drawingInfo"))
    )


def draft_service(told: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this service is; `url` is the address of its page."""
    place = _place_of(url)
    info = mapping_of(told.get("documentInfo"))
    title = _titled(info.get("Title")) or _titled(told.get("mapName"))
    title = title or _titled(told.get("name")).rpartition("/")[2]
    title = title or _name_in(place) or plain(text_of(told.get("serviceDescription")))[:100]
    draft = _begun(place, title, told, url)
    texts = (told.get("serviceDescription"), told.get("description"), info.get("Comments"), info.get("Subject"))
    draft.text(DCT.description, next(filter(None, map(text_of, texts)), ""))
    words = [part.strip() for part in text_of(info.get("Keywords")).replace(";", ",").split(",")]
    draft.text(DCAT.keyword, words)
    draft.link(DCAT.theme, text_of(info.get("Category")))
    draft.agent(DCT.creator, text_of(info.get("Author")))
    draft_place(draft, told.get("fullExtent") or told.get("initialExtent") or told.get("extent"))
    if is_web(place):
        draft.service(draft.data_at(title, place, form="REST"), title, place)
        _layers(draft, told, place)
        _ogc(draft, told, place)
    return draft.harvested(_identifier(place, title, told), raw=told)


def draft_layer(told: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this layer or table is; `url` is the address of its page, or of its service's list of layers."""
    place = _layer_place(url, text_of(told.get("id")))
    title = text_of(told.get("name")) or _name_in(place)
    draft = _begun(place, title, told, url)
    draft.text(DCT.description, told.get("description"))
    draft_place(draft, told.get("extent"))
    draft.date(DCT.modified, moment(mapping_of(told.get("editingInfo")).get("lastEditDate"), 1000))
    fields = (mapping_of(field) for field in items_of(told.get("fields")))
    draft.columns(field.get("alias") or field.get("name") for field in fields)
    if is_web(place):
        draft.service(draft.data_at(title, place, form="REST"), title, place)
        _query(draft, told, place, title)
    return draft.harvested(_identifier(place, title, told), raw=told)


def listed_services(answer: Mapping[str, Any], url: str) -> Iterator[Harvested]:
    """The services with data that a server's catalogue names, one for each name, by their names alone."""
    for name, kind in sorted(service_names(answer).items()):
        root = root_of(url)
        place = f"{root}/{quote(name)}/{kind}" if root else f"{name}/{kind}"
        title = name.rpartition("/")[2].replace("_", " ").strip()
        draft = RecordDraft(focus_of(place, url))
        draft.text(DCT.title, title)
        draft.text(DCT.identifier, place)
        if root:
            draft.address(DCAT.landingPage, place)
            draft.service(draft.data_at(title, place, form="REST"), title, place)
        yield draft.harvested(place, raw={"name": name, "type": kind})


def service_names(answer: Mapping[str, Any]) -> dict[str, str]:
    """The names of the services with data, each with the best of its types."""
    found: dict[str, str] = {}
    for item in items_of(answer.get("services")):
        told = mapping_of(item)
        name, kind = text_of(told.get("name")), text_of(told.get("type"))
        if name and kind in _DATA_SERVICES:
            found[name] = min(found.get(name, kind), kind, key=_DATA_SERVICES.index)
    return found


def _begun(place: str, title: str, told: Mapping[str, Any], url: str) -> RecordDraft:
    draft = RecordDraft(focus_of(_identifier(place, title, told), url))
    draft.text(DCT.title, title)
    draft.text(DCT.identifier, _identifier(place, title, told))
    draft.rights(told.get("copyrightText"))
    if is_web(place):
        draft.say(DCAT.landingPage, NamedNode(place))
    return draft


def _identifier(place: str, title: str, told: Mapping[str, Any]) -> str:
    """The page's address; from a file, the portal's number of the item, else one made of the title."""
    if is_web(place):
        return place
    return text_of(told.get("serviceItemId")) or mint_key("arcgis", title, text_of(told.get("id")))


def _layers(draft: RecordDraft, told: Mapping[str, Any], place: str) -> None:
    """A distribution for each layer with data, and for each table."""
    for layer in (*items_of(told.get("layers")), *items_of(told.get("tables"))):
        one = mapping_of(layer)
        number = text_of(one.get("id"))
        if number.isdigit() and holds_data(one):
            _query(draft, told, f"{place}/{number}", text_of(one.get("name")) or number)


def holds_data(layer: Mapping[str, Any]) -> bool:
    """Whether a layer has data of its own, and does not only hold other layers together."""
    is_group = layer.get("subLayerIds") or layer.get("subLayers")
    return not is_group and text_of(layer.get("type")).lower() not in _NO_DATA


def _query(draft: RecordDraft, told: Mapping[str, Any], place: str, title: str) -> None:
    """All features of a layer, where the service lets itself be asked."""
    forms = text_of(told.get("supportedQueryFormats")).lower()
    abilities = text_of(told.get("capabilities")).lower()
    if not {"query", "data"} & set(abilities.replace(" ", "").split(",")):
        return
    form, code, mime = ("geojson", "GEOJSON", "application/geo+json") if "geojson" in forms else ("json", "JSON", "")
    draft.data_at(title, place, f"{place}/query?where=1%3D1&outFields=*&f={form}", code, mime)


def _ogc(draft: RecordDraft, told: Mapping[str, Any], place: str) -> None:
    """The OGC services that the same data are served by."""
    extensions = text_of(told.get("supportedExtensions"))
    soap = place.replace("/rest/services/", "/services/", 1)
    for extension, title, form in _OGC:
        if extension in extensions:
            draft.data_at(title, f"{soap}/{extension}?request=GetCapabilities&service={title}", form=form)


def _place_of(url: str) -> str:
    """A page's address without its query, which only says in what form the page is wanted."""
    return url.partition("#")[0].partition("?")[0].rstrip("/")


def _layer_place(url: str, number: str) -> str:
    """A layer's own address, whether its page, its service's or the list of layers was asked."""
    place = _place_of(url)
    server = _SERVER.search(place)
    return f"{place[: server.end()]}/{number}" if server else place


def root_of(url: str) -> str:
    """The address under which a server's services stand; "" for a file."""
    head, sign, _ = _place_of(url).partition("/rest/services")
    return f"{head}{sign}" if is_web(url) and sign else ""


def _name_in(place: str) -> str:
    """The service's name as its address has it."""
    server = _SERVER.search(place)
    name = place[: server.start()].rpartition("/")[2] if server else ""
    return unquote(name).replace("_", " ").strip()


def _titled(value: Any) -> str:
    text = text_of(value)
    return "" if text.lower() in _UNTITLED else text
