"""The registry as an OAI-PMH 2.0 repository: arguments in, an answer out; nothing here knows HTTP.

A record is a dataset that is or was public: `oai:HOST:KEY`, where HOST is that of the registry's permanent base. Its
datestamp is when the ledger took its newest public words, or took it down. Deletions are told for ever, without a word of
what was there. Read `oai_request` (what is asked), `oai_walk` (whom a page shows), `oai_sets`, `oai_dc`, `oai_xml`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection

from registry.clock import Clock
from registry.config import Config
from registry.feeds import oai_walk, oai_xml, walking
from registry.feeds.catalogue_view import agents, lines, publishers
from registry.feeds.oai_dc import Said, dublin_core
from registry.feeds.oai_request import Asked, Fault, read
from registry.feeds.oai_sets import chosen, sets, sets_of
from registry.feeds.oai_walk import Page, Place, Record
from registry.feeds.plain import plain
from registry.ledger import Current, Ledger
from registry.projection import record_quads
from registry.rendering import rendered
from registry.words import Words
from vocab.description import from_body
from vocab.identifiers import dataset_of, is_key, key_of, record_iri
from vocab.namespaces import RDF

DUBLIN_CORE, DCAT_AP = "oai_dc", "dcat_ap"
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
_BOUND = frozenset({"badVerb", "badArgument"})
"""Errors after which an answer repeats no argument (specification, section 3.2)."""
_DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z][A-Za-z0-9-]*)+")
"""A repository's name in the scheme of identifiers (oai-identifier.xsd)."""

Members = Callable[[tuple[str, ...]], Collection[str]]
"""The public records (IRIs) that have one of these themes (IRIs), now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: XML, the ledger entry it shows, and whether who walked to here has every record up to there. `fault`
    is the error's code, "" for none."""

    body: bytes
    position: int
    is_last: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """How far the ledger had come when a request was read: its newest entry, and an instant up to which all is there."""

    position: int
    settled: datetime


class Repository:
    """Answers the six verbs; keeps nothing between two requests."""

    def __init__(self, ledger: Ledger, config: Config, words: Words, clock: Clock, members: Members) -> None:
        self._ledger = ledger
        self._config = config
        self._words = words
        self._clock = clock
        self._members = members

    def answer(self, arguments: Iterable[tuple[str, str]]) -> Answer:
        """The answer to a request's arguments."""
        return self.answered(read(arguments))

    def answered(self, asked: Asked | Fault) -> Answer:
        """The answer to a request that has been read."""
        settled = self._ledger.settled()  # before anything is read: who asks again from then on misses nothing
        with self._ledger.engine.connect() as connection:
            seen = _Seen(walking.newest(connection), settled)
            told = asked if isinstance(asked, Fault) else _VERBS[asked.verb](self, connection, asked, seen)
        if isinstance(told, Answer):
            return told
        code = told.code
        request = None if isinstance(asked, Fault) else asked
        sentence = f"{told.vi} / {told.en}"
        bare = request is None or code in _BOUND
        body = oai_xml.faulty(self._envelope(None if bare else request, seen), code, sentence)
        return Answer(body, seen.position, fault=code)

    def _identify(self, connection: Connection, asked: Asked, seen: _Seen) -> Answer:
        config = self._config
        told = (
            ("repositoryName", f"{config.site_vi} {config.province_vi} ({config.site_en}, {config.province_en})"),
            ("baseURL", self._address),
            ("protocolVersion", "2.0"),
            ("adminEmail", config.mail_from or f"webmaster@{_mail_domain(self._host)}"),
            ("earliestDatestamp", _second(oai_walk.earliest(connection)) or _utc(self._clock())),
            ("deletedRecord", "persistent"),
            ("granularity", GRANULARITY),
            ("compression", "gzip"),
            ("compression", "zstd"),
        )
        name = self._host if _DOMAIN.fullmatch(self._host) else ""
        sample = self._identifier(record_iri(config.base, "a" * 12))
        return Answer(oai_xml.named(self._envelope(asked, seen), asked.verb, told, name, sample), seen.position)

    def _formats(self, connection: Connection, asked: Asked, seen: _Seen) -> Answer | Fault:
        if (identifier := asked.of("identifier")) and self._named(connection, identifier) is None:
            return _no_such(identifier)
        links = self._config.links
        told = (
            (DUBLIN_CORE, f"{oai_xml.OAI}oai_dc.xsd", oai_xml.OAI_DC),
            (DCAT_AP, f"{links}/oai/rdf.xsd", RDF.iri),
        )
        return Answer(oai_xml.formats(self._envelope(asked, seen), asked.verb, told), seen.position)

    def _sets(self, connection: Connection, asked: Asked, seen: _Seen) -> Answer | Fault:
        if asked.of("resumptionToken"):
            return _BAD_TOKEN  # the list comes whole, so no token for it was ever given out
        base = self._config.base
        agencies = oai_walk.agencies(connection, record_iri(base, ""))
        told = [(one.spec, one.vi, one.en) for one in sets(agencies, base, self._words)]
        return Answer(oai_xml.sets(self._envelope(asked, seen), asked.verb, told), seen.position)

    def _record(self, connection: Connection, asked: Asked, seen: _Seen) -> Answer | Fault:
        found = self._named(connection, asked.of("identifier"))
        if found is None:
            return _no_such(asked.of("identifier"))
        if asked.of("metadataPrefix") not in _FORMATS:
            return _no_format(asked.of("metadataPrefix"))
        told = self._told((found,), asked.of("metadataPrefix"))
        return Answer(oai_xml.records(self._envelope(asked, seen), asked.verb, told, None), seen.position)

    def _list(self, connection: Connection, asked: Asked, seen: _Seen) -> Answer | Fault:
        place = self._begun(connection, asked, seen.position)
        if isinstance(place, Fault):
            return place
        suiting = chosen(place.spec, self._config.base, self._words)
        if suiting is None:
            return _NOTHING
        members = self._members(suiting.themes) if suiting.themes else ()
        page = oai_walk.page(connection, place, suiting, members)
        if not page.records:
            # Within a walk: what was left has gone over to another set, and a list without records is none.
            return _BAD_TOKEN if asked.of("resumptionToken") else _NOTHING
        ends = _utc(oai_walk.ends(connection, place.position, self._clock()))
        return self._page(asked, place, page, ends, seen)

    def _begun(self, connection: Connection, asked: Asked, position: int) -> Place | Fault:
        """Where the page that is asked for begins."""
        if text := asked.of("resumptionToken"):
            place = oai_walk.place_of(text, self._config.base)
            if place is None or place.verb != asked.verb or place.position > position or place.prefix not in _FORMATS:
                return _BAD_TOKEN
            is_over = self._clock() > oai_walk.ends(connection, place.position, self._clock())
            return _BAD_TOKEN if is_over else place
        if asked.of("metadataPrefix") not in _FORMATS:
            return _no_format(asked.of("metadataPrefix"))
        after, end = oai_walk.span(connection, asked.since, asked.until, position)
        return Place(asked.verb, position, end, after, 0, 0, asked.of("metadataPrefix"), asked.of("set"))

    def _page(self, asked: Asked, place: Place, page: Page, ends: str, seen: _Seen) -> Answer:
        following = page.following
        token = None
        if following or place.cursor:
            text = oai_walk.token(following, self._config.base) if following else ""
            token = oai_xml.Token(text, (following or place).total, place.cursor, ends if following else "")
        envelope = self._envelope(asked, seen)
        if asked.verb == "ListIdentifiers":
            bodies = self._bodies(page.records)
            told = [self._header(one, bodies) for one in page.records]
            body = oai_xml.headers(envelope, asked.verb, told, token)
        else:
            body = oai_xml.records(envelope, asked.verb, self._told(page.records, place.prefix), token)
        is_whole = not place.spec and place.end == place.position and asked.verb == "ListRecords"
        return Answer(body, place.position, is_last=following is None and is_whole)

    def _told(self, found: Iterable[Record], prefix: str) -> list[oai_xml.Told]:
        """The records with their descriptions. One whose words were destroyed a moment ago comes as deleted."""
        found = tuple(found)
        bodies = self._bodies(found)
        form = _FORMATS[prefix]
        return [
            oai_xml.Told(
                self._header(one, bodies), form(self, one, bodies[one.body_seq]) if _has(one, bodies) else None
            )
            for one in found
        ]

    def _bodies(self, found: Iterable[Record]) -> dict[int, bytes]:
        return self._ledger.bodies([one.body_seq for one in found])

    def _header(self, of: Record, bodies: Mapping[int, bytes]) -> oai_xml.Header:
        told = sets_of(of.agency, dataset_of(of.iri), bodies.get(of.body_seq, b""), self._config.base, self._words)
        return oai_xml.Header(self._identifier(of.iri), _second(of.at), tuple(told), not _has(of, bodies))

    def _as_dublin_core(self, of: Record, body: bytes) -> list[Said]:
        return dublin_core(plain(from_body(dataset_of(of.iri), body, "known"), _current(of), self._words), self._words)

    def _as_dcat(self, of: Record, body: bytes) -> bytes:
        """The exact triples with those of the record, and who the publisher is."""
        head = lines(agents(publishers(body), self._words))
        return rendered(head, {of.iri: body + record_quads(_current(of), self._config.base)}, "rdf")

    def _named(self, connection: Connection, identifier: str) -> Record | None:
        """The record of an identifier of ours; None for others and for what never was public."""
        key = identifier.removeprefix(f"oai:{self._host}:")
        if key == identifier or not is_key(key):
            return None
        return oai_walk.record_now(connection, record_iri(self._config.base, key))

    def _identifier(self, record: str) -> str:
        return f"oai:{self._host}:{key_of(record)}"

    def _envelope(self, asked: Asked | None, seen: _Seen) -> oai_xml.Envelope:
        said = {"verb": asked.verb, **asked.said} if asked else {}
        return oai_xml.Envelope(_utc(seen.settled), self._address, said)

    @property
    def _host(self) -> str:
        return urlsplit(self._config.base).hostname or ""

    @property
    def _address(self) -> str:
        return f"{self._config.links}/oai"


_VERBS: Mapping[str, Callable[[Repository, Connection, Asked, _Seen], Answer | Fault]] = {
    "Identify": Repository._identify,
    "ListMetadataFormats": Repository._formats,
    "ListSets": Repository._sets,
    "GetRecord": Repository._record,
    "ListIdentifiers": Repository._list,
    "ListRecords": Repository._list,
}
_FORMATS: Mapping[str, Callable[[Repository, Record, bytes], list[Said] | bytes]] = {
    DUBLIN_CORE: Repository._as_dublin_core,
    DCAT_AP: Repository._as_dcat,
}
_BAD_TOKEN = Fault(
    "badResumptionToken",
    "Mã này không có hoặc đã hết hiệu lực: hãy đọc lại danh sách từ đầu.",
    "There is no such token, or it is no longer good: begin the list again.",
)
_NOTHING = Fault("noRecordsMatch", "Không có bản ghi nào khớp với yêu cầu.", "No record matches what is asked for.")


def _no_such(identifier: str) -> Fault:
    shown = identifier[:100]
    return Fault("idDoesNotExist", f"Ở đây không có mã «{shown}».", f"There is no identifier “{shown}” here.")


def _no_format(prefix: str) -> Fault:
    there = ", ".join(_FORMATS)
    return Fault(
        "cannotDisseminateFormat",
        f"Không có định dạng «{prefix[:60]}». Có: {there}.",
        f"There is no format “{prefix[:60]}”. There are: {there}.",
    )


def _has(of: Record, bodies: Mapping[int, bytes]) -> bool:
    return not of.is_deleted and of.body_seq in bodies


def _current(of: Record) -> Current:
    """Where a record that is public stood in the ledger, for who describes it."""
    return Current(of.iri, of.body_seq, of.body_seq, "", "", "public", of.agency, of.issued, of.at)


def _second(stamp: str) -> str:
    """A moment of the ledger to the second, which it is in."""
    return f"{stamp[:19]}Z" if stamp else ""


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mail_domain(host: str) -> str:
    """The part of a mailbox behind the @: the protocol wants a dot in it."""
    return host if "." in host else f"{host or 'localhost'}.invalid"
