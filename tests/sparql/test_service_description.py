"""The endpoint's account of itself: what the two specifications ask for, the limits, and true counts."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

from sparql.answering import GRAPH_FORMATS, RESULT_FORMATS
from sparql.negotiation import GRAPHS, Offer
from sparql.service_description import FUNCTIONS, SD, NamedGraph, Service, Stated, describe_service
from sparql.statistics import count
from sparql.void import Download, Whole, distributions
from tests.sparql.bodies import BASE, body
from tests.sparql.merged import merge
from vocab.namespaces import DCAT, DCT, RDF, RDFS, SPDX, VOID, XSD

ADDRESS = f"{BASE}/sparql"
SERVICE, CATALOGUE = NamedNode(ADDRESS), NamedNode(f"{BASE}/")
WKT = "<http://www.opengis.net/ont/geosparql#wktLiteral>"
SHAPES = (f'"POLYGON((0 0,2 0,2 2,0 2,0 0))"^^{WKT}', f'"POINT(1 1)"^^{WKT}')
WHOLE = Whole(f"{BASE}/", ADDRESS, f"{BASE}/dump", (f"{BASE}/id/",), f"{BASE}/id/dataset/{1:012d}")
DUMP = Download(f"{BASE}/dump/7-abc/catalogue.nq.gz", "nq", 1234, "ab" * 32)
MADE = "2026-11-22T01:02:03.000000Z"


def described(service: Service | None = None, offer: Offer = GRAPHS[0]) -> set[Triple]:
    written = describe_service(service or Service(ADDRESS, WHOLE), offer)
    return {quad.triple for quad in parse(written, format=GRAPH_FORMATS[offer.format])}


def values(found: set[Triple], subject: NamedNode, predicate: NamedNode) -> set[str]:
    return {t.object.value for t in found if (t.subject, t.predicate) == (subject, predicate)}  # type: ignore[union-attr]


def test_it_is_a_service_with_an_endpoint_a_dataset_and_its_result_formats() -> None:
    """Sections 3.1 and 3.2: the class sd:Service and what it is said to have."""
    found = described()
    assert Triple(SERVICE, RDF.type, SD.Service) in found
    assert Triple(SERVICE, SD.endpoint, SERVICE) in found
    assert values(found, SERVICE, SD.supportedLanguage) == {SD.SPARQL11Query.value}, "it takes no updates"
    assert values(found, SERVICE, SD.feature) == {SD.UnionDefaultGraph.value}
    assert values(found, SERVICE, SD.defaultEntailmentRegime) == {"http://www.w3.org/ns/entailment/Simple"}
    assert len(values(found, SERVICE, SD.resultFormat)) == len(RESULT_FORMATS) + len(GRAPH_FORMATS)
    assert not values(found, SERVICE, SD.inputFormat), "it loads nothing"
    default = [triple for triple in found if triple.predicate == SD.defaultDataset]
    assert len(default) == 1 and isinstance(default[0].object, BlankNode)


def test_a_graph_that_is_always_there_is_named_and_says_what_it_holds() -> None:
    """Section 3.4: sd:namedGraph, sd:name, sd:graph."""
    graph = NamedGraph(f"{BASE}/graph/agencies", "Cơ quan.", "Agencies.")
    found = described(Service(ADDRESS, WHOLE, graphs=(graph,)))
    (name,) = {t.subject for t in found if (t.predicate, t.object) == (SD.name, NamedNode(graph.iri))}
    (dataset,) = {t.subject for t in found if (t.predicate, t.object) == (SD.namedGraph, name)}
    assert Triple(dataset, RDF.type, SD.Dataset) in found and Triple(name, RDF.type, SD.NamedGraph) in found
    (content,) = {t.object for t in found if (t.subject, t.predicate) == (name, SD.graph)}
    assert isinstance(content, BlankNode) and Triple(content, RDFS.comment, Literal("Cơ quan.", language="vi")) in found
    said = {t.object.value for t in found if (t.subject, t.predicate) == (dataset, RDFS.comment)}
    assert all("/id/record/" in text for text in said) and len(said) == 2, "the many graphs are told of in words"


@pytest.mark.parametrize("offer", GRAPHS[:6], ids=lambda offer: offer.format)
def test_it_says_the_same_in_every_form(offer: Offer) -> None:
    named = {str(t) for t in described(offer=offer) if "_:" not in str(t)}
    assert named == {str(t) for t in described() if "_:" not in str(t)}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.value.rpartition("/")[2])
def test_each_function_that_is_named_is_there(function: NamedNode) -> None:
    """Section 3.3.3: sd:extensionFunction."""
    store, tried = Store(), []
    for arguments in (", ".join(SHAPES), f'{", ".join(SHAPES)}, "T*F**FFF*"', SHAPES[0]):
        found = store.query(f"SELECT ({function}({arguments}) AS ?value) {{}}")
        assert isinstance(found, QuerySolutions)
        tried += [row["value"] for row in found]
    assert any(value is not None for value in tried)


def test_the_limits_are_stated_in_both_languages() -> None:
    stated = Stated(seconds=7.5, parallel=5, budget=60, megabytes=1024)
    comments = {t.object for t in described(Service(ADDRESS, WHOLE, stated)) if t.subject == SERVICE}
    texts = {c.language: c.value for c in comments if isinstance(c, Literal) and c.language}
    assert set(texts) == {"vi", "en"}
    for said in ("64 kB", "7.5", "10000", "1024 MiB", "5 ", "60 "):
        assert all(said in text for text in texts.values()), said
    unlimited = {t.object.value for t in described() if t.subject == SERVICE and t.predicate == RDFS.comment}
    assert not any("client" in text for text in unlimited), "what is not limited is not stated"


def test_the_counts_are_those_of_the_generation() -> None:
    store = Store()
    store.extend(parse(body(1, 1), format=RdfFormat.N_QUADS))
    merge(store)
    store.extend(parse(b"<urn:a> a <urn:Class> . <urn:b> a <urn:Class> .", format=RdfFormat.TURTLE))
    statistics = count(store, position=12)
    whole = Whole(WHOLE.iri, ADDRESS, WHOLE.page, modified=MADE, downloads=(DUMP,), statistics=statistics)
    found = described(Service(ADDRESS, whole))
    assert values(found, CATALOGUE, VOID.triples) == {"24"} and values(found, CATALOGUE, VOID["classes"]) == {"1"}
    assert values(found, CATALOGUE, VOID.properties) == {"23"} and values(found, CATALOGUE, VOID.distinctSubjects) == {
        "4"
    }
    assert values(found, CATALOGUE, VOID.dataDump) == {DUMP.address}
    assert values(found, CATALOGUE, VOID.vocabulary) == {RDF.iri}, "only what is used and is known by a prefix"
    assert sum(t.predicate == VOID.classPartition for t in found) == 1
    (part,) = {t.subject for t in found if (t.predicate, t.object) == (VOID.property, RDF.type)}
    assert Triple(part, VOID.triples, Literal("2", datatype=XSD.integer)) in found
    (union,) = {t.object for t in found if t.predicate == SD.defaultGraph}
    assert Triple(union, VOID.triples, Literal("24", datatype=XSD.integer)) in found  # type: ignore[arg-type]  # a node


def test_without_a_dump_it_counts_nothing_and_says_where_to_begin() -> None:
    found = described()
    assert values(found, CATALOGUE, VOID.exampleResource) == {WHOLE.example}
    assert values(found, CATALOGUE, VOID.uriSpace) == {f"{BASE}/id/"}
    assert not values(found, CATALOGUE, VOID.triples) | values(found, CATALOGUE, DCT.modified)


def test_a_file_of_a_dump_is_a_distribution_with_its_size_and_checksum() -> None:
    found = set(distributions(Whole(WHOLE.iri, ADDRESS, WHOLE.page, modified=MADE, downloads=(DUMP,))))
    file = NamedNode(DUMP.address)
    assert Triple(CATALOGUE, DCAT.distribution, file) in found and Triple(file, RDF.type, DCAT.Distribution) in found
    assert values(found, file, DCAT.byteSize) == {"1234"}
    assert {value.rpartition("/")[2] for value in values(found, file, DCAT.mediaType)} == {"n-quads"}
    assert {value.rpartition("/")[2] for value in values(found, file, DCAT.compressFormat)} == {"gzip"}
    (checksum,) = {t.object for t in found if t.predicate == SPDX.checksum}
    assert Triple(checksum, SPDX.checksumValue, Literal("ab" * 32, datatype=XSD.hexBinary)) in found  # type: ignore[arg-type]
