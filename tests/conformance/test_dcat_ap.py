"""Our `dcat-ap` profile beside the official shapes of DCAT-AP 3.0.1, on real catalogues.

What is missing is found alike, node by node. Where only the official shapes refuse a record, the reason is known:
they refuse a reference to a thing whose kind is told elsewhere (no rdf:type here); they do not know that a
foaf:Organization is an agent; their code lists need the tables loaded, ours are known or recognised by address.
"""

import csv
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from shapes.context import load_context
from shapes.findings import spelled
from shapes.library import load_profile
from shapes.oracle import run
from shapes.paths import spelled_path
from shapes.record import validate
from shapes.report import Finding
from shapes.result import Result
from shapes.rulebook import rulebook
from vocab.namespaces import FOAF, RDF, SH

BASE = "http://127.0.0.1:8080"
DAY = date(2026, 11, 21)
FORMATS = {
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
ENOUGH = 50
MIN_COUNT = f"{SH.iri}MinCountConstraintComponent"
CLASS = f"{SH.iri}ClassConstraintComponent"
NODE = f"{SH.iri}NodeConstraintComponent"
CONTEXT = load_context(BASE, DAY)
PROFILE = load_profile("dcat-ap", BASE, DAY)

Triples = frozenset[Triple]


def triples_of(path: Path) -> Triples | None:
    try:
        quads = list(parse(path=str(path), format=FORMATS[path.suffix], base_iri="http://example.org/"))
    except (SyntaxError, ValueError):
        return None
    return frozenset(Triple(quad.subject, quad.predicate, quad.object) for quad in quads)


@pytest.fixture(scope="module")
def catalogues(shared: Path) -> dict[str, Triples]:
    """The readable DCAT files of the corpora, by path."""
    with (shared / "corpora" / "MANIFEST.tsv").open(encoding="utf-8") as rows:
        paths = [row["path"] for row in csv.DictReader(rows, delimiter="\t") if row["kind"] == "dcat-rdf"]
    read = {path: triples_of(shared / "corpora" / path) for path in paths}
    return {path: triples for path, triples in read.items() if triples}


@pytest.fixture(scope="module")
def official(shared: Path, catalogues: dict[str, Triples]) -> dict[str, list[Result]]:
    """What the official shapes find in each file."""
    shapes = triples_of(shared / "corpora" / "shapes" / "dcat-ap-3.0.1-merged" / "p2.nt")
    assert shapes
    return {path: run(triples, shapes) for path, triples in catalogues.items()}


@pytest.fixture(scope="module")
def ours(catalogues: dict[str, Triples]) -> dict[str, tuple[Finding, ...]]:
    return {path: validate(triples, rulebook([PROFILE], CONTEXT)).findings for path, triples in catalogues.items()}


def missing(results: list[Result]) -> set[tuple[str, str]]:
    """Focus and path of the violations about absent values, from the official report."""
    return {
        (spelled(result.focus), spelled_path(result.path) if result.path else "")
        for result in results
        if result.component == MIN_COUNT and result.severity == "Violation"
    }


def missing_by_us(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {
        (finding.focus, finding.path or "")
        for finding in findings
        if finding.component == MIN_COUNT and finding.severity == "Violation"
    }


def test_there_is_enough_to_compare(catalogues: dict[str, Triples]) -> None:
    assert len(catalogues) >= ENOUGH


def test_every_absence_the_official_shapes_refuse_we_refuse(
    official: dict[str, list[Result]], ours: dict[str, tuple[Finding, ...]]
) -> None:
    """Save the labels of concepts that our code lists have: a record need not repeat those."""
    known = {node.value for node in CONTEXT.known}
    for path, results in official.items():
        unseen = missing(results) - missing_by_us(ours[path])
        assert {focus for focus, _ in unseen} <= known, path


def test_we_refuse_no_other_absence_but_the_names_of_organisations(
    official: dict[str, list[Result]], ours: dict[str, tuple[Finding, ...]], catalogues: dict[str, Triples]
) -> None:
    """A foaf:Organization is an agent: the official shapes know that only with FOAF loaded."""
    for path, results in official.items():
        for focus, property_ in missing_by_us(ours[path]) - missing(results):
            assert property_ == FOAF.name.value, (path, focus, property_)
            kinds = {
                t.object
                for t in catalogues[path]
                if str(t.subject) in (focus, f"<{focus}>") and t.predicate == RDF.type
            }
            assert FOAF.Agent not in kinds, (path, focus)


def test_where_only_the_official_shapes_refuse_it_is_for_a_known_reason(
    official: dict[str, list[Result]], ours: dict[str, tuple[Finding, ...]], catalogues: dict[str, Triples]
) -> None:
    for path, results in official.items():
        if any(finding.severity == "Violation" for finding in ours[path]):
            continue
        for result in results:
            if result.severity == "Violation":
                assert reason(result, catalogues[path]), (path, result)


def reason(result: Result, data: Triples) -> str | None:
    if result.component == NODE:
        return "an official code list whose table is not loaded"
    if result.component != CLASS or not isinstance(result.value, NamedNode | BlankNode):
        return None
    kinds = {triple.object for triple in data if triple.subject == result.value and triple.predicate == RDF.type}
    if not kinds:
        return "a thing whose kind is told elsewhere"
    if kinds & {axiom.subject for axiom in CONTEXT.axioms} or result.value in CONTEXT.known:
        return "of the kind asked for, by what everybody knows"
    return None
