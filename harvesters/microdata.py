"""HTML microdata to triples, after the W3C note "Microdata to RDF": items are nodes, properties are named by the type."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.iris import mend, node, resolve
from harvesters.markup import seen_words
from harvesters.source import Node
from harvesters.texts import clean, language_tag
from vocab.namespaces import RDF, SCHEMA

MAX_STEPS = 1_000_000
"""Elements looked at, those counted again that several items refer to."""
_LINKS = {
    "a": "href", "area": "href", "link": "href", "audio": "src", "embed": "src", "iframe": "src", "img": "src",
    "source": "src", "track": "src", "video": "src", "object": "data",
}  # fmt: skip
_VALUES = {"meta": "content", "data": "value", "meter": "value", "time": "datetime"}


def microdata(page: Element, base: str) -> tuple[Triple, ...]:
    """The triples of all items of this page; addresses are resolved against `base`."""
    return tuple(dict.fromkeys(_Items(page, base).triples()))


class _Items:
    """The items of one page."""

    def __init__(self, page: Element, base: str) -> None:
        self._page = page
        self._base = base
        self._steps = 0
        self._named: dict[Element, Node] = {}
        self._by_id: dict[str, Element] = {}
        for element in page.iter():
            if name := element.get("id"):
                self._by_id.setdefault(name, element)

    def triples(self) -> Iterator[Triple]:
        lang = next((one.get("lang", "") for one in self._page.iter("html")), "")
        yield from self._below(self._page, None, "", lang)
        for item in [one for one in self._page.iter() if one.get("itemscope") is not None and one.get("itemref")]:
            for name in (item.get("itemref") or "").split()[:50]:
                referred = self._by_id.get(name)
                if referred is not None and referred is not item:
                    yield from self._one(referred, self._node(item), _space(item), lang)

    def _below(self, top: Element, item: Node | None, space: str, lang: str) -> Iterator[Triple]:
        for child in top:
            yield from self._one(child, item, space, lang)

    def _one(self, element: Element, item: Node | None, space: str, lang: str) -> Iterator[Triple]:
        """What this element says of the item it stands in, and what stands below it."""
        waiting = [(element, item, space, lang)]
        while waiting and self._steps < MAX_STEPS:
            one, within, names, tongue = waiting.pop()
            self._steps += 1
            tongue = one.get("lang", tongue)
            is_item = one.get("itemscope") is not None
            if within is not None:
                for name in (one.get("itemprop") or "").split()[:10]:
                    if predicate := _predicate(name, names):
                        value = self._node(one) if is_item else self._value(one, tongue)
                        if value is not None:
                            yield Triple(within, predicate, value)
            if is_item:
                within, names = self._node(one), _space(one) or names
                for kind in (one.get("itemtype") or "").split()[:10]:
                    if made := node(kind):
                        yield Triple(within, RDF.type, made)
            waiting.extend((child, within, names, tongue) for child in reversed(one))

    def _node(self, element: Element) -> Node:
        if element not in self._named:
            address = _address(self._base, element.get("itemid") or "")
            self._named[element] = NamedNode(address) if address else BlankNode(f"item{len(self._named) + 1}")
        return self._named[element]

    def _value(self, element: Element, lang: str) -> NamedNode | Literal | None:
        content = element.get("content")
        if content is None and element.tag in _LINKS:
            address = _address(self._base, element.get(_LINKS[element.tag]) or "")
            return NamedNode(address) if address else None
        if content is None and element.tag in _VALUES:
            content = element.get(_VALUES[element.tag])
        text = clean(seen_words(element) if content is None else content).strip()
        tag = language_tag(lang) if lang and content is None else None
        return (Literal(text, language=tag) if tag else Literal(text)) if text else None


def _address(base: str, written: str) -> str:
    """An address made absolute; "" when none was meant."""
    if not written.strip():
        return ""
    other = node(mend(written)) if ":" in written.partition("/")[0] else None
    return resolve(base, written) or (other.value if other else "")


def _space(item: Element) -> str:
    """The vocabulary that an item's properties are of: that of its first type."""
    kind = (item.get("itemtype") or "").split()
    if not kind:
        return ""
    head = max(kind[0].rfind("#"), kind[0].rfind("/"))
    return kind[0][: head + 1]


def _predicate(name: str, space: str) -> NamedNode | None:
    return node(name) if ":" in name else node((space or SCHEMA.iri) + name)
