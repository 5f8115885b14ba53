"""Sizes of files, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.sizes import bytes_in, whole


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12), ("1,024", 1024), ("1.024", 1024), ("1.234.567 byte", 1_234_567), ("1 234 567", 1_234_567),
        ("12.0", 12), ("1,5 MB", 1_500_000), ("1.234 KB", 1_234_000), ("1.234 MB", 1_234_000), ("0.123 KB", 123),
        ("1.234,5 KB", 1_234_500), ("10 KiB", 10_240), ("2 GB", 2 * 10**9), ("1B", 1), ("12,5", None), ("1,2,3,x", None),
        ("5 m", None), ("", None), ("-1", None), ("lớn", None), ("9" * 30, None), (".", None), ("999 TB", 999 * 10**12),
    ],
)  # fmt: skip
def test_people_write_them_so(text: str, count: int | None) -> None:
    assert bytes_in(text) == count


def test_an_office_counts_1024_bytes_to_a_kb() -> None:
    assert (bytes_in("2 KB", 1024), bytes_in("1,5 MB", 1024), bytes_in("2 KiB", 1024)) == (2048, 1_572_864, 2048)


@pytest.mark.parametrize(
    ("text", "count"),
    [("1.0E3", 1000), ("12.7", 12), ("1.024", 1), ("0", 0), ("NaN", None), ("INF", None), ("-1", None), ("x", None)],
)
def test_programs_write_them_so(text: str, count: int | None) -> None:
    assert whole(text) == count


@given(st.text(max_size=60), st.text(alphabet="0123456789., kKmMbBiIeE-+_", max_size=50))
def test_any_text_is_a_size_or_none(any_text: str, alike: str) -> None:
    for text in (any_text, alike):
        for count in (bytes_in(text), whole(text)):
            assert count is None or 0 <= count <= 10**18


def test_figures_of_other_scripts_are_the_same_figures() -> None:
    assert (bytes_in("１,５ MB"), bytes_in("٣ KB"), whole("１２")) == (1_500_000, 3000, 12)
