"""`registry harvest`: bring what the agencies' APIs hold."""

import sys
from pathlib import Path
from typing import Any

import click

from harvesters.errors import BadSourceFile
from harvesters.source import Source
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.run_errors import write_errors
from registry.commands.speaking import FAILED, data_option, format_option, put_json, sentences
from registry.commands.twinning import tell
from registry.directory import existing
from registry.harvesting.runs import DONE, Run
from registry.keeper import Keeper
from registry.summaries import run_row


@click.command()
@data_option
@click.argument("slugs", nargs=-1, metavar="[SOURCE...]")
@click.option("--all", "every", is_flag=True, help="Every source of sources.toml.")
@click.option("--confirm", is_flag=True, help="Let a run withdraw much; without it such a run waits.")
@click.option("--twins", "twice", is_flag=True, help="List what was brought twice; harvest nothing.")
@click.option("--errors", "errors_of", type=int, metavar="RUN", help="Write every error of a run as CSV, by cause.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", help="Language of --errors.")
@format_option("text", "json")
def harvest(
    data: Path,
    slugs: tuple[str, ...],
    every: bool,
    errors_of: int | None,
    lang: str,
    confirm: bool,
    twice: bool,
    form: str,
) -> None:
    """Harvest sources by name, or all of them; exit 1 when a run did not reach its end."""
    if errors_of is not None:
        write_errors(data, errors_of, lang)
        return
    if twice:
        raise SystemExit(FAILED if tell(data, False, form, slugs) else 0)
    if not slugs and not every:
        raise click.UsageError("name a source, or --all / hãy nêu tên nguồn, hoặc --all")
    with sentences():
        directory = existing(data)
        if address := running(directory):
            rows = ask_keeper(directory, address, "harvest", {"sources": list(slugs), "confirm": confirm})["runs"]
        else:
            with opened(data) as keeper:
                rows = [run_row(run) for run in harvest_here(keeper, slugs, confirm, _tell)]
    if form == "json":
        put_json({"runs": rows})
    else:
        for row in rows:
            click.echo(_line(row))
    if any(row["state"] != DONE for row in rows):
        raise SystemExit(FAILED)


def harvest_here(keeper: Keeper, slugs: tuple[str, ...], confirm: bool, tell: Any) -> list[Run]:
    """Runs the named sources (all when none is named) in this process."""
    known = {source.slug: source for source in keeper.sources()}
    for slug in slugs:
        if slug not in known:
            raise BadSourceFile("không có nguồn này trong sources.toml", "no such source in sources.toml", slug)
    chosen: list[Source] = [known[slug] for slug in slugs] or list(known.values())
    return [keeper.harvests.run(source, tell, confirm) for source in chosen]


def _tell(run: Run, url: str) -> None:
    """A line of progress, for a person at a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r{run.source}: trang / page {run.pages + 1}  {url[:80]}", err=True, nl=False)


def _line(row: dict[str, Any]) -> str:
    counts = ", ".join(f"{name} {number}" for name, number in row["counts"].items() if number)
    said = f"\n  {row['message_vi']}\n  {row['message_en']}" if row["message_vi"] else ""
    return f"{row['source']}: {row['state']}  {counts}{said}"
