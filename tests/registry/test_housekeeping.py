"""What is due once a minute: one thing that fails keeps no other waiting, nor the next minute."""

import logging
import threading
from pathlib import Path

import pytest

from registry.errors import RegistryError
from registry.housekeeping import Housekeeping, daily
from registry.workers.errors import Ending, WorkerDied
from sparql.errors import StoreClosed


@pytest.mark.parametrize(
    "fault",
    [
        RegistryError("hỏng", "broken"),
        WorkerDied("judge", Ending()),
        StoreClosed(Path("store")),
        OSError("disk"),
        RuntimeError("can't start new thread"),
        ValueError("what nobody foresaw"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_what_fails_is_logged_and_the_rest_is_done(fault: Exception, caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fail() -> None:
        done.append("fails")
        raise fault

    chores = {"removals": fail, "harvests": lambda: done.append("harvests")}
    house = Housekeeping(chores, threading.Event())
    with caplog.at_level(logging.ERROR, "registry.housekeeping"):
        house.once()
        house.once()
    assert done == ["fails", "harvests"] * 2
    assert caplog.text.count("removals failed") == 2


def test_nothing_begins_once_everything_ends() -> None:
    stopping = threading.Event()
    done: list[str] = []
    chores = {"first": stopping.set, "second": lambda: done.append("second")}
    Housekeeping(chores, stopping).once()
    assert not done


def test_a_daily_chore_is_done_once_on_each_new_day_and_again_when_it_failed() -> None:
    days, done = ["2026-11-22"], list[str]()

    def work() -> None:
        if days[0] == "2026-11-24" and len(done) < 3:
            done.append(days[0])
            raise OSError("the disk is full")
        done.append(days[0])

    chore = daily(lambda: days[0], work)
    chore()
    assert done == [], "not on the day it was made"
    for _ in range(2):
        days[0] = "2026-11-23"
        chore()
    assert done == ["2026-11-23"]
    days[0] = "2026-11-24"
    for _ in range(2):
        with pytest.raises(OSError):
            chore()
    chore()
    chore()
    assert done[1:] == ["2026-11-24"] * 3
