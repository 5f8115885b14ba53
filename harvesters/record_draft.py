"""One record of a JSON source being written down: a Draft that also remembers what it could not carry over.

A notice tells each cause once, however many fields it touched.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import NamedNode

from harvesters.draft import Draft, items_of, mapping_of, text_of
from harvesters.gathering import not_carried
from harvesters.iris import UNKNOWN_BASE, is_web, mend, node, reached, web
from harvesters.plain import plain
from harvesters.source import Harvested, Node, Notice
from harvesters.texts import counted
from vocab.namespaces import ADMS, DCAT, DCT, RDF, RDFS, REG, SKOS

LONG = 160
"""A licence or a name longer than this is a text about it."""
_STARTS = ("startDate", "start", "hasBeginning")
_NAMED = re.compile(r"(?:https?|ftps?|urn|doi|info|oai|ark|tag|hdl|uuid|did|geo|swh):", re.I)
_DATA = frozenset({DCAT.accessURL, DCAT.downloadURL})
_ENDS = ("endDate", "end", "hasEnd")


class RecordDraft(Draft):
    """The triples of one dataset, and the notices of what was mended or left out."""

    def __init__(self, focus: NamedNode, kind: NamedNode = DCAT.Dataset) -> None:
        super().__init__(focus)
        self._notices: dict[str, Notice] = {}
        self._no_addresses: list[str] = []
        self._left: list[str] = []
        self.say(RDF.type, kind)

    def notice(self, notice: Notice) -> None:
        self._notices.setdefault(notice.slug, notice)

    def harvested(self, identifier: str, left_out: Iterable[object] = (), raw: Any = None) -> Harvested:
        """The record as it stands, under the source's identifier; `left_out` names fields without a place, `raw` is what
        it was made of."""
        return Harvested(
            identifier,
            self.focus,
            self.triples(),
            (*self._notices.values(), *_no_address(self._no_addresses), *not_carried((*self._left, *left_out))),
            raw=raw,
        )

    def leave(self, names: Iterable[str]) -> None:
        """Remembers fields of a part that have no place."""
        self._left += names

    def size(self, value: Any, of: Node | None = None) -> bool:
        """The size of a file; what is none is left out and told of."""
        is_size = super().size(value, of)
        if not is_size and text_of(value):
            self.leave(["byteSize"])
        return is_size

    def miss(self, text: str) -> None:
        """Remembers what stands where an address should."""
        self._no_addresses.append(text)

    def page(self, predicate: NamedNode, value: Any, of: Node | None = None) -> bool:
        """Web addresses, as texts or in objects that name one; whether there was any. Others are told of. Data may lie on
        file servers as well."""
        found = False
        known_by = reached if predicate in _DATA else web
        for item in items_of(value):
            said = text_of(item) or address_in(mapping_of(item))
            if address := known_by(said):
                self.say(predicate, NamedNode(address), of)
                found = True
            elif said:
                self.miss(said)
        return found

    def terms(self, predicate: NamedNode, value: Any, of: Node | None = None) -> None:
        """Things of a list by IRI or by name; an object stands for its IRI, else for its label."""
        for item in items_of(value):
            if isinstance(item, dict):
                iri = node(text_of(item.get("@id")))
                self.link(predicate, iri.value if iri else label_of(item), of)
            else:
                self.link(predicate, item, of)

    def licence(self, value: Any, of: Node | None = None) -> None:
        """A licence by address or name; a whole text about one is a statement of rights."""
        for item in items_of(value):
            text = plain(text_of(item) or (address_in(item) or label_of(item) if isinstance(item, dict) else ""))
            if len(text) > LONG and not web(text):
                self.rights(text, of)
            elif text.lower() not in ("none", "custom", "notspecified"):
                self.link(DCT.license, text, of)

    def rights(self, value: Any, of: Node | None = None) -> None:
        """What is said of rights, in words or at an address."""
        for item in items_of(value):
            text = plain(text_of(item) or label_of(mapping_of(item)))
            if address := web(text):
                self.say(DCT.rights, NamedNode(address), of)
            elif text:
                self.text(RDFS.label, text, self.part(DCT.rights, DCT.RightsStatement, of))

    def contacts(self, name: Any, mails: Any, phone: str = "", url: str = "") -> None:
        """One contact, or one for each mailbox of a text that lists several."""
        listed = text_of(mails) if not isinstance(mails, list) else " ".join(map(text_of, mails))
        found = [part.strip("<>") for part in listed.replace(",", " ").replace(";", " ").split() if "@" in part]
        for mail in found[:5] or [""]:
            self.contact(name, mail, phone, url)

    def other_identifier(self, value: Any) -> None:
        for item in items_of(value):
            if text := text_of(item) or text_of(mapping_of(item).get("notation")):
                self.text(SKOS.notation, text, self.part(ADMS.identifier, ADMS.Identifier))

    def periods(self, value: Any) -> None:
        """Periods as "start/end" or objects with both ends; a repetition (R/) or duration (P1M) in one is left out."""
        for item in items_of(value):
            self.period(*ends_in(item))

    def columns(self, names: Iterable[Any]) -> None:
        """The names of the data's columns, in one text: what overlap with others is measured by."""
        words = dict.fromkeys(filter(None, map(text_of, names)))
        self.text(REG.columns, "; ".join(list(words)[:200])[:8000])

    def data_at(self, title: Any, access: Any, download: Any = "", form: str = "", mime: str = "") -> Node | None:
        """A distribution at an address; None without one."""
        reached = web(text_of(access)) or web(text_of(download))
        if not reached:
            return None
        part = self.part(DCAT.distribution, DCAT.Distribution)
        self.text(DCT.title, title, part)
        self.address(DCAT.accessURL, reached, part)
        self.address(DCAT.downloadURL, text_of(download), part)
        self.link(DCT["format"], form, part)
        self.link(DCAT.mediaType, mime, part)
        return part

    def service(self, part: Node | None, title: Any, endpoint: str) -> None:
        """The service that a distribution is had from."""
        if part is not None and web(endpoint):
            service = self.part(DCAT.accessService, DCAT.DataService, part)
            self.text(DCT.title, title, service)
            self.address(DCAT.endpointURL, endpoint, service)


def ends_in(period: Any) -> tuple[Any, Any]:
    """The start and the end of a period as `RecordDraft.periods` takes them; "" for an end that is not told."""
    if told := mapping_of(period):
        start, end = (next(filter(None, map(told.get, keys)), "") for keys in (_STARTS, _ENDS))
        return start, end
    parts = [part.strip() for part in text_of(period).split("/")]
    parts = parts[1:] if parts[0][:1] == "R" else parts
    start, end, *_ = ["" if part.startswith(("P", "..")) else part for part in parts] + ["", ""]
    return start, end


def addresses(value: Any) -> Any:
    """Addresses as a list; some write them into one text, with commas, semicolons or lines."""
    return re.split(r"[,;\n\r|][\s,;]{0,9}(?=https?://)", value) if isinstance(value, str) else value


def label_of(told: Mapping[str, Any]) -> str:
    """The words that an object is called by."""
    keys = ("prefLabel", "label", "title", "name", "fn", "notation", "@value", "value")
    return next(filter(None, (text_of(told.get(key)) for key in keys)), "")


def address_in(told: Mapping[str, Any]) -> str:
    """The address that an object gives of itself."""
    keys = ("@id", "id", "url", "accessURL", "href", "resource")
    return next((text for key in keys if (text := text_of(told.get(key))).lower().startswith("http")), "")


def focus_of(identifier: str, url: str) -> NamedNode:
    """The node of a dataset: its identifier when that is an IRI of a scheme in which things are named (a code like
    "H26:01" only looks like one), else a place under the source's address."""
    made = node(identifier) if _NAMED.match(identifier) else None
    site = (url if is_web(url) else UNKNOWN_BASE).partition("#")[0].partition("?")[0]
    return made or NamedNode(mend(f"{site.rstrip('/')}#{identifier[:500]}"))


def _no_address(texts: list[str]) -> tuple[Notice, ...]:
    """The notice of what stands where an address should."""
    if not texts:
        return ()
    shown = texts[0][:80]
    return (
        Notice(
            "no-address",
            f"{len(texts)} giá trị đặt ở chỗ của địa chỉ web nhưng không phải địa chỉ: «{shown}»; đã bỏ.",
            f"{counted(len(texts), 'value stands', 'values stand')} where a web address should; left out: “{shown}”.",
        ),
    )
