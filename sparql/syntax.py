"""Where a text stops being SPARQL, and a refusal that says so at that place with what would mend it (`hints`).

The engine's own place is that of its furthest try, which for a keyword lies behind the keyword's length: up to fourteen
signs too far, often in the next line. Here the words of the text are given to its parser one more at a time, by halving:
the first that cannot be followed is the one at fault. White space behind the words tells the two apart, for the parser
passes over all of it when everything before was right. Nothing is evaluated: a NUL at the end is never SPARQL.
"""

import re

from pyoxigraph import Store as Engine

from sparql.hints import hint
from sparql.refusal import Refusal
from sparql.scanner import tokens
from sparql.spot import Spot, Token
from sparql.text_refusals import place_of
from vocab.namespaces import PREFIXES

_PADDING = " " * 40
"""Longer than any keyword, so that no try from before it reaches its end."""
_PLACE = re.compile(r"error at (\d+):(\d+)")


def syntax_refusal(text: str, base: str | None) -> Refusal:
    """The refusal of a text that the engine's parser did not take."""
    words = [Token(*each) for each in tokens(text)]
    at = _opening(words, _first_at_fault(text, words, base))
    place = words[at].place if at < len(words) else len(text.rstrip())
    vi, en = hint(Spot(text, words, at, _said(text[:place], base)))
    line, column = place_of(text, place)
    return Refusal(
        400,
        "query-syntax",
        f"Câu truy vấn sai cú pháp, dòng {line}, cột {column}: {vi}",
        f"Syntax error, line {line}, column {column}: {en}",
        line,
        column,
    )


def _first_at_fault(text: str, words: list[Token], base: str | None) -> int:
    """The index of the first word that cannot stand where it does; the number of words when more is missing."""
    low, high = 0, len(words)
    while low < high:
        middle = _with_bracket(words, (low + high) // 2)
        if _can_go_on(text[: words[middle].end], base):
            low = middle + 1
        else:
            high = (low + high) // 2
    if low + 1 < len(words) and words[low + 1].text == "(" and _can_go_on(text[: words[low].end], base):
        return low + 1
    return low


def _opening(words: list[Token], at: int) -> int:
    """Where `>` ends an address that is none, what is at fault began at its `<`."""
    if at == len(words) or words[at].text != ">":
        return at
    began = next((place for place in range(at - 1, -1, -1) if words[place].text == "<"), at)
    is_address = began < at - 1 and words[began + 1].place == words[began].end
    return began if is_address else at


def _with_bracket(words: list[Token], at: int) -> int:
    """A word before `(` is judged with it: some functions want no space between, which the padding would be."""
    return at + 1 if at + 1 < len(words) and words[at + 1].text == "(" else at


def _can_go_on(start: str, base: str | None) -> bool:
    """Whether some query begins with `start`."""
    padded = start + _PADDING
    found = _PLACE.search(_said(f"{padded}\0", base))
    return found is not None and (int(found[1]), int(found[2])) >= place_of(padded, len(padded))


def _said(text: str, base: str | None) -> str:
    """What the engine's parser says against a text; nothing when it takes it."""
    try:
        Engine().query(text, base_iri=base, prefixes=PREFIXES)
    except SyntaxError as error:
        return str(error)
    except (ValueError, RuntimeError, OSError):
        return ""
    return ""
