"""The audit's tables as graphs of the store: whoever may ask SPARQL may check what the pages say."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from registry.audit_tables import FreshnessTable, OverlapRow
from vocab.identifiers import key_of
from vocab.namespaces import DCT, RDF, REG, XSD


def freshness_quads(table: FreshnessTable, base: str) -> bytes:
    """The table as N-Quads of /graph/freshness: one reg:Freshness a dataset, linked to its agency by dct:publisher."""
    graph = freshness_graph(base)
    quads: list[Quad] = []
    for row in table.rows:
        node = NamedNode(f"{graph.value}#{table.quarter}-{row.key}")
        found = row.standing
        triples: list[tuple[NamedNode, NamedNode | Literal]] = [
            (RDF.type, REG.Freshness),
            (REG.ofDataset, NamedNode(row.dataset)),
            (DCT.publisher, NamedNode(row.agency)),
            (REG.quarter, Literal(str(table.quarter))),
            (REG.state, NamedNode(f"{base}/id/concept/freshness/{found.state}")),
            (REG.due, _date(found.due)),
            (REG.daysLate, Literal(str(found.days_late), datatype=XSD.integer)),
        ]
        if found.day is not None:
            triples.append((DCT.modified, _date(found.day)))
        quads += (Quad(node, predicate, term, graph) for predicate, term in triples)
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def overlap_quads(rows: Iterable[OverlapRow], base: str) -> bytes:
    """The overlaps of public datasets as N-Quads of /graph/overlap; those of versions held back stay inside."""
    graph = overlap_graph(base)
    quads: list[Quad] = []
    for row in rows:
        if not row.is_public:
            continue
        node = NamedNode(f"{graph.value}#{key_of(row.dataset)}-{key_of(row.ministry)}")
        triples: list[tuple[NamedNode, NamedNode | Literal]] = [
            (RDF.type, REG.Overlap),
            (REG.ofDataset, NamedNode(row.dataset)),
            (DCT.publisher, NamedNode(row.agency)),
            (REG.withMinistryDataset, NamedNode(row.ministry)),
            (REG.grade, Literal(row.grade)),
        ]
        quads += (Quad(node, predicate, term, graph) for predicate, term in triples)
        for place, feature in enumerate(row.features, 1):
            quads += _feature_quads(node, NamedNode(f"{node.value}-{place}"), feature, graph)
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def freshness_graph(base: str) -> NamedNode:
    return NamedNode(f"{base}/graph/freshness")


def overlap_graph(base: str) -> NamedNode:
    return NamedNode(f"{base}/graph/overlap")


def _feature_quads(node: NamedNode, own: NamedNode, feature: Mapping[str, Any], graph: NamedNode) -> list[Quad]:
    return [
        Quad(node, REG.evidence, own, graph),
        Quad(own, REG.feature, Literal(str(feature["name"])), graph),
        Quad(own, REG.weight, Literal(str(feature["weight"]), datatype=XSD.decimal), graph),
        Quad(own, REG.sentence, Literal(str(feature["vi"]), language="vi"), graph),
        Quad(own, REG.sentence, Literal(str(feature["en"]), language="en"), graph),
    ]


def _date(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)
