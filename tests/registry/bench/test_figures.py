"""Figures: percentiles are samples that occurred, ratios say what they are of, a table shows what is over."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.bench.figures import Line, Report, Table, compared, middle, percentile

SAMPLES = st.lists(st.floats(0, 1e6), min_size=1, max_size=200)


@given(SAMPLES, st.integers(1, 100))
def test_a_percentile_is_a_sample_and_so_many_do_not_exceed_it(samples: list[float], percent: int) -> None:
    found = percentile(samples, percent)
    assert found in samples
    assert sum(one <= found for one in samples) >= len(samples) * percent / 100
    assert sum(one < found for one in samples) < len(samples) * percent / 100


@given(SAMPLES)
def test_the_order_of_samples_does_not_matter(samples: list[float]) -> None:
    assert percentile(samples) == percentile(samples[::-1]) >= middle(samples)


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([])


def test_busy_is_held_against_idle_door_by_door() -> None:
    (pages, feed) = compared({"pages": [0.3], "feed": [0.2, 0.2]}, {"pages": [0.1], "feed": [0.05]}, 3)
    assert (pages.name, pages.measured, pages.floor, pages.unit, pages.samples) == ("pages", 300, 100, "ms", 1)
    assert math.isclose(pages.ratio, 3) and math.isclose(feed.ratio, 4)
    assert not feed.is_good


@pytest.mark.parametrize(("ratio", "allowed", "good"), [(3.0, 3.0, True), (3.1, 3.0, False), (99, None, True)])
def test_a_line_is_good_up_to_what_is_allowed(ratio: float, allowed: float | None, good: bool) -> None:
    assert Line("x", ratio, 1, "ms", 1, allowed).is_good is good


@pytest.mark.parametrize(("ratio", "needed", "good"), [(60.0, 60.0, True), (59.0, 60.0, False), (1, None, True)])
def test_a_line_is_good_from_what_is_needed(ratio: float, needed: float | None, good: bool) -> None:
    line = Line("x", ratio, 1, "s", 1, None, needed)
    assert line.is_good is good
    assert ("< 60" in Report("t", "m", "f", (line,)).as_text()) is not good


def test_a_floor_of_nothing_makes_no_ratio() -> None:
    line = Line("x", 1, 0, "ms", 1)
    assert line.ratio == math.inf
    assert Report("t", "m", "f", (line,)).as_json()["lines"][0]["ratio"] is None  # type: ignore[index]


def test_a_table_shows_each_line_and_points_at_what_is_over() -> None:
    lines = (Line("pages", 9, 3, "ms", 40, 3), Line("sparql", 20, 5, "ms", 7, 3))
    report = Report("p95 of one answer", "busy", "idle", lines, ("a note",))
    text = report.as_text().splitlines()
    assert text[1].split() == ["pages", "9.00", "ms", "3.00", "ms", "3.00", "40"]
    assert text[2].split() == ["sparql", "20.00", "ms", "5.00", "ms", "4.00", ">", "3", "7"]
    assert text[3] == "a note"
    assert not report.is_good
    assert report.as_json()["good"] is False


def test_a_table_beside_has_its_columns_and_a_dash_for_what_was_not_measured() -> None:
    table = Table("median", ("cold", "repeated"), "ms", {"join": (1.25, None), "group": (1000.0, 2.0)})
    assert [line.split() for line in table.as_text().splitlines()] == [
        ["median,", "ms", "cold", "repeated"],
        ["join", "1.2", "-"],
        ["group", "1000.0", "2.0"],
    ]
    report = Report("t", "m", "f", (), (), (table,))
    assert table.as_text() in report.as_text()
    assert report.as_json()["tables"] == [
        {
            "title": "median",
            "unit": "ms",
            "rows": [
                {"name": "join", "cold": 1.25, "repeated": None},
                {"name": "group", "cold": 1000.0, "repeated": 2.0},
            ],
        }
    ]
