"""What a person at a terminal sees of harvests, on one line: how far they have come. Those that a running keeper does for a
command are looked up in the ledger's file, for the keeper is at work."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.directory import Directory
from registry.harvesting.lease import is_dead
from registry.harvesting.runs import RUNNING, Run, Runs
from registry.schema import connect

PAUSE = 1.0
"""Seconds from one look at the runs to the next."""
MOST = 20
"""Runs that are looked at."""
COLUMNS = 80
"""Those of a terminal that does not know its own."""
Put = Callable[[str], None]
"""Shows a text in the place of the one before."""


@contextmanager
def one_line(to: TextIO | None = None) -> Iterator[Put]:
    """A line of `to` (standard error) to be written over and over, and taken away at the end; nothing without a terminal.

    It is cut to the terminal's width: what runs over into a second row cannot be written over.
    """
    to = to or sys.stderr
    told = ""

    def put(text: str) -> None:
        nonlocal told
        if to.isatty():
            line = text[: (os.get_terminal_size(to.fileno()).columns or COLUMNS) - 1]
            click.echo(f"\r{line.ljust(len(told))}", file=to, nl=False)
            told = line

    try:
        yield put
    finally:
        if told:
            click.echo(f"\r{' ' * len(told)}\r", file=to, nl=False)


@contextmanager
def following(directory: Directory, is_meant: Callable[[Run], bool], to: TextIO | None = None) -> Iterator[None]:
    """Meanwhile tells how far the runs are that are meant, when `to` (standard error) is a terminal; who breaks off is told
    that the keeper goes on."""
    over, to = threading.Event(), to or sys.stderr
    telling = threading.Thread(target=_tell, args=(directory, is_meant, to, over), name="following", daemon=True)
    if to.isatty():
        telling.start()
    try:
        yield
    except KeyboardInterrupt:
        click.echo(
            "\nSổ đang chạy vẫn thu thập tiếp; muốn dừng, xem trang Các đợt thu thập của quản trị."
            "\nThe running keeper goes on; to stop it, see the administration's page of runs.",
            file=to,
        )
        raise
    finally:
        over.set()
        if telling.ident:
            telling.join()


def how_far(run: Run) -> str:
    """Where a run is, on one line: a page, or the writing that comes after the last."""
    if run.next_url:
        return f"{run.source}: trang / page {run.pages + 1}"
    return f"{run.source}: đã đọc {run.pages} trang, đang ghi vào sổ / {run.pages} pages read, being written"


def _tell(directory: Directory, is_meant: Callable[[Run], bool], to: TextIO, over: threading.Event) -> None:
    engine = connect(directory.database)
    try:
        with one_line(to) as put:
            while not over.wait(PAUSE):
                # One that was cut short counts as running until it is gone on with.
                running = [run for run in Runs(engine).newest(MOST, state=RUNNING) if not is_dead(run.holder)]
                put("; ".join(how_far(run) for run in running if is_meant(run)))
    except (SQLAlchemyError, OSError):
        return  # the harvest does not depend on what is told of it
    finally:
        engine.dispose()
