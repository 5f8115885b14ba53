"""`registry audit`: who is late in a quarter, and what overlaps a ministry's data."""

from pathlib import Path

import click

from registry.audit import Audit
from registry.clock import utc_now
from registry.commands.speaking import FAILED, data_option, format_option, put_json, sentences
from registry.config import load_config
from registry.directory import existing
from registry.ledger import Ledger
from registry.quarter import Quarter
from registry.schema import connect
from registry.words import Words


@click.command()
@data_option
@click.option("--quarter", help="A quarter as 2026-Q3; by default the one whose updates fell due last.")
@format_option("text", "json")
def audit(data: Path, quarter: str | None, form: str) -> None:
    """Say how fresh each agency's datasets are and what overlaps; exit 1 when an agency is late."""
    with sentences():
        directory = existing(data)
        config = load_config(data)
        words = Words.of(config.base)
        engine = connect(directory.database)
        try:
            desk = Audit(Ledger(engine, utc_now), words, config, utc_now)
            table = desk.freshness(Quarter.parse(quarter) if quarter else None)
            overlaps = desk.overlaps()
        finally:
            engine.dispose()
    sums = [
        {
            "agency": words.label(each.agency),
            "iri": each.agency,
            "datasets": each.total,
            "late": each.is_late,
            **{state.value: number for state, number in each.counts.items()},
        }
        for each in table.sums
    ]
    if form == "json":
        put_json(
            {
                "quarter": str(table.quarter),
                "due": table.due.isoformat(),
                "agencies": sums,
                "overlaps": [
                    {"dataset": row.dataset, "ministry": row.ministry, "grade": row.grade} for row in overlaps
                ],
            }
        )
    else:
        click.echo(f"{table.quarter}, hạn / due {table.due:%d/%m/%Y}: {len(overlaps)} chồng lấn / overlaps")
        for row in sums:
            click.echo(f"  {'✗' if row['late'] else '✓'} {row['agency']}: {row['datasets']} tập / datasets")
    if table.late_agencies:
        raise SystemExit(FAILED)
