"""Descriptions for tests: a good one, and ways to spoil it."""

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from registry.intake import Candidate
from registry.words import Words
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, mint_key
from vocab.namespaces import DCT

GOOD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix reg: <https://w3id.org/so-dang-ky/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{iri}> a dcat:Dataset ; dct:title "{title}"@vi ; dct:description "Một dòng một lần ghi sổ."@vi ; dct:identifier "{title}" ;
  dct:publisher <{agency}> ; dct:issued "2026-01-05"^^xsd:date ; dct:modified "2026-10-02"^^xsd:date ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/QUARTERLY> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/HEAL> ; dcat:keyword "y tế"@vi ;
  dct:license <{base}/id/concept/licence/khai-thac-du-lieu-mo> ; reg:field <{base}/id/concept/field/y-te> ;
  reg:personalData <{base}/id/concept/personal-data/khong> ; reg:secrecy <{base}/id/concept/secrecy/khong> ;
  reg:coreData <{base}/id/concept/core-data/khong> ;
  dct:spatial [ a dct:Location ; skos:prefLabel "Quy Nhơn"@vi ] ;
  dcat:contactPoint [ a vcard:Organization ; vcard:fn "Phòng Kế hoạch"@vi ; vcard:hasEmail <mailto:{contact}@example.vn> ] ;
  dcat:distribution [ a dcat:Distribution ; dct:title "Tệp CSV"@vi ; dcat:accessURL <https://example.vn/{contact}.csv> ;
    dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
    dct:license <{base}/id/concept/licence/khai-thac-du-lieu-mo> ] .
"""


def good(words: Words, base: str, name: str, agency: str = "gl-so-yt", title: str = "") -> Description:
    """A description that every holding rule lets pass; `name` tells it from others."""
    iri = dataset_iri(base, mint_key("test", name))
    found = words.agency(agency)
    assert found is not None
    text = GOOD.format(iri=iri, base=base, agency=found.iri, title=title or f"Giường bệnh {name}", contact=name)
    return describe(iri, [quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE)])


def without(description: Description, predicate: NamedNode) -> Description:
    """The same, silent on one property of the dataset."""
    dataset = NamedNode(description.iri)
    kept = [t for t in description.triples if (t.subject, t.predicate) != (dataset, predicate)]
    return describe(description.iri, kept, description)


def saying(description: Description, predicate: NamedNode, term: NamedNode | Literal) -> Description:
    """The same, with one property of the dataset said anew."""
    dataset = NamedNode(description.iri)
    kept = without(description, predicate).triples
    return describe(description.iri, [*kept, Triple(dataset, predicate, term)], description)


def retitled(description: Description, title: str) -> Description:
    return saying(description, DCT.title, Literal(title, language="vi"))


def candidate(description: Description, actor: str = "gl-so-yt", **more: object) -> Candidate:
    return Candidate.of(description, description.publisher or "", actor, **more)
