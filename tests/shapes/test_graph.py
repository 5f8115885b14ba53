"""A graph before its background: both are seen, only the graph's own nodes are judged, and both ways of judging agree."""

from pyoxigraph import NamedNode

from shapes.compiler import compile_shapes
from shapes.graph import Graph
from shapes.validator import validate, validate_record
from tests.shapes.conftest import Read
from vocab.namespaces import DCT, FOAF, RDF, SKOS

BACKGROUND = """
    <known> a skos:Concept ; skos:inScheme <list> ; skos:notation "x1" .
    <office> a <Office> ; foaf:name "Sở Y tế"@vi . <Office> rdfs:subClassOf foaf:Agent .
"""


def outcome(read: Read, shapes: str, data: str) -> list[str]:
    """The foci of what is found, the same both ways."""
    compiled = compile_shapes(read(shapes))
    found = []
    for judging in (validate, validate_record):
        results = judging(compiled, Graph(read(data), Graph(read(BACKGROUND))))
        found.append(sorted(str(result.focus).rpartition("/")[2].strip(">") for result in results))
    assert found[0] == found[1]
    return found[0]


def test_a_value_is_judged_by_what_only_the_background_says_of_it(read: Read) -> None:
    shapes = """<s> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property [ sh:path dcat:theme ; sh:node
        [ sh:property [ sh:path skos:notation ; sh:pattern "^[0-9]+$" ] ] ] ."""
    assert outcome(read, shapes, "<d> a dcat:Dataset ; dcat:theme <known> .") == ["d"]
    assert outcome(read, shapes, "<d> a dcat:Dataset ; dcat:theme <unknown> .") == []


def test_what_both_say_of_a_node_counts_together(read: Read) -> None:
    shapes = "<s> a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:maxCount 1 ] ."
    assert outcome(read, shapes, '<office> foaf:name "Sở Y tế tỉnh"@vi .') == ["office"]
    assert outcome(read, shapes, '<office> foaf:name "Sở Y tế"@vi .') == []


def test_nobody_in_the_background_is_a_focus(read: Read) -> None:
    shapes = """
        <s> a sh:NodeShape ; sh:targetClass foaf:Agent, skos:Concept ; sh:targetSubjectsOf skos:inScheme ;
            sh:targetObjectsOf skos:inScheme ; sh:property [ sh:path dct:source ; sh:minCount 1 ] .
    """
    assert outcome(read, shapes, "<d> dct:publisher <office> ; dcat:theme <known> .") == []
    assert outcome(read, shapes, '<known> skos:prefLabel "x" . <list> dct:title "y" .') == ["known", "list"]


def test_classes_are_inherited_through_the_background(read: Read) -> None:
    shapes = """<s> a sh:NodeShape ; sh:targetClass dcat:Dataset ;
        sh:property [ sh:path dct:publisher ; sh:class foaf:Agent ] ."""
    assert outcome(read, shapes, "<d> a dcat:Dataset ; dct:publisher <office>, <o> . <o> a <Office> .") == []
    assert outcome(read, shapes, "<d> a dcat:Dataset ; dct:publisher <known> .") == ["d"]


def test_no_record_changes_the_order_of_classes(read: Read) -> None:
    """Else what one says of classes would change what is asked of another."""
    shapes = "<s> a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] ."
    own = "<d> a <Mine> . <Mine> rdfs:subClassOf foaf:Agent ."
    assert outcome(read, shapes, own) == []
    assert len(validate(compile_shapes(read(shapes)), Graph(read(own)))) == 1


def test_walking_backwards_sees_both(read: Read) -> None:
    shapes = """<s> a sh:NodeShape ; sh:targetNode <list> ;
        sh:property [ sh:path [ sh:inversePath skos:inScheme ] ; sh:maxCount 1 ] ."""
    assert outcome(read, shapes, '<list> dct:title "x" . <mine> skos:inScheme <list> .') == ["list"]


def test_a_column_tells_each_value_once(read: Read) -> None:
    graph = Graph([*read("<a> dct:title 'x', 'y', 'x' . <b> dct:title 'x' ."), *read("<a> dct:title 'x' .")])
    column = graph.column(DCT.title)
    a, b = (NamedNode(f"http://127.0.0.1:8080/{name}") for name in "ab")
    assert sorted(term.value for term in column.of(a)) == ["x", "y"]  # type: ignore[union-attr]
    assert len(column.of(b)) == 1
    assert len(list(column.pairs())) == 3
    assert set(column.subjects(column.of(b)[0])) == {a, b}
    assert sorted(pair[0].value for pair in column.having(set(column.of(b)))) == [a.value, b.value]  # type: ignore[union-attr]
    assert graph.column(FOAF.name).of(a) == ()


def test_only_the_properties_asked_for_are_kept(read: Read) -> None:
    graph = Graph(read('<a> a dcat:Dataset ; dct:title "x" ; skos:note "y" .'), only={DCT.title, RDF.type})
    assert graph.paths == {DCT.title, RDF.type}
    assert list(graph.column(SKOS.note).pairs()) == []
