"""OpenDataSoft: the datasets API 1.0, Explore 2.0 and 2.1, their exports, one dataset or many.

The envelope is opened here and the next page found; one dataset is `opendatasoft_dataset`'s. Rows of data, which the
records APIs give, are no descriptions and are refused, unless they are rows about datasets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.errors import NotReadable
from harvesters.gathering import count_of, gathered, no_dataset_here
from harvesters.iris import is_web, resolve
from harvesters.json_answer import json_answer, nothing_here
from harvesters.opendatasoft_dataset import draft_dataset, identifier_of
from harvesters.paging import query_number, with_query
from harvesters.source import Harvested, Page, Source, Unreadable

ROWS = 100
"""The most that Explore gives in a page."""
_LISTS = ("datasets", "results", "records")


def opendatasoft_url(source: Source) -> str:
    """The first page of the datasets of a portal, of whichever of its APIs the address is; Explore 2.1 when of none."""
    address = source.url.partition("#")[0]
    if "/api/datasets/" in address:
        return with_query(address, rows=query_number(address, "rows", 500), start=query_number(address, "start", 0))
    if "/exports/" in address or "/api/records/" in address:
        return address
    if "/api/" not in address:
        parts = urlsplit(address)
        address = f"{parts.scheme}://{parts.netloc}/api/explore/v2.1/catalog/datasets"
    limit = min(query_number(address, "limit", ROWS), ROWS)
    return with_query(address, limit=limit, offset=query_number(address, "offset", 0))


def read_opendatasoft(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer.

    Raises NotReadable when it is no JSON, an error, rows of data, or describes no dataset.
    """
    answer, notices = json_answer(data, "OpenDataSoft")
    _refuse_error(answer)
    listed = _listed(answer)
    if listed is None:
        raise nothing_here(
            answer,
            "Trả lời không có bộ dữ liệu nào của OpenDataSoft",
            "The answer holds no dataset of OpenDataSoft",
        )
    total = _total(answer)
    return replace(
        gathered(_outcomes(listed, url)),
        next=_next(answer, url, len(listed), total),
        total=total,
        notices=notices,
        came=len(listed),
        skipped=query_number(url, _start_key(answer), 0),
    )


def _refuse_error(answer: Any) -> None:
    told = mapping_of(answer)
    said = text_of(told.get("error")) or text_of(told.get("message")) or text_of(told.get("error_code"))
    if said and not any(isinstance(told.get(key), list) for key in _LISTS):
        raise NotReadable(f"OpenDataSoft báo lỗi: {said[:300]}.", f"OpenDataSoft answers an error: {said[:300]}.")


def _listed(answer: Any) -> list[Mapping[str, Any]] | None:
    """The datasets of an answer, each as an object with its `metas`; None when it holds none."""
    if isinstance(answer, dict) and (one := _unwrapped(answer)):
        return [one]
    lists = [answer] if isinstance(answer, list) else [mapping_of(answer).get(key) for key in _LISTS]
    for listed in lists:
        if not isinstance(listed, list):
            continue
        found = [_unwrapped(item) if isinstance(item, dict) else {} for item in listed]
        if any(found):
            return found
        if listed:
            raise _rows_of_data(listed)
        return [] if isinstance(answer, list) or _total(answer) is not None else None
    return None


def _unwrapped(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The dataset inside 2.0's {"links", "dataset"}, a row about a dataset, or the item itself; {} for anything else."""
    inner = mapping_of(item.get("dataset")) or item
    if isinstance(inner.get("metas"), dict) and identifier_of(inner):
        return {**inner, "links": item.get("links")}
    row = mapping_of(item.get("fields")) or mapping_of(mapping_of(item.get("record")).get("fields")) or item
    row = {**_undotted(row), **mapping_of(row.get("default"))}
    return {**row, "metas": row} if identifier_of(row) and text_of(row.get("title")) else {}


def _undotted(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose fields are named by their block as well (`dcat.issued`) without it; the portal's own go before."""
    order = sorted(row, key=lambda key: (key.startswith("default."), "." not in key))
    return {key.partition(".")[2] or key: row[key] for key in order if row[key] not in (None, "", [], {})}


def _rows_of_data(listed: list[Any]) -> NotReadable:
    first = mapping_of(listed)
    fields = mapping_of(first.get("fields")) or first
    shown = ", ".join(sorted(str(key)[:40] for key in fields)[:8]) or "—"
    return NotReadable(
        f"Đây là các dòng dữ liệu (cột: {shown}), không phải mô tả bộ dữ liệu: hãy dùng địa chỉ "
        "/api/explore/v2.1/catalog/datasets.",
        f"These are rows of data (columns: {shown}), not descriptions of datasets: use the address "
        "/api/explore/v2.1/catalog/datasets.",
    )


def _outcomes(listed: list[Mapping[str, Any]], url: str) -> Iterator[tuple[str, Harvested | Unreadable]]:
    for number, told in enumerate(listed, 1):
        identifier = identifier_of(told)
        position = f"result {number}" + (f" ({identifier[:80]})" if identifier else "")
        yield position, draft_dataset(told, url) if told else no_dataset_here(position)


def _total(answer: Any) -> int | None:
    return count_of(answer.get("total_count"), answer.get("nhits")) if isinstance(answer, dict) else None


def _next(answer: Any, url: str, got: int, total: int | None) -> str | None:
    """The next page by 2.0's links, else by the count; none when it is reached or a page came back empty."""
    for link in items_of(mapping_of(answer).get("links")) if isinstance(answer, dict) else []:
        if mapping_of(link).get("rel") == "next":
            return resolve(url, text_of(mapping_of(link).get("href"))) if is_web(url) else None
    if total is None or got == 0 or not is_web(url):
        return None
    start = _start_key(answer)
    following = query_number(url, start, 0) + got
    return with_query(url, **{start: following}) if following < total else None


def _start_key(answer: Any) -> str:
    """The parameter that says how many datasets come before the page."""
    return "start" if "nhits" in answer else "offset"
