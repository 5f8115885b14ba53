"""What a harvest would bring, as plain JSON values, and nothing stored.

The shape is fixed in DESIGN section 6. `findings` stays empty here: the registry's judge fills it.
"""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.closure import Heap
from harvesters.errors import NotReadable
from harvesters.iris import as_written
from harvesters.kinds import kind_of
from harvesters.sizes import whole
from harvesters.source import Harvested, Node, Notice, Page, Unreadable
from harvesters.texts import counted
from vocab.description import pick
from vocab.namespaces import DCAT, DCT, EU, FOAF, RDFS, SCHEMA, SKOS, VCARD

_NAMES = (FOAF.name, SKOS.prefLabel, RDFS.label, DCT.title, VCARD.fn, SCHEMA.name)
_MEDIA_TYPES = ("http://www.iana.org/assignments/media-types/", "https://www.iana.org/assignments/media-types/")
_FILE_TYPES = (EU.iri + "file-type/",)
Term = NamedNode | BlankNode | Literal


def preview(data: bytes, media_type: str, url: str, kind: str, links: Iterable[str] = ()) -> dict[str, Any]:
    """The records of these bytes as JSON values; what cannot be read is named under `unreadable`, never raised.

    `links` are the addresses a Link header gave for the next page, if any.
    """
    try:
        page = kind_of(kind).page(data, media_type, url)
    except NotReadable as refusal:
        page = Page(unreadable=(Unreadable(refusal.position or "document", refusal.vi, refusal.en),))
    return shown(page, kind, next(iter(links), None))


def shown(page: Page, kind: str, otherwise_next: str | None = None) -> dict[str, Any]:
    """A page in the preview's shape; an empty page says so in `unreadable`."""
    unreadable = page.unreadable
    following = page.next or next(iter(page.more), None) or otherwise_next
    if not page.records and not unreadable and (page.more or not following):
        unreadable = (_nothing(page),)
    return {
        "kind": kind,
        "records": [_record(harvested) for harvested in page.records],
        "unreadable": [_unread(one) for one in unreadable],
        "next": following,
        "more": len(page.more),
        "total": page.total,
        "notices": [_notice(notice) for notice in page.notices],
    }


def _nothing(page: Page) -> Unreadable:
    why_vi = " ".join(notice.vi for notice in page.notices)
    why_en = " ".join(notice.en for notice in page.notices)
    if page.more:
        count = len(page.more) + bool(page.next)
        why_vi = f"Nó dẫn đến {count} trang khác, và khi thu thập chúng được đọc. {why_vi}"
        why_en = f"It leads to {counted(count, 'other page', 'other pages')}, which a harvest reads. {why_en}"
    return Unreadable(
        "document",
        f"Đọc được nhưng không có bộ dữ liệu nào trong đó. {why_vi}".strip(),
        f"It was read, but there is no dataset in it. {why_en}".strip(),
    )


def _unread(one: Unreadable) -> dict[str, str]:
    return {
        "position": one.position,
        "reason": one.reason_vi,
        "reason_vi": one.reason_vi,
        "reason_en": one.reason_en,
    }


def _notice(notice: Notice) -> dict[str, str]:
    return {"slug": notice.slug, "vi": notice.vi, "en": notice.en}


def _record(harvested: Harvested) -> dict[str, Any]:
    said = _Said(harvested.triples)
    focus = harvested.focus
    return {
        "identifier": pick(said.values(focus, DCT.identifier)) or as_written(harvested.identifier),
        "title": said.text(focus, DCT.title) or said.text(focus, RDFS.label),
        "description": said.text(focus, DCT.description) or said.text(focus, DCT.abstract),
        "publisher": said.named(focus, DCT.publisher),
        "issued": said.text(focus, DCT.issued) or said.of_record(focus, DCT.issued),
        "modified": said.text(focus, DCT.modified) or said.of_record(focus, DCT.modified),
        "theme": said.each(focus, DCAT.theme),
        "keyword": said.each(focus, DCAT.keyword),
        "license": said.named(focus, DCT.license),
        "landing_page": said.first(focus, DCAT.landingPage) or said.first(focus, FOAF.page),
        "distributions": [_distribution(said, node) for node in said.nodes(focus, DCAT.distribution)],
        "findings": [],
        "notices": [_notice(notice) for notice in harvested.notices],
    }


def _distribution(said: "_Said", node: Node) -> dict[str, Any]:
    return {
        "title": said.text(node, DCT.title) or said.text(node, RDFS.label),
        "access_url": said.first(node, DCAT.accessURL),
        "download_url": said.first(node, DCAT.downloadURL),
        "format": _tail(said.named(node, DCT["format"]), _FILE_TYPES),
        "media_type": _tail(said.named(node, DCAT.mediaType), _MEDIA_TYPES),
        "byte_size": whole(said.first(node, DCAT.byteSize) or ""),
    }


def _tail(value: str | None, heads: tuple[str, ...]) -> str | None:
    """The short word of a well-known code list; any other value as it is."""
    return next((value[len(head) :] for head in heads if value and value.startswith(head)), value)


class _Said:
    """The statements of one record, asked by node and property."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._heap = Heap.of(triples)
        self._records: dict[Node, list[Node]] = {}
        for node, stated in self._heap.by_subject.items():
            for triple in stated:
                if triple.predicate == FOAF.primaryTopic and isinstance(triple.object, NamedNode | BlankNode):
                    self._records.setdefault(triple.object, []).append(node)

    def values(self, node: Node, predicate: NamedNode) -> list[Term]:
        return [
            triple.object
            for triple in self._heap.by_subject.get(node, ())
            if triple.predicate == predicate and not isinstance(triple.object, Triple)
        ]

    def nodes(self, node: Node, predicate: NamedNode) -> list[Node]:
        return [term for term in self.values(node, predicate) if not isinstance(term, Literal)]

    def text(self, node: Node, predicate: NamedNode) -> str | None:
        return pick(self.values(node, predicate)) or None

    def of_record(self, node: Node, predicate: NamedNode) -> str | None:
        """What the source's own catalogue record of the node says: when it was entered there, when last rewritten."""
        return next((text for record in self._records.get(node, ()) if (text := self.text(record, predicate))), None)

    def first(self, node: Node, predicate: NamedNode) -> str | None:
        return next((text for term in self.values(node, predicate) if (text := self._words(term))), None)

    def each(self, node: Node, predicate: NamedNode) -> list[str]:
        return list(dict.fromkeys(filter(None, map(self._words, self.values(node, predicate)))))

    def named(self, node: Node, predicate: NamedNode) -> str | None:
        """The value as people call it: a text, the name of a described node, else its IRI."""
        terms = self.values(node, predicate)
        return next((text for term in terms if (text := self._name(term) or self._words(term))), None)

    def _name(self, term: Term) -> str:
        if isinstance(term, Literal):
            return ""
        return next(filter(None, (pick(self.values(term, name)) for name in _NAMES)), "")

    def _words(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return as_written(term.value)
        return self._name(term) if isinstance(term, BlankNode) else term.value
