"""Datasets that were brought twice, as the macro `twins_parts.list` takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.harvesting.twins import Pair
from registry.web import showing
from registry.web.here import keeper, language
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
    titles = {one.slug: one.source.titles.get(language()) or one.slug for one in keeper().source_book.all()}
    return [_listed(pair, titles) for pair in found[:PAIRS_SHOWN]]


def _listed(pair: Pair, titles: Mapping[str, str]) -> Listed:
    return Listed(
        pair,
        key_of(pair.first),
        key_of(pair.copy),
        showing.label(pair.first_agency),
        showing.label(pair.copy_agency),
        titles.get(pair.first_source, pair.first_source),
        titles.get(pair.copy_source, pair.copy_source),
    )
