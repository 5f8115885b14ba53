"""What pages remember between two requests: for each name one value, of the state that its key names."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

Made = TypeVar("Made")


class Memory:
    """Kept until the next state is asked for, or until everything is forgotten."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Hashable, Any]] = {}

    def of(self, name: str, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gave for this key the last time it was asked."""
        kept = self._kept
        found = kept.get(name)
        if found is None or found[0] != key:
            found = kept[name] = (key, make())
        return cast(Made, found[1])  # not what another thread has put there since, for another key

    def forget(self) -> None:
        """Drops everything, also what is being made now: a body was destroyed by law."""
        self._kept = {}
