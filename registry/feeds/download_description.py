"""The files of the whole catalogue as RDF: distributions of the dcat:Catalog (DCAT 3, section 6.8) with their checksums."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from registry.config import Config
from registry.dumps import Dump
from registry.projection import catalogue_iri
from sparql.dumping import COMPRESSION, Dumped
from sparql.void import Download, distribution
from vocab.namespaces import DCAT, DCT, RDF, REG, XSD

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "ttl": "text/turtle",
        "rdf": "application/rdf+xml",
        "jsonld": "application/ld+json",
        "nt": "application/n-triples",
        "trig": "application/trig",
        "nq": "application/n-quads",
        "json": "application/json",
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""By what a file's plain name ends in."""


def form_of(file: Dumped) -> str:
    """A key of MEDIA_TYPES."""
    return file.plain_name.rpartition(".")[2]


def described(dump: Dump | None, config: Config, address: Callable[[str], str]) -> Iterator[Triple]:
    """The catalogue with each file of the dump; `address` says where a file of a name is found."""
    whole = NamedNode(catalogue_iri(config.base))
    yield Triple(whole, RDF.type, DCAT.Catalog)
    if dump is None:
        return
    yield Triple(whole, REG.ledgerPosition, Literal(str(dump.position), datatype=XSD.integer))
    for place, file in enumerate(dump.files):
        download = Download(address(file.name), f"file{place}", file.size, file.sha256)
        media_type = MEDIA_TYPES[form_of(file)].partition(";")[0]
        is_packed = file.name.endswith(COMPRESSION)
        page = f"{config.links}/downloads"
        yield from distribution(whole, download, media_type, page=page, modified=dump.made, is_packed=is_packed)
        yield Triple(NamedNode(download.address), DCT.title, Literal(file.name))
