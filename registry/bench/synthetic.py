"""A catalogue that no agency published: as many datasets as are asked for, the same for the same seed, with seeded faults.

It carries its own code lists, agencies and contacts, so that the official shapes of DCAT-AP find in it what was seeded
and nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, EU, FOAF, RDF, RDFS, SKOS, VCARD, XSD

BASE = "https://du-lieu.example/"
RATE = 0.15
TOPICS = (
    "Dân số trung bình", "Sản lượng lúa", "Diện tích rừng", "Trạm quan trắc môi trường", "Cơ sở khám chữa bệnh",
    "Trường học phổ thông", "Doanh nghiệp đăng ký mới", "Tai nạn giao thông", "Bảng giá đất", "Điểm du lịch",
    "Hồ chứa thủy lợi", "Tàu cá", "Lao động có việc làm", "Thu chi ngân sách", "Thủ tục hành chính",
)  # fmt: skip
KEYWORDS = ("dân số", "nông nghiệp", "y tế", "giáo dục", "thống kê", "môi trường")
CODES: dict[str, tuple[str, NamedNode | None]] = {
    "access-right": ("PUBLIC RESTRICTED NON_PUBLIC", DCT.RightsStatement),
    "corporate-body": ("", None),
    "data-theme": ("AGRI ECON EDUC ENER ENVI GOVE HEAL INTR JUST REGI SOCI TECH TRAN", None),
    "dataset-type": ("STATISTICAL GEOSPATIAL", None),
    "distribution-status": ("COMPLETED DEVELOP WITHDRAWN", None),
    "file-type": ("CSV JSON XLSX XML GEOJSON PDF ZIP", DCT.MediaTypeOrExtent),
    "frequency": ("ANNUAL QUARTERLY MONTHLY WEEKLY DAILY CONT IRREG", DCT.Frequency),
    "language": ("VIE ENG FRA", DCT.LinguisticSystem),
    "place": ("VNM_HAN VNM_SGN VNM_DAN", DCT.Location),
    "planned-availability": ("STABLE AVAILABLE EXPERIMENTAL TEMPORARY", None),
}
"""Code lists of the Publications Office: some of their codes, and of which class these are beside skos:Concept."""
MEDIA = tuple(
    NamedNode(f"https://www.iana.org/assignments/media-types/{name}")
    for name in ("text/csv", "application/json", "application/xml", "application/geo+json", "application/pdf")
)
LICENCE, OTHER_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/"), NamedNode(f"{BASE}giay-phep")

Term = NamedNode | BlankNode | Literal
Node = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a property: it has these values in place of its own, or beside them. `of_file`: of the first
    distribution, not of the dataset."""

    path: NamedNode
    values: tuple[Term, ...] = ()
    beside: bool = False
    of_file: bool = False


def _date(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


FAULTS = {
    "no title": Fault(DCT.title),
    "an address as title": Fault(DCT.title, (NamedNode(f"{BASE}x"),), beside=True),
    "no description": Fault(DCT.description),
    "two publishers": Fault(DCT.publisher, (NamedNode(f"{BASE}co-quan/0"), NamedNode(f"{BASE}co-quan/1"))),
    "a language as publisher": Fault(DCT.publisher, (EU["language/VIE"],)),
    "text as theme": Fault(DCAT.theme, (Literal("Giáo dục", language="vi"),)),
    "an unknown frequency": Fault(DCT.accrualPeriodicity, (NamedNode(f"{BASE}chu-ky/la"),)),
    "two days of issue": Fault(DCT.issued, (_date("2018-01-01"), _date("2019-01-01"))),
    "text as access rights": Fault(DCT.accessRights, (Literal("công khai"),)),
    "text as contact": Fault(DCAT.contactPoint, (Literal("Phòng Dữ liệu"),)),
    "text as landing page": Fault(DCAT.landingPage, (Literal("xem trang chủ"),)),
    "no access address": Fault(DCAT.accessURL, of_file=True),
    "text as access address": Fault(DCAT.accessURL, (Literal("https://x.example/a.csv"),), of_file=True),
    "a day as people write it": Fault(DCT.modified, (Literal("31/03/2024"),), of_file=True),
    "a day that is none": Fault(DCT.modified, (_date("2024-13-45"),), of_file=True),
    "a size of the wrong kind": Fault(DCAT.byteSize, (Literal("12", datatype=XSD.integer),), of_file=True),
    "a size below zero": Fault(DCAT.byteSize, (Literal("-5", datatype=XSD.nonNegativeInteger),), of_file=True),
    "two licences": Fault(DCT.license, (LICENCE, OTHER_LICENCE), of_file=True),
    "a media type of its own": Fault(DCAT.mediaType, (NamedNode(f"{BASE}media/csv"),), of_file=True),
}
"""What may be wrong with a dataset; each breaks the official shapes, where `Fault.path` says."""


@dataclass(frozen=True, slots=True)
class Record:
    """A dataset with what belongs to it; `fault` is the name of what is wrong with it, "" for nothing."""

    dataset: NamedNode
    triples: tuple[Triple, ...]
    fault: str


def records(datasets: int, seed: int = 7, rate: float = RATE) -> Iterator[Record]:
    """So many records; a share of them, `rate`, has one fault each."""
    chance = Random(seed)
    agencies = _agencies(datasets)
    for number in range(datasets):
        name = chance.choice(tuple(FAULTS)) if chance.random() < rate else ""
        yield _record(number, chance, agencies, name)


def background(datasets: int) -> Iterator[Triple]:
    """What so many records point to: code lists, agencies, contacts, licences, and the catalogue that lists them."""
    yield from _code_lists()
    for agency in range(_agencies(datasets)):
        yield from _agency(agency)
    for kind, above in (
        (FOAF.Organization, FOAF.Agent),
        (VCARD.Organization, VCARD.Kind),
        (DCT.MediaType, DCT.MediaTypeOrExtent),
    ):
        yield Triple(kind, RDFS.subClassOf, above)
    yield from _catalogue(datasets)


def write(file: Path, datasets: int, seed: int = 7, rate: float = RATE) -> Counter[str]:
    """Writes background and records as N-Triples; how often each fault was seeded."""
    seeded: Counter[str] = Counter()
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{triple} .\n" for triple in background(datasets))
        for record in records(datasets, seed, rate):
            lines.writelines(f"{triple} .\n" for triple in record.triples)
            seeded[record.fault] += 1
    del seeded[""]
    return seeded


def _agencies(datasets: int) -> int:
    return 20 + datasets // 200


def _code_lists() -> Iterator[Triple]:
    for scheme, (codes, kind) in CODES.items():
        yield from _scheme(EU[scheme], [EU[f"{scheme}/{code}"] for code in codes.split()], kind)
    status = NamedNode("http://purl.org/adms/status/1.0")
    yield from _scheme(status, [EU["distribution-status/COMPLETED"]], None)
    for name, code in (("publishertype", "LocalAuthority"), ("licencetype", "Attribution")):
        stem = f"http://purl.org/adms/{name}"
        yield from _scheme(NamedNode(f"{stem}/1.0"), [NamedNode(f"{stem}/{code}")], None)
    for place in CODES["place"][0].split():
        box, middle = "POLYGON((108 13,109 13,109 14,108 14,108 13))", "POINT(108.5 13.5)"
        yield Triple(EU[f"place/{place}"], DCAT.bbox, Literal(box))
        yield Triple(EU[f"place/{place}"], DCAT.centroid, Literal(middle))
    for media in MEDIA:
        yield Triple(media, RDF.type, DCT.MediaType)
    for licence in (LICENCE, OTHER_LICENCE):
        yield Triple(licence, RDF.type, DCT.LicenseDocument)
        yield Triple(licence, DCT.type, NamedNode("http://purl.org/adms/licencetype/Attribution"))


def _scheme(scheme: NamedNode, concepts: Iterable[NamedNode], kind: NamedNode | None) -> Iterator[Triple]:
    yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
    yield Triple(scheme, DCT.title, Literal(scheme.value.rpartition("/")[2], language="en"))
    for concept in concepts:
        yield Triple(concept, RDF.type, SKOS.Concept)
        yield Triple(concept, SKOS.inScheme, scheme)
        yield Triple(concept, SKOS.prefLabel, Literal(concept.value.rpartition("/")[2], language="en"))
        if kind is not None:
            yield Triple(concept, RDF.type, kind)


def _agency(number: int) -> Iterator[Triple]:
    agency, contact = _agency_node(number), _contact(number)
    yield Triple(agency, RDF.type, FOAF.Organization)
    yield Triple(agency, FOAF.name, Literal(f"Sở, ban, ngành số {number}", language="vi"))
    yield Triple(agency, DCT.type, NamedNode("http://purl.org/adms/publishertype/LocalAuthority"))
    yield Triple(agency, SKOS.inScheme, EU["corporate-body"])
    yield Triple(contact, RDF.type, VCARD.Organization)
    yield Triple(contact, VCARD.fn, Literal(f"Bộ phận dữ liệu {number}", language="vi"))
    yield Triple(contact, VCARD.hasEmail, NamedNode(f"mailto:du-lieu-{number}@so.example"))


def _catalogue(datasets: int) -> Iterator[Triple]:
    catalogue, page = NamedNode(f"{BASE}danh-muc"), NamedNode(BASE)
    said: tuple[tuple[NamedNode, Term], ...] = (
        (RDF.type, DCAT.Catalog),
        (DCT.title, Literal("Danh mục dữ liệu mở", language="vi")),
        (DCT.description, Literal("Các bộ dữ liệu của tỉnh", language="vi")),
        (DCT.publisher, _agency_node(0)),
        (DCT.language, EU["language/VIE"]),
        (DCT.issued, _date("2023-01-05")),
        (DCT.modified, _date("2026-01-05")),
        (DCT.license, LICENCE),
        (DCT.spatial, EU["place/VNM_HAN"]),
        (DCAT.themeTaxonomy, EU["data-theme"]),
        (FOAF.homepage, page),
    )
    for path, value in said:
        yield Triple(catalogue, path, value)
    yield Triple(page, RDF.type, FOAF.Document)
    for number in range(datasets):
        yield Triple(catalogue, DCAT.dataset, _dataset_node(number))


def _agency_node(number: int) -> NamedNode:
    return NamedNode(f"{BASE}co-quan/{number}")


def _contact(number: int) -> NamedNode:
    return NamedNode(f"{BASE}lien-he/{number}")


def _dataset_node(number: int) -> NamedNode:
    return NamedNode(f"{BASE}bo-du-lieu/{number:06d}")


def _record(number: int, chance: Random, agencies: int, name: str) -> Record:
    fault = FAULTS.get(name)
    dataset, page = _dataset_node(number), NamedNode(f"{BASE}trang/{number:06d}")
    period = BlankNode(f"ky{number}")
    year = chance.randrange(2019, 2026)
    files = [NamedNode(f"{BASE}tep/{number:06d}-{file}") for file in range(chance.choice((1, 2, 2, 3)))]
    said = _said_of_dataset(number, year, chance.randrange(agencies), chance)
    said += [(DCAT.landingPage, page), (DCT.temporal, period), *((DCAT.distribution, file) for file in files)]
    triples = _with(dataset, said, fault if fault and not fault.of_file else None)
    for file in files:
        is_faulty = fault is not None and fault.of_file and file == files[0]
        triples += _with(file, _said_of_file(file, year, chance), fault if is_faulty else None)
    triples += [
        Triple(page, RDF.type, FOAF.Document),
        Triple(period, RDF.type, DCT.PeriodOfTime),
        Triple(period, DCAT.startDate, _date(f"{year}-01-01")),
        Triple(period, DCAT.endDate, _date(f"{year}-12-31")),
    ]
    return Record(dataset, tuple(triples), name)


def _said_of_dataset(number: int, year: int, agency: int, chance: Random) -> list[tuple[NamedNode, Term]]:
    topic = chance.choice(TOPICS)
    day = f"{year}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    return [
        (RDF.type, DCAT.Dataset),
        (DCT.title, Literal(f"{topic} năm {year} ({number})", language="vi")),
        (DCT.title, Literal(f"Dataset {number} of {year}", language="en")),
        (DCT.description, Literal(f"{topic} trên địa bàn tỉnh, mỗi dòng một đơn vị hành chính.", language="vi")),
        (DCT.identifier, Literal(f"BDL-{number:06d}")),
        (DCT.publisher, _agency_node(agency)),
        (DCAT.contactPoint, _contact(agency)),
        (DCAT.theme, _code("data-theme", chance)),
        (DCT.accrualPeriodicity, _code("frequency", chance)),
        (DCT.spatial, _code("place", chance)),
        (DCT.language, EU["language/VIE"]),
        (DCT.accessRights, EU["access-right/PUBLIC"]),
        (DCT.issued, _date(day)),
        (DCT.modified, Literal(f"2026-{chance.randrange(1, 10):02d}-15T08:00:00+07:00", datatype=XSD.dateTime)),
        *((DCAT.keyword, Literal(word, language="vi")) for word in chance.sample(KEYWORDS, 3)),
    ]


def _said_of_file(file: NamedNode, year: int, chance: Random) -> list[tuple[NamedNode, Term]]:
    return [
        (RDF.type, DCAT.Distribution),
        (DCAT.accessURL, NamedNode(f"{file.value}/xem")),
        (DCAT.downloadURL, NamedNode(f"{file.value}/tai")),
        (DCT.title, Literal(f"Tệp năm {year}", language="vi")),
        (DCT.description, Literal("Một dòng một đơn vị hành chính.", language="vi")),
        (DCT["format"], _code("file-type", chance)),
        (DCAT.mediaType, chance.choice(MEDIA)),
        (DCT.license, LICENCE),
        (DCATAP.availability, EU["planned-availability/STABLE"]),
        (ADMS.status, EU["distribution-status/COMPLETED"]),
        (DCAT.byteSize, Literal(str(chance.randrange(1000, 10**7)), datatype=XSD.nonNegativeInteger)),
        (DCT.modified, _date(f"2026-01-{chance.randrange(1, 29):02d}")),
    ]


def _with(node: Node, said: Iterable[tuple[NamedNode, Term]], fault: Fault | None) -> list[Triple]:
    triples = [Triple(node, path, value) for path, value in said]
    if fault is None:
        return triples
    if not fault.beside:
        triples = [triple for triple in triples if triple.predicate != fault.path]
    return triples + [Triple(node, fault.path, value) for value in fault.values]


def _code(scheme: str, chance: Random) -> NamedNode:
    return EU[f"{scheme}/{chance.choice(CODES[scheme][0].split())}"]
