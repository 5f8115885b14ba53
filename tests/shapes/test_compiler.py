"""Anybody's shapes graph: what is not well formed or not understood is refused in words, and nothing is passed over."""

import pytest

from shapes.compiler import compile_shapes
from shapes.errors import NotJudged, ShapesRefused
from shapes.foreign import judge
from shapes.graph import Graph
from shapes.validator import validate, validate_record
from sparql.questions import over
from tests.shapes.conftest import Read

SHAPE = "<s> a sh:NodeShape ; sh:targetClass dcat:Dataset ; "
REFUSED = {
    "a misspelt constraint": (SHAPE + "sh:property [ sh:path dct:title ; sh:mincount 1 ] .", "sh:mincount"),
    "JavaScript": (SHAPE + "sh:js [ sh:jsFunctionName 'f' ] .", "sh:js"),
    "a list in a circle": (SHAPE + "sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l .", "rdf:rest"),
    "a list that breaks off": (SHAPE + "sh:in _:l . _:l rdf:first 1 .", "rdf:rest"),
    "a list that forks": (SHAPE + "sh:or _:l . _:l rdf:first <a>, <b> ; rdf:rest () .", "rdf:first"),
    "an evil pattern": (SHAPE + 'sh:pattern "^(a+)+$" .', "^(a+)+$"),
    "a broken pattern": (SHAPE + 'sh:pattern "(" .', "("),
    "imports": (SHAPE + "sh:nodeKind sh:IRI . <> owl:imports <http://example.org/more-shapes> .", "imports"),
    "two paths": (SHAPE + "sh:property [ sh:path dct:title, dct:issued ; sh:minCount 1 ] .", "sh:path"),
    "a property shape without a path": (SHAPE + "sh:property [ sh:minCount 1 ] .", "sh:property"),
    "a count that is no number": (SHAPE + "sh:property [ sh:path dct:title ; sh:minCount 'one' ] .", "sh:minCount"),
    "a node kind that is none": (SHAPE + "sh:nodeKind sh:Iri .", "sh:nodeKind"),
    "a class that is text": (SHAPE + "sh:class 'Dataset' .", "sh:class"),
    "a bound that is no literal": (SHAPE + "sh:minInclusive <a> .", "sh:minInclusive"),
    "a query to the network": (
        SHAPE + "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o . SERVICE <http://example.org/> { ?a ?b ?c } }' ] .",
        "sh:select",
    ),
    "a query to the network, spelled so that one might not see it": (
        SHAPE + "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o . \\\\u0053ERVICE ?s { ?a ?b ?c } }' ] .",
        "sh:select",
    ),
    "a query without a text": (SHAPE + "sh:sparql [ sh:message 'x' ] .", "sh:sparql"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_shapes_graph_is_refused_with_what_is_wrong(read: Read, case: str) -> None:
    text, term = REFUSED[case]
    with pytest.raises(ShapesRefused) as refusal:
        compile_shapes(read(text))
    assert refusal.value.term == term
    assert refusal.value.vi != refusal.value.en


def test_a_dangling_shape_is_a_warning_with_its_name_and_means_an_empty_one(read: Read) -> None:
    shapes = compile_shapes(read(SHAPE + "sh:property <nowhere> ; sh:node <neither> ."))
    assert ["nowhere" in w["en"] or "neither" in w["en"] for w in shapes.warnings] == [True, True]
    assert validate(shapes, Graph(read("<d> a dcat:Dataset ."))) == []


def test_terms_without_meaning_are_told_of(read: Read) -> None:
    shapes = compile_shapes(read(SHAPE + "sh:property [ sh:path dct:issued ; sh:shape <x> ] ."))
    assert ["sh:shape" in warning["vi"] for warning in shapes.warnings] == [True]


def test_known_vocabularies_are_not_fetched_and_that_is_told(read: Read) -> None:
    shapes = compile_shapes(
        read(SHAPE + "sh:nodeKind sh:IRI . <> owl:imports <http://xmlns.com/foaf/spec/index.rdf> .")
    )
    assert ["xmlns.com" in warning["en"] for warning in shapes.warnings] == [True]


def test_components_of_ones_own_go_to_pyshacl_and_that_is_said(read: Read) -> None:
    own = """
        <c> a sh:ConstraintComponent ; sh:parameter [ sh:path <lang> ] ;
            sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER (lang($value) = $lang) }" ] .
        <s> a sh:PropertyShape ; sh:targetClass dcat:Dataset ; sh:path dct:title ; <lang> "vi" .
    """
    assert "sh:parameter" in compile_shapes(read(own)).left
    judged = judge(read('<d> a dcat:Dataset ; dct:title "Rừng"@vi, "Forest"@en .'), read(own))
    assert [result.component[-2:] for result in judged.results] == ["/c"]
    assert judged.by_pyshacl is not None
    assert "sh:parameter" in judged.by_pyshacl["vi"]


QUERY = """
    <s> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:sparql [
        sh:message "Trùng tên: {?value}"@vi ;
        sh:select "SELECT $this ?value { $this <http://purl.org/dc/terms/title> ?value . %s }" ] .
"""
TWINS = '<a> a dcat:Dataset ; dct:title "Rừng" . <b> a dcat:Dataset ; dct:title "Rừng" . <c> dct:title "Rừng" .'


def test_a_query_is_asked_of_all_at_once_and_of_one_with_the_same_rows(read: Read) -> None:
    shapes = compile_shapes(read(QUERY % ""))
    asked: list[str] = []

    def counting(query: str) -> object:
        asked.append(query)
        return over(read(TWINS))(query)

    together = validate(shapes, Graph(read(TWINS), ask=counting))  # type: ignore[arg-type]
    assert len(asked) == 1
    assert sorted(str(r.focus)[-3:] for r in together) == ["/a>", "/b>"]
    assert {message.value for r in together for message in r.messages} == {"Trùng tên: Rừng"}
    one_by_one = validate_record(shapes, Graph(read(TWINS), ask=over(read(TWINS))))
    assert sorted(map(repr, one_by_one)) == sorted(map(repr, together))


@pytest.mark.parametrize(
    "within",
    [
        "{ FILTER (bound($this)) }",
        "{ SELECT ?x { ?x ?y ?z } }",
        "VALUES ?x { 1 }",
        "BIND (1 AS $this)",
        "{ BIND ($this AS ?that) } UNION { }",
    ],
)
def test_a_query_that_wants_its_node_beforehand_is_not_compiled(read: Read, within: str) -> None:
    assert compile_shapes(read(QUERY % within)).left == {"sh:sparql"}


@pytest.mark.parametrize(
    "within",
    [
        "",
        "FILTER NOT EXISTS { $this <http://purl.org/dc/terms/source> ?s }",
        "MINUS { $this <http://purl.org/dc/terms/source> ?s }",
        "OPTIONAL { $this <http://purl.org/dc/terms/source> ?s }",
        "BIND (str($this) AS ?text)",
        "$this <http://www.w3.org/ns/dcat#service> ?from . ?from a ?load ; drop:service ?x .",
    ],
)
def test_a_query_that_binds_its_node_is_compiled(read: Read, within: str) -> None:
    assert compile_shapes(read(QUERY % within)).left == frozenset()


def test_a_query_that_does_not_parse_is_told_of(read: Read) -> None:
    with pytest.raises(NotJudged):
        judge(read(TWINS), read(QUERY % "}"), over)


def test_targets_by_query(read: Read) -> None:
    shapes = """
        <s> a sh:NodeShape ; sh:property [ sh:path dct:issued ; sh:minCount 1 ] ; sh:target [ a sh:SPARQLTarget ;
            sh:select "SELECT ?this { ?this <http://purl.org/dc/terms/title> 'Rừng' }" ] .
    """
    judged = judge(read(TWINS), read(shapes), over)
    assert judged.by_pyshacl is None
    assert sorted(str(r.focus)[-3:] for r in judged.results) == ["/a>", "/b>", "/c>"]
    by_pyshacl = judge(read(TWINS), read(shapes))
    assert by_pyshacl.by_pyshacl is not None
    assert len(by_pyshacl.results) == 3


def test_shapes_that_ask_for_each_other_come_to_an_end(read: Read) -> None:
    """A person's friends are persons with a name, and so on round: SHACL leaves circles open, we answer them."""
    shapes = read("""
        <p> a sh:NodeShape ; sh:targetNode <a> ; sh:property
            [ sh:path foaf:name ; sh:minCount 1 ] , [ sh:path foaf:knows ; sh:node <p> ] .
    """)
    circle = '<a> foaf:name "A" ; foaf:knows <b> . <b> foaf:knows <a> '
    for text, expected in ((circle + '; foaf:name "B" .', 0), (circle + ".", 1)):
        results = validate(compile_shapes(shapes), Graph(read(text)))
        assert len(results) == expected


def test_shapes_nested_without_end_are_refused(read: Read) -> None:
    deep = SHAPE + "sh:not " + "[ sh:not " * 3000 + "<x>" + " ]" * 3000 + " ."
    with pytest.raises(ShapesRefused):
        compile_shapes(read(deep))
