"""What each door loses: every dataset read back by our own harvester, property by property, against the ledger.

    python -m tests.walks.losses

serves the datasets of `rich_datasets`, reads them back through each door of DOORS, and writes the table into
docs/feeds.md between its markers. A test demands that it is so.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from harvesters.door import ACCEPT
from harvesters.source import Harvested
from tests.walks.feeding import BASE, Feeding, feeding
from tests.walks.read_back import AGENCY, files_of, mapped, matched, originals, source_at, walked
from tests.walks.rich_datasets import all_rich
from vocab.description import Description
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, RDFS, REG, SKOS, SPDX, VCARD

PAGE = Path(__file__).resolve().parents[2] / "docs/feeds.md"
BEGIN, END = "<!-- losses -->", "<!-- end of losses -->"
WHOLE, LOST = "all", "–"
Node = NamedNode | BlankNode
Said = Counter[object]


@dataclass(frozen=True, slots=True)
class Door:
    """A door by which the catalogue is read back: its name, the kind of source, where it is, and what is asked for where one
    address has several forms: of a dataset's page our harvester itself would take the RDF."""

    name: str
    kind: str
    path: str
    accept: str = ACCEPT


DOORS = (
    Door("DCAT", "dcat", "/catalog"),
    Door("LDES", "ldes", "/changes.trig"),
    Door("OAI-PMH, DCAT", "oai-pmh", "/oai?metadataPrefix=dcat_ap"),
    Door("CKAN", "ckan", ""),
    Door("data.json", "datajson", "/data.json"),
    Door("schema.org", "schema-org", "/sitemap-1.xml", "text/html"),
    Door("OAI-PMH, Dublin Core", "oai-pmh", "/oai?metadataPrefix=oai_dc"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A dataset as it is told of: its description, and whom that or the source names as the publisher.

    A harvest puts the agency of its source in the publisher's place, so that is asked of the source's own words.
    """

    of: Description
    publisher: str
    publisher_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Property:
    """A row of the table: what people call it, and what is told of it, each value as often as it is said."""

    name: str
    said: Callable[[Told], Said]


def value(term: object) -> object:
    """What a term says: of a literal its text and its language, not how its type is called."""
    return (term.value, term.language or "") if isinstance(term, Literal) else getattr(term, "value", str(term))


def _nodes(of: Description, path: Sequence[NamedNode], start: Node | None = None) -> Iterator[object]:
    """What stands at the end of a path from the dataset or from a node of it; blank nodes only on the way."""
    for term in of.values(path[0], start):
        if len(path) > 1 and isinstance(term, NamedNode | BlankNode):
            yield from _nodes(of, path[1:], term)
        elif len(path) == 1 and not isinstance(term, BlankNode):
            yield value(term)


def at(*path: NamedNode) -> Callable[[Told], Said]:
    """Of the dataset, what stands at the end of a path."""
    return lambda told: Counter(_nodes(told.of, path))


def spoken(language: str, predicate: NamedNode) -> Callable[[Told], Said]:
    """Of the dataset, the texts in a language."""

    def said(told: Told) -> Said:
        found = _nodes(told.of, (predicate,))
        return Counter(one for one in found if isinstance(one, tuple) and one[1] == language)

    return said


def of_files(*path: NamedNode) -> Callable[[Told], Said]:
    """Of each distribution, what stands at the end of a path, beside the address by which the file is known."""

    def said(told: Told) -> Said:
        of = told.of
        return Counter((_known_as(of, file), one) for file in files_of(of) for one in _nodes(of, path, file))

    return said


def _known_as(of: Description, file: Node) -> str:
    found = (of.value(name, file) for name in (DCAT.accessURL, DCAT.downloadURL))
    return next((term.value for term in found if isinstance(term, NamedNode)), "")


def either(*ways: Callable[[Told], Said]) -> Callable[[Told], Said]:
    return lambda told: sum((way(told) for way in ways), Counter[object]())


DATASET = (
    Property("title, Vietnamese", spoken("vi", DCT.title)),
    Property("title, English", spoken("en", DCT.title)),
    Property("description, Vietnamese", spoken("vi", DCT.description)),
    Property("description, English", spoken("en", DCT.description)),
    Property("publisher, by IRI", lambda told: Counter(filter(None, (told.publisher,)))),
    Property("publisher, by name", lambda told: Counter(told.publisher_names)),
    Property("contact's name", at(DCAT.contactPoint, VCARD.fn)),
    Property("contact's mailbox", at(DCAT.contactPoint, VCARD.hasEmail)),
    Property("contact's telephone", at(DCAT.contactPoint, VCARD.hasTelephone)),
    Property("keywords, Vietnamese", spoken("vi", DCAT.keyword)),
    Property("keywords, English", spoken("en", DCAT.keyword)),
    Property("themes", at(DCAT.theme)),
    Property("field of activity", at(REG.field)),
    Property("frequency", at(DCT.accrualPeriodicity)),
    Property("licence", at(DCT.license)),
    Property("access rights", at(DCT.accessRights)),
    Property("personal data, secrecy, core data", either(at(REG.personalData), at(REG.secrecy), at(REG.coreData))),
    Property("issued", at(DCT.issued)),
    Property("modified", at(DCT.modified)),
    Property("language", at(DCT.language)),
    Property("identifier", at(DCT.identifier)),
    Property("other identifier", at(ADMS.identifier, SKOS.notation)),
    Property("landing page", at(DCAT.landingPage)),
    Property("documentation", at(FOAF.page)),
    Property("place, by IRI", at(DCT.spatial)),
    Property("place, by name", either(at(DCT.spatial, SKOS.prefLabel), at(DCT.spatial, RDFS.label))),
    Property("place, bounding box", at(DCT.spatial, DCAT.bbox)),
    Property("period", either(at(DCT.temporal, DCAT.startDate), at(DCT.temporal, DCAT.endDate))),
    Property("resolution in time and space", either(at(DCAT.temporalResolution), at(DCAT.spatialResolutionInMeters))),
    Property("version", at(DCAT.version)),
    Property("version notes", at(ADMS.versionNotes)),
    Property("provenance", at(DCT.provenance, RDFS.label)),
    Property("source", at(DCT.source)),
    Property("standard", at(DCT.conformsTo, DCT.title)),
    Property("type", at(DCT.type)),
    Property("related", at(DCT.relation)),
    Property("legislation", at(DCATAP.applicableLegislation)),
    Property("creator", at(DCT.creator, FOAF.name)),
)
FILE = (
    Property("access address", of_files(DCAT.accessURL)),
    Property("download address", of_files(DCAT.downloadURL)),
    Property("title", of_files(DCT.title)),
    Property("description", of_files(DCT.description)),
    Property("format", of_files(DCT["format"])),
    Property("media type", of_files(DCAT.mediaType)),
    Property("size", of_files(DCAT.byteSize)),
    Property("checksum", either(of_files(SPDX.checksum, SPDX.checksumValue), of_files(SPDX.checksum, SPDX.algorithm))),
    Property("licence", of_files(DCT.license)),
    Property("issued", of_files(DCT.issued)),
    Property("modified", of_files(DCT.modified)),
    Property("language", of_files(DCT.language)),
    Property("status and availability", either(of_files(ADMS.status), of_files(DCATAP.availability))),
)


@dataclass(frozen=True, slots=True)
class Loss:
    """Of a property: how many datasets say it, and of how many it comes back as it was, and in part."""

    there: int
    whole: int
    part: int

    def __str__(self) -> str:
        if self.whole == self.there:
            return WHOLE
        parts = [f"{self.whole} of {self.there}"] * (self.whole > 0)
        parts += [f"{self.part} in part" if self.whole or self.part < self.there else "in part"] * (self.part > 0)
        return ", ".join(parts) or LOST


Pair = tuple[Told, Told]
"""What the ledger tells of a dataset, and what came back."""


def loss(property: Property, pairs: Iterable[Pair]) -> Loss:
    """What of a property comes back, of pairs of an original and what was read back of it."""
    there = whole = part = 0
    for original, back in pairs:
        if said := property.said(original):
            again = property.said(back)
            there += 1
            whole += said == again
            part += said != again and bool(said & again)
    return Loss(there, whole, part)


def read_through(door: Door, fed: Feeding, there: Mapping[str, Description]) -> list[Pair]:
    """Each dataset beside what our harvester makes of it, read through the door; all must come."""
    source = source_at(door.kind, fed.address + door.path)
    walk = walked(source, door.accept)
    agency = fed.keeper.words.agency(AGENCY)
    assert agency is not None
    pairs = [
        (_of_ledger(original, fed), _of_source(record, mapped(record, source, BASE, agency.iri)))
        for original, record in matched(walk, there)
    ]
    assert sorted(one.of.iri for one, _ in pairs) == sorted(one.iri for one in there.values()), (door, walk.unreadable)
    return pairs


def _of_ledger(original: Description, fed: Feeding) -> Told:
    agency = fed.keeper.words.agency(original.publisher or "")
    assert agency is not None
    return Told(original, agency.iri, frozenset(filter(None, (agency.name_vi, agency.name_en))))


def _of_source(record: Harvested, description: Description) -> Told:
    named = [t.object for t in record.triples if t.subject == record.focus and t.predicate == DCT.publisher]
    names = {t.object.value for t in record.triples if t.subject in named and isinstance(t.object, Literal)}
    names |= {term.value for term in named if isinstance(term, Literal)}
    return Told(description, next((term.value for term in named if isinstance(term, NamedNode)), ""), frozenset(names))


def table(fed: Feeding) -> str:
    """The whole table in Markdown."""
    there = originals(fed.keeper)
    columns = [read_through(door, fed, there) for door in DOORS]
    head = ["| | " + " | ".join(door.name for door in DOORS) + " |", "| --- |" + " --- |" * len(DOORS)]
    return "\n".join([*head, *_rows("dataset", DATASET, columns), *_rows("file", FILE, columns)])


def _rows(of: str, properties: Iterable[Property], columns: Sequence[Sequence[Pair]]) -> Iterator[str]:
    for property in properties:
        cells = [str(loss(property, pairs)) for pairs in columns]
        yield f"| {of}: {property.name} | " + " | ".join(cells) + " |"


def written(page: str, table: str) -> str:
    """The page with the table between its markers. Raises ValueError when a marker is missing."""
    before, after = page.index(BEGIN) + len(BEGIN), page.index(END)
    return f"{page[:before]}\n\n{table}\n\n{page[after:]}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, feeding(Path(folder) / "data", all_rich) as fed:
        PAGE.write_text(written(PAGE.read_text("utf-8"), table(fed)), "utf-8")
