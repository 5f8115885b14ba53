"""Datasets that were brought twice, as the macro `twins_parts.list` takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.harvesting.twins import Pair
from registry.web import showing
from registry.web.here import keeper, language
from vocab.identifiers import key_of

PAIRS_SHOWN = 200


def listed(found: Sequence[Pair]) -> list[dict[str, Any]]:
    """The first of these pairs, each with the keys of its datasets, the names of their agencies and sources."""
    titles = {one.slug: one.source.titles.get(language()) or one.slug for one in keeper().source_book.all()}
    return [_row(pair, titles) for pair in found[:PAIRS_SHOWN]]


def row_of(pair: Pair) -> dict[str, Any]:
    """One pair, as `listed` gives each."""
    return listed([pair])[0]


def _row(pair: Pair, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "pair": pair,
        "first": key_of(pair.first),
        "copy": key_of(pair.copy),
        "first_agency": showing.label(pair.first_agency),
        "copy_agency": showing.label(pair.copy_agency),
        "first_source": titles.get(pair.first_source, pair.first_source),
        "copy_source": titles.get(pair.copy_source, pair.copy_source),
    }
