"""What a run stages, and how several records of one dataset become one: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vocab.identifiers import is_ministry_dataset, record_of

Row = dict[str, Any]

NEW, SAME, GONE = "new", "same", "gone"
"""What a staged record says: a description to be settled; that the source says of it what it said last time; that the
source no longer holds it."""
DUPLICATE = "duplicate"
"""Cause of what is told of a second record of one dataset that differs from the first."""
NOT_ITS_OWN = "not-its-own"
"""Cause of what is told of a record of this registry itself."""
HARMLESS = frozenset({DUPLICATE, NOT_ITS_OWN})
"""Causes that say nothing against the completeness of a run."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A record that a run has read, mapped and had judged: `said` holds evidence and notices as rows, `findings` what
    `ShapeReport.as_text` wrote.

    `mark` is new, same (no body: nothing of it was read further) or gone (no body); `raw` the digest of the raw record
    and of how it is read; `page` the number of the page it stood on, 0 before it is staged.
    """

    iri: str
    identifier: str
    title: str
    fingerprint: str
    body: bytes
    said: Row
    mark: str = NEW
    raw: str = ""
    page: int = 0
    findings: str = "[]"

    @classmethod
    def of(cls, row: Row, *, raw: str = "", **said: Any) -> "Staged":
        """A record as a worker gives it: {"iri", "identifier", "title", "fingerprint", "body": N-Quads, "findings"?}."""
        told = (row["iri"], row["identifier"], row["title"], row["fingerprint"], row["body"], said)
        return cls(*told, raw=raw, findings=row.get("findings", "[]"))

    @classmethod
    def gone(cls, iri: str, identifier: str, version: str) -> "Staged":
        """The mark that the source says it no longer holds a record."""
        return cls(iri, identifier, "", "", b"", {"version": version}, GONE)

    @classmethod
    def same(cls, iri: str, identifier: str, title: str, fingerprint: str, raw: str, version: str = "") -> "Staged":
        """The mark that the source says of a record what it said last time, which was read the same way."""
        said = {"version": version} if version else {}
        return cls(iri, identifier, title, fingerprint, b"", said, SAME, raw)

    @property
    def version(self) -> str:
        """Of two of one dataset the greater stays; "" where the source has no versions."""
        return str(self.said.get("version", ""))

    @property
    def own(self) -> str:
        """The fingerprint of what the source alone says, without what people added to it."""
        return str(self.said.get("own") or self.fingerprint)

    @property
    def record(self) -> str:
        """The record's IRI in the ledger; a ministry's dataset stands there under its own."""
        return self.iri if is_ministry_dataset(self.iri) else record_of(self.iri)


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier page staged of a dataset."""

    version: str
    own: str
    mark: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Fold:
    """What is staged of a page: `kept` rows (they replace those of the same dataset), what is `told` as unreadable.

    `records` were on the page without those told of; `repeated` records, of this page or earlier ones, count no more, for
    they came again, word by word or in another version, or ended. `is_plain`: each row is a dataset of its own without a
    version.
    """

    kept: tuple[Staged, ...]
    told: tuple[Row, ...]
    records: int
    repeated: int
    is_plain: bool


def folded(before: Mapping[str, Known], rows: Sequence[Staged]) -> Fold:
    """Of several records of one dataset the later version; of the same version the first, and one that differs is told."""
    known = dict(before)
    kept: dict[str, Staged] = {}
    told: list[Row] = []
    repeated = 0
    for row in rows:
        first = known.get(row.iri)
        if first is not None and not _replaces(row, first):
            if row.mark != GONE and first.mark != GONE and row.version == first.version and _differs(row, first):
                told.append(again(row.identifier, first.identifier))
            elif row.mark != GONE:
                repeated += 1
            continue
        if first is not None and first.mark != GONE:
            repeated += 1
        known[row.iri] = Known(row.version, row.own, row.mark, row.identifier)
        kept[row.iri] = row
    records = sum(row.mark != GONE for row in rows) - len(told)
    is_plain = len(kept) == len(rows) and not repeated and all(row.mark != GONE and not row.version for row in rows)
    return Fold(tuple(kept.values()), tuple(told), records, repeated, is_plain)


def _replaces(row: Staged, first: Known) -> bool:
    is_ending = GONE in (row.mark, first.mark)
    return row.version >= first.version if is_ending else row.version > first.version


def _differs(row: Staged, first: Known) -> bool:
    return row.own != first.own


def again(identifier: str, first: str) -> Row:
    """What is told of a second record of one dataset."""
    return {
        "position": identifier[:200],
        "reason_vi": f"Cùng một tập dữ liệu với bản ghi «{first[:200]}» đứng trước: bản ghi này không được dùng.",
        "reason_en": f"The same dataset as the record “{first[:200]}” before it: this record is not used.",
        "cause": DUPLICATE,
    }
