"""The demonstration province's catalogue of 2022: each row of the sheet as a record of a source, then as a Description.

The rows go the way of every harvested record: code lists found by their Vietnamese labels, and what the sheet does not
say supplied by defaults that the agency declared and that are marked as such.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.mapping import map_record
from harvesters.source import Defaults, Harvested, Source
from registry.quarter import Quarter
from vocab.agencies import Agency
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, mint_key
from vocab.namespaces import DCAT, DCATAP, DCT, EU, RDF, REG, VCARD, XSD
from vocab.vietnamese import fold

SITE = "https://dulieu.example.vn"
FIRST_DAY = date(2022, 8, 16)
"""The day the province's regulation was issued: the catalogue is loaded as of it."""
FIRST_QUARTER = Quarter(2022, 2)
EXTENT = "POLYGON((108.58 13.50,109.38 13.50,109.38 14.72,108.58 14.72,108.58 13.50))"
CENTRE = "POINT(108.99 14.10)"
"""About where the province lies, in degrees of longitude and latitude."""
SERVICES = frozenset({"arcgis-rest", "wms"})
"""Formats that are an address to ask, not a file to take."""
MEDIA_TYPES = MappingProxyType({"gtfs": "application/zip"})
_WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
_SHEET = "provincial_catalogue.csv"
_ENGLISH = "english_titles.csv"
_DECLARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        DCT.license.value: ("khai-thac-du-lieu-mo",),
        DCT.accessRights.value: ("PUBLIC",),
        DCT.language.value: ("VIE",),
        DCT.spatial.value: ("Địa bàn tỉnh Bình Định trước ngày 01/7/2025",),
        REG.personalData.value: ("khong",),
        REG.secrecy.value: ("khong",),
        REG.coreData.value: ("khong",),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet. `owner` is an agency's id; lists are as the sheet writes them."""

    id: str
    title: str
    title_en: str
    description: str
    owner: str
    field: str
    theme: str
    keywords: tuple[str, ...]
    frequency: str
    formats: tuple[str, ...]
    columns: str

    def key(self) -> str:
        """The permanent key of the dataset, the same wherever the demonstration is loaded."""
        return mint_key("province", self.id)

    def iri(self, base: str) -> str:
        return dataset_iri(base, self.key())


def rows() -> tuple[Row, ...]:
    """The sheet, in its order; its titles in English come from a sheet beside it."""
    english = {line["dataset"]: line["title_en"] for line in _lines(_ENGLISH)}
    return tuple(
        Row(
            line["id"],
            line["title"],
            english[line["id"]],
            line["description"],
            line["owner_id"],
            line["field_linh_vuc"],
            line["theme"],
            tuple(line["keywords"].split(";")),
            line["update_frequency_eu"],
            tuple(line["formats"].split(";")),
            line["fields"],
        )
        for line in _lines(_SHEET)
    )


def describe_row(row: Row, agency: Agency, base: str) -> Description:
    """The description of a row as its agency of 2022 would have given it."""
    focus = NamedNode(f"{SITE}/id/{row.id}")
    harvested = Harvested(row.id, focus, tuple(_triples(row, focus)))
    said = map_record(harvested, base=base, source=_source(agency), agency_iri=agency.iri, key=row.key())
    return describe(said.iri, (*said.triples, *_extent(said)), said)


def period(quarter: Quarter, of: NamedNode) -> tuple[Triple, ...]:
    """That a dataset's data are of this quarter (dct:temporal)."""
    node = BlankNode()
    return (
        Triple(of, DCT.temporal, node),
        Triple(node, RDF.type, DCT.PeriodOfTime),
        Triple(node, DCAT.startDate, _date(quarter.first_day)),
        Triple(node, DCAT.endDate, _date(quarter.last_day)),
    )


def contact(dataset: str, agency: Agency) -> tuple[Triple, ...]:
    """The contact of a dataset (its IRI) at an agency: the agency's mailbox for questions about data."""
    node = BlankNode()
    return (
        Triple(NamedNode(dataset), DCAT.contactPoint, node),
        Triple(node, RDF.type, VCARD.Organization),
        Triple(node, VCARD.fn, Literal(_office(agency), language="vi")),
        Triple(node, VCARD.hasEmail, NamedNode(f"mailto:{_mailbox(agency)}")),
    )


def _lines(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(files("registry.demo").joinpath(name).read_text("utf-8").splitlines())


def _triples(row: Row, focus: NamedNode) -> Iterator[Triple]:
    def said(predicate: NamedNode, text: str, lang: str = "vi") -> Triple:
        return Triple(focus, predicate, Literal(text, language=lang))

    def plain(predicate: NamedNode, text: str) -> Triple:
        return Triple(focus, predicate, Literal(text))

    yield Triple(focus, RDF.type, DCAT.Dataset)
    yield said(DCT.title, row.title)
    yield said(DCT.title, row.title_en, "en")
    yield said(DCT.description, f"{row.description}.")
    yield plain(DCT.identifier, row.id)
    yield plain(DCAT.theme, row.theme)
    yield plain(REG.field, row.field)
    yield plain(DCT.accrualPeriodicity, row.frequency)
    yield plain(REG.columns, row.columns)
    yield Triple(focus, DCAT.landingPage, NamedNode(f"{SITE}/tap-du-lieu/{row.id}"))
    yield Triple(focus, DCT.issued, _date(FIRST_DAY))
    yield Triple(focus, DCT.modified, _date(FIRST_DAY))
    yield from period(FIRST_QUARTER, focus)
    yield from (said(DCAT.keyword, word) for word in row.keywords)
    for form in row.formats:
        yield from _distribution(row, focus, form)


def _distribution(row: Row, focus: NamedNode, form: str) -> Iterator[Triple]:
    node = NamedNode(f"{focus.value}/{form}")
    address = NamedNode(f"{SITE}/api/{row.id}" if form in SERVICES else f"{SITE}/tep/{row.id}.{form}")
    yield Triple(focus, DCAT.distribution, node)
    yield Triple(node, RDF.type, DCAT.Distribution)
    yield Triple(node, DCT.title, Literal(f"{row.title} ({form.upper()})", language="vi"))
    yield Triple(node, DCT.description, Literal(f"Các cột: {row.columns.replace(';', ', ')}.", language="vi"))
    yield Triple(node, DCT.format, Literal(form))
    yield Triple(node, DCAT.accessURL, address)
    yield Triple(node, DCT.license, Literal("khai-thac-du-lieu-mo"))
    yield Triple(node, DCATAP.availability, EU["planned-availability/AVAILABLE"])
    if form not in SERVICES:
        yield Triple(node, DCAT.downloadURL, address)
        yield Triple(node, DCAT.mediaType, Literal(MEDIA_TYPES.get(form, form)))


def _extent(said: Description) -> Iterator[Triple]:
    """Where the place lies, added to the node that the declared default made."""
    for node in said.values(DCT.spatial):
        if isinstance(node, BlankNode):
            yield Triple(node, DCAT.bbox, Literal(EXTENT, datatype=_WKT))
            yield Triple(node, DCAT.centroid, Literal(CENTRE, datatype=_WKT))


def _date(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _source(agency: Agency) -> Source:
    """The agency as a source with its signed defaults; only its contact differs from the others'."""
    mailbox = {DCAT.contactPoint.value: (f"{_office(agency)} <{_mailbox(agency)}>",)}
    defaults = Defaults(MappingProxyType({**_DECLARED, **mailbox}), agency.name("vi"), FIRST_DAY)
    titles = MappingProxyType({"vi": "Danh mục năm 2022", "en": "Catalogue of 2022"})
    return Source("danh-muc-2022", "sheet", SITE, agency.id, titles, defaults)


def _office(agency: Agency) -> str:
    return f"Đầu mối dữ liệu, {agency.name('vi')}"


def _mailbox(agency: Agency) -> str:
    return f"dulieu@{'-'.join(fold(agency.id).split())}.example.vn"
