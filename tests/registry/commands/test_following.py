"""What a person at a terminal is told while a running keeper harvests."""

import fcntl
import os
import pty
import select
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import pytest
from sqlalchemy import update

import registry.commands.following
from registry.clock import stamp, utc_now
from registry.commands.following import following, how_far, one_line
from registry.commands.harvesting import asked_for
from registry.directory import Directory, prepare
from registry.harvesting.lease import Lease
from registry.harvesting.runs import DONE, Run, Runs, Start
from registry.harvesting.tables import run as runs_table
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


@contextmanager
def terminal(columns: int = 80) -> Iterator[tuple[int, TextIO]]:
    """A terminal of so many columns: what a person sees of it, and where it is written to."""
    person, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with closing(os.fdopen(other, "w")) as to:
        yield person, to
    os.close(person)


def of_health(run: Run) -> bool:
    return run.source == "so-y-te"


def test_a_terminal_is_told_which_page_the_run_has_come_to(directory: Directory, under_way: Run) -> None:
    with terminal() as (person, to):
        with following(directory, of_health, to):
            assert "so-y-te: trang / page 2" in shown(person, "page 2")
        assert shown(person, " \r").endswith(" \r"), "the line is taken away at the end"
        with pytest.raises(KeyboardInterrupt), following(directory, of_health, to):
            raise KeyboardInterrupt
        assert "goes on" in shown(person, "goes on")


def test_a_run_whose_process_died_is_not_told_as_under_way(
    directory: Directory, under_way: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = connect(directory.database)
    dead = " ".join([*under_way.holder.split(" ")[:2], "999999999", "1", "abc"])
    with engine.begin() as connection:
        connection.execute(update(runs_table).where(runs_table.c.id == under_way.id).values(holder=dead))
    engine.dispose()
    monkeypatch.setattr(registry.commands.following, "PAUSE", 0.01)
    with terminal() as (person, to), following(directory, of_health, to):
        assert set(shown(person, "\r\r")) == {"\r"}, "looked twice, and nothing to tell"


def test_a_line_fits_its_terminal_and_is_taken_away(directory: Directory) -> None:
    with terminal(20) as (person, to):
        with one_line(to) as put:
            put("a" * 50)
            put("b" * 5)
        assert shown(person, " \r") == f"\r{'a' * 19}\r{'b' * 5}{' ' * 14}\r{' ' * 5}\r"


@pytest.mark.parametrize(
    ("told", "is_meant"),
    [
        ({"sources": ["so-y-te"], "replay": None}, True),
        ({"sources": [], "replay": None}, True),
        ({"sources": ["khac"], "replay": None}, False),
        ({"sources": [], "replay": 7}, False),
    ],
)
def test_only_what_the_command_asked_for_is_told(told: dict[str, Any], is_meant: bool, under_way: Run) -> None:
    assert asked_for(told)(under_way) is is_meant
    assert asked_for(told)(replace(under_way, replays=7)) is (told["replay"] == 7)


def test_nothing_is_told_where_nobody_sits(directory: Directory, under_way: Run, tmp_path: Path) -> None:
    place = tmp_path / "said"
    with place.open("w", encoding="utf-8") as to, following(directory, of_health, to):
        assert not [one for one in threading.enumerate() if one.name == "following"]
    assert not place.read_text("utf-8")


def test_after_the_last_page_the_writing_is_told(under_way: Run) -> None:
    assert how_far(under_way) == "so-y-te: trang / page 2"
    landing = replace(under_way, next_url="")
    assert "being written" in how_far(landing)
