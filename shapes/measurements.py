"""Points of quality as triples, in the words of DQV."""

from pyoxigraph import Literal, NamedNode, Triple

from shapes.quality import MET, NOT_KNOWN, Quality
from vocab.namespaces import DCT, DQV, RDF, REG, XSD
from vocab.quality import Scheme


def measurements(quality: Quality, dataset: str, agency: str, graph: str, key: str) -> list[Triple]:
    """The points of a dataset as DQV: a measurement for the sum and one for each metric that is known.

    Nodes are `{graph}#{key}` and `{graph}#{key}-{metric}`; `subjects` names them.
    """
    scheme = quality.scheme
    of = NamedNode(dataset)
    node = NamedNode(f"{graph}#{key}")
    triples = [
        *_measurement(node, scheme.total, of, quality.total),
        Triple(node, REG.notKnown, _whole(quality.not_known)),
        Triple(node, REG.rating, NamedNode(quality.rating.iri)),
    ]
    if agency:
        triples.append(Triple(node, DCT.publisher, NamedNode(agency)))
    for metric, sign in quality.signs():
        if sign != NOT_KNOWN:
            own = NamedNode(f"{graph}#{key}-{metric.slug}")
            triples += _measurement(own, metric.iri, of, metric.points if sign == MET else 0)
    return triples


def subjects(scheme: Scheme, graph: str, key: str) -> list[str]:
    """The IRIs of every node that `measurements` may speak of for this key."""
    return [f"{graph}#{key}", *(f"{graph}#{key}-{metric.slug}" for metric in scheme.metrics)]


def _measurement(node: NamedNode, metric: str, of: NamedNode, points: int) -> list[Triple]:
    return [
        Triple(node, RDF.type, DQV.QualityMeasurement),
        Triple(node, DQV.isMeasurementOf, NamedNode(metric)),
        Triple(node, DQV.computedOn, of),
        Triple(node, DQV.value, _whole(points)),
    ]


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
