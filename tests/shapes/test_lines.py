"""The line of what was refused is right, or there is none."""

import pytest

from shapes.compiler import compile_shapes
from shapes.errors import ShapesRefused
from shapes.lines import line_of
from tests.shapes.conftest import read_turtle

HEAD = "<s> a sh:NodeShape ;\n sh:targetClass dcat:Dataset ;\n"
TITLE = " sh:property [ sh:path dct:title ] ;\n"
CASES = {
    "an unknown term": (HEAD + " sh:property [ sh:path dct:title ;\n  sh:mincount 1 ] .", 4),
    "an unknown term after a comment": ("# sh:mincount\n" + HEAD + " sh:node [ sh:mincount 1 ] .", 4),
    "the second of two counts": (
        HEAD + " sh:property [ sh:path dct:title ; sh:minCount 1 ] ;\n"
        " sh:property [ sh:path dct:issued ;\n  sh:minCount 'one' ] .",
        5,
    ),
    "the third of several shapes without a path": (HEAD + TITLE + TITLE + " sh:property [ sh:minCount 1 ] .", 0),
    "the only shape without a path": (HEAD + " sh:property [ sh:minCount 1 ] .", 3),
    "an evil pattern": (HEAD + ' sh:pattern "^a" ;\n sh:node [ sh:pattern "^(a+)+$" ] .', 4),
    "a word of a query": (
        HEAD + " sh:sparql [ sh:select '''SELECT $this {\n  $this ?p ?o .\n  SERVICE ?s { }\n} ''' ] .",
        5,
    ),
    "one list of several": (
        HEAD + " sh:or _:l .\n _:l rdf:first <a> ;\n rdf:rest _:l . _:m rdf:first <a> ;\n rdf:rest () .",
        0,
    ),
    "an import": (
        "<> owl:imports <http://xmlns.com/foaf/0.1/> ;\n owl:imports <http://example.org/x> .",
        2,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_line_is_right_or_none(case: str) -> None:
    text, line = CASES[case]
    with pytest.raises(ShapesRefused) as refusal:
        compile_shapes(read_turtle(text))
    assert line_of(refusal.value, text) == line


def test_a_nameless_shape_is_called_by_what_it_is_a_part_of() -> None:
    with pytest.raises(ShapesRefused) as refusal:
        compile_shapes(read_turtle(HEAD + " sh:or ( [ sh:property [ sh:path dct:title ; sh:minCount 'one' ] ] ) ."))
    assert "một phần của <http://127.0.0.1:8080/s>" in refusal.value.vi
    assert "a part of <http://127.0.0.1:8080/s>" in refusal.value.en
