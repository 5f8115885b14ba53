"""ArcGIS: Hub (search API v1 and v3), Portal (`sharing/rest`), and Server (`rest/services`, its services and layers).

What a document is, is found by its fields; then one item is `arcgis_item`'s, one service or layer `arcgis_server`'s.
Maps, dashboards and pages show data that another item holds; they are counted and left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from harvesters.arcgis_catalogue import is_catalogue, page_of_error, read_catalogue
from harvesters.arcgis_item import draft_item, identifier_of, item_of, kind_of_item
from harvesters.arcgis_server import draft_layer, draft_service, holds_data, is_layer, is_service
from harvesters.draft import items_of, mapping_of, text_of
from harvesters.errors import NotReadable
from harvesters.gathering import count_of, gathered, no_dataset_here, not_data
from harvesters.iris import is_web, resolve
from harvesters.json_answer import json_answer, nothing_here
from harvesters.paging import query_number, with_query
from harvesters.source import Harvested, Page, Source, Unreadable
from harvesters.texts import names_in

SIZE = 100
_LISTS = ("results", "items", "features", "data", "datasets")
_SHOWS = frozenset(
    name.replace("_", " ")
    for name in names_in("""
    administrative_report appbuilder_extension appbuilder_widget_package application application_configuration
    arcgis_pro_add_in arcpad_package big_data_analytic channel code_attachment code_sample color_set
    content_category_set dashboard dashboards_extension data_pipeline deep_learning_package
    deep_learning_studio_project desktop_add_in desktop_application desktop_application_template desktop_style
    discussion esri_classification_schema esri_classifier_definition event excalibur_imagery_project
    experience_builder_widget experience_builder_widget_package explorer_add_in explorer_document explorer_map
    feature_collection_template form geobim_application geobim_project geocoding_service geometry_service
    geoprocessing_package geoprocessing_sample geoprocessing_service globe_document group hub_content hub_event
    hub_initiative hub_initiative_template hub_page hub_project hub_site_application image
    indoors_map_configuration initiative initiative_template insights_data_engineering_model
    insights_data_engineering_workbook insights_model insights_page insights_script insights_theme
    insights_workbook investigation knowledge_studio_project layer_template locator_package map_document
    map_template mission mission_report mission_template mobile_application native_application
    network_analysis_service notebook notebook_code_snippet_library operation_view operations_dashboard_add_in
    operations_dashboard_extension ortho_mapping_project ortho_mapping_template pro_map pro_presentation
    pro_report pro_report_template processing_template project_package project_template published_map
    quick_project quickcapture_project raster_function_template real_time_analytic reality_mapping_project
    reality_studio_project report_template rule_package scene_document site_application site_page solution
    storymap storymap_theme style survey123_add_in symbol_set task_file tool toolbox_package urban_model
    urban_project user web_appbuilder_widget web_experience web_experience_template web_map
    web_mapping_application web_scene web_scene_template workflow workforce_project
    """)
)
"""Types of items that hold no data of their own."""


def arcgis_url(source: Source) -> str:
    """The first page: of the API the address is of; of a Hub site's datasets when it is of none."""
    address = source.url.partition("#")[0]
    path = urlsplit(address).path.rstrip("/")
    if "/rest/services" in path or path.endswith("/arcgis"):
        place = address if "/rest/services" in path else f"{address.partition('?')[0].rstrip('/')}/rest/services"
        return with_query(place, f="json")
    if "/sharing/rest" in path:
        paged = "/search" in path or path.endswith("/content")
        more = {"num": query_number(address, "num", SIZE), "start": query_number(address, "start", 1)} if paged else {}
        return with_query(address, f="json", **more)
    if "/api/" in path or "." in path.rpartition("/")[2]:
        return address
    parts = urlsplit(address)
    site = f"{parts.scheme}://{parts.netloc}"
    return with_query(f"{site}/api/search/v1/collections/dataset/items", limit=SIZE, startindex=1)


def is_server(source: Source) -> bool:
    """Whether the source is an ArcGIS Server, whose services have a page each."""
    return "/rest/services" in arcgis_url(source)


def read_arcgis(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer.

    Raises NotReadable when it is no JSON, an error, or describes neither an item nor a service.
    """
    answer, notices = json_answer(data, "ArcGIS")
    if error := _error(answer):
        if page := page_of_error(error, url):
            return replace(page, notices=(*notices, *page.notices))
        raise NotReadable(f"ArcGIS báo lỗi: {error}.", f"ArcGIS answers an error: {error}.")
    if isinstance(answer, dict) and (page := _server(answer, url)):
        return replace(page, notices=(*notices, *page.notices))
    listed = _listed(answer)
    if listed is None:
        raise nothing_here(
            answer,
            "Trả lời không có mục hay dịch vụ nào của ArcGIS",
            "The answer holds neither an item nor a service of ArcGIS",
        )
    items: list[Mapping[str, Any]] = [item_of(item) if isinstance(item, dict) else {} for item in listed]
    shown = Counter(kind for item in items if (kind := kind_of_item(item)).lower() in _SHOWS)
    told = mapping_of(answer)
    return replace(
        gathered(_items(items, url)),
        next=_next(told, url, len(listed)),
        total=_total(told),
        notices=(*notices, *not_data(shown)),
        came=len(listed),
        skipped=_skipped(url),
    )


def _error(answer: Any) -> str:
    """What ArcGIS says went wrong; "" when nothing did."""
    told = mapping_of(answer).get("error") if isinstance(answer, dict) else None
    if not isinstance(told, dict):
        return ""
    return " ".join(filter(None, (text_of(told.get("code")), text_of(told.get("message")))))[:300] or "?"


def _server(answer: Mapping[str, Any], url: str) -> Page | None:
    """The page that a document of ArcGIS Server makes; None for anything else."""
    if is_catalogue(answer):
        return read_catalogue(answer, url)
    if is_service(answer):
        # Later than what a catalogue says of the service by its name alone.
        return gathered([("service", replace(draft_service(answer, url), version="1"))])
    if is_layer(answer):
        return gathered([("layer", draft_layer(answer, url))])
    layers = [*items_of(answer.get("layers")), *items_of(answer.get("tables"))]
    told = [layer for layer in layers if isinstance(layer, dict) and is_layer(layer)]
    if not told or "version" in answer or "operationalLayers" in answer:
        return None
    return gathered((f"layer {layer.get('id')}", draft_layer(layer, url)) for layer in told if holds_data(layer))


def _listed(answer: Any) -> list[Any] | None:
    """The items of an answer; None when it holds none."""
    if isinstance(answer, list):
        return answer if any(_is_item(item) for item in answer) else None
    if not isinstance(answer, dict):
        return None
    for key in _LISTS:
        listed = answer.get(key)
        if isinstance(listed, dict) and _is_item(listed):
            return [listed]
        if isinstance(listed, list) and (any(_is_item(item) for item in listed) or (not listed and _is_paged(answer))):
            return listed
    return [answer] if _is_item(answer) else None


def _is_paged(answer: Mapping[str, Any]) -> bool:
    return any(key in answer for key in ("nextStart", "numberMatched", "numberReturned", "meta"))


def _is_item(item: Any) -> bool:
    """Whether this is an item: an identifier, a title or name, and what portals say of items."""
    told = item_of(item) if isinstance(item, dict) else {}
    named = text_of(told.get("title")) or text_of(told.get("name"))
    marks = ("owner", "snippet", "typeKeywords", "hubType", "orgId", "access", "licenseInfo", "itemModified", "extent")
    return bool(identifier_of(told) and named) and any(key in told for key in marks)


def _items(items: list[Mapping[str, Any]], url: str) -> Iterator[tuple[str, Harvested | Unreadable]]:
    for number, item in enumerate(items, 1):
        identifier = identifier_of(item)
        position = f"item {number}" + (f" ({identifier[:80]})" if identifier else "")
        if not identifier:
            yield position, no_dataset_here(position)
        elif kind_of_item(item).lower() not in _SHOWS:
            yield position, draft_item(item, url)


def _total(answer: Mapping[str, Any]) -> int | None:
    stats = mapping_of(mapping_of(answer.get("meta")).get("stats"))
    return count_of(answer.get("numberMatched"), answer.get("total"), stats.get("totalCount"))


def _skipped(url: str) -> int:
    """How many items come before the page: its address counts from 1."""
    return max(query_number(url, "startindex", 1), query_number(url, "start", 1), 1) - 1


def _next(answer: Mapping[str, Any], url: str, got: int) -> str | None:
    """The next page: by a link of the document, by `nextStart`, else by the count of all."""
    if not is_web(url) or got == 0:
        return None
    links = answer.get("links")
    for link in items_of(links) if isinstance(links, list) else []:
        if mapping_of(link).get("rel") == "next":
            return resolve(url, text_of(mapping_of(link).get("href")))
    if said := text_of(mapping_of(links).get("next")) or text_of(mapping_of(answer.get("meta")).get("next")):
        return resolve(url, said)
    following = answer.get("nextStart")
    if isinstance(following, int) and not isinstance(following, bool):
        return with_query(url, start=following) if following > 0 else None
    matched = answer.get("numberMatched")
    start = query_number(url, "startindex", 1) + got
    return with_query(url, startindex=start) if isinstance(matched, int) and start <= matched else None
