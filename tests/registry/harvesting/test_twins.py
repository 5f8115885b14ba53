"""Datasets brought twice: by which signs they are known, which copy stands first, what a person rules of them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from sqlalchemy import insert

from registry.accounts import By
from registry.entries import Act
from registry.harvesting import twin_rulings, twins
from registry.harvesting.entered import Entered
from registry.harvesting.tables import origin
from registry.harvesting.twin_rulings import BadRuling
from registry.harvesting.twin_signs import Twin, are_twins, facts, first_of, signs
from registry.harvesting.twins import Pair, Twins, note_named, read_signs
from registry.intake import Intake
from registry.ledger import Ledger
from registry.words import Words
from tests.registry.descriptions import good, saying
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
