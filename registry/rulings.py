"""What a reviewer decides on a case: a verdict, why, by which law, until when. One ruling is one `decide` entry.

The entry's reason says in canonical JSON which case, pair and verdict it is about; the free words are its body, so that
the law can remove them. The table `ruling` is made from these entries alone and can be made anew.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from registry import schema
from registry.bulk import among
from registry.entries import Act, Entry
from registry.ledger import Ledger
from shapes.rulings import ENDING
from shapes.rulings import Ruling as Standing
from vocab.identifiers import record_of

DECIDE = frozenset({"decide"})
IN_THE_PROVINCE = "/id/dataset/"
LONGEST_REASON = 4000
"""Characters of the reason of whatever is ruled."""


class Verdict(StrEnum):
    """What a reviewer can decide of a pair."""

    NO_OVERLAP = "no-overlap"
    DELEGATED_COPY = "delegated-copy"
    EXEMPT = "exempt"
    MERGE = "merge"
    WITHDRAW = "withdraw"

    @property
    def is_ending(self) -> bool:
        """Whether the dataset comes down, and may not be published again."""
        return self.value in ENDING


class Basis(StrEnum):
    """The law, or the paper, that a ruling rests on."""

    REGULATION = "regulation-4-3"
    DATA_LAW = "data-law-11-2b"
    MINISTRY_PAPER = "ministry-paper"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision, as the ledger's entry `seq` says. `until` is its last day (ISO), "" without end.

    `target` is the dataset (IRI) that the record is to be merged into, "" otherwise. `mark` and `fingerprint` name the
    evidence and the description that were decided on. `reason` is "" when the law removed it.
    """

    seq: int
    case: str
    record: str
    other: str
    verdict: str
    until: str
    basis: str
    target: str
    mark: str
    fingerprint: str
    account: str
    person: str
    reason: str
    at: str

    @property
    def standing(self) -> Standing:
        """The ruling as the rules know it."""
        until = date.fromisoformat(self.until) if self.until else None
        return Standing(self.other, self.verdict, until, self.seq, self.mark)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a ruling is made of besides who made it and when."""

    case: str
    record: str
    other: str
    verdict: Verdict
    until: date | None
    basis: Basis
    target: str
    mark: str
    fingerprint: str
    reason: str

    def act(self, account: str, person: str) -> Act:
        """The ledger act that says it."""
        said = {
            "basis": self.basis.value,
            "case": self.case,
            "fingerprint": self.fingerprint,
            "mark": self.mark,
            "other": self.other,
            "target": self.target,
            "until": self.until.isoformat() if self.until else "",
            "verdict": self.verdict.value,
        }
        return Act("decide", self.record, account, person, body=self.reason.encode(), reason=canonical(said))


def canonical(said: Mapping[str, str]) -> str:
    """JSON in one form only: keys in order, nothing between."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def told(entry: Entry) -> dict[str, str]:
    """What the reason of a `decide` entry says; {} for an entry that says nothing of the kind."""
    try:
        said = json.loads(entry.reason) if entry.act in DECIDE else {}
    except ValueError:
        return {}
    return {key: str(value) for key, value in said.items()} if isinstance(said, dict) else {}


def ruling_of(entry: Entry, words: bytes | None) -> Ruling | None:
    """The ruling that an entry and its body say; None when the entry is no ruling."""
    said = told(entry)
    if not said.get("case"):
        return None
    place = (entry.seq, said["case"], entry.record, said.get("other", ""), said.get("verdict", ""))
    more = (said.get("until", ""), said.get("basis", ""), said.get("target", ""))
    seen = (said.get("mark", ""), said.get("fingerprint", ""))
    reason = (words or b"").decode("utf-8", "replace")
    return Ruling(*place, *more, *seen, entry.actor, entry.person, reason, entry.at)


def from_ledger(ledger: Ledger) -> tuple[Ruling, ...]:
    """Every ruling as the ledger says it, oldest first; those on records that the law removed are left out."""
    removed = {entry.record: entry.seq for entry in ledger.of_acts(frozenset({"expunge"}))}
    entries = ledger.of_acts(DECIDE)
    words = ledger.bodies([entry.seq for entry in entries])
    rulings = (ruling_of(entry, words.get(entry.seq)) for entry in entries)
    return tuple(one for one in rulings if one and not removed_by_law(one.record, one.other, one.seq, removed))


def removed_by_law(record: str, other: str, seq: int, removed: Mapping[str, int]) -> bool:
    """Whether a ruling of entry `seq` fell with one of its two records; `removed`: record -> the entry that removed it."""
    records = (record, record_of(other) if IN_THE_PROVINCE in other else other)
    return any(removed.get(each, 0) > seq for each in records)


def rebuild(connection: Connection, rulings: Sequence[Ruling]) -> None:
    """Makes the table anew from these rulings."""
    connection.execute(delete(schema.ruling))
    keep(connection, rulings)


def keep(connection: Connection, rulings: Sequence[Ruling]) -> None:
    """Adds rulings to the table."""
    if rulings:
        connection.execute(insert(schema.ruling), [_as_row(one) for one in rulings])


def newest_of(connection: Connection, records: Sequence[str]) -> dict[tuple[str, str], Ruling]:
    """The newest ruling on each pair of these records: (record, other) -> ruling."""
    rows = schema.ruling.c
    query = select(schema.ruling).where(among(rows.record, records)).order_by(rows.seq)
    return {(row.record, row.other): read(row) for row in connection.execute(query)}


def read(row: Row[Any]) -> Ruling:
    """The ruling that a row of the table says."""
    values: tuple[Any, ...] = tuple(row)
    return Ruling(*values)


def _as_row(one: Ruling) -> dict[str, object]:
    said = asdict(one)
    return {"case_number": said.pop("case"), **said}
