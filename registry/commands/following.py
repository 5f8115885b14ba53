"""What a person at a terminal sees of the harvests that a running keeper does for a command: how far they have come."""

import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TextIO

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.directory import Directory
from registry.harvesting.runs import RUNNING, Run, Runs
from registry.schema import connect

PAUSE = 1.0
"""Seconds from one look at the runs to the next."""
MOST = 20
"""Runs that are looked at."""


@contextmanager
def following(directory: Directory, slugs: Collection[str], to: TextIO | None = None) -> Iterator[None]:
    """Meanwhile tells how far the runs of these sources are, of all for none, when `to` (standard error) is a terminal;
    who breaks off is told that the keeper goes on. The runs are read from the ledger's file: the keeper is at work."""
    over, to = threading.Event(), to or sys.stderr
    telling = threading.Thread(target=_tell, args=(directory, slugs, to, over), name="following", daemon=True)
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


def _tell(directory: Directory, slugs: Collection[str], to: TextIO, over: threading.Event) -> None:
    engine = connect(directory.database)
    told = ""
    try:
        while not over.wait(PAUSE):
            under_way = [run for run in Runs(engine).newest(MOST, state=RUNNING) if not slugs or run.source in slugs]
            line = "; ".join(map(how_far, under_way))[:100]
            click.echo(f"\r{line.ljust(len(told))}", file=to, nl=False)
            told = line
    except (SQLAlchemyError, OSError):
        return  # the harvest does not depend on what is told of it
    finally:
        if told:
            click.echo(f"\r{' ' * len(told)}\r", file=to, nl=False)
        engine.dispose()
