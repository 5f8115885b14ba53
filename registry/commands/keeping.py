"""`registry verify`, `rebuild`, `backup`, `restore` and `expunge`: what keeps a registry true and safe."""

import os
from pathlib import Path

import click

from registry import milestones
from registry.backup import make_backup, restore_backup
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.speaking import FAILED, data_option, format_option, misused, put_json, sentences
from registry.directory import existing
from registry.heads import filed_heads, kept_heads, public_key, read_head
from registry.schema import connect
from registry.verification import Verdict
from registry.verification import verify as verify_ledger
from sparql.generation import newest
from vocab.identifiers import is_key


@click.command()
@data_option
@click.option("--head", "heads", multiple=True, type=click.Path(path_type=Path), help="A signed head kept elsewhere.")
@format_option("text", "json")
def verify(data: Path, heads: tuple[Path, ...], form: str) -> None:
    """Check every entry of the ledger against its hash, every body against its digest, and heads kept elsewhere."""
    with sentences():
        directory = existing(data)
        engine = connect(directory.database)
        try:
            known = [*kept_heads(engine), *filed_heads(directory.heads), *(read_head(path) for path in heads)]
            generation = newest(directory.generations)
            seen = generation.position if generation else 0
            verdict = verify_ledger(engine, known, public_key(directory.keys), seen)
        finally:
            engine.dispose()
    _put_verdict(verdict, form)


@click.command()
@data_option
def rebuild(data: Path) -> None:
    """Make the store and the search index anew from the ledger, equal graph by graph."""
    with sentences():
        directory = existing(data)
        if address := running(directory):
            position = ask_keeper(directory, address, "rebuild", {})["position"]
        else:
            with opened(data) as keeper:
                position = keeper.rebuild()
    click.echo(f"Đã dựng lại đến bút toán {position} / rebuilt up to entry {position}")


@click.command()
@data_option
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
def backup(data: Path, target: Path) -> None:
    """Copy the ledger, the snapshots and the signed heads into DIR, while the keeper runs."""
    with sentences():
        directory = existing(data)
        engine = connect(directory.database)
        try:
            made = make_backup(directory, engine, target, milestones.from_environment(os.environ))
        finally:
            engine.dispose()
    click.echo(f"Đã sao lưu {made.entries} bút toán vào {target} / backed up {made.entries} entries")


@click.command()
@data_option
@click.argument("source", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="DIR")
def restore(data: Path, source: Path) -> None:
    """Bring a backup into an empty data directory; a damaged backup is refused before anything is written."""
    with sentences():
        made = restore_backup(source, data)
    click.echo(f"Đã khôi phục {made.entries} bút toán / restored {made.entries} entries")


@click.command()
@data_option
@click.argument("record", metavar="KEY")
@click.option("--reason", required=True, help="The legal reason; it stays in the ledger.")
@click.option("--operator", required=True, help="Name of the operator who removes it.")
@click.option("--reviewer", required=True, help="Name of the reviewer who agrees.")
@click.confirmation_option(prompt="The words of this record are destroyed for good. Go on?")
def expunge(data: Path, record: str, reason: str, operator: str, reviewer: str) -> None:
    """Remove the words of a record by law; the ledger still verifies and says that they were removed.

    A ministry's row that was imported is removed the same way.
    """
    if not is_key(record):
        misused(
            f"«{record}» không phải khóa của một tập dữ liệu (12 ký tự a-z, 2-7, ở cuối địa chỉ của nó).",
            f"“{record}” is no dataset's key (12 signs of a-z and 2-7, at the end of its address).",
        )
    if operator.strip().casefold() == reviewer.strip().casefold():
        misused(
            "Xóa theo luật cần hai người: người vận hành và người kiểm duyệt không thể là một.",
            "Removal by law takes two persons: operator and reviewer cannot be the same.",
        )
    values = {"key": record, "reason": reason, "person": f"{operator}; {reviewer}"}
    with sentences():
        directory = existing(data)
        if address := running(directory):
            ask_keeper(directory, address, "expunge", values)
        else:
            with opened(data) as keeper:
                keeper.removal.remove(keeper.removal.named(record), "operator", values["person"], reason)
    click.echo(f"Đã xóa theo luật / removed by law: {record}")


def _put_verdict(verdict: Verdict, form: str) -> None:
    if form == "json":
        faults = [{"seq": fault.seq, "vi": fault.vi, "en": fault.en} for fault in verdict.faults]
        put_json({"sound": verdict.sound, "entries": verdict.entries, "head": verdict.head, "faults": faults})
    elif verdict.sound:
        click.echo(f"Sổ nguyên vẹn: {verdict.entries} bút toán, mã niêm {verdict.head}")
        click.echo(f"The ledger is sound: {verdict.entries} entries, head {verdict.head}")
    for fault in verdict.faults if form == "text" else ():
        click.echo(f"{fault.vi}\n{fault.en}", err=True)
    if not verdict.sound:
        raise SystemExit(FAILED)
