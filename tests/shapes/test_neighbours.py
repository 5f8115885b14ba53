"""Which datasets of one province look alike, and which only seem to: kin, editions, portals, successors."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from shapes.neighbours import Pair, are_kin, neighbour_of, pairs
from vocab.description import Description, describe
from vocab.identifiers import agency_iri, dataset_iri, mint_key
from vocab.lexicon import load_lexicon
from vocab.namespaces import DCAT, DCT, PROV, RDF

BASE = "https://registry.example"
HEALTH, FINANCE, OLD = (agency_iri(BASE, name) for name in ("gl-so-yt", "gl-so-tc", "bd-so-yt"))
TITLE = "Lịch phiên chợ nông sản hữu cơ cuối tuần"


def iri(name: str) -> str:
    return dataset_iri(BASE, mint_key("neighbour", name))


def said(name: str, title: str, agency: str, *more: tuple[NamedNode, NamedNode | Literal]) -> Description:
    dataset = NamedNode(iri(name))
    triples = [
        Triple(dataset, RDF.type, DCAT.Dataset),
        Triple(dataset, DCT.title, Literal(title, language="vi")),
        Triple(dataset, DCT.description, Literal("Ngày, giờ, địa điểm, mặt hàng, ban tổ chức", language="vi")),
        Triple(dataset, DCT.publisher, NamedNode(agency)),
        *(Triple(dataset, predicate, term) for predicate, term in more),
    ]
    return describe(dataset.value, triples)


def nobody(_: str) -> frozenset[str]:
    return frozenset()


def found(*described: Description, heirs: Callable[[str], frozenset[str]] = nobody) -> list[Pair]:
    neighbours = [neighbour_of(one) for one in described]
    return list(pairs(neighbours, frozenset({described[0].iri}), load_lexicon(), heirs))


def test_two_agencies_with_one_dataset_are_a_pair_told_of_once() -> None:
    mine, its = said("a", TITLE, HEALTH), said("b", TITLE.upper(), FINANCE)
    neighbours = [neighbour_of(mine), neighbour_of(its)]
    (pair,) = pairs(neighbours, frozenset({mine.iri, its.iri}), load_lexicon(), nobody)
    assert (pair.first, pair.second) == tuple(sorted((mine.iri, its.iri)))
    assert pair.evidence.grade == "duplicate" and pair.evidence.other == pair.second


def test_other_matters_are_no_pair() -> None:
    assert not found(said("a", TITLE, HEALTH), said("b", "Giá đất theo đường phố", FINANCE))


def test_only_pairs_with_a_wanted_one_are_told() -> None:
    others = said("b", "Giá đất theo đường phố", HEALTH), said("c", "Giá đất theo đường phố", FINANCE)
    assert not found(said("a", TITLE, HEALTH), *others)


@pytest.mark.parametrize(
    "more",
    [
        (DCT.source, NamedNode(iri("a"))),
        (DCT.isVersionOf, NamedNode(iri("a"))),
        (DCAT.prev, NamedNode(iri("a"))),
    ],
    ids=["it names its source", "it is a version", "it follows"],
)
def test_what_names_the_other_is_kin(more: tuple[NamedNode, NamedNode]) -> None:
    assert not found(said("a", TITLE, HEALTH), said("b", TITLE, FINANCE, more))


def test_one_series_is_kin() -> None:
    series = (DCAT.inSeries, NamedNode("https://example.vn/series"))
    assert not found(said("a", TITLE, HEALTH, series), said("b", TITLE, FINANCE, series))


def test_editions_that_differ_only_in_their_period_are_kin() -> None:
    assert not found(said("a", f"{TITLE} năm 2025", HEALTH), said("b", f"{TITLE} năm 2026", FINANCE))


def test_one_agency_may_have_what_looks_alike() -> None:
    assert not found(said("a", TITLE, HEALTH), said("b", TITLE, HEALTH))


def test_what_two_old_provinces_brought_to_one_agency_is_a_pair() -> None:
    former = (PROV.wasAttributedTo, NamedNode(OLD))
    assert found(said("a", TITLE, HEALTH, former), said("b", TITLE, HEALTH))


def test_a_successor_publishing_its_predecessors_dataset_is_kin() -> None:
    heirs = {OLD: frozenset({HEALTH})}
    mine, its = said("a", TITLE, OLD), said("b", TITLE, HEALTH)
    assert are_kin(neighbour_of(mine), neighbour_of(its), lambda agency: heirs.get(agency, frozenset()))
    assert not found(mine, its, heirs=lambda agency: heirs.get(agency, frozenset()))


def test_a_portals_address_and_an_agencys_own_number_say_nothing() -> None:
    portal = (DCAT.landingPage, NamedNode("https://data.example.vn/catalog"))
    number = (DCT.identifier, Literal("01"))
    titles = {"a": TITLE, "b": "Giá đất theo đường phố", "c": "Danh bạ thư viện trường học"}
    agencies = {"a": HEALTH, "b": FINANCE, "c": OLD}
    assert not found(*(said(name, titles[name], agencies[name], portal, number) for name in titles))


def test_an_empty_title_is_like_nothing() -> None:
    assert not found(said("a", "", HEALTH), said("b", "", FINANCE))
