"""The sitemap (sitemaps.org 0.9): which pages there are, when they last changed, and in which languages they come.

An index leads to parts, the first of the fixed pages and agencies, the others of datasets in the order of their keys. Read
from the ledger's newest states alone: no description is opened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sqlalchemy import Engine, func, select

from registry import schema
from registry.feeds.values import linked, uri
from vocab.identifiers import dataset_of

PART = 2_000
"""Pages on one part, of the 50,000 that the protocol allows: so none takes long to make."""
LANGUAGES = ("vi", "en")
MEDIA_TYPE = "application/xml"
ROBOTS_CLOSED = ("/desk", "/admin", "/check", "/sign-in", "/set-password", "/sparql?", "/datasets?*&")
"""Whose pages are for people at work, or without end: a query, a search by two or more conditions."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Address:
    """A page and the moment of its last change, "" when that is not known."""

    location: str
    modified: str = ""


def parts(engine: Engine) -> tuple[str, ...]:
    """The moment of the newest change on each part of the datasets, in order."""
    now = schema.current.c
    place = func.row_number().over(order_by=now.record)
    rows = select(((place - 1) / PART).label("part"), now.modified).where(now.state == "public").subquery()
    number = func.floor(rows.c.part)
    query = select(func.max(rows.c.modified)).group_by(number).order_by(number)
    with engine.connect() as connection:
        return tuple(connection.execute(query).scalars())


def datasets(engine: Engine, part: int, base: str, links: str) -> tuple[Address, ...]:
    """The pages of the public datasets on a part, counted from 0."""
    now = schema.current.c
    query = select(now.record, now.modified).where(now.state == "public").order_by(now.record)
    with engine.connect() as connection:
        rows = connection.execute(query.limit(PART).offset(part * PART))
        return tuple(Address(linked(dataset_of(record), base, links), modified) for record, modified in rows)


def index(addresses: Iterable[Address]) -> bytes:
    """The list of the parts."""
    told = "".join(
        f"<sitemap><loc>{_location(one.location)}</loc>{_moment(one.modified)}</sitemap>\n" for one in addresses
    )
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{told}</sitemapindex>\n'.encode()


def urlset(addresses: Iterable[Address]) -> bytes:
    """A list of pages, each in every language it comes in."""
    told = "".join(map(_url, addresses))
    spaces = f'xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_HEAD}<urlset {spaces}>\n{told}</urlset>\n".encode()


def robots(links: str, path: str = "", closed: Sequence[str] = ROBOTS_CLOSED) -> str:
    """robots.txt (RFC 9309): all is open but what is for people at work or never ends; `path` is the site's own start."""
    rules = "".join(f"Disallow: {path}{start}\n" for start in closed)
    return f"User-agent: *\n{rules}Allow: {path}/\n\nSitemap: {links}/sitemap.xml\n"


def _url(one: Address) -> str:
    location = _location(one.location)
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{location}?lang={code}"/>' for code in LANGUAGES
    )
    return f"<url><loc>{location}</loc>{_moment(one.modified)}{others}</url>\n"


def _moment(text: str) -> str:
    """The time to the second: six digits of a second are no W3C date and time."""
    return f"<lastmod>{text[:19]}Z</lastmod>" if text else ""


def _location(address: str) -> str:
    return escape(uri(address), {'"': "&quot;"})
