"""What a reviewer's ruling on an overlap means to the rules: how long it holds, and for which evidence.

A ruling silences the rule, or bars the dataset, for one pair. It was made on evidence; its `mark` says which, so that a
dataset that is rewritten into something else is not let through by what was decided of its old words.
"""

from dataclasses import dataclass
from datetime import date

from shapes.marks import Mark

SILENCING = frozenset({"no-overlap", "delegated-copy", "exempt"})
"""Verdicts that let the dataset be published, until their day and while the evidence is the same."""
ENDING = frozenset({"merge", "withdraw"})
"""Verdicts after which the dataset may not be published again."""
DENYING = "no-overlap"
"""The verdict that is asked again when what was measured as less turns out to be a duplicate."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on a dataset and `other` (a ministry dataset or another dataset, IRI), ledger entry `seq`.

    `until` is its last day, None without end. `mark` is the mark (`shapes.marks`) of the evidence it was made on; "" when
    unknown: then the ruling holds for any evidence.
    """

    other: str
    verdict: str
    until: date | None = None
    seq: int = 0
    mark: str = ""

    @property
    def is_ending(self) -> bool:
        return self.verdict in ENDING

    def is_in_force(self, day: date) -> bool:
        return self.until is None or day <= self.until

    def silences(self, day: date, mark: str) -> bool:
        """Whether the rule says nothing of the pair on a day, for the evidence and the two datasets as they are now."""
        return self.verdict in SILENCING and self.is_in_force(day) and (not self.mark or self._fits(Mark.read(mark)))

    def _fits(self, now: Mark) -> bool:
        seen = Mark.read(self.mark)
        return seen.is_still(now) and not (self.verdict == DENYING and seen.has_become_a_duplicate(now))


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
