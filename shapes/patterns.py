"""sh:pattern: an XPath regular expression made into a question of a text, once; one that could stall is refused.

What is exponential is refused beforehand (`ambiguity`). A high power of a text's length, even of a short one, can still
be a long time: so every search is given up after `PATIENCE` seconds.
"""

from collections.abc import Callable

import regex

from shapes.ambiguity import TooLarge, is_exponential
from shapes.errors import NotJudged, ShapesRefused
from shapes.expressions import Expression, literal, read, spelled

PATIENCE = 2.0
MOST_WORK = 50_000_000
"""Characters of a text times those of the pattern. The engine looks at its clock only between runs over the text, and what
a character of a run costs grows with the pattern's sets: beyond this, seconds could pass unseen."""
_FLAGS: dict[str, int] = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": 0, "x": 0, "q": 0}


def compile_pattern(pattern: str, flags: str) -> Callable[[str], bool]:
    """Whether a text has a match of the pattern somewhere, as a function.

    `flags` are those of sh:flags: i, m, s, x and q (the pattern is plain text). Where Python's `re` knows what is written
    it finds the same, save for characters younger than its tables. Raises ShapesRefused for a pattern or flags that
    are not right, and for a pattern whose search may take exponential time. The function raises NotJudged when a search
    takes too long, or may in a text so long.
    """
    engine_flags = _engine_flags(flags)
    tree = literal(pattern) if "q" in flags else read(pattern, is_spaced="x" in flags, has_wide_dot="s" in flags)
    _refuse_exponential(tree, engine_flags, pattern)
    return _searching(_compiled(tree, engine_flags, pattern), pattern)


def _engine_flags(flags: str) -> int:
    engine_flags: int = regex.VERSION1
    for flag in flags:
        if flag not in _FLAGS:
            raise ShapesRefused(
                f"sh:flags chỉ gồm các chữ i, m, s, x, q; không có “{flag}”.",
                f"sh:flags has only the letters i, m, s, x, q; not “{flag}”.",
                flags,
            )
        engine_flags |= _FLAGS[flag]
    return engine_flags


def _refuse_exponential(tree: Expression, flags: int, pattern: str) -> None:
    try:
        if not is_exponential(tree, flags):
            return
    except TooLarge:
        raise ShapesRefused(
            "Biểu thức quá lớn, không xét được thời gian tìm.",
            "The expression is too large to tell how long a search would take.",
            pattern,
        ) from None
    raise ShapesRefused(
        "Biểu thức có thể làm treo máy: một đoạn lặp khớp cùng một chuỗi bằng nhiều cách, như (a+)+.",
        "The expression could stall the machine: a loop in it takes the same text in several ways, as (a+)+ does.",
        pattern,
    )


def _compiled(tree: Expression, flags: int, pattern: str) -> "regex.Pattern[str]":
    try:
        # Without -f a letter could match two others ("ß" and "ss"), which `re` never does.
        return regex.compile(f"(?-f){spelled(tree)}", flags)
    except regex.error as error:
        raise ShapesRefused(
            f"Biểu thức không dùng được: {error}.", f"The expression cannot be used: {error}.", pattern
        ) from error


def _searching(expression: "regex.Pattern[str]", pattern: str) -> Callable[[str], bool]:
    search = expression.search
    longest = MOST_WORK // max(len(pattern), 1)

    def matches(text: str) -> bool:
        if len(text) > longest:
            raise NotJudged(f"sh:pattern {pattern}: > {longest} ký tự / characters ({len(text)})")
        try:
            return search(text, timeout=PATIENCE) is not None
        except TimeoutError:
            raise NotJudged(f"sh:pattern {pattern}: > {PATIENCE:g} s ({len(text)} ký tự / characters)") from None

    return matches
