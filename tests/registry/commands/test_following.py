"""What a person at a terminal is told while a running keeper harvests."""

import os
import pty
import select
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from registry.clock import stamp, utc_now
from registry.commands.following import following, how_far
from registry.directory import Directory, prepare
from registry.harvesting.lease import Lease
from registry.harvesting.runs import DONE, Run, Runs, Start
from registry.schema import connect, create

URL = "https://a.example/"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return prepare(tmp_path)


@pytest.fixture
def under_way(directory: Directory) -> Iterator[Run]:
    """A run of `so-y-te` that has read one page of two, beside one of another source that has ended."""
    engine = connect(directory.database)
    create(engine)
    runs = Runs(engine)
    with Lease(engine, utc_now, "khac") as lease:
        other = runs.begin("khac", URL, stamp(utc_now()), Start(holder=lease.holder))
        runs.end(other, DONE, stamp(utc_now()))
    with Lease(engine, utc_now, "so-y-te") as lease:
        run = runs.begin("so-y-te", URL, stamp(utc_now()), Start(holder=lease.holder))
        yield runs.stage(run, (), (), f"{URL}2")
    engine.dispose()


def shown(handle: int, awaited: str) -> str:
    """What came to a terminal until the awaited text did; five seconds at most."""
    said, end = "", time.monotonic() + 5
    while awaited not in said and time.monotonic() < end:
        if select.select([handle], [], [], 0.1)[0]:
            said += os.read(handle, 4096).decode()
    return said


def test_a_terminal_is_told_which_page_the_run_has_come_to(directory: Directory, under_way: Run) -> None:
    person, terminal = pty.openpty()
    with closing(os.fdopen(terminal, "w")) as to:
        with following(directory, ["so-y-te"], to):
            assert "so-y-te: trang / page 2" in shown(person, "page 2")
        assert shown(person, " \r").endswith(" \r"), "the line is taken away at the end"
        with pytest.raises(KeyboardInterrupt), following(directory, [], to):
            raise KeyboardInterrupt
        assert "goes on" in shown(person, "goes on")
    os.close(person)


def test_nothing_is_told_where_nobody_sits(directory: Directory, under_way: Run, tmp_path: Path) -> None:
    place = tmp_path / "said"
    with place.open("w", encoding="utf-8") as to, following(directory, [], to):
        assert not [one for one in threading.enumerate() if one.name == "following"]
    assert not place.read_text("utf-8")


def test_after_the_last_page_the_writing_is_told(under_way: Run) -> None:
    assert how_far(under_way) == "so-y-te: trang / page 2"
    landing = replace(under_way, next_url="")
    assert "being written" in how_far(landing)
