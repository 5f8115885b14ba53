"""What a page of the catalogue says beside its records: the dcat:Catalog, an agency's part of it, paging, the doors.

Everything but the page's own place is the same on every page, and is written once.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from registry.config import Config
from registry.feeds.doors import services
from registry.feeds.tombstones import WITHDRAWN
from registry.feeds.walking import PUBLISHER
from registry.projection import AS_IT_IS, PROFILE, catalogue_iri, catalogue_quads, registry_graph
from registry.rendering import without_graph
from registry.words import Words
from vocab.agencies import Agency
from vocab.identifiers import dataset_of, key_of
from vocab.namespaces import DCAT, DCT, FOAF, HYDRA, ORG, RDF, SKOS, XSD
from vocab.sheets import Sheet, read

STATUSES = {AS_IT_IS: ("Đang công bố", "Published"), WITHDRAWN: ("Đã thu hồi", "Withdrawn")}
"""What a record's status is called (ADMS, status)."""
_STATUS_LIST = NamedNode("http://purl.org/adms/status/1.0")
_AGENT_TYPES = NamedNode("http://purl.org/adms/publishertype/1.0")
_LINKS = ("first", "previous", "next")


def part_iri(base: str, agency: str) -> str:
    """An agency's part of the catalogue, by the agency's IRI: a dcat:Catalog, and the address at which it is told."""
    return f"{base}/catalog/agency/{key_of(agency)}"


def about_all(publishers: Iterable[str], config: Config, words: Words) -> bytes:
    """What is said beside the records wherever records of these publishers are told of, as N-Triples: the catalogue, and
    the agencies named."""
    catalogue = without_graph(catalogue_quads(config, words), registry_graph(config.base))
    return catalogue + lines((*_known(), *agents({config.publisher, *publishers}, words)))


def publishers(body: bytes) -> list[str]:
    """The publishers that a description names, in its N-Quads."""
    return [after.partition(b">")[0].decode() for after in body.split(PUBLISHER)[1:]]


def by_publisher(records: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[tuple[str, str]]]:
    """Record and dataset of those that name it, by each publisher's IRI; `records` are IRIs with those of publishers."""
    found: dict[str, list[tuple[str, str]]] = {}
    for record, named in records:
        for agency in named:
            found.setdefault(agency, []).append((record, dataset_of(record)))
    return found


def doors(config: Config, words: Words) -> bytes:
    """The doors for machines as data services, as N-Triples."""
    return lines(services(config, words))


def agents(agencies: Iterable[str], words: Words) -> Iterator[Triple]:
    """A publisher is a foaf:Agent with a name and a type (DCAT-AP 3.0.1, Agent), said on every page that names it."""
    for named in sorted(agencies):
        if agency := words.agency(named):
            node = NamedNode(agency.iri)
            yield Triple(node, RDF.type, FOAF.Agent)
            yield Triple(node, RDF.type, ORG.FormalOrganization)
            yield Triple(node, FOAF.name, Literal(agency.name_vi, language="vi"))
            if agency.name_en:
                yield Triple(node, FOAF.name, Literal(agency.name_en, language="en"))
            if kind := _agent_types().get(agency.id):
                yield Triple(node, DCT.type, NamedNode(kind))
                yield from _concept(NamedNode(kind), _AGENT_TYPES, {"en": kind.rpartition("/")[2]})


def dates(base: str, issued: str, modified: str) -> Iterator[Triple]:
    """Since when the catalogue is there and when it last changed, as the ledger stamps it; "" for what is not known."""
    catalogue = NamedNode(catalogue_iri(base))
    for predicate, said in ((DCT.issued, issued), (DCT.modified, modified)):
        if said:
            yield Triple(catalogue, predicate, Literal(said, datatype=XSD.dateTime))


def parts(records: Mapping[str, Iterable[tuple[str, str]]], config: Config, words: Words) -> Iterator[Triple]:
    """The sub-catalogue of each agency: `records` are, by its IRI, record and dataset of those told of."""
    whole = NamedNode(catalogue_iri(config.base))
    for iri in sorted(records):
        if agency := words.agency(iri):
            part = NamedNode(part_iri(config.base, iri))
            yield Triple(whole, DCAT.catalog, part)
            yield from _about_part(part, agency)
            for record, dataset in records[iri]:
                yield Triple(part, DCAT.record, NamedNode(record))
                yield Triple(part, DCAT.dataset, NamedNode(dataset))


def paging(collection: str, total: int | None, here: str, leading: Mapping[str, str | None]) -> Iterator[Triple]:
    """Hydra's paging (Hydra Core Vocabulary, section 5.3): the collection, and the page as a part of it that leads on."""
    whole, view = NamedNode(collection), NamedNode(here)
    yield Triple(whole, RDF.type, HYDRA.Collection)
    if total is not None:
        yield Triple(whole, HYDRA.totalItems, Literal(str(total), datatype=XSD.integer))
    yield Triple(whole, HYDRA.view, view)
    yield Triple(view, RDF.type, HYDRA.PartialCollectionView)
    for name in _LINKS:
        if address := leading.get(name):
            yield Triple(view, HYDRA[name], NamedNode(address))


def lines(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _about_part(part: NamedNode, agency: Agency) -> Iterator[Triple]:
    yield Triple(part, RDF.type, DCAT.Catalog)
    yield Triple(part, DCT.publisher, NamedNode(agency.iri))
    names = {"vi": ("Dữ liệu mở của {}", agency.name_vi), "en": ("Open data of {}", agency.name_en)}
    for lang, (form, name) in names.items():
        if name:
            yield Triple(part, DCT.title, Literal(form.format(name), language=lang))
            yield Triple(part, DCT.description, Literal(f"{form.format(name)}.", language=lang))


@lru_cache(maxsize=1)
def _known() -> tuple[Triple, ...]:
    """What the values of a record's own properties are: a profile, the statuses."""
    told = [Triple(PROFILE, RDF.type, DCT.Standard), Triple(PROFILE, DCT.title, Literal("DCAT-AP", language="en"))]
    for status, (vi, en) in STATUSES.items():
        told += _concept(status, _STATUS_LIST, {"vi": vi, "en": en})
    return tuple(told)


@lru_cache(maxsize=1)
def _agent_types() -> Mapping[str, str]:
    """By an agency's id, what kind of publisher it is (ADMS, publisher type)."""
    sheet = Sheet(read("agencies", "urn:x"))
    kinds = (
        (sheet.text(iri, DCT.identifier), sheet.iri(iri, DCT.type)) for iri in sheet.subjects(ORG.FormalOrganization)
    )
    return {agency: kind for agency, kind in kinds if kind}


def _concept(node: NamedNode, scheme: NamedNode, names: Mapping[str, str]) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SKOS.Concept)
    yield Triple(node, SKOS.inScheme, scheme)
    for lang, name in names.items():
        yield Triple(node, SKOS.prefLabel, Literal(name, language=lang))
