"""What pages show of evidence: each feature as a sentence with its strength."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.web.here import language

LEVELS = (0.15, 0.4)
"""Weights from which a feature is middling, and strong."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature of the evidence: how strong (1 to 3), whether it speaks against, and its sentence."""

    level: int
    against: bool
    sentence: str
    name: str


def reason(feature: Mapping[str, Any]) -> Reason:
    """The feature in the reader's language."""
    weight = float(feature["weight"])
    level = 1 + sum(weight >= bound for bound in LEVELS)
    sentence = feature["en"] if language() == "en" else feature["vi"]
    return Reason(level, bool(feature.get("against")), str(sentence), str(feature["name"]))
