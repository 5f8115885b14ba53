"""Times counted from 1970."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.moments import moment, since_1970


@pytest.mark.parametrize(
    ("value", "per_second", "said"),
    [
        (1398014181, 1, "2014-04-20T17:16:21Z"),
        (1627417519723, 1000, "2021-07-27T20:25:19Z"),
        (1627417519723.5, 1000, "2021-07-27T20:25:19Z"),
        ("2021-07-27", 1, "2021-07-27"),
        ("", 1, ""),
        (0, 1, ""),
        (-1, 1000, ""),
        (True, 1, ""),
        (10**40, 1000, ""),
        (1627417519723, 1, ""),
        (None, 1, ""),
        ([1], 1, ""),
    ],
)
def test_a_time_is_told(value: object, per_second: int, said: str) -> None:
    assert moment(value, per_second) == said


@given(value=st.floats() | st.integers(), per_second=st.sampled_from([1, 1000]))
def test_any_number_is_a_time_or_none(value: float, per_second: int) -> None:
    said = since_1970(value, per_second)
    if said:
        assert abs(datetime.fromisoformat(said).timestamp() - value / per_second) <= 1


def test_a_number_in_a_text_counts_too() -> None:
    assert moment("1600000000") == moment(1600000000) == "2020-09-13T12:26:40Z"
    assert moment("1600000000000", 1000) == "2020-09-13T12:26:40Z"
    assert (moment("20240101"), moment("2024-01-01")) == ("20240101", "2024-01-01")
