"""The bench of the feed: its records, its walks, and one small run of it all; how fast is for people to read."""

from pathlib import Path

import pytest

from registry.bench.feed import bench_feed
from registry.bench.feed_peer import SYNTAXES
from registry.bench.feed_records import rich
from vocab.namespaces import DCAT, RDF

# rdflib's own readers and writers of graphs call what rdflib has since renamed.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")


def test_a_record_is_the_same_each_time_and_as_long_as_a_provinces() -> None:
    one = rich("http://127.0.0.1:1", 7)
    assert one == rich("http://127.0.0.1:1", 7) != rich("http://127.0.0.1:1", 8)
    assert (len(one.triples), len(one.body()) // 1000) == (70, 12)
    assert sum(triple.predicate == RDF.type and triple.object == DCAT.Distribution for triple in one.triples) == 2


def test_a_walk_is_measured_in_every_syntax(tmp_path: Path) -> None:
    heard: list[str] = []
    report = bench_feed(tmp_path / "data", records=30, datasets=12, idle_seconds=0.1, hears=heard.append, rest=0.0)
    assert len(report.lines) == len(SYNTAXES) * 6 + 2 + 2 + 1
    assert all(line.measured > 0 and line.floor > 0 for line in report.lines)
    (changes,) = [line for line in report.lines if "changes" in line.name]
    assert changes.measured == 1
    (table,) = report.beside
    assert tuple(table.rows) == SYNTAXES
    assert any(line.startswith("rdf: ") for line in heard)
