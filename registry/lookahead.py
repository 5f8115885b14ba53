"""One step ahead: what is needed next is got ready while what there is is still being worked on."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def looking_ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The items in their order, each asked for, in a thread of its own, as soon as the one before it was handed out.

    At most one waits, so no more than two are in memory. What asking raises is raised in its turn; who stops early waits
    for the one that is under way.
    """
    coming = iter(items)
    end = object()
    with ThreadPoolExecutor(1, "looking ahead") as aside:
        waiting = aside.submit(next, coming, end)
        while (item := waiting.result()) is not end:
            waiting = aside.submit(next, coming, end)
            yield item  # type: ignore[misc]  # whatever is not the end is an item
