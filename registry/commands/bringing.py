"""`registry import` and `registry transfer`: datasets that come in a file, and datasets that change hands.

Both go the way of all descriptions: what the rules hold back gets public by neither.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from harvesters.kinds import KINDS, REFUSED
from registry.accounts import By, Role
from registry.agency_files import bring, file_source
from registry.commands.counting import account_line
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.speaking import (
    FAILED,
    data_option,
    demand_kind,
    fail,
    format_option,
    misused,
    put_json,
    sentences,
)
from registry.directory import existing
from registry.harvesting.runs import DONE
from registry.ministry_documents import laid_down, snapshot_of
from registry.summaries import decision_row

Row = dict[str, Any]
NOT_PUBLIC = ("held", "taken-down", "refused", "barred")


@click.command("import")
@data_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--agency", required=True, help="Id of the agency that answers for the datasets.")
@click.option("--kind", default="dcat", show_default=True, help=f"What the file holds: {', '.join(KINDS)}.")
@format_option("text", "json")
def import_file(data: Path, file: Path, agency: str, kind: str, form: str) -> None:
    """Import datasets from a file, as from an agency's API; exit 1 when some of them did not get public."""
    if refused := REFUSED.get(kind):
        misused(*refused)
    demand_kind(kind)
    with sentences():
        directory = existing(data)
        source = file_source(agency, kind, file.absolute().as_uri())
        document = laid_down(snapshot_of(file, source.url), directory.snapshots)
        if address := running(directory):
            told = {"agency": agency, "kind": kind, "url": source.url, "snapshot": document.sha256}
            said = ask_keeper(directory, address, "import", told)
        else:
            with opened(data) as keeper:
                said = bring(keeper.harvests, source, document)
    if form == "json":
        put_json(said)
    else:
        _put_imported(said)
    run = said["run"]
    if run["state"] != DONE:
        fail(run["message_vi"], run["message_en"])
    if said["unreadable"] or any(row["outcome"] in NOT_PUBLIC for row in said["records"]):
        raise SystemExit(FAILED)


@click.command()
@data_option
@click.argument("key")
@click.option("--to", "heir", required=True, help="Id of the agency that takes the dataset over.")
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day in law, as 2026-11-01.")
@click.option("--legal-act", required=True, help="The act that says so, such as a decision's number.")
@click.option("--person", required=True, help="Who writes it down; named in the ledger.")
@format_option("text", "json")
def transfer(data: Path, key: str, heir: str, day: datetime, legal_act: str, person: str, form: str) -> None:
    """Transfer a dataset to the agency that took its function over; exit 1 when the rules hold the version back."""
    with sentences():
        directory = existing(data)
        if address := running(directory):
            told = {"key": key, "to": heir, "day": day.date().isoformat(), "legal_act": legal_act, "person": person}
            row = ask_keeper(directory, address, "transfer", told)
        else:
            with opened(data) as keeper:
                by = By(Role.OPERATOR, person)
                row = decision_row(keeper.transfers.hand_over(key, heir, day.date(), legal_act, by))
    if form == "json":
        put_json(row)
    else:
        _put_decided(row)
    if row["outcome"] in NOT_PUBLIC:
        raise SystemExit(FAILED)


def _put_imported(said: Row) -> None:
    run = said["run"]
    click.echo(f"{run['source']}: {run['state']}  {account_line(run['counts'])}")
    for row in said["records"]:
        _put_decided(row)
    for row in said["unreadable"]:
        click.echo(f"  ✗ {row['position']}: {row['reason_vi']}\n    {row['reason_en']}")


def _put_decided(row: Row) -> None:
    """What was decided of a dataset; of one that is held back also why."""
    click.echo(f"  {row['outcome']}: {row['title']}\n    {row['iri']}")
    if row["outcome"] in NOT_PUBLIC:
        for finding in row["findings"]:
            if finding["severity"] == "Violation":
                click.echo(f"    ✗ {finding['rule']}: {finding['message_vi']}\n      {finding['message_en']}")
