"""Our `dcat-ap` profile beside the official shapes of DCAT-AP 3.0.1, on every RDF file of the corpora.

A record is a dataset with what belongs to it. Both refuse the same records, and the same places in them; a place that
only one of the two refuses needs a reason from the functions below, which look at the data and can fail. What the
reasons say stands in docs/rules.md, and tests/conformance/test_official_demands.py holds the shapes against each other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from shapes.context import load_context
from shapes.findings import spelled
from shapes.foreign import judge
from shapes.library import load_profile
from shapes.oracle import run
from shapes.paths import spelled_path
from shapes.record import validate
from shapes.report import Finding
from shapes.result import Result
from shapes.rulebook import rulebook
from tests.conformance.corpora import OFFICIAL, kinds, official_results, read, readable
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, EU, FOAF, RDF, SH, SKOS, SPDX

BASE = "http://127.0.0.1:8080"
DAY = date(2026, 11, 21)
ENOUGH_FILES, ENOUGH_RECORDS = 160, 190
MIN_COUNT, MAX_COUNT, CLASS, NODE, CHOICE = (
    f"{SH.iri}{name}ConstraintComponent" for name in ("MinCount", "MaxCount", "Class", "Node", "Or")
)
OTHER_RECORDS = frozenset((DCAT.Dataset, DCAT.Catalog, DCAT.CatalogRecord, DCAT.DatasetSeries))
LISTS_BY_ADDRESS = {
    DCT["format"]: EU["file-type/"].value,
    DCT.language: EU["language/"].value,
    DCAT.mediaType: "https://www.iana.org/assignments/media-types/",
    ADMS.status: EU["distribution-status/"].value,
    DCATAP.availability: EU["planned-availability/"].value,
    SPDX.algorithm: SPDX.checksumAlgorithm_.value,
    DCT.type: "http://purl.org/adms/licencetype/",
}
MISSPELT = frozenset(term.value for term in (DCT.issued, DCT.modified, DCAT.startDate, DCAT.endDate))
CONTEXT = load_context(BASE, DAY)
RULES = rulebook([load_profile("dcat-ap", BASE, DAY)], CONTEXT)

Triples = frozenset[Triple]
Place = tuple[str, str]  # focus and path


@dataclass(frozen=True)
class Judged:
    """A file, and what the two say of it: the violations at each place."""

    triples: Triples
    official: dict[Place, list[Result]]
    ours: dict[Place, list[Finding]]

    def kinds(self, node: object) -> set[object]:
        return {t.object for t in self.triples if t.subject == node and t.predicate == RDF.type}

    def kinds_of_focus(self, focus: str) -> set[object]:
        node = BlankNode(focus[2:]) if focus.startswith("_:") else NamedNode(focus)
        return self.kinds(node)

    def records(self) -> Iterator[set[str]]:
        """Each dataset's nodes: itself, and what it names that the file describes and that is no record of its own."""
        about: dict[object, list[Triple]] = {}
        for triple in self.triples:
            about.setdefault(triple.subject, []).append(triple)
        apart = {t.subject for t in self.triples if t.predicate == RDF.type and t.object in OTHER_RECORDS}
        for dataset in (n for n in apart if DCAT.Dataset in self.kinds(n)):
            nodes: set[object] = {dataset}
            waiting: list[object] = [dataset]
            while waiting:
                named = {t.object for t in about.get(waiting.pop(), ())}
                new = {node for node in named if node in about and node not in apart} - nodes
                nodes |= new
                waiting += new
            yield {spelled(node) for node in nodes if isinstance(node, NamedNode | BlankNode)}


@pytest.fixture(scope="module")
def judged(shared: Path) -> dict[str, Judged]:
    """Every readable RDF file of corpora/dev, by path, with both verdicts."""
    assert read(OFFICIAL)
    files = {path: triples for kind in kinds() for path, triples in readable(kind).items()}
    return {path: both(frozenset(triples), official_results(path)) for path, triples in files.items()}


def both(triples: Triples, official: Iterable[Result]) -> Judged:
    judged = Judged(triples, {}, {})
    for result in official:
        if result.severity == "Violation":
            place = (spelled(result.focus), spelled_path(result.path) if result.path else "")
            judged.official.setdefault(place, []).append(result)
    for finding in validate(triples, RULES).findings:
        if finding.severity == "Violation":
            judged.ours.setdefault((finding.focus, finding.path or ""), []).append(finding)
    return judged


def only_official(result: Result, judged: Judged) -> str | None:
    """Why the official shapes refuse what ours let pass; None when there is no reason."""
    value, path = result.value, result.path
    if result.component == MIN_COUNT:
        return "an entry of our code lists, labelled there" if result.focus in CONTEXT.known else None
    if result.component == MAX_COUNT:
        dropped = path == DCT.conformsTo and DCAT.CatalogRecord in judged.kinds(result.focus)
        return "a limit that 3.0.1 dropped" if dropped else None
    if value in CONTEXT.known:
        return "an entry of our code lists"
    if result.component == NODE and isinstance(value, NamedNode) and isinstance(path, NamedNode):
        by_address = value.value.startswith(LISTS_BY_ADDRESS.get(path, "no list"))
        told_elsewhere = path in (FOAF.primaryTopic, DCT.relation) and not judged.kinds(value)
        return "of a list, known by its address" if by_address else "told elsewhere" if told_elsewhere else None
    if result.component != CLASS:
        return None
    kinds = judged.kinds(value)
    if not kinds and isinstance(value, NamedNode) and path not in (DCAT.distribution, ADMS.sample):
        return "a thing whose kind is told elsewhere"
    return "of the kind asked for, by what everybody knows" if kinds & {a.subject for a in CONTEXT.axioms} else None


def only_ours(finding: Finding, judged: Judged) -> str | None:
    """Why ours refuse what the official shapes let pass; None when there is no reason."""
    if finding.component == CHOICE and finding.path in MISSPELT:
        return "a day that is none: the official shape is misspelt"
    kinds = judged.kinds_of_focus(finding.focus)
    if finding.path in (FOAF.name.value, DCT.type.value) and FOAF.Agent not in kinds:
        return "an organisation is an agent" if kinds & {axiom.subject for axiom in CONTEXT.axioms} else None
    if finding.path == SKOS.notation.value and finding.component == MIN_COUNT:
        return "an identifier without notation: asked for by the specification"
    return None


def test_there_is_enough_to_compare(judged: dict[str, Judged]) -> None:
    assert len(judged) >= ENOUGH_FILES
    assert sum(1 for file in judged.values() for _ in file.records()) >= ENOUGH_RECORDS


def test_every_place_only_the_official_shapes_refuse_has_a_reason(judged: dict[str, Judged]) -> None:
    for path, file in judged.items():
        for place in file.official.keys() - file.ours.keys():
            for result in file.official[place]:
                assert only_official(result, file), (path, result)


def test_every_place_only_our_rules_refuse_has_a_reason(judged: dict[str, Judged]) -> None:
    for path, file in judged.items():
        for place in file.ours.keys() - file.official.keys():
            for finding in file.ours[place]:
                assert only_ours(finding, file), (path, finding)


def test_a_record_has_one_verdict_or_a_reason_for_two(judged: dict[str, Judged]) -> None:
    """Counted, so that reasons cannot quietly explain everything away: most records have the same verdict."""
    agreed = {True: 0, False: 0}
    for path, file in judged.items():
        for nodes in file.records():
            theirs = [result for place, found in file.official.items() if place[0] in nodes for result in found]
            ours = [finding for place, found in file.ours.items() if place[0] in nodes for finding in found]
            if bool(theirs) == bool(ours):
                agreed[not ours] += 1
            elif theirs:
                assert all(only_official(result, file) for result in theirs), (path, nodes)
            else:
                assert all(only_ours(finding, file) for finding in ours), (path, nodes)
    assert agreed[True] >= 5, agreed
    assert agreed[False] >= 150, agreed


def test_pyshacl_finds_the_same_by_our_rules(judged: dict[str, Judged]) -> None:
    """On some of the files, with all rules of one description."""
    rules = [rule for name in ("dcat-ap", "province") for rule in load_profile(name, BASE, DAY).rules]
    shapes = [triple for rule in rules for triple in rule.triples()]
    found = 0
    for path in sorted(judged)[::12]:
        data = judged[path].triples
        whole = [*data, *CONTEXT.about(data), *CONTEXT.axioms]
        ours, theirs = (
            Counter(map(compared, results)) for results in (judge(whole, shapes).results, run(whole, shapes))
        )
        assert ours == theirs, path
        found += ours.total()
    assert found > 200


def compared(result: Result) -> tuple[str, ...]:
    return str(result.focus), str(result.path), result.component, str(result.value), result.shape
