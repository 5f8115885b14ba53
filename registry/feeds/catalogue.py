"""The catalogue feed `/catalog`: DCAT-AP 3 in pages, each of which stays what it is while the ledger moves on.

A page is a place in a walk through the public records at one ledger position, by record IRI: `position-size-after`. So
a walk during changes meets every record once, in the form it had when the walk began; a record that is no longer public
is left out of later pages, or told as gone where the walk is through what changed. Such a token is good until a week after
its position ceased to be the newest. Filters and profile ride beside it.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Connection, select

from registry import schema
from registry.clock import Clock, instant
from registry.coding import Body, whole
from registry.config import Config
from registry.feeds import profiles, walking
from registry.feeds.catalogue_view import (
    about_all,
    agents,
    by_publisher,
    dates,
    doors,
    lines,
    paging,
    part_iri,
    parts,
    publishers,
)
from registry.feeds.doors import DOORS
from registry.feeds.filters import WHOLE, Filters
from registry.feeds.kept_pages import Kept, KeptPages
from registry.feeds.page import TOKENS_LAST, FeedPage, NoSuchPage, expired, unknown
from registry.feeds.pieces import Piece, pieces
from registry.feeds.profiles import DCAT_AP, PLAIN_DCAT, PROFILES, SCHEMA_ORG, Profile
from registry.feeds.schema_org import catalogue_graph, triples
from registry.feeds.tombstones import Tombstone, statements, tombstones
from registry.feeds.walking import EXAMINED, LARGEST_PAGE, PUBLIC_ACTS, Found, Place, Span
from registry.ledger import Ledger
from registry.projection import catalogue_iri
from registry.rendering import document, portion, rewritten
from registry.syntaxes.lines import Unusual
from registry.words import Words
from vocab.identifiers import dataset_of, key_of, record_iri
from vocab.namespaces import DCT
from vocab.terms import vocabulary_digest

__all__ = ["TOKENS_LAST", "Feed", "FeedPage", "NoSuchPage", "Place", "about_all", "agents", "publishers"]

VERSION = 2
"""Goes up when the same page would be written otherwise."""
KNOWN_RECORDS = 200_000
"""Records on the pages of which is remembered what they hold, so that one asked for again costs a single look into the
ledger; a page counts as LEAST_PAGE at least. A record is remembered in some 400 bytes."""
LEAST_PAGE = 100
"""A token may always ask for as many records; for more only where the settings have larger pages."""
KNOWN_TOTALS = 64
READ_AT_ONCE = 100
_DOORS = hashlib.sha256(str(DOORS).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Walk:
    """What a walk keeps from page to page: the address it starts from, what it shows, in which profile."""

    path: str
    filters: Filters
    profile: Profile

    @property
    def start(self) -> str:
        """Where it begins at the newest position."""
        return self._address(self._kept)

    def at(self, place: Place) -> str:
        return self._address([*self._kept, ("page", str(place))])

    @property
    def _kept(self) -> list[tuple[str, str]]:
        profile = [] if self.profile == DCAT_AP else [("profile", self.profile.name)]
        return [*self.filters.query, *profile]

    def _address(self, parameters: list[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(parameters)}" if parameters else self.path


class Feed:
    """The pages of one registry's catalogue: what each holds is remembered while nothing changes, written ones are kept
    as long as there is room. `pieces` says where the newest records written beforehand are, None for nowhere."""

    def __init__(
        self,
        ledger: Ledger,
        config: Config,
        words: Words,
        clock: Clock,
        pieces: Callable[[], Path | None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._config = config
        self._words = words
        self._clock = clock
        self._pieces = pieces
        self._guard = threading.Lock()
        self._written = KeptPages()
        self._known: Kept[tuple[str, int], FeedPage] = Kept(KNOWN_RECORDS, _weight)
        self._totals: OrderedDict[tuple[Filters, Span], int | None] = OrderedDict()

    @property
    def position(self) -> int:
        """The newest entry that changed what is public, 0 for none: what a walk that begins now shows."""
        with self._ledger.engine.connect() as connection:
            return walking.newest(connection)

    @cached_property
    def issued(self) -> str:
        """Since when there is a catalogue: the ledger's first entry."""
        with self._ledger.engine.connect() as connection:
            return (
                connection.execute(select(schema.entry.c.at).where(schema.entry.c.seq == 1)).scalar_one_or_none() or ""
            )

    def page(
        self, token: str = "", suffix: str = "", filters: Filters = WHOLE, profile: Profile = DCAT_AP, most: int = 0
    ) -> FeedPage | NoSuchPage:
        """The page that a token names; without one, the first page of the newest state, of at most `most` records if given.

        `suffix` ("ttl", "rdf" ... or "") is the form in which the walk goes on: addresses keep it, and the filters and the
        profile.
        """
        walk = _Walk(f"{self._config.links}/catalog{'.' if suffix else ''}{suffix}", filters, profile)
        with self._ledger.engine.connect() as connection:
            newest = walking.newest(connection)
            size = min(self._config.page_size, most or LARGEST_PAGE)
            place = walking.place_of(token) if token else Place(newest, size, "")
            if place is None or place.position > newest:
                return unknown(walk.start)
            if place.position < newest and self._is_expired(connection, place.position):
                return expired(walk.start)
            place = replace(place, size=min(place.size, max(self._config.page_size, LEAST_PAGE)))
            return self._remembered((walk.at(place), newest), lambda: self._page(connection, place, walk))

    def render(self, page: FeedPage, format: str, coding: str = "") -> bytes:
        """The page in a syntax of `rendering.FORMATS`, packed in a coding of `registry.coding` or not at all. Raises
        KeyError for another syntax."""
        return whole(self.body(page, format, coding))

    def body(self, page: FeedPage, format: str, coding: str = "") -> Body:
        """The same, to be sent: unpacked on the way where it is kept."""

        def written() -> tuple[bytes, bool]:
            try:
                return self._document(page, format)
            except Unusual:
                lines, is_whole = self._document(page, "nt")
                return rewritten(lines, format), is_whole

        return self._written.page(f"{page.etag}-{format}", coding, written)

    def _document(self, page: FeedPage, format: str) -> tuple[bytes, bool]:
        """The page in a syntax, and whether it holds all its records. Raises Unusual."""
        told = self._laid(page, format)
        missing = [current for current in page.records if current.seq not in told]
        bodies = self._ledger.bodies([current.body_seq for current in missing])
        for current in missing:
            if body := bodies.get(current.body_seq):
                said = profiles.quads_in(page.profile, current, body, self._words, self._config)
                told[current.seq] = Piece(tuple(publishers(body)), portion(current.record, said, format))
        with self._ledger.engine.connect() as connection:
            gone = tombstones(connection, page.gone, page.position) if page.gone else ()
        there = [(current.record, told[current.seq]) for current in page.records if current.seq in told]
        head = head_of(page, there, gone, self._config, self._words, self.issued)
        body = document([portion("", head, format), *(piece.said for _, piece in there)], format)
        return body, len(there) == len(page.records)

    def _laid(self, page: FeedPage, format: str) -> dict[int, Piece]:
        """The page's records that were written beforehand, by entry."""
        path = self._pieces()
        if path is None or page.profile != DCAT_AP:
            return {}
        return pieces(path, self._config.base, [current.seq for current in page.records], format)

    def forget(self) -> None:
        """Drops every page that is kept: a body was destroyed by law."""
        self._written.forget()
        self._known.forget()

    def _page(self, connection: Connection, place: Place, walk: _Walk) -> FeedPage:
        base, filters = self._config.base, walk.filters
        root = record_iri(base, "")
        after = record_iri(base, place.after) if place.after else ""
        within = walking.span(connection, place, filters, root)
        found, last = self._found(connection, place, after, filters, within)
        following = walk.at(walking.following(place, key_of(last))) if last else None
        total = self._total(connection, filters, within)
        records = tuple(one.current() for one in found if one.is_told)
        gone = tuple(one for one in found if not one.is_told)
        last_modified = walking.last_change(connection, place.position)
        previous = self._before(connection, place, after, walk, within)
        here = walk.at(place)
        told = [f"{one.record} {one.seq} {one.state}" for one in found]
        return FeedPage(
            position=place.position,
            total=total,
            records=records,
            gone=tuple(one.record for one in gone),
            filters=filters,
            profile=walk.profile,
            collection=self._collection(walk),
            here=here,
            first=walk.at(walking.following(place, "")),
            previous=previous,
            next=following,
            others=tuple((one, replace(walk, profile=one).at(place)) for one in PROFILES if one != walk.profile),
            etag=_digest([here, str(previous), str(following), str(total), *told], self._config),
            as_of=walking.time_of(connection, place.position),
            last_modified=last_modified,
        )

    def _found(
        self, connection: Connection, place: Place, after: str, filters: Filters, within: Span
    ) -> tuple[tuple[Found, ...], str]:
        """The records of a page, and the record after which the next one begins, "" when this is the last."""
        if not (filters.theme or within.moved):
            rows = walking.found_at(connection, place, after, filters, within, place.size + 1)
            return rows[: place.size], rows[place.size - 1].record if len(rows) > place.size else ""
        rows = walking.found_at(connection, place, after, filters, within, EXAMINED + 1)
        fitting: list[Found] = []
        for start in range(0, min(len(rows), EXAMINED), READ_AT_ONCE):
            portion = rows[start : min(start + READ_AT_ONCE, EXAMINED)]
            bodies = self._ledger.bodies([one.told_seq for one in portion])
            for place_of_row, one in enumerate(portion, start + 1):
                if _fits(one, bodies, filters, within):
                    fitting.append(one)
                    if len(fitting) == place.size:
                        return tuple(fitting), one.record if place_of_row < len(rows) else ""
        return tuple(fitting), rows[EXAMINED - 1].record if len(rows) > EXAMINED else ""

    def _before(self, connection: Connection, place: Place, after: str, walk: _Walk, within: Span) -> str | None:
        """Where the page before is found; where pages differ in length it is not told."""
        if not place.after or walk.filters.theme or within.moved:
            return None
        record = walking.place_before(connection, place, after, walk.filters, within)
        return walk.at(walking.following(place, key_of(record) if record else ""))

    def _collection(self, walk: _Walk) -> str:
        """What the pages are pages of: the catalogue, an agency's part of it, or what some other filter leaves."""
        if walk.filters == Filters(agency=walk.filters.agency):
            base, agency = self._config.base, walk.filters.agency
            return part_iri(base, agency) if agency else catalogue_iri(base)
        return walk.start

    def _remembered(self, name: tuple[str, int], find: Callable[[], FeedPage]) -> FeedPage:
        """A page as it was found while the same entry was the newest."""
        if known := self._known.found(name):
            return known
        before = self._known.times_forgotten
        found = find()
        self._known.keep(name, found, before)
        return found

    def _is_expired(self, connection: Connection, position: int) -> bool:
        superseded = walking.superseded_at(connection, position)
        return bool(superseded) and self._clock() - instant(superseded) > TOKENS_LAST

    def _total(self, connection: Connection, filters: Filters, within: Span) -> int | None:
        """How many records the walk has; counted once for a walk."""
        with self._guard:
            if (filters, within) in self._totals:
                return self._totals[filters, within]
        total = walking.total(connection, filters, within)
        with self._guard:
            self._totals[filters, within] = total
            if len(self._totals) > KNOWN_TOTALS:
                self._totals.popitem(last=False)
        return total


def _weight(page: FeedPage) -> int:
    """What remembering a page counts as, in records."""
    return max(LEAST_PAGE, len(page.records) + len(page.gone))


def head_of(
    page: FeedPage,
    there: Sequence[tuple[str, Piece]],
    gone: Iterable[Tombstone],
    config: Config,
    words: Words,
    issued: str,
) -> bytes:
    """What a page says beside its records, in N-Triples: the catalogue, this view of it, who is gone, the agencies named.

    `there` are the records (IRIs) on it; one whose body is gone is left out.
    """
    leading = {"first": page.first, "previous": page.previous, "next": page.next}
    view = [*paging(page.collection, page.total, page.here, leading)]
    for one in gone:
        view += statements(one, config.base)
    if page.profile == SCHEMA_ORG:
        return lines(triples([catalogue_graph(config, words)])) + lines(view)
    by_agency = by_publisher((record, piece.publishers) for record, piece in there)
    if page.filters.agency:
        by_agency.setdefault(page.filters.agency, [])
    view += dates(config.base, issued, page.as_of)
    view += parts(by_agency, config, words)
    head = about_all(by_agency, config, words) + lines(view)
    if page.here == page.first:
        head += doors(config, words)
    return profiles.without_own(head) if page.profile == PLAIN_DCAT else head


def _fits(one: Found, bodies: Mapping[int, bytes], filters: Filters, within: Span) -> bool:
    """Whether a record is of the theme and of the agency that is asked for, by the words that it had then, or had last. Of
    one whose words are gone nobody knows: it is told of."""
    body = bodies.get(one.told_seq)
    if body is None:
        return not one.is_told
    told = [(filters.theme_property, filters.theme)] if filters.theme else []
    if one.record in within.moved and one.act in PUBLIC_ACTS:
        told.append((DCT.publisher.value, filters.agency))
    dataset = dataset_of(one.record)
    return all(f"<{dataset}> <{name}> <{value}> ".encode() in body for name, value in told)


def _digest(told: Iterable[str], config: Config) -> str:
    """What the page's content hangs on: where it is, whom it shows, and the words it is said with."""
    names = (config.base, config.site_vi, config.site_en, config.province_vi, config.province_en, config.publisher)
    parts = [str(VERSION), vocabulary_digest(), _DOORS, *names, *told]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
