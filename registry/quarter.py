"""The quarter: the unit in which the regulation counts updates and reports (QC 51/2022, Articles 4.5, 10.2, 13.2).

Quarters are of the civil calendar in Vietnam; days here are already local days (`registry.clock.local_day`).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from registry.errors import RegistryError

MONTHS = 3
UPDATE_DUE_DAY = 15
REPORT_DUE_DAY = 24
FIRST_YEAR, LAST_YEAR = 1900, 9998  # a window lies in the next quarter, which must still be a date
ROMAN = ("I", "II", "III", "IV")
_WRITTEN = re.compile(r"([0-9]{4})-?Q([1-4])", re.IGNORECASE)


class BadQuarter(RegistryError):
    """A text or a pair of numbers that is no quarter; `written` is what was given."""

    def __init__(self, written: str) -> None:
        super().__init__(
            f"“{written}” không phải là một quý. Hãy viết năm và quý, ví dụ 2026-Q3.",
            f"“{written}” is not a quarter. Write a year and a quarter, as in 2026-Q3.",
        )
        self.written = written


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which a quarter's data are brought up to date: from `opens` to `due`, both included.

    `closes` is the last day before the next quarter's window opens.
    """

    opens: date
    due: date
    closes: date

    def __contains__(self, day: date) -> bool:
        return self.opens <= day <= self.due


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter; `str` gives "2026-Q3". Raises BadQuarter for numbers that are none, here and when stepping out."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= len(ROMAN)):
            raise BadQuarter(f"{self.year}-Q{self.number}")

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """The quarter written as "2026-Q3" (or "2026q3"). Raises BadQuarter."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise BadQuarter(text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which a local day lies."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    def label(self, lang: str = "vi") -> str:
        """ "quý III/2026", or "Q3 2026" for a reader of English."""
        return f"Q{self.number} {self.year}" if lang == "en" else f"quý {ROMAN[self.number - 1]}/{self.year}"

    @property
    def first_day(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        return self._after(1) - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return self._step(1)

    @property
    def previous(self) -> "Quarter":
        return self._step(-1)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def window(self, due_day: int = UPDATE_DUE_DAY) -> Window:
        """When this quarter's data are due: the first `due_day` days of the next quarter (Article 4.5).

        The strict reading counts the first day and gives the 15th; Civil Code Articles 147-148 would give the 16th.
        """
        opens = self._after(1)
        return Window(opens, opens.replace(day=due_day), self._after(2) - timedelta(days=1))

    def report_due(self, due_day: int = REPORT_DUE_DAY) -> date:
        """The last day for this quarter's report: before the 25th of its last month (Articles 10.2, 13.2)."""
        return self.last_day.replace(day=due_day)

    @property
    def reported(self) -> "Quarter":
        """The quarter whose window fell inside this one, which is what this one's report can judge."""
        return self.previous

    def _after(self, quarters: int) -> date:
        """The first day of the quarter so many later, also just beyond the last one there is."""
        months = (self.number - 1 + quarters) * MONTHS
        return date(self.year + months // 12, months % 12 + 1, 1)

    def _step(self, quarters: int) -> "Quarter":
        year, place = divmod(self.year * len(ROMAN) + self.number - 1 + quarters, len(ROMAN))
        return Quarter(year, place + 1)


def quarters_between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """Every quarter from `first` to `last`, both included; none when `last` is the earlier."""
    found = []
    while first <= last:
        found.append(first)
        if first == last:
            break
        first = first.next
    return tuple(found)
