"""Datasets that were brought twice, as the macro `twins_parts.list` takes them."""

from collections.abc import Sequence
from typing import Any

from registry.harvesting.twins import Pair
from registry.web import showing
from vocab.identifiers import key_of

PAIRS_SHOWN = 200


def listed(found: Sequence[Pair]) -> list[dict[str, Any]]:
    """The first of these pairs, each as `row_of` gives it."""
    return [row_of(pair) for pair in found[:PAIRS_SHOWN]]


def row_of(pair: Pair) -> dict[str, Any]:
    """A pair with the keys of its datasets and the names of their agencies."""
    return {
        "pair": pair,
        "first": key_of(pair.first),
        "copy": key_of(pair.copy),
        "first_agency": showing.label(pair.first_agency),
        "copy_agency": showing.label(pair.copy_agency),
    }
