"""The catalogue feed `/catalog`: DCAT-AP 3 in pages, each of which stays what it is while the ledger moves on.

A page is a place in a walk through the public records at one ledger position, by record IRI: `position-size-after`. So
a walk during changes meets every record once, in the form it had when the walk began; a record that is no longer public
is left out of later pages. Such a token is good until a week after its position ceased to be the newest.
"""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from sqlalchemy import BindParameter, Connection, Select, bindparam, func, literal, select

from registry import schema
from registry.clock import Clock, instant
from registry.config import Config
from registry.entries import FED_ACTS
from registry.feeds.kept_pages import KeptPages
from registry.ledger import Current, Ledger
from registry.projection import catalogue_iri, catalogue_quads, record_quads, registry_graph
from registry.rendering import rendered, without_graph
from registry.words import Words
from vocab.identifiers import KEY_LENGTH, key_of, record_iri
from vocab.namespaces import FOAF, HYDRA, ORG, RDF, XSD
from vocab.terms import vocabulary_digest

VERSION = 1
"""Goes up when the same page would be written otherwise."""
LARGEST_PAGE = 1000
TOKENS_LAST = timedelta(days=7)
KNOWN_PAGES = 2048
"""Pages of which is remembered what they hold, so that one asked for again costs a single look into the ledger."""

_TOKEN = re.compile(rf"([1-9]\d{{0,14}}|0)-([1-9]\d{{0,3}})-([a-z2-7]{{{KEY_LENGTH}}})?")
_PUBLIC_ACTS = ("publish", "transfer")
_PUBLISHER = re.compile(rb"> <http://purl\.org/dc/terms/publisher> <([^<>]*)>")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What a page holds, before it is written in a syntax.

    `records` are the public records on it, each as it was at `position`; `total` is how many there were then. `here`,
    `first`, `previous` and `next` are addresses. `etag` is the content's digest (without quotes, the same for every
    syntax), `last_modified` the time of the newest change up to `position`, as the ledger stamps it, "" when there is
    none.
    """

    position: int
    total: int
    records: tuple[Current, ...]
    here: str
    first: str
    previous: str | None
    next: str | None
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class NoSuchPage:
    """A token that leads nowhere: `unknown` (never given out) or `expired`. `restart` is where a new walk begins."""

    kind: OneOf["unknown", "expired"]
    restart: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: at this ledger position, pages of this size, beyond the record of this key ("": first)."""

    position: int
    size: int
    after: str

    def __str__(self) -> str:
        return f"{self.position}-{self.size}-{self.after}"


class Feed:
    """The pages of one registry's catalogue: what each holds is remembered while nothing changes, written ones are kept
    as long as there is room."""

    def __init__(self, ledger: Ledger, config: Config, words: Words, clock: Clock) -> None:
        self._ledger = ledger
        self._config = config
        self._words = words
        self._clock = clock
        self._guard = threading.Lock()
        self._written = KeptPages()
        self._known: OrderedDict[tuple[str, str, int], FeedPage] = OrderedDict()
        self._totals: OrderedDict[int, int] = OrderedDict()

    @property
    def position(self) -> int:
        """The newest entry that changed what is public, 0 for none: what a walk that begins now shows."""
        with self._ledger.engine.connect() as connection:
            return _newest(connection)

    def page(self, token: str = "", suffix: str = "") -> FeedPage | NoSuchPage:
        """The page that a token names; without one, the first page of the newest state.

        `suffix` ("ttl", "rdf" ... or "") is the form in which the walk goes on: addresses keep it.
        """
        start = f"{self._config.links}/catalog{'.' if suffix else ''}{suffix}"
        with self._ledger.engine.connect() as connection:
            newest = _newest(connection)
            place = _place(token) if token else Place(newest, self._config.page_size, "")
            if place is None or place.position > newest:
                return _unknown(start)
            if self._is_expired(connection, place.position):
                return _expired(start)
            return self._remembered((str(place), start, newest), lambda: self._page(connection, place, start))

    def render(self, page: FeedPage, format: str, coding: str = "") -> bytes:
        """The page in a syntax of `rendering.FORMATS`, packed in a coding of `registry.coding` or not at all. Raises
        KeyError for another syntax."""

        def written() -> tuple[bytes, bool]:
            bodies = self._ledger.bodies([current.body_seq for current in page.records])
            return render(page, bodies, format, self._config, self._words), len(bodies) == len(page.records)

        return self._written.page(f"{page.etag}-{format}", coding, written)

    def forget(self) -> None:
        """Drops every page that is kept: a body was destroyed by law."""
        self._written.forget()
        with self._guard:
            self._known.clear()

    def _page(self, connection: Connection, place: Place, start: str) -> FeedPage:
        base = self._config.base
        after = record_iri(base, place.after) if place.after else ""
        rows = _forwards(connection, place, after)
        records = rows[: place.size]
        following = replace(place, after=key_of(records[-1].record)) if len(rows) > place.size else None
        before = _before(connection, place, after) if place.after else None
        here = f"{start}?page={place}"
        return FeedPage(
            position=place.position,
            total=self._total(place.position),
            records=records,
            here=here,
            first=f"{start}?page={replace(place, after='')}",
            previous=f"{start}?page={before}" if before else None,
            next=f"{start}?page={following}" if following else None,
            etag=_digest(here, records, following, self._config),
            last_modified=_time_of(connection, place.position),
        )

    def _remembered(self, name: tuple[str, str, int], find: Callable[[], FeedPage]) -> FeedPage:
        """A page as it was found while the same entry was the newest."""
        with self._guard:
            if known := self._known.get(name):
                self._known.move_to_end(name)
                return known
        found = find()
        with self._guard:
            self._known[name] = found
            if len(self._known) > KNOWN_PAGES:
                self._known.popitem(last=False)
        return found

    def _is_expired(self, connection: Connection, position: int) -> bool:
        rows = schema.entry.c
        query = select(rows.at).where(rows.seq > position, rows.act.in_(FED_ACTS)).order_by(rows.seq).limit(1)
        superseded = connection.execute(query).scalar_one_or_none()
        return superseded is not None and self._clock() - instant(superseded) > TOKENS_LAST

    def _total(self, position: int) -> int:
        """How many records were public then; counted once for a walk."""
        with self._guard:
            if position in self._totals:
                return self._totals[position]
        total = self._ledger.public_count(position)
        with self._guard:
            self._totals[position] = total
            if len(self._totals) > 16:
                self._totals.popitem(last=False)
        return total


def render(page: FeedPage, bodies: Mapping[int, bytes], format: str, config: Config, words: Words) -> bytes:
    """The page in a syntax: the catalogue, this view of it, the agencies named, then each record with its own triples.

    `bodies` are the records' exact N-Quads by `body_seq`; a record whose body is gone is left out.
    """
    there = [(current, bodies[current.body_seq]) for current in page.records if current.body_seq in bodies]
    graphs = {current.record: body + record_quads(current, config.base) for current, body in there}
    view = serialize(_view(page, catalogue_iri(config.base)), format=RdfFormat.N_TRIPLES) or b""
    named = {said for _, body in there for said in publishers(body)}
    return rendered(about_all(named, config, words) + view, graphs, format)


def about_all(publishers: Iterable[str], config: Config, words: Words) -> bytes:
    """What is said beside the records wherever records of these publishers are told of, as N-Triples: the catalogue, and
    the agencies named."""
    catalogue = without_graph(catalogue_quads(config, words), registry_graph(config.base))
    named = agents({config.publisher, *publishers}, words)
    return catalogue + (serialize(named, format=RdfFormat.N_TRIPLES) or b"")


def publishers(body: bytes) -> Iterable[str]:
    """The publishers that a description names, in its N-Quads."""
    return (said.decode() for said in _PUBLISHER.findall(body))


def _view(page: FeedPage, catalogue: str) -> Iterable[Triple]:
    """Hydra's paging (Hydra Core Vocabulary, section 5.3): the catalogue is the collection, the page a part of it."""
    whole, here = NamedNode(catalogue), NamedNode(page.here)
    yield Triple(whole, RDF.type, HYDRA.Collection)
    yield Triple(whole, HYDRA.totalItems, Literal(str(page.total), datatype=XSD.integer))
    yield Triple(whole, HYDRA.view, here)
    yield Triple(here, RDF.type, HYDRA.PartialCollectionView)
    for name in ("first", "previous", "next"):
        if address := getattr(page, name):
            yield Triple(here, HYDRA[name], NamedNode(address))


def agents(agencies: Iterable[str], words: Words) -> Iterable[Triple]:
    """A publisher is a foaf:Agent with a name (DCAT-AP 3.0.1, 4.1), said on every page that names it."""
    for named in sorted(agencies):
        if agency := words.agency(named):
            node = NamedNode(agency.iri)
            yield Triple(node, RDF.type, FOAF.Agent)
            yield Triple(node, RDF.type, ORG.FormalOrganization)
            yield Triple(node, FOAF.name, Literal(agency.name_vi, language="vi"))
            if agency.name_en:
                yield Triple(node, FOAF.name, Literal(agency.name_en, language="en"))


def _place(token: str) -> Place | None:
    said = _TOKEN.fullmatch(token)
    if said is None or int(said[2]) > LARGEST_PAGE:
        return None
    return Place(int(said[1]), int(said[2]), said[3] or "")


def _newest(connection: Connection) -> int:
    """The newest entry that changed what is public."""
    rows = schema.entry.c
    query = select(rows.seq).where(rows.act.in_(FED_ACTS)).order_by(rows.seq.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none() or 0


def _time_of(connection: Connection, position: int) -> str:
    rows = schema.entry.c
    return connection.execute(select(rows.at).where(rows.seq == position)).scalar_one_or_none() or ""


def _forwards(connection: Connection, place: Place, after: str) -> tuple[Current, ...]:
    """The records of a page and one more: public then, public still, each with the body it had then."""
    values = {"position": place.position, "place": after, "size": place.size + 1}
    return tuple(Current(*row) for row in connection.execute(_public(backwards=False), values))


def _before(connection: Connection, place: Place, after: str) -> Place:
    """The page that ends where this one begins."""
    values = {"position": place.position, "place": after, "size": place.size + 1}
    rows = connection.execute(_public(backwards=True), values).all()
    return replace(place, after=key_of(rows[-1].record) if len(rows) > place.size else "")


@cache
def _public(*, backwards: bool) -> Select[Any]:
    """Of :size records beyond :place, or up to it backwards: those public at :position and still now, as `Current`
    columns of that time.

    One row of the index on (record, seq) is looked up for each record passed, so a page costs what it holds.
    """
    now, then, other = schema.current.c, schema.entry.c, schema.entry.alias().c
    latest = (
        select(func.max(other.seq))
        .where(other.record == now.record, other.seq <= bindparam("position"), other.act.in_(FED_ACTS))
        .correlate(schema.current)
        .scalar_subquery()
    )
    columns = (
        now.record,
        then.seq,
        then.seq,
        then.digest_after,
        literal(""),
        now.state,
        now.agency,
        now.issued,
        then.at,
    )
    both = schema.current.join(schema.entry, then.seq == latest)
    place: BindParameter[str] = bindparam("place")
    query = select(*columns).select_from(both).where(now.state == "public", then.act.in_(_PUBLIC_ACTS))
    query = query.where(now.record <= place if backwards else now.record > place)
    return query.order_by(now.record.desc() if backwards else now.record).limit(bindparam("size"))


def _digest(here: str, records: Iterable[Current], following: Place | None, config: Config) -> str:
    """What the page's content hangs on: where it is, whom it shows, and the words it is said with."""
    names = (config.base, config.site_vi, config.site_en, config.province_vi, config.province_en, config.publisher)
    parts = [str(VERSION), vocabulary_digest(), *names, here, str(following)]
    parts += [f"{current.record} {current.body_seq}" for current in records]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _unknown(restart: str) -> NoSuchPage:
    return NoSuchPage(
        "unknown",
        restart,
        f"Danh mục không có trang này. Hãy bắt đầu lại từ {restart}.",
        f"The catalogue has no such page. Start again from {restart}.",
    )


def _expired(restart: str) -> NoSuchPage:
    return NoSuchPage(
        "expired",
        restart,
        f"Trang này thuộc một trạng thái cũ của danh mục, đã quá {TOKENS_LAST.days} ngày. Hãy bắt đầu lại từ {restart}.",
        f"This page belongs to a state of the catalogue that ended over {TOKENS_LAST.days} days ago. "
        f"Start again from {restart}.",
    )
