"""Triples drafted from JSON: one dataset's node, its texts, links, dates and parts. Empty values leave no trace."""

import re
from collections.abc import Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.dates import dated
from harvesters.iris import node, web
from harvesters.sizes import bytes_in, size_literal, whole
from harvesters.source import Node
from harvesters.texts import ascii_figures, clean, language_tag
from vocab.namespaces import DCAT, DCT, FOAF, RDF, RDFS, VCARD, XSD

_MAIL = re.compile(r"[^\s@<>]{1,128}@[^\s@<>.]{1,63}(?:\.[^\s@<>.]{1,63}){1,9}")
_LENGTH = re.compile(
    r"P(?=[\dT])(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}D)?"
    r"(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?"
)
_BETWEEN_PHONES = re.compile(r"[;,/\n|]|\s[-–]\s")


def text_of(value: Any) -> str:
    """A value as clean text: strings and numbers; "" for anything else, and for what only says that it is empty."""
    if not value and value != 0:  # most fields of most records say nothing
        return ""
    if isinstance(value, str):
        return clean(value).strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def items_of(value: Any) -> list[Any]:
    """A list as it is, nothing as no item, anything else as one item; PHP writes a list with gaps as an object whose keys
    are numbers."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and value and all(map(str.isdigit, value)):
        return list(value.values())
    return [] if value is None or value == "" else [value]


def mapping_of(value: Any) -> Mapping[str, Any]:
    """The object itself, or the first object of a list; else an empty one."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, dict)), None)
    return value if isinstance(value, dict) else {}


def figures(phone: str) -> str:
    """The figures of a telephone number, with the sign of one from abroad."""
    return re.sub(r"[^0-9+]", "", phone)


def _is_object(value: Any) -> bool:
    """Whether it is an object, and no list with gaps."""
    return isinstance(value, dict) and items_of(value) == [value]


class Draft:
    """The triples of one dataset, in the order they were said."""

    def __init__(self, focus: NamedNode) -> None:
        self.focus = focus
        self._triples: list[Triple] = []
        self._parts = 0

    def triples(self) -> tuple[Triple, ...]:
        return tuple(dict.fromkeys(self._triples))

    def say(self, predicate: NamedNode, thing: Node | Literal, of: Node | None = None) -> None:
        self._triples.append(Triple(of or self.focus, predicate, thing))

    def part(self, predicate: NamedNode, kind: NamedNode, of: Node | None = None, iri: str = "") -> Node:
        """A new node of this class, linked from the dataset or from another part; nameless without `iri`."""
        self._parts += 1
        thing: Node = (node(iri) if iri else None) or BlankNode(f"d{self._parts}")
        self.say(predicate, thing, of)
        self.say(RDF.type, kind, thing)
        return thing

    def text(self, predicate: NamedNode, value: Any, of: Node | None = None, lang: str = "") -> None:
        """A text, a list of texts, or an object of texts by language ({"vi": ..., "en": ...})."""
        for language, item in _spoken(value, lang):
            if text := text_of(item):
                literal = Literal(text, language=language) if language else Literal(text)
                self.say(predicate, literal, of)

    def link(self, predicate: NamedNode, value: Any, of: Node | None = None) -> None:
        """Addresses as IRIs; a text that is none stays a text, for the mapping to look up by its label."""
        for item in items_of(value):
            if text := text_of(item):
                self.say(predicate, _linked(text), of)

    def address(self, predicate: NamedNode, value: Any, of: Node | None = None) -> None:
        """Web addresses only; anything else leaves no trace."""
        for item in items_of(value):
            if address := web(text_of(item)):
                self.say(predicate, NamedNode(address), of)

    def date(self, predicate: NamedNode, value: Any, of: Node | None = None) -> None:
        if text := text_of(next(iter(items_of(value)), None)):
            self.say(predicate, dated(text), of)

    def size(self, value: Any, of: Node | None = None) -> bool:
        """The size of a file in bytes, of a number or of a text with or without a unit; whether it is one."""
        count = bytes_in(text_of(value)) if isinstance(value, str) else whole(text_of(value))
        if count is not None:
            self.say(DCAT.byteSize, size_literal(count), of)
        return count is not None

    def decimal(self, predicate: NamedNode, value: Any, of: Node | None = None) -> bool:
        """A number; whether it is one."""
        text = ascii_figures(text_of(value))
        is_number = re.fullmatch(r"-?\d{1,20}(\.\d{1,20})?", text) is not None
        if is_number:
            self.say(predicate, Literal(text, datatype=XSD.decimal), of)
        return is_number

    def duration(self, predicate: NamedNode, value: Any, of: Node | None = None) -> bool:
        """A length of time as ISO 8601 and XML Schema write it; whether it is one."""
        text = text_of(value)
        is_length = _LENGTH.fullmatch(text) is not None
        if is_length:
            self.say(predicate, Literal(text, datatype=XSD.duration), of)
        return is_length

    def labelled(self, predicate: NamedNode, kind: NamedNode, value: Any) -> None:
        """An address as it is; words as a node of this class with that label."""
        if _is_object(value):
            self.text(RDFS.label, value, self.part(predicate, kind))
            return
        for item in items_of(value):
            text = text_of(item)
            if address := web(text):
                self.say(predicate, NamedNode(address))
            elif text:
                self.text(RDFS.label, text, self.part(predicate, kind))

    def agent(self, predicate: NamedNode, name: Any, mail: str = "", url: str = "", iri: str = "") -> None:
        """An organisation by its name; nothing when it has none."""
        if not any(text_of(item) for _, item in _spoken(name, "")):
            return
        agent = self.part(predicate, FOAF.Agent, iri=iri)
        self.text(FOAF.name, name, agent)
        self.mail(FOAF.mbox, mail, agent)
        self.address(FOAF.homepage, url, agent)

    def contact(self, name: Any, mail: str, phone: str = "", url: str = "") -> None:
        """A contact point with a name or a mailbox; nothing when it has neither."""
        named = any(text_of(item) for _, item in _spoken(name, ""))
        if not named and not _MAIL.fullmatch(mail.removeprefix("mailto:")):
            return
        card = self.part(DCAT.contactPoint, VCARD.Organization)
        self.text(VCARD.fn, name, card)
        self.mail(VCARD.hasEmail, mail, card)
        self.phone(phone, card)
        self.address(VCARD.hasURL, url, card)

    def phone(self, value: str, of: Node) -> None:
        """A telephone number as an address, its spaces and marks dropped; or up to five, where each could stand alone."""
        parts = [figures(part) for part in _BETWEEN_PHONES.split(value[:200])][:5]
        numbers = parts if all(len(part) > 8 for part in parts) else [figures(value)[:40]]
        for digits in filter(None, numbers):
            self.say(VCARD.hasTelephone, NamedNode(f"tel:{digits}"), of)

    def mail(self, predicate: NamedNode, value: str, of: Node) -> None:
        address = value.removeprefix("mailto:")
        thing = node(f"mailto:{address}") if _MAIL.fullmatch(address) else None
        if thing:
            self.say(predicate, thing, of)

    def period(self, start: Any, end: Any) -> None:
        """A dct:temporal period; nothing when it has neither end."""
        if text_of(start) or text_of(end):
            period = self.part(DCT.temporal, DCT.PeriodOfTime)
            self.date(DCAT.startDate, start, period)
            self.date(DCAT.endDate, end, period)


def _spoken(value: Any, lang: str) -> list[tuple[str, Any]]:
    if not _is_object(value):
        return [(lang, item) for item in items_of(value)]
    tagged = ((language_tag(str(language)), item) for language, item in value.items())
    return [(tag, one) for tag, item in tagged if tag for one in items_of(item)]


def _linked(text: str) -> NamedNode | Literal:
    if text.lower().startswith(("http://", "https://", "urn:", "mailto:", "doi:", "info:")):
        return node(text) or Literal(text)
    return Literal(text)
