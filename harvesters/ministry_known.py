"""The ministries' datasets that the program brings along, found by what a ministry's own catalogue may call them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from vocab.ministries import MinistryDataset, load_ministry_datasets
from vocab.sheets import read
from vocab.vietnamese import title_key


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that the program brings along, found by what a ministry's catalogue may call them."""

    by_identifier: Mapping[str, MinistryDataset]
    by_title: Mapping[str, MinistryDataset]
    said: Mapping[str, tuple[Triple, ...]]

    @classmethod
    def of(cls, base: str) -> "Known":
        """The rows of the file of terms. Raises BadTermsFile."""
        rows = load_ministry_datasets(base)
        said: dict[str, tuple[Triple, ...]] = {}
        for triple in read("ministry-datasets", base):
            if isinstance(triple.subject, NamedNode):
                iri = triple.subject.value.partition("#")[0]
                said[iri] = (*said.get(iri, ()), triple)
        return cls({row.id: row for row in rows}, {title_key(row.title_vi): row for row in rows}, said)

    def same(self, identifiers: Sequence[str], titles: Sequence[str], owners: frozenset[str]) -> MinistryDataset | None:
        """The row of one of these identifiers, else of one of these titles, that one of these owners has or had."""
        coded = (self.by_identifier.get(identifier) for identifier in identifiers)
        titled = (self.by_title.get(title_key(title)) for title in titles)
        return next((row for row in (*coded, *titled) if row and _is_of(row, owners)), None)

    def others(self, identifiers: Sequence[str], row: MinistryDataset | None) -> Iterator[tuple[str, MinistryDataset]]:
        """Those of these identifiers that belong to another row than this."""
        for identifier in identifiers:
            known = self.by_identifier.get(identifier)
            if known and known != row:
                yield identifier, known


def _is_of(row: MinistryDataset, owners: frozenset[str]) -> bool:
    return bool(owners & {one.agency_id for one in row.owners if one.agency_id})
