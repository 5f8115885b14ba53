"""Much at once, some at a time: SQLite takes no endless list of values, nor does memory."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
AT_ONCE = 500


def portions(items: Sequence[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """The items in their order, at most `size` of them together."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
