"""Addresses as geographic and library catalogues list them: which is a service, which a file, which a page to read.

What an address is for is said by its protocol, its function (ISO 19115's CI_OnLineFunctionCode) or its own look, in this
order of trust; an address of which nothing is known is where the data are had (DCAT's accessURL may be any page).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pyoxigraph import Literal, NamedNode

from harvesters.iris import reached
from harvesters.record_draft import RecordDraft
from harvesters.source import Node
from harvesters.tongues import Words, tell
from vocab.namespaces import DCAT, DCT, FOAF

_STANDARDS = "http://www.opengeospatial.org/standards/"
_SERVICES = {
    "wms": ("WMS", f"{_STANDARDS}wms"),
    "wfs": ("WFS", f"{_STANDARDS}wfs"),
    "wcs": ("WCS", f"{_STANDARDS}wcs"),
    "wmts": ("WMTS", f"{_STANDARDS}wmts"),
    "wps": ("WPS", f"{_STANDARDS}wps"),
    "sos": ("SOS", f"{_STANDARDS}sos"),
    "csw": ("CSW", f"{_STANDARDS}cat"),
    "tms": ("TMS", ""),
    "rest": ("REST", ""),
}
"""Kind of service -> the format its answers are called by, the standard it follows."""
_LONG_NAMES = {
    "web map service": "wms",
    "web feature service": "wfs",
    "web coverage service": "wcs",
    "web map tile service": "wmts",
    "web processing service": "wps",
    "sensor observation service": "sos",
    "arcgis server": "rest",
    "esri:arcgis": "rest",
    "ogc api": "rest",
    "ogcapi": "rest",
}
_SERVICE_PATH = re.compile(r"/(mapserver|featureserver|imageserver)(/\d+)?/?$", re.I)
_FILES = frozenset({"download", "offlineaccess", "order", "fileaccess"})
_NO_FORM = frozenset(
    {"", "unknown", "n/a", "none", "other", "not applicable", "-", "--", "file for download", "web address (url)"}
)
"""What is written where a format is asked for and none is known."""
_PAGES = frozenset({"information", "search", "completemetadata", "browsegraphic", "browsing", "upload", "emailservice"})
_EXTENSIONS = {
    "csv": "CSV", "tsv": "TSV", "xls": "XLS", "xlsx": "XLSX", "ods": "ODS", "json": "JSON", "geojson": "GEOJSON",
    "xml": "XML", "gml": "GML", "kml": "KML", "kmz": "KMZ", "shp": "SHP", "gpkg": "GPKG", "gdb": "GDB", "dbf": "DBF",
    "zip": "ZIP", "gz": "GZIP", "7z": "7Z", "rar": "RAR", "tif": "TIFF", "tiff": "TIFF", "nc": "NETCDF", "las": "LAS",
    "laz": "LAZ", "dwg": "DWG", "dxf": "DXF", "dgn": "DGN", "tab": "TAB", "rdf": "RDF_XML", "ttl": "RDF_TURTLE",
    "jsonld": "JSON_LD", "txt": "TXT", "sql": "SQL", "mdb": "MDB",
}  # fmt: skip
LICENCE = re.compile(r"creativecommons\.org/|opendatacommons\.org/|/licen[cs]|ConditionsApplyingToAccessAndUse/", re.I)
"""How the address of a licence looks."""
_TO_HAVE = re.compile(r"\b(download|tải (về|xuống|dữ liệu))", re.I)
_MEDIA = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,80}")
_MEDIA_IRI = re.compile(r"https?://(www\.)?iana\.org/assignments/media-types/([\w.+-]+/[\w.+-]+)")


@dataclass(frozen=True, slots=True)
class Online:
    """One address and what is said of it; `forms` are names or media types of formats."""

    url: str
    protocol: str = ""
    function: str = ""
    titles: Words = ()
    descriptions: Words = ()
    forms: tuple[str, ...] = ()
    size: int | None = None


def draft_online(draft: RecordDraft, links: Iterable[Online], forms: tuple[str, ...] = ()) -> None:
    """The distributions and pages of a dataset; `forms` are the formats of all of it, told apart from the addresses."""
    forms = tuple(form for form in forms if form.casefold() not in _NO_FORM and not form.isdigit())
    for link in dict.fromkeys(links):
        if address := reached(link.url):
            _draft(draft, link, NamedNode(address), forms)
        else:
            draft.page(FOAF.page, link.url)


def _draft(draft: RecordDraft, link: Online, address: NamedNode, forms: tuple[str, ...]) -> None:
    service = service_of(link.protocol, address.value)
    if not service and _is_page(link, address.value):
        draft.say(DCT.license if LICENCE.search(address.value) else FOAF.page, address)
        return
    part = draft.part(DCAT.distribution, DCAT.Distribution)
    tell(draft, DCT.title, link.titles, part)
    tell(draft, DCT.description, link.descriptions, part)
    draft.say(DCAT.accessURL, address, part)
    if service:
        _draft_service(draft, link, address.value, service, part)
    elif _is_file(link, address.value):
        draft.say(DCAT.downloadURL, address, part)
    _draft_forms(draft, link, address.value, forms, service, part)
    if link.size:
        draft.size(link.size, part)


def service_of(protocol: str, url: str) -> str:
    """The kind of service behind an address: by its protocol, the `service` it is asked for, or its path; else ""."""
    said = protocol.casefold()
    named = next((kind for words, kind in _LONG_NAMES.items() if words in said), "")
    tokens = re.split(r"[^a-z]+", said)
    if kind := named or next((token for token in tokens if token in _SERVICES and token != "rest"), ""):
        return "" if "download" in tokens else kind
    try:
        parts = urlsplit(url)
        asked = {key.casefold(): value.casefold() for key, value in parse_qsl(parts.query)}
    except ValueError:
        return ""
    if asked.get("service") in _SERVICES:
        return asked["service"]
    return "rest" if _SERVICE_PATH.search(parts.path) else ""


def _draft_service(draft: RecordDraft, link: Online, url: str, service: str, part: Node) -> None:
    parts = urlsplit(url)
    thing = draft.part(DCAT.accessService, DCAT.DataService, part)
    tell(draft, DCT.title, link.titles or (("", _SERVICES[service][0]),), thing)
    draft.address(DCAT.endpointURL, urlunsplit(parts._replace(query="", fragment="")), thing)
    if "getcapabilities" in parts.query.casefold():
        draft.address(DCAT.endpointDescription, url, thing)
    draft.address(DCT.conformsTo, _SERVICES[service][1], thing)


def _draft_forms(draft: RecordDraft, link: Online, url: str, forms: tuple[str, ...], service: str, part: Node) -> None:
    """The format of a distribution: its own, else that of its address, else the only one of the dataset."""
    by_address = _EXTENSIONS.get(_extension(url), "")
    own = link.forms or ((by_address,) if by_address else ())
    known = tuple(dict.fromkeys(filter(None, (media_type_of(form) for form in link.forms or forms))))
    if len(known) == 1:
        draft.say(DCAT.mediaType, Literal(known[0]), part)
    named = [form for form in forms if not media_type_of(form)]
    if service:
        draft.text(DCT["format"], _SERVICES[service][0], part)
    elif len(named) == 1 and own in ((), ("ZIP",)):
        draft.text(DCT["format"], named[0], part)
    elif own and not media_type_of(own[0]):
        draft.text(DCT["format"], own[0], part)


def media_type_of(form: str) -> str:
    """The media type that a format's name or IRI is; "" when it is none."""
    if told := _MEDIA_IRI.match(form):
        return told[2]
    return form.lower() if _MEDIA.fullmatch(form) and not form.startswith(("http", "/")) else ""


def _is_page(link: Online, url: str) -> bool:
    protocol = link.protocol.casefold()
    if _is_file(link, url):
        return False
    if LICENCE.search(url):
        return True
    if any(_TO_HAVE.search(text) for _, text in (*link.titles, *link.descriptions)):
        return False
    return link.function.casefold() in _PAGES or ("link" in protocol and "download" not in protocol)


def names_file(url: str) -> bool:
    """Whether an address ends as that of a file of data does."""
    return _extension(url) in _EXTENSIONS


def _is_file(link: Online, url: str) -> bool:
    says_so = link.function.casefold() in _FILES or "download" in link.protocol.casefold()
    return names_file(url) and (says_so or link.function.casefold() not in _PAGES)


def _extension(url: str) -> str:
    path = url.partition("#")[0].partition("?")[0]
    return path.rpartition("/")[2].rpartition(".")[2].lower()[:8]
