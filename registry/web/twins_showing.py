"""Datasets that were brought twice, as the macro `twins_parts.list` takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harvesters.source import Source
from registry.harvesting.twins import Pair
from registry.web import showing
from registry.web.source_names import known_sources, title_of
from vocab.identifiers import key_of

PAIRS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A pair with the keys of its datasets, and the names of their agencies and sources."""

    pair: Pair
    first_key: str
    copy_key: str
    first_agency: str
    copy_agency: str
    first_source: str
    copy_source: str


def listed(found: Sequence[Pair]) -> list[Listed]:
    """The first of these pairs."""
    known = known_sources()
    return [_listed(pair, known) for pair in found[:PAIRS_SHOWN]]


def _listed(pair: Pair, known: Mapping[str, Source]) -> Listed:
    return Listed(
        pair,
        key_of(pair.first),
        key_of(pair.copy),
        showing.label(pair.first_agency),
        showing.label(pair.copy_agency),
        title_of(pair.first_source, known),
        title_of(pair.copy_source, known),
    )
