"""`data.json`: the catalogue file of DCAT-US 1.0, 1.1 and 3.0, of ArcGIS Hub and Socrata, and of the Argentine profile.

The envelope is opened here: catalogues inside catalogues, series with their members, a bare list, a single dataset.
One dataset is `dcat_json`'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from harvesters.dcat_json import NO_IDENTIFIER, draft_dataset, identifier_of, lacks_identifier
from harvesters.draft import items_of, text_of
from harvesters.gathering import gathered, no_dataset_here, services_left_out
from harvesters.iris import is_web
from harvesters.json_answer import json_answer, nothing_here
from harvesters.source import Harvested, Notice, Page, Source, Unreadable

MAX_NESTED = 8
_MARKS = ("distribution", "landingPage", "accessLevel", "keyword", "contactPoint", "webService", "downloadURL")
_PLACES = ("dataset", "datasetSeries")
_NAMES = ("title", "identifier", "description", "@id")


def datajson_url(source: Source) -> str:
    """The catalogue file of a site: the address itself when it names a file or a query, else its /data.json."""
    parts = urlsplit(source.url)
    is_file = bool(parts.query) or "." in parts.path.rpartition("/")[2]
    return (
        source.url if is_file else urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/data.json", fragment=""))
    )


def read_datajson(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one catalogue file.

    Raises NotReadable when it is no JSON, or describes no dataset.
    """
    answer, notices = json_answer(data, "data.json")
    place = url
    if isinstance(answer, dict) and not is_web(url) and is_web(text_of(answer.get("@id"))):
        place = text_of(answer["@id"])
    listed = _listed(answer)
    if listed is None:
        raise nothing_here(
            answer, "Không có danh sách «dataset», tức không phải data.json", "There is no list “dataset”: no data.json"
        )
    themes = _themes(answer)
    page = gathered(_outcomes(listed, place, themes))
    return replace(page, notices=(*notices, *_services(answer)))


def _listed(answer: Any) -> list[tuple[str, Any]] | None:
    """What stands where datasets stand, each with its place; None when there is no such place."""
    if isinstance(answer, list):
        named = any(isinstance(item, dict) and _is_dataset(item) for item in answer)
        return list(_members("dataset", answer)) if named or not answer else None
    if not isinstance(answer, dict):
        return None
    if _is_jsonld(answer):
        return None
    if any(key in answer for key in _PLACES) or any(_is_catalogue(inner) for inner in items_of(answer.get("catalog"))):
        return list(_inside(answer, "", 0))
    return [("dataset", answer)] if _is_dataset(answer) else None


def _inside(catalogue: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key in _PLACES:
        yield from _members(f"{path}{key}", items_of(catalogue.get(key)))
    for number, inner in enumerate(items_of(catalogue.get("catalog")), 1):
        if isinstance(inner, dict) and depth < MAX_NESTED:
            yield from _inside(inner, f"{path}catalog[{number}].", depth + 1)


def _members(path: str, listed: list[Any]) -> Iterator[tuple[str, Any]]:
    """The items of a list, and after a series the members that it describes itself."""
    for number, item in enumerate(listed, 1):
        yield f"{path}[{number}]", item
        members = items_of(item.get("seriesMember")) if isinstance(item, dict) else []
        told = [member for member in members if isinstance(member, dict) and "title" in member]
        yield from ((f"{path}[{number}].seriesMember[{n}]", member) for n, member in enumerate(told, 1))


def _outcomes(
    listed: list[tuple[str, Any]], url: str, themes: Mapping[str, str]
) -> Iterator[tuple[str, Harvested | Unreadable]]:
    for place, item in listed:
        if not isinstance(item, dict) or not any(item.get(key) for key in _NAMES):
            yield place, no_dataset_here(place)
            continue
        position = f"{place} ({identifier_of(item)[:80]})"
        drafted = draft_dataset(_with_themes(item, themes), url)
        told = (Notice(*NO_IDENTIFIER),) if lacks_identifier(item) else ()
        yield position, replace(drafted, notices=(*drafted.notices, *told))


def _is_dataset(told: Mapping[str, Any]) -> bool:
    return any(told.get(key) for key in _NAMES) and any(key in told for key in _MARKS)


def _is_catalogue(told: Any) -> bool:
    return isinstance(told, dict) and any(key in told for key in (*_PLACES, "catalog"))


def _is_jsonld(told: Mapping[str, Any]) -> bool:
    """Whether this is RDF in JSON-LD, which the kind dcat reads better."""
    other = "schema.org" in str(told.get("@context"))[:300].lower()
    return other or "@graph" in told or any(str(key).startswith(("dcat:", "dct:", "http")) for key in told)


def _themes(answer: Any) -> dict[str, str]:
    """The catalogue's own list of themes (the Argentine profile): what each code is called."""
    taxonomy = answer.get("themeTaxonomy") if isinstance(answer, dict) else None
    told = [item for item in items_of(taxonomy) if isinstance(item, dict)]
    return {text_of(item.get("id")): text_of(item.get("label")) for item in told if text_of(item.get("label"))}


def _with_themes(told: dict[str, Any], themes: Mapping[str, str]) -> dict[str, Any]:
    if not themes or "theme" not in told:
        return told
    named = [themes.get(item, item) if isinstance(item, str) else item for item in items_of(told["theme"])]
    return {**told, "theme": named}


def _services(answer: Any) -> tuple[Notice, ...]:
    services = items_of(answer.get("service")) if isinstance(answer, dict) else []
    return services_left_out(len(services))
