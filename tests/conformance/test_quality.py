"""Quality points beside the same scheme written as SPARQL: equal, metric by metric, on every dataset of the corpora.

The questions below say each metric once more, over the raw triples and the vocabulary's graph; they share nothing with
shapes/quality.py but the points.
"""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, Variable, parse

from shapes.quality import MET, NOT_KNOWN, measure, yardstick
from tests.conformance.corpora import kinds, readable
from vocab.description import Description
from vocab.namespaces import DCAT, PREFIXES, RDF
from vocab.terms import background, vocabulary_graph

BASE = "http://127.0.0.1:8080"
BY = yardstick(BASE)
ENOUGH = 190
SAYS = 'FILTER(!isLiteral(?v) || REGEX(STR(?v), "[^ \\\\t\\\\r\\\\n]"))'
LISTED = "GRAPH ?vocabulary {{ ?v skos:inScheme/skos:notation '{}' }}"
MEMBER = "GRAPH ?vocabulary {{ <{}/id/concept/file-type/{}> skos:member ?v }}"
EUROPEAN = 'REGEX(STR({}), "^http://publications.europa.eu/resource/authority/file-type/[A-Z0-9_]+$")'
IANA = 'REGEX(STR({}), "^https?://www.iana.org/assignments/media-types/[a-z]+/[A-Za-z0-9_.+-]+$")'
BOTH = (
    f"?f dct:format ?format ; dcat:mediaType ?media FILTER(isIRI(?format) && {EUROPEAN.format('?format')}"
    f" && isIRI(?media) && {IANA.format('?media')})"
)

OF_DATASET = {
    "keyword": f"?d dcat:keyword ?v {SAYS}",
    "theme": f"?d dcat:theme ?v {SAYS}",
    "spatial": f"?d dct:spatial ?v {SAYS}",
    "temporal": f"?d dct:temporal ?v {SAYS}",
    "access-rights": f"?d dct:accessRights ?v {SAYS}",
    "access-rights-listed": f"?d dct:accessRights ?v . {LISTED.format('access-right')}",
    "contact": f"?d dcat:contactPoint ?v {SAYS}",
    "publisher": f"?d dct:publisher ?v {SAYS}",
}
OF_FILE = {
    "download": f"?f dcat:downloadURL ?v {SAYS}",
    "format": f"?f dct:format ?v {SAYS}",
    "media-type": f"?f dcat:mediaType ?v {SAYS}",
    "format-listed": BOTH,
    "format-open": f"?f dct:format ?v . {MEMBER.format(BASE, 'khong-doc-quyen')}",
    "format-readable": f"?f dct:format ?v . {MEMBER.format(BASE, 'may-doc-duoc')}",
    "byte-size": f"?f dcat:byteSize ?v {SAYS}",
}
OF_EITHER = {
    "licence": f"?x dct:license ?v {SAYS}",
    "licence-listed": f"?x dct:license ?v . {LISTED.format('licence')}",
    "rights": f"?x dct:rights ?v {SAYS}",
    "issued": f"?x dct:issued ?v {SAYS}",
    "modified": f"?x dct:modified ?v {SAYS}",
}
UNSEEN = {"access-answers": DCAT.accessURL, "download-answers": DCAT.downloadURL}


def asked(store: Store, dataset: NamedNode, pattern: str) -> set[object]:
    """What ?f is in the answers; the dataset itself when the pattern knows no ?f."""
    query = f"SELECT DISTINCT ?d ?vocabulary ?f WHERE {{ ?d a ?kind . {pattern} }}"
    bound = {Variable("d"): dataset, Variable("vocabulary"): NamedNode(vocabulary_graph(BASE))}
    answers = store.query(query, prefixes=PREFIXES, substitutions=bound)
    return {row["f"] or dataset for row in answers}  # type: ignore[union-attr, index]


def by_sparql(store: Store, dataset: NamedNode) -> tuple[int, dict[object, set[str]]]:
    """The points that the best distribution gives, and the metrics met with each (None: with none)."""
    own = {slug for slug, pattern in OF_DATASET.items() if asked(store, dataset, pattern)}
    own |= {slug for slug, pattern in OF_EITHER.items() if asked(store, dataset, pattern.replace("?x", "?d"))}
    files = asked(store, dataset, "?d dcat:distribution ?f FILTER(!isLiteral(?f))")
    met: dict[object, set[str]] = {None: own} | {file: set(own) for file in files}
    for slug, pattern in {**OF_FILE, **{slug: said.replace("?x", "?f") for slug, said in OF_EITHER.items()}}.items():
        for file in asked(store, dataset, f"?d dcat:distribution ?f . {pattern}") & files:
            met[file].add(slug)
    points = {metric.slug: metric.points for metric in BY.scheme.metrics}
    return max(sum(points[slug] for slug in slugs) for slugs in met.values()), met


@pytest.fixture(scope="module")
def files(shared: Path) -> dict[str, list[Triple]]:
    return {path: list(triples) for kind in kinds() for path, triples in readable(kind).items()}


@pytest.fixture(scope="module")
def store() -> Store:
    """The vocabulary's graph, which takes long to fill in; each file stands in the default graph for its turn."""
    store = Store()
    store.extend(parse(background(BASE)[vocabulary_graph(BASE)], format=RdfFormat.N_QUADS))
    return store


def test_every_dataset_of_the_corpora_has_the_points_that_sparql_gives_it(
    files: dict[str, list[Triple]], store: Store
) -> None:
    seen, totals = 0, set()
    for path, triples in files.items():
        datasets = {t.subject for t in triples if t.predicate == RDF.type and t.object == DCAT.Dataset}
        store.clear_graph(DefaultGraph())
        store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
        for dataset in (one for one in datasets if isinstance(one, NamedNode)):
            found = measure(Description(dataset.value, tuple(triples), ""), BY)
            total, met = by_sparql(store, dataset)
            assert found.total == total, (path, dataset)
            slugs = {metric.slug for metric, sign in found.signs() if sign == MET}
            assert slugs in met.values(), (path, dataset)
            unknown = {metric.slug for metric, sign in found.signs() if sign == NOT_KNOWN} - {"dcat-ap"}
            assert unknown <= set(UNSEEN)
            assert all(any(t.predicate == UNSEEN[slug] for t in triples) for slug in unknown)
            seen += 1
            totals.add(total)
    assert seen >= ENOUGH, "the corpora hold as many datasets as ever"
    assert len(totals) > 20, "they are of many kinds"


def test_a_file_without_a_named_dataset_is_measured_too() -> None:
    said = [Triple(BlankNode("d"), DCAT.keyword, NamedNode("urn:k"))]
    assert measure(Description("urn:none", tuple(said), ""), BY).total == 0
