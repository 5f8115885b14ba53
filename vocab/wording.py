"""A text taken apart into words, so that two ways to write the same give the same words.

Case, Unicode form, unseen signs, letters that only look Latin, the place of tones, i for y, joints of abbreviations and
the English plural make no difference; marks do, so each word is kept with them and without them.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from vocab.abbreviations import expand
from vocab.letters import eth_as_d, fold, latin, one_i, place_tones

_WORD = re.compile(r"[^\W_]+")
_APART = re.compile(r"([^\W_]+)")  # a word, and what stands between two
_MARKED = re.compile(r"[^\W_\x00-\x7f]")
_LINES = re.compile(r"[\r\n]")
_BREAK = re.compile(r"[,;:.!?()\[\]{}\n\r•|]|\s[-–—]\s")
ALSO_BREAK = frozenset({"và", "hoặc", "and", "or"})
_Y_FOR_I = re.compile(r"^([hklmst]|qu)[yỳỷỹýỵ]$")
_AS_I = str.maketrans("yỳỷỹýỵ", "iìỉĩíị")


class Wording(NamedTuple):
    """The words of a text, and the same folded; `breaks` are the places at which a new part begins (after a comma, at
    "và"), and `is_bare` says that no word is written with marks."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    breaks: tuple[int, ...]
    is_bare: bool

    def part(self, start: int, end: int) -> "Wording":
        """The words from one break to before the next; whether they are bare, the whole text tells."""
        return Wording(self.words[start:end], self.folded[start:end], (), self.is_bare)


@lru_cache(maxsize=4096)
def wording(text: str, *, opened: bool = True) -> Wording:
    """The words of `text`, with abbreviations opened by their context unless `opened` is false."""
    written = latin(text)
    said = expand(written)[0] if opened else written
    pieces = _APART.split(said)
    words = tuple(map(_word, pieces[1::2]))
    return Wording(words, tuple(map(folded, words)), _breaks(words, pieces[::2]), _MARKED.search(written) is None)


def words_of(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of many texts with no abbreviation opened, much faster than one by one."""
    lines = latin("\n".join(_LINES.sub(" ", text) for text in texts)).split("\n")
    return [tuple(map(_word, _WORD.findall(line))) for line in lines]


def _breaks(words: Sequence[str], before: Sequence[str]) -> tuple[int, ...]:
    """The places of those words, but the first, that a new part begins with; `before` is what stands before each."""
    return tuple(
        place
        for place, (word, gap) in enumerate(zip(words, before, strict=False))
        if place and (word in ALSO_BREAK or (gap != " " and _BREAK.search(gap)))
    )


@lru_cache(maxsize=65536)
def _word(word: str) -> str:
    plain = place_tones(eth_as_d(word).lower())
    if _Y_FOR_I.match(plain):
        return plain[:-1] + plain[-1].translate(_AS_I)
    return _singular(plain) if plain.isascii() else plain


def _singular(word: str) -> str:
    """An English word without its plural: no Vietnamese syllable ends in s."""
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    return one_i(fold(word))
