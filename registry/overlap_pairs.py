"""Tables of pairs, a province's dataset beside a ministry's in each row: scored, and held against people's labels.

The columns are pair_id, prov_title, prov_description, prov_theme, prov_keywords, ministry_id, ministry_title,
ministry_description, ministry_theme, ministry_keywords, ministry_owner, and label for evaluating. Scoring looks at none
of label, kind and reason.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from harvesters.tables import delimiter_of, not_a_table
from registry.errors import RegistryError
from registry.files import file_text
from shapes.likeness.comparing import Comparison, compare
from shapes.likeness.rarity import load_rarity
from shapes.likeness.subject import Subject, subject_of_ministry, subject_of_row
from vocab.lexicon import load_lexicon
from vocab.ministries import load_ministry_datasets

LABELS = ("duplicate", "overlap", "none")
ANY = "any-overlap"
NEEDED = ("pair_id", "prov_title", "ministry_title")
_TOLD = ("label", "kind", "reason")
_BASE = "urn:x"

Row = Mapping[str, str]


class PairsUnreadable(RegistryError):
    """A table of pairs cannot be read."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One pair and what comparing found in it."""

    pair: str
    found: Comparison

    def as_row(self) -> dict[str, str]:
        """The row that `registry overlap score` writes; what hindered or narrowed comparing stands after it."""
        said = [
            f"{'−' if one.against else '+'}{one.weight:.2f} {one.name}: {one.vi}"
            for one in sorted(self.found.features, key=lambda one: (one.against, -one.weight, one.name))
        ]
        troubles = [trouble.sentences[0] for trouble in self.found.troubles]
        return {
            "pair_id": self.pair,
            "label": self.found.label,
            "score": f"{self.found.score:.3f}",
            "evidence": " | ".join([*said, *troubles]),
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """How well one label is given: of those given, how many are right; of those there are, how many are given."""

    label: str
    right: int
    given: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.given + self.there) if self.right else 0.0


def read_pairs(file: Path) -> list[dict[str, str]]:
    """The rows of a table of pairs, parted by commas, semicolons or tabs. Raises PairsUnreadable."""
    text = _text(file)
    reader = csv.DictReader(io.StringIO(text), restval="", delimiter=delimiter_of(text), strict=True)
    try:
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        rows = [{name: text for name, text in row.items() if isinstance(text, str)} for row in reader]
    except csv.Error as fault:
        refusal = not_a_table(fault, reader.reader.line_num)
        raise PairsUnreadable(f"Không đọc được {file}: {refusal.vi}", f"{file} cannot be read: {refusal.en}") from fault
    if missing:
        named = ", ".join(missing)
        raise PairsUnreadable(f"{file} thiếu cột: {named}.", f"{file} lacks the columns: {named}.")
    return rows


def _text(file: Path) -> str:
    try:
        return file_text(file)
    except RegistryError as fault:
        raise PairsUnreadable(fault.vi, fault.en) from fault


def score(rows: Iterable[Row]) -> Iterator[Scored]:
    """Each pair compared; one row at a time, so that a bar can follow."""
    lexicon, rarity = load_lexicon(), load_rarity()
    for row in rows:
        mine, its = sides({name: text for name, text in row.items() if name not in _TOLD})
        yield Scored(row["pair_id"], compare(mine, its, lexicon, rarity))


def sides(row: Row) -> tuple[Subject, Subject]:
    """The two subjects of a pair. What the registry knows of the ministry's dataset by its id is added to the row's own:
    other names, units, key fields."""
    mine, its = subject_of_row(row, "prov"), subject_of_row(row, "ministry")
    known = _known().get(row.get("ministry_id", ""))
    if known:
        titles = tuple(dict.fromkeys((*its.titles, *known.titles)))
        its = replace(its, iri=known.iri, titles=titles, units=known.units, fields=known.fields)
    return mine, its


def evaluate(labels: Sequence[str], found: Sequence[str]) -> tuple[Measure, ...]:
    """How well each label is given, and any overlap at all against none.

    Raises PairsUnreadable for an unknown label, and for a pair that has none.
    """
    bare = next((number for number, label in enumerate(labels, 1) if not label.strip()), 0)
    if bare:
        raise PairsUnreadable(f"Cặp ở hàng {bare} không có nhãn.", f"The pair in row {bare} has no label.")
    strange = sorted(set(labels) - set(LABELS))
    if strange:
        named = ", ".join(map(repr, strange))
        raise PairsUnreadable(f"Nhãn lạ: {named}.", f"Unknown labels: {named}.")
    pairs = Counter(zip(labels, found, strict=True))
    measures = [_measure(label, (label,), pairs) for label in LABELS]
    return (*measures, _measure(ANY, LABELS[:2], pairs))


def _measure(name: str, labels: Sequence[str], pairs: Counter[tuple[str, str]]) -> Measure:
    right = sum(n for (there, given), n in pairs.items() if there in labels and given in labels)
    given = sum(n for (_, given), n in pairs.items() if given in labels)
    there = sum(n for (there, _), n in pairs.items() if there in labels)
    return Measure(name, right, given, there)


@cache
def _known() -> Mapping[str, Subject]:
    return {row.id: subject_of_ministry(row) for row in load_ministry_datasets(_BASE)}
