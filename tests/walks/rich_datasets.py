"""Datasets that say all that DCAT-AP has a property for, in turns: what is read back of them shows what a door loses."""

from collections.abc import Iterable
from string import Template

from pyoxigraph import RdfFormat, parse

from registry.entries import Act
from registry.ledger import Ledger
from registry.words import Words
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, distribution_iri, mint_key, record_iri

COUNT = 28
AGENCIES = ("gl-so-yt", "gl-so-tc")
SUBJECTS = (
    "Giường bệnh trống", "Trạm quan trắc không khí", "Tuyến xe buýt nội tỉnh", "Giá đất theo đường phố",
    "Hồ chứa thủy lợi", "Di tích xếp hạng", "Trường mầm non", "Chợ dân sinh", "Cơ sở lưu trú",
    "Điểm tiêm chủng", "Rừng phòng hộ", "Cây xanh đô thị", "Bến cá", "Hộ kinh doanh", "Giấy phép xây dựng",
    "Đường huyện", "Cầu dân sinh", "Nhà văn hóa", "Thư viện xã", "Nước sạch nông thôn", "Lưới điện hạ thế",
    "Cụm công nghiệp", "Làng nghề", "Sản lượng cà phê", "Đàn bò sữa", "Mưa giờ", "Độ mặn", "Sạt lở bờ sông",
)  # fmt: skip
_PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix reg: <https://w3id.org/so-dang-ky/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix locn: <http://www.w3.org/ns/locn#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix dcatap: <http://data.europa.eu/r5r/> . @prefix a: <http://publications.europa.eu/resource/authority/> .
"""
_DATASET = Template("""
<$iri> a dcat:Dataset ; dct:title "$subject, đợt $n"@vi , "Subject $n of the province"@en ;
  dct:description "Số liệu về $subject; \\"ghi sổ\\" từng đợt.\\nDòng hai."@vi , "Figures, batch $n."@en ;
  dct:publisher <$agency> ; dct:identifier "GL-$n" ;
  dct:issued "2026-01-$day"^^xsd:date ; dct:modified "2026-10-${day}T08:30:00Z"^^xsd:dateTime ;
  dct:accrualPeriodicity <${EU}frequency/$frequency> ; dct:accessRights <${EU}access-right/PUBLIC> ;
  dct:language <${EU}language/VIE> ; dcat:theme <${EU}data-theme/$theme> ;
  dcat:keyword "$subject"@vi , "đợt $n"@vi , "batch $n"@en ;
  dct:license <$base/id/concept/licence/khai-thac-du-lieu-mo> ; reg:field <$base/id/concept/field/y-te> ;
  reg:personalData <$base/id/concept/personal-data/khong> ; reg:secrecy <$base/id/concept/secrecy/khong> ;
  reg:coreData <$base/id/concept/core-data/khong> ; dcat:version "1.$n" ;
  dcat:landingPage <https://so.example.vn/du-lieu/$n> ;
  dct:spatial [ a dct:Location ; skos:prefLabel "Quy Nhơn"@vi ;
    dcat:bbox "POLYGON((108.9 13.6,109.4 13.6,109.4 14.0,108.9 14.0,108.9 13.6))"^^geo:wktLiteral ] ;
  dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2026-01-01"^^xsd:date ; dcat:endDate "2026-09-30"^^xsd:date ] ;
  dcat:contactPoint [ a vcard:Organization ; vcard:fn "Phòng số $n"@vi ; vcard:hasEmail <mailto:phong$n@example.vn> ;
    vcard:hasTelephone <tel:+84256382$nnnn> ] ;
  dct:provenance [ a dct:ProvenanceStatement ; rdfs:label "Trích từ sổ ghi tay đợt $n."@vi ] ;
  dct:conformsTo [ a dct:Standard ; dct:title "QCVN $n:2026"@vi ] ;
  dcat:distribution <$csv> .
<$csv> a dcat:Distribution ; dct:title "Tệp CSV đợt $n"@vi , "CSV of batch $n"@en ;
  dct:description "Mã UTF-8, dấu phẩy."@vi ; dcat:accessURL <https://so.example.vn/tai/$n> ;
  dcat:downloadURL <https://so.example.vn/tai/$n.csv> ; dct:format <${EU}file-type/CSV> ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
  dcat:byteSize "1$nnnn"^^xsd:nonNegativeInteger ; dct:license <$base/id/concept/licence/khai-thac-du-lieu-mo> ;
  dct:issued "2026-01-$day"^^xsd:date ; dct:modified "2026-10-$day"^^xsd:date ; dct:language <${EU}language/VIE> ;
  spdx:checksum [ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ;
    spdx:checksumValue "$sum"^^xsd:hexBinary ] .
""")
_SECOND_FILE = Template("""
<$iri> dcat:distribution <$json> .
<$json> a dcat:Distribution ; dct:title "Giao diện JSON đợt $n"@vi ; dcat:accessURL <https://so.example.vn/api/$n> ;
  dct:format <${EU}file-type/JSON> ; dct:license <$base/id/concept/licence/khai-thac-du-lieu-mo> ;
  dcatap:availability <${EU}planned-availability/STABLE> ; adms:status <${EU}distribution-status/COMPLETED> .
""")
_MORE = Template("""
<$iri> adms:identifier [ a adms:Identifier ; skos:notation "CSDL-$n" ] ; foaf:page <https://so.example.vn/huong-dan/$n> ;
  dct:source <https://bo.example.vn/csdl/$n> ; adms:versionNotes "Thêm cột mã xã."@vi ;
  dct:spatial <https://so.example.vn/dia-ban/$n> ;
  dcat:temporalResolution "P1D"^^xsd:duration ; dcat:spatialResolutionInMeters "30.0"^^xsd:decimal ;
  dct:type <${EU}dataset-type/STATISTICAL> ; dct:relation <https://so.example.vn/lien-quan/$n> ;
  dcatap:applicableLegislation <http://vbpl.example.vn/nghi-dinh/$n> ;
  dct:creator [ a foaf:Agent ; foaf:name "Trung tâm $n"@vi ] .
""")
_HARVESTED = Template("""
<$record> dct:source <https://nguon.example.vn/tap/$n> ; reg:suppliedByDefault dct:accessRights , dct:language ;
  reg:addedByAgency dct:spatial .
""")
_EU = "http://publications.europa.eu/resource/authority/"
_PARTS = {_DATASET: 1, _SECOND_FILE: 2, _MORE: 3, _HARVESTED: 4}
"""Every how many datasets a part is said of one."""
_FREQUENCIES = ("DAILY", "MONTHLY", "QUARTERLY", "WEEKLY")
_THEMES = ("HEAL", "ENVI", "TRAN", "GOVE", "AGRI")


def rich(words: Words, base: str, number: int, agency: str = "", subject: str = "") -> Description:
    """The dataset of a number; every second has a second file, every third says more, every fourth was itself harvested."""
    key = mint_key("rich", str(number))
    found = words.agency(agency or AGENCIES[number % len(AGENCIES)])
    assert found is not None
    values = {
        "iri": dataset_iri(base, key), "record": record_iri(base, key), "base": base, "EU": _EU,
        "agency": found.iri, "n": str(number),
        "nnnn": f"{number:04}", "day": f"{number % 28 + 1:02}", "subject": subject or SUBJECTS[number % len(SUBJECTS)],
        "frequency": _FREQUENCIES[number % 4], "theme": _THEMES[number % 5], "sum": f"{number:064x}",
        "csv": distribution_iri(base, mint_key(key, "csv")), "json": distribution_iri(base, mint_key(key, "json")),
    }  # fmt: skip
    parts = [part for part, every in _PARTS.items() if number % every == 0]
    text = _PREFIXES + "".join(part.substitute(values) for part in parts)
    return describe(values["iri"], [quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE)])


def all_rich(words: Words, base: str) -> tuple[Description, ...]:
    return tuple(rich(words, base, number) for number in range(COUNT))


def publish(ledger: Ledger, described: Iterable[Description]) -> None:
    """Into the ledger as they are, unjudged: an older version may have let them in."""
    ledger.append(
        [
            Act("publish", one.record, "cu", body=one.body(), fingerprint=one.fingerprint, agency=one.publisher or "")
            for one in described
        ]
    )
