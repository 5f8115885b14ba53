"""`registry import-ministries`: bring what the ministries hold, to compare the province's datasets with."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from harvesters.kinds import MINISTRY_KINDS
from harvesters.source import MINISTRY, Snapshot, Source
from registry.clock import utc_now
from registry.commands.counting import account_line
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.speaking import FAILED, data_option, demand_kind, fail, format_option, put_json, sentences
from registry.config import load_config
from registry.directory import Directory, existing
from registry.errands import workers_for
from registry.harvesting.calling import Calls, asleep
from registry.harvesting.credentials import Credentials
from registry.harvesting.patience import Patience
from registry.harvesting.rehearsing import Rehearsing
from registry.harvesting.runs import DONE
from registry.harvesting.sync import Sync
from registry.harvesting.vanishing import Trouble
from registry.intake import Intake
from registry.ledger import Ledger
from registry.ministry_documents import laid_down, ministry_source, slug_for, snapshot_of
from registry.ministry_imports import MinistryImports, forecast_row
from registry.schema import connect
from registry.summaries import run_row
from registry.words import Words

Row = dict[str, Any]


@click.command("import-ministries")
@data_option
@click.argument("place", metavar="FILE|URL")
@click.option("--kind", required=True, help=f"Kind of catalogue: {', '.join(MINISTRY_KINDS)}.")
@click.option(
    "--agency", default="", help="Id of the ministry in whose name all rows stand; else each names its owner."
)
@click.option("--source", "slug", default="", help="Name of the catalogue; else the file's or the host's.")
@click.option("--dry-run", is_flag=True, help="Say what would change; nothing is stored.")
@click.option("--confirm", is_flag=True, help="Let much be marked as gone; without it such a run waits.")
@click.option("--allow-private", is_flag=True, help="Let the address be on a private network.")
@format_option("text", "json")
def import_ministries(
    data: Path,
    place: str,
    kind: str,
    agency: str,
    slug: str,
    dry_run: bool,
    confirm: bool,
    allow_private: bool,
    form: str,
) -> None:
    """Import a ministry's catalogue of databases; exit 1 when it did not reach its end."""
    demand_kind(kind, MINISTRY)
    is_address = place.startswith(("http://", "https://"))
    told = {
        "source": slug or slug_for(place),
        "kind": kind,
        "url": place if is_address else Path(place).absolute().as_uri(),
        "agency": agency,
        "allow_private": allow_private,
    }
    with sentences():
        directory, source = existing(data), ministry_source(told)
        document = None if is_address else snapshot_of(Path(place), source.url)
        if dry_run:
            _put_forecast(_rehearsed(data, directory, source, document), form)
            return
        row = _brought(data, directory, told, document, confirm)
    if form == "json":
        put_json({"run": row})
    else:
        click.echo(f"{row['source']}: {row['state']}  {account_line(row['counts'])}")
        _put_notices(row["notices"])
    if row["state"] != DONE:
        fail(row["message_vi"], row["message_en"])


def _brought(data: Path, directory: Directory, told: Row, document: Snapshot | None, confirm: bool) -> Row:
    """The run that brought it, by the keeper that runs or by one of our own."""
    if address := running(directory):
        laid = {"snapshot": laid_down(document, directory.snapshots).sha256} if document else {}
        return dict(ask_keeper(directory, address, "import-ministries", {**told, **laid, "confirm": confirm})["run"])
    source = ministry_source(told)
    with opened(data) as keeper:
        consent = keeper.harvests.consent(source.slug, confirm)
        if document is None:
            return run_row(keeper.harvests.run(source, consent=consent))
        return run_row(keeper.harvests.bring(source, laid_down(document, directory.snapshots), consent))


def _rehearsed(data: Path, directory: Directory, source: Source, document: Snapshot | None) -> Row:
    """What the import would do, worked out beside a keeper that may run."""
    config = load_config(data)
    words = Words.on(config.base, data)
    engine = connect(directory.database)
    try:
        with workers_for(config) as workers, tempfile.TemporaryDirectory() as folder:
            ledger = Ledger(engine, utc_now)
            imports = MinistryImports(config, utc_now, ledger, words, workers.run)
            intake = Intake(ledger, lambda candidates: (), lambda: None)
            aside = replace(config, data=Path(folder))
            calls = Calls(aside, Credentials(directory.credentials), Patience(engine, utc_now), asleep)
            sync = Sync(aside, utc_now, ledger, intake, words, workers.run, imports, calls)
            said = Rehearsing(sync).of_a_ministry(source, document)
    finally:
        engine.dispose()
    if isinstance(said, Trouble):
        fail(said.vi, said.en)
    return forecast_row(*said)


def _put_forecast(row: Row, form: str) -> None:
    if form == "json":
        put_json(row)
    else:
        click.echo(_counted(row))
        for one in row["records"]:
            click.echo(f"  {one['outcome']}: {one['title']}  {one['iri']}")
        for one in row["unreadable"]:
            click.echo(f"  {one['position']}: {one['reason_vi']}\n    {one['reason_en']}")
        _put_notices(row["notices"])
        if row["message_vi"]:
            click.echo(f"{row['message_vi']}\n{row['message_en']}")
    if row["message_vi"]:
        raise SystemExit(FAILED)


def _put_notices(notices: Sequence[Row]) -> None:
    for one in notices:
        of_vi, of_en = _befallen(one, "bản ghi"), _befallen(one, "record" if one["count"] == 1 else "records")
        click.echo(f"  {one['vi']}{of_vi}\n    {one['en']}{of_en}")


def _befallen(notice: Row, records: str) -> str:
    """How many records a notice is of, and which come first."""
    if not notice["count"]:
        return ""
    more = " …" if notice["count"] > len(notice["records"]) else ""
    return f" ({notice['count']} {records}: {', '.join(notice['records'])}{more})"


def _counted(row: Row) -> str:
    return ", ".join(f"{name} {number}" for name, number in row["counts"].items() if number) or "0"
