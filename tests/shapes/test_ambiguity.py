"""Exponential expressions, against an independent count: in how many ways a backtracking engine reads pumped texts.

The count is exact (a table of ways by place, multiplied through), so it may be astronomical and still be quick. Where it
doubles with every few repeats of a word, the expression must be found exponential; where it never does, it must not be.
"""

from collections import Counter
from itertools import product

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from shapes.ambiguity import TooLarge, is_exponential
from shapes.characters import Characters
from shapes.expressions import Choice, Expression, Repeat, Sequence, read

HARMLESS = [
    r"^[A-Z0-9]+(\.[A-Z0-9]+)*$",
    r"^P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$",
    r"^([a-z0-9]+-)*[a-z0-9]+$",
    r"^([0-9]{4})*$",
    r"([0-9]{12},?)+",
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}$",
    r"^(\w+\s)*\w+$",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "(ab|cd)*",
    "(ba?)*",
    "a*a*a*",
    "(a|aa){3}",
    "^.{1,1000}$",
    "([0-9]{4}){1,100}",
    r"^([\p{Lu}-[A]]|A)*$",
    "^([a-c]|[^a-c])*$",
]
EXPONENTIAL = [
    "(a+)+",
    "(a*)*",
    "(a|a)*",
    "(a|aa)+",
    r"(\s*a\s*)*",
    "(a|b|ab)*c",
    "(a?b?)*",
    "((b?)*c)*",
    "(a(b?|c?))*",
    "(a?){11,}",
    "((a?){10}){10}",
    "((a|aa){5}){5}",
    "(.*a){20}",
    "(.{1,1000},)*",
    "([0-9]{1,3}){1,100}",
    r"([\p{L}]|[a-z])*",
    r"([^\d]|\w)*",
    "x(?=(a+)+)",
    "(x(a*)*)?",
]


@pytest.mark.parametrize("pattern", HARMLESS)
def test_ordinary_expressions_are_let_in(pattern: str) -> None:
    assert not is_exponential(read(pattern))


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_exponential_expressions_are_found(pattern: str) -> None:
    assert is_exponential(read(pattern))


def test_what_is_too_large_to_tell_is_said_to_be() -> None:
    for pattern in ("a?" * 2000, "(((){1000}){1000}){1000}"):
        with pytest.raises(TooLarge):
            is_exponential(read(pattern))


def test_many_looks_ahead_share_one_effort() -> None:
    """Each costs a scan of all characters: sixty are too many, wherever they stand."""
    for pattern in (r"(?=(?:[\w{0}]|-)*)", r"(?:[\w{0}]|-)*"):
        with pytest.raises(TooLarge):
            is_exponential(read("".join(pattern.format(f"\\u{0x4E00 + number:x}") for number in range(60))))


def test_sets_meet_in_another_case_too() -> None:
    ignoring = regex.VERSION1 | regex.IGNORECASE
    for pattern in ("(?:a|A)*", "(?:[a-c]|B)*", "(?:k|\u212a)*", "(?:[^a]|\u00eb|\u00cb)*"):
        assert is_exponential(read(pattern), ignoring)
        assert not is_exponential(read("(?:[^a]|A)*"), ignoring)


LETTERS = {"a": ((97, 97),), "b": ((98, 98),), "[ab]": ((97, 98),)}
LEAVES = st.sampled_from([Characters(spelled, ranges) for spelled, ranges in LETTERS.items()])
COUNTS = st.sampled_from([(0, None), (1, None), (0, 1), (2, 2), (0, 2)])
TREES = st.recursive(
    LEAVES,
    lambda trees: st.one_of(
        st.tuples(trees, trees).map(Sequence),
        st.tuples(trees, trees).map(Choice),
        st.tuples(trees, COUNTS).map(lambda made: Repeat(made[0], *made[1])),
    ),
    max_leaves=3,
)


@settings(max_examples=60, deadline=None)
@given(TREES.map(lambda tree: Repeat(tree, 0, None)))
def test_it_is_found_exponential_exactly_when_the_ways_to_read_a_pumped_text_multiply(tree: Repeat) -> None:
    words = ["".join(word) for length in (1, 2, 3, 4) for word in product("ab", repeat=length)]
    grows = any(explodes(tree, start, word) for start in ("", "a", "b") for word in words)
    assert is_exponential(tree) == grows


def explodes(tree: Expression, start: str, word: str) -> bool:
    """Of three letters no power of the length comes that grows a hundredfold when the length doubles."""
    few, many = (ways(tree, start + word * times) for times in (8, 16))
    return many > 100 * few


def ways(tree: Expression, text: str) -> int:
    """In how many ways an engine that gives up nowhere reads the text from its beginning, wherever it ends."""
    known: dict[tuple[int, int], Counter[int]] = {}

    def ends(tree: Expression, at: int) -> Counter[int]:
        key = (id(tree), at)
        if key not in known:
            known[key] = counted(tree, at)
        return known[key]

    def onwards(counted: Counter[int], tree: Expression) -> Counter[int]:
        total: Counter[int] = Counter()
        for at, times in counted.items():
            for end, more in ends(tree, at).items():
                total[end] += times * more
        return total

    def counted(tree: Expression, at: int) -> Counter[int]:
        match tree:
            case Characters():
                taken = text[at : at + 1]
                return Counter([at + 1]) if taken and taken in tree.spelled else Counter()
            case Sequence(parts):
                total = Counter([at])
                for part in parts:
                    total = onwards(total, part)
                return total
            case Choice(parts):
                return sum((ends(part, at) for part in parts), Counter())
            case Repeat(body, least, most, _):
                return repeated(body, least, most, at)
        raise AssertionError(tree)

    def repeated(body: Expression, least: int, most: int | None, at: int) -> Counter[int]:
        here = Counter([at])
        for _ in range(least):
            here = onwards(here, body)
        total = Counter(here)
        for _ in range(len(text) + 1 if most is None else most - least):
            after: Counter[int] = Counter()
            for place, times in here.items():
                for end, more in ends(body, place).items():
                    if end == place:
                        total[end] += times * more  # an empty turn is the last
                    else:
                        after[end] += times * more
            total.update(after)
            here = after
        return total

    return sum(ends(tree, 0).values())
