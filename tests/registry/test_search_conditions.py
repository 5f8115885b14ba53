"""Conditions beyond facets: trees of them, moments, words among them; orders for machines; keys alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal

from registry.clock import instant, stamp
from registry.ledger import Current
from registry.search import Search, Wanted, indexed
from registry.search_conditions import EVERYTHING, NOTHING, AllOf, AnyOf, Condition, Is, Not, Says, Within, moment
from registry.words import Words
from tests.registry.records import BASE, about, description, record
from vocab.namespaces import DCAT

WORDS = Words.of(BASE)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("a", "b", "c", "d", "e", "f", "g")


def at(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def row_of(number: int, name: str) -> object:
    tags = [
        about(name, DCAT.keyword, Literal(tag, language="vi")) for tag in ("chẵn" if number % 2 == 0 else "lẻ", name)
    ]
    agency = "gl-so-yt" if number < 4 else "gl-so-tc"
    told = description(name, f"Tập số {number} bệnh viện" if number < 2 else f"Tập số {number}", *tags, agency=agency)
    place = (told.record, number + 1, number + 1, "", told.fingerprint, "public", told.publisher or "")
    return indexed(told, WORDS, Current(*place, stamp(at(0)), stamp(at(number))))


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    opened = Search.open(tmp_path_factory.mktemp("search") / "index")
    opened.apply([row_of(number, name) for number, name in enumerate(NAMES)], (), len(NAMES))  # type: ignore[misc]
    yield opened
    opened.close()


def found(search: Search, where: Condition = EVERYTHING, **more: object) -> str:
    """The names found, in order."""
    by_record = {record(name): name for name in NAMES}
    wanted = Wanted(where=where, **{"sort": "changed", "backwards": True, "size": 100, **more})  # type: ignore[arg-type]
    return "".join(by_record[one] for one in search.listed(wanted).records)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (EVERYTHING, "abcdefg"),
        (NOTHING, ""),
        (Not(EVERYTHING), ""),
        (Not(NOTHING), "abcdefg"),
        (Is("keyword", ("chẵn",)), "aceg"),
        (Is("keyword", ()), ""),
        (Is("keyword", ("a", "b", "không có")), "ab"),
        (Is("record", (record("c"),)), "c"),
        (Not(Is("keyword", ("lẻ",))), "aceg"),
        (AllOf((Is("keyword", ("lẻ",)), Not(Is("keyword", ("b",))))), "df"),
        (AnyOf((Is("keyword", ("a",)), Is("keyword", ("g",)))), "ag"),
        (AllOf((Not(Is("keyword", ("a",))), Not(Is("keyword", ("b",))))), "cdefg"),
        (Says("bệnh viện"), "ab"),
        (Says("benh vien"), "ab"),
        (Says(" ,;"), "abcdefg"),
        (Not(Says("bệnh viện")), "cdefg"),
        (Within("changed", at(2), None), "cdefg"),
        (Within("changed", at(2), at(3)), "cd"),
        (Within("changed", None, at(2) - timedelta(microseconds=1)), "ab"),
        (Within("changed", None, None), "abcdefg"),
        (Within("created", at(1), None), ""),
    ],
)
def test_what_a_condition_leaves(search: Search, where: Condition, names: str) -> None:
    assert found(search, where) == names


def test_facets_are_counted_among_what_the_condition_leaves(search: Search) -> None:
    wanted = Wanted(where=Is("keyword", ("chẵn",)), counted=("keyword",), size=0)
    listed = search.listed(wanted)
    assert (listed.records, listed.total) == ((), 4)
    assert listed.facets == {"keyword": (("chẵn", 4), ("a", 1), ("c", 1), ("e", 1), ("g", 1))}


def test_orders_and_their_reverse(search: Search) -> None:
    assert found(search, sort="changed", backwards=False) == "gfedcba"
    assert found(search, sort="created", backwards=False) == "abcdefg", "one instant: told apart by the entries"
    by_record = "".join(sorted(NAMES, key=record))
    assert found(search, sort="record", backwards=False) == by_record
    assert found(search, sort="record", backwards=True) == by_record[::-1]


@settings(max_examples=25, deadline=None)
@given(start=st.integers(0, 9), size=st.integers(0, 9), sort=st.sampled_from(["record", "changed", "title", "created"]))
def test_a_part_is_cut_anywhere(search: Search, start: int, size: int, sort: str) -> None:
    assert found(search, start=start, size=size, sort=sort) == found(search, sort=sort)[start : start + size]


def test_a_moment_keeps_the_order_of_instants_and_entries() -> None:
    told = [moment(at(0), 5), moment(at(0), 6), moment(at(0) + timedelta(microseconds=1), 0), moment(at(1), 0)]
    assert told == sorted(told) and told[-1] < 2**63
    assert moment(instant(stamp(at(3))), 0) == moment(at(3), 0)


def test_pages_and_parts_meet_the_same(tmp_path: Path, search: Search) -> None:
    assert found(search, page=2, size=3) == found(search, start=3, size=3)
