"""Descriptions for the bench of the feed, as long as those of a province: 70 triples, two files, five nameless nodes."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.bench.staging import synthetic
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, distribution_iri, mint_key, record_iri
from vocab.namespaces import DCAT, DCATAP, DCT, EU, PROV, RDF, RDFS, REG, SKOS, XSD

WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
DEFAULTS = (
    DCT.accessRights,
    DCT.language,
    DCT.license,
    DCT.spatial,
    DCAT.contactPoint,
    REG.coreData,
    REG.personalData,
    REG.secrecy,
)
_CONCEPTS = {"coreData": "core-data/khong", "personalData": "personal-data/khong", "secrecy": "secrecy/khong"}
Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


def rich(base: str, number: int) -> Description:
    """One record, always the same for the same number."""
    plain = synthetic(base, number)
    key = mint_key("bench", str(number))
    dataset = NamedNode(dataset_iri(base, key))
    more = (
        *_of_dataset(base, dataset, number),
        *_of_second_file(base, dataset, number),
        *_of_record(NamedNode(record_iri(base, key)), number),
    )
    return describe(dataset.value, (*plain.triples, *(Triple(*said) for said in more)))


Said = Iterator[tuple[Node, NamedNode, Term]]


def _of_dataset(base: str, dataset: NamedNode, number: int) -> Said:
    licence = NamedNode(f"{base}/id/concept/licence/khai-thac-du-lieu-mo")
    yield dataset, DCT.license, licence
    yield dataset, DCAT.landingPage, NamedNode(f"https://data.example/tap-du-lieu/{number}")
    yield dataset, REG.columns, Literal("ma;ten;dia_chi;nam;so_luong")
    for name, concept in _CONCEPTS.items():
        yield dataset, REG[name], NamedNode(f"{base}/id/concept/{concept}")
    for word in ("số liệu", "tỉnh Gia Lai"):
        yield dataset, DCAT.keyword, Literal(word, language="vi")
    yield from _of_place(dataset)
    yield from _of_period(dataset)
    for place, day in enumerate(("2025-03-01", "2025-07-01")):
        said = BlankNode(f"provenance{place}")
        yield dataset, DCT.provenance, said
        yield said, RDF.type, DCT.ProvenanceStatement
        yield said, DCT.date, Literal(day, datatype=XSD.date)
        text = f"Đến ngày {day} do cơ quan số {number % 90} công bố; chuyển theo Nghị quyết 202/2025/QH15."
        yield said, RDFS.label, Literal(text, language="vi")
        yield said, RDFS.label, Literal(f"Published by agency {number % 90} until {day}.", language="en")
        yield dataset, PROV.wasAttributedTo, NamedNode(f"{base}/id/agency/{mint_key('bench-past', str(number % 90))}")


def _of_place(dataset: NamedNode) -> Said:
    place = BlankNode("place")
    yield dataset, DCT.spatial, place
    yield place, RDF.type, DCT.Location
    yield place, SKOS.prefLabel, Literal("Địa bàn tỉnh Bình Định trước ngày 01/7/2025", language="vi")
    yield place, DCAT.bbox, Literal("POLYGON((108.58 13.50,109.38 13.50,109.38 14.72,108.58 13.50))", datatype=WKT)
    yield place, DCAT.centroid, Literal("POINT(108.99 14.10)", datatype=WKT)


def _of_period(dataset: NamedNode) -> Said:
    period = BlankNode("period")
    yield dataset, DCT.temporal, period
    yield period, RDF.type, DCT.PeriodOfTime
    yield period, DCAT.startDate, Literal("2026-07-01", datatype=XSD.date)
    yield period, DCAT.endDate, Literal("2026-09-30", datatype=XSD.date)


def _of_second_file(base: str, dataset: NamedNode, number: int) -> Said:
    file = NamedNode(distribution_iri(base, mint_key("bench-second", str(number))))
    yield dataset, DCAT.distribution, file
    yield file, RDF.type, DCAT.Distribution
    yield file, DCT.title, Literal(f"Số liệu số {number} (JSON)", language="vi")
    yield file, DCT.description, Literal("Các cột: ma, ten, dia_chi, nam, so_luong.", language="vi")
    yield file, DCAT.accessURL, NamedNode(f"https://data.example/{number}.json")
    yield file, DCAT.downloadURL, NamedNode(f"https://data.example/{number}.json")
    yield file, DCT["format"], EU["file-type/JSON"]
    yield file, DCAT.mediaType, NamedNode("https://www.iana.org/assignments/media-types/application/json")
    yield file, DCT.license, NamedNode(f"{base}/id/concept/licence/khai-thac-du-lieu-mo")
    yield file, DCATAP.availability, EU["planned-availability/AVAILABLE"]
    yield file, DCAT.byteSize, Literal(str(1000 + number), datatype=XSD.nonNegativeInteger)


def _of_record(record: NamedNode, number: int) -> Said:
    yield record, DCT.source, NamedNode(f"https://data.example/id/{number}")
    for supplied in DEFAULTS:
        yield record, REG.suppliedByDefault, supplied
