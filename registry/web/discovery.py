"""What a crawler asks first: `/robots.txt` and the sitemap, an index that leads to parts."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, url_for

from registry.feeds import sitemap
from registry.feeds.sitemap import Address
from registry.feeds.values import linked
from registry.web.consuming import seen
from registry.web.encoding import sent
from registry.web.here import keeper, remembered
from registry.web.placed import newest_change, placed, site_mark
from registry.web.safety import open_to_all

discovery = Blueprint("discovery", __name__)

VERSION = 2
"""Goes up when the same state would be written otherwise."""
FIXED = "pages"
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
PAGES = (
    "pages.home",
    "pages.datasets",
    "pages.agencies",
    "pages.ministries",
    "feeds.catalogue",
    "changes.root",
    "downloads.overview",
    "dumps.overview",
    "audit.overview",
    "query_library.library",
    "pages.terms",
)
"""The pages for people that do not hang on a key."""


@discovery.get("/robots.txt")
def robots() -> Response:
    """What crawlers are asked to leave alone, and where the sitemap is."""
    links = keeper().config.links
    written = sitemap.robots(links, urlsplit(links).path).encode()
    return Response(written, content_type="text/plain; charset=utf-8")


@discovery.get("/sitemap.xml")
def index() -> Response:
    """The parts of the sitemap, each with the moment of its newest change."""

    def made() -> bytes:
        moments = sitemap.parts(keeper().ledger.engine)
        names = (FIXED, *map(str, range(1, len(moments) + 1)))
        newest = max(moments, default="")
        return sitemap.index(
            Address(_address(name), moment) for name, moment in zip(names, (newest, *moments), strict=True)
        )

    return _answered("index", made)


@discovery.get("/sitemap-<name>.xml")
def part(name: str) -> Response:
    """One part: the fixed pages and agencies (`pages`), or up to 2,000 datasets by their number."""
    if name == FIXED:
        return _answered(name, lambda: sitemap.urlset(_fixed()))
    number = int(name) if _NUMBER.fullmatch(name) else 0

    def made() -> bytes:
        here, config = keeper(), keeper().config
        listed = sitemap.datasets(here.ledger.engine, number - 1, config.base, config.links) if number else ()
        return sitemap.urlset(listed or abort(404))

    return _answered(name, made)


def _fixed() -> Iterator[Address]:
    """The pages that are always there and the agencies, of today and of earlier days."""
    links = keeper().config.links
    newest = newest_change()
    yield from (Address(links + url_for(endpoint), newest.at if newest else "") for endpoint in PAGES)
    for iri in keeper().words.agencies.by_iri:
        yield Address(linked(iri, keeper().config.base, links))


def _answered(name: str, make: Callable[[], bytes]) -> Response:
    """A list that holds until the catalogue changes: then it is made anew, once for all who ask."""
    answer, position = placed("application/xml; charset=utf-8")
    body = remembered(f"sitemap {name}", (position, VERSION), make)
    seen("sitemap", position)
    answer.set_data(body)
    return open_to_all(sent(answer, f"{position}-{name}-{VERSION}-{site_mark()}"))


def _address(name: str) -> str:
    return keeper().config.links + url_for("discovery.part", name=name)
