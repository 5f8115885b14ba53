"""Lists and containers of RDF stand for their members where DCAT says a property several times."""

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from harvesters.members import by_member
from harvesters.preview import preview

HEAD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . """


def triples(text: str) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse(HEAD + text, format=RdfFormat.TURTLE, base_iri="https://a.example/"))


@pytest.mark.parametrize(
    "said",
    ['("y tế" "trạm")', '[ a rdf:Bag ; rdf:_1 "y tế" ; rdf:_2 "trạm" ]', '[ a rdf:Seq ; rdf:_1 "y tế", "trạm" ]'],
)
def test_each_member_is_a_value(said: str) -> None:
    text = f"{HEAD} <d> a dcat:Dataset ; dcat:keyword {said} ; dcat:distribution ( <f> ) . <f> dcat:accessURL <g> ."
    found = preview(text.encode(), "", "https://a.example/", "dcat")
    (record,) = found["records"]
    assert record["keyword"] == ["y tế", "trạm"] and record["distributions"][0]["access_url"] == "https://a.example/g"
    assert [notice["slug"] for notice in found["notices"]] == ["list"]


def test_without_a_list_nothing_moves_and_what_is_not_dcats_keeps_its_own() -> None:
    plain = triples('<d> a dcat:Dataset ; dcat:keyword "a" .')
    assert by_member(plain) == (plain, ())
    other = triples("<d> a dcat:Dataset ; <https://x.example/p> ( 1 2 ) .")
    assert by_member(other) == (other, ())


def test_a_list_without_an_end_ends() -> None:
    found, _ = by_member(triples('<d> dcat:keyword _:l . _:l rdf:first "a" ; rdf:rest _:l .'))
    keywords = {triple.object for triple in found if triple.subject == NamedNode("https://a.example/d")}
    assert keywords == {Literal("a")}
