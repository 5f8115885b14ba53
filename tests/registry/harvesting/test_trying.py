"""Trying sources aside: one of each at a time, the last one remembered, and what went wrong in its own words."""

import threading
from collections.abc import Callable
from dataclasses import replace
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine

from harvesters.errors import NotReadable
from harvesters.source import Source
from registry.clock import stamp
from registry.harvesting.runs import Run, Runs
from registry.harvesting.trying import AT_ONCE, STOPPED, Forecast, Told, Trials
from registry.harvesting.vanishing import Trouble
from tests.registry.desk import Ticking

SOURCE = Source("so-y-te", "ckan", "https://a.example/", "gl-so-yt", {})
NOTHING = Forecast((), (), 1)


@pytest.fixture
def run(engine: Engine, clock: Ticking) -> Run:
    return Runs(engine).begin("so-y-te", "https://a.example/", stamp(clock()))


def is_over(trials: Trials, past: Run | None = None) -> Callable[[], bool]:
    return lambda: bool((there := trials.of("so-y-te", past)) and there.is_over)


def wait_for(done: Callable[[], bool]) -> None:
    ends = monotonic() + 10
    while not done() and monotonic() < ends:
        sleep(0.005)
    assert done()


def test_one_at_a_time_is_tried_and_tells_how_far_it_came(clock: Ticking) -> None:
    go = threading.Event()

    def attempt(source: Source, told: Told, past: Run | None) -> Forecast | Trouble:
        told(2, "https://a.example/2")
        go.wait(10)
        return NOTHING

    trials = Trials(attempt, clock)
    trials.start(SOURCE)
    wait_for(lambda: (there := trials.of("so-y-te")) is not None and there.page == 2)
    assert trials.start(SOURCE).page == 2, "the one under way"
    go.set()
    wait_for(is_over(trials))
    assert (there := trials.of("so-y-te")) and there.forecast is NOTHING


def test_of_one_agencys_sources_a_few_are_tried_at_once_and_others_need_not_wait(clock: Ticking) -> None:
    go, most = threading.Event(), [0]
    under_way: list[Source] = []

    def attempt(source: Source, told: Told, past: Run | None) -> Forecast | Trouble:
        under_way.append(source)
        most[0] = max(most[0], sum(one.agency == SOURCE.agency for one in under_way))
        go.wait(10)
        under_way.remove(source)
        return NOTHING

    trials = Trials(attempt, clock)
    many = [replace(SOURCE, slug=f"so-{number}") for number in range(6)]
    other = replace(SOURCE, slug="khac", agency="gl-so-tc")
    for source in (*many, other):
        trials.start(source)
    wait_for(lambda: other in under_way and len(under_way) == AT_ONCE + 1)
    go.set()
    wait_for(lambda: all((there := trials.of(one.slug)) and there.is_over for one in (*many, other)))
    assert most == [AT_ONCE]


@pytest.mark.parametrize(
    ("fault", "said"),
    [(NotReadable("không có ánh xạ", "no mapping"), "không có ánh xạ"), (OSError("disk"), STOPPED.vi)],
)
def test_what_breaks_a_trying_is_told_in_its_own_words(clock: Ticking, fault: Exception, said: str) -> None:
    def attempt(source: Source, told: Told, past: Run | None) -> Forecast | Trouble:
        raise fault

    trials = Trials(attempt, clock)
    trials.start(SOURCE)
    wait_for(is_over(trials))
    assert (there := trials.of("so-y-te")) and there.trouble and said in there.trouble.vi


def test_a_trying_for_which_there_is_no_thread_is_over_and_can_be_begun_again(
    clock: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    trials = Trials(lambda source, told, past: NOTHING, clock)
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    trials.start(SOURCE)
    assert (there := trials.of("so-y-te")) and there.trouble == STOPPED
    monkeypatch.undo()
    trials.start(SOURCE)
    wait_for(lambda: (there := trials.of("so-y-te")) is not None and there.forecast is NOTHING)


def test_of_a_sources_past_runs_the_last_one_tried_is_remembered(clock: Ticking, run: Run) -> None:
    trials = Trials(lambda source, told, past: NOTHING, clock)
    other = replace(run, id=run.id + 1)
    for past in (None, run, other):
        trials.start(SOURCE, past)
        wait_for(is_over(trials, past))
    assert trials.of("so-y-te") and trials.of("so-y-te", other) and trials.of("so-y-te", run) is None
