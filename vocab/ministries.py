"""The ministries' datasets, which a province may not duplicate (QC 51/2022 article 4.3; Luật Dữ liệu article 11.2b).

A row is read from triples, whether they lie in the file of terms or came by an import: `rows_of` makes no difference.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vocab.agencies import Agencies, Agency, load_agencies
from vocab.namespaces import DCAT, DCT, FOAF, PROV, REG, SKOS
from vocab.sheets import Sheet, read

FOUND = "found"
IMPORTED = "imported"
COMPOSED = "composed"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owned a database from `since` to `until`, both inclusive; None is open or not known.

    `agency_id` is the owner's id in the register of agencies, "" for one that is not in it.
    """

    agency_id: str
    name: str
    since: date | None
    until: date | None

    def is_of(self, at: date) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


@dataclass(frozen=True, slots=True)
class MinistryDataset:
    """A database of a ministry. `owner` names the ministry of today, `owners` all it ever had, today's first.

    `sources` are the database's own addresses, `referenced_by` pages that speak of it; `attestation` is what the row
    rests on, `facts_composed` says that unit, key fields, dates and the like were made up for a demonstration. `theme`
    and `frequency` are IRIs. `units` and `key_fields` are slugs of the lexicon. `shared` is None when nobody said whether
    it is shared with the provinces; `modified` None when nobody said when it last changed. `gone` is the day from which
    its ministry's catalogue no longer told of it. What is not known of the other texts is "".
    """

    id: str
    iri: str
    title_vi: str
    title_en: str
    owner: str
    owner_id: str
    owners: tuple[Ownership, ...]
    description: str
    theme: str
    keywords: tuple[str, ...]
    identifiers: tuple[str, ...]
    sources: tuple[str, ...]
    referenced_by: tuple[str, ...]
    aliases_vi: tuple[str, ...]
    aliases_en: tuple[str, ...]
    units: tuple[str, ...]
    key_fields: tuple[str, ...]
    shared: bool | None
    modified: date | None
    frequency: str
    legal_source: str
    attestation: str
    facts_composed: bool
    gone: date | None

    def title(self, lang: str = "vi") -> str:
        """The title in a language, in the other one when there is none; "" for a row without a title."""
        said = (self.title_en, self.title_vi) if lang == "en" else (self.title_vi, self.title_en)
        return said[0] or said[1]

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names in any language."""
        return (*self.aliases_vi, *self.aliases_en)

    @property
    def composed(self) -> bool:
        """Whether no official text for this row was found, only secondary documents or general knowledge."""
        return self.attestation not in (FOUND, IMPORTED)

    @property
    def former_owner(self) -> str:
        """The name of the ministry before today's, "" for the same."""
        former = _former(self.owners)
        return former.name if former else ""

    @property
    def former_owner_id(self) -> str:
        """That ministry's id in the register of agencies, "" when there is none."""
        former = _former(self.owners)
        return former.agency_id if former else ""


@lru_cache(maxsize=8)
def load_ministry_datasets(base: str) -> tuple[MinistryDataset, ...]:
    """The rows of the file of terms, in the order of their ids. Raises BadTermsFile."""
    return rows_of(Sheet(read("ministry-datasets", base)), load_agencies(base))


def rows_of(sheet: Sheet, agencies: Agencies) -> tuple[MinistryDataset, ...]:
    """The rows that triples tell of, in the order of their ids; what is missing or unreadable in one is left empty."""
    rows = (_row(sheet, iri, agencies) for iri in sheet.subjects(REG.MinistryDataset))
    return tuple(sorted(rows, key=lambda row: (row.id, row.iri)))


def _row(sheet: Sheet, iri: str, agencies: Agencies) -> MinistryDataset:
    identifiers = sheet.texts(iri, DCT.identifier)
    owners = tuple(_owners(sheet, iri, agencies))
    titles = sheet.texts(iri, DCT.title)
    english = sheet.text(iri, DCT.title, "en")
    english_aliases = sheet.texts(iri, SKOS.altLabel, "en")
    vietnamese = sheet.text(iri, DCT.title, "vi") or next((title for title in titles if title != english), "")
    return MinistryDataset(
        id=identifiers[0] if identifiers else iri,
        iri=iri,
        title_vi=vietnamese,
        title_en=english,
        owner=owners[0].name if owners else "",
        owner_id=owners[0].agency_id if owners else "",
        owners=owners,
        description=sheet.text(iri, DCT.description, "vi") or sheet.text(iri, DCT.description),
        theme=sheet.iri(iri, DCAT.theme) or "",
        keywords=sheet.texts(iri, DCAT.keyword),
        identifiers=identifiers,
        sources=tuple(dict.fromkeys(_addresses(sheet, iri))),
        referenced_by=sheet.iris(iri, DCT.isReferencedBy),
        aliases_vi=tuple(alias for alias in sheet.texts(iri, SKOS.altLabel) if alias not in english_aliases),
        aliases_en=english_aliases,
        units=_slugs(sheet.iris(iri, REG.observationUnit)),
        key_fields=_slugs(sheet.iris(iri, REG.keyField)),
        shared=_truth(sheet.text(iri, REG.shared)),
        modified=_day(sheet.text(iri, DCT.modified)),
        frequency=sheet.iri(iri, DCT.accrualPeriodicity) or "",
        legal_source=sheet.text(iri, REG.legalSource),
        attestation=sheet.text(iri, REG.attestation),
        facts_composed=sheet.text(iri, REG.factsAttestation) == COMPOSED,
        gone=_day(sheet.text(iri, REG.goneSince)),
    )


def _owners(sheet: Sheet, iri: str, agencies: Agencies) -> Iterable[Ownership]:
    """Today's owner, then the others, the last one first; without dates of its own an ended ministry owned it to its end.

    An owner is told as a qualified attribution with days, as dct:publisher, as reg:formerOwner, or by a mere name.
    """
    told = [_attributed(sheet, place, agencies) for place in sheet.iris(iri, PROV.qualifiedAttribution)]
    dated = {one.agency_id or one.name for one in told}
    publisher = agencies.by_iri.get(sheet.iri(iri, DCT.publisher) or "")
    if publisher and publisher.id not in dated:
        told.insert(0, Ownership(publisher.id, publisher.name_vi, None, publisher.valid_to))
    elif (name := sheet.text(iri, REG.ownerName)) and name not in dated:
        told.insert(0, Ownership("", name, None, None))
    for former in sheet.iris(iri, REG.formerOwner):
        agency = agencies.by_iri.get(former)
        if agency and agency.id not in dated and agency != publisher:
            told.append(Ownership(agency.id, agency.name_vi, None, agency.valid_to))
    now = publisher.id if publisher else sheet.text(iri, REG.ownerName)
    return sorted(told, key=lambda one: ((one.agency_id or one.name) != now, -_end(one)))


def _attributed(sheet: Sheet, place: str, agencies: Agencies) -> Ownership:
    agency: Agency | None = agencies.by_iri.get(sheet.iri(place, PROV.agent) or "")
    since, until = _day(sheet.text(place, REG.ownedSince)), _day(sheet.text(place, REG.ownedUntil))
    if agency is None:
        return Ownership("", sheet.text(place, FOAF.name), since, until)
    return Ownership(agency.id, agency.name_vi, since, until or agency.valid_to)


def _end(one: Ownership) -> int:
    return (one.until or date.max).toordinal()


def _former(owners: tuple[Ownership, ...]) -> Ownership | None:
    return owners[1] if len(owners) > 1 else None


def _addresses(sheet: Sheet, iri: str) -> Iterable[str]:
    yield from sheet.iris(iri, DCAT.landingPage)
    yield from sheet.iris(iri, DCAT.endpointURL)
    for distribution in sheet.iris(iri, DCAT.distribution):
        yield from sheet.iris(distribution, DCAT.accessURL)
        yield from sheet.iris(distribution, DCAT.downloadURL)


def _slugs(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(iri.rpartition("/")[2] for iri in iris)


def _truth(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _day(text: str) -> date | None:
    """The day of an xsd:date or xsd:dateTime; None for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
