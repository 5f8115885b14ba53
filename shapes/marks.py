"""What a ruling is made on, as one line of text: the grade, the words of the evidence, and what counts of both datasets.

The lexicon and the weights grow, and nobody should have to decide again for that: a ruling stands while what the two say
of themselves stays, or while the same is found in them. Only what was ruled to be no overlap and is now measured as a
duplicate is asked again whatever the texts.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from shapes.evidence import Evidence
from shapes.likeness.subject import Subject

PARTS = ("titles", "descriptions", "keywords", "theme", "identifiers", "addresses", "space", "units", "fields")
"""What counts of a dataset. Not its period nor who answers for it: those move with every update and every transfer."""
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark taken apart: `words` is a digest of the evidence, `mine` and `its` have one of each of PARTS ("" for none)."""

    grade: str
    words: str
    mine: tuple[str, ...]
    its: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Mark":
        """The mark that a text says; any other text is the mark of nothing."""
        grade, words, mine, its = (*text.split("."), "", "", "", "")[:4]
        return cls(grade, words, tuple(mine.split("-")), tuple(its.split("-")))

    def __str__(self) -> str:
        return ".".join((self.grade, self.words, "-".join(self.mine), "-".join(self.its)))

    def is_still(self, now: "Mark") -> bool:
        """Whether the two say of themselves what they said, or the same is found in them."""
        return (self.mine, self.its) == (now.mine, now.its) or self.words == now.words

    def has_become_a_duplicate(self, now: "Mark") -> bool:
        return now.grade == "duplicate" != self.grade


def mark_of(evidence: Evidence, mine: Subject, its: Subject) -> str:
    """The mark of evidence on two datasets. Scores, weights and the numbers in sentences are left out."""
    said = (f"{one.name} {one.against} {_NUMBERS.sub('#', one.vi)}" for one in evidence.features)
    return str(Mark(evidence.grade, _digest([evidence.grade, *sorted(said)]), _parts(mine), _parts(its)))


def moved(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """Which of PARTS differ between two marks of one dataset; none when one is the mark of nothing."""
    if not len(before) == len(now) == len(PARTS):
        return ()
    return tuple(part for part, was, is_now in zip(PARTS, before, now, strict=True) if was != is_now)


def _parts(subject: Subject) -> tuple[str, ...]:
    said = (getattr(subject, part) for part in PARTS)
    return tuple(_digest(sorted(map(str, values))) if values else "" for values in said)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
