"""`registry audit`: who is late in a quarter, what overlaps a ministry's data, and what would break by today's rules."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from registry.audit import Audit
from registry.breaking import Change, Forecast, Forecaster, Told
from registry.clock import utc_now
from registry.commands.reaching import ask_keeper, opened, running
from registry.commands.speaking import FAILED, data_option, fail, format_option, misused, put_json, sentences
from registry.config import Config, load_config
from registry.directory import Directory, existing
from registry.errands import Errands, judges_for
from registry.ledger import Ledger
from registry.ministry_rows import FOLDER, newest_file
from registry.quarter import Quarter
from registry.reports import Reports
from registry.schema import connect
from registry.standing import Standing
from registry.words import Words
from vocab.identifiers import dataset_of

ASKING = 0.5
"""Seconds between two looks at how the re-judging goes."""
Row = dict[str, Any]


@click.command()
@data_option
@click.option("--quarter", help="A quarter as 2026-Q3; by default the one whose updates fell due last.")
@click.option(
    "--what-if",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="RULES",
    help="Judge by the profiles in this folder instead of ours, and say what would change; nothing is kept.",
)
@click.option(
    "--apply", is_flag=True, help="Judge anew what was judged by other rules, keep the reports, and say what changed."
)
@format_option("text", "json")
def audit(data: Path, quarter: str | None, folder: Path | None, apply: bool, form: str) -> None:
    """Say who is late, what overlaps, and what would newly fail by today's rules.

    Exit 1 when an agency is late or a public dataset would newly fail. What is public stays public.
    """
    if apply and folder:
        misused("--apply không đi cùng --what-if: thử thì không lưu.", "--apply does not go with --what-if.")
    with sentences():
        directory = existing(data)
        config = load_config(data)
        with _ledger(directory) as engine:
            forecast = _forecast(engine, config, folder)
        if apply:
            _apply(directory, data)
        with _ledger(directory) as engine:
            said, is_late = _calendar(engine, config, quarter)
            rules = _rules(forecast, Reports(engine), Words.on(config.base, config.data))
            left = Reports(engine).left(forecast.standard.digest) if apply else 0
    if left:
        click.echo(
            "Sổ đang chạy còn theo bộ quy tắc lúc khởi động; hãy khởi động lại.\n"
            "The running keeper still goes by the rules it started with; start it again.",
            err=True,
        )
    if form == "json":
        put_json({**said, "rules": rules})
    else:
        _put_text(said, rules)
    if is_late or forecast.broken:
        raise SystemExit(FAILED)


@contextmanager
def _ledger(directory: Directory) -> Iterator[Engine]:
    engine = connect(directory.database)
    try:
        yield engine
    finally:
        engine.dispose()


def _calendar(engine: Engine, config: Config, quarter: str | None) -> tuple[Row, bool]:
    """The freshness of the agencies and the overlaps; and whether an agency is late."""
    words = Words.on(config.base, config.data)
    desk = Audit(Ledger(engine, utc_now), words, config, utc_now)
    table = desk.freshness(Quarter.parse(quarter) if quarter else None)
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
    overlaps = [
        {"dataset": row.dataset, "ministry": row.other, "grade": row.grade}
        for row in desk.overlaps()
        if row.is_of_ministry and row.seq
    ]
    said = {"quarter": str(table.quarter), "due": table.due.isoformat(), "agencies": sums, "overlaps": overlaps}
    return said, bool(table.late_agencies)


def _forecast(engine: Engine, config: Config, folder: Path | None) -> Forecast:
    words = Words.on(config.base, config.data)
    with ExitStack() as stack:
        workers = stack.enter_context(judges_for(config))

        def begun(length: int) -> Told:
            bar = click.progressbar(
                length=length,
                label="Đang xét / judging",
                file=sys.stderr,
                hidden=not (length and sys.stderr.isatty()),
            )
            return stack.enter_context(bar).update

        ledger = Ledger(engine, utc_now)
        rows = newest_file(config.data / FOLDER)
        errands = Errands(workers, config, utc_now, words, Standing(ledger), lambda: rows)
        forecaster = Forecaster(ledger, words, errands)
        return forecaster.of_folder(str(folder.absolute()), begun) if folder else forecaster.of_today(begun)


def _apply(directory: Directory, data: Path) -> None:
    """Has what is stale judged anew, by the keeper that runs or by one of our own, and waits for it."""
    if address := running(directory):
        ask_keeper(directory, address, "rejudge", {})
        _follow(lambda: ask_keeper(directory, address, "rejudging", {}))
    else:
        with opened(data) as keeper:
            keeper.rejudging.start_anew()
            _follow(lambda: asdict(keeper.rejudging.now()))


def _follow(course: Callable[[], Row]) -> None:
    """Waits for the end of the re-judging, with a bar on a terminal; ends with 1 when it cannot go on."""
    with click.progressbar(
        length=1, label="Đang xét lại / judging anew", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        while (now := course())["is_running"]:
            bar.length = max(1, int(now["total"]))
            bar.update(int(now["done"]) - bar.pos)
            time.sleep(ASKING)
    if now["vi"]:
        fail(now["vi"], now["en"])


def _rules(forecast: Forecast, reports: Reports, words: Words) -> Row:
    """What is kept, and what would change, by rule, agency and dataset."""
    binding = forecast.standard.rules
    return {
        "digest": forecast.standard.digest,
        "in_force": sum(not rule.is_off for rule in binding),
        "off": [rule.name for rule in binding if rule.is_off],
        "records": forecast.records,
        "judged": forecast.judged,
        "first": forecast.first,
        "kept": [asdict(row) for row in reports.by_rule()] if reports.exist else [],
        "breaks": {
            "records": len(forecast.broken),
            "by_rule": [_by_rule(forecast, rule, number) for rule, number in forecast.breaks_by_rule().items()],
            "by_agency": [
                {"agency": words.label(iri), "iri": iri, "records": number}
                for iri, number in forecast.breaks_by_agency().items()
            ],
            "by_dataset": [_by_dataset(change) for change in forecast.broken],
        },
        "remarks": [_by_rule(forecast, rule, number) for rule, number in forecast.remarks_by_rule().items()],
        "mended": [_by_rule(forecast, rule, number) for rule, number in forecast.mended_by_rule().items()],
    }


def _by_rule(forecast: Forecast, name: str, records: int) -> Row:
    rule = forecast.standard.rule(name)
    said = {"vi": rule.vi, "en": rule.en, "article": rule.article} if rule else {"vi": "", "en": "", "article": ""}
    return {"rule": name, "records": records, **said}


def _by_dataset(change: Change) -> Row:
    return {
        "dataset": dataset_of(change.record),
        "title": change.title,
        "agency": change.agency,
        "first": change.is_first,
        "findings": [
            {
                "rule": finding.rule,
                "path": finding.path,
                "value": finding.value,
                "message_vi": finding.message_vi,
                "message_en": finding.message_en,
                "article": finding.article,
            }
            for finding in change.breaks
        ],
    }


def _put_text(said: Row, rules: Row) -> None:
    year, month, day = said["due"].split("-")
    click.echo(f"{said['quarter']}, hạn / due {day}/{month}/{year}: {len(said['overlaps'])} chồng lấn / overlaps")
    for row in said["agencies"]:
        click.echo(f"  {'✗' if row['late'] else '✓'} {row['agency']}: {row['datasets']} tập / datasets")
    click.echo(
        f"\nBộ quy tắc / rules {rules['digest'][:12]}: {rules['in_force']} có hiệu lực / in force, "
        f"{len(rules['off'])} tắt / off; {rules['records']} tập công khai / public datasets"
    )
    for row in rules["kept"]:
        if row["severity"] == "Violation":
            click.echo(f"  {row['records']:>6}  ✗ {row['rule']}")
    judged, broken = rules["judged"], rules["breaks"]
    if not judged:
        click.echo("Không có tập nào phải xét lại / nothing has to be judged anew")
        return
    click.echo(
        f"Xét lại / judged anew: {judged}; {broken['records']} tập mới vi phạm / newly fail"
        + (f"; {rules['first']} xét lần đầu / for the first time" if rules["first"] else "")
    )
    _put_rules("✗", broken["by_rule"])
    for row in broken["by_agency"]:
        click.echo(f"  {row['records']:>6}  {row['agency']}")
    for row in broken["by_dataset"]:
        names = ", ".join(sorted({finding["rule"] for finding in row["findings"]}))
        click.echo(f"    • {row['title'] or row['dataset']}: {names}\n      {row['dataset']}")
    _put_rules("!", rules["remarks"])
    _put_rules("✓", rules["mended"])


def _put_rules(sign: str, rows: list[Row]) -> None:
    for row in rows:
        click.echo(f"  {row['records']:>6}  {sign} {row['rule']}: {row['vi']} / {row['en']}")
