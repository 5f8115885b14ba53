"""The language of `fq` (and of a `q` that names fields): what CKAN's clients write of Solr's, read into conditions.

    organization:gl-so-yt +tags:"y tế" -res_format:(PDF OR DOCX) metadata_modified:[2026-01-01T00:00:00Z TO *]

AND, OR, NOT, &&, ||, + and - before a part, brackets, quoted texts, several values of one field in brackets, ranges. What
stands side by side must all hold; OR binds what it stands between more closely than that, so that harvesters' `a OR b
c:[...]` says what they mean, and AND more closely still. What a field means is its caller's to say. Wildcards, fuzziness,
weights and local parameters are refused in words: an answer that passed them over would be wrong without saying so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from registry.feeds.ckan_refusals import NotUnderstood
from registry.search_conditions import EVERYTHING, AllOf, AnyOf, Condition, Not, Says

LONGEST = 8_000
MOST_PARTS = 300
MOST_WORDINGS = 20
"""Words that stand apart from each other: each group of them is a search of its own."""
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Range:
    """`[low TO high]`; "" for an open end (`*`). A curly bracket leaves its own end out."""

    low: str
    high: str
    has_low: bool = True
    has_high: bool = True


Value = str | Range
Meaning = Callable[[str, Value], Condition]
"""What `field:value` means; raises NotUnderstood for a field or a value that means nothing."""

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<range>[\[{]\s*(?P<low>"[^"]*"|[^\s\]}]+)\s+TO\s+(?P<high>"[^"]*"|[^\s\]}]+?)\s*[\]}])
    | (?P<open>\() | (?P<close>\))
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<all>\*:\*)
    | (?P<field>[A-Za-z_][\w.\-]*):(?=\S)
    | (?P<both>AND(?=[\s()]|\Z)|&&)
    | (?P<either>OR(?=[\s()]|\Z)|\|\|)
    | (?P<not>NOT(?=[\s()]|\Z)|[-!](?=\S)) | (?P<must>\+(?=\S))
    | (?P<word>(?:\\.|[^\s()"\[\]{}:]|:(?=\S))+)
    )""",
    re.VERBOSE,
)
_VALUE = re.compile(r"(?P<word>(?:\\.|[^\s()\"\[\]{}])+)")
"""What stands right behind `field:`, and may hold colons, as addresses and moments do."""
_UNTRUE = re.compile(r"(?<!\\)[*?~^]|\A\{!")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    value: Value


def condition_of(text: str, meaning: Meaning) -> Condition:
    """The condition that a query states; an empty one holds of everything. Raises NotUnderstood."""
    if len(text) > LONGEST:
        raise NotUnderstood(f"điều kiện dài quá {LONGEST} ký tự", f"the condition is longer than {LONGEST} characters")
    tokens = list(_tokens(text))
    if len(tokens) > MOST_PARTS:
        raise NotUnderstood(f"điều kiện có quá {MOST_PARTS} phần", f"the condition has more than {MOST_PARTS} parts")
    condition = _Reading(tokens, meaning).whole()
    if _wordings(condition) > MOST_WORDINGS:
        raise NotUnderstood(
            f"điều kiện có quá {MOST_WORDINGS} nhóm từ rời nhau",
            f"the condition has more than {MOST_WORDINGS} groups of words",
        )
    return condition


def names_field(text: str, known: Callable[[str], bool]) -> bool:
    """Whether a text states a condition: some `field:` in it, outside quotes, is known."""
    found = _TOKEN.finditer(text[:LONGEST])
    return any(one["field"] and known(one["field"]) for one in found)


class _Reading:
    """A reading of tokens under way; brackets nest, so that it calls itself."""

    def __init__(self, tokens: list[_Token], meaning: Meaning) -> None:
        self._tokens = tokens
        self._meaning = meaning
        self._place = 0
        self._depth = 0

    def whole(self) -> Condition:
        condition = self._side_by_side("")
        if self._next() is not None:
            raise _wrong(")", "dấu ) không có dấu ( đi trước", "a ) without its (")
        return condition

    def _next(self) -> str | None:
        return self._tokens[self._place].kind if self._place < len(self._tokens) else None

    def _take(self) -> _Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _side_by_side(self, field: str) -> Condition:
        parts: list[Condition] = []
        while self._next() not in (None, "close"):
            parts.append(self._either(field))
        return _all_of(_said_together(parts))

    def _either(self, field: str) -> Condition:
        parts = [self._both(field)]
        while self._next() == "either":
            self._take()
            parts.append(self._both(field))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self, field: str) -> Condition:
        parts = [self._one(field)]
        while self._next() == "both":
            self._take()
            parts.append(self._one(field))
        return _all_of(parts)

    def _one(self, field: str) -> Condition:
        kind = self._next()
        if kind in (None, "close", "both", "either"):
            raise _wrong("", "thiếu một vế bên cạnh AND, OR, NOT hoặc trong ngoặc", "AND, OR, NOT or ( lacks its part")
        token = self._take()
        if token.kind == "must":
            return self._one(field)
        if token.kind == "not":
            return Not(self._deeper(lambda: self._one(field)))
        if token.kind == "open":
            return self._deeper(lambda: self._bracket(field))
        if token.kind == "all":
            return EVERYTHING
        if token.kind == "field":
            return self._deeper(lambda: self._one(token.text))
        return self._leaf(field, token)

    def _bracket(self, field: str) -> Condition:
        condition = self._side_by_side(field)
        if self._next() != "close":
            raise _wrong("(", "dấu ( không được đóng", "a ( is not closed")
        self._take()
        return condition

    def _deeper(self, read: Callable[[], Condition]) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _wrong("(", f"ngoặc lồng nhau quá {DEEPEST} lớp", f"brackets nest deeper than {DEEPEST}")
        condition = read()
        self._depth -= 1
        return condition

    def _leaf(self, field: str, token: _Token) -> Condition:
        if field:
            return EVERYTHING if token.value == "*" else self._meaning(field, _plain(token))
        if isinstance(token.value, Range):
            raise _wrong(token.text, "khoảng giá trị thiếu tên trường", "a range without a field")
        return Says(str(_plain(token)))


def _tokens(text: str) -> Iterator[_Token]:
    place, kind = 0, ""
    while text[place:].strip():
        found = (_VALUE.match(text, place) if kind == "field" else None) or _TOKEN.match(text, place)
        if found is None or found.end() == place:
            raise _wrong(text[place:], "không đọc được từ chỗ này", "cannot be read from here on")
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind], _value(kind, found))
        place = found.end()


def _value(kind: str, found: re.Match[str]) -> Value:
    if kind == "range":
        low, high = ("" if end == "*" else end.strip('"') for end in (found["low"], found["high"]))
        return Range(low, high, has_low=found["range"][0] == "[", has_high=found["range"][-1] == "]")
    return _ESCAPED.sub(r"\1", found[kind][1:-1]) if kind == "quoted" else found[kind]


def _plain(token: _Token) -> Value:
    """A word without its escapes. Raises NotUnderstood for wildcards and weights, unless they stand in quotes."""
    if token.kind != "word" or not isinstance(token.value, str):
        return token.value
    if _UNTRUE.search(token.value):
        raise _wrong(
            token.value,
            "không hỗ trợ ký tự đại diện, tìm gần đúng hoặc trọng số (* ? ~ ^); hãy đặt trong ngoặc kép nếu là chữ thường",
            "wildcards, fuzziness and weights (* ? ~ ^) are not supported; quote the text if they are part of it",
        )
    return _ESCAPED.sub(r"\1", token.value)


def _said_together(parts: list[Condition]) -> list[Condition]:
    """Words side by side are sought as one question."""
    found: list[Condition] = []
    for is_words, some in groupby(parts, lambda part: isinstance(part, Says)):
        run = list(some)
        found += [Says(" ".join(one.words for one in run if isinstance(one, Says)))] if is_words else run
    return found


def _wordings(condition: Condition) -> int:
    match condition:
        case Says():
            return 1
        case Not(of):
            return _wordings(of)
        case AllOf(parts) | AnyOf(parts):
            return sum(map(_wordings, parts))
    return 0


def _all_of(parts: list[Condition]) -> Condition:
    told = [part for part in parts if part != EVERYTHING]
    return told[0] if len(told) == 1 else AllOf(tuple(told))


def _wrong(where: str, vi: str, en: str) -> NotUnderstood:
    shown = f" («{where[:60]}»)" if where else ""
    return NotUnderstood(f"{vi}{shown}", f"{en}{shown}")
