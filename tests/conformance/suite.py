"""The W3C's SHACL test suite: each test's data, shapes and expected report, read from `../shared`, never committed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from shapes.lists import members
from shapes.paths import Path as PropertyPath
from shapes.paths import read_path
from shapes.result import Result
from shapes.rule import Facts, Term, facts_by_subject
from vocab.namespaces import RDF, SH, Namespace

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = Path(__file__).resolve().parents[3] / "shared/w3c/shacl-tests"

Line = tuple[Term, PropertyPath | None, Term | None, str, str, str]
"""One result of a report: focus, path, value, component, severity, shape."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `report` holds the expected results, or None where the engine must fail; `messages` those of some."""

    data: Sequence[Triple]
    shapes: Sequence[Triple]
    report: Sequence[Line] | None
    messages: Sequence[Literal]


def names(folder: str) -> list[str]:
    """The tests below a folder of the suite, as their manifests list them; none where there is no suite."""
    found: list[str] = []
    waiting = [SUITE / folder / "manifest.ttl"] if SUITE.is_dir() else []
    while waiting:
        file = waiting.pop()
        facts = facts_by_subject(graph(file))
        said = facts.get(NamedNode(file.as_uri()), {})
        waiting += [Path(term.value.removeprefix("file://")) for term in said.get(MF.include, ())]
        if MF.entries in said:
            found.append(str(file.relative_to(SUITE).with_suffix("")))
    return sorted(found)


def case(name: str) -> Case:
    file = SUITE / f"{name}.ttl"
    facts = facts_by_subject(graph(file))
    (entries,) = facts[NamedNode(file.as_uri())][MF.entries]
    (entry,) = members(facts, entries)
    (action,), (result,) = facts[entry][MF.action], facts[entry][MF.result]
    data, shapes = (graph(_named(facts[action][term][0], file)) for term in (SHT.dataGraph, SHT.shapesGraph))
    if result == SHT.Failure:
        return Case(data, shapes, None, ())
    results = facts[result].get(SH.result, ())
    messages = [m for node in results for m in facts[node].get(SH.resultMessage, ()) if isinstance(m, Literal)]
    return Case(data, shapes, [_expected(facts, node) for node in results], messages)


def line(result: Result) -> Line:
    """A result of ours, in the form of the expected ones."""
    return result.focus, result.path, result.value, result.component, result.severity, result.shape


@cache
def graph(file: Path) -> Sequence[Triple]:
    """A file's triples; blank nodes keep one name however often it is read."""
    quads = parse(path=file, format=RdfFormat.TURTLE, base_iri=file.as_uri())
    return tuple(quad.triple for quad in quads)


def _named(term: Term, file: Path) -> Path:
    return Path(urljoin(file.as_uri(), term.value).removeprefix("file://"))


def _expected(facts: Facts, node: Term) -> Line:
    def one(term: NamedNode) -> Term | None:
        return next(iter(facts[node].get(term, ())), None)

    focus, path = one(SH.focusNode), one(SH.resultPath)
    component, severity, shape = one(SH.sourceConstraintComponent), one(SH.resultSeverity), one(SH.sourceShape)
    assert focus is not None and component is not None and severity is not None and shape is not None
    assert facts[node][RDF.type] == [SH.ValidationResult]
    return (
        focus,
        None if path is None else read_path(facts, path),
        one(SH.value),
        component.value,
        severity.value.removeprefix(SH.iri),
        shape.value,
    )
