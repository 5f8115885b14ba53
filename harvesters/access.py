"""The address of access that DCAT-AP asks of each distribution, taken from where a source says it instead: where the file
is downloaded, where its service answers, else the page that leads to it.

Source: DCAT 3, dcat:accessURL, dcat:downloadURL and dcat:accessService; of files that are reached through a landing page
only, it asks that the page be repeated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from harvesters.iris import web
from harvesters.source import Harvested, Node, Notice
from vocab.description import Term
from vocab.namespaces import DCAT

_DOWNLOADED = Notice(
    "access-url",
    "Phân phối chỉ có địa chỉ tải về; địa chỉ ấy cũng được ghi làm địa chỉ truy cập, như DCAT khuyến nghị.",
    "A distribution has an address to download from only; it counts as that of access too, as DCAT recommends.",
)
_SERVED = Notice(
    "access-service",
    "Phân phối chỉ nêu dịch vụ cung cấp nó; địa chỉ của dịch vụ cũng được ghi làm địa chỉ truy cập, như DCAT khuyến nghị.",
    "A distribution names the service it is had from only; the service's address counts as that of access too, as DCAT "
    "recommends.",
)
_BY_THE_PAGE = Notice(
    "access-page",
    "Phân phối không có địa chỉ nào; trang giới thiệu của bộ dữ liệu được ghi làm địa chỉ truy cập, như DCAT khuyến nghị.",
    "A distribution has no address; the dataset's landing page counts as that of access, as DCAT recommends.",
)
Said = Mapping[tuple[object, NamedNode], list[Term]]


def accessible(record: Harvested) -> Harvested:
    """The record with an address of access for each distribution that has none, as far as it says one in another way; a
    notice of each such way."""
    told = [triple for triple in record.triples if triple.predicate in (DCAT.distribution, DCAT.accessURL)]
    reached = {triple.subject for triple in told if triple.predicate == DCAT.accessURL and _is_said(triple.object)}
    files = [triple.object for triple in told if triple.predicate == DCAT.distribution]
    lacking = [one for one in dict.fromkeys(files) if one not in reached and not isinstance(one, Literal | Triple)]
    if not lacking:
        return record
    described = {triple.subject for triple in record.triples}  # of what is only referred to, nobody knows what it lacks
    lacking = [one for one in lacking if one in described]
    found = dict(_found(lacking, record.focus, _by_place(record.triples)))
    added = tuple(found)
    return replace(record, triples=(*record.triples, *added), notices=(*record.notices, *dict.fromkeys(found.values())))


def _found(files: list[Node], dataset: Node, said: Said) -> Iterator[tuple[Triple, Notice]]:
    """An address of access for each of these files, with what is to be told of it."""
    pages = said.get((dataset, DCAT.landingPage), [])
    for file in files:
        services = said.get((file, DCAT.accessService), [])
        ways: Mapping[Notice, list[Term]] = MappingProxyType(
            {
                _DOWNLOADED: said.get((file, DCAT.downloadURL), []),
                # One of them: many files may name one service with many addresses.
                _SERVED: [place for one in services[:1] for place in said.get((one, DCAT.endpointURL), [])[:1]],
                _BY_THE_PAGE: pages[:1],
            }
        )
        notice, places = next(((notice, places) for notice, places in ways.items() if places), (_BY_THE_PAGE, []))
        yield from ((Triple(file, DCAT.accessURL, place), notice) for place in places)


def _by_place(triples: tuple[Triple, ...]) -> Said:
    """What is said of addresses, by subject and property."""
    found: dict[tuple[object, NamedNode], list[Term]] = {}
    for triple in triples:
        thing = triple.object
        is_wanted = triple.predicate in (DCAT.downloadURL, DCAT.accessService, DCAT.endpointURL, DCAT.landingPage)
        if is_wanted and not isinstance(thing, Triple) and (triple.predicate == DCAT.accessService or _is_said(thing)):
            found.setdefault((triple.subject, triple.predicate), []).append(thing)
    return found


def _is_said(thing: object) -> bool:
    """Whether an address is one: an IRI, or a text that can be written as one."""
    return isinstance(thing, NamedNode) or (isinstance(thing, Literal) and web(thing.value) is not None)
