"""Opening abbreviations: "CSDL" is "cơ sở dữ liệu", and "TP" a city, justice or food by the words beside it.

The table is `terms/abbreviation.ttl`, whose head tells a librarian how to add to it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType

from vocab.letters import eth_as_d, fold, nfc
from vocab.namespaces import REG, SKOS
from vocab.sheets import Sheet, read

_WORD = re.compile(r"[^\W\d_]+|\d+")
_JOINT = re.compile(r"\s?[&/.+\-–]\s?")
_LONGEST = 5  # words that one abbreviation may be written in: P.C.C.C
_CONTEXT = 6  # words beside it that may tell what it means
_NUMBER = "#"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an abbreviation may stand for, and the folded phrases that tell so right before or right after it."""

    phrase: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    usual: bool

    def likelihood(self, before: Sequence[str], after: Sequence[str]) -> int:
        """The number of words of the longest phrase that stands beside it, among folded words; 0 when none does."""
        fits = [p for p in self.before if _stands(p.split(), before[-len(p.split()) :])]
        fits += [p for p in self.after if _stands(p.split(), after[: len(p.split())])]
        return max((len(p.split()) for p in fits), default=0)


@dataclass(frozen=True, slots=True)
class _Opening:
    """One abbreviation found in a text: where it stands, and its meanings, the likeliest first."""

    start: int
    end: int
    phrases: tuple[str, ...]


def expand(text: str) -> tuple[str, ...]:
    """The readings of `text`: abbreviations opened by context, then the other meanings that fit as well, one at a time,
    and at last the text as it stands. Without abbreviations there is one reading, the NFC text itself."""
    text = nfc(text)
    if not may_abbreviate(text):
        return (text,)
    openings = _openings(text)
    likeliest = [opening.phrases[0] for opening in openings]
    readings = [_opened(text, openings, likeliest)]
    for place, opening in enumerate(openings):
        for phrase in opening.phrases[1:]:
            readings.append(_opened(text, openings, [*likeliest[:place], phrase, *likeliest[place + 1 :]]))
    return tuple(dict.fromkeys([*readings, text]))


@cache
def abbreviations() -> Mapping[str, tuple[Meaning, ...]]:
    """Every abbreviation, in capitals without joints, with its meanings."""
    sheet = Sheet(read("abbreviation", "urn:x"))
    table: dict[str, list[Meaning]] = {}
    for concept in sheet.subjects(SKOS.Concept):
        meaning = Meaning(
            sheet.text(concept, SKOS.prefLabel, "vi"),
            tuple(_folded(phrase) for phrase in sheet.texts(concept, REG.wordBefore)),
            tuple(_folded(phrase) for phrase in sheet.texts(concept, REG.wordAfter)),
            sheet.text(concept, REG.usualMeaning) == "true",
        )
        for spelling in {_spelling(_WORD.findall(n)) for n in sheet.texts(concept, SKOS.notation)}:
            table.setdefault(spelling, []).append(meaning)
    return MappingProxyType({spelling: tuple(meanings) for spelling, meanings in table.items()})


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(spelling[:end] for spelling in abbreviations() for end in range(1, len(spelling) + 1))


@lru_cache(maxsize=65536)
def _begins(word: str) -> bool:
    """Whether an abbreviation may begin with this word: most words need no further look."""
    return _spelling([word]) in _beginnings()


def may_abbreviate(text: str) -> bool:
    """Whether an abbreviation may begin somewhere in `text`: cheaper to ask than to open."""
    return any(map(_begins, _WORD.findall(text)))


def _openings(text: str) -> list[_Opening]:
    words = list(_WORD.finditer(text))
    openings: list[_Opening] = []
    place = 0
    while place < len(words):
        count = _match(text, words[place : place + _LONGEST])
        if count:
            last = words[place + count - 1]
            spelling = _spelling([word[0] for word in words[place : place + count]])
            phrases = _meant(abbreviations()[spelling], words[:place], words[place + count :])
            if phrases:
                openings.append(_Opening(words[place].start(), last.end(), phrases))
        place += count or 1
    return openings


def _match(text: str, words: Sequence[re.Match[str]]) -> int:
    """How many of these words, taken from the first, are the longest abbreviation; 0 for none."""
    if not _begins(words[0][0]):
        return 0
    joined = 1
    for left, right in pairwise(words):
        if not _JOINT.fullmatch(text[left.end() : right.start()]):
            break
        joined += 1
    counts = range(min(joined, len(words)), 0, -1)
    return next((n for n in counts if _spelling([w[0] for w in words[:n]]) in abbreviations()), 0)


def _meant(
    meanings: tuple[Meaning, ...], before: Sequence[re.Match[str]], after: Sequence[re.Match[str]]
) -> tuple[str, ...]:
    """The phrases that fit best; the usual one when no neighbour tells; none when nothing is usual."""
    if len(meanings) == 1:
        return (meanings[0].phrase,)
    left = [fold(word[0]) for word in before[-_CONTEXT:]]
    right = [fold(word[0]) for word in after[:_CONTEXT]]
    likelihoods = [meaning.likelihood(left, right) for meaning in meanings]
    best = max(likelihoods)
    if best:
        return tuple(m.phrase for m, n in zip(meanings, likelihoods, strict=True) if n == best)
    return tuple(meaning.phrase for meaning in meanings if meaning.usual)


def _opened(text: str, openings: Sequence[_Opening], phrases: Sequence[str]) -> str:
    pieces = []
    done = 0
    for opening, phrase in zip(openings, phrases, strict=True):
        rest = text[opening.end :]
        dotted = rest.startswith(".") and rest[1:].strip() != ""  # "TP. Quy Nhơn": the dot belongs to the abbreviation
        spaced = phrase if not dotted or rest[1:2].isspace() else phrase + " "
        pieces += [text[done : opening.start], _apart(text[: opening.start], spaced, rest)]
        done = opening.end + (1 if dotted else 0)
    return "".join([*pieces, text[done:]])


def _apart(left: str, phrase: str, right: str) -> str:
    """The phrase with a space where a number touched the abbreviation, as in "ĐT638"."""
    head = " " if left[-1:].isdigit() else ""
    tail = " " if right[:1].isdigit() else ""
    return f"{head}{phrase}{tail}"


def _spelling(words: Sequence[str]) -> str:
    return eth_as_d("".join(words)).upper()


def _folded(phrase: str) -> str:
    return phrase if phrase == _NUMBER else fold(phrase)


def _stands(phrase: Sequence[str], words: Sequence[str]) -> bool:
    if len(phrase) != len(words):
        return False
    return all(w.isdigit() if p == _NUMBER else p == w for p, w in zip(phrase, words, strict=True))
