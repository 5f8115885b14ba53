"""Dataflows of statistical offices as datasets, from whichever form of SDMX told of them.

A dataflow is a dataset. What else a message holds enriches it: the agency's name, the categories it stands in, the
dimensions of its structure as columns. Versions of one dataflow are one dataset, the latest.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from urllib.parse import quote, urlsplit, urlunsplit

from pyoxigraph import NamedNode

from harvesters.errors import NotReadable
from harvesters.gathering import gathered
from harvesters.iris import is_web, node
from harvesters.record_draft import RecordDraft, focus_of
from harvesters.source import Harvested, Notice, Page, Unreadable
from harvesters.texts import counted
from harvesters.tongues import Words, tell
from vocab.namespaces import DCAT, DCT

Reference = tuple[str, str]
"""(agency, identifier) of an artefact, whichever its version."""
Category = tuple[str, str, str]
"""(agency, scheme, identifier) of a category."""
_LISTING = re.compile(r"/(structure/)?dataflow(/[^/]*){0,3}/?$")
_VERSION = re.compile(r"\d{1,9}|[A-Za-z]{1,40}")


@dataclass(frozen=True, slots=True)
class Dataflow:
    """One dataflow as a message tells of it; `structure` is the data structure it follows."""

    agency: str
    identifier: str
    version: str = ""
    names: Words = ()
    descriptions: Words = ()
    urn: str = ""
    address: str = ""
    structure: Reference | None = None


@dataclass(slots=True)
class Message:
    """What a structure message holds that is of use here; `others` counts its artefacts by kind."""

    dataflows: list[Dataflow] = field(default_factory=list)
    agencies: dict[str, Words] = field(default_factory=dict)
    columns: dict[Reference, list[str]] = field(default_factory=dict)
    categories: dict[Category, Words] = field(default_factory=dict)
    categorised: dict[Reference, list[Category]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)


def page_of(message: Message, url: str, notices: Iterable[Notice] = ()) -> Page:
    """The dataflows of a message as datasets.

    Raises NotReadable, with what the message does hold, when there is none.
    """
    if not message.dataflows:
        raise _no_dataflow(message)
    latest = _latest(message.dataflows)
    page = gathered((f"dataflow {flow.agency}:{flow.identifier}", _read(flow, message, url)) for flow in latest)
    olds = _older(len(message.dataflows) - len(latest))
    return replace(page, total=len(latest), notices=(*notices, *olds))


def named(urn: str) -> Reference | None:
    """The artefact that a URN of SDMX names, without its version; None when it is none."""
    agency, colon, rest = urn.rpartition("=")[2].partition(":")
    return (agency, rest.partition("(")[0]) if colon and urn.startswith("urn:sdmx:") else None


def category_named(urn: str) -> Category:
    """The category that a URN names, by its scheme and the last part of its path; empty parts for what is none."""
    scheme = named(urn)
    return (*scheme, urn.rpartition(").")[2].rpartition(".")[2]) if scheme else ("", "", "")


def _latest(flows: list[Dataflow]) -> list[Dataflow]:
    best: dict[Reference, Dataflow] = {}
    for flow in flows:
        known = best.get((flow.agency, flow.identifier))
        if known is None or _rank(flow.version) > _rank(known.version):
            best[flow.agency, flow.identifier] = flow
    return list(best.values())


def _rank(version: str) -> list[tuple[int, int, str]]:
    """Versions in their order: numbers as numbers; a draft of a version (1.0.0-rc) comes before it."""
    parts = [(1, int(part), "") if part.isdigit() else (-1, 0, part) for part in _VERSION.findall(version[:100])]
    return [*parts, (0, 0, "")]


def _older(count: int) -> Iterator[Notice]:
    if count:
        yield Notice(
            "older-versions",
            f"{count} phiên bản cũ của luồng dữ liệu không được ghi; bản mới nhất thay chúng.",
            counted(count, "older version", "older versions") + " of dataflows left out; the latest stands.",
        )


def _read(flow: Dataflow, message: Message, url: str) -> Harvested | Unreadable:
    if flow.identifier:
        return _drafted(flow, message, url)
    position = f"dataflow {next((text for _, text in flow.names), '')[:80]}".strip()
    return Unreadable(position, "Luồng dữ liệu không có mã (id).", "The dataflow has no identifier (id).")


def _drafted(flow: Dataflow, message: Message, url: str) -> Harvested:
    identifier = f"{flow.agency}:{flow.identifier}" if flow.agency else flow.identifier
    draft = RecordDraft(_focus(flow, url, identifier))
    tell(draft, DCT.title, flow.names or (("", flow.identifier),))
    tell(draft, DCT.description, flow.descriptions)
    draft.text(DCT.identifier, identifier)
    draft.text(DCAT.version, flow.version)
    if flow.urn:
        draft.other_identifier(flow.urn)
    _draft_publisher(draft, flow.agency, message)
    for category in message.categorised.get((flow.agency, flow.identifier), ()):
        tell(draft, DCAT.theme, message.categories.get(category, ()))
    columns = message.columns.get(flow.structure, []) if flow.structure else []
    draft.columns(columns)
    base = _base(url)
    if base:
        part = draft.data_at("", _data_address(flow, base, url), form="SDMX")
        draft.service(part, "SDMX REST", base)
    return draft.harvested(identifier, raw=_said(flow, message, columns))


def _said(flow: Dataflow, message: Message, columns: list[str]) -> dict[str, object]:
    """All that the message says of the dataflow, as a JSON value."""
    categories = message.categorised.get((flow.agency, flow.identifier), [])
    rest = {
        "agency_names": message.agencies.get(flow.agency, ()),
        "categories": [message.categories.get(category, ()) for category in categories],
        "columns": columns,
    }
    return {name: value for name, value in {**asdict(flow), **rest}.items() if value}


def _draft_publisher(draft: RecordDraft, agency: str, message: Message) -> None:
    names = message.agencies.get(agency, ())
    tagged = {tag: text for tag, text in names if tag}
    draft.agent(DCT.publisher, tagged or next((text for _, text in names), agency))


def _focus(flow: Dataflow, url: str, identifier: str) -> NamedNode:
    """The dataflow's own address: the one it gives, else the one SDMX's REST rules make; else a place in the document."""
    if is_web(flow.address) and (own := node(flow.address)):
        return own
    base = _base(url)
    asked = node(f"{base}{_way(url)}dataflow/{'/'.join(_parts(flow))}") if base else None
    return asked or focus_of(identifier, url)


def _data_address(flow: Dataflow, base: str, url: str) -> str:
    """Where a service gives the data of a dataflow: SDMX's REST rules of version 2 ask by path, of version 1 by commas."""
    parts = _parts(flow)
    return f"{base}/data/dataflow/{'/'.join(parts)}" if "structure" in _way(url) else f"{base}/data/{','.join(parts)}"


def _parts(flow: Dataflow) -> list[str]:
    return [quote(part, safe="") for part in (flow.agency, flow.identifier, flow.version) if part]


def _way(url: str) -> str:
    return "/structure/" if "/structure/" in urlsplit(url).path else "/"


def _base(url: str) -> str:
    """The address of the service behind the address of its listing; "" when the address is no listing's."""
    if not is_web(url):
        return ""
    parts = urlsplit(url)
    listing = _LISTING.search(parts.path)
    return urlunsplit(parts._replace(path=parts.path[: listing.start()], query="", fragment="")) if listing else ""


def _no_dataflow(message: Message) -> NotReadable:
    shown = ", ".join(f"{name[:60]} ({count})" for name, count in list(message.others.items())[:6]) or "—"
    return NotReadable(
        f"Thông điệp SDMX không liệt kê luồng dữ liệu (Dataflow) nào; chỉ có: {shown}.",
        f"The SDMX message lists no dataflow; it holds: {shown}.",
    )
