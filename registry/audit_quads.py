"""The freshness of datasets as a graph of the store: whoever may ask SPARQL may check what the pages say."""

from collections.abc import Iterable
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from registry.audit_tables import FreshnessRow
from registry.quarter import Quarter
from vocab.namespaces import DCT, RDF, REG, XSD


def freshness_quads(rows: Iterable[FreshnessRow], quarter: Quarter, base: str) -> bytes:
    """Rows of a quarter as N-Quads of /graph/freshness: a reg:Freshness a dataset, linked to its agency by dct:publisher."""
    graph = freshness_graph(base)
    quads: list[Quad] = []
    for row in rows:
        node = NamedNode(f"{graph.value}#{quarter}-{row.key}")
        found = row.standing
        triples: list[tuple[NamedNode, NamedNode | Literal]] = [
            (RDF.type, REG.Freshness),
            (REG.ofDataset, NamedNode(row.dataset)),
            (DCT.publisher, NamedNode(row.agency)),
            (REG.quarter, Literal(str(quarter))),
            (REG.state, NamedNode(f"{base}/id/concept/freshness/{found.state}")),
            (REG.due, _date(found.due)),
            (REG.daysLate, Literal(str(found.days_late), datatype=XSD.integer)),
        ]
        if found.day is not None:
            triples.append((DCT.modified, _date(found.day)))
        quads += (Quad(node, predicate, term, graph) for predicate, term in triples)
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def freshness_graph(base: str) -> NamedNode:
    return NamedNode(f"{base}/graph/freshness")


def _date(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)
