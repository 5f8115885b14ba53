"""CKAN's answers: package_search and its pages, package_show, lists of packages, dumps, and what DKAN and others make
of them.

The envelope is opened here; one package is `ckan_package`'s. An answer without a description (an organisation, a
list of names, an error) is refused with a sentence that says what it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from harvesters.ckan_package import draft_package, identifier_of
from harvesters.dcat_json import draft_dataset
from harvesters.draft import mapping_of, text_of
from harvesters.errors import NotReadable
from harvesters.gathering import count_of, no_dataset_here
from harvesters.iris import is_web
from harvesters.json_answer import json_answer
from harvesters.jsontext import parse_json
from harvesters.paging import query_number, with_query
from harvesters.sifting import DELETED, NOT_A_DATASET, Aside, Outcome, sifted
from harvesters.source import Notice, Page
from harvesters.texts import counted, names_in

ROWS = 500
_WRAPPERS = ("result", "results", "package", "packages", "content", "data", "items")
_NOT_DATASETS = names_in(
    """activity app application blog datarequest data-request event faq group harvest harvest-source harvest_source idea
    issue news organization page pages related resource reuse showcase tag user vocabulary"""
)
"""Values of `type` that name something else than a dataset; any other is a portal's own type of datasets."""


def search_url(url: str) -> str:
    """The first page of package_search for a portal's address, however much of the API's path it holds."""
    address = url.partition("#")[0]
    if "package_search" not in address:
        site = address.partition("?")[0].partition("/api/")[0].rstrip("/")
        site = site.removesuffix("/api")
        address = f"{site}/api/3/action/package_search"
    rows = query_number(address, "rows", ROWS)
    return with_query(address, rows=min(rows, 1000), start=query_number(address, "start", 0))


def read_ckan(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one CKAN answer.

    Raises NotReadable when it is no JSON, an error, or holds no description of a dataset.
    """
    answer, notices = json_answer(data, "CKAN")
    _refuse_error(answer)
    packages = _packages(answer)
    if packages is None:
        raise _no_dataset(answer)
    page, total = sifted(_outcomes(packages, url)), _total(answer)
    told = replace(page, next=_next(url, len(packages), total), total=total, notices=(*notices, *page.notices))
    return replace(told, came=len(packages), skipped=query_number(url, _start_key(url), 0))


def _refuse_error(answer: Any) -> None:
    if not isinstance(answer, dict) or answer.get("success") is not False:
        return
    error = answer.get("error")
    told = error if isinstance(error, dict) else {"message": error}
    said = text_of(told.get("message")) or text_of(told.get("__type")) or "không nói lý do / no reason given"
    raise NotReadable(f"CKAN báo lỗi: {said[:300]}.", f"CKAN answers an error: {said[:300]}.")


def _packages(answer: Any) -> list[Mapping[str, Any]] | None:
    """The packages of an answer, its wrappers opened; None when it holds no description of a dataset."""
    if isinstance(answer, list):
        return _packages_of_list(answer)
    if not isinstance(answer, dict):
        return None
    if isinstance(answer.get("dataset"), list):
        return _packages_of_list(answer["dataset"])
    if isinstance(answer.get("records"), list):
        return _packages_of_list(answer["records"])
    if _is_package(answer):
        return [answer]
    for wrapper in _WRAPPERS:
        inner = answer.get(wrapper)
        if isinstance(inner, str) and inner[:1] == "{":
            inner = parse_json(inner)
        if isinstance(inner, dict | list) and (found := _packages(inner)) is not None:
            return found
        if found := _packages_by_name(inner):
            return found
    return None


def _packages_by_name(inner: Any) -> list[Mapping[str, Any]] | None:
    """The packages in an object of them by name, as DKAN's search gives its results."""
    is_such = isinstance(inner, dict) and inner and all(isinstance(item, dict) for item in inner.values())
    return _packages_of_list(list(inner.values())) if is_such else None


def _packages_of_list(listed: list[Any]) -> list[Mapping[str, Any]] | None:
    """Every item when at least one of them is a package: the others are reported, not passed over."""
    if listed and all(isinstance(item, list) for item in listed):
        listed = [inner for item in listed for inner in item]
    found = [_unwrapped(item) if isinstance(item, dict) else {} for item in listed]
    return found if not listed or any(_is_package(item) or _is_deleted(item) for item in found) else None


def _unwrapped(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The package inside a harvest registry's `aspects` or an answer of package_show, or the item itself."""
    aspects = item.get("aspects")
    if isinstance(aspects, dict):
        inner = aspects.get("ckan-dataset")
        return inner if isinstance(inner, dict) else {}
    shown = item.get("result")
    return shown if isinstance(shown, dict) and "success" in item else item


def _is_package(told: Mapping[str, Any]) -> bool:
    """Whether this object describes a dataset: named, with something that only datasets have."""
    if _other_form(told):
        return False
    if not any(key in told for key in ("title", "name", "title_translated", "identifier")):
        return False
    marks = ("resources", "notes", "notes_translated", "owner_org", "license_id", "num_resources", "extras", "res_url")
    return any(key in told for key in (*marks, *_DCAT_MARKS))


def _other_form(told: Mapping[str, Any]) -> str:
    """What an object is by the fields that no dataset has; "" for what has none of them."""
    if told.get("is_organization") or "approval_status" in told:
        return "organization"
    return "resource" if "package_id" in told else ""


def _is_deleted(told: Mapping[str, Any]) -> bool:
    named = text_of(told.get("id")) or text_of(told.get("name"))
    return text_of(told.get("state")) == "deleted" and bool(named) and not _other_form(told)


_DCAT_MARKS = ("distribution", "landingPage", "accessLevel", "keyword")


def _outcomes(packages: list[Mapping[str, Any]], url: str) -> Iterator[tuple[str, Outcome]]:
    for number, told in enumerate(packages, 1):
        position = f"result {number} ({identifier_of(told)[:80]})" if told else f"result {number}"
        yield position, _read_one(told, url, position)


def _read_one(told: Mapping[str, Any], url: str, position: str) -> Outcome:
    kind = text_of(told.get("type")).lower()
    if other := kind if kind in _NOT_DATASETS else _other_form(told):
        return Aside(NOT_A_DATASET, other)
    if _is_deleted(told):
        return Aside(DELETED, identifier_of(told))
    if not _is_package(told):
        return no_dataset_here(position)
    plain_dcat = any(key in told for key in _DCAT_MARKS) and "resources" not in told
    drafted = draft_dataset(told, url) if plain_dcat else draft_package(told, url)
    return replace(drafted, notices=(*drafted.notices, *_private(told)))


def _private(told: Mapping[str, Any]) -> tuple[Notice, ...]:
    if told.get("private") is not True:
        return ()
    return (
        Notice(
            "private",
            "Nguồn đánh dấu bộ dữ liệu này là riêng tư; được ghi là không công khai.",
            "The source marks this dataset as private; it is recorded as not public.",
        ),
    )


def _total(answer: Any) -> int | None:
    return count_of(*(place.get("count") for place in _places(answer)))


def _places(answer: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(answer, dict):
        yield answer
        if isinstance(answer.get("result"), dict):
            yield answer["result"]


def _next(url: str, got: int, total: int | None) -> str | None:
    """The next page of package_search; none when the total is reached, or a page came back empty."""
    if total is None or got == 0 or not is_web(url) or "search" not in url:
        return None
    start_key = _start_key(url)
    following = query_number(url, start_key, 0) + got
    return with_query(url, **{start_key: following}) if following < total else None


def _start_key(url: str) -> str:
    """The parameter that says how many packages come before the page."""
    return "start" if "/action/" in url or "start=" in url else "offset"


def _no_dataset(answer: Any) -> NotReadable:
    names = _names(answer)
    if names:
        return NotReadable(
            f"Đây là danh sách {names} tên bộ dữ liệu, không có mô tả: hãy dùng địa chỉ package_search.",
            f"A list of {counted(names, 'dataset name', 'dataset names')}, no descriptions: use the package_search address.",
        )
    vi, en = _what_it_is(answer)
    return NotReadable(
        f"Trả lời JSON không mô tả bộ dữ liệu nào: {vi}.", f"The JSON answer describes no dataset: {en}."
    )


def _names(answer: Any) -> int:
    inner = answer.get("result") if isinstance(answer, dict) else answer
    if isinstance(inner, dict):
        inner = inner.get("results")
    return len(inner) if isinstance(inner, list) and inner and all(isinstance(x, str) for x in inner) else 0


def _what_it_is(answer: Any) -> tuple[str, str]:
    inner = answer.get("result", answer) if isinstance(answer, dict) else answer
    if not isinstance(inner, dict):
        return "nó không phải một đối tượng", "it is not an object"
    if _other_form(inner) == "organization":
        return "đó là một tổ chức hoặc nhóm", "it is an organisation or group"
    if _other_form(inner) == "resource":
        return "đó là một tài nguyên đơn lẻ của một bộ dữ liệu", "it is a single resource of a dataset"
    if isinstance(inner.get("records"), list):
        held = {key for item in inner["records"] if isinstance(item, dict) for key in mapping_of(item.get("aspects"))}
        shown = ", ".join(sorted(map(str, held))) or "—"
        return f"các bản ghi chỉ có phần {shown}", f"its records only hold the aspects {shown}"
    shown = ", ".join(sorted(map(str, inner))[:8]) or "—"
    return f"các trường của nó là {shown}", f"its fields are {shown}"
