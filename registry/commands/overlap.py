"""`registry overlap`: measuring how much datasets look alike, outside of any registry."""

import csv
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

import click

from registry.commands.casing import cases
from registry.commands.speaking import fail, format_option, put_json, sentences
from registry.files import reasons
from registry.overlap_pairs import Measure, PairsUnreadable, Row, Scored, evaluate, read_pairs, score

PAIRS = click.argument("pairs", type=click.Path(path_type=Path), metavar="PAIRS.csv")


@click.group()
def overlap() -> None:
    """Measure how much a province's datasets look like the ministries'."""


overlap.add_command(cases)


@overlap.command("score")
@PAIRS
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where to write the scores."
)
def score_pairs(pairs: Path, out: Path) -> None:
    """Compare each pair of a table and write pair_id, label, score and evidence; labels in the table are not looked at."""
    with sentences():
        found = _scored(read_pairs(pairs))
        try:
            with out.open("w", encoding="utf-8", newline="") as file:
                table = csv.DictWriter(file, ("pair_id", "label", "score", "evidence"))
                table.writeheader()
                table.writerows(one.as_row() for one in found)
        except OSError as fault:
            vi, en = reasons(fault)
            raise PairsUnreadable(f"Không ghi được {out}: {vi}.", f"{out} cannot be written: {en}.") from fault
    _tell_troubles(found)


@overlap.command("evaluate")
@PAIRS
@format_option("text", "json")
def evaluate_pairs(pairs: Path, form: str) -> None:
    """Compare each pair and say how well the labels of the table are met: precision, recall and F1."""
    with sentences():
        rows = read_pairs(pairs)
        if not rows or "label" not in rows[0]:
            fail(f"{pairs} không có nhãn nào để đối chiếu.", f"{pairs} has no labels to compare with.")
        found = _scored(rows)
        measures = evaluate([row.get("label", "") for row in rows], [one.found.label for one in found])
    if form == "json":
        put_json({"pairs": len(rows), "labels": {one.label: _as_json(one) for one in measures}})
    else:
        click.echo(_as_text(measures))
    _tell_troubles(found)


def _scored(rows: list[dict[str, str]]) -> list[Scored]:
    with _counted(rows) as counted:
        return list(score(counted))


def _counted(rows: list[dict[str, str]]) -> AbstractContextManager[Iterable[Row]]:
    """The rows one by one, with a bar on a terminal."""
    return click.progressbar(rows, label="Đang so / comparing", file=sys.stderr, hidden=not sys.stderr.isatty())


def _tell_troubles(found: list[Scored]) -> None:
    """Says of which pairs the matter could not be compared, or not the whole, and why."""
    for one in found:
        for trouble in one.found.troubles:
            vi, en = trouble.sentences
            click.echo(f"{one.pair}: {vi}\n{one.pair}: {en}", err=True)


def _as_json(one: Measure) -> dict[str, float | int]:
    return {
        "precision": round(one.precision, 4),
        "recall": round(one.recall, 4),
        "f1": round(one.f1, 4),
        "right": one.right,
        "given": one.given,
        "there": one.there,
    }


def _as_text(measures: tuple[Measure, ...]) -> str:
    heads = f"{'label':<12}  precision  recall     F1  right  given  there"
    rows = [
        f"{one.label:<12}  {one.precision:>9.3f}  {one.recall:>6.3f}  {one.f1:>5.3f}"
        f"  {one.right:>5}  {one.given:>5}  {one.there:>5}"
        for one in measures
    ]
    return "\n".join((heads, *rows))
