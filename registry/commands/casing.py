"""`registry overlap cases`: which cases wait for a reviewer, how old they are, and what was decided."""

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from registry.clock import local_day, utc_now
from registry.commands.speaking import FAILED, data_option, format_option, put_json, sentences
from registry.directory import existing
from registry.overlap_cases import Ages, Case, Cases, CaseState
from registry.reports import Reports
from registry.schema import connect

STATES = tuple(state.value for state in (CaseState.OPEN, CaseState.DECIDED, CaseState.CLOSED))


@click.command()
@data_option
@click.option("--state", type=click.Choice([*STATES, "any"]), default="open", show_default=True, help="Which cases.")
@format_option("text", "json")
@click.pass_context
def cases(context: click.Context, data: Path, state: str, form: str) -> None:
    """List the cases of overlap of a registry, and count those that wait by their age."""
    with sentences():
        engine = connect(existing(data).database)
        try:
            known = Cases(engine)
            today = local_day(utc_now())
            found = _named(engine, known.all("" if state == "any" else state)) if known.exist else ()
            ages = known.ages(today) if known.exist else Ages(0, 0, ())
            verdicts = {case.number: _verdict(known, case) for case in found}
        finally:
            engine.dispose()
    if form == "json":
        put_json({"cases": [_as_row(case, verdicts[case.number], today) for case in found], "ages": _counted(ages)})
    else:
        _put_text(found, verdicts, ages, today)
    context.exit(FAILED if ages.overdue else 0)


def _named(engine: Engine, found: tuple[Case, ...]) -> tuple[Case, ...]:
    """The cases under the titles that are public, whatever rewrite of these datasets was measured last."""
    public = Reports(engine).of_records([case.record for case in found])
    return tuple(replace(case, title=public[case.record].title) if case.record in public else case for case in found)


def _verdict(known: Cases, case: Case) -> str:
    """The newest verdict on a case, "" when there is none."""
    return next((one.verdict for one in known.rulings_of(case.number)), "")


def _as_row(case: Case, verdict: str, today: date) -> dict[str, Any]:
    said = asdict(case)
    kept = {
        name: said[name] for name in ("number", "record", "other", "kind", "state", "grade", "score", "title", "due")
    }
    return {**kept, "opened": case.opened, "days_left": case.days_left(today), "verdict": verdict}


def _counted(ages: Ages) -> dict[str, Any]:
    buckets = [{"from": low, "to": high, "cases": count} for low, high, count in ages.buckets]
    return {"open": ages.open, "overdue": ages.overdue, "by_age": buckets}


def _put_text(found: tuple[Case, ...], verdicts: dict[str, str], ages: Ages, today: date) -> None:
    for case in found:
        waits = f"hạn / due {case.due}" if case.is_open else verdicts[case.number] or case.state
        late = " !" if case.is_overdue(today) else ""
        click.echo(f"{case.number}  {case.grade:<9}  {case.score:.2f}  {waits}{late}  {case.title}  ~  {case.other}")
    click.echo(f"{ages.open} hồ sơ chờ, {ages.overdue} quá hạn / {ages.open} cases wait, {ages.overdue} overdue")
