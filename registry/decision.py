"""What becomes of a description once it is measured and judged. Pure: findings in, an outcome out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.entries import Entry
from shapes.report import Finding


class Outcome(StrEnum):
    """What the registry did with a description."""

    PUBLISHED = "published"
    REMARKED = "remarked"
    """Published, with remarks that the agency should look at."""
    HELD = "held"
    """A rule holds this version back; the last good one stays public."""
    TAKEN_DOWN = "taken-down"
    """Held, and the public version came down at once: secrecy, personal or core data."""
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    """The record is another agency's by now: its source may neither change nor withdraw it."""
    BARRED = "barred"
    """The record was removed by law: nothing of it is taken in again."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one description, why, and the ledger entry that says so (none when nothing changed)."""

    iri: str
    title: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    entry: Entry | None = None

    @property
    def is_public(self) -> bool:
        return self.outcome in (Outcome.PUBLISHED, Outcome.REMARKED)


def decide(findings: Sequence[Finding], is_public: bool) -> Outcome:
    """The outcome for a new version whose record is public already or not.

    Only Violations of scope record or pair hold a version back; one that endangers secrecy, personal or core data also
    takes the public version down.
    """
    holding = [finding for finding in findings if finding.holds]
    if not holding:
        return Outcome.REMARKED if findings else Outcome.PUBLISHED
    if is_public and any(finding.takes_down for finding in holding):
        return Outcome.TAKEN_DOWN
    return Outcome.HELD
