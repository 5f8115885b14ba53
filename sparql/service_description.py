"""What the endpoint says of itself: SPARQL 1.1 Service Description and VoID, in one graph.

https://www.w3.org/TR/sparql11-service-description/ · https://www.w3.org/TR/void/
"""

from collections.abc import Iterator
from dataclasses import dataclass

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
Resource = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much a generation holds: triples over all graphs, things by class IRI; `position` is the ledger's."""

    triples: int
    classes: tuple[tuple[str, int], ...]
    position: int


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the endpoint is and what it allows; `dump` is the address of the whole, None when there is none."""

    address: str
    base: str
    caps: Caps
    answers: AnswerCaps
    seconds: float
    dump: str | None = None


def count(engine: Engine, position: int) -> Statistics:
    """The statistics of a generation; takes time in proportion to it: ask once per generation, in a worker."""
    rows = named("classes").run(engine)
    classes = tuple((row["class"], int(row["things"])) for row in rows)
    return Statistics(len(engine), classes, position)


def describe(endpoint: Endpoint, statistics: Statistics | None, offer: Offer) -> bytes:
    """The description in the form the client chose."""
    triples = [*_service(endpoint), *_limits(endpoint), *(_dataset(endpoint, statistics) if statistics else ())]
    return serialize(triples, format=GRAPH_FORMATS[offer.format], prefixes={**PREFIXES, "sd": SD.iri}) or b""


def _service(endpoint: Endpoint) -> Iterator[Triple]:
    service, dataset = NamedNode(endpoint.address), BlankNode("dataset")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.feature, SD.UnionDefaultGraph)
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(service, SD.availableGraphs, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, NamedNode(f"{endpoint.base}/"))
    yield Triple(NamedNode(f"{endpoint.base}/"), RDF.type, SD.Graph)
    for name in FORMAT_NAMES:
        yield Triple(service, SD.resultFormat, FORMATS[name])


def _limits(endpoint: Endpoint) -> Iterator[Triple]:
    """Sentences, for no standard has words for limits."""
    caps, answers, service = endpoint.caps, endpoint.answers, NamedNode(endpoint.address)
    vi = (
        f"Giới hạn: câu hỏi {caps.text // 1024} kB, ngoặc lồng {caps.depth} tầng, {caps.operators} ngoặc và phép toán; "
        f"{endpoint.seconds:g} giây; kết quả {answers.rows} dòng, {answers.bytes >> 20} MiB; không có SERVICE."
    )
    en = (
        f"Limits: a query of {caps.text // 1024} kB, brackets {caps.depth} deep, {caps.operators} brackets and operators; "
        f"{endpoint.seconds:g} seconds; an answer of {answers.rows} rows, {answers.bytes >> 20} MiB; no SERVICE."
    )
    yield Triple(service, RDFS.comment, Literal(vi, language="vi"))
    yield Triple(service, RDFS.comment, Literal(en, language="en"))


def _dataset(endpoint: Endpoint, statistics: Statistics) -> Iterator[Triple]:
    whole = NamedNode(f"{endpoint.base}/")
    yield Triple(whole, RDF.type, VOID.Dataset)
    yield Triple(whole, DCT.title, Literal("Danh mục dữ liệu của tỉnh", language="vi"))
    yield Triple(whole, DCT.title, Literal("The province's catalogue of data", language="en"))
    yield Triple(whole, VOID.sparqlEndpoint, NamedNode(endpoint.address))
    yield Triple(whole, VOID.triples, _integer(statistics.triples))
    yield Triple(whole, REG.ledgerPosition, _integer(statistics.position))
    if endpoint.dump is not None:
        yield Triple(whole, VOID.dataDump, NamedNode(endpoint.dump))
    for place, (iri, things) in enumerate(statistics.classes):
        part = BlankNode(f"class{place}")
        yield Triple(whole, VOID.classPartition, part)
        yield Triple(part, VOID["class"], NamedNode(iri))
        yield Triple(part, VOID.entities, _integer(things))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
