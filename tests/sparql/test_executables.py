"""The examples as RDF: what a collector of examples finds in it."""

from collections.abc import Mapping

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse, serialize

from sparql.executables import FORMS, described, example_iri, library_iri
from sparql.queries import Example, examples
from vocab.namespaces import DCT, PREFIXES, RDF, RDFS, SH, SKOS

BASE = "https://so.example.vn"
ENDPOINT = "https://tra-cuu.example.vn/sparql"
NAMES: Mapping[str, Mapping[str, str]] = {
    theme: {"vi": f"{theme} (vi)", "en": f"{theme} (en)"} for theme in {example.theme for example in examples()}
}
TARGET, KEYWORDS = NamedNode("https://schema.org/target"), NamedNode("https://schema.org/keywords")


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    return list(described(examples(), BASE, ENDPOINT, NAMES))


def said(triples: list[Triple], subject: NamedNode, predicate: NamedNode) -> set[Literal | NamedNode]:
    found = (triple for triple in triples if triple.subject == subject and triple.predicate == predicate)
    return {each.object for each in found if isinstance(each.object, Literal | NamedNode)}


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_example_is_an_executable_of_its_form(triples: list[Triple], example: Example) -> None:
    one, (kind, holds) = NamedNode(example_iri(BASE, example.name)), FORMS[example.form]
    assert said(triples, one, RDF.type) == {SH.SPARQLExecutable, kind}
    assert said(triples, one, holds) == {Literal(example.text)}
    assert sum(len(said(triples, one, other)) for _, other in FORMS.values()) == 1
    for predicate, texts in (
        (RDFS.label, example.titles),
        (RDFS.comment, example.texts),
        (KEYWORDS, NAMES[example.theme]),
    ):
        assert said(triples, one, predicate) == {Literal(text, language=lang) for lang, text in texts.items()}
    assert said(triples, one, TARGET) == {NamedNode(ENDPOINT)}
    assert said(triples, one, SH.prefixes) == {NamedNode(library_iri(BASE))}
    (theme,) = said(triples, one, DCT.subject)
    assert isinstance(theme, NamedNode)
    assert said(triples, theme, RDF.type) == {SKOS.Concept} and said(triples, theme, SKOS.prefLabel)


def test_the_library_holds_all_and_declares_each_prefix_they_use_once(triples: list[Triple]) -> None:
    library = NamedNode(library_iri(BASE))
    assert said(triples, library, DCT.hasPart) == {NamedNode(example_iri(BASE, one.name)) for one in examples()}
    declared = {
        prefix.value: namespace.value
        for one in said(triples, library, SH.declare)
        if isinstance(one, NamedNode)
        for prefix in said(triples, one, SH.prefix)
        for namespace in said(triples, one, SH.namespace)
    }
    assert {"dcat", "dct", "reg", "skos"} <= set(declared)
    assert all(PREFIXES[prefix] == namespace for prefix, namespace in declared.items())
    assert len(triples) == len(set(triples)) and not any("_:" in str(triple) for triple in triples)


def test_one_alone_says_of_itself_the_same_and_nothing_of_others(triples: list[Triple]) -> None:
    alone = list(described(examples()[:1], BASE, ENDPOINT, NAMES))
    assert set(alone) <= set(triples)
    assert {triple.subject.value for triple in alone if triple.predicate == SH.select} == {
        example_iri(BASE, examples()[0].name)
    }


def test_a_query_that_comes_back_out_of_turtle_still_runs(triples: list[Triple]) -> None:
    written = serialize(triples, format=RdfFormat.TURTLE) or b""
    store = Store()
    for quad in parse(written, format=RdfFormat.TURTLE):
        store.add(Quad(quad.subject, quad.predicate, quad.object))
    texts = [quad.object.value for quad in store.quads_for_pattern(None, SH.select, None)]
    assert set(texts) == {example.text for example in examples() if example.form == "SELECT"}
    assert all(isinstance(store.query(text), QuerySolutions) for text in texts)
