"""How one dataset stands in one quarter: was it brought up to date in the days the regulation gives (Article 4.5)?

Pure functions of days. What counts is the day the data were changed or confirmed unchanged, as the agency declares it
and a ledger entry witnesses; never the day somebody looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from registry.quarter import UPDATE_DUE_DAY, Quarter

COUNTS_FROM = ("window", "quarter_end", "quarter_start")
TOLERATED_FUTURE = timedelta(days=1)  # a source in another time zone may already write tomorrow


class State(StrEnum):
    """The codes of the list `freshness` in vocab."""

    NOT_DUE = "chua-den-han"
    ON_TIME = "dung-han"
    CONFIRMED = "xac-nhan"
    LATE = "tre"
    MISSING = "thieu"


@dataclass(frozen=True, slots=True)
class Reading:
    """How an office reads Article 4.5 where it can be read in two ways (settings update_due_day and counts_from).

    `counts_from` says from which day an act serves a quarter: the first day of the next one (`window`), the quarter's
    own last day (`quarter_end`), or its first (`quarter_start`).
    """

    due_day: int = UPDATE_DUE_DAY
    counts_from: str = "window"

    def counted_days(self, quarter: Quarter) -> tuple[date, date]:
        """The first and the last day on which an act serves this quarter; after them it serves a later one."""
        window = quarter.window(self.due_day)
        first = {"window": window.opens, "quarter_end": quarter.last_day, "quarter_start": quarter.first_day}
        return first[self.counts_from], window.closes


@dataclass(frozen=True, slots=True)
class Trace:
    """That a dataset was brought up to date, or confirmed unchanged, on a local day; entry `seq` witnesses it."""

    day: date
    confirms: bool
    seq: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A dataset's place in a quarter.

    `day` and `seq` are those of the act that counted, None and 0 when none did. `days_late` counts from the due day to
    that act, or, while it is missing, to today. `within` is the last update made in the quarter itself that does not
    serve it: the data may be whole, and a confirmation would settle it.
    """

    state: State
    due: date
    day: date | None = None
    seq: int = 0
    days_late: int = 0
    within: date | None = None


def standing(quarter: Quarter, traces: Iterable[Trace], today: date, reading: Reading) -> Standing:
    """How a dataset with these traces stands in `quarter`, seen on the local day `today`.

    An update in time weighs more than a confirmation in time, and the earliest act more than later ones. Days after
    `today` do not count.
    """
    window = quarter.window(reading.due_day)
    first, last = reading.counted_days(quarter)
    seen = sorted((t for t in traces if t.day <= today), key=lambda t: (t.day, t.confirms, t.seq))
    serving = [t for t in seen if first <= t.day <= last]
    in_time = sorted((t for t in serving if t.day <= window.due), key=lambda t: t.confirms)
    if in_time:
        chosen = in_time[0]
        return Standing(State.CONFIRMED if chosen.confirms else State.ON_TIME, window.due, chosen.day, chosen.seq)
    if serving:
        chosen = serving[0]
        return Standing(State.LATE, window.due, chosen.day, chosen.seq, (chosen.day - window.due).days)
    within = max((t.day for t in seen if t.day in quarter), default=None)
    if today <= window.due:
        return Standing(State.NOT_DUE, window.due, within=within)
    return Standing(State.MISSING, window.due, days_late=(min(today, last) - window.due).days, within=within)


def update_day(modified: date | None, issued: date | None, recorded: date) -> date | None:
    """The day on which a published version says its data were last changed; None when it says only a future day.

    The later of dct:modified and dct:issued, and where neither is said the day the ledger took it in.
    A day more than one ahead of `recorded` is not believed, one ahead is `recorded` itself.
    """
    said = [day for day in (modified, issued) if day is not None]
    believed = [min(day, recorded) for day in said if not is_future(day, recorded)]
    if said:
        return max(believed, default=None)
    return recorded


def is_future(day: date, recorded: date) -> bool:
    """Whether a declared day lies too far ahead of the day it was declared on to be believed."""
    return day - recorded > TOLERATED_FUTURE
