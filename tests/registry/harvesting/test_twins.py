"""Datasets brought twice: by which signs they are known, which copy stands first, what a person rules of them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from sqlalchemy import delete, insert, select, update

from harvesters.source import source_of
from registry.accounts import By
from registry.clock import stamp
from registry.entries import Act, Entry
from registry.harvesting import twin_rulings, twins
from registry.harvesting.entered import Entered, State
from registry.harvesting.tables import origin
from registry.harvesting.twin_rulings import BadRuling
from registry.harvesting.twin_signs import Twin, are_twins, facts, first_of, signs
from registry.harvesting.twins import CROWD, Pair, Twins, note_named, read_signs
from registry.intake import Intake
from registry.ledger import Ledger
from registry.rulings import LONGEST_REASON
from registry.words import Words
from tests.registry.descriptions import good, retitled, saying
from tests.registry.desk import Ticking
from vocab.description import Description, describe
from vocab.namespaces import DCAT, DCT

BASE = "https://registry.example"
WORDS = Words.of(BASE)
PAGE = NamedNode("https://du-lieu.example.vn/dataset/gia-dat")
BY = By("kiem-duyet", "Lê Thẩm Định")
ONE = Twin("r1", "a1", "", "s1", False, frozenset({"d1", "https://x.example/1"}), frozenset(), "2026-01-01")


def described(name: str, title: str = "Giá đất theo đường phố", page: NamedNode | None = PAGE) -> Description:
    one = good(WORDS, BASE, name, title=title)
    return saying(one, DCAT.landingPage, page) if page else one


def from_origin(one: Description, iri: str) -> Description:
    return describe(one.iri, [*one.triples, Triple(NamedNode(one.record), DCT.source, NamedNode(iri))], one)


def kinds(one: Description, other: Description) -> set[str]:
    return {kind for kind, _ in set(signs(one)) & set(signs(other))}


def test_one_title_on_one_page_is_a_sign_and_so_are_global_identifiers_and_origins() -> None:
    assert {"title-page", "page"} <= kinds(described("a"), described("b"))
    doi = [
        saying(described(name, page=None), DCT.identifier, Literal(text))
        for name, text in (("a", "doi:10.5072/GL.77"), ("b", "https://doi.org/10.5072/gl.77"))
    ]
    assert "identifier" in kinds(*doi)
    told = (from_origin(described(name, page=None), "https://x.example/dataset/7") for name in "ab")
    assert "origin" in kinds(*told)
    assert "identifier" not in kinds(described("a", "SYT-1", None), described("b", "SYT-1", None)), (
        "a number of its own"
    )


def test_a_portals_root_is_no_sign_of_one_dataset() -> None:
    root = NamedNode("https://du-lieu.example.vn/")
    assert not kinds(described("a", "Giá đất", root), described("b", "Trường học", root))


def test_editions_and_members_of_a_series_are_no_twins() -> None:
    one, other = (facts(described(name, f"Giá đất năm {year}")) for name, year in (("a", 2024), ("b", 2025)))
    assert not are_twins(one, other, frozenset({"page"}), False)
    series = {**one, "series": ["s"], "undated": [], "dated": []}
    assert not are_twins(series, {**series, "dated": ["x"]}, frozenset({"page", "title-page"}), False)
    assert are_twins(series, series, frozenset({"origin"}), False)


def test_a_page_alone_tells_nothing_inside_one_source() -> None:
    one, other = facts(described("a", "Giá đất")), facts(described("b", "Bảng giá"))
    assert are_twins(one, other, frozenset({"page"}), False) and not are_twins(one, other, frozenset({"page"}), True)


@pytest.mark.parametrize(
    ("copy", "reason"),
    [
        ({"reused": frozenset({"https://x.example/1"}), "issued": "2025"}, "declared"),
        ({"named": "a1", "issued": "2025"}, "publisher"),
        ({"issued": "2026-02"}, "earlier"),
    ],
)
def test_the_originating_agencys_copy_stands_first(copy: dict[str, object], reason: str) -> None:
    other = replace(ONE, record="r2", agency="a2", source="s2", names=frozenset({"d2"}), **copy)  # type: ignore[arg-type]
    for pair in ((ONE, other), (other, ONE)):
        assert first_of(*pair) == (ONE, other, reason)


def test_a_copy_whose_pages_lie_with_its_source_stands_before_one_that_came_earlier() -> None:
    home = replace(ONE, record="r2", is_home=True, issued="2026-09")
    assert first_of(ONE, home) == (home, ONE, "own-source")


@pytest.mark.parametrize(
    ("kind", "records", "pairs"),
    [("page", 2, 1), ("page", 3, 0), ("origin", 3, 3), ("origin", CROWD, 66), ("origin", CROWD + 1, CROWD)],
)
def test_a_crowd_with_one_sign_is_told_of_beside_its_first(kind: str, records: int, pairs: int) -> None:
    found = list(twins._couples(kind, [f"r{number:02}" for number in range(records)]))
    assert len(found) == pairs and all(one < other for one, other in found)
    assert records <= CROWD or {one for one, _ in found} == {"r00"}


@pytest.fixture
def twice(ledger: Ledger) -> Iterator[tuple[Twins, Description, Description]]:
    """One dataset that two sources brought, and another of the first."""
    a, b, c = described("a"), described("b"), described("c", "Trường học", None)
    ledger.append(
        [
            Act("publish", one.record, f"source:{slug}", body=one.body(), fingerprint=one.fingerprint, agency=agency)
            for one, slug, agency in (
                (a, "mot", "https://a.example/1"),
                (b, "hai", "https://a.example/2"),
                (c, "mot", ""),
            )
        ]
    )
    rows = [
        {"record": one.record, "source": slug, "identifier": slug, "last_run": 1, "last_seen": ""}
        for one, slug in ((a, "mot"), (b, "hai"), (c, "mot"))
    ]
    ledger.beside(lambda connection: connection.execute(insert(origin), rows))
    data = str(ledger.engine.url.database).rpartition("/")[0]
    sources: tuple[Entered, ...] = ()
    yield Twins(ledger, lambda some: read_signs({"data": data, "wanted": some})["rows"], lambda: sources), a, b


def only(found: tuple[Pair, ...]) -> Pair:
    (pair,) = found
    return pair


def test_what_two_sources_brought_is_told_of_once_with_the_one_that_stands_first(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, a, b = twice
    assert all_twins.follow() == 3 and all_twins.follow() == 0, "what is known is not read again"
    pair = only(all_twins.all())
    assert {pair.first, pair.copy} == {a.record, b.record} and pair.is_open and "title-page" in pair.kinds
    ledger.beside(lambda connection: note_named(connection, {a.record: "https://a.example/2"}))
    again = only(all_twins.of_source("mot"))
    assert (again.first, again.copy, again.reason) == (b.record, a.record, "publisher")
    assert (again.first_source, again.copy_source) == ("hai", "mot")
    assert all_twins.of_source("ba") == ()


def test_a_person_rules_with_a_reason_and_the_ledger_keeps_it(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, a, b = twice
    all_twins.follow()
    intake = Intake(ledger, lambda some: (), lambda: None)
    with pytest.raises(BadRuling):
        twin_rulings.rule(ledger, intake, a.record, b.record, "keep-both", "  ", BY)
    with pytest.raises(BadRuling):
        twin_rulings.rule(ledger, intake, a.record, b.record, "burn", "vì", BY)
    twin_rulings.rule(ledger, intake, a.record, b.record, "keep-both", "Hai bản phục vụ hai nhóm người dùng.", BY)
    kept = only(all_twins.all())
    assert not kept.is_open and kept.ruling is not None and kept.ruling.person == BY.person
    ruling = twin_rulings.rule(ledger, intake, a.record, b.record, "withdraw-copy", "Bản kia là bản gốc.", BY)
    now = ledger.current(a.record)
    assert now is not None and now.state == "withdrawn"
    entry = ledger.entry(ruling.seq)
    assert entry is not None and (entry.act, entry.person) == ("decide", BY.person)
    assert ledger.body(ruling.seq) == "Bản kia là bản gốc.".encode()
    all_twins.follow()
    assert all_twins.all() == (), "what was withdrawn is nobody's twin"
    with pytest.raises(BadRuling):
        twin_rulings.rule(ledger, intake, a.record, b.record, "keep-both", "muộn", BY)


def test_the_law_takes_signs_rulings_and_their_words_away(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, a, b = twice
    all_twins.follow()
    intake = Intake(ledger, lambda some: (), lambda: None)
    ruling = twin_rulings.rule(ledger, intake, a.record, b.record, "keep-both", "Tên người.", BY)
    ledger.beside(lambda connection: twins.expunge(connection, b.record))
    ledger.beside(lambda connection: twin_rulings.expunge(connection, b.record))
    assert all_twins.all() == () and ledger.body(ruling.seq) is None


def moved(ledger: Ledger, record: str, source: str) -> None:
    """A record is another source's from now on, or nobody's."""
    mine = origin.c.record == record
    change = update(origin).where(mine).values(source=source) if source else delete(origin).where(mine)
    ledger.beside(lambda connection: connection.execute(change))


def at(slug: str, url: str) -> Entered:
    """A source that lies there."""
    said = {"slug": slug, "kind": "ckan", "url": url, "agency": "gl-so-yt"}
    now = stamp(Ticking().now)
    return Entered(source_of(said), said, State.APPROVED, False, now, BY, now)


def publish(ledger: Ledger, one: Description) -> None:
    before = ledger.current(one.record)
    agency = before.agency if before else ""
    ledger.append([Act("publish", one.record, "source:x", "", one.body(), one.fingerprint, agency)])


def test_what_people_wrote_twice_is_not_told_of_and_their_copy_stands_before_a_sources(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, a, b = twice
    all_twins.follow()
    moved(ledger, b.record, "")
    pair = only(all_twins.all())
    assert (pair.first, pair.copy, pair.reason, pair.first_source) == (b.record, a.record, "own-source", "")
    moved(ledger, a.record, "")
    assert all_twins.all() == ()


def test_the_copy_whose_pages_lie_with_its_source_stands_first(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, _, b = twice
    all_twins.follow()
    all_twins.sources = lambda: (at("mot", "https://khac.example.vn/"), at("hai", "https://du-lieu.example.vn/api"))
    pair = only(all_twins.all())
    assert (pair.first, pair.reason) == (b.record, "own-source")


def test_a_page_in_common_tells_of_two_sources_and_of_one_only_with_more(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, _, b = twice
    publish(ledger, retitled(b, "Bảng giá các loại đất"))
    all_twins.follow()
    assert only(all_twins.all()).kinds == ("page",)
    moved(ledger, b.record, "mot")
    assert all_twins.all() == ()


def test_signs_are_those_of_the_version_in_force_by_the_measure_in_use(
    ledger: Ledger, twice: tuple[Twins, Description, Description], monkeypatch: pytest.MonkeyPatch
) -> None:
    all_twins, _, _ = twice
    all_twins.follow()
    publish(ledger, described("b", "Danh mục trạm bơm", None))
    assert all_twins.follow() == 1 and all_twins.all() == (), "its former signs are gone"
    monkeypatch.setattr(twins, "measure", lambda: "another")
    assert all_twins.follow() == 3 and all_twins.follow() == 0


def test_what_is_withdrawn_is_nobodys_twin_at_once_and_its_signs_go(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, a, _ = twice
    all_twins.follow()
    ledger.append([Act("withdraw", a.record, "gl-so-yt", "An", reason="sai")])
    assert all_twins.all() == ()
    all_twins.follow()
    with ledger.engine.connect() as connection:
        for table in (twins.sign, twins.signed):
            assert a.record not in connection.execute(select(table.c.record)).scalars().all()


def test_signs_that_could_not_be_read_wait_for_the_next_time(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, _, _ = twice
    all_twins.read, read = (lambda some: []), all_twins.read
    assert all_twins.follow() == 0
    all_twins.read = read
    assert all_twins.follow() == 3


def test_who_is_named_as_publisher_is_what_the_source_said_last_and_goes_by_law(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, a, _ = twice
    all_twins.follow()
    for agency, reason in (("https://a.example/2", "publisher"), ("", "earlier")):
        ledger.beside(lambda connection, said=agency: note_named(connection, {a.record: said}))  # type: ignore[misc]
        assert only(all_twins.all()).reason == reason
    ledger.beside(lambda connection: note_named(connection, {a.record: "https://a.example/2"}))
    ledger.beside(lambda connection: twins.expunge(connection, a.record))
    with ledger.engine.connect() as connection:
        assert connection.execute(select(twins.named)).all() == []


def test_pairs_that_wait_for_a_person_come_first(ledger: Ledger, twice: tuple[Twins, Description, Description]) -> None:
    all_twins, _, _ = twice
    publish(ledger, described("d", "An toàn hồ đập", NamedNode("https://du-lieu.example.vn/dataset/ho")))
    publish(ledger, described("e", "An toàn hồ đập", NamedNode("https://du-lieu.example.vn/dataset/ho")))
    rows = [
        {"record": described(name).record, "source": "mot", "identifier": name, "last_run": 1, "last_seen": ""}
        for name in "de"
    ]
    ledger.beside(lambda connection: connection.execute(insert(origin), rows))
    all_twins.follow()
    first, second = all_twins.all()
    assert first.first_title == "An toàn hồ đập", "by title"
    intake = Intake(ledger, lambda some: (), lambda: None)
    twin_rulings.rule(ledger, intake, first.copy, first.first, "keep-both", "Hai bản khác nhau.", BY)
    assert [pair.is_open for pair in all_twins.all()] == [True, False]
    assert all_twins.all()[0] == second


def test_a_ruling_is_on_two_records_and_its_words_are_bounded(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    _, a, b = twice
    intake, head = Intake(ledger, lambda some: (), lambda: None), ledger.head()
    for copy, first, words in ((a, a, "vì"), (a, b, "x" * (LONGEST_REASON + 1))):
        with pytest.raises(BadRuling):
            twin_rulings.rule(ledger, intake, copy.record, first.record, "withdraw-copy", words, BY)
    assert ledger.head() == head
    twin_rulings.rule(ledger, intake, a.record, b.record, "keep-both", "x" * LONGEST_REASON, BY)


def test_only_the_withdrawal_that_a_ruling_made_has_it_behind_it(
    ledger: Ledger, twice: tuple[Twins, Description, Description]
) -> None:
    all_twins, a, b = twice
    intake = Intake(ledger, lambda some: (), lambda: None)

    def withdrawn() -> Entry:
        return next(entry for entry in ledger.history(a.record) if entry.act == "withdraw")

    twin_rulings.rule(ledger, intake, a.record, b.record, "keep-both", "Cả hai.", BY)
    ledger.append([Act("withdraw", a.record, "gl-so-yt", "An", reason="sai")])
    assert all_twins.ruling_behind(withdrawn()) is None, "it was ruled to stay"
    publish(ledger, a)
    ruling = twin_rulings.rule(ledger, intake, a.record, b.record, "withdraw-copy", "Bản sao.", BY)
    assert all_twins.ruling_behind(withdrawn()) == ruling
    publish(ledger, a)
    ledger.append([Act("withdraw", a.record, "gl-so-yt", "An", reason="sai")])
    assert all_twins.ruling_behind(withdrawn()) is None, "a person withdrew it since"
    ledger.beside(lambda connection: twin_rulings.expunge(connection, a.record))
    assert ledger.body(ruling.seq) is None, "the words go with the copy too"
