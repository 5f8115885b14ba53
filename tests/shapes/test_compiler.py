"""Anybody's shapes graph: what is not well formed or not understood is refused in words, and nothing is passed over."""

import pytest

from shapes.compiler import compile_shapes
from shapes.errors import NotJudged, ShapesRefused
from shapes.foreign import judge
from shapes.graph import Graph
from shapes.oracle import run
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
        "SERVICE",
    ),
    "a query to the network, spelled so that one might not see it": (
        SHAPE + "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o . \\\\u0053ERVICE ?s { ?a ?b ?c } }' ] .",
        "SERVICE",
    ),
    "a query to the network, behind a long text": (
        SHAPE
        + 'sh:sparql [ sh:select \'\'\'SELECT $this { $this a ?c . BIND("""a"b""" AS ?n) SERVICE ?s {?a ?b ?c} }\'\'\' ] .',
        "SERVICE",
    ),
    "a target from the network": (
        "<s> a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this FROM <x:y> { ?this ?p ?o }' ] .",
        "FROM",
    ),
    "a misspelt class of SHACL": ("<s> a sh:Nodeshape ; sh:targetClass dcat:Dataset .", "sh:Nodeshape"),
    "a severity that is none": (SHAPE + 'sh:severity "Warning" .', "sh:severity"),
    "a severity that SHACL has not": (SHAPE + "sh:severity sh:Warn .", "sh:severity"),
    "a count of five thousand digits": (
        SHAPE + f"sh:property [ sh:path dct:title ; sh:minCount {'9' * 5000} ] .",
        "sh:minCount",
    ),
    "a path of two kinds": (
        SHAPE + "sh:property [ sh:path [ sh:inversePath dct:title ; sh:zeroOrMorePath dct:title ] ; sh:minCount 1 ] .",
        "sh:path",
    ),
    "a path that unfolds without end": (
        "".join(f"_:p{i} rdf:first _:p{i + 1} ; rdf:rest ( _:p{i + 1} ) . " for i in range(40))
        + "_:p40 rdf:first dct:title ; rdf:rest ( dct:title ) . "
        + SHAPE
        + "sh:property [ sh:path _:p0 ; sh:minCount 1 ] .",
        "sh:path",
    ),
    "a property shape by name only": ("<s> a sh:PropertyShape ; sh:targetNode <d> .", "sh:PropertyShape"),
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
        "} LIMIT 1 #",
        "} GROUP BY $this ?value #",
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


@pytest.mark.parametrize(
    "select",
    [
        "SELECT ?x { ?x a ?value . $this <http://purl.org/dc/terms/title> ?value }",
        "SELECT $this { OPTIONAL { $this a ?value } $this <http://purl.org/dc/terms/title> ?value }",
        "SELECT (COUNT(?value) AS ?n) $this { $this <http://purl.org/dc/terms/title> ?value }",
    ],
)
def test_a_query_that_means_something_else_for_all_is_left_to_pyshacl(read: Read, select: str) -> None:
    shapes = f'<s> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:sparql [ sh:select "{select}" ] .'
    assert compile_shapes(read(shapes)).left == {"sh:sparql"}


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


LADDER = "".join(
    f"<L{i}a> sh:and ( <L{i + 1}a> <L{i + 1}b> ) . <L{i}b> sh:and ( <L{i + 1}a> <L{i + 1}b> ) . " for i in range(60)
)
HEAVY = {
    "shapes that share shapes": LADDER
    + "<L0a> sh:targetNode <d> . <L60a> sh:nodeKind sh:IRI . <L60b> sh:nodeKind sh:IRI .",
    "a long chain of shapes": "<c0> sh:targetNode <d> . "
    + "".join(f"<c{i}> sh:node <c{i + 1}> . " for i in range(150))
    + "<c150> sh:nodeKind sh:IRI .",
    "repeats of repeats": "<s> sh:targetNode <d> ; sh:property [ sh:minCount 1 ; sh:path "
    + "[ sh:zeroOrMorePath [ sh:oneOrMorePath " * 15
    + "dct:relation"
    + " ] ]" * 15
    + " ] .",
    "friends all of whom know each other": "<p> sh:targetNode <d> ; sh:property [ sh:path foaf:knows ; sh:node <p> ] .",
    "two ways to each next": "<p> sh:targetNode <d> ; sh:node <q> . "
    "<q> sh:property [ sh:path dct:relation ; sh:node <q> ] , [ sh:path dct:requires ; sh:node <q> ] .",
}
CLIQUE = " . ".join(f"<n{i}> foaf:knows {', '.join(f'<n{j}>' for j in range(14) if j != i)}" for i in range(14))
STEPS = " . ".join(f"<r{i}> dct:relation <r{i + 1}> ; dct:requires <r{i + 1}>" for i in range(60))
AROUND = f"<d> foaf:knows <n0> ; dct:relation <d>, <r0> . {CLIQUE} . {STEPS} ."


@pytest.mark.parametrize("case", HEAVY)
def test_what_could_take_for_ever_is_judged(read: Read, case: str) -> None:
    """Each of these doubles at every level for whoever does not remember: the test would not end."""
    shapes = compile_shapes(read(HEAVY[case]))
    assert validate(shapes, Graph(read(AROUND))) == []
    assert validate_record(shapes, Graph(read(AROUND))) == []


def test_an_answer_that_leaned_on_a_wrong_one_is_forgotten(read: Read) -> None:
    """b conforms only while a is taken to; a does not, for want of a name: so b does not, nor c, which asks b."""
    shapes = compile_shapes(
        read("<p> sh:targetNode <a>, <b>, <c> ; sh:property [ sh:path dct:requires ; sh:node <q> ] . "
             "<q> sh:property [ sh:path dct:requires ; sh:node <q> ] , [ sh:path foaf:name ; sh:minCount 1 ] .")
    )  # fmt: skip
    data = '<a> dct:requires <b> . <b> dct:requires <a>, <c> ; foaf:name "b" . <c> dct:requires <b> ; foaf:name "c" .'
    for judging in (validate, validate_record):
        found = {str(result.focus)[-2] for result in judging(shapes, Graph(read(data)))}
        assert found == {"a", "b", "c"}


def test_data_too_deep_for_shapes_in_a_circle_are_told_of(read: Read) -> None:
    shapes = compile_shapes(read("<p> sh:targetNode <n0> ; sh:property [ sh:path dct:requires ; sh:node <p> ] ."))
    deep = read(" . ".join(f"<n{i}> dct:requires <n{i + 1}>" for i in range(3000)) + " .")
    for judging in (validate, validate_record):
        with pytest.raises(NotJudged):
            judging(shapes, Graph(deep))


@pytest.mark.parametrize(
    "kind",
    [
        "<C> a rdfs:Class, sh:NodeShape",
        "<C> a rdfs:Class",
        "<C> a owl:Class . owl:Class rdfs:subClassOf rdfs:Class",
        "<C> a <ShapeClass> . <ShapeClass> rdfs:subClassOf rdfs:Class, sh:NodeShape",
    ],
)
def test_a_shape_that_is_a_class_is_about_its_instances(read: Read, kind: str) -> None:
    shapes = f"{kind} . <C> sh:property [ sh:path dct:title ; sh:minCount 1 ] ."
    data = read("<d> a <C> .")
    assert len(validate(compile_shapes(read(shapes)), Graph(data))) == len(run(data, read(shapes))) == 1


def test_shapes_about_nobody_are_told_of(read: Read) -> None:
    for text in ("<s> a sh:NodeShape ; sh:nodeKind sh:IRI .", '<s> <https://www.w3.org/ns/shacl#path> "x" .'):
        assert ["sh:targetClass" in warning["en"] for warning in compile_shapes(read(text)).warnings] == [True]


def test_the_same_triple_twice_says_nothing_new(read: Read) -> None:
    triples = read(SHAPE + "sh:property [ sh:path dct:title ; sh:minCount 1 ] .")
    assert len(validate(compile_shapes(triples * 2), Graph(read("<d> a dcat:Dataset .")))) == 1
