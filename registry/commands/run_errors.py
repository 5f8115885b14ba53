"""`registry harvest --errors RUN`: what a run could not bring, for a spreadsheet."""

from pathlib import Path

import click

from registry.commands.speaking import sentences
from registry.config import load_config
from registry.directory import existing
from registry.errors import RegistryError
from registry.harvesting.runs import Runs
from registry.jobs.run_errors import run_errors
from registry.schema import connect


def write_errors(data: Path, run: int, lang: str) -> None:
    """Writes the table to the standard output; a registry that runs meanwhile is not disturbed.

    Ends the program with a sentence when there is no such run.
    """
    with sentences():
        directory = existing(data)
        engine = connect(directory.database)
        try:
            if Runs(engine).one(run) is None:
                raise RegistryError(f"Không có đợt thu thập {run}.", f"There is no harvest run {run}.")
        finally:
            engine.dispose()
        base = load_config(directory.path).base
        told = run_errors({"data": str(directory.path), "base": base, "run": run, "lang": lang})
    click.echo(told["csv"].removeprefix("\ufeff"), nl=False)
