"""The bench of SPARQL: its questions, what it takes for equal, and one small run of it all."""

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from pyoxigraph import Store as Engine

from registry.bench.sparql import bench_sparql
from registry.bench.sparql_asking import COLD, IN_PROCESS, OTHER, Samples
from registry.bench.sparql_catalogue import NAMES, asked, catalogue, said
from registry.bench.sparql_registry import AGENCIES, BARE, EACH, packages_for
from sparql.dumping import quads_of
from sparql.scanner import Caps, Scan, scan

ROWS, GRAPH = asked("paging"), asked("construct")


def _row(**cells: object) -> bytes:
    return json.dumps({"results": {"bindings": [cells]}}).encode()


def test_the_questions_are_fifteen_and_the_endpoint_takes_each() -> None:
    assert len({question.text for question in catalogue()}) == 15
    for question in catalogue():
        seen = scan(question.text, Caps())
        assert isinstance(seen, Scan), seen
        assert question.gives_graph is (seen.form == "CONSTRUCT")


def test_a_question_made_new_is_another_text_each_time() -> None:
    first, second = ROWS.made_new(), ROWS.made_new()
    assert first != second
    assert all(text.startswith(ROWS.text) for text in (first, second))


@pytest.mark.parametrize(
    ("one", "other", "is_equal"),
    [
        ({"type": "literal", "value": "a"}, {"type": "typed-literal", "value": "a"}, True),
        ({"type": "literal", "value": "0.570"}, {"type": "literal", "value": "0.57"}, True),
        ({"type": "bnode", "value": "b1"}, {"type": "bnode", "value": "x7"}, True),
        ({"type": "uri", "value": "urn:1"}, {"type": "uri", "value": "urn:2"}, False),
        ({"type": "literal", "value": "a"}, {"type": "literal", "value": "b"}, False),
    ],
)
def test_answers_are_equal_but_for_spelling(one: object, other: object, is_equal: bool) -> None:
    assert (said(ROWS, _row(x=one)) == said(ROWS, _row(x=other))) is is_equal


def test_answers_are_equal_in_any_order_and_count_their_rows() -> None:
    rows = [{"x": {"type": "literal", "value": value}} for value in "ab"]
    ways = [said(ROWS, json.dumps({"results": {"bindings": each}}).encode()) for each in (rows, rows[::-1])]
    assert ways[0] == ways[1]
    assert ways[0].rows == 2


def test_graphs_are_equal_whatever_their_nameless_nodes_are_called() -> None:
    one = said(GRAPH, b"<urn:a> <urn:p> <urn:b> , _:x . _:x <urn:q> 1 .")
    assert one == said(GRAPH, b"_:y <urn:q> 1 . <urn:a> <urn:p> _:y , <urn:b> .")
    assert one != said(GRAPH, b"<urn:a> <urn:p> <urn:c> , _:x . _:x <urn:q> 1 .")
    assert one.rows == 3


def test_samples_are_summed_round_by_round() -> None:
    samples = Samples()
    for name, seconds in (("a", 1.0), ("b", 10.0), ("a", 2.0), ("b", 20.0)):
        samples.add(COLD, name, seconds)
    assert samples.rounds(COLD, ("a", "b")) == [11.0, 22.0]
    assert samples.all_of(COLD, ("a", "b")) == [1.0, 2.0, 10.0, 20.0]
    assert samples.of(IN_PROCESS, "a") == []


def test_another_engine_is_given_the_named_graphs_and_not_their_merge_too(tmp_path: Path) -> None:
    engine = Engine()
    engine.load(b"<urn:s> <urn:p> 1 . <urn:g> { <urn:s> <urn:p> 1 } <urn:h> { <urn:s> <urn:p> 1 }", RdfFormat.TRIG)
    given = Engine()
    given.load(path=quads_of(engine, tmp_path / "all.nq"), format=RdfFormat.N_QUADS)
    assert {quad.graph_name.value for quad in given} == {"urn:g", "urn:h"} and len(given) == 2


def test_a_registry_has_as_many_packages_as_make_the_triples() -> None:
    assert packages_for(0) == 2 * len(AGENCIES)
    assert packages_for(BARE + 1000 * EACH) == 1000


def test_a_small_registry_is_asked_in_every_way(tmp_path: Path) -> None:
    report = bench_sparql(tmp_path / "data", 0, rounds=1, others=False, switches=1, nothings=3, rest=0.0)
    names = [line.name for line in report.lines]
    assert [name.partition(",")[0] for name in names[:15]] == list(NAMES)
    assert all(line.measured > 0 for line in report.lines if line.unit == "ms" and "above" not in line.name)
    (table,) = report.beside
    assert OTHER not in table.columns
    assert [None not in row for row in table.rows.values()] == [True] * 15
    assert any("not installed, or was not wanted" in note for note in report.notes)
