"""One text of a subject taken apart: its concepts, its idle words, and pairs of syllables for what the lexicon lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from shapes.likeness.weights import ONE_SYLLABLE, UNMARKED
from vocab.lexicon import Lexicon, Match
from vocab.wording import Wording, wording

PASSED_OVER = ("filler/filler", "kind/list", "kind/registry")  # titles that differ in these alone are one title
COMMON = "unit/of-any-field"  # what is right below (a person, an organisation) tells no matter from another
SHORT = 40  # words of a text that is remembered once it was read

Phrase = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text, read. `telling` are the matches that say what it is about, `idle` the others; `concepts` are what `telling`
    names, each with how surely; `phrases` are pairs of neighbouring syllables, each with the concepts that it lies in whole.
    `free_words` are the words that no concept covers, `free` says of each the pairs that it stands in, `free_pairs` are
    all of these. `is_generic`: any record has it (a name, a date). A text without marks has folded words."""

    words: tuple[str, ...]
    telling: tuple[Match, ...]
    idle: tuple[Match, ...]
    concepts: Mapping[str, float]
    phrases: Mapping[Phrase, frozenset[str]]
    free: tuple[frozenset[Phrase], ...]
    free_words: frozenset[str]
    free_pairs: frozenset[Phrase]
    is_generic: bool

    @classmethod
    def read(cls, text: str, lexicon: Lexicon) -> "Text":
        """The text by the lexicon."""
        return _read(wording(text), lexicon)

    @classmethod
    def parts(cls, text: str, lexicon: Lexicon) -> tuple["Text", ...]:
        """A list, whose order says nothing: each part between two breaks is read by itself."""
        said = wording(text)
        spans = pairwise((0, *said.breaks, len(said.words)))
        return tuple(_read(said.part(start, end), lexicon) for start, end in spans if start < end)

    @property
    def is_telling(self) -> bool:
        """Whether anything is left beside words that say nothing of the matter."""
        return len(_places(self.idle) - _places(self.telling)) < len(self.words)

    @property
    def key(self) -> str:
        """What the text says beside words that any title has; "" for a text of such words only."""
        over = _places(match for match in self.idle if match.concept in PASSED_OVER) - _places(self.telling)
        return " ".join(word for place, word in enumerate(self.words) if place not in over)


def _read(said: Wording, lexicon: Lexicon) -> Text:
    """Short texts are remembered: a source's datasets share keywords, columns and whole sentences."""
    return _remembered(said, lexicon) if len(said.words) <= SHORT else _taken_apart(said, lexicon)


@lru_cache(maxsize=8192)
def _remembered(said: Wording, lexicon: Lexicon) -> Text:
    return _taken_apart(said, lexicon)


def _taken_apart(said: Wording, lexicon: Lexicon) -> Text:
    matches = lexicon.matches(said)
    telling = tuple(match for match in matches if match.concept not in lexicon.idle)
    idle = tuple(match for match in matches if match.concept in lexicon.idle)
    words = said.folded if said.is_bare else said.words
    concepts: dict[str, float] = {}
    for match in telling:
        concepts[match.concept] = max(concepts.get(match.concept, 0.0), strength(match))
    named, passed = _places(telling), _places(idle)
    phrases = _phrases(words, said.breaks, telling, passed - named)
    covered = named | passed
    free = [place for place, word in enumerate(words) if place not in covered and not word.isdigit()]
    around = tuple(frozenset(filter(phrases.__contains__, pairwise(words[max(at - 1, 0) : at + 2]))) for at in free)
    return Text(
        words,
        telling,
        idle,
        concepts,
        phrases,
        around,
        frozenset(words[place] for place in free),
        frozenset().union(*around),
        not free and lexicon.right_below(COMMON).issuperset(concepts),
    )


def strength(match: Match) -> float:
    """How surely a match means its concept."""
    sure = 1.0 if match.accented else UNMARKED
    return sure * (ONE_SYLLABLE if match.short else 1.0)


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


def _places(matches: Iterable[Match]) -> set[int]:
    return {place for match in matches for place in range(match.start, match.end)}
