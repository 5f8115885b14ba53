"""The benches run and fill their tables; how fast is for people to read, no test asserts a time."""

from pathlib import Path

import pytest

from registry.bench.overlap import bench_overlap
from registry.bench.probing import BenchFault
from registry.bench.save import bench_save
from registry.bench.staging import filled, synthetic
from registry.bench.validate import bench_validate
from registry.verification import verify
from tests.registry.records import BASE, new_ledger
from vocab.namespaces import DCAT, DCT, SH


def test_a_save_is_measured_against_an_append(tmp_path: Path) -> None:
    report = bench_save(tmp_path, saves=5)
    assert [line.samples for line in report.lines] == [5, 5, 1]
    assert all(line.measured > 0 and line.floor > 0 for line in report.lines)


def test_judging_is_measured_beside_pyshacl_reading_and_larger_catalogues(tmp_path: Path) -> None:
    report = bench_validate(tmp_path, datasets=10, larger=(20,), records=5)
    assert [line.unit for line in report.lines] == ["s", "s", "s", "s", "MB", "ms", "ms", "µs"]
    assert all(line.measured > 0 and line.floor > 0 for line in report.lines)
    assert "the same as pySHACL's" in report.notes[0]


def test_judging_alone_is_measured_by_anybodys_shapes(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    prefixes = f"@prefix sh: <{SH.iri}> . @prefix dcat: <{DCAT.iri}> . @prefix dct: <{DCT.iri}> ."
    rule = "[] a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property [ sh:path dct:title ; sh:minCount 3 ] ."
    shapes.write_text(prefixes + rule)
    report = bench_validate(tmp_path, datasets=10, larger=(), records=5, shapes=shapes, peer=False)
    assert len(report.lines) == 4
    assert "10 results" in report.notes[0]


def test_shapes_that_cannot_be_read_are_no_measurement(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("no turtle")
    with pytest.raises(BenchFault, match="nothing to measure"):
        bench_validate(tmp_path, datasets=5, larger=(), records=5, shapes=shapes, peer=False)


def test_likeness_is_measured_singly_in_bulk_and_as_it_grows() -> None:
    report = bench_overlap(datasets=40, records=12, singly=4)
    assert [line.samples for line in report.lines] == [4, 4, 12, 12, 12]
    assert all(line.measured > 0 and line.floor > 0 for line in report.lines)


def test_synthetic_records_are_the_same_each_time_and_make_a_sound_ledger(tmp_path: Path) -> None:
    assert synthetic(BASE, 7) == synthetic(BASE, 7) != synthetic(BASE, 8)
    ledger = new_ledger(tmp_path)
    filled(ledger, BASE, 12)
    assert ledger.counts() == {"public": 12}
    assert verify(ledger.engine).sound
    ledger.engine.dispose()
