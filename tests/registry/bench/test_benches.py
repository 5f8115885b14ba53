"""The benches run and fill their tables; how fast is for people to read, no test asserts a time."""

from pathlib import Path

from registry.bench.feed import FORMATS, bench_feed
from registry.bench.save import bench_save
from registry.bench.staging import filled, synthetic
from registry.verification import verify
from tests.registry.records import BASE, new_ledger


def test_a_save_is_measured_against_an_append(tmp_path: Path) -> None:
    report = bench_save(tmp_path, saves=5)
    assert [line.samples for line in report.lines] == [5, 5, 1]
    assert all(line.measured > 0 and line.floor > 0 for line in report.lines)


def test_a_walk_is_measured_in_every_syntax(tmp_path: Path) -> None:
    report = bench_feed(tmp_path, records=150)
    assert [line.name for line in report.lines] == [f"{f}, {how}" for f in FORMATS for how in ("cold", "warm")]
    assert all(line.measured > 0 for line in report.lines)


def test_synthetic_records_are_the_same_each_time_and_make_a_sound_ledger(tmp_path: Path) -> None:
    assert synthetic(BASE, 7) == synthetic(BASE, 7) != synthetic(BASE, 8)
    ledger = new_ledger(tmp_path)
    filled(ledger, BASE, 12)
    assert ledger.counts() == {"public": 12}
    assert verify(ledger.engine).sound
    ledger.engine.dispose()
