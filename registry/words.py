"""Names of things for people: any concept, agency or ministry dataset by its IRI, in a reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

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
