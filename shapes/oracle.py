"""pySHACL as the judge: shapes and data in, bare results out.

It is slow and exact: the oracle of the compiled validator's tests, and what judges shapes that are not compiled. It must
run in a process of its own: while it loads shapes it changes rdflib's literal handling for the whole process.
Literals go in with the lexical form that the description has (`normalize=False`): rdflib would rewrite "05" to "5".
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from pyshacl import validate as pyshacl_validate
from pyshacl.errors import ValidationFailure

from shapes.errors import NotJudged
from shapes.paths import read_path
from shapes.result import Result
from shapes.rule import Facts, Term
from vocab.namespaces import SH, XSD

# XML Schema knows no exponent in a decimal, but rdflib takes "1e999999999" for one and writes out its billion digits.
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_ILL_TYPED_DECIMAL = rdflib.URIRef("urn:ill-typed:decimal")


def run(data: Iterable[Triple], shapes: Iterable[Triple], *, advanced: bool = False) -> list[Result]:
    """Every result of validating `data` against `shapes`; blank nodes keep their labels.

    `advanced` lets SHACL's advanced features speak: targets by query, expressions, rules.

    Raises NotJudged when the shapes cannot be evaluated.
    """
    with _quiet():
        try:
            _, report, _ = pyshacl_validate(
                graph_of(data),
                shacl_graph=graph_of(shapes),
                inference="none",
                advanced=advanced,
                js=False,
                meta_shacl=False,
                do_owl_imports=False,
                inplace=True,
            )
        except Exception as error:
            raise NotJudged(f"{type(error).__name__}: {error}") from error
    if isinstance(report, ValidationFailure):
        raise NotJudged(report.message)
    if not isinstance(report, rdflib.Graph):
        raise NotJudged(f"no report but {type(report).__name__}")
    facts: Facts = {}
    for subject, predicate, value in report:
        said = facts.setdefault(_to_pyoxigraph(subject), {})
        said.setdefault(NamedNode(str(predicate)), []).append(_to_pyoxigraph(value))
    return [_result(facts, node) for said in list(facts.values()) for node in said.get(SH.result, ())]


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    """The same triples as an rdflib graph, lexical forms and blank labels kept."""
    graph = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        # rdflib asks for its narrower kinds of node; a triple has them in their places.
        graph.add((_to_rdflib(triple.subject), _to_rdflib(triple.predicate), _to_rdflib(triple.object)))  # type: ignore[arg-type]
    return graph


def _to_rdflib(term: Term) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype == XSD.decimal and not _DECIMAL.fullmatch(term.value):
        return rdflib.Literal(term.value, datatype=_ILL_TYPED_DECIMAL)
    datatype = None if term.datatype == XSD.string else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def _to_pyoxigraph(term: rdflib.term.Node) -> Term:
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if not isinstance(term, rdflib.Literal):
        raise NotJudged(f"a result names {term!r}")
    if term.language:
        return Literal(str(term), language=term.language)
    if term.datatype == _ILL_TYPED_DECIMAL:
        return Literal(str(term), datatype=XSD.decimal)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else XSD.string)


def _result(facts: Facts, node: Term) -> Result:
    said = facts[node]

    def one(predicate: NamedNode) -> Term | None:
        return next(iter(said.get(predicate, ())), None)

    focus, path, shape = one(SH.focusNode), one(SH.resultPath), one(SH.sourceShape)
    if focus is None or shape is None:
        raise NotJudged("a result lacks its focus or its shape")
    return Result(
        focus=focus,
        path=None if path is None else read_path(facts, path),
        value=one(SH.value),
        shape=shape.value,
        component=_text(one(SH.sourceConstraintComponent)),
        severity=_text(one(SH.resultSeverity)).removeprefix(SH.iri),
        messages=tuple(sorted((text for text in said.get(SH.resultMessage, ()) if isinstance(text, Literal)), key=str)),
    )


def _text(term: Term | None) -> str:
    return "" if term is None else term.value


@contextmanager
def _quiet() -> Iterator[None]:
    """rdflib prints a stack trace for every literal that is not of its datatype; here that is a finding, not news."""
    logger = logging.getLogger("rdflib.term")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
