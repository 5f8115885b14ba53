"""One step ahead: what is needed next is got ready while what there is is still being worked on."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

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
        try:
            while (item := waiting.result()) is not end:
                waiting = aside.submit(next, coming, end)
                yield item  # type: ignore[misc]  # whatever is not the end is an item
        finally:
            # What went wrong holds this frame, and must not be held by it: else neither goes before a collection.
            del waiting


class Ahead(Generic[Item]):
    """Gets what has a name, one at a time, and the next one before it is asked for. `with` it, so that its thread ends."""

    def __init__(self, get: Callable[[str], Item]) -> None:
        self._get = get
        self._aside = ThreadPoolExecutor(1, "one page ahead")
        self._coming: dict[str, Future[Item]] = {}

    def begin(self, name: str) -> None:
        """Has it got, in a thread of its own; "" names nothing. What goes wrong is raised when it is taken."""
        if name and not self._coming:
            self._coming[name] = self._aside.submit(self._get, name)

    def take(self, name: str) -> Item:
        """It, got already or now."""
        coming = self._coming.pop(name, None)
        try:
            return coming.result() if coming else self._get(name)
        finally:
            del coming  # as above

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._aside.shutdown(cancel_futures=True)
