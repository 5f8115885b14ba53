"""From ledger to views: what one record becomes in the store. Pure functions, so that a worker can do the many."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from registry.config import Config
from registry.ledger import Current
from registry.words import Words
from vocab.identifiers import dataset_of
from vocab.namespaces import DCAT, DCT, FOAF, RDF, XSD


def catalogue_iri(base: str) -> str:
    return f"{base}/catalog"


def registry_graph(base: str) -> str:
    return f"{base}/graph/registry"


def record_quads(current: Current, base: str) -> bytes:
    """The N-Quads of the dcat:CatalogRecord itself: what the ledger knows of the description (DCAT-AP 3.0.1, 4.3)."""
    record, dataset = NamedNode(current.record), NamedNode(dataset_of(current.record))
    catalogue = NamedNode(catalogue_iri(base))
    triples = (
        (record, RDF.type, DCAT.CatalogRecord),
        (record, FOAF.primaryTopic, dataset),
        (record, DCT.issued, _moment(current.issued)),
        (record, DCT.modified, _moment(current.modified)),
        (catalogue, DCAT.dataset, dataset),
        (catalogue, DCAT.record, record),
    )
    return _quads((Quad(s, p, o, record) for s, p, o in triples))


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
    triples: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, DCAT.Catalog),
        (DCT.title, Literal(f"{config.site_vi} {config.province_vi}", language="vi")),
        (DCT.title, Literal(f"{config.site_en}, {config.province_en}", language="en")),
        (DCT.description, Literal("Mô tả mọi tập dữ liệu mở của các cơ quan trong tỉnh.", language="vi")),
        (DCT.description, Literal("Descriptions of every open dataset of the province's agencies.", language="en")),
        (FOAF.homepage, NamedNode(f"{config.base}/")),
        (DCT.language, NamedNode("http://publications.europa.eu/resource/authority/language/VIE")),
        (DCAT.themeTaxonomy, NamedNode("http://publications.europa.eu/resource/authority/data-theme")),
    ]
    if agency := words.agency(config.publisher):
        triples.append((DCT.publisher, NamedNode(agency.iri)))
    return _quads(Quad(catalogue, predicate, term, graph) for predicate, term in triples)


def _moment(text: str) -> Literal:
    return Literal(text, datatype=XSD.dateTime)


def _quads(quads: Iterable[Quad]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
