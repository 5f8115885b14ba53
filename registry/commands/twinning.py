"""`registry twins`: which datasets were brought twice, and a person's ruling on two of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from registry.accounts import By
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.speaking import FAILED, data_option, format_option, put_json, sentences
from registry.directory import existing
from registry.harvesting import twin_rulings
from registry.harvesting.twin_rulings import Verdict
from registry.keeper import Keeper
from vocab.identifiers import record_iri

OPERATOR = "operator"
Row = dict[str, Any]


@click.group()
def twins() -> None:
    """Datasets that were brought twice, inside one source or by several: list them, rule on them."""


@twins.command("list")
@data_option
@click.option("--all", "every", is_flag=True, help="Those ruled on too.")
@format_option("text", "json")
@click.pass_context
def listing(context: click.Context, data: Path, every: bool, form: str) -> None:
    """List the pairs that wait for a ruling, the copy that stands first before the other; exit 1 when there are any."""
    context.exit(FAILED if tell(data, every, form) else 0)


@twins.command()
@data_option
@click.argument("copy")
@click.argument("first")
@click.option("--verdict", type=click.Choice([one.value for one in Verdict]), required=True, help="What is ruled.")
@click.option("--reason", required=True, metavar="TEXT", help="Why; the ledger keeps it.")
@click.option("--person", required=True, metavar="NAME", help="Who rules.")
def rule(data: Path, copy: str, first: str, verdict: str, reason: str, person: str) -> None:
    """Rule on two datasets, named by their keys: keep both, or withdraw COPY and leave FIRST."""
    values = {"copy": copy, "first": first, "verdict": verdict, "reason": reason, "person": person}
    with sentences():
        directory = existing(data)
        if address := running(directory):
            said = ask_keeper(directory, address, "rule-twins", values)
        else:
            with opened(data) as keeper:
                said = ruled(keeper, **values)
    click.echo(f"Đã ghi vào sổ, bút toán {said['seq']}. / Written down as entry {said['seq']}.")


def tell(data: Path, every: bool, form: str, sources: Sequence[str] = ()) -> int:
    """Writes the pairs out, of these sources or of all; how many wait for a ruling."""
    with sentences():
        directory = existing(data)
        if address := running(directory):
            rows = ask_keeper(directory, address, "twins", {})["twins"]
        else:
            with opened(data) as keeper:
                rows = found(keeper)
    if sources:
        rows = [row for row in rows if {row["first_source"], row["copy_source"]} & set(sources)]
    waiting = [row for row in rows if row["ruling"] is None]
    if form == "json":
        put_json({"twins": rows if every else waiting})
    else:
        for row in rows if every else waiting:
            click.echo(_line(row))
        click.echo(f"{len(waiting)} cặp chờ kết luận / {len(waiting)} pairs wait for a ruling")
    return len(waiting)


def found(keeper: Keeper) -> list[Row]:
    """Every pair as a row, signs of what is new read first. Raises WorkerError."""
    keeper.twins.follow()
    return [pair.as_row() for pair in keeper.twins.all()]


def ruled(keeper: Keeper, copy: str, first: str, verdict: str, reason: str, person: str) -> Row:
    """Writes the operator's ruling down; the entry's number. Raises BadRuling."""
    here, there = (record_iri(keeper.config.base, key) for key in (copy, first))
    ruling = twin_rulings.rule(keeper.ledger, keeper.intake, here, there, verdict, reason, By(OPERATOR, person))
    return {"seq": ruling.seq}


def _line(row: Row) -> str:
    fate = row["ruling"]["verdict"] if row["ruling"] else row["reason"]
    sides = (f"{row[side]} ({row[f'{side}_source'] or '-'})" for side in ("first", "copy"))
    return f"{row['first_title']}\n  {'  ~  '.join(sides)}\n  {', '.join(row['kinds'])}: {fate}"
