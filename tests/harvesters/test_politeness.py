"""Manners: one request at a time for each host, and a rest as long as the answer took, within bounds."""

import threading

import pytest

from harvesters.politeness import Politeness


class Time:
    """A clock that moves when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.mark.parametrize(
    ("took", "is_light", "rest"),
    [(0.0, False, [0.1]), (0.4, False, [0.4]), (60.0, False, [1.0]), (0.01, True, [0.01]), (0.0, True, [])],
)
def test_the_rest_is_as_long_as_the_answer_took_within_bounds(took: float, is_light: bool, rest: list[float]) -> None:
    time = Time()
    manners = Politeness(0.1, 1.0, time.sleep, lambda: time.now)
    with manners.turn("a:80") as turn:
        time.now += took
        turn.was_light = is_light
    with manners.turn("a:80"):
        assert time.slept == rest


def test_other_hosts_need_not_wait_and_a_rest_that_is_over_is_not_taken() -> None:
    time = Time()
    manners = Politeness(0.1, 1.0, time.sleep, lambda: time.now)
    with manners.turn("a:80"), manners.turn("b:80"):
        pass
    time.now += 5
    with manners.turn("a:80"):
        assert time.slept == []


def test_one_request_at_a_time() -> None:
    manners = Politeness(0.0)
    inside: list[int] = []
    most: list[int] = []

    def ask() -> None:
        with manners.turn("a:80"):
            inside.append(1)
            most.append(len(inside))
            threading.Event().wait(0.01)
            inside.pop()

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5


def test_a_failure_ends_the_turn_too() -> None:
    manners = Politeness(0.0)
    with pytest.raises(OSError), manners.turn("a:80"):
        raise OSError
    with manners.turn("a:80"):
        pass
