"""Vietnamese text as catalogues are written in it: the front door to folding, tones, abbreviations and titles' keys.

What the rules are and why is in the modules this one gathers: `letters` and `abbreviations`.
"""

import re
from collections.abc import Sequence
from functools import cache

from vocab.abbreviations import expand
from vocab.letters import collation_key, fold, nfc, one_i, place_tones
from vocab.namespaces import SKOS
from vocab.sheets import Sheet, read

_WORD = re.compile(r"[^\W_]+")

__all__ = ["collation_key", "expand", "fold", "nfc", "one_i", "place_tones", "stop_phrases", "title_key"]


def title_key(text: str) -> str:
    """What a title says beside the phrases that every title has: folded, abbreviations opened, stop phrases dropped.

    Titles of one key name one subject. A title of nothing but stop phrases keeps them, so that the key is empty only
    for a text without a letter or a digit.
    """
    words = _WORD.findall(place_tones(expand(text)[0]).lower())
    telling = " ".join(_without(words, stop_phrases()))
    return one_i(fold(telling) or fold(" ".join(words)))


@cache
def stop_phrases() -> frozenset[tuple[str, ...]]:
    """The stop phrases as words: folded when they have several, with their marks when they are one word, for a single
    folded syllable says too little ("ve" is also vệ of vệ sinh)."""
    sheet = Sheet(read("stop-phrase", "urn:x"))
    phrases = [
        place_tones(phrase).lower().split()
        for concept in sheet.subjects(SKOS.Concept)
        for label in (SKOS.prefLabel, SKOS.altLabel)
        for phrase in sheet.texts(concept, label, "vi")
    ]
    return frozenset(tuple(map(fold, words)) if len(words) > 1 else tuple(words) for words in phrases)


def _without(words: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> list[str]:
    """The words left when phrases are dropped, until none is left, for a drop may join another."""
    lengths = sorted({len(phrase) for phrase in phrases}, reverse=True)
    kept: list[str] = []
    folded = [fold(word) for word in words]
    place = 0
    while place < len(words):
        stop = next((n for n in lengths if _stops(words, folded, place, n) in phrases), 0)
        kept += [] if stop else [words[place]]
        place += stop or 1
    return kept if len(kept) == len(words) else _without(kept, phrases)


def _stops(words: Sequence[str], folded: Sequence[str], place: int, length: int) -> tuple[str, ...]:
    return tuple(folded[place : place + length]) if length > 1 else (words[place],)
