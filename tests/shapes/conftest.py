"""What the tests of the rules share: one day, one context, the profiles, and a dataset that breaks no rule."""

from collections.abc import Callable
from datetime import date

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from shapes.context import Context, load_context
from shapes.library import PUBLISHING, Profile, load_profiles
from vocab.identifiers import agency_iri, dataset_iri, mint_key

BASE = "http://127.0.0.1:8080"
TODAY = date(2026, 11, 21)
PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix eu: <http://publications.europa.eu/resource/authority/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix reg: <https://w3id.org/so-dang-ky/def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
GOOD = """
<{dataset}> a dcat:Dataset ;
    dct:title "Chất lượng nước biển tại bãi tắm"@vi ;
    dct:description "Coliform và DO tại 12 bãi tắm, mỗi dòng một lần lấy mẫu."@vi ;
    dct:identifier "bd-001" ;
    dct:publisher <{agency}> ;
    dcat:contactPoint _:c ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dcat:keyword "bãi tắm"@vi ;
    dct:spatial <https://example.org/noi/gia-lai> ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2026-01-01"^^xsd:date ; dcat:endDate "2026-09-30"^^xsd:date ] ;
    dct:issued "2026-01-15"^^xsd:date ;
    dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/QUARTERLY> ;
    dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    dct:license <id/concept/licence/khai-thac-du-lieu-mo> ;
    reg:personalData <id/concept/personal-data/khong> ;
    reg:coreData <id/concept/core-data/khong> ;
    reg:field <id/concept/field/du-lich> ;
    reg:columns "bai_tam;ngay;coliform;do" ;
    reg:qualityStatement "Đủ 12 bãi tắm; mẫu phân tích tại phòng thử nghiệm được công nhận."@vi ;
    dcat:distribution _:f .
_:c a vcard:Organization ; vcard:fn "Phòng Môi trường" ; vcard:hasEmail <mailto:moitruong@example.org> .
_:f a dcat:Distribution ;
    dct:title "Kết quả theo lần lấy mẫu"@vi ;
    dct:description "Một dòng một lần lấy mẫu."@vi ;
    dcat:accessURL <https://example.org/bai-tam.csv> ;
    dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
    dct:license <id/concept/licence/khai-thac-du-lieu-mo> ;
    <http://data.europa.eu/r5r/availability> <http://publications.europa.eu/resource/authority/planned-availability/STABLE> .
"""

Read = Callable[[str], list[Triple]]


def read_turtle(text: str) -> list[Triple]:
    """The triples of a Turtle text, with the tests' prefixes, blank labels kept."""
    quads = parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE, base_iri=BASE + "/", rename_blank_nodes=False)
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


@pytest.fixture(scope="session")
def context() -> Context:
    return load_context(BASE, TODAY)


@pytest.fixture(scope="session")
def profiles() -> tuple[Profile, ...]:
    return load_profiles(PUBLISHING, BASE, TODAY)


@pytest.fixture
def read() -> Read:
    return read_turtle


@pytest.fixture
def dataset() -> str:
    return dataset_iri(BASE, mint_key("bai-tam"))


@pytest.fixture
def good(dataset: str) -> str:
    """A dataset, in Turtle, of which no rule has anything to say."""
    return GOOD.format(dataset=dataset, agency=agency_iri(BASE, "gl-so-yt"))
