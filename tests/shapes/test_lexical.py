"""The order of values: by the specification's own examples, against Python's calendar and fractions, and without effort
for a text that stands for a giant."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal

from shapes.lexical import REMEMBERED, _remembered, check_of, compare
from vocab.namespaces import XSD


def literal(text: str, name: str = "integer") -> Literal:
    return Literal(text, datatype=XSD[name])


ORDERS = [
    ("2", "integer", "10", "integer", -1),
    ("1", "integer", "1.00", "decimal", 0),
    ("5", "nonNegativeInteger", "4", "byte", 1),
    ("1.5", "double", "1", "integer", 1),
    ("0.1", "float", "0.1", "decimal", 0),
    ("0.1", "float", "0.1", "double", 1),
    ("INF", "double", "9" * 400, "integer", 0),
    ("-INF", "float", "0", "integer", -1),
    ("+INF", "double", "1E999999999", "double", 0),
    ("1E39", "float", "INF", "float", 0),
    ("NaN", "double", "NaN", "double", None),
    ("1e999999999", "decimal", "1", "decimal", None),
    ("9" * 60_000, "integer", "1" + "0" * 60_000, "decimal", -1),
    ("abc", "integer", "1", "integer", None),
    ("-5", "nonNegativeInteger", "1", "integer", None),
    ("a", "string", "b", "string", -1),
    ("a", "string", "1", "integer", None),
    ("false", "boolean", "1", "boolean", -1),
    ("true", "boolean", "1", "boolean", 0),
    ("2026-01-02", "date", "2026-01-10", "date", -1),
    ("2026-01-02", "date", "2026-01-02T00:00:00", "dateTime", None),
    ("hôm qua", "date", "2026-01-10", "date", None),
    ("2026-02-30", "date", "2026-03-10", "date", None),
    ("-0001-01-01", "date", "0001-01-01", "date", -1),
    ("10000-01-01", "date", "9999-12-31", "date", 1),
    ("9" * 3000 + "-01-01", "date", "2026-01-01", "date", 1),
    ("9" * 5000 + "-01-01", "date", "2026-01-01", "date", None),
    ("2026-01-01T00:00:00+07:00", "dateTime", "2025-12-31T17:00:00Z", "dateTime", 0),
    ("2026-01-01T00:00:00Z", "dateTimeStamp", "2026-01-01T00:00:00.001Z", "dateTime", -1),
    ("2025-12-31T24:00:00", "dateTime", "2026-01-01T00:00:00", "dateTime", 0),
    ("24:00:00", "time", "00:00:00", "time", 0),
    ("08:00:00+07:00", "time", "02:00:00Z", "time", -1),
    ("2026", "gYear", "2025", "gYear", 1),
    ("--02-29", "gMonthDay", "--03-01", "gMonthDay", -1),
    ("---09", "gDay", "---10", "gDay", -1),
    # XML Schema 1.0, part 2, section 3.2.7.4
    ("2000-01-15T00:00:00", "dateTime", "2000-02-15T00:00:00", "dateTime", -1),
    ("2000-01-15T12:00:00", "dateTime", "2000-01-16T12:00:00Z", "dateTime", -1),
    ("2000-01-01T12:00:00", "dateTime", "1999-12-31T23:00:00Z", "dateTime", None),
    ("2000-01-16T12:00:00", "dateTime", "2000-01-16T12:00:00Z", "dateTime", None),
    ("2000-01-16T00:00:00", "dateTime", "2000-01-16T12:00:00Z", "dateTime", None),
    # the same, section 3.2.6.2
    ("P1Y", "duration", "P364D", "duration", 1),
    ("P1Y", "duration", "P365D", "duration", None),
    ("P1Y", "duration", "P366D", "duration", None),
    ("P1Y", "duration", "P367D", "duration", -1),
    ("P1M", "duration", "P27D", "duration", 1),
    ("P1M", "duration", "P28D", "duration", None),
    ("P1M", "duration", "P31D", "duration", None),
    ("P1M", "duration", "P32D", "duration", -1),
    ("P5M", "duration", "P149D", "duration", 1),
    ("P5M", "duration", "P150D", "duration", None),
    ("P5M", "duration", "P153D", "duration", None),
    ("P5M", "duration", "P154D", "duration", -1),
    ("P1Y", "yearMonthDuration", "P12M", "duration", 0),
    ("-P1D", "dayTimeDuration", "PT0.5S", "dayTimeDuration", -1),
    ("00", "hexBinary", "00", "hexBinary", None),
]


@pytest.mark.parametrize(
    ("a", "kind", "b", "other", "order"), ORDERS, ids=[f"{a[:22]}|{b[:22]}" for a, _, b, _, _ in ORDERS]
)
def test_two_values_are_in_the_order_of_the_specification(
    a: str, kind: str, b: str, other: str, order: int | None
) -> None:
    assert compare(literal(a, kind), literal(b, other)) == order
    assert compare(literal(b, other), literal(a, kind)) == (None if order is None else -order)


def test_texts_with_a_language_and_unknown_datatypes_have_no_order() -> None:
    assert compare(Literal("a", language="vi"), Literal("b", language="vi")) is None
    assert compare(Literal("a", language="vi"), Literal("b")) is None
    assert compare(Literal("1", datatype=XSD.unheardOf), Literal("2", datatype=XSD.unheardOf)) is None


def test_a_long_value_is_not_kept_alive_by_being_compared() -> None:
    _remembered.cache_clear()
    assert compare(literal("1" * REMEMBERED), literal("2" * (REMEMBERED + 1))) == -1
    assert compare(literal("a" * 1_000_000, "string"), literal("b", "x" * 300)) is None
    assert _remembered.cache_info().currsize == 1


def test_a_datatype_that_is_not_known_is_not_remembered() -> None:
    assert check_of(XSD.unheardOf) is check_of(XSD.neverHeardOf)
    assert not hasattr(check_of, "cache_info")


FIRST, LAST = datetime.fromisoformat("0002-01-01"), datetime.fromisoformat("9998-01-01")
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(FIRST, LAST, timezones=ZONES)


@settings(deadline=None)
@given(MOMENTS, MOMENTS)
def test_moments_with_zones_are_ordered_as_the_calendar_orders_them(one: datetime, other: datetime) -> None:
    expected = (one > other) - (one < other)
    texts = (one.isoformat(), other.isoformat())
    assert compare(*(literal(text, "dateTime") for text in texts)) == expected


@settings(deadline=None)
@given(MOMENTS, st.datetimes(FIRST, LAST))
def test_a_moment_without_a_zone_is_before_one_with_a_zone_only_if_it_is_everywhere(
    one: datetime, local: datetime
) -> None:
    places = [local.replace(tzinfo=timezone(timedelta(hours=hours))) for hours in (-14, 14)]
    orders = {(one > place) - (one < place) for place in places}
    expected = orders.pop() if len(orders) == 1 else None
    assert compare(literal(one.isoformat(), "dateTime"), literal(local.isoformat(), "dateTime")) == expected


DECIMALS = st.from_regex(r"[+-]?[0-9]{1,40}(\.[0-9]{0,40})?", fullmatch=True)


@settings(deadline=None)
@given(DECIMALS, DECIMALS)
def test_decimals_are_ordered_as_fractions_are(one: str, other: str) -> None:
    a, b = Fraction(one), Fraction(other)
    assert compare(literal(one, "decimal"), literal(other, "decimal")) == (a > b) - (a < b)


@settings(deadline=None)
@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)), st.integers(0, 86400 * 400))
def test_a_later_second_comes_later(start: datetime, seconds: int) -> None:
    end = start + timedelta(seconds=seconds)
    assert compare(literal(end.isoformat(), "dateTime"), literal(start.isoformat(), "dateTime")) == min(seconds, 1)
