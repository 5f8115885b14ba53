"""The share of work of an address: spent, waited for, given back with time; one piece of work at a time."""

import math

import pytest

from registry import allowance
from registry.allowance import LEAST, Allowance


class Time:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_saved_is_spent_and_comes_back_with_time() -> None:
    time = Time()
    share = Allowance(10.0, 0.5, time)
    assert share.begin("a") is None
    share.end("a", 30.0)
    wait = share.begin("a")
    assert wait is not None and wait.seconds == pytest.approx((20.0 + LEAST) / 0.5) and not wait.is_crowded
    time.now += wait.seconds - 1
    soon = share.begin("a")
    assert soon is not None and soon.seconds == pytest.approx(1.0)
    time.now += 1
    assert share.begin("a") is None


def test_no_more_is_saved_than_the_limit() -> None:
    time = Time()
    share = Allowance(10.0, 0.5, time)
    time.now += 1_000_000
    assert share.begin("a") is None
    share.end("a", 10.0)
    assert share.begin("a") is not None


def test_one_at_a_time_for_each_address() -> None:
    share = Allowance(10.0, 0.5, Time())
    assert share.begin("a") is None
    assert share.begin("a") is not None
    assert share.begin("b") is None, "others are not kept waiting"
    share.end("a", 0.1)
    assert share.begin("a") is None


def test_as_many_at_a_time_as_was_said() -> None:
    share = Allowance(10.0, 0.5, Time(), at_once=2)
    assert share.begin("a") is None
    assert share.begin("a") is None
    third = share.begin("a")
    assert third is not None and third.is_crowded


def test_quick_work_costs_something_too() -> None:
    share = Allowance(1.0, 0.5, Time())
    for _ in range(int(1.0 / LEAST)):
        assert share.begin("a") is None
        share.end("a", 0.0)
    assert share.begin("a") is not None


def test_only_so_many_addresses_are_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "REMEMBERED", 2)
    share = Allowance(1.0, 0.5, Time())
    share.begin("a")
    share.end("a", 100.0)
    assert share.begin("a") is not None
    share.begin("b")
    share.begin("c")
    assert share.begin("a") is None, "forgotten, so forgiven"


def test_work_begins_only_while_the_least_it_costs_is_left() -> None:
    share = Allowance(1.0, 0.5, Time(), least=0.25)
    share.begin("a")
    share.end("a", 0.9)
    wait = share.begin("a")
    assert wait is not None and wait.seconds == pytest.approx(0.3)


def test_what_came_back_comes_back_once() -> None:
    time = Time()
    share = Allowance(10.0, 0.5, time)
    share.begin("a")
    share.end("a", 30.0)
    time.now += 10
    first, again = share.begin("a"), share.begin("a")
    assert first is not None and first == again


def test_how_much_was_used_lately() -> None:
    time = Time()
    share, free = Allowance(10.0, 0.5, time), Allowance(math.inf, math.inf, time)
    for each in (share, free):
        each.begin("a")
        each.end("a", 4.0)
    assert (share.spent("a"), share.spent("b"), free.spent("a")) == (4.0, 0.0, 0.0)
    time.now += 2
    assert share.spent("a") == pytest.approx(3.0)


def test_an_end_without_a_beginning_lets_nobody_in_twice() -> None:
    """An address may be forgotten while its work is under way."""
    share = Allowance(10.0, 0.5, Time())
    share.end("a", 0.0)
    assert share.begin("a") is None
    assert share.begin("a") is not None


def test_who_asked_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "REMEMBERED", 2)
    share = Allowance(1.0, 0.5, Time())
    for address in ("a", "b"):
        share.begin(address)
        share.end(address, 100.0)
    assert share.begin("a") is not None
    share.begin("c")
    assert share.begin("a") is not None, "it asked after b"
    assert share.begin("b") is None
