"""Names of things for people: any concept, agency or ministry dataset by its IRI, in a reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.ministry_rows import FOLDER, MinistryRows, Summary, known_rows, newest_file
from vocab.agencies import Agencies, Agency, load_agencies
from vocab.codelists import CodeList, code_lists, labels
from vocab.ministries import MinistryDataset, load_ministry_datasets


@dataclass(frozen=True)
class Words:
    """The vocabulary of one registry; `of(base)` builds it."""

    agencies: Agencies
    code_lists: Mapping[str, CodeList]
    ministries: Mapping[str, MinistryDataset]
    _labels: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, base: str, ministries: Mapping[str, MinistryDataset] | None = None) -> "Words":
        """The words of a base; `ministries` are the rows to know, by IRI, when they are more than the program's own."""
        rows = {row.iri: row for row in load_ministry_datasets(base)} if ministries is None else ministries
        return cls(load_agencies(base), code_lists(base), rows, labels(base))

    @classmethod
    def on(cls, base: str, data: Path) -> "Words":
        """The words with what was imported into a data directory: for who reads it beside its keeper."""
        rows = known_rows(base, newest_file(data / FOLDER))
        return cls.of(base, {row.iri: row for row in rows})

    def ministry_titles(self, lang: str = "vi") -> dict[str, str]:
        """The ministries' datasets by their titles."""
        known = self.ministries
        told: Iterable[Summary | MinistryDataset] = (
            known.summaries if isinstance(known, MinistryRows) else known.values()
        )
        return {row.title(lang): row.iri for row in told}

    def label(self, iri: str, lang: str = "vi") -> str:
        """The name of a concept, agency or ministry dataset; the IRI itself when it has none."""
        if agency := self.agencies.by_iri.get(iri):
            return agency.name(lang)
        if row := self.ministries.get(iri):
            return row.title(lang) or iri
        said = self._labels.get(iri, {})
        return said.get(lang) or said.get("vi") or said.get("en") or iri

    def agency(self, iri_or_id: str) -> Agency | None:
        return self.agencies.by_iri.get(iri_or_id) or self.agencies.by_id.get(iri_or_id)
