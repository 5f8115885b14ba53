"""Sets of characters: how the engine spells one, and which code points are in it."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

LAST = sys.maxunicode
Range = tuple[int, int]
"""The first and the last code point of several in a row."""


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of a set. `spelled` is the set as the engine reads it; `ranges` are its code points, in order,
    or None when only the engine knows them."""

    spelled: str
    ranges: tuple[Range, ...] | None = None


def one(character: str) -> Characters:
    """The set of this character alone."""
    return Characters(escaped(character), ((ord(character), ord(character)),))


def escaped(character: str) -> str:
    """The character as it stands for itself, in a set and out of it."""
    if character.isascii() and not character.isalnum():
        return f"\\x{ord(character):02x}"
    return character


def combined(ranges: Sequence[Range], sets: Sequence[str], is_negated: bool, less: Characters | None) -> Characters:
    """The set of ranges and other sets (as the engine spells them), or all but these; `less` is taken away at the end."""
    spans = "".join(f"{escaped(chr(low))}-{escaped(chr(high))}" for low, high in ranges)
    text = f"[{'^' if is_negated else ''}{spans}{''.join(sets)}]"
    if less is not None:
        return Characters(f"[{text}--{less.spelled}]")
    if sets:
        return Characters(text)
    whole = _joined(ranges)
    return Characters(text, _others(whole) if is_negated else whole)


def _joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same code points in order, ranges that touch made one."""
    whole: list[Range] = []
    for low, high in sorted(ranges):
        if whole and low <= whole[-1][1] + 1:
            whole[-1] = (whole[-1][0], max(high, whole[-1][1]))
        else:
            whole.append((low, high))
    return tuple(whole)


def _others(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    ends = [-1, *(high for _, high in ranges)]
    starts = [*(low for low, _ in ranges), LAST + 1]
    return tuple((end + 1, start - 1) for end, start in zip(ends, starts, strict=True) if end + 1 <= start - 1)


def share(one: tuple[Range, ...], other: tuple[Range, ...]) -> bool:
    """Whether two ordered lists of ranges have a code point in common."""
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i][1] < other[j][0]:
            i += 1
        elif other[j][1] < one[i][0]:
            j += 1
        else:
            return True
    return False


@lru_cache(maxsize=64)
def code_points(spelled: str, flags: int) -> tuple[Range, ...]:
    """The code points of a set, as the engine itself finds them: a look at each of a million characters."""
    return tuple((found.start(), found.end() - 1) for found in regex.finditer(f"(?-f){spelled}+", _everything(), flags))


def in_every_case(characters: Characters, flags: int) -> tuple[Range, ...]:
    """The code points of a set whose ranges are known, taken without regard to case: of characters that have a case the
    engine is asked, the others are as they were."""
    cased = _cased()
    ranges = characters.ranges or ()
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1] and chr(ranges[0][0]) not in cased:
        return ranges
    found = [(ord(letter), ord(letter)) for letter in regex.findall(f"(?-f){characters.spelled}", cased, flags)]
    uncased = _others(_joined([*_others(ranges), *((ord(letter), ord(letter)) for letter in cased)]))
    return _joined([*uncased, *found])


@cache
def _everything() -> str:
    return "".join(map(chr, range(LAST + 1)))


@cache
def _cased() -> str:
    """All characters of which there is another that differs in case only, and some more."""
    kinds = r"[\p{Cased}\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]"
    return "".join(regex.findall(kinds, _everything(), regex.VERSION1))
