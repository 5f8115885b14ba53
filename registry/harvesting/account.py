"""The account of a run: what became of everything that was read. Pure.

read = created + changed + unchanged + held + refused + unreadable, always; `Account.of` refuses one that does not add
up. Beside it stands what was not read this time: `missing` (in grace, still public), `withdrawn`, `untouched` (not told of
by a run that could not read everything, so that nobody knows), and those `returned` that had been missing or withdrawn.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

CREATED, CHANGED, UNCHANGED, HELD, REFUSED, UNREADABLE = WORDS = (
    "created",
    "changed",
    "unchanged",
    "held",
    "refused",
    "unreadable",
)
WITHDRAWN, MISSING, RETURNED, REPEATED, UNTOUCHED, OLDER = BESIDE = (
    "withdrawn",
    "missing",
    "returned",
    "repeated",
    "untouched",
    "older",
)


class DoesNotAddUp(AssertionError):
    """A fault of this program: a record that was read has no outcome, or two."""


@dataclass(frozen=True, slots=True)
class Account:
    """Numbers of records. `repeated` are those that came again in the same run and were counted once; `older`
    those among the unchanged that a replay brought in an older version, which was passed over."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    refused: int = 0
    unreadable: int = 0
    withdrawn: int = 0
    missing: int = 0
    returned: int = 0
    repeated: int = 0
    untouched: int = 0
    older: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int], read: int | None = None) -> "Account":
        """The account in a run's counts; words of older versions are understood.

        With `read`, the number counted while reading, raises DoesNotAddUp when the outcomes are more or fewer.
        """
        told = dict.fromkeys((*WORDS, *BESIDE), 0)
        for name, number in counts.items():
            word = _FORMERLY.get(name, name)
            if word in told:
                told[word] += number
        account = cls(**told)
        if read is not None and account.read != read:
            raise DoesNotAddUp(f"{read} records were read, {account.read} have an outcome: {dict(counts)}")
        return account

    @property
    def read(self) -> int:
        return sum(getattr(self, word) for word in WORDS)

    @property
    def as_counts(self) -> dict[str, int]:
        """As `Run.counts` keeps it."""
        return asdict(self)


_FORMERLY: Mapping[str, str] = {
    "published": CREATED,
    "remarked": CREATED,
    "taken-down": HELD,
    "barred": REFUSED,
    "imported": CREATED,
    "renewed": CHANGED,
    "gone": WITHDRAWN,
}
"""Words of runs that an older version wrote; it did not tell created from changed."""
