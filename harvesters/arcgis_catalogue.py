"""ArcGIS Server's catalogue: the services that it names, the pages that describe them, its folders.

A catalogue only names its services. Each is a record by its name at once, and again, better, when its own page is read;
one whose page gives an error costs the run that service, never the others, and one that is closed to us (many ask for
a token) stays known by its name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from harvesters.arcgis_server import listed_services, root_of, service_names
from harvesters.draft import items_of, text_of
from harvesters.gathering import gathered
from harvesters.iris import is_web
from harvesters.source import Notice, Page, Unreadable
from harvesters.texts import counted

MAX_LEADS = 4000
_OF_THE_SYSTEM = frozenset({"system", "utilities", "hosted/system"})
_CLOSED = frozenset({"403", "499"})
"""Codes of ArcGIS for what is not to be seen without a token, or without the right to."""
_SERVICE = re.compile(r"/rest/services/.+/[A-Za-z]+Server(?:/\d+|/layers)?/?(?:\?|$)", re.I)


def is_catalogue(answer: Mapping[str, Any]) -> bool:
    return "services" in answer and ("folders" in answer or "currentVersion" in answer)


def read_catalogue(answer: Mapping[str, Any], url: str) -> Page:
    """The services of a catalogue by their names, and the pages of services and folders that follow."""
    services = listed_services(answer, url)
    page = gathered((f"service {number} ({one.identifier[:80]})", one) for number, one in enumerate(services, 1))
    more = tuple(dict.fromkeys(_leads(answer, url)))[:MAX_LEADS]
    return replace(page, notices=tuple(_said(answer, more)), more=more)


def page_of_error(error: str, url: str) -> Page | None:
    """The page of a service that answers an error; None where the error is that of a whole source."""
    if not is_web(url) or not _SERVICE.search(url):
        return None
    place = url.partition("?")[0]
    if error.partition(" ")[0] in _CLOSED:
        return Page(notices=(_closed(place, error),))
    return Page(
        unreadable=(
            Unreadable(place, f"ArcGIS báo lỗi về dịch vụ này: {error}.", f"ArcGIS answers an error here: {error}."),
        )
    )


def _closed(place: str, error: str) -> Notice:
    return Notice(
        "closed",
        f"Dịch vụ {place} không mở cho người ngoài (ArcGIS báo {error}); chỉ tên của nó trong danh mục được ghi.",
        f"The service {place} is closed to us (ArcGIS says {error}); only its name in the catalogue is recorded.",
    )


def _leads(answer: Mapping[str, Any], url: str) -> Iterator[str]:
    root = root_of(url)
    if not root:
        return
    for name, kind in sorted(service_names(answer).items()):
        yield f"{root}/{quote(name)}/{kind}?f=json"
    for folder in _folders(answer):
        yield f"{root}/{quote(folder)}?f=json"


def _folders(answer: Mapping[str, Any]) -> list[str]:
    folders = filter(None, map(text_of, items_of(answer.get("folders"))))
    return [folder for folder in folders if folder.lower() not in _OF_THE_SYSTEM]


def _said(answer: Mapping[str, Any], more: tuple[str, ...]) -> Iterator[Notice]:
    vi, en = ("khi thu thập, các trang ấy được đọc", "a harvest reads these pages") if more else ("", "")
    yield Notice(
        "by-name-only",
        f"Danh mục của máy chủ chỉ nêu tên dịch vụ; mô tả nằm ở trang của từng dịch vụ{f'; {vi}' if vi else ''}.",
        f"The server's catalogue only names its services; descriptions are on their pages{f'; {en}' if en else ''}.",
    )
    if folders := _folders(answer):
        shown = ", ".join(folders[:12]) + (" …" if len(folders) > 12 else "")
        said = counted(len(folders), "folder", "folders")
        yield Notice(
            "folders",
            f"Máy chủ còn {len(folders)} thư mục; mỗi thư mục là một địa chỉ riêng: {shown}.",
            f"The server has {said} besides, each at an address of its own: {shown}.",
        )
