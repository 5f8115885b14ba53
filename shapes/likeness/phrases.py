"""One text of a subject taken apart: its concepts, its idle words, and pairs of syllables for what the lexicon lacks."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from vocab.lexicon import Lexicon, Match
from vocab.wording import wording

PASSED_OVER = ("filler/filler", "kind/list", "kind/registry")  # titles that differ in these alone are one title
SHORT = 200  # characters of a text that is remembered once it was read

Phrase = tuple[str, str]
Words = tuple[tuple[str, frozenset[Phrase]], ...]  # words, each with the pairs that it stands in


@dataclass(frozen=True, slots=True)
class Text:
    """A text, read. `telling` are the matches that say what it is about, `idle` the others; `phrases` are pairs of
    neighbouring syllables, each with the concepts that it lies in whole; `covered` are the places of words that a concept
    covers. A text without marks has folded words."""

    words: tuple[str, ...]
    breaks: tuple[int, ...]
    telling: tuple[Match, ...]
    idle: tuple[Match, ...]
    phrases: dict[Phrase, frozenset[str]]
    is_bare: bool
    covered: frozenset[int]

    @classmethod
    def read(cls, text: str, lexicon: Lexicon, *, listed: bool = False) -> "Text":
        """The text by the lexicon; `listed`: it is a list, whose order says nothing.

        Short texts are remembered: a source's datasets share their keywords, and a title is read for several ends.
        """
        return _remembered(text, lexicon, listed) if len(text) <= SHORT else cls._read(text, lexicon, listed)

    @classmethod
    def _read(cls, text: str, lexicon: Lexicon, listed: bool) -> "Text":
        said = wording(text)
        matches = lexicon.matches(said, across=not listed)
        telling = tuple(match for match in matches if match.concept not in lexicon.idle)
        idle = tuple(match for match in matches if match.concept in lexicon.idle)
        words = said.folded if said.is_bare else said.words
        named, passed = _places(telling), _places(idle)
        phrases = _phrases(words, said.breaks, telling, passed - named)
        return cls(words, said.breaks, telling, idle, phrases, said.is_bare, frozenset(named | passed))

    @property
    def is_telling(self) -> bool:
        """Whether anything is left beside words that say nothing of the matter."""
        return len(_places(self.idle) - _places(self.telling)) < len(self.words)

    @property
    def key(self) -> str:
        """What the text says beside words that any title has; "" for a text of such words only."""
        over = _places(tuple(match for match in self.idle if match.concept in PASSED_OVER)) - _places(self.telling)
        return " ".join(word for place, word in enumerate(self.words) if place not in over)

    def parts(self) -> list[tuple[int, int]]:
        """The spans between breaks."""
        return [span for span in pairwise([0, *self.breaks, len(self.words)]) if span[0] < span[1]]

    def free_words(self, start: int, end: int) -> Words:
        """The words from `start` to before `end` that no concept covers, with the pairs that each stands in."""
        return tuple(
            (self.words[place], self._around(place))
            for place in range(start, end)
            if place not in self.covered and not self.words[place].isdigit()
        )

    def _around(self, place: int) -> frozenset[Phrase]:
        pairs = pairwise(self.words[max(place - 1, 0) : place + 2])
        return frozenset(pair for pair in pairs if pair in self.phrases)


@lru_cache(maxsize=8192)
def _remembered(text: str, lexicon: Lexicon, listed: bool) -> Text:
    return Text._read(text, lexicon, listed)


def _phrases(
    words: tuple[str, ...], breaks: tuple[int, ...], telling: tuple[Match, ...], stops: set[int]
) -> dict[Phrase, frozenset[str]]:
    ends = set(breaks)
    covering: dict[int, list[str]] = {}
    for match in telling:
        for place in range(match.start, match.end - 1):
            covering.setdefault(place, []).append(match.concept)
    found: dict[Phrase, frozenset[str]] = {}
    for place, pair in enumerate(pairwise(words)):
        if place in stops or place + 1 in stops or place + 1 in ends or pair[0].isdigit() or pair[1].isdigit():
            continue
        found[pair] = found.get(pair, frozenset()).union(covering.get(place, ()))
    return found


def _places(matches: tuple[Match, ...]) -> set[int]:
    return {place for match in matches for place in range(match.start, match.end)}
