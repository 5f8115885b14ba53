"""`registry mapping`: the mapping file of a JSON API tried on one of its answers."""

import json
import shutil
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import click

from registry.checks import with_workers
from registry.commands.checking import document, mapping_of
from registry.commands.speaking import FAILED, format_option, put_json, sentences
from registry.errors import RegistryError


@click.group()
def mapping() -> None:
    """Mapping files, by which the kind json reads any JSON API."""


@mapping.command("try")
@click.argument("mapping_file", metavar="MAPPING")
@click.argument("place", metavar="INPUT")
@click.option("--records", default=5, show_default=True, help="How many records to show; 0 shows all.")
@click.option("--allow-private", is_flag=True, help="Let the address be on a private network.")
@format_option("text", "json")
def try_mapping(mapping_file: str, place: str, records: int, allow_private: bool, form: str) -> None:
    """Show what a mapping makes of an answer, each record beside what it said; nothing is stored.

    MAPPING is a file, or the name of a mapping that comes with the program; INPUT a file or an address.
    """
    with sentences():
        payload = {**document(place, allow_private), "mapping": mapping_of(mapping_file), "name": mapping_file}
        result = with_workers(lambda run: run("try_mapping", payload), jobs="registry.jobs.light:JOBS")
        if refused := result.get("refused"):
            raise RegistryError(f"{place}: {refused['vi']}", f"{place}: {refused['en']}")
    unread = sum("result" not in row for row in result["records"])
    if records > 0:
        result["records"] = result["records"][:records]
    if form == "json":
        put_json(result)
    else:
        click.echo(_beside(result, unread))
    if unread == result["found"]:
        raise SystemExit(FAILED)


def _beside(result: dict[str, Any], unread: int) -> str:
    found, titles = result["found"], result["mapping"]
    lines = [
        f"{titles['vi']} / {titles['en']}",
        f"{found} bản ghi, đọc được {found - unread} / {found} records, {found - unread} of them read",
    ]
    half = max(30, (shutil.get_terminal_size((120, 24)).columns - 3) // 2)
    for row in result["records"]:
        lines.append(f"\n── {row['position']} " + "─" * max(0, 2 * half - len(row["position"])))
        if "result" in row:
            lines += _columns(row["input"], _said(row["result"]), half)
        else:
            lines += _columns(row["input"], row["taken"], half)
            lines.append(f"✗ {row['reason_vi']}\n  {row['reason_en']}")
        lines += [f"! {notice['vi']}\n  {notice['en']}" for notice in row.get("result", {}).get("notices", ())]
    lines += [f"\n! {notice['vi']}\n  {notice['en']}" for notice in result["notices"]]
    if result["next"]:
        lines.append(f"\nTrang sau / next page: {result['next']}")
    return "\n".join(lines)


def _said(record: dict[str, Any]) -> dict[str, Any]:
    """What a record came to say: without what it says nothing of, and what is told elsewhere."""
    return {key: value for key, value in record.items() if value not in (None, [], "") and key != "notices"}


def _columns(left: Any, right: Any, width: int) -> Iterator[str]:
    """Two values as JSON, side by side; long lines are cut."""
    for one, other in zip_longest(_lines(left, width), _lines(right, width), fillvalue=""):
        yield f"{one:<{width}} │ {other}".rstrip()


def _lines(value: Any, width: int) -> list[str]:
    lines = json.dumps(value, ensure_ascii=False, indent=1).splitlines()
    return [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines]
