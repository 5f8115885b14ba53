"""When a source is harvested, by the wall clock of Vietnam: daily, weekly, monthly or quarterly, at an hour and minute.

    daily 02:30            weekly mon 02:30            monthly 5 02:30            quarterly 10 02:30

A day that a month does not have is its last one; a quarter's day lies in its first month. Vietnam has no summer time, so
every occasion comes exactly once.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from registry.clock import ZONE, instant
from registry.errors import RegistryError
from registry.harvesting.runs import FAILED, GUARDED, RUNNING, Run

DAILY, WEEKLY, MONTHLY, QUARTERLY = EVERY = ("daily", "weekly", "monthly", "quarterly")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PATIENCE = timedelta(hours=1)
"""How long after its time a run may begin (others go before it) until it counts as missed."""
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_FORM = re.compile(
    rf"(?:(daily)|(weekly) ({'|'.join(WEEKDAYS)})|(monthly|quarterly) ([1-9]|[12]\d|3[01])) {_TIME}", re.ASCII
)


class BadSchedule(RegistryError):
    """A text that says no schedule."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"«{text}» không phải lịch thu thập. Viết như: daily 02:30, weekly mon 02:30, monthly 5 02:30, "
            "quarterly 10 02:30.",
            f"“{text}” is no schedule. Write it as: daily 02:30, weekly mon 02:30, monthly 5 02:30, quarterly 10 02:30.",
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """Occasions by the clock of Vietnam. `day` is 0 of a day, 1 to 7 of a week from Monday, 1 to 31 of a month."""

    every: str
    day: int
    at: time

    def __str__(self) -> str:
        day = WEEKDAYS[self.day - 1] if self.every == WEEKLY else str(self.day or "")
        return " ".join(part for part in (self.every, day, f"{self.at:%H:%M}") if part)

    def before(self, moment: datetime) -> datetime:
        """The last occasion that is not after `moment`."""
        return max(one for one in self._around(moment) if one <= moment)

    def after(self, moment: datetime) -> datetime:
        """The first occasion after `moment`."""
        return min(one for one in self._around(moment) if one > moment)

    def _around(self, moment: datetime) -> list[datetime]:
        """The occasions of the period that `moment` lies in, of the one before it and of the one after it."""
        here = moment.astimezone(ZONE).date()
        return [datetime.combine(self._day_in(begin), self.at, ZONE) for begin in self._periods(here)]

    def _periods(self, here: date) -> list[date]:
        """The first days of three periods, the middle one being that of the day `here`."""
        if self.every in (DAILY, WEEKLY):
            length = timedelta(days=1 if self.every == DAILY else 7)
            begin = here if self.every == DAILY else here - timedelta(days=here.weekday())
            return [begin - length, begin, begin + length]
        months = 1 if self.every == MONTHLY else 3
        number = (here.year * 12 + here.month - 1) // months
        return [_first_of(one * months) for one in (number - 1, number, number + 1)]

    def _day_in(self, begin: date) -> date:
        if self.every in (DAILY, WEEKLY):
            return begin + timedelta(days=max(0, self.day - 1))
        return begin.replace(day=min(self.day, monthrange(begin.year, begin.month)[1]))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands with its schedule: when it runs next (None: only when asked), which time it has `missed`,
    whether its last run that ended brought nothing (`is_failing`), and whether its schedule is no schedule."""

    next: datetime | None = None
    missed: datetime | None = None
    is_failing: bool = False
    is_unreadable: bool = False

    @property
    def is_alarming(self) -> bool:
        return self.missed is not None or self.is_failing or self.is_unreadable


def schedule_of(text: str) -> Schedule | None:
    """The schedule that a text says; None for "", when only people start a run. Raises BadSchedule."""
    if not text.strip():
        return None
    found = _FORM.fullmatch(" ".join(text.split()))
    if found is None:
        raise BadSchedule(text)
    daily, weekly, weekday, every, day, hour, minute = found.groups()
    number = WEEKDAYS.index(weekday) + 1 if weekday else int(day or 0)
    return Schedule(daily or weekly or every, number, time(int(hour), int(minute)))


def is_due(text: str, last: Run | None, now: datetime, since: str = "") -> bool:
    """Whether a source is to be harvested now: its last run was cut short, or an occasion came after that began.

    Occasions before the stamp `since` do not count: then the source was not yet approved. Without it and without a
    run, only today's counts. A schedule that cannot be read makes nothing due.
    """
    return (last is not None and last.state == RUNNING) or _waiting(text, last, now, since) is not None


def standing(text: str, last: Run | None, now: datetime, since: str = "", is_running: bool = False) -> Standing:
    """How a source that may run stands; `last` is its newest run."""
    is_failing = last is not None and last.state in (FAILED, GUARDED)
    try:
        schedule = schedule_of(text)
    except BadSchedule:
        return Standing(is_failing=is_failing, is_unreadable=True)
    waiting = None if is_running else _waiting(text, last, now, since)
    missed = waiting if waiting is not None and now - waiting > PATIENCE else None
    return Standing(schedule.after(now) if schedule else None, missed, is_failing)


def _waiting(text: str, last: Run | None, now: datetime, since: str) -> datetime | None:
    """The occasion that has come and was not yet begun."""
    try:
        schedule = schedule_of(text)
    except BadSchedule:
        return None
    if schedule is None:
        return None
    at = schedule.before(now)
    if since and at < instant(since):
        return None
    if last is None:
        return at if since or at.date() == now.astimezone(ZONE).date() else None
    return at if instant(last.started) < at else None


def _first_of(month: int) -> date:
    """The first day of a month counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)
