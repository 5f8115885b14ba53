"""The endpoint's account of itself: what the two specifications ask for, the limits, and true counts."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

from sparql.answering import GRAPH_FORMATS
from sparql.negotiation import GRAPHS, Offer
from sparql.service_description import SD, Stated, count, describe_service
from tests.sparql.bodies import BASE, body
from vocab.namespaces import RDF, RDFS, VOID

ADDRESS = f"{BASE}/sparql"
SERVICE = NamedNode(ADDRESS)
WHOLE = NamedNode(f"{BASE}/")


def described(offer: Offer = GRAPHS[0], **more: object) -> set[Triple]:
    written = describe_service(ADDRESS, offer, **more)  # type: ignore[arg-type]  # passed through as given
    return {quad.triple for quad in parse(written, format=GRAPH_FORMATS[offer.format])}


def test_it_is_a_service_with_an_endpoint_a_dataset_and_its_result_formats() -> None:
    found = described()
    assert Triple(SERVICE, RDF.type, SD.Service) in found
    assert Triple(SERVICE, SD.endpoint, SERVICE) in found
    assert Triple(SERVICE, SD.supportedLanguage, SD.SPARQL11Query) in found
    assert Triple(SERVICE, SD.feature, SD.UnionDefaultGraph) in found
    assert sum(triple.predicate == SD.resultFormat for triple in found) == 10
    default = [triple for triple in found if triple.predicate == SD.defaultDataset]
    assert len(default) == 1 and isinstance(default[0].object, BlankNode)


@pytest.mark.parametrize("offer", GRAPHS[:6], ids=lambda offer: offer.format)
def test_it_says_the_same_in_every_form(offer: Offer) -> None:
    named = {triple for triple in described(offer) if isinstance(triple.subject, NamedNode)}
    plain = {triple for triple in described() if isinstance(triple.subject, NamedNode)}
    assert {str(t) for t in named if "_:" not in str(t)} == {str(t) for t in plain if "_:" not in str(t)}


def test_the_limits_are_stated_in_both_languages() -> None:
    comments = {t.object for t in described(stated=Stated(seconds=7.5)) if t.predicate == RDFS.comment}
    texts = {comment.language: comment.value for comment in comments if isinstance(comment, Literal)}
    assert set(texts) == {"vi", "en"}
    assert all("64 kB" in text and "7.5" in text and "10000" in text for text in texts.values())


def test_the_counts_are_those_of_the_generation() -> None:
    store = Store()
    store.extend(parse(body(1, 1), format=RdfFormat.N_QUADS))
    store.extend(parse(b"<urn:a> a <urn:Class> . <urn:b> a <urn:Class> .", format=RdfFormat.TURTLE))
    statistics = count(store, position=12)
    assert (statistics.triples, statistics.classes) == (24, (("urn:Class", 2),))
    found = described(statistics=statistics, stated=Stated(dump=f"{BASE}/dump.nq"))
    assert {t.object.value for t in found if t.predicate == VOID.triples and isinstance(t.object, Literal)} == {"24"}
    assert Triple(WHOLE, VOID.dataDump, NamedNode(f"{BASE}/dump.nq")) in found
    assert sum(t.predicate == VOID.classPartition for t in found) == 1
