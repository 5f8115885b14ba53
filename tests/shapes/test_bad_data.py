"""Data as nobody should write it: judged, never a crash, and never an effort that its size does not ask for."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shapes.compiler import compile_shapes
from shapes.graph import Graph
from shapes.validator import validate, validate_record
from vocab.namespaces import DCT, RDF, SH, XSD, Namespace

EX = Namespace("http://example.org/")
ODD = [
    Literal("1e999999999", datatype=XSD.decimal),
    Literal("1E999999999", datatype=XSD.double),
    Literal("9" * 60_000, datatype=XSD.integer),
    Literal("-5", datatype=XSD.nonNegativeInteger),
    Literal("2024-13-45", datatype=XSD.date),
    Literal("9" * 60_000 + "-01-01", datatype=XSD.date),
    Literal("2026-01-01T99:00:00", datatype=XSD.dateTime),
    Literal("P" + "9" * 60_000 + "Y", datatype=XSD.duration),
    Literal("hôm qua", datatype=XSD.date),
    Literal("x" * 60_000, language="vi"),
    Literal("", datatype=XSD.boolean),
    Literal("<b>", datatype=RDF.XMLLiteral),
    Literal("?", datatype=NamedNode("urn:no-such-datatype")),
]
TEN = Literal("10", datatype=XSD.integer)
RULES = {
    "datatype": XSD.date,
    "nodeKind": SH.IRI,
    "class": EX.Kind,
    "minInclusive": TEN,
    "maxExclusive": Literal("2026-01-01", datatype=XSD.date),
    "minLength": TEN,
    "maxLength": TEN,
    "pattern": Literal("^[0-9]+$"),
    "uniqueLang": Literal("true", datatype=XSD.boolean),
    "maxCount": TEN,
    "hasValue": EX.nothing,
    "equals": DCT.issued,
    "disjoint": DCT.issued,
    "lessThan": DCT.issued,
}
RECORD = EX.record


def judged(parameter: str, data: list[Triple]) -> int:
    """How many results, by one constraint on dct:modified; both ways of judging give as many."""
    shape, rule = EX.shape, BlankNode("p")
    shapes = compile_shapes(
        [
            Triple(shape, RDF.type, SH.NodeShape),
            Triple(shape, SH.targetNode, RECORD),
            Triple(shape, SH.property, rule),
            Triple(rule, SH.path, DCT.modified),
            Triple(rule, SH[parameter], RULES[parameter]),
        ]
    )
    found = validate(shapes, Graph(data))
    assert len(validate_record(shapes, Graph(data))) == len(found)
    return len(found)


@pytest.mark.parametrize("parameter", RULES)
def test_odd_values_are_judged_by_every_constraint(parameter: str) -> None:
    data = [Triple(RECORD, path, value) for path in (DCT.modified, DCT.issued) for value in ODD]
    expected = {
        "datatype": len(ODD) - 1,  # a year may have any number of digits
        "nodeKind": len(ODD),
        "class": len(ODD),
        "minInclusive": len(ODD) - 2,  # the double and the long integer are above ten
        "maxExclusive": len(ODD),
        "minLength": 5,
        "maxLength": 7,
        "pattern": len(ODD) - 1,
        "uniqueLang": 0,
        "maxCount": 1,
        "hasValue": 1,
        "equals": 0,
        "disjoint": len(ODD),
        "lessThan": len(ODD) ** 2,  # as a double, the long integer is infinite too
    }
    assert judged(parameter, data) == expected[parameter]


@pytest.mark.parametrize("parameter", [name for name in RULES if name not in ("equals", "disjoint", "lessThan")])
def test_ten_thousand_values_are_judged(parameter: str) -> None:
    data = [Triple(RECORD, DCT.modified, Literal(str(number), datatype=XSD.integer)) for number in range(10_000)]
    expected = {
        "datatype": 10_000,
        "nodeKind": 10_000,
        "class": 10_000,
        "minInclusive": 10,
        "maxExclusive": 10_000,
        "minLength": 10_000,
        "maxLength": 0,
        "pattern": 0,
        "uniqueLang": 0,
        "maxCount": 1,
        "hasValue": 1,
    }
    assert judged(parameter, data) == expected[parameter]
