"""The clock's side of harvesting: what goes first, what was missed, and that a fault of one source is nobody else's."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import cast

import pytest
from sqlalchemy import Engine

from harvesters.source import Source, source_of
from registry.accounts import By
from registry.clock import stamp
from registry.errors import RegistryError
from registry.harvesting.entered import Entered, State
from registry.harvesting.harvests import AT_ONCE, Harvests
from registry.harvesting.lease import AlreadyRunning
from registry.harvesting.runs import DONE, FAILED, REPLAY, RUNNING, Occasion, Run, Runs, Start
from registry.harvesting.sync import Sync
from tests.registry.desk import Ticking

SAID = {"kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt", "schedule": "daily 02:30"}
EVE = datetime(2026, 11, 20, 10, tzinfo=UTC)


def entered(slug: str, **more: str) -> Entered:
    said = {**SAID, "slug": slug, **more}
    return Entered(source_of(said), said, State.APPROVED, False, stamp(EVE), By("x"), stamp(EVE))


class Harvester:
    """Harvests nothing, and remembers what it was asked to; it breaks over one source."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def harvest(self, source: Source, *_: object, **__: object) -> Run | None:
        self.asked.append(source.slug)
        if source.slug == "hong":
            raise RegistryError("hỏng", "broken")
        return None


def wait_until_idle(harvests: Harvests, *slugs: str) -> None:
    ends = monotonic() + 20
    while any(harvests.is_busy(slug) for slug in slugs) and monotonic() < ends:
        sleep(0.01)


@pytest.fixture
def harvests(engine: Engine, clock: Ticking) -> Callable[..., tuple[Harvests, Harvester]]:
    def made(*sources: Entered) -> tuple[Harvests, Harvester]:
        harvester = Harvester()
        return Harvests(lambda: cast(Sync, harvester), lambda: sources, Runs(engine), clock), harvester

    return made


def test_runs_cut_short_go_first_and_a_fault_of_one_source_is_its_own(
    harvests: Callable[..., tuple[Harvests, Harvester]], caplog: pytest.LogCaptureFixture
) -> None:
    clocked, harvester = harvests(
        entered("hong"), entered("moi"), entered("cu", schedule=""), entered("tay", schedule="")
    )
    clocked.runs.begin("cu", "https://x.example/2", stamp(EVE))
    assert [source.slug for source in clocked.due()] == ["cu", "hong", "moi"]
    with caplog.at_level(logging.ERROR):
        clocked.run_due_aside()
        wait_until_idle(clocked, "cu", "hong", "moi")
    assert sorted(harvester.asked) == ["cu", "hong", "moi"]
    assert "hong" in caplog.text
    assert not clocked.runs.newest(5, "hong"), "the clock tries again in a minute"


def test_a_slow_source_keeps_none_waiting_that_is_due_later(engine: Engine, clock: Ticking) -> None:
    go = threading.Event()

    class Slow(Harvester):
        def harvest(self, source: Source, *_: object, **__: object) -> Run | None:
            self.asked.append(source.slug)
            if source.slug == "cham":
                go.wait(20)
            return None

    slow, due = Slow(), [entered("cham")]
    clocked = Harvests(lambda: cast(Sync, slow), lambda: tuple(due), Runs(engine), clock)
    clocked.run_due_aside()
    due.append(entered("sau"))
    clocked.run_due_aside()
    ends = monotonic() + 10
    while "sau" not in slow.asked and monotonic() < ends:
        sleep(0.01)
    assert slow.asked == ["cham", "sau"] and clocked.is_busy("cham")
    go.set()
    wait_until_idle(clocked, "cham", "sau")


def test_who_starts_a_source_by_hand_waits_for_none_that_the_clock_runs(engine: Engine, clock: Ticking) -> None:
    go, done = threading.Event(), threading.Event()

    class Slow(Harvester):
        def harvest(self, source: Source, *_: object, **__: object) -> Run | None:
            if source.slug == "tay":
                done.set()
            else:
                go.wait(20)
            return None

    slow = Slow()
    many = tuple(entered(f"cham{number}") for number in range(AT_ONCE))
    by_hand = entered("tay", schedule="")
    clocked = Harvests(lambda: cast(Sync, slow), lambda: (*many, by_hand), Runs(engine), clock)
    clocked.run_due_aside()
    clocked.start(by_hand.source)
    assert done.wait(10) and all(clocked.is_busy(one.slug) for one in many)
    go.set()
    wait_until_idle(clocked, *(one.slug for one in many), "tay")


def test_a_run_that_replays_is_no_substitute_for_one_that_is_due(
    harvests: Callable[..., tuple[Harvests, Harvester]], clock: Ticking
) -> None:
    clocked, _ = harvests(entered("mot"))
    start = Start(occasion=Occasion(REPLAY), replays=1, is_new=True)
    clocked.runs.end(clocked.runs.begin("mot", "", stamp(clock()), start), DONE, stamp(clock()))
    assert [source.slug for source in clocked.due()] == ["mot"]
    clocked.runs.end(clocked.runs.begin("mot", "", stamp(clock())), DONE, stamp(clock()))
    assert clocked.due() == []


@pytest.mark.parametrize(("state", "told"), [(RUNNING, [RUNNING]), (FAILED, [FAILED])])
def test_what_broke_is_told_by_one_run_and_by_none_beside_one_that_goes_on(
    engine: Engine, clock: Ticking, state: str, told: list[str]
) -> None:
    class Breaking(Harvester):
        def harvest(self, source: Source, *_: object, **__: object) -> Run | None:
            run = runs.begin(source.slug, "", stamp(clock()))
            if state != RUNNING:
                runs.end(run, state, stamp(clock()), "hỏng", "broken")
            raise RegistryError("hỏng", "broken")

    runs, one = Runs(engine), entered("mot", schedule="")
    clocked = Harvests(lambda: cast(Sync, Breaking()), lambda: (one,), runs, clock)
    if state == RUNNING:
        runs.begin("mot", "", stamp(clock()))
    clocked.start(one.source)
    wait_until_idle(clocked, "mot")
    assert [run.state for run in runs.newest(5, "mot")] == told


def test_what_was_missed_is_counted_and_told_once(
    harvests: Callable[..., tuple[Harvests, Harvester]], clock: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    clocked, _ = harvests(entered("mot"), entered("hai"), entered("ba", schedule=""))
    for slug in ("hai", "ba"):
        clocked.runs.end(clocked.runs.begin(slug, "", stamp(clock())), FAILED, stamp(clock()), "hỏng", "broken")
    assert clocked.standing() == {"approved": 3, "missed": 1, "failing": 2}, (
        "02:30 in Vietnam is seven and a half hours ago"
    )
    with caplog.at_level(logging.WARNING):
        clocked.tell_missed()
        clocked.tell_missed()
    assert [record.args for record in caplog.records] == [("mot", "2026-11-21T02:30:00+07:00")]


def test_only_a_run_under_way_is_asked_to_stop(harvests: Callable[..., tuple[Harvests, Harvester]]) -> None:
    clocked, _ = harvests(entered("mot"))
    assert not clocked.stop("mot", By("van-hanh", "An"))
    run = clocked.runs.begin("mot", "https://x.example/", stamp(EVE))
    assert clocked.stop("mot", By("van-hanh", "An"))
    now = clocked.runs.one(run.id)
    assert now is not None and now.stop_asked == "van-hanh: An"


def test_many_that_are_started_by_hand_wait_for_a_place_and_each_leaves_a_run(
    engine: Engine, clock: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    go, at_once, most = threading.Event(), 0, 0
    lock = threading.Lock()

    class Waiting(Harvester):
        def harvest(self, source: Source, *_: object, **__: object) -> Run | None:
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            go.wait(20)
            with lock:
                at_once -= 1
            raise RegistryError("hỏng", "broken")

    every = tuple(entered(f"s{number}") for number in range(2 * AT_ONCE))
    harvests = Harvests(lambda: cast(Sync, Waiting()), lambda: every, Runs(engine), clock)
    sources = [one.source for one in every]
    for source in sources:
        harvests.start(source)
    assert all(harvests.is_busy(source.slug) for source in sources)
    with pytest.raises(AlreadyRunning):
        harvests.start(sources[-1])
    go.set()
    wait_until_idle(harvests, *(source.slug for source in sources))
    assert most <= AT_ONCE
    states = [harvests.runs.newest(5, source.slug) for source in sources]
    assert [[run.state for run in told] for told in states] == [[FAILED]] * len(sources)


@pytest.mark.parametrize("is_of_the_clock", [False, True])
def test_what_waits_for_a_place_is_looked_up_again_at_its_turn(
    engine: Engine, clock: Ticking, is_of_the_clock: bool
) -> None:
    go, asked = threading.Event(), list[tuple[str, str]]()

    class Waiting(Harvester):
        harvests: Harvests

        def harvest(self, source: Source, *_: object, **__: object) -> Run | None:
            asked.append((source.slug, source.agency))
            if source.slug.startswith("dau"):
                go.wait(20)
            return self.harvests.runs.begin(source.slug, "", stamp(clock()))

    waiting = Waiting()
    known = [entered(f"dau{number}") for number in range(AT_ONCE)]
    harvests = waiting.harvests = Harvests(lambda: cast(Sync, waiting), lambda: tuple(known), Runs(engine), clock)

    def start() -> None:
        if is_of_the_clock:
            harvests.run_due_aside()
        for one in () if is_of_the_clock else known:
            if not harvests.is_busy(one.slug):
                harvests.start(one.source)

    start()
    ends = monotonic() + 10
    while len(asked) < AT_ONCE and monotonic() < ends:
        sleep(0.01)
    known += [entered("nghi"), entered("doi")]
    start()
    assert harvests.is_busy("nghi") and harvests.is_busy("doi")
    known[-2:] = [entered("doi", agency="gl-so-tc")]  # one is paused, the other moved
    go.set()
    wait_until_idle(harvests, "nghi", "doi")
    assert asked[AT_ONCE:] == [("doi", "gl-so-tc")] and not harvests.runs.newest(5, "nghi")


def test_a_source_for_which_no_thread_is_to_be_had_is_free_again(
    harvests: Callable[..., tuple[Harvests, Harvester]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = entered("mot")
    clocked, harvester = harvests(one)

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            clocked.run_due_aside()
    assert not clocked.is_busy("mot")
    clocked.start(one.source)
    wait_until_idle(clocked, "mot")
    assert harvester.asked == ["mot"]
