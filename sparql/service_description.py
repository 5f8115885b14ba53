"""What the endpoint says of itself: SPARQL 1.1 Service Description, and with it the VoID description of what it serves.

https://www.w3.org/TR/sparql11-service-description/
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from sparql.answering import GRAPH_FORMATS, RESULT_FORMATS, AnswerCaps
from sparql.negotiation import Offer
from sparql.scanner import Caps
from sparql.void import FORMAT_NAMES, FORMATS, Whole, about, integer
from vocab.namespaces import DCAT, PREFIXES, RDF, RDFS, VOID, Namespace

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SIMPLE = NamedNode("http://www.w3.org/ns/entailment/Simple")
GEO = Namespace("http://www.opengis.net/def/function/geosparql/")
_KINDS = (
    ("sf", ("Equals", "Disjoint", "Intersects", "Touches", "Crosses", "Within", "Contains", "Overlaps")),
    ("eh", ("Equals", "Disjoint", "Meet", "Overlap", "Covers", "CoveredBy", "Inside", "Contains")),
    ("rcc8", ("eq", "dc", "ec", "po", "tppi", "tpp", "ntpp", "ntppi")),
    ("", ("relate", "getSRID", "envelope", "convexHull", "centroid")),
)
FUNCTIONS = tuple(GEO[kind + name] for kind, names in _KINDS for name in names)
"""The functions beyond SPARQL's own that the engine knows: of GeoSPARQL, each tried in the tests."""


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """A graph that is always there, and in a few words what it holds."""

    iri: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What the endpoint allows, as it says of itself; a client may have `parallel` questions under way and use `budget`
    seconds a minute (0: any), `megabytes` is a question's memory (0: not said)."""

    caps: Caps = field(default_factory=Caps)
    answers: AnswerCaps = field(default_factory=AnswerCaps)
    seconds: float = 10.0
    parallel: int = 0
    budget: float = 0.0
    megabytes: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """The endpoint: its address, what it serves and what it allows, the graphs that are always there, and where more is
    told (examples, graphs by address)."""

    address: str
    whole: Whole
    stated: Stated = field(default_factory=Stated)
    graphs: tuple[NamedGraph, ...] = ()
    more: tuple[str, ...] = ()


def describe_service(service: Service, offer: Offer) -> bytes:
    """The description of the endpoint in the form the client chose."""
    triples = [*_service(service), *_dataset(service), *_limits(service), *about(service.whole)]
    return serialize(triples, format=GRAPH_FORMATS[offer.format], prefixes={**PREFIXES, "sd": SD.iri}) or b""


def _service(service: Service) -> Iterator[Triple]:
    node = NamedNode(service.address)
    yield Triple(node, RDF.type, SD.Service)
    yield Triple(node, SD.endpoint, node)
    yield Triple(node, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(node, SD.feature, SD.UnionDefaultGraph)
    yield Triple(node, SD.defaultEntailmentRegime, SIMPLE)
    yield Triple(node, SD.defaultDataset, BlankNode("dataset"))
    yield Triple(node, DCAT.servesDataset, NamedNode(service.whole.iri))
    for name in (*RESULT_FORMATS, *GRAPH_FORMATS):
        yield Triple(node, SD.resultFormat, FORMATS[FORMAT_NAMES[name]])
    for function in FUNCTIONS:
        yield Triple(node, SD.extensionFunction, function)
        yield Triple(function, RDF.type, SD.Function)
    for address in service.more:
        yield Triple(node, RDFS.seeAlso, NamedNode(address))


def _dataset(service: Service) -> Iterator[Triple]:
    """The dataset that is asked when a question names none: the merge of all, and by name what is always there."""
    dataset, merge = BlankNode("dataset"), BlankNode("merge")
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, merge)
    yield Triple(merge, RDF.type, SD.Graph)
    if service.whole.statistics is not None:
        yield Triple(merge, VOID.triples, integer(service.whole.statistics.triples))
    yield from _said(dataset, *_many_graphs(service))
    for place, graph in enumerate(service.graphs):
        name, content = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
        yield Triple(dataset, SD.namedGraph, name)
        yield Triple(name, RDF.type, SD.NamedGraph)
        yield Triple(name, SD.name, NamedNode(graph.iri))
        yield Triple(name, SD.graph, content)
        yield Triple(content, RDF.type, SD.Graph)
        yield from _said(content, graph.vi, graph.en)


def _many_graphs(service: Service) -> tuple[str, str]:
    """There are too many graphs to name each: their pattern, in words."""
    space = service.whole.iri
    return (
        f"Ngoài các đồ thị kể ở đây: mỗi bản ghi công bố một đồ thị {space}id/record/…, mỗi tập dữ liệu của bộ, ngành "
        f"một đồ thị {space}id/ministry-dataset/…, mỗi lần tổ chức lại một đồ thị {space}id/change/….",
        f"Besides the graphs named here: each public record has a graph {space}id/record/..., each dataset of a ministry "
        f"a graph {space}id/ministry-dataset/..., each reorganisation a graph {space}id/change/....",
    )


def _limits(service: Service) -> Iterator[Triple]:
    """Sentences, for no standard has words for limits."""
    stated = service.stated
    caps, answers = stated.caps, stated.answers
    vi = [
        f"Giới hạn: câu truy vấn {caps.text // 1024} kB, ngoặc lồng {caps.depth} tầng, {caps.operators} ngoặc và phép toán; "
        f"{stated.seconds:g} giây; kết quả {answers.rows} dòng, {answers.bytes >> 20} MiB; không có SERVICE."
    ]
    en = [
        f"Limits: a query of {caps.text // 1024} kB, brackets {caps.depth} deep, {caps.operators} brackets and "
        f"operators; {stated.seconds:g} seconds; {answers.rows} rows, {answers.bytes >> 20} MiB; no SERVICE."
    ]
    if stated.megabytes:
        vi.append(f"Bộ nhớ: {stated.megabytes} MiB.")
        en.append(f"Memory: {stated.megabytes} MiB.")
    if stated.parallel:
        vi.append(f"Mỗi nơi hỏi: {stated.parallel} câu cùng lúc.")
        en.append(f"Each client: {stated.parallel} queries at once.")
    if stated.budget:
        vi.append(f"Mỗi nơi hỏi: {stated.budget:g} giây xử lý trong một phút.")
        en.append(f"Each client: {stated.budget:g} seconds of query time a minute.")
    yield from _said(NamedNode(service.address), " ".join(vi), " ".join(en))


def _said(node: NamedNode | BlankNode, vi: str, en: str) -> Iterator[Triple]:
    yield Triple(node, RDFS.comment, Literal(vi, language="vi"))
    yield Triple(node, RDFS.comment, Literal(en, language="en"))
