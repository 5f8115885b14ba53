"""Generations: immutable, switched after the rename, two kept, and no half one after a kill."""

from pathlib import Path

import pytest

from sparql.errors import StoreTorn
from sparql.generation import Generation, listed, make, newest, sweep
from sparql.store import Store
from tests.sparql.bodies import BASE, body, graph

POINTS = ["before-backup", "after-backup", "after-rename", "after-switch"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "store", BASE)
    store.apply({graph(1): body(1, 1)}, [], 1)
    return store


def ignore(generation: Generation) -> None:
    """Nobody serves these."""


def test_a_generation_stays_as_it_was_while_the_store_moves_on(store: Store, tmp_path: Path) -> None:
    first = make(store, tmp_path / "generations", ignore)
    opened = first.open()
    before = len(opened)
    store.apply({graph(2): body(2, 1)}, [graph(1)], 2)
    store.optimize()
    assert len(opened) == len(first.open()) == before
    second = make(store, tmp_path / "generations", ignore)
    assert (second.serial, second.position, first.position) == (2, 2, 1)


def test_the_points_are_passed_in_order_and_the_switch_comes_after_the_rename(store: Store, tmp_path: Path) -> None:
    passed: list[str] = []
    folder = tmp_path / "generations"

    def switch(generation: Generation) -> None:
        assert generation == newest(folder)
        passed.append("switch")

    make(store, folder, switch, passed.append)
    assert passed == [*(f"generation.{point}" for point in POINTS[:3]), "switch", f"generation.{POINTS[3]}"]


def test_two_are_kept_and_the_position_may_stay_between_them(store: Store, tmp_path: Path) -> None:
    made = [make(store, tmp_path / "generations", ignore) for _ in range(4)]
    assert listed(tmp_path / "generations") == made[-2:]
    assert {each.position for each in made} == {1}


@pytest.mark.parametrize("point", POINTS)
def test_broken_off_at_any_point_the_next_one_is_whole(store: Store, tmp_path: Path, point: str) -> None:
    folder = tmp_path / "generations"

    def reached(passed: str) -> None:
        if passed == f"generation.{point}":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(store, folder, ignore, reached)
    sweep(folder)
    assert [path.name for path in folder.iterdir()] == [each.path.name for each in listed(folder)]
    made = make(store, folder, ignore)
    assert len(made.open()) == len(store)


def test_there_is_none_before_the_first_and_a_torn_store_makes_none(store: Store, tmp_path: Path) -> None:
    assert newest(tmp_path / "nowhere") is None
    with pytest.raises(SyntaxError):
        store.apply({graph(1): b"?"}, [], 2)
    with pytest.raises(StoreTorn):
        make(store, tmp_path / "generations", ignore)
    assert newest(tmp_path / "generations") is None
