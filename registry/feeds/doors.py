"""The doors at which machines come in, one row each: what the catalogue says of them as dcat:DataService.

Who builds a door adds its row; what goes out by it, and how, stands in docs/feeds.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from registry.config import Config
from registry.words import Words
from vocab.namespaces import DCAT, DCT, RDF

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_GRAPHS = ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples")
_QUADS = ("application/trig", "application/n-quads")


@dataclass(frozen=True, slots=True)
class Door:
    """One door. `path` is where it is entered, `endpoint_description` where it describes itself ("": it does not), both from
    the address of the site on; `conforms_to` are IRIs of the protocols it speaks, `media_types` what it answers in."""

    name: str
    path: str
    title_vi: str
    title_en: str
    description_vi: str
    description_en: str
    conforms_to: tuple[str, ...]
    media_types: tuple[str, ...]
    endpoint_description: str = ""


DOORS = (
    Door(
        "dcat",
        "/catalog",
        "Danh mục DCAT theo trang",
        "The catalogue as DCAT, in pages",
        "Toàn bộ danh mục theo DCAT-AP 3.0.1; lọc được theo chủ đề, cơ quan và thời điểm thay đổi.",
        "The whole catalogue by DCAT-AP 3.0.1; by theme, agency and time of change on demand.",
        ("http://data.europa.eu/r5r/", "http://www.w3.org/ns/dcat#", "http://www.w3.org/ns/hydra/core#"),
        (*_GRAPHS, *_QUADS, "text/html"),
    ),
    Door(
        "sparql",
        "/sparql",
        "Truy vấn SPARQL",
        "SPARQL endpoint",
        "Truy vấn danh mục và các đồ thị đánh giá bằng SPARQL 1.1.",
        "Questions to the catalogue and to what it is judged by, in SPARQL 1.1.",
        ("http://www.w3.org/ns/sparql-service-description#", "https://www.w3.org/TR/sparql11-protocol/"),
        ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", *_GRAPHS),
        "/sparql",
    ),
    Door(
        "graph-store",
        "/sparql/graphs",
        "Từng đồ thị theo địa chỉ",
        "One graph at a time",
        "Lấy trọn một đồ thị theo giao thức Graph Store của SPARQL 1.1; chỉ đọc.",
        "A graph whole, by the SPARQL 1.1 Graph Store HTTP Protocol; reading only.",
        ("https://www.w3.org/TR/sparql11-http-rdf-update/",),
        (*_GRAPHS, *_QUADS),
        "/sparql",
    ),
    Door(
        "downloads",
        "/downloads",
        "Toàn bộ danh mục theo sổ, mỗi dạng một tệp",
        "The whole catalogue from the ledger, one file per form",
        "Danh mục đúng từng chữ như trong sổ: sáu cú pháp RDF, data.json và bảng kê CSV, XLSX, kèm mã kiểm tra.",
        "The catalogue word for word: six RDF syntaxes, data.json and a listing as CSV and XLSX, with checksums.",
        ("http://www.w3.org/ns/dcat#",),
        (*_GRAPHS, *_QUADS, "application/json", "text/csv"),
        "/downloads.ttl",
    ),
    Door(
        "dumps",
        "/dump",
        "Toàn bộ danh mục trong một tệp",
        "The whole catalogue as files",
        "Tệp N-Quads và TriG của toàn bộ danh mục, kèm mã kiểm tra và mô tả VoID.",
        "N-Quads and TriG of the whole catalogue, with checksums and a VoID description.",
        ("http://rdfs.org/ns/void#",),
        ("application/gzip", *_GRAPHS),
        "/dump",
    ),
    Door(
        "datajson",
        "/data.json",
        "Danh mục theo data.json",
        "The catalogue as data.json",
        "Toàn bộ danh mục trong một tệp JSON theo DCAT-US 1.1 (Project Open Data).",
        "The whole catalogue as one JSON file by DCAT-US 1.1 (Project Open Data).",
        ("https://project-open-data.cio.gov/v1.1/schema",),
        ("application/json",),
    ),
    Door(
        "sitemap",
        "/sitemap.xml",
        "Sơ đồ trang và mô tả cho máy tìm kiếm",
        "Sitemap, with schema.org in each page",
        "Mọi trang của tập dữ liệu; trong mỗi trang có mô tả JSON-LD theo schema.org và liên kết FAIR Signposting.",
        "Every page of a dataset; each bears a description in schema.org's words as JSON-LD and FAIR Signposting links.",
        ("https://www.sitemaps.org/schemas/sitemap/0.9", "https://schema.org/", "https://signposting.org/FAIR/"),
        ("application/xml", "application/ld+json", "text/html"),
    ),
    Door(
        "ckan",
        "/api/3/action",
        "API đọc theo CKAN",
        "CKAN's action API, reading",
        "Danh mục theo API hành động của CKAN: tìm, xem và liệt kê tập dữ liệu, cơ quan, chủ đề, từ khóa.",
        "The catalogue by CKAN's action API: search, show and list datasets, agencies, themes, keywords.",
        ("https://docs.ckan.org/en/latest/api/",),
        ("application/json",),
        "/api/3/action/help_show?name=package_search",
    ),
    Door(
        "oai-pmh",
        "/oai",
        "OAI-PMH",
        "OAI-PMH",
        "Giao thức OAI-PMH 2.0 cho thư viện và bộ thu thập: Dublin Core và DCAT-AP, theo cơ quan, chủ đề, thời điểm.",
        "OAI-PMH 2.0 for libraries and harvesters: Dublin Core and DCAT-AP, by agency, theme and time.",
        ("http://www.openarchives.org/OAI/2.0/",),
        ("text/xml",),
        "/oai?verb=Identify",
    ),
    Door(
        "changes",
        "/changes",
        "Luồng thay đổi của danh mục",
        "The stream of changes",
        "Mọi lần công bố, cập nhật và thu hồi theo thứ tự, kèm mô tả đầy đủ: DCAT-AP Feed, LDES.",
        "Every publishing, update and withdrawal in order, each with the whole description: a DCAT-AP Feed, LDES.",
        ("https://w3id.org/ldes/specification", "https://w3id.org/tree/specification"),
        ("application/trig", "application/ld+json", "application/n-quads", "text/html"),
        "/changes",
    ),
    Door(
        "atom",
        "/changes.atom",
        "Tin thay đổi (Atom)",
        "News of changes (Atom)",
        "Các thay đổi mới nhất cho người đọc tin, theo cơ quan hoặc chủ đề.",
        "The newest changes for feed readers, by agency or theme.",
        ("https://www.rfc-editor.org/rfc/rfc4287",),
        ("application/atom+xml",),
    ),
)


def service_iri(base: str, door: Door) -> str:
    """The name of a door as a thing of the catalogue."""
    return f"{base}/catalog#{door.name}"


def services(config: Config, words: Words) -> Iterator[Triple]:
    """Every door as dcat:DataService (DCAT-AP 3.0.1, Data Service), tied to the catalogue it serves."""
    catalogue = NamedNode(f"{config.base}/catalog")
    agency = words.agency(config.publisher)
    for door in DOORS:
        node = NamedNode(service_iri(config.base, door))
        yield Triple(catalogue, DCAT.service, node)
        yield Triple(node, RDF.type, DCAT.DataService)
        yield Triple(node, DCT.title, Literal(door.title_vi, language="vi"))
        yield Triple(node, DCT.title, Literal(door.title_en, language="en"))
        yield Triple(node, DCT.description, Literal(door.description_vi, language="vi"))
        yield Triple(node, DCT.description, Literal(door.description_en, language="en"))
        yield Triple(node, DCAT.endpointURL, NamedNode(f"{config.links}{door.path}"))
        if door.endpoint_description:
            yield Triple(node, DCAT.endpointDescription, NamedNode(f"{config.links}{door.endpoint_description}"))
        for standard in door.conforms_to:
            yield Triple(node, DCT.conformsTo, NamedNode(standard))
            yield Triple(NamedNode(standard), RDF.type, DCT.Standard)
        for form in sorted(_forms(door, words)):
            yield Triple(node, DCT["format"], NamedNode(form))
        if agency:
            yield Triple(node, DCT.publisher, NamedNode(agency.iri))


def _forms(door: Door, words: Words) -> set[str]:
    """The file types (EU table) that a door answers in, those that the table knows."""
    found = (words.code_lists["file-type"].find(_MEDIA_TYPES + one) for one in door.media_types)
    return {concept.iri for concept in found if concept}
