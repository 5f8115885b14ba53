"""What the catalogue says of itself as a set of triples: VoID, and each dump as a DCAT distribution with its checksum.

https://www.w3.org/TR/void/ · https://www.w3.org/TR/vocab-dcat-3/#Class:Distribution
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from sparql.negotiation import GRAPHS, named
from sparql.statistics import Statistics
from vocab.namespaces import DCAT, DCT, FOAF, PREFIXES, RDF, RDFS, REG, SPDX, VOID, XSD, Namespace

FORMATS = Namespace("http://www.w3.org/ns/formats/")
FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nq": "N-Quads",
}
"""What the W3C's registry of formats calls each form, by its short name here."""
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_CATALOGUE = (
    Literal("Toàn bộ danh mục dữ liệu dưới dạng RDF", language="vi"),
    Literal("The whole catalogue of data as RDF", language="en"),
)


@dataclass(frozen=True, slots=True)
class Download:
    """One file of a dump: its address, short name of its form (nq, trig), bytes as packed by gzip, hex SHA-256 of these."""

    address: str
    format: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Whole:
    """The catalogue as a set of triples, and where it is had.

    `iri` is its own, `service` the endpoint's, `spaces` begin the IRIs it gives out, `example` is one of its things, ""
    for none; `page` tells people of the dumps. `modified` is when the newest dump was made, an xsd:dateTime, and
    `statistics` count what that holds; without a dump there are none of them.
    """

    iri: str
    service: str
    page: str
    spaces: tuple[str, ...] = ()
    example: str = ""
    modified: str = ""
    downloads: tuple[Download, ...] = ()
    statistics: Statistics | None = None


def about(whole: Whole) -> Iterator[Triple]:
    """The catalogue as a void:Dataset: where it is asked and loaded, and how much it holds."""
    node = NamedNode(whole.iri)
    yield Triple(node, RDF.type, VOID.Dataset)
    for title in _CATALOGUE:
        yield Triple(node, DCT.title, title)
    yield Triple(node, VOID.sparqlEndpoint, NamedNode(whole.service))
    yield Triple(node, FOAF.homepage, NamedNode(whole.iri))
    yield Triple(node, RDFS.seeAlso, NamedNode(whole.page))
    for space in whole.spaces:
        yield Triple(node, VOID.uriSpace, Literal(space))
    if whole.example:
        yield Triple(node, VOID.exampleResource, NamedNode(whole.example))
    for download in whole.downloads:
        yield Triple(node, VOID.dataDump, NamedNode(download.address))
        yield Triple(node, VOID.feature, FORMATS[FORMAT_NAMES[download.format]])
    if whole.modified:
        yield Triple(node, DCT.modified, Literal(whole.modified, datatype=XSD.dateTime))
    if whole.statistics is not None:
        yield from _counted(node, whole.statistics)


def distributions(whole: Whole) -> Iterator[Triple]:
    """Each file of the dump as a dcat:Distribution of the catalogue."""
    node = NamedNode(whole.iri)
    yield Triple(node, RDF.type, DCAT.Dataset)
    for download in whole.downloads:
        offer = named(download.format, GRAPHS)
        media_type = offer.media_type if offer else ""
        yield from distribution(node, download, media_type, page=whole.page, modified=whole.modified)


def distribution(
    node: NamedNode, download: Download, media_type: str, *, page: str, modified: str, is_packed: bool = True
) -> Iterator[Triple]:
    """A file as a dcat:Distribution of `node`, with its checksum; `page` tells people of it, `media_type` may be ""."""
    file, checksum = NamedNode(download.address), BlankNode(f"sum-{download.format}")
    yield Triple(node, DCAT.distribution, file)
    yield Triple(file, RDF.type, DCAT.Distribution)
    yield Triple(file, DCAT.accessURL, NamedNode(page))
    yield Triple(file, DCAT.downloadURL, file)
    if media_type:
        yield Triple(file, DCAT.mediaType, NamedNode(_MEDIA_TYPES + media_type))
    if is_packed:
        yield Triple(file, DCAT.compressFormat, NamedNode(f"{_MEDIA_TYPES}application/gzip"))
    yield Triple(file, DCAT.byteSize, Literal(str(download.size), datatype=XSD.nonNegativeInteger))
    yield Triple(file, DCT.modified, Literal(modified, datatype=XSD.dateTime))
    yield Triple(file, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield Triple(checksum, SPDX.checksumValue, Literal(download.sha256, datatype=XSD.hexBinary))


def integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _counted(node: NamedNode, statistics: Statistics) -> Iterator[Triple]:
    totals = {
        VOID.triples: statistics.triples,
        VOID.distinctSubjects: statistics.subjects,
        VOID.distinctObjects: statistics.objects,
        VOID["classes"]: len(statistics.classes),
        VOID.properties: len(statistics.properties),
        REG.ledgerPosition: statistics.position,
    }
    for predicate, number in totals.items():
        yield Triple(node, predicate, integer(number))
    for vocabulary in _vocabularies(iri for iri, _ in (*statistics.classes, *statistics.properties)):
        yield Triple(node, VOID.vocabulary, NamedNode(vocabulary))
    for place, (iri, things) in enumerate(statistics.classes):
        part = BlankNode(f"class{place}")
        yield Triple(node, VOID.classPartition, part)
        yield Triple(part, VOID["class"], NamedNode(iri))
        yield Triple(part, VOID.entities, integer(things))
    for place, (iri, triples) in enumerate(statistics.properties):
        part = BlankNode(f"property{place}")
        yield Triple(node, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, NamedNode(iri))
        yield Triple(part, VOID.triples, integer(triples))


def _vocabularies(terms: Iterable[str]) -> list[str]:
    """The namespaces of ours that some of the terms are of."""
    used = {iri.rpartition("#")[0] + "#" if "#" in iri else iri.rpartition("/")[0] + "/" for iri in terms}
    return sorted(used & set(PREFIXES.values()))
