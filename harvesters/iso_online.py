"""How a geographic dataset is had: ISO 19115's transfer options and formats as distributions, services and pages."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from harvesters.iso_words import Tongues, anchor, code, either_text, line
from harvesters.online import Online, draft_online
from harvesters.record_draft import RecordDraft
from harvesters.sizes import bytes_in
from harvesters.tongues import Words
from harvesters.xmltree import children, every, first, words

_ONLINE = "onLine/CI_OnlineResource"
_MOST = 300


def draft_distributions(draft: RecordDraft, record: Element, identification: Element, tongues: Tongues) -> None:
    """The distributions of a record, each address once."""
    links = [
        *_transferred(record, tongues),
        *_operated(identification, tongues),
    ]
    by_url: dict[str, Online] = {}
    for link in links:
        by_url.setdefault(link.url, link)
    draft_online(draft, list(by_url.values())[:_MOST], _forms(record, identification))


def _transferred(record: Element, tongues: Tongues) -> Iterator[Online]:
    for path in (
        "distributionInfo/*/transferOptions/*",
        "distributionInfo/*/distributor/*/distributorTransferOptions/*",
    ):
        for options in every(record, path):
            resources = every(options, _ONLINE)
            said = words(first(options, "transferSize"))  # in megabytes
            size = bytes_in(f"{said} MiB") if len(resources) == 1 else None
            for resource in resources:
                yield from _online(resource, tongues, size)


def _operated(identification: Element, tongues: Tongues) -> Iterator[Online]:
    """Where a service is connected to."""
    for resource in every(identification, "containsOperations/*/connectPoint/CI_OnlineResource"):
        yield from _online(resource, tongues, None, line(identification, "serviceType"))


def _online(resource: Element, tongues: Tongues, size: int | None, protocol: str = "") -> Iterator[Online]:
    said = first(resource, "protocol")
    url = either_text(first(resource, "linkage"))
    if url:
        yield Online(
            "".join(url.splitlines()),
            f"{line(resource, 'protocol')} {anchor(said)}".strip() or protocol,
            code(first(resource, "function")),
            _named(tongues, resource),
            tongues.all(resource, "description"),
            size=size,
        )


def _named(tongues: Tongues, resource: Element) -> Words:
    """The name of an address: its own, else a short description."""
    if names := tongues.all(resource, "name"):
        return names
    return tuple((tag, text) for tag, text in tongues.all(resource, "description") if len(text) <= 120)


def _forms(record: Element, identification: Element) -> tuple[str, ...]:
    """The formats in which the dataset is had, by name or by the address of a media type."""
    places = [
        *every(record, "distributionInfo/*/distributionFormat/MD_Format"),
        *every(record, "distributionInfo/*/distributor/*/distributorFormat/MD_Format"),
        *every(identification, "resourceFormat/MD_Format"),
    ]
    found: dict[str, None] = {}
    for form in places:
        title = first(form, "formatSpecificationCitation/*/title")
        for prop in children(form, "name") or ([title] if title is not None else []):
            named = anchor(prop) or " ".join(either_text(prop).split()).removeprefix("*.")
            found[named] = None
    return tuple(found)
