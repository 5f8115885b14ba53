"""One step ahead: order, faults, and never more than one waiting."""

import threading
from collections.abc import Iterator

import pytest

from registry.lookahead import Ahead, looking_ahead


def test_items_come_in_order_with_one_in_the_making() -> None:
    asked: list[int] = []

    def items() -> Iterator[int]:
        for number in range(5):
            asked.append(number)
            yield number

    seen = []
    for number in looking_ahead(items()):
        seen.append(number)
        assert len(asked) <= number + 2, "no more than one waits"
    assert seen == [0, 1, 2, 3, 4]


def test_none_is_an_item_and_nothing_has_none() -> None:
    assert list(looking_ahead([None, None])) == [None, None]
    assert list(looking_ahead([])) == []


def test_a_fault_is_raised_in_its_turn() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("no more")

    coming = looking_ahead(items())
    assert next(coming) == 1
    with pytest.raises(OSError, match="no more"):
        next(coming)


def test_what_was_begun_is_got_once_aside_and_the_rest_when_it_is_taken() -> None:
    here, got = threading.get_ident(), []

    def get(name: str) -> str:
        got.append((name, threading.get_ident() == here))
        return name.upper()

    with Ahead(get) as ahead:
        ahead.begin("")
        ahead.begin("b")
        ahead.begin("c")
        assert [ahead.take(name) for name in ("b", "c", "b")] == ["B", "C", "B"]
    assert got == [("b", False), ("c", True), ("b", True)]


def test_what_goes_wrong_aside_is_raised_when_it_is_taken() -> None:
    def get(name: str) -> str:
        raise ValueError(name)

    with Ahead(get) as ahead:
        ahead.begin("x")
        with pytest.raises(ValueError, match="x"):
            ahead.take("x")
