"""What the endpoint says of itself: SPARQL 1.1 Service Description and VoID, in one graph.

https://www.w3.org/TR/sparql11-service-description/ · https://www.w3.org/TR/void/
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize
from pyoxigraph import Store as Engine

from sparql.answering import GRAPH_FORMATS, AnswerCaps
from sparql.negotiation import Offer
from sparql.queries import named
from sparql.scanner import Caps
from vocab.namespaces import DCT, PREFIXES, RDF, RDFS, REG, VOID, XSD, Namespace

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much a generation holds: triples over all graphs, things by class IRI; `position` is the ledger's."""

    triples: int
    classes: tuple[tuple[str, int], ...]
    position: int


@dataclass(frozen=True, slots=True)
class Stated:
    """What the endpoint allows, as it says of itself; `dump` is the address of the whole, None when there is none."""

    caps: Caps = field(default_factory=Caps)
    answers: AnswerCaps = field(default_factory=AnswerCaps)
    seconds: float = 10.0
    dump: str | None = None


def count(engine: Engine, position: int) -> Statistics:
    """The statistics of a generation; takes time in proportion to it: ask once per generation, in a worker."""
    rows = named("classes").run(engine)
    classes = tuple((row["class"], int(row["things"])) for row in rows)
    return Statistics(len(engine), classes, position)


def describe_service(
    address: str, offer: Offer, stated: Stated | None = None, statistics: Statistics | None = None
) -> bytes:
    """The description of the endpoint at `address` in the form the client chose.

    The dataset it serves bears the address of the registry's home page, and is counted when `statistics` are given.
    """
    service, whole = NamedNode(address), NamedNode(urljoin(address, "/"))
    triples = [*_service(service, whole), *_limits(service, stated or Stated())]
    triples += _dataset(service, whole, stated or Stated(), statistics)
    return serialize(triples, format=GRAPH_FORMATS[offer.format], prefixes={**PREFIXES, "sd": SD.iri}) or b""


def _service(service: NamedNode, whole: NamedNode) -> Iterator[Triple]:
    dataset = BlankNode("dataset")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.feature, SD.UnionDefaultGraph)
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, whole)
    yield Triple(whole, RDF.type, SD.Graph)
    for name in FORMAT_NAMES:
        yield Triple(service, SD.resultFormat, FORMATS[name])


def _limits(service: NamedNode, stated: Stated) -> Iterator[Triple]:
    """Sentences, for no standard has words for limits."""
    caps, answers = stated.caps, stated.answers
    vi = (
        f"Giới hạn: câu hỏi {caps.text // 1024} kB, ngoặc lồng {caps.depth} tầng, {caps.operators} ngoặc và phép toán; "
        f"{stated.seconds:g} giây; kết quả {answers.rows} dòng, {answers.bytes >> 20} MiB; không có SERVICE."
    )
    en = (
        f"Limits: a query of {caps.text // 1024} kB, brackets {caps.depth} deep, {caps.operators} brackets and "
        f"operators; {stated.seconds:g} seconds; {answers.rows} rows, {answers.bytes >> 20} MiB; no SERVICE."
    )
    yield Triple(service, RDFS.comment, Literal(vi, language="vi"))
    yield Triple(service, RDFS.comment, Literal(en, language="en"))


def _dataset(service: NamedNode, whole: NamedNode, stated: Stated, statistics: Statistics | None) -> Iterator[Triple]:
    yield Triple(whole, RDF.type, VOID.Dataset)
    yield Triple(whole, DCT.title, Literal("Danh mục dữ liệu của tỉnh", language="vi"))
    yield Triple(whole, DCT.title, Literal("The province's catalogue of data", language="en"))
    yield Triple(whole, VOID.sparqlEndpoint, service)
    if stated.dump is not None:
        yield Triple(whole, VOID.dataDump, NamedNode(stated.dump))
    if statistics is not None:
        yield Triple(whole, VOID.triples, _integer(statistics.triples))
        yield Triple(whole, REG.ledgerPosition, _integer(statistics.position))
        yield from _classes(whole, statistics)


def _classes(whole: NamedNode, statistics: Statistics) -> Iterator[Triple]:
    for place, (iri, things) in enumerate(statistics.classes):
        part = BlankNode(f"class{place}")
        yield Triple(whole, VOID.classPartition, part)
        yield Triple(part, VOID["class"], NamedNode(iri))
        yield Triple(part, VOID.entities, _integer(things))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
