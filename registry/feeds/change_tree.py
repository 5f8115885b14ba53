"""How the pages of the change feed hang together: a tree in which no node leads to more than so many others.

Pages are its leaves. A page, or a node above pages, is closed once something lies beyond it: from then on it stays as it
is. Pure numbers and names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.feeds.change_rows import Stretch

MOST = 200
"""Nodes that one node leads to; part of what a node's name means, so it stays."""
_NAME = re.compile(r"([1-9])-([1-9]\d{0,8})|([1-9]\d{0,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A node: `level` 0 is a page, above it nodes of nodes; `number` counts each level's from 1."""

    level: int
    number: int

    def __str__(self) -> str:
        return f"{self.level}-{self.number}" if self.level else f"{self.number}"

    @property
    def pages(self) -> range:
        """Its pages, from 0, whether they are there yet or not."""
        width = MOST**self.level
        return range((self.number - 1) * width, self.number * width)


def place_named(name: str) -> Place | None:
    """The node of a name, `3` or `1-3`; None for what is no name."""
    said = _NAME.fullmatch(name)
    if said is None:
        return None
    return Place(0, int(said[3])) if said[3] else Place(int(said[1]), int(said[2]))


def root_of(pages: int) -> Place:
    """The node that holds so many pages; the root of the tree, whatever else it is called."""
    level = 1
    while MOST**level < pages:
        level += 1
    return Place(level, 1)


def is_there(place: Place, pages: int) -> bool:
    """Whether a node has a page: no other has an address."""
    return place.pages.start < pages and place.level < root_of(pages).level


def is_closed(place: Place, pages: int) -> bool:
    """Whether something lies beyond the node."""
    return place.pages.stop < pages


def below(place: Place, pages: int) -> Iterator[Place]:
    """The nodes that a node leads to."""
    width = MOST ** (place.level - 1)
    for number in range((place.number - 1) * MOST, place.number * MOST):
        if number * width < pages:
            yield Place(place.level - 1, number + 1)


def span(place: Place, stretches: Sequence[Stretch]) -> Stretch:
    """From the first change in a node to its last."""
    within = stretches[place.pages.start : place.pages.stop]
    return Stretch(within[0].first, within[0].first_at, within[-1].last, within[-1].last_at)
