"""The ministries' datasets, which a province may not duplicate (QC 51/2022 article 4.3; Luật Dữ liệu article 11.2b)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from vocab.agencies import Agency, load_agencies
from vocab.namespaces import DCAT, DCT, REG, SKOS
from vocab.sheets import Sheet, read


@dataclass(frozen=True, slots=True)
class MinistryDataset:
    """A database of a ministry. `owner` names the ministry of today, `former_owner` the one before 2025 or "" for the
    same; `owner_id` and `former_owner_id` are their ids in the register of agencies.

    `sources` are the database's own addresses, `referenced_by` pages that speak of it; `composed` says that no official
    text for this row was found, only secondary documents or general knowledge. `theme` is a data theme's IRI.
    """

    id: str
    iri: str
    title_vi: str
    title_en: str
    owner: str
    owner_id: str
    former_owner: str
    former_owner_id: str
    description: str
    theme: str
    keywords: tuple[str, ...]
    identifiers: tuple[str, ...]
    sources: tuple[str, ...]
    referenced_by: tuple[str, ...]
    aliases: tuple[str, ...]
    composed: bool

    def title(self, lang: str = "vi") -> str:
        return self.title_en if lang == "en" else self.title_vi


@lru_cache(maxsize=8)
def load_ministry_datasets(base: str) -> tuple[MinistryDataset, ...]:
    """All rows, in the order of their ids. Raises BadTermsFile."""
    sheet = Sheet(read("ministry-datasets", base))
    owners = load_agencies(base).by_iri
    rows = (_row(sheet, iri, owners) for iri in sheet.subjects(REG.MinistryDataset))
    return tuple(sorted(rows, key=lambda row: row.id))


def _row(sheet: Sheet, iri: str, owners: Mapping[str, Agency]) -> MinistryDataset:
    owner = owners[sheet.iri(iri, DCT.publisher) or ""]
    former = owners.get(sheet.iri(iri, REG.formerOwner) or "")
    identifiers = sheet.texts(iri, DCT.identifier)
    return MinistryDataset(
        id=identifiers[0],
        iri=iri,
        title_vi=sheet.text(iri, DCT.title, "vi"),
        title_en=sheet.text(iri, DCT.title, "en"),
        owner=owner.name_vi,
        owner_id=owner.id,
        former_owner=former.name_vi if former else "",
        former_owner_id=former.id if former else "",
        description=sheet.text(iri, DCT.description, "vi"),
        theme=sheet.iri(iri, DCAT.theme) or "",
        keywords=sheet.texts(iri, DCAT.keyword),
        identifiers=identifiers,
        sources=sheet.iris(iri, DCAT.landingPage),
        referenced_by=sheet.iris(iri, DCT.isReferencedBy),
        aliases=sheet.texts(iri, SKOS.altLabel),
        composed=sheet.text(iri, REG.attestation) != "found",
    )
