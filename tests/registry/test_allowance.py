"""The share of work of an address: spent, waited for, given back with time; one piece of work at a time."""

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
