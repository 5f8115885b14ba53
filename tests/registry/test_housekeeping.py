"""What is due once a minute: one thing that fails keeps no other waiting, nor the next minute."""

import logging
import threading
from pathlib import Path

import pytest

from registry.errors import RegistryError
from registry.housekeeping import Housekeeping
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
