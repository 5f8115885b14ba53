"""The examples as RDF: SHACL's SPARQL executables, in the way of the SIB's collections of examples.

https://www.w3.org/TR/shacl-af/#SPARQLExecutable has the classes and `sh:select`, `sh:ask`, `sh:construct`;
https://github.com/sib-swiss/sparql-examples the rest: label, comment, `schema:target` (the endpoint), `schema:keywords`.
Every text declares its prefixes itself, so that it runs anywhere; `sh:prefixes` says them again for those who look there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from sparql.queries import Example
from vocab.namespaces import DCT, OWL, PREFIXES, RDF, RDFS, SH, SKOS, XSD, Namespace

SDO = Namespace("https://schema.org/")
"""As that convention writes it; descriptions of datasets in the wild write http."""
LIBRARY = "/sparql/examples"
FORMS: Mapping[str, tuple[NamedNode, NamedNode]] = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}
"""Class and property of each form. There is none for DESCRIBE, whose answer every endpoint chooses for itself."""
_DECLARED = re.compile(r"^PREFIX (\w+):", re.MULTILINE)
Words = Mapping[str, str]
"""A text by language."""


def example_iri(base: str, name: str) -> str:
    """The permanent IRI of an example, `base` being the registry's."""
    return f"{base}{LIBRARY}/{name}"


def library_iri(base: str) -> str:
    """The IRI of all of them together."""
    return f"{base}{LIBRARY}"


def described(examples: Sequence[Example], base: str, endpoint: str, themes: Mapping[str, Words]) -> Iterator[Triple]:
    """What there is to say of these examples; `endpoint` is the address that answers them, `themes` names their themes."""
    library = NamedNode(library_iri(base))
    yield from _library(library, examples)
    for theme in dict.fromkeys(example.theme for example in examples):
        yield Triple(_theme(library, theme), RDF.type, SKOS.Concept)
        yield Triple(_theme(library, theme), SKOS.inScheme, library)
        yield from _said(_theme(library, theme), SKOS.prefLabel, themes[theme])
    for example in examples:
        yield from _example(example, base, endpoint, themes[example.theme])


def _library(library: NamedNode, examples: Sequence[Example]) -> Iterator[Triple]:
    """The library as what holds the themes and declares the prefixes that these examples use."""
    yield Triple(library, RDF.type, OWL.Ontology)
    yield Triple(library, RDF.type, SKOS.ConceptScheme)
    yield from _said(library, RDFS.label, {"vi": "Thư viện câu truy vấn mẫu", "en": "Library of example queries"})
    used = sorted({found[1] for example in examples for found in _DECLARED.finditer(example.text)})
    declared = {prefix: NamedNode(f"{library.value}#prefix-{prefix}") for prefix in used}
    yield from (Triple(library, SH.declare, one) for one in declared.values())
    yield from (Triple(library, DCT.hasPart, NamedNode(f"{library.value}/{example.name}")) for example in examples)
    for prefix, one in declared.items():
        yield Triple(one, SH.prefix, Literal(prefix))
        yield Triple(one, SH.namespace, Literal(PREFIXES[prefix], datatype=XSD.anyURI))


def _example(example: Example, base: str, endpoint: str, theme: Words) -> Iterator[Triple]:
    one, library = NamedNode(example_iri(base, example.name)), NamedNode(library_iri(base))
    kind, holds = FORMS[example.form]
    yield Triple(one, RDF.type, SH.SPARQLExecutable)
    yield Triple(one, RDF.type, kind)
    yield Triple(one, DCT.identifier, Literal(example.name))
    yield from _said(one, RDFS.label, example.titles)
    yield from _said(one, RDFS.comment, example.texts)
    yield Triple(one, holds, Literal(example.text))
    yield Triple(one, SH.prefixes, library)
    yield Triple(one, SDO.target, NamedNode(endpoint))
    yield from _said(one, SDO.keywords, theme)
    yield Triple(one, DCT.subject, _theme(library, example.theme))


def _theme(library: NamedNode, theme: str) -> NamedNode:
    return NamedNode(f"{library.value}#{theme}")


def _said(subject: NamedNode, predicate: NamedNode, words: Words) -> Iterator[Triple]:
    return (Triple(subject, predicate, Literal(text, language=lang)) for lang, text in words.items())
