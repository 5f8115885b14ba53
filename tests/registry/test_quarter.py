"""The quarter, over the whole calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.clock import local_day
from registry.quarter import BadQuarter, Quarter, quarters_between

quarters = st.builds(Quarter, st.integers(1901, 9997), st.integers(1, 4))
days = st.dates(date(1901, 1, 1), date(9997, 12, 31))


@given(days)
def test_every_day_lies_in_exactly_one_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert day in quarter and day not in quarter.next and day not in quarter.previous
    assert Quarter.of(quarter.first_day) == Quarter.of(quarter.last_day) == quarter


@given(quarters)
def test_quarters_follow_one_another_without_a_gap(quarter: Quarter) -> None:
    assert quarter.last_day + timedelta(days=1) == quarter.next.first_day
    assert quarter.next.previous == quarter == quarter.previous.next
    assert quarter < quarter.next
    assert 90 <= (quarter.next.first_day - quarter.first_day).days <= 92


@given(quarters)
def test_a_quarter_is_read_as_it_is_written(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter
    assert str(quarter.year) in quarter.label("vi") and str(quarter.year) in quarter.label("en")


@given(quarters, st.integers(1, 28))
def test_the_window_is_the_first_days_of_the_next_quarter(quarter: Quarter, due_day: int) -> None:
    window = quarter.window(due_day)
    assert window.opens == quarter.next.first_day
    assert window.due - window.opens == timedelta(days=due_day - 1)
    assert window.closes == quarter.next.last_day
    assert window.opens in window and window.due in window
    assert window.due + timedelta(days=1) not in window and quarter.last_day not in window


@given(quarters)
def test_the_report_is_due_before_the_quarter_ends_and_after_the_window_it_judges(quarter: Quarter) -> None:
    assert quarter.report_due() == date(quarter.year, quarter.number * 3, 24)
    assert quarter.report_due() in quarter
    assert quarter.reported.window().due < quarter.report_due()


@pytest.mark.parametrize(
    ("written", "opens", "due", "report"),
    [
        ("2026-Q1", date(2026, 4, 1), date(2026, 4, 15), date(2026, 3, 24)),
        ("2026-Q2", date(2026, 7, 1), date(2026, 7, 15), date(2026, 6, 24)),
        ("2026-Q3", date(2026, 10, 1), date(2026, 10, 15), date(2026, 9, 24)),
        ("2026-Q4", date(2027, 1, 1), date(2027, 1, 15), date(2026, 12, 24)),
    ],
)
def test_the_calendar_of_the_regulation(written: str, opens: date, due: date, report: date) -> None:
    quarter = Quarter.parse(written)
    assert (quarter.window().opens, quarter.window().due, quarter.report_due()) == (opens, due, report)


@pytest.mark.parametrize(
    ("instant", "quarter"),
    [
        (datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 3, 31, 17, 0, 0, tzinfo=UTC), "2026-Q2"),
        (datetime(2026, 3, 31, 17, 0, 1, tzinfo=UTC), "2026-Q2"),
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), "2026-Q4"),
        (datetime(2026, 12, 31, 17, 0, 1, tzinfo=UTC), "2027-Q1"),
        (datetime(2028, 2, 29, 16, 59, 59, tzinfo=UTC), "2028-Q1"),
    ],
)
def test_a_quarter_turns_at_midnight_in_vietnam(instant: datetime, quarter: str) -> None:
    assert str(Quarter.of(local_day(instant))) == quarter


def test_labels() -> None:
    assert Quarter(2026, 3).label() == "quý III/2026"
    assert Quarter(2026, 3).label("en") == "Q3 2026"
    assert Quarter.parse(" 2026q4 ") == Quarter(2026, 4)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-Q5", "2026-Q0", "Q3-2026", "1492-Q1", "quý III/2026", "２０２６-Q1"]
)
def test_what_is_no_quarter_is_refused_with_both_sentences(text: str) -> None:
    with pytest.raises(BadQuarter) as refused:
        Quarter.parse(text)
    assert "2026-Q3" in refused.value.vi and "2026-Q3" in refused.value.en


def test_there_is_nothing_beyond_the_calendar() -> None:
    last = Quarter(9998, 4)
    assert last.window().closes == date(9999, 3, 31)
    with pytest.raises(BadQuarter):
        _ = last.next


def test_a_span_of_quarters() -> None:
    assert [str(q) for q in quarters_between(Quarter(2025, 3), Quarter(2026, 2))] == [
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
    ]
    assert quarters_between(Quarter(2026, 2), Quarter(2026, 1)) == ()
