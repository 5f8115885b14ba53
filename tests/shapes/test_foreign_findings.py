"""What somebody else's shapes find, in their words; in ours where they have none."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from shapes.foreign_findings import foreign_report
from shapes.paths import path_of
from shapes.report import Finding
from shapes.result import Result
from vocab.namespaces import SH, XSD

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://x.example/> . @prefix dct: <http://purl.org/dc/terms/> .
ex:S sh:path dct:title ; sh:minCount 3 ; sh:closed true .
ex:Kind sh:path dct:conformsTo ; sh:class dct:Standard ; sh:node ex:Named .
ex:Choice sh:path dct:conformsTo ; sh:or ( [ sh:class dct:Standard ] ) .
ex:Named sh:path dct:title ; sh:name "tên"@vi , "name"@en ; sh:hasValue "x" .
"""
WORDS = {"http://purl.org/dc/terms/Standard": {"vi": "tiêu chuẩn", "en": "standard"}}
TITLE = "http://purl.org/dc/terms/title"


def found(component: str, shape: str = "http://x.example/S", **other: object) -> Finding:
    triples = [Triple(q.subject, q.predicate, q.object) for q in parse(SHAPES.encode(), format=RdfFormat.TURTLE)]
    given: dict[str, object] = {
        "focus": NamedNode("http://x.example/a"),
        "path": NamedNode(TITLE),
        "value": None,
        **other,
    }
    result = Result(
        shape=shape,
        component=f"{SH.iri}{component}ConstraintComponent",
        severity="Violation",
        **given,  # type: ignore[arg-type]
    )
    (finding,) = foreign_report([result], triples, WORDS).findings
    return finding


def test_a_shape_without_a_message_speaks_in_ours_with_its_own_number() -> None:
    said = found("MinCount")
    assert said.message_vi == "“dct:title” phải có ít nhất 3 giá trị."
    assert said.message_en == "“dct:title” needs at least 3 values."


def test_what_we_have_no_sentence_for_is_said_in_general() -> None:
    said = found("HasValue", "http://x.example/Named")
    assert said.message_vi == "“tên” không đạt điều kiện HasValue (x)."
    assert said.message_en == "“name” does not meet the condition HasValue (x)."
    assert found("Closed", path=None).message_vi.startswith("“Mục này” không đạt điều kiện Closed")


@pytest.mark.parametrize(
    ("messages", "vi", "en"),
    [
        ((Literal("một", language="vi"), Literal("one", language="en")), "một", "one"),
        ((Literal("plain"),), "plain", "plain"),
        ((Literal("eins", language="de"), Literal("one", language="en-GB")), "one", "one"),
        ((Literal("eins", language="de"),), "eins", "eins"),
        ((Literal("một", language="vi"), Literal("plain")), "một", "plain"),
    ],
)
def test_the_authors_message_is_taken_in_the_language_that_is_there(
    messages: tuple[Literal, ...], vi: str, en: str
) -> None:
    said = found("MinCount", messages=messages)
    assert (said.message_vi, said.message_en) == (vi, en)


def test_terms_keep_their_kinds() -> None:
    said = found(
        "Datatype", "b0", focus=Literal("5", datatype=XSD.integer), value=BlankNode("v"), path=path_of("^<urn:x:p>")
    )
    assert (said.rule, said.focus, said.value, said.term) == ("_:b0", f'"5"^^<{XSD.iri}integer>', "_:v", "_:v")
    assert (said.path, said.label_vi) == ("^<urn:x:p>", "^urn:x:p")


def test_a_kind_of_thing_is_named_with_its_article() -> None:
    said = found("Class", "http://x.example/Kind", value=Literal("ISO"))
    assert said.message_en == "“dct:title” must be a standard; it says: ISO"
    assert said.message_vi == "“dct:title” phải là tiêu chuẩn; đang ghi: ISO"


@pytest.mark.parametrize(("component", "shape"), [("Or", "Choice"), ("Node", "Kind")])
def test_what_cannot_be_named_is_said_in_general(component: str, shape: str) -> None:
    said = found(component, f"http://x.example/{shape}", value=Literal("ISO"))
    assert said.message_en.startswith(f"“dct:title” does not meet the condition {component}")
