"""Every act on a source, newest first, each with what it changed: field by field, what was said before and since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from harvesters.source import MINISTRY
from registry.entries import Entry
from registry.harvesting.sayings import Said, verb_of
from registry.web import sources_showing as showing
from registry.web.here import keeper, words
from registry.web.source_names import agency_name

NAMES: Mapping[str, str] = {
    "title_vi": "source.title_vi",
    "title_en": "source.title_en",
    "url": "admin.address",
    "kind": "admin.kind",
    "mapping": "source.mapping",
    "agency": "data.agency",
    "schedule": "source.schedule",
    "notify": "source.notify",
    "credential": "source.credential",
    "side": "source.side",
    "allow_private": "source.private_choice",
}
"""What the forms call each field of a source."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that says something else since; "" where it said nothing."""

    name: str
    before: str
    since: str


@dataclass(frozen=True, slots=True)
class Told:
    """An act on the source: what, why, when, who, and what it changed."""

    verb: str
    why: str
    at: str
    actor: str
    person: str
    changed: tuple[Difference, ...]


def told(history: tuple[Entry, ...]) -> list[Told]:
    """The acts, with what each changed; the first one entered all of it and is told alone."""
    bodies = keeper().ledger.bodies([entry.seq for entry in history])
    said = [json.loads(bodies[entry.seq]) if entry.seq in bodies else {} for entry in history]
    changed = [differences(before, after) for after, before in pairwise(said)]
    return [_told(entry, rows) for entry, rows in zip(history, [*changed, ()], strict=False)]


def differences(before: Said, after: Said) -> tuple[Difference, ...]:
    """The fields that two sayings of one source differ in, in the reader's words."""
    old, new = _flat(before), _flat(after)
    return tuple(
        Difference(_name(key), _value(key, old.get(key)), _value(key, new.get(key)))
        for key in dict.fromkeys((*new, *old))
        if old.get(key) != new.get(key)
    )


def _told(entry: Entry, changed: tuple[Difference, ...]) -> Told:
    verb, why = verb_of(entry)
    return Told(verb, why, entry.at, entry.actor, entry.person, changed)


def _flat(said: Said) -> dict[str, Any]:
    """What is said, each declared default as a field of its own; who signed it is told by the act itself."""
    rest = {name: value for name, value in said.items() if name not in ("slug", "defaults")}
    return {**rest, **said.get("defaults", {}).get("values", {})}


def _name(key: str) -> str:
    return words()(NAMES[key]) if key in NAMES else showing.declarable_name(key)


def _value(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if key == "schedule":
        return showing.schedule_words(str(value))
    if key == "agency":
        return agency_name(str(value))
    if key == "side" and value == MINISTRY:
        return words()("source.for_comparison")
    if isinstance(value, bool):
        return words()("source.yes") if value else words()("source.no")
    texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return "; ".join(showing.default_words(key, texts))
