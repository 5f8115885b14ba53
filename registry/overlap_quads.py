"""The overlaps of public datasets as a graph of the store: what was measured, what the rules say, the case, the ruling.

Of two that no longer look alike only the case is left, and what was ruled.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from registry.clock import instant, local_day
from registry.overlap_cases import Features
from registry.overlap_reading import Place
from registry.overlap_table import Filed, OverlapRow
from registry.rulings import Ruling
from shapes.report import Finding
from shapes.rule import RANK
from vocab.identifiers import key_of
from vocab.namespaces import DCT, RDF, REG, SH, XSD

Said = tuple[NamedNode, NamedNode | Literal]
"""A property and its value."""


def overlap_graph(base: str) -> NamedNode:
    return NamedNode(f"{base}/graph/overlap")


def overlap_quads(
    rows: Iterable[OverlapRow],
    features: Mapping[Place, Features],
    judgements: Mapping[Place, tuple[Finding, ...]],
    base: str,
) -> bytes:
    """The pairs as N-Quads of /graph/overlap; those with a version held back stay inside."""
    graph = overlap_graph(base)
    quads: list[Quad] = []
    for row in rows:
        if row.is_public:
            place = (row.record, row.other)
            said = _pair(row, features.get(place, ()), judgements.get(place, ()), graph.value)
            quads += (Quad(node, predicate, value, graph) for node, (predicate, value) in said)
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def _pair(
    row: OverlapRow, features: Features, judgements: tuple[Finding, ...], graph: str
) -> Iterator[tuple[NamedNode, Said]]:
    node = NamedNode(f"{graph}#{row.key}-{key_of(row.other)}")
    if row.is_alike:
        yield from ((node, said) for said in _assessment(row))
        for place, feature in enumerate(features, 1):
            own = NamedNode(f"{node.value}-{place}")
            yield node, (REG.evidence, own)
            yield from ((own, said) for said in _feature(feature))
        for place, finding in enumerate(judgements, 1):
            own = NamedNode(f"{node.value}-rule-{place}")
            yield node, (REG.judgement, own)
            yield from ((own, said) for said in _judgement(finding))
    if row.filed:
        case = NamedNode(f"{graph}#case-{row.filed.number}")
        if row.is_alike:
            yield node, (REG.case, case)
        yield from ((case, said) for said in _case(row, row.filed))
        if row.ruling:
            ruling = NamedNode(f"{graph}#ruling-{row.ruling.seq}")
            yield case, (REG.ruling, ruling)
            yield from ((ruling, said) for said in _ruling(row, row.ruling))


def _assessment(row: OverlapRow) -> Iterator[Said]:
    yield RDF.type, REG.Overlap
    yield REG.ofDataset, NamedNode(row.dataset)
    yield DCT.publisher, NamedNode(row.agency)
    yield _other(row)
    yield REG.grade, Literal(row.grade)
    yield REG.score, Literal(f"{row.score:.2f}", datatype=XSD.decimal)
    yield REG.reuseDeclared, _truth(row.is_declared)
    yield REG.measured, _truth(row.seq > 0)


def _feature(feature: Mapping[str, Any]) -> Iterator[Said]:
    yield REG.feature, Literal(str(feature["name"]))
    yield REG.weight, Literal(f"{float(feature['weight']):.3f}", datatype=XSD.decimal)
    yield REG.sentence, Literal(str(feature["vi"]), language="vi")
    yield REG.sentence, Literal(str(feature["en"]), language="en")
    yield REG.against, _truth(bool(feature.get("against")))


def _judgement(finding: Finding) -> Iterator[Said]:
    yield RDF.type, SH.ValidationResult
    yield REG.rule, Literal(finding.rule)
    yield SH.focusNode, NamedNode(finding.focus)
    yield SH.resultSeverity, SH[finding.severity] if finding.severity in RANK else NamedNode(finding.severity)
    yield SH.resultMessage, Literal(finding.message_vi, language="vi")
    yield SH.resultMessage, Literal(finding.message_en, language="en")


def _case(row: OverlapRow, filed: Filed) -> Iterator[Said]:
    yield RDF.type, REG.Case
    yield REG.ofDataset, NamedNode(row.dataset)
    yield _other(row)
    yield DCT.identifier, Literal(filed.number)
    yield REG.caseState, Literal(filed.state)
    yield REG.openedOn, _day(filed.opened)
    yield REG.due, _day(filed.due)
    yield REG.wasPublic, _truth(filed.was_public)


def _ruling(row: OverlapRow, ruling: Ruling) -> Iterator[Said]:
    yield RDF.type, REG.Ruling
    yield REG.ofDataset, NamedNode(row.dataset)
    yield _other(row)
    yield REG.verdict, Literal(ruling.verdict)
    yield DCT.issued, _day(local_day(instant(ruling.at)))
    yield REG.entry, Literal(str(ruling.seq), datatype=XSD.integer)
    if ruling.until:
        yield REG.until, Literal(ruling.until, datatype=XSD.date)
    if ruling.target:
        yield REG.mergeInto, NamedNode(ruling.target)
    if ruling.reason:
        yield DCT.description, Literal(ruling.reason, language="vi")


def _other(row: OverlapRow) -> Said:
    return REG.withMinistryDataset if row.is_of_ministry else REG.withDataset, NamedNode(row.other)


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _truth(value: bool) -> Literal:
    return Literal(str(value).lower(), datatype=XSD.boolean)
