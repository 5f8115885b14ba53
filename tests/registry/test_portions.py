"""Much at once, some at a time."""

import pytest

from registry.portions import AT_ONCE, portions


@pytest.mark.parametrize(
    ("count", "size", "lengths"),
    [(0, 2, []), (1, 2, [1]), (4, 2, [2, 2]), (5, 2, [2, 2, 1]), (AT_ONCE + 1, 0, [500, 1])],
)
def test_all_come_in_their_order_and_none_twice(count: int, size: int, lengths: list[int]) -> None:
    parts = list(portions(range(count), size) if size else portions(range(count)))
    assert [len(part) for part in parts] == lengths
    assert [item for part in parts for item in part] == list(range(count))
