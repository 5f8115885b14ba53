"""Socrata (Tyler Data & Insights): the discovery API `/api/catalog/v1`, `/api/views` and its metadata API.

The envelope is opened here and the next page found; one asset is `socrata_view`'s, whichever of the three wrote it.
Charts, filters and stories show data that another asset holds; they are counted and left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from harvesters.draft import mapping_of, text_of
from harvesters.errors import NotReadable
from harvesters.gathering import count_of, gathered, no_dataset_here, not_data
from harvesters.iris import is_web
from harvesters.json_answer import json_answer, nothing_here
from harvesters.paging import query_number, with_query
from harvesters.socrata_view import draft_view, identifier_of, view_of
from harvesters.source import Harvested, Page, Source, Unreadable
from harvesters.texts import names_in

LIMIT = 100
_DATA = names_in(
    """dataset file href federated_href federated map tabular blobby blob geo table api external spreadsheet
    rdfsource dataset_view"""
)
"""Types of assets that hold data, or lead to them."""


def socrata_url(source: Source) -> str:
    """The first page of a portal's assets: by the discovery API, unless the address is of another of its APIs."""
    address = source.url.partition("#")[0]
    if "/api/views" in address:
        paged = with_query(address, limit=query_number(address, "limit", LIMIT), page=query_number(address, "page", 1))
        return paged if _is_list(address) else address
    if "/api/catalog" not in address:
        parts = urlsplit(address)
        address = with_query(f"{parts.scheme}://{parts.netloc}/api/catalog/v1", domains=parts.hostname or "")
    limit = query_number(address, "limit", LIMIT)
    return with_query(address, limit=limit, offset=query_number(address, "offset", 0))


def _is_list(address: str) -> bool:
    path = address.partition("?")[0].rstrip("/")
    return path.endswith(("/views", "/views.json", "/metadata/v1", "/metadata/v1.json"))


def read_socrata(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer.

    Raises NotReadable when it is no JSON, an error, or describes no asset.
    """
    answer, notices = json_answer(data, "Socrata")
    listed = _listed(answer)
    if listed is None:
        _refuse_error(answer)
        raise nothing_here(
            answer, "Trả lời không có bộ dữ liệu nào của Socrata", "The answer holds no dataset of Socrata"
        )
    views: list[Mapping[str, Any]] = [view_of(item) if isinstance(item, dict) else {} for item in listed]
    shown = Counter(kind for view in views if (kind := _other_kind(view)))
    total = count_of(answer.get("resultSetSize")) if isinstance(answer, dict) else None
    return replace(
        gathered(_outcomes(views, url)),
        next=_next(url, len(listed), total),
        total=total,
        notices=(*notices, *not_data(shown)),
        came=len(listed),
        skipped=query_number(url, "offset", 0),
    )


def _refuse_error(answer: Any) -> None:
    told = mapping_of(answer)
    said = text_of(told.get("message")) or text_of(told.get("error"))
    if said:
        raise NotReadable(f"Socrata báo lỗi: {said[:300]}.", f"Socrata answers an error: {said[:300]}.")


def _listed(answer: Any) -> list[Any] | None:
    """The assets of an answer; None when it holds none."""
    if isinstance(answer, dict) and isinstance(answer.get("results"), list):
        listed = answer["results"]
        return listed if not listed or any(_is_asset(item) for item in listed) else None
    if isinstance(answer, dict):
        return [answer] if _is_asset(answer) else None
    if isinstance(answer, list):
        return answer if not answer or any(_is_asset(item) for item in answer) else None
    return None


def _is_asset(item: Any) -> bool:
    """Whether this object has an identifier, and something that only Socrata's descriptions have."""
    view = view_of(item) if isinstance(item, dict) else {}
    marks = ("viewType", "displayType", "assetType", "columns", "resource", "webUri", "viewLastModified", "dataUri")
    return bool(identifier_of(view)) and any(key in item for key in marks)


def _other_kind(view: Mapping[str, Any]) -> str:
    """The type of an asset that holds no data of its own; "" for one that does."""
    kind = text_of(view.get("assetType")).lower()
    return kind if kind and kind not in _DATA else ""


def _outcomes(views: list[Mapping[str, Any]], url: str) -> Iterator[tuple[str, Harvested | Unreadable]]:
    for number, view in enumerate(views, 1):
        identifier = identifier_of(view)
        position = f"result {number}" + (f" ({identifier[:80]})" if identifier else "")
        if not identifier:
            yield position, no_dataset_here(position)
        elif not _other_kind(view):
            yield position, draft_view(view, url)


def _next(url: str, got: int, total: int | None) -> str | None:
    """The next page: by the discovery API's count, else, for views have none, until a page comes back short."""
    if got == 0 or not is_web(url):
        return None
    if total is not None:
        following = query_number(url, "offset", 0) + got
        return with_query(url, offset=following) if following < total else None
    limit = query_number(url, "limit", 0)
    return with_query(url, page=query_number(url, "page", 1) + 1) if limit and got >= limit and _is_list(url) else None
