"""When a source is due, at the clock of Vietnam."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.clock import stamp
from registry.harvesting.harvests import is_due
from registry.harvesting.runs import DONE, RUNNING, Run

LAST = Run(1, "x", DONE, "", "", "", 1, {})
DAY = "2026-10-12"


def at(text: str) -> datetime:
    """An instant by the clock of Vietnam."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("schedule", "last", "now", "due"),
    [
        ("daily 02:30", None, f"{DAY}T02:29:59", False),
        ("daily 02:30", None, f"{DAY}T02:30:00", True),
        ("daily 02:30", f"{DAY}T02:30:01", f"{DAY}T23:59:59", False),
        ("daily 02:30", f"{DAY}T02:30:01", "2026-10-13T02:30:00", True),
        ("daily 02:30", f"{DAY}T01:00:00", f"{DAY}T02:30:00", True),
        ("daily 00:00", "2026-10-11T23:59:59", f"{DAY}T00:00:00", True),
        ("", None, f"{DAY}T12:00:00", False),
        ("hourly", None, f"{DAY}T12:00:00", False),
        ("daily 24:00", None, f"{DAY}T12:00:00", False),
    ],
)
def test_a_source_is_due_once_a_day_at_its_time(schedule: str, last: str | None, now: str, due: bool) -> None:
    before = replace(LAST, started=stamp(at(last))) if last else None
    assert is_due(schedule, before, at(now)) is due


def test_a_run_cut_short_is_due_at_once() -> None:
    assert is_due("", replace(LAST, state=RUNNING, started=stamp(at(f"{DAY}T12:00:00"))), at(f"{DAY}T12:00:01"))
