"""What a searcher's words ask for, and what a description offers to be found by; no index is opened here.

Text is looked up twice: folded (đ as d, no marks), so that nothing is missed, and with its marks, so that "đất" stands
before "dat". Old texts write hoà, new ones hòa: tones are put in one place first. Abbreviations are read both ways.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from vocab.vietnamese import expand, nfc, one_i, place_tones, stop_phrases

LONGEST_QUESTION = 300
MOST_WORDS = 24
MOST_READINGS = 4
FUZZY_LENGTH = 5
"""Shorter syllables differ from each other by one letter as a rule, so a slip in them cannot be told from a word."""

_WORD = re.compile(r"[^\W_]+")
_I_OR_Y = re.compile(r"([hklmst]|qu)([iy])")
_LITTLE_VI = (
    "và",
    "của",
    "các",
    "những",
    "theo",
    "tại",
    "ở",
    "cho",
    "là",
    "có",
    "được",
    "trong",
    "từ",
    "đến",
    "với",
    "về",
)
_LITTLE_EN = ("the", "a", "an", "of", "and", "in", "on", "for", "to", "by", "with", "at", "data")


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question. `folded` are its spellings without marks; `needed`: a record must have it to be found."""

    exact: str
    folded: tuple[str, ...]
    needed: bool

    @property
    def has_marks(self) -> bool:
        return self.exact not in self.folded


def analysers() -> Mapping[str, TextAnalyzer]:
    """The two ways in which text is cut into words, by name: letters and digits, lower case, with and without marks."""
    plain = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    bare = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return {"exact": plain.build(), "folded": bare.build()}


def findable(text: str) -> str:
    """Text as both fields index it: composed, tones in one place."""
    return _WORD.sub(lambda word: _placed(word[0]), nfc(text))


@lru_cache(maxsize=1 << 12)
def opened(text: str) -> str:
    """`findable`, followed by the text with its abbreviations opened when it has any: CSDL is found by both."""
    first = expand(text)[0]
    return findable(text if first == nfc(text) else f"{text}\n{first}")


def readings(question: str) -> tuple[tuple[Asked, ...], ...]:
    """What a question may mean, the likeliest first: its words, with abbreviations opened and as they stand.

    Any text has readings; a text without a letter or digit has none.
    """
    texts = expand(" ".join(question[:LONGEST_QUESTION].split()))[:MOST_READINGS]
    asked = (_asked(text) for text in texts)
    return tuple(dict.fromkeys(words for words in asked if words))


def marked(title: str, words: Iterable[Asked]) -> str:
    """The title with <mark> around each word that was asked for; it is still to be escaped, the marks excepted."""
    wanted = {spelling for word in words if word.needed for spelling in word.folded}

    def mark(found: re.Match[str]) -> str:
        spelling = _bare(findable(found[0]).lower())
        return f"<mark>{found[0]}</mark>" if spelling in wanted else found[0]

    return _WORD.sub(mark, title)


@lru_cache(maxsize=1 << 14)
def _placed(word: str) -> str:
    """A word with its tone in place; a language has few syllables, and the rule is dear."""
    return place_tones(word)


def _asked(text: str) -> tuple[Asked, ...]:
    words = _cutters()["exact"].analyze(findable(text))[:MOST_WORDS]
    bare = [_bare(word) for word in words]
    passed = _passed_over(words, bare)
    needed = [not skip for skip in passed] if not all(passed) else [True] * len(words)
    return tuple(Asked(w, _spellings(b), n) for w, b, n in zip(words, bare, needed, strict=True))


def _bare(word: str) -> str:
    """A word without marks, as the index folds it."""
    return "".join(_cutters()["folded"].analyze(word)) or word


def _spellings(bare: str) -> tuple[str, ...]:
    """ky is also written ki: both, when the syllable ends in such a sound."""
    found = _I_OR_Y.fullmatch(bare)
    if found is None:
        return (bare,)
    return bare, one_i(bare) if found[2] == "y" else found[1] + "y"


def _passed_over(words: Sequence[str], bare: Sequence[str]) -> list[bool]:
    """Which words need not be found: phrases that every title has, and little words.

    In a question typed wholly without marks little words are known without them too.
    """
    little = set(_LITTLE_VI + _LITTLE_EN)
    if list(words) == list(bare):
        little |= {_bare(word) for word in _LITTLE_VI}
    passed = [word in little or (word,) in stop_phrases() for word in words]
    for length in {len(phrase) for phrase in stop_phrases()} - {1}:
        for start in range(len(bare) - length + 1):
            if tuple(bare[start : start + length]) in stop_phrases():
                passed[start : start + length] = [True] * length
    return passed


@cache
def _cutters() -> Mapping[str, TextAnalyzer]:
    return analysers()
