"""`registry harvest`: bring what the agencies' APIs hold."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from registry.commands.counting import account_line
from registry.commands.following import following, how_far, one_line
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.run_errors import write_errors
from registry.commands.sourcing import put_forecast
from registry.commands.speaking import FAILED, data_option, format_option, misused, put_json, sentences
from registry.commands.twinning import tell
from registry.directory import existing
from registry.harvesting.runs import DONE, Run
from registry.source_commands import foresee
from registry.source_commands import harvest as run_sources
from registry.summaries import run_row

Row = dict[str, Any]


@click.command()
@data_option
@click.argument("slugs", nargs=-1, metavar="[SOURCE...]")
@click.option("--all", "every", is_flag=True, help="Every source that may run.")
@click.option(
    "--confirm", is_flag=True, help="Let go what the last run named, and no more; a replay brings back older versions."
)
@click.option("--at-once", is_flag=True, help="With --confirm: without the days of grace.")
@click.option("--dry-run", is_flag=True, help="Show what would come, change and go, by title; keep nothing.")
@click.option("--replay", type=int, metavar="RUN", help="Read the pages of a past run anew; fetch nothing.")
@click.option("--twins", "twice", is_flag=True, help="List what was brought twice; harvest nothing.")
@click.option("--errors", "errors_of", type=int, metavar="RUN", help="Write every error of a run as CSV, by cause.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", help="Language of --errors.")
@format_option("text", "json")
def harvest(
    data: Path,
    slugs: tuple[str, ...],
    every: bool,
    dry_run: bool,
    replay: int | None,
    errors_of: int | None,
    lang: str,
    confirm: bool,
    at_once: bool,
    twice: bool,
    form: str,
) -> None:
    """Harvest sources by name, or all of them; exit 1 when a run did not reach its end."""
    if errors_of is not None:
        write_errors(data, errors_of, lang)
        return
    if twice:
        raise SystemExit(FAILED if tell(data, False, form, slugs) else 0)
    if not slugs and not every and replay is None:
        misused("Hãy nêu tên nguồn, hoặc --all.", "Name a source, or --all.")
    if at_once and not confirm:
        misused("--at-once chỉ dùng cùng --confirm.", "--at-once goes with --confirm only.")
    if dry_run:
        _put_forecasts(_foreseen(data, {"sources": list(slugs), "replay": replay}), form)
        return
    told = {"sources": list(slugs), "confirm": confirm, "at_once": at_once, "replay": replay}
    rows = _harvested(data, told)["runs"]
    if form == "json":
        put_json({"runs": rows})
    else:
        for row in rows:
            click.echo(_line(row))
    if any(row["state"] != DONE for row in rows):
        raise SystemExit(FAILED)


def _harvested(data: Path, told: Row) -> Row:
    """The answer of the running keeper, or what one of our own did; told of meanwhile, to a person at a terminal."""
    with sentences():
        directory = existing(data)
        if address := running(directory):
            with following(directory, asked_for(told)):
                return ask_keeper(directory, address, "harvest", told)
        with opened(data) as keeper, one_line() as put:
            runs = run_sources(keeper, told, lambda run, url: put(f"{how_far(run)}  {url}"))
            return {"runs": [run_row(run) for run in runs]}


def _foreseen(data: Path, told: Row) -> Row:
    """The same of a dry run, which is no run that could be told of."""
    with sentences():
        directory = existing(data)
        if address := running(directory):
            return ask_keeper(directory, address, "foresee", told)
        with opened(data) as keeper:
            return foresee(keeper, told)


def asked_for(told: Row) -> Callable[[Run], bool]:
    """Whether a run is one that the command asked for."""
    replay, slugs = told["replay"], told["sources"]
    if replay is not None:
        return lambda run: run.replays == replay
    return lambda run: not run.replays and (not slugs or run.source in slugs)


def _put_forecasts(told: Row, form: str) -> None:
    if form == "json":
        put_json(told)
        return
    for row in told["forecasts"]:
        click.echo(f"{row['source']}:")
        put_forecast(row)


def _line(row: dict[str, Any]) -> str:
    said = f"\n  {row['message_vi']}\n  {row['message_en']}" if row["message_vi"] else ""
    return f"{row['source']}: {row['state']}  {account_line(row['counts'])}{said}"
