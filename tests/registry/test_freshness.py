"""How a dataset stands in a quarter: the table of instants, and what holds on every day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.clock import local_day
from registry.freshness import COUNTS_FROM, Reading, Standing, State, Trace, is_future, standing, update_day
from registry.quarter import Quarter

Q3 = Quarter(2026, 3)
LATER = date(2026, 11, 21)


def of(*traces: Trace, quarter: Quarter = Q3, today: date = LATER, reading: Reading | None = None) -> Standing:
    return standing(quarter, traces, today, reading or Reading())


def update(year: int, month: int, day: int) -> Trace:
    return Trace(date(year, month, day), False, 7)


def confirm(year: int, month: int, day: int) -> Trace:
    return Trace(date(year, month, day), True, 8)


@pytest.mark.parametrize(
    ("trace", "state", "late"),
    [
        (update(2026, 9, 30), State.MISSING, 37),
        (update(2026, 10, 1), State.ON_TIME, 0),
        (update(2026, 10, 15), State.ON_TIME, 0),
        (update(2026, 10, 16), State.LATE, 1),
        (update(2026, 11, 20), State.LATE, 36),
        (update(2026, 11, 22), State.MISSING, 37),
        (confirm(2026, 10, 1), State.CONFIRMED, 0),
        (confirm(2026, 10, 15), State.CONFIRMED, 0),
        (confirm(2026, 10, 16), State.LATE, 1),
    ],
)
def test_the_days_of_the_window(trace: Trace, state: State, late: int) -> None:
    found = of(trace)
    assert (found.state, found.days_late, found.due) == (state, late, date(2026, 10, 15))


@pytest.mark.parametrize(
    ("instant", "state"),
    [
        # The window of the first quarter opens at midnight in Vietnam, which is 17:00 UTC of 31 March ...
        (datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC), State.MISSING),
        (datetime(2026, 3, 31, 17, 0, 1, tzinfo=UTC), State.ON_TIME),
        # ... and closes at the end of 15 April there.
        (datetime(2026, 4, 14, 17, 0, 1, tzinfo=UTC), State.ON_TIME),
        (datetime(2026, 4, 15, 16, 59, 59, tzinfo=UTC), State.ON_TIME),
        (datetime(2026, 4, 15, 17, 0, 1, tzinfo=UTC), State.LATE),
    ],
)
def test_the_instants_at_the_edges_of_the_zone(instant: datetime, state: State) -> None:
    confirmed = Trace(local_day(instant), False, 1)
    assert of(confirmed, quarter=Quarter(2026, 1)).state == state


def test_the_year_turns_between_a_quarter_and_its_window() -> None:
    found = of(update(2027, 1, 15), quarter=Quarter(2026, 4), today=date(2027, 2, 1))
    assert (found.state, found.due) == (State.ON_TIME, date(2027, 1, 15))


def test_a_leap_day_belongs_to_its_quarter_and_to_the_window_before() -> None:
    leap = update(2028, 2, 29)
    assert of(leap, quarter=Quarter(2027, 4), today=date(2028, 4, 30)).days_late == 45
    assert of(leap, quarter=Quarter(2028, 1), today=date(2028, 4, 30)).within == date(2028, 2, 29)


def test_before_the_window_closes_nothing_is_missing_yet() -> None:
    assert of(today=date(2026, 9, 1)).state == State.NOT_DUE
    assert of(today=date(2026, 10, 15)).state == State.NOT_DUE
    assert of(today=date(2026, 10, 16)) == Standing(State.MISSING, date(2026, 10, 15), days_late=1)


def test_an_update_in_the_quarter_itself_is_shown_apart_inside_missing() -> None:
    found = of(update(2026, 8, 3), update(2026, 9, 29))
    assert (found.state, found.within, found.day) == (State.MISSING, date(2026, 9, 29), None)


def test_when_acts_count_from_is_a_setting() -> None:
    last_day, earlier = update(2026, 9, 30), update(2026, 7, 2)
    assert of(last_day, reading=Reading(counts_from="quarter_end")).state == State.ON_TIME
    assert of(earlier, reading=Reading(counts_from="quarter_end")).state == State.MISSING
    assert of(earlier, reading=Reading(counts_from="quarter_start")).state == State.ON_TIME


def test_the_sixteenth_is_a_reading_too() -> None:
    assert of(update(2026, 10, 16), reading=Reading(due_day=16)).state == State.ON_TIME


def test_an_update_in_time_weighs_more_than_a_confirmation_and_than_a_late_one() -> None:
    found = of(confirm(2026, 10, 2), update(2026, 10, 9), update(2026, 11, 1))
    assert (found.state, found.day) == (State.ON_TIME, date(2026, 10, 9))
    assert of(update(2026, 11, 1), confirm(2026, 10, 3)).state == State.CONFIRMED


def test_what_came_after_the_next_window_opened_serves_that_one() -> None:
    next_window = update(2027, 1, 4)
    today = date(2027, 2, 1)
    assert of(next_window, today=today).state == State.MISSING
    assert of(next_window, today=today, quarter=Quarter(2026, 4)).state == State.ON_TIME
    # Days overdue stop growing once the next window has opened.
    assert of(today=date(2028, 1, 1)).days_late == of(today=date(2026, 12, 31)).days_late == 77


days = st.dates(date(2019, 12, 1), date(2033, 1, 31))
traces = st.lists(st.builds(Trace, days, st.booleans(), st.integers(1, 99)), max_size=6)
readings = st.builds(Reading, st.integers(15, 16), st.sampled_from(COUNTS_FROM))


@given(st.builds(Quarter, st.integers(2020, 2032), st.integers(1, 4)), traces, days, readings)
def test_what_holds_on_every_day(quarter: Quarter, seen: list[Trace], today: date, reading: Reading) -> None:
    found = standing(quarter, seen, today, reading)
    first, last = reading.counted_days(quarter)
    serving = [t.day for t in seen if first <= t.day <= min(today, last)]
    assert found == standing(quarter, list(reversed(seen)), today, reading)
    assert (found.day is None) == (not serving)
    assert found.days_late >= 0
    assert (found.state in (State.NOT_DUE, State.MISSING)) == (not serving)
    assert (found.state == State.NOT_DUE) == (not serving and today <= found.due)
    assert (found.state == State.LATE) == (bool(serving) and min(serving) > found.due)
    assert found.day is None or found.day <= today
    grown = standing(quarter, seen, today + timedelta(days=1), reading)
    if found.state in (State.ON_TIME, State.LATE):
        assert grown.state == found.state  # what was done in time stays so


@given(days, st.none() | days, st.none() | days)
def test_a_future_day_never_counts(recorded: date, modified: date | None, issued: date | None) -> None:
    found = update_day(modified, issued, recorded)
    assert found is None or found <= recorded
    for said in (modified, issued):
        if said is not None and said <= recorded:
            assert found is not None and found >= said


def test_declared_days() -> None:
    recorded = date(2026, 10, 5)
    assert update_day(None, None, recorded) == recorded
    assert update_day(date(2026, 10, 2), date(2022, 8, 16), recorded) == date(2026, 10, 2)
    assert update_day(None, date(2022, 8, 16), recorded) == date(2022, 8, 16)
    assert update_day(date(2026, 10, 6), None, recorded) == recorded
    assert update_day(date(2026, 10, 7), None, recorded) is None
    assert is_future(date(2026, 10, 7), recorded) and not is_future(date(2026, 10, 6), recorded)
