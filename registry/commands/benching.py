"""`registry bench`: speeds, as ratios against a floor measured in the same run."""

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from registry.bench.feed import bench_feed
from registry.bench.figures import Report
from registry.bench.harvest import bench_harvest
from registry.bench.overlap import bench_overlap
from registry.bench.save import bench_save
from registry.bench.sparql import ROUNDS, TRIPLES, bench_sparql
from registry.bench.validate import bench_validate
from registry.commands.speaking import FAILED, format_option, put_json, sentences


@click.group()
def bench() -> None:
    """Measure speeds; each bench prints ratios against a peer or a floor of the same run."""


@bench.command()
@click.option("--records", default=1000, show_default=True, help="Records served meanwhile.")
@click.option("--datasets", default=10_000, show_default=True, help="Datasets of the portal that is harvested.")
@click.option("--idle", default=20.0, show_default=True, help="Seconds of measuring before the harvest.")
@format_option("text", "json")
def harvest(records: int, datasets: int, idle: float, form: str) -> None:
    """Harvesting a CKAN portal (300 datasets a second on 2 cores), again unchanged (10 times faster), memory, doors."""
    say = partial(click.echo, err=True)
    _put(lambda folder: bench_harvest(folder / "data", records, datasets, idle, say), form)


@bench.command()
@click.option("--saves", default=300, show_default=True, help="Acts written one by one.")
@format_option("text", "json")
def save(saves: int, form: str) -> None:
    """Ledger writes, against a bare append that is forced to the disk."""
    _put(lambda folder: bench_save(folder, saves), form)


@bench.command()
@click.option("--records", default=20_000, show_default=True, help="Records in the feed.")
@click.option(
    "--datasets", default=2000, show_default=True, help="How many of them a portal brings, and brings changed."
)
@click.option("--idle", default=20.0, show_default=True, help="Seconds of measuring before the harvest.")
@format_option("text", "json")
def feed(records: int, datasets: int, idle: float, form: str) -> None:
    """Walks through the feed in each syntax, cold and warm, beside rdflib (20 times); unchanged; changes; at a harvest."""
    say = partial(click.echo, err=True)
    _put(lambda folder: bench_feed(folder / "data", records, datasets, idle, say), form)


@bench.command()
@click.option("--datasets", default=10_000, show_default=True, help="Datasets of the catalogue that is judged.")
@click.option(
    "--larger", default=[50_000, 100_000], show_default=True, multiple=True, help="Larger catalogues, for growth."
)
@click.option("--records", default=1000, show_default=True, help="Records judged one by one.")
@click.option(
    "--shapes", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Shapes to judge by (.nt, .ttl)."
)
@click.option("--short", is_flag=True, help="Without pySHACL and the larger catalogues.")
@format_option("text", "json")
def validate(datasets: int, larger: tuple[int, ...], records: int, shapes: Path | None, short: bool, form: str) -> None:
    """Judging a catalogue and a record, against pySHACL (at least 60 times) and against only reading (at most 2.5)."""
    sizes = () if short else larger
    _put(lambda folder: bench_validate(folder, datasets, sizes, records, shapes, peer=not short), form)


@bench.command()
@click.option("--datasets", default=10_000, show_default=True, help="Datasets of ministries to measure against.")
@click.option("--records", default=20_000, show_default=True, help="Records measured in bulk.")
@format_option("text", "json")
def overlap(datasets: int, records: int, form: str) -> None:
    """Measuring likeness with the ministries' datasets: one record (20 ms), in bulk (2 ms each), and its growth."""
    _put(lambda _: bench_overlap(datasets, records), form)


@bench.command()
@click.option("--triples", default=TRIPLES, show_default=True, help="About so many triples in the registry.")
@click.option("--rounds", default=ROUNDS, show_default=True, help="How often each question is asked each way.")
@click.option("--alone", is_flag=True, help="Without Virtuoso, also where it is installed.")
@format_option("text", "json")
def sparql(triples: int, rounds: int, alone: bool, form: str) -> None:
    """Fifteen questions through the endpoint: cold, repeated, at switches, during a harvest (3 times), beside Virtuoso."""
    say = partial(click.echo, err=True)
    _put(lambda folder: bench_sparql(folder / "data", triples, rounds, not alone, say), form)


def _put(measure: Callable[[Path], Report], form: str) -> None:
    """Measures in a directory that is thrown away; exit 1 when a ratio is above its bound."""
    with sentences(), _ending_by_signal(), tempfile.TemporaryDirectory(prefix="registry-bench-") as folder:
        report = measure(Path(folder))
    if form == "json":
        put_json(report.as_json())
    else:
        click.echo(report.as_text())
    if not report.is_good:
        raise SystemExit(FAILED)


@contextmanager
def _ending_by_signal() -> Iterator[None]:
    """A bench that is told to end ends what it started, too: SIGTERM is then what Ctrl-C is."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
