"""The feed: a walk meets every record once while the ledger moves, and what goes out is what the ledger holds."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from harvesters.dcat import read_dcat
from registry.clock import stamp
from registry.config import Config
from registry.entries import SOURCE_LOST_IT, Act
from registry.feeds import catalogue
from registry.feeds.catalogue import TOKENS_LAST, Feed, FeedPage, NoSuchPage
from registry.feeds.filters import WHOLE, Filters
from registry.feeds.profiles import PROFILES
from registry.projection import record_quads
from registry.rendering import FORMATS
from registry.words import Words
from tests.registry.records import BASE, NOON, about, description, new_ledger, publish, record
from tests.walks.rich_datasets import publish as publish_rich
from tests.walks.rich_datasets import rich
from vocab.description import Description
from vocab.identifiers import agency_iri, mint_key
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, EU, FOAF, HYDRA, RDF, REG, SCHEMA, VCARD, XSD

WORDS = Words.of(BASE)
CATALOGUE = NamedNode(f"{BASE}/catalog")


class Moving:
    """A clock that a test moves."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


class Room:
    """A ledger with its feed."""

    def __init__(self, folder: Path, *descriptions: Description, size: int = 100, links: str = "") -> None:
        self.clock = Moving()
        self.ledger = new_ledger(folder, descriptions)
        self.ledger.clock = self.clock
        config = Config(folder, base=BASE, address=links, page_size=size)
        self.config = config
        self.feed = Feed(self.ledger, config, WORDS, self.clock)

    def page(self, token: str = "", suffix: str = "", narrowed: Filters = WHOLE) -> FeedPage:
        page = self.feed.page(token, suffix, narrowed)
        assert isinstance(page, FeedPage)
        return page

    def walk(self, start: str = "", narrowed: Filters = WHOLE) -> Iterator[FeedPage]:
        page = self.page(start, narrowed=narrowed)
        yield page
        while page.next:
            page = self.page(token_of(page.next), narrowed=narrowed)
            yield page

    def withdraw(self, name: str) -> None:
        self.ledger.append([Act("withdraw", record(name), "bd-so-yt")])

    def publish(self, *descriptions: Description) -> None:
        self.ledger.append([publish(one) for one in descriptions])

    def triples(self, page: FeedPage, format: str = "nt") -> set[Triple]:
        return {quad.triple for quad in parse(self.feed.render(page, format), format=FORMATS[format])}


def token_of(address: str | None) -> str:
    assert address is not None
    return dict(parse_qsl(urlsplit(address).query))["page"]


def some(number: int) -> list[Description]:
    return [description(f"n{n}", f"Tập {n}") for n in range(number)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path, *some(5), size=2)
    yield made
    made.ledger.engine.dispose()


def test_a_page_is_a_dcat_catalogue_of_its_records(room: Room) -> None:
    page = room.page()
    triples = room.triples(page)
    said = {(t.predicate, t.object) for t in triples if t.subject == CATALOGUE}
    assert (RDF.type, DCAT.Catalog) in said
    assert {predicate for predicate, _ in said} >= {DCT.title, DCT.description, DCT.publisher}
    records = sorted(record(f"n{n}") for n in range(5))[:2]
    assert {thing.value for predicate, thing in said if predicate == DCAT.record} == set(records)
    datasets = {one.replace("/id/record/", "/id/dataset/") for one in records}
    assert {thing.value for predicate, thing in said if predicate == DCAT.dataset} == datasets
    for one in records:
        about_it = {t.predicate: t.object for t in triples if t.subject == NamedNode(one)}
        assert about_it[RDF.type] == DCAT.CatalogRecord
        assert about_it[FOAF.primaryTopic].value in datasets
        assert about_it[DCT.modified] == Literal("2026-10-12T05:00:00.000000Z", datatype=XSD.dateTime)
        assert about_it[DCT.issued] == about_it[DCT.modified]
    publisher = NamedNode(agency_iri(BASE, "gl-so-yt"))
    assert Triple(publisher, RDF.type, FOAF.Agent) in triples
    assert any(t.subject == publisher and t.predicate == FOAF.name for t in triples)


def test_pages_lead_on_back_and_to_the_start_and_count_all(room: Room) -> None:
    pages = list(room.walk())
    assert [len(page.records) for page in pages] == [2, 2, 1]
    assert [page.total for page in pages] == [5, 5, 5]
    assert [page.previous for page in pages] == [None, pages[0].here, pages[1].here]
    assert {page.first for page in pages} == {pages[0].here}
    view = {(t.predicate, t.object) for t in room.triples(pages[1]) if t.subject == NamedNode(pages[1].here)}
    assert view == {
        (RDF.type, HYDRA.PartialCollectionView),
        (HYDRA.first, NamedNode(pages[0].here)),
        (HYDRA.previous, NamedNode(pages[0].here)),
        (HYDRA.next, NamedNode(pages[2].here)),
    }
    assert Triple(CATALOGUE, HYDRA.totalItems, Literal("5", datatype=XSD.integer)) in room.triples(pages[2])


def test_every_body_goes_out_as_the_ledger_holds_it(tmp_path: Path) -> None:
    size = about("a", DCAT.byteSize, Literal("0042", datatype=XSD.nonNegativeInteger))
    odd = about("a", DCT.title, Literal("5.10", datatype=XSD.decimal))
    one = description("a", "Đất", size, odd)
    room = Room(tmp_path, one, description("b", "Nước"))
    for format in FORMATS:
        assert set(one.triples) <= room.triples(room.page(), format), format
    kept = [quad.triple for quad in parse(room.feed.render(room.page(), "nq"), format=RdfFormat.N_QUADS)
            if quad.graph_name == NamedNode(one.record)]  # fmt: skip
    assert set(one.triples) <= set(kept)


def test_all_pages_without_what_the_catalogue_says_are_the_ledgers_bodies(tmp_path: Path) -> None:
    odd = about("odd", DCT.title, Literal("5.10", datatype=XSD.decimal))
    described = (*(rich(WORDS, BASE, number) for number in range(6)), description("odd", "Đất", odd))
    room = Room(tmp_path, size=3)
    publish_rich(room.ledger, described)
    pages = list(room.walk())
    quads = [quad for page in pages for quad in parse(room.feed.render(page, "nq"), format=RdfFormat.N_QUADS)]
    for one in described:
        current = room.ledger.current(one.record)
        assert current is not None
        own = {quad.triple for quad in parse(record_quads(current, BASE), format=RdfFormat.N_QUADS)}
        kept = {quad.triple for quad in quads if quad.graph_name == NamedNode(one.record)}
        assert kept == set(one.triples) | own
    for page in pages:
        whole = room.triples(page, "nq")
        for format in FORMATS:
            assert room.triples(page, format) == whole, format


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")
def test_rdflib_reads_of_every_syntax_what_pyoxigraph_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    room = Room(tmp_path)
    publish_rich(room.ledger, [rich(WORDS, BASE, number) for number in (0, 3, 4)])
    page = room.page()
    ours = canonical(quad.triple for quad in parse(room.feed.render(page, "nt"), format=RdfFormat.N_TRIPLES))
    names = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt", "trig": "trig", "nq": "nquads"}
    for suffix, name in names.items():
        read = rdflib.Dataset(default_union=True)
        read.parse(data=room.feed.render(page, suffix), format=name)
        told = rdflib.Graph()
        for subject, predicate, value, _ in read.quads():
            told.add((subject, predicate, value))
        lines = told.serialize(format="nt").encode()
        assert canonical(quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)) == ours, suffix


def canonical(triples: Iterable[Triple]) -> set[str]:
    """The triples with blank nodes named by what is said of them (RDFC-1.0)."""
    made = Dataset(Quad(*triple) for triple in triples)
    made.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in made}


def test_two_records_with_a_nameless_contact_each_keep_their_own_on_one_page(tmp_path: Path) -> None:
    room = Room(tmp_path, description("a", "Đất"), description("b", "Nước"))
    for format in FORMATS:
        triples = room.triples(room.page(), format)
        contacts = {t.subject.value: t.object for t in triples if t.predicate == DCAT.contactPoint}
        assert len(set(contacts.values())) == 2
        for name in ("a", "b"):
            contact = contacts[f"{BASE}/id/dataset/{mint_key(name)}"]
            names = [t.object.value for t in triples if t.subject == contact and t.predicate == VCARD.fn]
            assert names == [f"Liên hệ {name}"], format


def test_our_own_harvester_reads_every_page_of_every_triple_syntax(room: Room) -> None:
    types = {"ttl": "text/turtle", "rdf": "application/rdf+xml", "jsonld": "application/ld+json"}
    for suffix, media_type in types.items():
        page, seen = room.page(suffix=suffix), 0
        while True:
            read = read_dcat(room.feed.render(page, suffix), media_type, page.here)
            assert not read.unreadable and read.total == 5
            seen += len(read.records)
            assert read.next == page.next
            if page.next is None:
                break
            assert f"/catalog.{suffix}?" in page.next
            page = room.page(token_of(page.next), suffix)
        assert seen == 5


def test_links_lead_to_the_address_and_names_stay_under_the_base(tmp_path: Path) -> None:
    room = Room(tmp_path, *some(3), size=2, links="https://portal.example/data")
    page = room.page()
    assert page.here.startswith("https://portal.example/data/catalog?page=")
    assert Triple(CATALOGUE, RDF.type, DCAT.Catalog) in room.triples(page)


def test_a_walk_shows_what_was_there_when_it_began(room: Room) -> None:
    first = room.page()
    later = sorted(range(5), key=lambda n: record(f"n{n}"))[3]
    room.publish(description(f"n{later}", "Sửa lại"), *(description(f"x{n}", "Mới") for n in range(4)))
    walked = [first, *(page for page in room.walk(token_of(first.next)))]
    assert sum(len(page.records) for page in walked) == 5
    said = b"".join(room.feed.render(page, "nt") for page in walked)
    assert f"Tập {later}".encode() in said and "Sửa lại".encode() not in said
    assert sum(len(page.records) for page in room.walk()) == 9


def test_what_is_withdrawn_meanwhile_is_on_no_page_any_more(room: Room) -> None:
    first = room.page()
    names = sorted((f"n{n}" for n in range(5)), key=record)
    room.withdraw(names[1])
    room.withdraw(names[4])
    again = room.page(token_of(first.here))
    assert [current.record for current in again.records] == [record(names[0]), record(names[2])]
    assert again.etag != first.etag
    assert record(names[1]).encode() not in room.feed.render(again, "ttl")
    on = [c.record for page in room.walk(token_of(first.next)) for c in page.records]
    assert record(names[4]) not in on


CHANGES = st.lists(
    st.tuples(st.sampled_from(["publish", "withdraw", "confirm", "hold"]), st.integers(0, 7)), max_size=6
)


@settings(max_examples=15)
@given(st.integers(1, 4), st.lists(CHANGES, min_size=1, max_size=6))
def test_a_walk_during_changes_meets_each_record_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, size: int, changes: list[list[tuple[str, int]]]
) -> None:
    room = Room(tmp_path_factory.mktemp("walk"), *(description(f"r{n}", f"Bản đầu {n}") for n in range(6)), size=size)
    steady = {record(f"r{n}") for n in range(6)}
    waiting, version = list(changes), 0
    page = room.page()
    started = {c.record: c.body_seq for c in room.ledger.currents("public")}
    met: list[str] = []
    while True:
        for current in page.records:
            met.append(current.record)
            assert current.body_seq == started[current.record]
        for act, number in waiting.pop(0) if waiting else []:
            version += 1
            if act == "publish":
                room.publish(description(f"r{number}", f"Bản {version}"))
            else:
                room.ledger.append([Act(act, record(f"r{number}"), "x")])
                steady -= {record(f"r{number}")} if act == "withdraw" else set()
        if page.next is None:
            break
        page = room.page(token_of(page.next))
    assert len(met) == len(set(met))
    assert steady <= set(met) <= set(started)
    now = {c.record for c in room.ledger.currents("public")}
    assert {c.record for p in room.walk() for c in p.records} == now
    backwards, place = [], list(room.walk())[-1]
    while place:
        backwards = [*(c.record for c in place.records), *backwards]
        place = room.page(token_of(place.previous)) if place.previous else None
    assert backwards == sorted(now)
    room.ledger.engine.dispose()


AGENCIES = ("gl-so-yt", "gl-so-nnmt")
THEME = f"{EU.iri}data-theme/HEAL"
STEPS = st.lists(
    st.tuples(st.sampled_from(["publish", "withdraw", "transfer", "theme", "expunge"]), st.integers(0, 6)), max_size=4
)


@settings(max_examples=12)
@given(
    st.integers(1, 3),
    st.sampled_from([(), ("agency",), ("since",), ("agency", "since"), ("theme",), ("theme", "since")]),
    STEPS,
    st.lists(STEPS, min_size=1, max_size=3),
)
def test_a_narrowed_walk_during_changes_meets_each_record_of_its_position_exactly_once(
    tmp_path_factory: pytest.TempPathFactory,
    size: int,
    by: tuple[str, ...],
    before: list[tuple[str, int]],
    changes: list[list[tuple[str, int]]],
) -> None:
    room = Room(
        tmp_path_factory.mktemp("narrow"), *(version(n, 0, AGENCIES[n % 2], n % 3 == 0) for n in range(6)), size=size
    )
    room.clock.now += timedelta(hours=1)
    moment = stamp(room.clock.now)
    step(room, before)
    agency = agency_iri(BASE, AGENCIES[0])
    narrowed = Filters(
        THEME if "theme" in by else "", DCAT.theme.value if "theme" in by else "",
        agency if "agency" in by else "", moment if "since" in by else "",
    )  # fmt: skip
    wanted = public_then(room, narrowed)
    waiting, met, gone, still = list(changes), [], [], set(wanted)
    page = room.page(narrowed=narrowed)
    while True:
        met += [current.record for current in page.records]
        gone += list(page.gone)
        room.clock.now += timedelta(seconds=1)
        for one in waiting.pop(0) if waiting else []:
            step(room, [one])  # one that comes down and back while the walk goes by is met by who asks again
            still &= {current.record for current in room.ledger.currents("public")}
        if page.next is None:
            break
        page = room.page(token_of(page.next), narrowed=narrowed)
    assert len(met) == len(set(met)) and len(gone) == len(set(gone)) and not set(met) & set(gone)
    assert set(met) <= wanted
    if "since" in by:
        # What came down meanwhile is told as gone. (What the law removed is told to everyone: of what theme, nobody knows.)
        assert wanted <= set(met) | set(gone)
    else:
        assert still <= set(met) and not gone
    room.ledger.engine.dispose()


def test_one_that_changed_hands_and_came_down_meanwhile_is_told_as_gone_to_who_walks_its_old_agency(
    tmp_path: Path,
) -> None:
    room = Room(tmp_path, version(0, 0, AGENCIES[0], True), version(2, 0, AGENCIES[0], True), size=1)
    narrowed = Filters(agency=agency_iri(BASE, AGENCIES[0]), since=stamp(NOON))
    page = room.page(narrowed=narrowed)
    (first,) = page.records
    later = next(number for number in (0, 2) if record(f"r{number}") != first.record)
    step(room, [("transfer", later), ("withdraw", later)])
    assert room.page(token_of(page.next), narrowed=narrowed).gone == (record(f"r{later}"),)
    room.ledger.engine.dispose()


def version(number: int, text: int, agency: str, is_health: bool) -> Description:
    theme = (about(f"r{number}", DCAT.theme, NamedNode(THEME)),) if is_health else ()
    return description(f"r{number}", f"Bản {text}", *theme, agency=agency)


def step(room: Room, acts: list[tuple[str, int]]) -> None:
    """Things that happen to records, those that may."""
    for act, number in acts:
        now = room.ledger.current(record(f"r{number}"))
        if now is not None and now.state == "expunged":
            continue
        mine = next((one for one in AGENCIES if now and now.agency == agency_iri(BASE, one)), AGENCIES[0])
        text = room.ledger.head().seq
        if act in ("publish", "theme"):
            room.publish(version(number, text, mine, (number % 3 == 0) != (act == "theme")))
        elif now is not None and act == "transfer":
            moved = version(number, text, next(one for one in AGENCIES if one != mine), number % 3 == 0)
            acts_of = Act(
                "transfer", moved.record, "x", "", moved.body(), moved.fingerprint, moved.publisher or "", "QĐ"
            )
            room.ledger.append([acts_of])
        elif now is not None and act == "withdraw":
            room.withdraw(f"r{number}")
        elif now is not None:
            room.ledger.expunge(record(f"r{number}"), "operator", "Bình", "Điều 8")


def public_then(room: Room, narrowed: Filters) -> set[str]:
    """The records that a walk that begins now must meet."""
    found = set()
    for current in room.ledger.currents("public"):
        body = room.ledger.body(current.body_seq) or b""
        is_of_theme = not narrowed.theme or f"<{narrowed.theme}>".encode() in body
        is_of_agency = narrowed.agency in ("", current.agency)
        if is_of_theme and is_of_agency and current.modified >= narrowed.since:
            found.add(current.record)
    return found


def test_a_filter_that_finds_little_looks_at_a_bounded_number_of_records(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "EXAMINED", 2)
    last = max(range(5), key=lambda n: record(f"n{n}"))
    room.publish(description(f"n{last}", "Y tế", about(f"n{last}", DCAT.theme, NamedNode(THEME))))
    pages = list(room.walk(narrowed=Filters(THEME, DCAT.theme.value)))
    assert [len(page.records) for page in pages] == [0, 0, 1]
    assert {page.total for page in pages} == {None}
    assert HYDRA.totalItems not in {triple.predicate for triple in room.triples(pages[0])}


def test_what_is_gone_is_told_with_its_reason_and_no_word_of_what_the_law_removed(room: Room) -> None:
    room.ledger.append(
        [
            Act("withdraw", record("n0"), "gl-so-yt", "An", reason="Gộp vào tập khác."),
            Act("withdraw", record("n1"), "source:x", reason=SOURCE_LOST_IT),
        ]
    )
    room.ledger.expunge(record("n2"), "operator", "Bình", "Bí mật nhà nước")
    since = Filters(since=stamp(NOON))
    told = set[Triple]().union(*(room.triples(page) for page in room.walk(narrowed=since)))
    notes = {n: {t.object.value for t in told if (t.subject, t.predicate) == (NamedNode(record(n)), ADMS.versionNotes)}
             for n in ("n0", "n1", "n2")}  # fmt: skip
    assert notes["n0"] == {"Gộp vào tập khác."} and "The agency's source no longer holds this dataset." in notes["n1"]
    assert notes["n2"] == {"Đã gỡ theo pháp luật.", "Removed by law."}
    assert not any("Bí mật" in str(triple) for triple in told)
    pages = list(room.walk(narrowed=since))
    assert {page.total for page in pages} == {5} and sum(len(page.gone) for page in pages) == 3


def test_a_profile_leaves_out_what_it_has_no_words_for(tmp_path: Path) -> None:
    room = Room(tmp_path)
    publish_rich(room.ledger, [rich(WORDS, BASE, 0)])
    pages = {one.name: room.feed.page(profile=one) for one in PROFILES}
    said = {name: room.triples(page) for name, page in pages.items() if isinstance(page, FeedPage)}
    own = (REG.iri, DCATAP.iri)
    assert {one for one in said["dcat-ap"] if one.predicate.value.startswith(own)}
    assert not {one for one in said["dcat"] if one.predicate.value.startswith(own)}
    assert {one for one in said["dcat"] if one.predicate == DCAT.byteSize}
    datasets = {one.subject for one in said["schema"] if one.object == SCHEMA.Dataset}
    assert datasets == {NamedNode(rich(WORDS, BASE, 0).iri)}
    assert not {one for one in said["schema"] if one.predicate in DCAT}
    schema = pages["schema"]
    assert isinstance(schema, FeedPage) and "profile=schema" in schema.here
    again = Feed(room.ledger, room.config, WORDS, room.clock)
    assert again.render(schema, "ttl") == room.feed.render(schema, "ttl")


def test_a_token_asks_for_no_more_than_the_settings_allow(room: Room) -> None:
    page = room.page(f"{room.feed.position}-1000-")
    assert len(page.records) == 5 and "-1000-" not in page.here


@pytest.mark.parametrize(
    "token", ["x", "0", "5-2", "99999-2-", "5-0-", "5-1001-", "5-2-UPPERCASE234", "-1-2-", "5-2-abc", "5-2-\n", "٥-2-"]
)
def test_a_token_never_given_out_is_refused_with_the_way_to_begin_again(room: Room, token: str) -> None:
    refusal = room.feed.page(token, "ttl")
    assert isinstance(refusal, NoSuchPage)
    assert (refusal.kind, refusal.restart) == ("unknown", f"{BASE}/catalog.ttl")


@given(st.text(max_size=40) | st.from_regex(r"\d{1,15}-\d{1,4}-([a-z2-7]{12})?", fullmatch=True))
@settings(max_examples=100)
def test_any_token_has_an_answer(asked: Room, token: str) -> None:
    assert isinstance(asked.feed.page(token), FeedPage | NoSuchPage)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("asked"), *some(3), size=2)
    yield room
    room.ledger.engine.dispose()


def test_a_token_lasts_a_week_from_the_change_that_made_it_old(room: Room) -> None:
    token = token_of(room.page().next)
    room.clock.now += timedelta(days=400)
    assert isinstance(room.feed.page(token), FeedPage)
    room.publish(description("new", "Mới"))
    room.clock.now += TOKENS_LAST
    assert isinstance(room.feed.page(token), FeedPage)
    room.clock.now += timedelta(seconds=1)
    refusal = room.feed.page(token)
    assert isinstance(refusal, NoSuchPage) and refusal.kind == "expired"
    assert isinstance(room.feed.page(), FeedPage)


def test_an_unchanged_catalogue_keeps_its_etag_and_any_change_moves_it(room: Room) -> None:
    before = room.page()
    room.ledger.append([Act("refuse", record("n0"), "bd-so-nv"), Act("account", "", "operator")])
    assert room.page() == before
    room.publish(description("far", "Xa"))
    after = room.page()
    assert after.etag != before.etag and after.last_modified >= before.last_modified


def test_a_page_whose_way_back_moved_has_another_etag(room: Room) -> None:
    """What is withdrawn on the page before moves where that page begins."""
    _, second, last = room.walk()
    token = token_of(last.here)
    assert room.triples(last)
    room.ledger.append([Act("withdraw", second.records[0].record, "bd-so-yt")])
    moved = room.page(token)
    assert [one.record for one in moved.records] == [one.record for one in last.records]
    assert moved.previous != last.previous and moved.etag != last.etag
    told = {triple.object for triple in room.triples(moved) if triple.predicate == HYDRA.previous}
    assert told == {NamedNode(str(moved.previous))}


def test_an_empty_registry_has_one_empty_page(tmp_path: Path) -> None:
    room = Room(tmp_path)
    page = room.page()
    assert (page.records, page.total, page.next, page.previous, page.last_modified) == ((), 0, None, None, "")
    assert Triple(CATALOGUE, RDF.type, DCAT.Catalog) in room.triples(page)
    assert isinstance(room.feed.page(token_of(page.here)), FeedPage)


def test_a_body_destroyed_by_law_is_on_no_page_and_in_no_kept_one(tmp_path: Path) -> None:
    room = Room(tmp_path, description("a", "Bí mật"), description("b", "Nước"))
    page = room.page()
    assert "Bí mật".encode() in room.feed.render(page, "nt")
    room.ledger.expunge(record("a"), "operator", "Bình", "Điều 8")
    room.feed.forget()
    assert "Bí mật".encode() not in room.feed.render(page, "nt")
    assert [c.record for c in room.page(token_of(page.here)).records] == [record("b")]


def test_a_transferred_record_names_both_agencies_publisher_of_its_time(tmp_path: Path) -> None:
    room = Room(tmp_path, description("a", "Đất"))
    old = room.page()
    moved = description("a", "Đất", agency="gl-so-nnmt")
    room.ledger.append(
        [Act("transfer", moved.record, "x", "", moved.body(), moved.fingerprint, moved.publisher or "", "QĐ 1")]
    )
    for page, agency in ((room.page(token_of(old.here)), "gl-so-yt"), (room.page(), "gl-so-nnmt")):
        node = NamedNode(agency_iri(BASE, agency))
        triples = room.triples(page)
        assert Triple(NamedNode(moved.iri), DCT.publisher, node) in triples
        assert Triple(node, RDF.type, FOAF.Agent) in triples
