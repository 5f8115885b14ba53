"""Where a record can be asked for again: the address that a source's protocol gives each of its records."""

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from harvesters.iris import is_web, node
from harvesters.record_draft import focus_of
from harvesters.source import Node


@dataclass(frozen=True, slots=True)
class Origin:
    """The address of a page, and how its source is asked for one record, where the protocol has a way."""

    url: str
    ask: Callable[[str], str] | None = None

    def node(self, identifier: str) -> NamedNode:
        """The record's own address; a place under the page's address where there is none."""
        asked = node(self.ask(identifier)) if self.ask and is_web(self.url) else None
        return asked or focus_of(identifier, self.url)


def record_of(focus: NamedNode) -> Node:
    """The node of the catalogue's record on a dataset."""
    return BlankNode("record") if "#" in focus.value else NamedNode(f"{focus.value}#record")
