"""The compiled validator beside pySHACL, by the official shapes of DCAT-AP: the same focus, path, component and value.

On every RDF file of the corpora, and on synthetic catalogues with seeded faults.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from registry.bench.synthetic import FAULTS, Record, background, records
from shapes.compiled import Shapes
from shapes.compiler import compile_shapes
from shapes.graph import Graph
from shapes.oracle import run
from shapes.paths import spelled_path
from shapes.result import Result
from shapes.rule import Term
from shapes.validator import validate, validate_record
from tests.conformance.corpora import OFFICIAL, kinds, official_results, read, readable
from vocab.namespaces import DCAT, XSD

ENOUGH_FILES = 170
LAX = {
    str(Literal(text, datatype=datatype))
    for text, datatype in (
        ("2025-01-01T09:00:00+01:00", XSD.date),
        ("2025-01-02T12:00:00+01:00", XSD.date),
        ("2019-05-15T09:00:00", XSD.date),
        ("2012-05-10T21:04", XSD.dateTime),
    )
}
"""Literals of the corpora that are ill-typed by XML Schema and that rdflib, and so pySHACL, takes for well-typed."""
Row = tuple[str, str, str, str]
"""Focus, path, component and value."""
Official = tuple[Sequence[Triple], Shapes]


@pytest.fixture(scope="module")
def official(shared: Path) -> Official:
    triples = read(OFFICIAL)
    return triples, compile_shapes(triples)


def test_the_corpora_are_read(shared: Path) -> None:
    assert sum(len(readable(kind)) for kind in kinds()) >= ENOUGH_FILES


def rows(results: Iterable[Result]) -> Counter[Row]:
    return Counter(
        (
            str(result.focus),
            "" if result.path is None else spelled_path(result.path),
            result.component,
            "" if result.value is None else str(result.value),
        )
        for result in results
    )


def both_ways(shapes: Shapes, data: Sequence[Triple]) -> Counter[Row]:
    """What the compiled shapes find, column by column; node by node they must find the same."""
    found = rows(validate(shapes, Graph(data, only=shapes.asks)))
    assert rows(validate_record(shapes, Graph(data))) == found
    return found


@pytest.mark.parametrize("kind", kinds())
def test_every_file_gives_the_same_results(kind: str, official: Official) -> None:
    _, shapes = official
    for name, data in readable(kind).items():
        ours, theirs = both_ways(shapes, data), rows(official_results(name))
        assert theirs - ours == Counter(), name
        assert {value for _, _, _, value in ours - theirs} <= LAX, name


@pytest.mark.timeout(600)
@pytest.mark.parametrize("datasets", [50, 400])
def test_a_synthetic_catalogue_gives_the_same_results(datasets: int, official: Official) -> None:
    triples, shapes = official
    data = [*background(datasets), *(triple for record in records(datasets) for triple in record.triples)]
    found = both_ways(shapes, data)
    assert found == rows(run(data, triples))
    assert found


def test_what_is_found_is_what_was_seeded(official: Official) -> None:
    """Checks the test above: catalogues in which nothing is wrong would agree too."""
    _, shapes = official
    made = list(records(2000, rate=0.5))
    data = [*background(2000), *(triple for record in made for triple in record.triples)]
    places = {(result.focus, result.path) for result in validate(shapes, Graph(data))}
    seeded = {(faulty_node(record), FAULTS[record.fault].path) for record in made if record.fault}
    assert {record.fault for record in made} == {"", *FAULTS}
    assert places == seeded


def faulty_node(record: Record) -> Term:
    if not FAULTS[record.fault].of_file:
        return record.dataset
    return next(triple.object for triple in record.triples if triple.predicate == DCAT.distribution)
