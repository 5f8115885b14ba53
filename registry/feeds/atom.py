"""The newest changes as an Atom feed (RFC 4287), page by page (RFC 5005 section 3).

An entry is a change, so a withdrawal is an entry that says so: who reads the feed sees it like any other news. (RFC 6721
would delete the entry that told of the publishing, which is still true.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from registry.clock import EPOCH, stamp
from registry.config import Config
from registry.feeds.change_writing import activity_iri
from registry.feeds.filters import Filters
from registry.feeds.latest import Told
from registry.feeds.plain import clean
from registry.words import Words
from vocab.namespaces import AS

VERSION = 1
"""Goes up when the same feed would be written otherwise."""
ENTRIES = 100
MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_TITLES = {"vi": "Thay đổi của danh mục", "en": "Changes of the catalogue"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the feed: what it was asked for with, its changes newest first, and where the others are (see Window)."""

    filters: Filters
    lang: str
    entries: tuple[Told, ...]
    before: int = 0
    after: int = 0
    older: int = 0
    newer: int = 0


def address(config: Config, filters: Filters, lang: str, path: str = "/changes.atom", **place: int) -> str:
    """Where these changes are found; the first page without a `place`."""
    chosen = (*filters.query, *((("lang", lang),) if lang != "vi" else ()))
    query = urlencode([*chosen, *((name, value) for name, value in place.items() if value)])
    return f"{config.links}{path}{'?' if query else ''}{query}"


def feed(page: Page, config: Config, words: Words) -> bytes:
    """The page as an Atom document."""
    lang = page.lang
    site = config.site_en if lang == "en" else config.site_vi
    of = " · ".join(words.label(iri, lang) for iri in (page.filters.agency, page.filters.theme) if iri)
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": lang})
    _text(root, "id", f"{config.base}/changes.atom{_query(page)}")
    _text(root, "title", " · ".join(filter(None, (_TITLES[lang], of, site))))
    _text(root, "updated", max((entry.change.at for entry in page.entries), default=stamp(EPOCH)))
    publisher = words.agency(config.publisher)
    _author(root, publisher.name(lang) if publisher else site)
    for relation, there in _links(page, config):
        SubElement(root, "link", {"rel": relation, "href": there, "type": MEDIA_TYPE})
    html = address(config, page.filters, lang, "/changes")
    SubElement(root, "link", {"rel": "alternate", "href": html, "type": "text/html"})
    for entry in page.entries:
        _entry(root, entry, config)
    written = tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _query(page: Page) -> str:
    """What tells this feed from the others, in its permanent name."""
    return f"?{urlencode([*page.filters.query, ('lang', page.lang)])}"


def _links(page: Page, config: Config) -> Iterable[tuple[str, str]]:
    yield "self", address(config, page.filters, page.lang, before=page.before, after=page.after)
    yield "first", address(config, page.filters, page.lang)
    if page.newer:
        yield "previous", address(config, page.filters, page.lang, after=page.newer)
    if page.older:
        yield "next", address(config, page.filters, page.lang, before=page.older)


def _entry(root: Element, told: Told, config: Config) -> None:
    entry = SubElement(root, "entry")
    _text(entry, "id", activity_iri(config.base, told.change.seq))
    _text(entry, "title", f"{told.verb}: {told.title}")
    _text(entry, "updated", told.change.at)
    _text(entry, "published", told.change.at)
    if told.agency:
        _author(entry, told.agency)
    here = f"{config.links}/id/dataset/{told.key}"
    SubElement(entry, "link", {"rel": "alternate", "href": here, "type": "text/html"})
    SubElement(entry, "category", {"term": told.change.kind, "scheme": AS.iri, "label": told.verb})
    _text(entry, "summary", told.summary or told.verb)


def _author(of: Element, name: str) -> None:
    _text(SubElement(of, "author"), "name", name)


def _text(of: Element, name: str, text: str) -> None:
    SubElement(of, name).text = clean(text)
