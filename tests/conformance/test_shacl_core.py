"""The W3C's SHACL tests, whole reports: every result's focus, path, value, component, severity and shape, no more, no less.

All of SHACL Core must be compiled and agree. Of SHACL-SPARQL what is compiled must agree; what goes to pySHACL, and where
pySHACL is at odds with the suite, is listed with its reason.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from shapes.compiler import compile_shapes
from shapes.errors import NotJudged, ShapesError
from shapes.foreign import judge
from shapes.graph import Graph
from shapes.result import Result
from shapes.validator import validate, validate_record
from sparql.questions import over
from tests.conformance.suite import Case, case, line, names

CORE = names("core")
SPARQL = names("sparql")
BY_PYSHACL = {
    # components that a shapes graph defines for itself
    "sparql/component/optional-001",
    "sparql/component/propertyValidator-select-001",
    "sparql/component/validator-001",
    # $this in a filter without a triple, in UNION, or in a nested SELECT: it must be given before each question
    "sparql/pre-binding/pre-binding-001",
    "sparql/pre-binding/pre-binding-002",
    "sparql/pre-binding/pre-binding-003",
    "sparql/pre-binding/pre-binding-004",
    "sparql/pre-binding/pre-binding-005",
    "sparql/pre-binding/pre-binding-007",
}
EXCEPTIONS: dict[str, tuple[type[ShapesError] | None, str]] = {
    "sparql/pre-binding/shapesGraph-001": (
        NotJudged,
        "$shapesGraph, which the specification leaves to the engine, is not given; pySHACL says so and stops",
    ),
    "sparql/pre-binding/unsupported-sparql-001": (
        None,
        "MINUS, which the specification forbids for $this given beforehand, is asked of all nodes at once, where it means "
        "what it says; our own rules are written with it",
    ),
}
"""Tests that we do not pass: what happens instead (None: it is judged), and why."""


def agrees(found: Sequence[Result], case: Case) -> bool:
    assert case.report is not None
    assert Counter(map(line, found)) == Counter(case.report)
    said = {message for result in found for message in result.messages}
    return said.issuperset(case.messages)


def test_the_whole_suite_is_there(shared: Path) -> None:
    assert (len(CORE), len(SPARQL)) == (98, 22)
    assert set(SPARQL) > EXCEPTIONS.keys() | BY_PYSHACL


@pytest.mark.parametrize("name", CORE)
def test_core_column_by_column_and_node_by_node(name: str) -> None:
    of = case(name)
    shapes = compile_shapes(of.shapes)
    assert agrees(validate(shapes, Graph(of.data, only=shapes.asks)), of)
    assert agrees(validate_record(shapes, Graph(of.data)), of)


@pytest.mark.parametrize("name", [name for name in SPARQL if name not in EXCEPTIONS])
def test_sparql(name: str) -> None:
    of = case(name)
    if of.report is None:
        with pytest.raises(ShapesError):
            judge(of.data, of.shapes, over)
        return
    judged = judge(of.data, of.shapes, over)
    assert agrees(judged.results, of)
    assert (judged.by_pyshacl is not None) == (name in BY_PYSHACL)


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_one_still(name: str, shared: Path) -> None:
    of, (happens, _) = case(name), EXCEPTIONS[name]
    if happens is not None:
        with pytest.raises(ShapesError) as fault:
            judge(of.data, of.shapes, over)
        assert isinstance(fault.value, happens)
    else:
        assert of.report is None
        assert judge(of.data, of.shapes, over).by_pyshacl is None
