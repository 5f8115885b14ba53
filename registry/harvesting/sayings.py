"""What is said of a source, as it is written in DIR/sources.toml, in the table and in the ledger: one form for all three."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.entries import Entry

Said = Mapping[str, Any]
"""One `[[source]]` table: see `harvesters.source`."""
ACT = "source"


def record_of_source(slug: str) -> str:
    """What the ledger calls a source."""
    return f"source:{slug}"


def verb_of(entry: Entry) -> tuple[str, str]:
    """What an entry of the act `source` says was done, and why ("" for nothing said)."""
    verb, _, why = entry.reason.partition(": ")
    return verb, why


def canonical(said: Said) -> str:
    """What a source says, as the ledger keeps it: JSON, its keys in order, days as texts."""
    return json.dumps(dict(said), ensure_ascii=False, sort_keys=True, default=_text_of)


def digest_of(said: Said) -> str:
    """The SHA-256 of what a source says."""
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _text_of(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no source says a {type(value).__name__}")
