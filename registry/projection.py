"""From ledger to views: what one record becomes in the store. Pure functions, so that a worker can do the many."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from registry.config import Config
from registry.ledger import Current
from registry.words import Words
from vocab.identifiers import dataset_of
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, RDF, SKOS

AS_IT_IS = NamedNode("http://purl.org/adms/status/Completed")
"""The status of a record that is public (ADMS, status)."""
PROFILE = NamedNode(DCATAP.iri)
"""The application profile that public descriptions keep to."""
_EU = "http://publications.europa.eu/resource/authority"
_VIETNAMESE = NamedNode(f"{_EU}/language/VIE")
_VIETNAM = NamedNode(f"{_EU}/country/VNM")
_THEMES = NamedNode(f"{_EU}/data-theme")

_RECORD = "".join(
    f"{statement} %(record)s .\n"
    for statement in (
        f"%(record)s {RDF.type} {DCAT.CatalogRecord}",
        f"%(record)s {FOAF.primaryTopic} %(dataset)s",
        f"%(record)s {DCT.issued} %(issued)s",
        f"%(record)s {DCT.modified} %(modified)s",
        f"%(record)s {ADMS.status} {AS_IT_IS}",
        f"%(record)s {DCT.conformsTo} {PROFILE}",
        f"%(catalogue)s {DCAT.dataset} %(dataset)s",
        f"%(catalogue)s {DCAT.record} %(record)s",
    )
)


def catalogue_iri(base: str) -> str:
    return f"{base}/catalog"


def registry_graph(base: str) -> str:
    return f"{base}/graph/registry"


def record_quads(current: Current, base: str) -> bytes:
    """The N-Quads of the dcat:CatalogRecord itself: what the ledger knows of the description (DCAT-AP 3.0.1, 4.3)."""
    # By hand, for every record of every page passes here; nothing in it asks to be escaped.
    named = {
        "record": f"<{current.record}>",
        "dataset": f"<{dataset_of(current.record)}>",
        "catalogue": f"<{catalogue_iri(base)}>",
        "issued": _moment(current.issued),
        "modified": _moment(current.modified),
    }
    return (_RECORD % named).encode()


def record_graphs(currents: Iterable[Current], bodies: Mapping[int, bytes], base: str) -> dict[str, bytes]:
    """The store's graph of each record that has a body: a dataset's with its record's own triples."""
    return {
        current.record: bodies[current.body_seq] + (record_quads(current, base) if current.state == "public" else b"")
        for current in currents
        if current.body_seq in bodies
    }


def catalogue_quads(config: Config, words: Words) -> bytes:
    """The graph of the registry itself: the dcat:Catalog, without the links each record brings along."""
    graph, catalogue = NamedNode(registry_graph(config.base)), NamedNode(catalogue_iri(config.base))
    named = words.code_lists["field"]
    fields = NamedNode(named.scheme)
    triples: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, DCAT.Catalog),
        (DCT.title, Literal(f"{config.site_vi} {config.province_vi}", language="vi")),
        (DCT.title, Literal(f"{config.site_en}, {config.province_en}", language="en")),
        (DCT.description, Literal("Mô tả mọi tập dữ liệu mở của các cơ quan trong tỉnh.", language="vi")),
        (DCT.description, Literal("Descriptions of every open dataset of the province's agencies.", language="en")),
        (FOAF.homepage, NamedNode(f"{config.base}/")),
        (DCT.language, _VIETNAMESE),
        (DCT.spatial, _VIETNAM),
        (DCAT.themeTaxonomy, _THEMES),
        (DCAT.themeTaxonomy, fields),
    ]
    if agency := words.agency(config.publisher):
        triples.append((DCT.publisher, NamedNode(agency.iri)))
    kinds = (
        (NamedNode(f"{config.base}/"), FOAF.Document),
        (_VIETNAMESE, DCT.LinguisticSystem),
        (_VIETNAM, DCT.Location),
        (_THEMES, SKOS.ConceptScheme),
        (fields, SKOS.ConceptScheme),
    )
    return _quads(
        (
            *(Quad(catalogue, predicate, term, graph) for predicate, term in triples),
            *(Quad(node, RDF.type, kind, graph) for node, kind in kinds),
            Quad(_THEMES, DCT.title, Literal("Data theme", language="en"), graph),
            *(Quad(fields, DCT.title, Literal(text, language=lang), graph) for lang, text in named.labels.items()),
        )
    )


def _moment(text: str) -> str:
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'


def _quads(quads: Iterable[Quad]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
