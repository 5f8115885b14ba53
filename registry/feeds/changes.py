"""`/changes`: every change of the public catalogue as a DCAT-AP Feed (SEMIC), a Linked Data Event Stream made from the
ledger, which leads by time to its pages (TREE).

A page holds 100 changes. Once there is a later one it is closed and stays, byte by byte, as long as nothing on it is
removed by law or comes down for secrecy. A page never depends on when it is asked for.
"""

import hashlib
from dataclasses import dataclass

from registry.coding import whole
from registry.config import Config
from registry.feeds.change_rows import Change, Stretch, Stretches, between, page_after, page_from
from registry.feeds.change_tree import Place, below, is_closed, is_there, place_named, root_of, span
from registry.feeds.change_writing import VERSION, Node, Relation, activity_iri, write
from registry.feeds.filters import moment
from registry.feeds.kept_pages import KeptPages
from registry.ledger import Ledger
from registry.words import Words
from vocab.terms import vocabulary_digest

KEPT_BYTES = 24 << 20
SYNTAXES = ("trig", "jsonld", "nq")
"""Those that can say what stands in which graph; the others cannot carry this feed."""


@dataclass(frozen=True, slots=True)
class BadSince:
    """A `since` that cannot be followed, with the sentence that says so."""

    vi: str
    en: str


class Changes:
    """The change feed of one registry; written pages are kept as long as there is room."""

    def __init__(self, ledger: Ledger, config: Config, words: Words) -> None:
        self._ledger = ledger
        self._config = config
        self._words = words
        self._stretches = Stretches(ledger)
        self._written = KeptPages(KEPT_BYTES)

    def root(self, suffix: str = "") -> Node:
        """Where everyone begins; its addresses keep the suffix ("trig", "jsonld", "nq" or "")."""
        stretches = self._stretches.now()
        return self._above(root_of(len(stretches)), "", stretches, suffix)

    def node(self, name: str, suffix: str = "") -> Node | None:
        """The page or the node between of this name; None when there is none."""
        place, stretches = place_named(name), self._stretches.now()
        if place is None or not is_there(place, len(stretches)):
            return None
        return self._above(place, name, stretches, suffix) if place.level else self._page(place, stretches, suffix)

    def activity(self, seq: int) -> Node | None:
        """One change by its entry; None when that entry is none."""
        with self._ledger.engine.connect() as connection:
            changes = between(connection, seq, seq)
        here = activity_iri(self._config.base, seq)
        return self._node(here, "", changes=changes, position=seq) if changes else None

    def since(self, text: str, suffix: str = "") -> str | BadSince:
        """The address of the page to read on from: the first with a change after a ledger position, or at or after a day or
        an instant; the newest page when there is none yet."""
        stretches = self._stretches.now()
        if text.isascii() and text.isdigit() and len(text) < 16:
            if int(text) > self._ledger.head().seq:
                return _ahead(text, self._ledger.head().seq)
            number = page_after(stretches, int(text))
        elif at := moment(text):
            number = page_from(stretches, at)
        else:
            return _unreadable(text)
        return self._address(str(number + 1) if stretches else "", suffix)

    def render(self, node: Node, format: str, coding: str = "") -> bytes:
        """The node in one of SYNTAXES, packed in a coding of `registry.coding` or not at all."""

        def written() -> tuple[bytes, bool]:
            wanted = {change.words for change in node.changes} - {0}
            bodies = self._ledger.bodies(sorted(wanted))
            return write(node, bodies, format, self._config, self._words), len(bodies) == len(wanted)

        return whole(self._written.page(f"{node.etag}-{format}", coding, written))

    def forget(self) -> None:
        """Drops every page that is kept: a body was destroyed by law."""
        self._written.forget()

    def _above(self, place: Place, name: str, stretches: tuple[Stretch, ...], suffix: str) -> Node:
        """A node that leads to others."""
        relations = []
        for lower in below(place, len(stretches)):
            spanned = span(lower, stretches)
            last_at = spanned.last_at if is_closed(lower, len(stretches)) else ""
            relations.append(Relation(self._address(str(lower), suffix), spanned.first_at, last_at))
        return self._node(
            self._address(name, suffix),
            suffix,
            relations=tuple(relations),
            position=span(place, stretches).last if stretches else 0,
            is_closed=bool(name) and is_closed(place, len(stretches)),
            is_root=not name,
        )

    def _page(self, place: Place, stretches: tuple[Stretch, ...], suffix: str) -> Node:
        stretch, closed = stretches[place.number - 1], is_closed(place, len(stretches))
        with self._ledger.engine.connect() as connection:
            changes = between(connection, stretch.first, stretch.last)
        return self._node(
            self._address(str(place), suffix),
            suffix,
            changes=changes,
            position=stretch.last,
            is_closed=closed,
            previous=self._address(str(place.number - 1), suffix) if place.number > 1 else "",
            next=self._address(str(place.number + 1), suffix) if closed else "",
        )

    def _node(  # a node has so many sides
        self,
        here: str,
        suffix: str,
        *,
        position: int,
        changes: tuple[Change, ...] = (),
        relations: tuple[Relation, ...] = (),
        is_closed: bool = False,
        is_root: bool = False,
        previous: str = "",
        next: str = "",
    ) -> Node:
        made = Node(
            here, self._address("", suffix), position, changes, relations, is_closed, is_root, previous, next, etag=""
        )
        return made.tagged(_digest(made, self._config))

    def _address(self, name: str, suffix: str) -> str:
        return f"{self._config.links}/changes{'/' if name else ''}{name}{'.' if suffix else ''}{suffix}"


def _digest(node: Node, config: Config) -> str:
    """What the bytes of a node hang on."""
    names = (config.base, config.site_vi, config.site_en, config.province_vi, config.province_en, config.publisher)
    parts = [str(VERSION), vocabulary_digest(), *names, node.here, node.next, str(node.is_closed)]
    parts += [f"{change.seq} {change.words} {change.is_removed}" for change in node.changes]
    parts += [f"{relation.address} {relation.last_at}" for relation in node.relations]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _unreadable(text: str) -> BadSince:
    shown = text if len(text) <= 80 else f"{text[:80]}…"
    return BadSince(
        f"Không đọc được «since={shown}»: hãy dùng số bút toán, một ngày hay một thời điểm, ví dụ 1200, "
        "2026-11-01 hoặc 2026-11-01T08:00:00+07:00.",
        f"“since={shown}” cannot be read: use the number of a ledger entry, a day or an instant, such as 1200, "
        "2026-11-01 or 2026-11-01T08:00:00+07:00.",
    )


def _ahead(text: str, newest: int) -> BadSince:
    return BadSince(
        f"Sổ chưa có bút toán {text}; bút toán mới nhất là {newest}. Nếu trước đây đã đọc tới đó, hãy đọc lại từ đầu.",
        f"The ledger has no entry {text} yet; the newest is {newest}. Who had read so far should read anew from the start.",
    )
