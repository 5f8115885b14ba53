"""The kinds of agency API this registry reads: one table, name -> how to begin and how to read one answer.

A ministry's catalogue may be of the same kinds, or a sheet of its databases. Kinds that other packages bring along are
in `harvesters.foreign_kinds`; those of this table go first.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from harvesters.arcgis import arcgis_url, is_server, read_arcgis
from harvesters.ckan import read_ckan, search_url
from harvesters.csw import csw_url, read_csw
from harvesters.csw_post import csw_post
from harvesters.datajson import datajson_url, read_datajson
from harvesters.dcat import read_dcat
from harvesters.errors import BadMapping, NotReadable
from harvesters.foreign_kinds import foreign_kinds
from harvesters.iso19139 import read_iso19139
from harvesters.json_mapping import load_mapping
from harvesters.json_paging import first_of
from harvesters.json_reading import read_json, read_mapped
from harvesters.kind import Kind
from harvesters.ldes import read_ldes
from harvesters.ministry_sheet import read_ministry_sheet
from harvesters.oai_pmh import oai_url, read_oai_pmh
from harvesters.opendatasoft import opendatasoft_url, read_opendatasoft
from harvesters.schema_page import read_schema_org
from harvesters.sdmx import read_sdmx, sdmx_url
from harvesters.sheet import read_sheet
from harvesters.socrata import read_socrata, socrata_url
from harvesters.source import MINISTRY, PROVINCE, Source
from harvesters.sparql_source import read_sparql, sparql_url

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("ckan", lambda source: search_url(source.url), read_ckan, "API CKAN", "CKAN API"),
            Kind("dcat", lambda source: source.url, read_dcat, "DCAT RDF", "DCAT RDF"),
            Kind("datajson", datajson_url, read_datajson, "tệp data.json", "data.json file"),
            Kind("socrata", socrata_url, read_socrata, "API Socrata", "Socrata API"),
            Kind(
                "arcgis", arcgis_url, read_arcgis, "ArcGIS Hub, Portal, Server", "ArcGIS Hub, Portal, Server", is_server
            ),
            Kind("json", lambda source: source.url, read_json, "API JSON", "JSON API"),
            Kind("opendatasoft", opendatasoft_url, read_opendatasoft, "API OpenDataSoft", "OpenDataSoft API"),
            Kind("csw", csw_url, read_csw, "dịch vụ danh mục CSW", "CSW catalogue service", posted=csw_post),
            Kind("oai-pmh", oai_url, read_oai_pmh, "kho OAI-PMH", "OAI-PMH repository"),
            Kind("sdmx", sdmx_url, read_sdmx, "luồng dữ liệu SDMX", "SDMX dataflows"),
            Kind("sheet", lambda source: source.url, read_sheet, "bảng CSV hoặc XLSX", "CSV or XLSX sheet"),
            Kind(
                "schema-org",
                lambda source: source.url,
                read_schema_org,
                "trang web schema.org",
                "schema.org pages",
                lambda source: True,
            ),
            Kind("ldes", lambda source: source.url, read_ldes, "luồng sự kiện LDES", "LDES event stream"),
            Kind("sparql", sparql_url, read_sparql, "điểm truy vấn SPARQL", "SPARQL endpoint"),
            Kind("iso19139", lambda source: source.url, read_iso19139, "siêu dữ liệu ISO 19139", "ISO 19139 metadata"),
        )
    }
)

REFUSED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "fgdc": (
            "Loại «fgdc» không được đọc: FGDC (CSDGM) là chuẩn cũ của Hoa Kỳ; hãy xuất theo ISO 19139 rồi chọn iso19139.",
            "The kind “fgdc” is not read: FGDC (CSDGM) is a former American standard; export ISO 19139, choose iso19139.",
        )
    }
)
"""Kinds that are asked for and refused by name, with what to do instead."""

_LIST = Kind(
    "csv",
    lambda source: source.url,
    read_ministry_sheet,
    "bảng kê CSDL của bộ, ngành (CSV)",
    "ministry's list of databases (CSV)",
)
MINISTRY_KINDS: Mapping[str, Kind] = MappingProxyType({_LIST.name: _LIST, **KINDS})


def kinds(side: str = PROVINCE) -> Mapping[str, Kind]:
    """Every kind there is, with those that other packages bring along."""
    foreign = {name: kind for name, kind in foreign_kinds().items() if isinstance(kind, Kind)}
    return {**foreign, **(MINISTRY_KINDS if side == MINISTRY else KINDS)}


def kind_for(source: Source) -> Kind:
    """The kind of a source, by its mapping when it has one. Raises NotReadable as `kind_of` does."""
    return kind_of(source.kind, source.side, source.mapping)


def kind_of(name: str, side: str = PROVINCE, mapping: str = "") -> Kind:
    """The kind of this name on a side; `mapping` is the text of a mapping file, for the kind json.

    Raises NotReadable, listing the kinds there are, when there is none, and when the mapping cannot be used.
    """
    if kind := (MINISTRY_KINDS if side == MINISTRY else KINDS).get(name):
        return _mapped(mapping) if mapping and name == "json" else kind
    if name in REFUSED:
        raise NotReadable(*REFUSED[name])
    foreign = foreign_kinds().get(name)
    if isinstance(foreign, NotReadable):
        raise foreign
    if foreign:
        return foreign
    known = ", ".join(kinds(side))
    raise NotReadable(
        f"Không có loại nguồn «{name}»; các loại hiện có: {known}.",
        f"There is no kind of source “{name}”; the kinds are: {known}.",
    )


@lru_cache(maxsize=64)
def _mapped(text: str) -> Kind:
    """The kind json by one mapping file."""
    try:
        mapping = load_mapping(text.encode(), "mapping")
    except BadMapping as fault:
        raise NotReadable(
            f"Tệp ánh xạ không dùng được: {fault.vi}.", f"The mapping is of no use: {fault.en}."
        ) from fault
    return Kind(
        "json",
        lambda source: first_of(mapping.paging, source.url),
        partial(read_mapped, mapping),
        mapping.titles["vi"],
        mapping.titles["en"],
        authentication=mapping.authentication,
    )
