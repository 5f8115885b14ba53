"""Records written beforehand: a page joined of them is to the byte the page that is written anew, whatever came since."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.entries import Act
from registry.feeds import pieces as laid
from registry.feeds.catalogue import Feed, FeedPage
from registry.feeds.pieces import BLOCK, PIECES, pieces
from registry.feeds.profiles import PROFILES
from registry.rendering import FORMATS
from tests.registry.feeds.test_catalogue import some
from tests.registry.feeds.test_downloads import WORDS, Room, hostile, room_with
from tests.registry.records import BASE, description, noon, publish, record

LONG, ODD = "many", "odd"
NAMES = tuple(f"n{number}" for number in range(6))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    made = room_with(tmp_path_factory.mktemp("room"), *hostile(), *some(BLOCK + 2))
    yield made
    made.ledger.engine.dispose()


def file_of(room: Room) -> Path:
    return room.made().path / PIECES


def pages(feed: Feed, suffix: str) -> list[FeedPage]:
    token, found = "", list[FeedPage]()
    while isinstance(page := feed.page(token, suffix), FeedPage):
        found.append(page)
        if page.next is None:
            break
        token = page.next.partition("page=")[2]
    return found


def feeds(room: Room, path: Path) -> tuple[Feed, Feed]:
    """One that joins, one that writes all anew."""
    return (Feed(room.ledger, room.config, WORDS, noon, lambda: path), Feed(room.ledger, room.config, WORDS, noon))


def is_the_same(room: Room, path: Path, formats: tuple[str, ...] = tuple(FORMATS)) -> bool:
    joined, anew = feeds(room, path)
    return all(
        joined.render(page, suffix) == anew.render(page, suffix) for suffix in formats for page in pages(anew, suffix)
    )


@pytest.fixture(scope="module")
def path(room: Room) -> Path:
    return file_of(room)


def test_what_is_joined_is_what_is_written(room: Room, path: Path) -> None:
    assert is_the_same(room, path)


def test_all_are_laid_but_the_long_and_what_only_an_engine_writes(room: Room, path: Path) -> None:
    currents = {current.record: current.seq for current in room.ledger.currents("public")}
    for suffix in FORMATS:
        there = pieces(path, BASE, [*currents.values()], suffix)
        lost = {record(LONG), record(ODD)} if suffix == "jsonld" else {record(LONG)}
        assert {name for name, seq in currents.items() if seq not in there} == lost, suffix


def test_other_profiles_are_written_as_they_were(room: Room, path: Path) -> None:
    joined, anew = feeds(room, path)
    for profile in PROFILES:
        page = anew.page(profile=profile)
        assert isinstance(page, FeedPage)
        assert joined.render(page, "ttl") == anew.render(page, "ttl"), profile.name


@pytest.mark.parametrize("damage", ["cut", "zeros", "other version", "empty", "not there"])
def test_without_a_whole_file_of_this_version_all_is_written_anew(
    room: Room, path: Path, damage: str, tmp_path: Path
) -> None:
    spoilt, whole = tmp_path / "tập #1?.db", path.read_bytes()
    if damage == "other version":
        spoilt.write_bytes(whole)
        with closing(sqlite3.connect(spoilt)) as file, file:
            file.execute("UPDATE made SET mark = mark || 'x'")
            file.execute("UPDATE block SET data = zeroblob(9)")
    elif damage != "not there":
        middle = len(whole) // 2
        spoilt.write_bytes(
            {"cut": whole[:middle], "zeros": whole[:middle] + bytes(len(whole) - middle)}.get(damage, b"")
        )
    assert is_the_same(room, spoilt, ("ttl", "nq"))


def test_a_data_directory_that_is_named_from_here_is_read_too(
    room: Room, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seqs = [current.seq for current in room.ledger.currents("public")]
    monkeypatch.chdir(path.parent)
    assert pieces(Path(path.name), BASE, seqs, "nt") == pieces(path, BASE, seqs, "nt") != {}


def test_one_signs_turn_in_a_block_is_noticed(room: Room, path: Path, tmp_path: Path) -> None:
    seqs = [current.seq for current in room.ledger.currents("public")]
    spoilt = tmp_path / PIECES
    spoilt.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(spoilt)) as file, file:
        for number, data in file.execute("SELECT rowid, data FROM block WHERE suffix = 'nt'").fetchall():
            turned = bytearray(data)
            turned[-1] ^= 1
            file.execute("UPDATE block SET data = ? WHERE rowid = ?", (bytes(turned), number))
    assert pieces(spoilt, BASE, seqs, "nt") == {} and pieces(spoilt, BASE, seqs, "nq")


def test_another_way_to_write_makes_the_old_pieces_worthless(
    room: Room, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seqs = [current.seq for current in room.ledger.currents("public")]
    assert pieces(path, BASE, seqs, "ttl") and not pieces(path, "https://other.example", seqs, "ttl")
    monkeypatch.setattr(laid, "VERSION", 0)
    laid._mark.cache_clear()
    try:
        assert not pieces(path, BASE, seqs, "ttl")
    finally:
        laid._mark.cache_clear()


def test_what_the_law_removes_goes_with_the_files(room: Room, tmp_path: Path) -> None:
    own = room_with(tmp_path, *some(2))
    path = file_of(own)
    assert path.exists()
    own.dumps.forget()
    assert not path.exists()
    own.ledger.engine.dispose()


@settings(max_examples=12, deadline=None)
@given(moves=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["revise", "withdraw", "lay"])), max_size=8))
def test_whatever_moves_meanwhile(tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, str]]) -> None:
    own = room_with(tmp_path_factory.mktemp("room"), *some(len(NAMES)))
    path = file_of(own)
    try:
        for number, (name, move) in enumerate(moves):
            if move == "revise":
                own.ledger.append([publish(description(name, f"Lần {number}"))])
            elif move == "withdraw":
                if (current := own.ledger.current(record(name))) and current.state == "public":
                    own.ledger.append([Act("withdraw", record(name), "bd-so-yt")])
            else:
                path = file_of(own) if own.feed.position != own.dumps.kept[-1].position else path
            assert is_the_same(own, path, ("trig", "jsonld"))
    finally:
        own.ledger.engine.dispose()
