"""`registry source`: the agency APIs that are harvested, from the command line; every act is an entry of the ledger."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from harvesters.kinds import KINDS
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.speaking import FAILED, data_option, format_option, put_json, sentences
from registry.directory import existing
from registry.files import file_text
from registry.source_commands import act

Row = dict[str, Any]
SIGNS = {"created": "+", "changed": "~", "withdrawn": "-", "missing": "-", "held": "✗", "refused": "✗"}


@click.group()
def source() -> None:
    """Enter, try, approve, schedule, pause, move and remove the agency APIs that are harvested."""


def _person(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--person", default="", help="Who acts; named in the ledger.")(command)


def _why(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--why", default="", help="Why; written into the ledger.")(command)


@source.command("add")
@data_option
@click.argument("slug")
@click.option("--kind", required=True, help=f"One of: {', '.join(KINDS)}.")
@click.option("--url", required=True, help="Where it begins.")
@click.option("--agency", default="", help="Id of the agency that answers for all of it.")
@click.option("--title-vi", default="", help="Title in Vietnamese.")
@click.option("--title-en", default="", help="Title in English.")
@click.option("--schedule", default="", help="As: daily 02:30, weekly mon 02:30, monthly 5 02:30, quarterly 10 02:30.")
@click.option(
    "--mapping", default="", help="For the kind json: a mapping file of DIR/mappings, or one that comes along."
)
@click.option("--credential", default="", help="A name in credentials.toml.")
@click.option("--notify", multiple=True, help="A mailbox or https address that is told of each run.")
@click.option("--ministry", is_flag=True, help="A ministry's catalogue, for comparison alone.")
@click.option("--allow-private", is_flag=True, help="Let the address be on a private network or an unusual port.")
@_why
@_person
@format_option("text", "json")
def add(data: Path, form: str, why: str, person: str, ministry: bool, **told: Any) -> None:
    """Enter a new source, approved at once; exit 1 when it can be none, every fault said."""
    said = {name: value for name, value in told.items() if value}
    said |= {"notify": list(told["notify"])} if told["notify"] else {}
    said |= {"side": "ministry"} if ministry else {}
    _put(_done(data, "add", said=said, why=why, person=person), form, _put_source)


@source.command("load")
@data_option
@click.argument("file", type=click.Path(path_type=Path))
@_person
@format_option("text", "json")
def load(data: Path, file: Path, person: str, form: str) -> None:
    """Enter or change every source of a TOML file; when one has a fault, none is written."""
    with sentences():
        text = file_text(file)
    _put(_done(data, "load", text=text, person=person), form, _put_sources)


@source.command("list")
@data_option
@format_option("text", "json")
def list_(data: Path, form: str) -> None:
    """List every source; exit 1 when one missed its time or did not succeed, or the operator's file is broken."""
    told = _done(data, "list")
    _put(told, form, _put_sources)
    if told["file_vi"] or any(row["missed"] or row["failing"] or row["trouble_vi"] for row in told["sources"]):
        raise SystemExit(FAILED)


@source.command("show")
@data_option
@click.argument("slug")
@format_option("text", "json")
def show(data: Path, slug: str, form: str) -> None:
    """Show a source: what it says, how it stands, and every act on it."""
    _put(_done(data, "show", slug=slug), form, _put_whole)


@source.command("try")
@data_option
@click.argument("slug")
@format_option("text", "json")
def try_(data: Path, slug: str, form: str) -> None:
    """Show what a run would create, change and withdraw, by title; nothing is kept."""
    _put(_done(data, "try", slug=slug), form, put_forecast)


def _state_command(verb: str, help_text: str) -> None:
    @source.command(verb, help=help_text)
    @data_option
    @click.argument("slug")
    @_why
    @_person
    @format_option("text", "json")
    def change(data: Path, slug: str, why: str, person: str, form: str) -> None:
        _put(_done(data, verb, slug=slug, why=why, person=person), form, _put_source)


_state_command("approve", "Approve a source that its agency proposed.")
_state_command("pause", "Let a source run no more until it is resumed.")
_state_command("resume", "Let a paused source run again.")


@source.command("schedule")
@data_option
@click.argument("slug")
@click.argument("schedule")
@_person
@format_option("text", "json")
def schedule(data: Path, slug: str, schedule: str, person: str, form: str) -> None:
    """Set when a source runs by itself; an empty text for: only when somebody starts it."""
    _put(_done(data, "schedule", slug=slug, schedule=schedule, person=person), form, _put_source)


@source.command("move")
@data_option
@click.argument("slug")
@click.option("--to", required=True, help="Id of the agency that takes the source over.")
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day in law, as 2026-11-01.")
@click.option("--legal-act", required=True, help="The act that says so, such as a decision's number.")
@_person
@format_option("text", "json")
def move(data: Path, slug: str, to: str, day: datetime, legal_act: str, person: str, form: str) -> None:
    """Move a source to another agency; its datasets are transferred with it and keep their addresses."""
    told = {"slug": slug, "to": to, "day": day.date().isoformat(), "legal_act": legal_act, "person": person}
    _put(_done(data, "move", **told), form, _put_moved)


@source.command("remove")
@data_option
@click.argument("slug")
@click.option("--withdraw", is_flag=True, help="Withdraw its datasets too; without it they stay as they are.")
@click.option("--why", required=True, help="Why; written into the ledger.")
@_person
@format_option("text", "json")
def remove(data: Path, slug: str, withdraw: bool, why: str, person: str, form: str) -> None:
    """Remove a source; its history stays in the ledger."""
    told = _done(data, "remove", slug=slug, withdraw=withdraw, why=why, person=person)
    _put(told, form, lambda row: click.echo(f"{row['slug']}: removed, {row['withdrawn']} withdrawn"))


def put_forecast(row: Row) -> None:
    """What a run would bring, by title; what is held with the reason."""
    counts = ", ".join(f"{name} {number}" for name, number in row["counts"].items() if number)
    click.echo(f"{row['pages']} trang / pages: {counts or '0'}")
    for one in row["records"]:
        if one["word"] in SIGNS:
            click.echo(f"  {SIGNS[one['word']]} {one['word']}: {one['title']}")
        if one["word"] in ("held", "refused"):
            for finding in one["findings"]:
                click.echo(f"      {finding['rule']}: {finding['vi']}\n        {finding['en']}")
    for one in row["unreadable"]:
        click.echo(f"  ? {one['position']}: {one['reason_vi']}\n      {one['reason_en']}")
    if row["guard"]:
        click.echo(f"{row['guard']['vi']}\n{row['guard']['en']}")


def _done(data: Path, verb: str, **told: Any) -> Row:
    """The act done by the running keeper, or by one of our own."""
    values = {"verb": verb, **told}
    with sentences():
        directory = existing(data)
        if address := running(directory):
            return ask_keeper(directory, address, "source", values)
        with opened(data) as keeper:
            return act(keeper, values)


def _put(row: Row, form: str, put_text: Callable[[Row], None]) -> None:
    if form == "json":
        put_json(row)
    else:
        put_text(row)


def _put_source(row: Row) -> None:
    said = row["said"]
    marks = [row["state"], said.get("schedule") or "-"]
    marks += [f"next {row['next']}"] if row["next"] else []
    marks += [f"MISSED {row['missed']}"] if row["missed"] else []
    marks += ["FAILING"] if row["failing"] else []
    click.echo(f"{row['slug']}: {said['kind']}  {said.get('agency', '')}  {said['url']}\n  {'  '.join(marks)}")
    if row["trouble_vi"]:
        click.echo(f"  {row['trouble_vi']}\n  {row['trouble_en']}")


def _put_sources(told: Row) -> None:
    for row in told["sources"]:
        _put_source(row)
    if told.get("file_vi"):
        click.echo(f"{told['file_vi']}\n{told['file_en']}", err=True)


def _put_whole(row: Row) -> None:
    _put_source(row)
    for name, value in row["said"].items():
        if name not in ("slug", "kind", "url", "agency", "schedule"):
            click.echo(f"  {name}: {value}")
    for one in row["acts"]:
        who = ", ".join(part for part in (one["by"], one["person"]) if part)
        click.echo(f"  {one['at']}  {one['verb']}  {who}  {one['why']}".rstrip())


def _put_moved(row: Row) -> None:
    _put_source(row)
    for one in row["records"]:
        click.echo(f"  {one['outcome']}: {one['title']}  {one['iri']}")
