"""When a source is due and when it comes next, at the clock of Vietnam."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from registry.clock import ZONE, stamp
from registry.harvesting.runs import DONE, FAILED, GUARDED, RUNNING, STOPPED, Run
from registry.harvesting.scheduling import EVERY, WEEKDAYS, BadSchedule, is_due, schedule_of, standing

LAST = Run(1, "x", DONE, "", "", "", 1, {})
DAY = "2026-10-12"  # a Monday


def at(text: str) -> datetime:
    """An instant by the clock of Vietnam."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("schedule", "last", "now", "due"),
    [
        ("daily 02:30", None, f"{DAY}T02:29:59", False),
        ("daily 02:30", None, f"{DAY}T02:30:00", True),
        ("daily 02:30", f"{DAY}T02:30:00", f"{DAY}T02:30:00", False),
        ("daily 02:30", f"{DAY}T02:30:01", f"{DAY}T23:59:59", False),
        ("daily 02:30", f"{DAY}T02:30:01", "2026-10-13T02:30:00", True),
        ("daily 02:30", f"{DAY}T01:00:00", f"{DAY}T02:30:00", True),
        ("daily 02:30", "2026-10-10T02:30:01", f"{DAY}T01:00:00", True),  # yesterday's was missed
        ("daily 00:00", "2026-10-11T23:59:59", f"{DAY}T00:00:00", True),
        ("weekly mon 02:30", "2026-10-05T02:30:01", "2026-10-11T23:59:59", False),
        ("weekly mon 02:30", "2026-10-05T02:30:01", f"{DAY}T02:30:00", True),
        ("monthly 31 02:30", "2026-01-31T02:30:01", "2026-02-28T02:29:59", False),
        ("monthly 31 02:30", "2026-01-31T02:30:01", "2026-02-28T02:30:00", True),
        ("quarterly 10 02:30", "2026-07-10T02:30:01", "2026-10-09T12:00:00", False),
        ("quarterly 10 02:30", "2026-07-10T02:30:01", "2026-10-10T02:30:00", True),
        ("", None, f"{DAY}T12:00:00", False),
        ("hourly", None, f"{DAY}T12:00:00", False),
        ("daily 24:00", None, f"{DAY}T12:00:00", False),
    ],
)
def test_a_source_is_due_once_at_each_of_its_times(schedule: str, last: str | None, now: str, due: bool) -> None:
    before = replace(LAST, started=stamp(at(last))) if last else None
    assert is_due(schedule, before, at(now)) is due


def test_a_time_before_the_source_was_approved_does_not_count() -> None:
    since = stamp(at(f"{DAY}T03:00:00"))
    assert not is_due("daily 02:30", None, at(f"{DAY}T12:00:00"), since)
    assert is_due("daily 02:30", None, at("2026-10-13T02:30:00"), since)
    assert is_due("daily 03:00", None, at(f"{DAY}T12:00:00"), since), "it was approved in time"
    assert not is_due("weekly mon 02:30", None, at("2026-10-18T12:00:00"), since)
    assert is_due("weekly mon 02:30", None, at("2026-10-20T12:00:00"), since), "made up for the day after"


def test_a_run_cut_short_is_due_at_once() -> None:
    assert is_due("", replace(LAST, state=RUNNING, started=stamp(at(f"{DAY}T12:00:00"))), at(f"{DAY}T12:00:01"))


@pytest.mark.parametrize(
    ("text", "now", "next"),
    [
        ("daily 02:30", f"{DAY}T02:30:00", "2026-10-13T02:30:00"),
        ("weekly sun 23:59", f"{DAY}T00:00:00", "2026-10-18T23:59:00"),
        ("monthly 31 02:30", "2026-01-31T02:30:00", "2026-02-28T02:30:00"),
        ("monthly 30 02:30", "2028-02-01T00:00:00", "2028-02-29T02:30:00"),
        ("quarterly 15 06:00", f"{DAY}T00:00:00", "2026-10-15T06:00:00"),
        ("quarterly 15 06:00", "2026-10-15T06:00:00", "2027-01-15T06:00:00"),
    ],
)
def test_the_next_time_is_that_of_the_wall_clock(text: str, now: str, next: str) -> None:
    assert standing(text, None, at(now)).next == at(next)


@pytest.mark.parametrize(
    "text", ["hourly", "daily 24:00", "weekly 2 02:30", "monthly 0 02:30", "monthly 32 02:30", "daily"]
)
def test_what_is_no_schedule_is_said(text: str) -> None:
    with pytest.raises(BadSchedule) as refusal:
        schedule_of(text)
    assert text in refusal.value.vi and "weekly mon 02:30" in refusal.value.en
    assert standing(text, None, at(f"{DAY}T12:00:00")).is_alarming


def test_a_missed_run_and_a_failing_source_are_alarming() -> None:
    last = replace(LAST, started=stamp(at("2026-10-11T02:30:01")))
    assert standing("daily 02:30", last, at(f"{DAY}T03:00:00")).missed is None, "others may go before it"
    assert standing("daily 02:30", last, at(f"{DAY}T03:30:00")).missed is None, "until the hour is over"
    late = standing("daily 02:30", last, at(f"{DAY}T04:00:00"))
    assert late.missed == at(f"{DAY}T02:30:00") and late.is_alarming and not late.is_failing
    assert standing("daily 02:30", last, at(f"{DAY}T04:00:00"), is_running=True).missed is None
    fresh = replace(last, started=stamp(at(f"{DAY}T02:30:01")))
    assert not standing("daily 02:30", fresh, at(f"{DAY}T04:00:00")).is_alarming
    for state in (FAILED, GUARDED):
        failing = standing("daily 02:30", replace(fresh, state=state), at(f"{DAY}T04:00:00"))
        assert failing.is_failing and failing.is_alarming
    for state in (STOPPED, RUNNING):
        assert not standing("daily 02:30", replace(fresh, state=state), at(f"{DAY}T04:00:00")).is_alarming


@given(
    every=some.sampled_from(EVERY),
    day=some.integers(1, 31),
    minutes=some.integers(0, 1439),
    now=some.datetimes(datetime(1999, 12, 1), datetime(2101, 2, 1)),  # noqa: DTZ001  # the strategy adds the zone
)
def test_occasions_follow_each_other_without_a_gap(every: str, day: int, minutes: int, now: datetime) -> None:
    name = {"daily": "", "weekly": f"{WEEKDAYS[day % 7]} "}.get(every, f"{day} ")
    schedule = schedule_of(f"{every} {name}{minutes // 60:02d}:{minutes % 60:02d}")
    assert schedule is not None and schedule_of(str(schedule)) == schedule
    here = now.replace(tzinfo=ZONE)
    last, coming = schedule.before(here), schedule.after(here)
    assert last <= here < coming
    assert schedule.after(last) == coming and schedule.before(coming - timedelta(seconds=1)) == last
    assert {one.astimezone(ZONE).strftime("%H:%M") for one in (last, coming)} == {str(schedule)[-5:]}
