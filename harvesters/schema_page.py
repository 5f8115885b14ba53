"""The kind schema-org: pages that describe datasets for search engines (JSON-LD, microdata, RDFa), sitemaps that lead to
them, JSON-LD by itself (Croissant too), and the metadata of CSV on the Web.
"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.closure import Heap
from harvesters.csvw import is_csvw, read_csvw
from harvesters.dcat import dangling, page_of_heap, page_of_reading
from harvesters.iris import is_web
from harvesters.json_answer import json_answer
from harvesters.reading import MAX_BYTES, Reading, read_rdf, triples_of
from harvesters.schema_terms import local
from harvesters.sitemap import addresses_by_line, is_sitemap, leading_to, read_sitemap
from harvesters.source import Harvested, Notice, Page
from harvesters.texts import decode
from harvesters.web_page import WebPage, read_web_page
from harvesters.xmltree import read_xml
from vocab.namespaces import DCAT, DCT

_MARKS = ("<html", "<!doctype html", "<head>", "<body")
_SCRIPTS = ("itemscope", "application/ld+json", "typeof=")
_MENTIONS = frozenset({DCT.source, DCT.isPartOf, DCT.relation})
_SITEMAPS = ("<urlset", "<sitemapindex", ":urlset", ":sitemapindex")


def read_schema_org(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one document, or the pages that it leads to.

    Raises NotReadable when it is none of the forms above, or RDF without a dataset. A web page without one is a page
    without records: a sitemap leads to many of these.
    """
    if len(data) > MAX_BYTES:
        return page_of_reading(read_rdf(data, media_type, url), url)
    text, notices = decode(data)
    start = text.lstrip()
    if any(mark in start[:3000] for mark in _SITEMAPS):
        root, told = read_xml(data)
        if is_sitemap(root):
            page = read_sitemap(root, url)
            return replace(page, notices=(*told, *page.notices))
    if _is_web_page(start, media_type):
        return _page(read_web_page(text, url), url, notices)
    if start[:1] == "{" and "csvw" in start[:2000]:
        document, told = json_answer(data, "CSVW")
        if is_csvw(document):
            found = read_csvw(document, url)
            reading = Reading(triples_of(found.quads), (*told, *found.notices), tuple(found.unreadable))
            return page_of_reading(reading, url)
    if listed := addresses_by_line(start):
        return leading_to(listed, url)
    return _of_rdf(data, media_type, url)


def _is_web_page(start: str, media_type: str) -> bool:
    if start[:1] != "<":
        return False
    head = start[:3000].lower()
    if any(mark in head for mark in _MARKS):
        return True
    is_html = media_type.partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml")
    is_xml = head.startswith("<?xml") or "rdf:rdf" in head
    return is_html or (not is_xml and any(mark in start[:100_000] for mark in _SCRIPTS))


def _of_rdf(data: bytes, media_type: str, url: str) -> Page:
    page = page_of_reading(read_rdf(data, media_type, url), url)
    return replace(page, records=_known(page.records, url))


def _page(found: WebPage, url: str, notices: Iterable[Notice]) -> Page:
    """The page's datasets; where it only lists them, the pages that describe them."""
    told = (*notices, *found.notices)
    if not found.heap.datasets():
        leads = [target for target in (*_listed(found.heap), *dangling(found.heap)) if _is_near(target, url)]
        further = tuple(dict.fromkeys((*leads, *found.elsewhere)))
        page = Page((), tuple(found.unreadable), found.following, notices=(*told, *_nothing(found, further)))
        return replace(page, more=further)
    page = page_of_heap(found.heap, url)
    here = {node.value for node in found.heap.datasets() if isinstance(node, NamedNode)}
    listed = (target for target in (*_listed(found.heap), *dangling(found.heap)) if target not in here)
    leads = [target for target in dict.fromkeys(listed) if _is_near(target, url)]
    return replace(
        page,
        records=_known(page.records, found.address),
        unreadable=(*found.unreadable, *page.unreadable),
        next=page.next or found.following,
        more=tuple(leads),
        notices=(*told, *page.notices),
    )


def _nothing(found: WebPage, further: tuple[str, ...]) -> tuple[Notice, ...]:
    named = f" «{found.title}»" if found.title else ""
    if further:
        vi = f"Trang{named} không tự mô tả bộ dữ liệu nào nhưng dẫn đến {len(further)} nơi mô tả."
        en = f"The page{named} describes no dataset itself; it leads to descriptions: {len(further)}."
    else:
        vi = f"Trang{named} không mô tả bộ dữ liệu nào bằng schema.org hay DCAT (JSON-LD, microdata, RDFa)."
        en = f"The page{named} describes no dataset in schema.org or DCAT (JSON-LD, microdata, RDFa)."
    return (Notice("page-without-dataset", vi, en),)


def _known(records: tuple[Harvested, ...], address: str) -> tuple[Harvested, ...]:
    """The records with a nameless dataset known by its landing page, a single one by the page that describes it.

    Sites tell of one dataset on several pages, in lists shortly: of these the page that says most is the last word.
    """
    records = _without_mentions(records)
    page = address if len(records) == 1 and is_web(address) else ""
    named = (_named(record, page) if isinstance(record.focus, BlankNode) else record for record in records)
    return tuple(replace(record, version=f"{len(record.triples):06}") for record in named)


def _without_mentions(records: tuple[Harvested, ...]) -> tuple[Harvested, ...]:
    """The records without those that another one only names, as what it is based on or a part of."""
    named = {
        triple.object
        for record in records
        for triple in record.triples
        if triple.subject == record.focus and (triple.predicate in _MENTIONS or local(triple.predicate) == "citation")
    }
    return tuple(
        record
        for record in records
        if record.focus not in named or _first(record, DCT.description) or _has(record, DCAT.distribution)
    )


def _has(record: Harvested, predicate: NamedNode) -> bool:
    return any((triple.subject, triple.predicate) == (record.focus, predicate) for triple in record.triples)


def _named(record: Harvested, page: str) -> Harvested:
    said = {predicate: _first(record, predicate) for predicate in (DCAT.landingPage, DCT.identifier)}
    landing = next((text for text in (said[DCAT.landingPage], said[DCT.identifier], page) if is_web(text)), "")
    if not landing:
        return record
    focus = NamedNode(landing)
    triples = (
        Triple(
            focus if triple.subject == record.focus else triple.subject,
            triple.predicate,
            focus if triple.object == record.focus else triple.object,
        )
        for triple in record.triples
    )
    return replace(record, identifier=said[DCT.identifier] or landing, focus=focus, triples=tuple(triples))


def _first(record: Harvested, predicate: NamedNode) -> str:
    found = (
        triple.object for triple in record.triples if (triple.subject, triple.predicate) == (record.focus, predicate)
    )
    return next((term.value for term in found if isinstance(term, NamedNode | Literal)), "")


def _listed(heap: Heap) -> list[str]:
    """The pages that a list of items on this page leads to; not the trail that leads here (BreadcrumbList)."""
    trail = {
        triple.object
        for subject, triples in heap.by_subject.items()
        if any(local(kind) == "BreadcrumbList" for kind in heap.types.get(subject, ()))
        for triple in triples
        if local(triple.predicate) == "itemListElement"
    }
    return [
        triple.object.value
        for subject, triples in heap.by_subject.items()
        if subject not in trail and any(local(kind) == "ListItem" for kind in heap.types.get(subject, ()))
        for triple in triples
        if local(triple.predicate) in ("url", "item") and isinstance(triple.object, NamedNode)
    ] + [
        target.value
        for item in _items(heap)
        for triple in heap.by_subject.get(item, ())
        if local(triple.predicate) == "url" and isinstance(target := triple.object, NamedNode)
    ]


def _items(heap: Heap) -> list[BlankNode]:
    """The nameless things that a list's items are."""
    return [
        triple.object
        for triples in heap.by_subject.values()
        for triple in triples
        if local(triple.predicate) == "item" and isinstance(triple.object, BlankNode)
    ]


def _is_near(target: str, url: str) -> bool:
    """Whether an address is on the site that leads to it."""
    return is_web(target) and (not is_web(url) or urlsplit(target).hostname == urlsplit(url).hostname)
