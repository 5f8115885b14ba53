"""What a reviewer's ruling on an overlap means to the rules: how long it holds, and for which evidence.

A ruling silences the rule, or bars the dataset, for one pair. It was made on evidence; its `mark` says which, so that a
dataset that is rewritten into something else is not let through by what was decided of its old words.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SILENCING = frozenset({"no-overlap", "delegated-copy", "exempt"})
"""Verdicts that let the dataset be published, until their day and while the evidence is the same."""
ENDING = frozenset({"merge", "withdraw"})
"""Verdicts after which the dataset may not be published again."""
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")

Measured = tuple[str, str, bool]
"""A feature as it counts here: its name, its Vietnamese sentence, whether it speaks against."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on a dataset and `other` (a ministry dataset or another dataset, IRI), ledger entry `seq`.

    `until` is its last day, None without end. `mark` is what `mark_of` gave for the evidence it was made on,
    `fingerprint` that of the description; "" when unknown: then the ruling holds for any evidence.
    """

    other: str
    verdict: str
    until: date | None = None
    seq: int = 0
    mark: str = ""
    fingerprint: str = ""

    @property
    def is_ending(self) -> bool:
        return self.verdict in ENDING

    def is_in_force(self, day: date) -> bool:
        return self.until is None or day <= self.until

    def silences(self, day: date, mark: str, fingerprint: str) -> bool:
        """Whether the rule says nothing of the pair on a day, for the evidence and the description as they are now."""
        fits = not self.mark or fits_still(self.mark, mark, is_same_text=fingerprint == self.fingerprint)
        return self.verdict in SILENCING and self.is_in_force(day) and fits


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A pair that waits for a reviewer, with its `grade`; `due` is the day by which it should be decided.

    `opened_as` is "published" when the public version came to violate without anybody's act (a new rule, a new ministry
    dataset, a ruling that ended), else "new".
    """

    other: str
    opened_as: str
    due: date
    grade: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A dataset of this `title` was ruled out beside `other` (IRI), in `case`, by ledger entry `seq`.

    `verdict` is one of ENDING.
    """

    other: str
    title: str
    verdict: str
    case: str
    seq: int


def mark_of(grade: str, features: Iterable[Measured]) -> str:
    """Two short digests with a dot between: what kind of evidence it is, and what words it is made of.

    Scores, weights and numbers in sentences are left out: the lexicon grows, and nobody should have to decide again for
    that.
    """
    known = sorted((name, against, _NUMBERS.sub("#", said)) for name, said, against in features)
    rough = [grade, *(f"{name} {against}" for name, against, _ in known)]
    fine = [grade, *(f"{name} {against} {said}" for name, against, said in known)]
    return f"{_digest(rough)}.{_digest(fine)}"


def fits_still(seen: str, now: str, is_same_text: bool) -> bool:
    """Whether evidence is still what it was: of one text its kind must be the same, of a changed text its words too."""
    place = 0 if is_same_text else 1
    return seen.split(".")[place:][:1] == now.split(".")[place:][:1]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
