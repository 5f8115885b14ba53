"""The regular expressions of sh:pattern, read into a tree: XPath's (XML Schema's, with anchors and lazy repeats), and of
Python's the escapes and look-aheads that other people's shapes use.

A construct that both know means what Python's `re` makes of it, for that is how pySHACL reads shapes: `$` also stands
before a last line feed, `\\w` includes the underscore. What only XPath knows (`\\p{L}`, `\\i`, `[a-z-[aeiou]]`) means what
XPath says. What no finite automaton can do, and what neither knows, is refused.
"""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from shapes.characters import LAST, Characters, Range, combined, one
from shapes.errors import ShapesRefused

MOST_REPEATS = 1000
MOST_CHARACTERS = 4096
DEEPEST = 60

Sign = Literal["=", "!"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place between characters."""

    spelled: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What must (`=`) or must not (`!`) follow, without being taken."""

    body: "Expression"
    sign: Sign


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another; of none, the empty expression."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first that leads to a match."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A body taken at least so often and at most so often (None: without end)."""

    body: "Expression"
    least: int
    most: int | None
    is_lazy: bool = False


Expression = Characters | Anchor | Ahead | Sequence | Choice | Repeat


def read(pattern: str, *, is_spaced: bool = False, has_wide_dot: bool = False) -> Expression:
    """The tree of a pattern. `is_spaced` is the flag x: space between parts means nothing; `has_wide_dot` the flag s.

    Raises ShapesRefused for what is no expression, or one that is not let in.
    """
    if len(pattern) > MOST_CHARACTERS:
        raise ShapesRefused(
            f"Biểu thức dài {len(pattern)} ký tự; nhiều nhất là {MOST_CHARACTERS}.",
            f"The expression has {len(pattern)} characters; at most {MOST_CHARACTERS} are allowed.",
            pattern,
        )
    return _Reader(pattern, is_spaced, has_wide_dot).whole()


def spelled(tree: Expression) -> str:
    """The tree as the library `regex` reads it, in its version 1."""
    match tree:
        case Characters() | Anchor():
            return tree.spelled
        case Ahead(body, sign):
            return f"(?{sign}{spelled(body)})"
        case Sequence(parts):
            return "".join(map(spelled, parts))
        case Choice(parts):
            return f"(?:{'|'.join(map(spelled, parts))})"
        case Repeat(body, least, most, is_lazy):
            count = f"{{{least},{'' if most is None else most}}}"
            return f"(?:{spelled(body)}){count}{'?' if is_lazy else ''}"


def literal(text: str) -> Expression:
    """The expression that takes this text and nothing else."""
    return Sequence(tuple(one(character) for character in text))


_WORD, _SPACE = r"\p{L}\p{N}_", r"\s\x1c-\x1f"  # as `re` has them; the engine's own differ
_NAME_START = (
    r":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"{_NAME_START}\-.0-9\xb7\u0300-\u036f\u203f\u2040"
_CLASSES = {"d": r"\d", "s": _SPACE, "w": _WORD, "i": _NAME_START, "c": _NAME}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "a": "\a"}
_CODES = {"x": 2, "u": 4, "U": 8}
_EDGE = rf"(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}])"
_ANCHORS = {"b": f"(?:{_EDGE})", "B": rf"(?!\A\Z|{_EDGE})", "A": r"\A", "Z": r"\Z"}
_CATEGORY = re.compile(r"L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_BLOCK = re.compile(r"Is([A-Za-z0-9-]+)")
_SIGNS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_SIGN = re.compile(r"[*+?]")
_BRACES = re.compile(r"\{(?!\})([0-9]*)(?:(,)([0-9]*))?\}")
_BACKWARDS = ("?<=", "?<!")


class _Reader:
    def __init__(self, pattern: str, is_spaced: bool, has_wide_dot: bool) -> None:
        self.pattern = pattern
        self.is_spaced = is_spaced
        self.has_wide_dot = has_wide_dot
        self.at = 0
        self.depth = 0

    def whole(self) -> Expression:
        tree = self._choice()
        if self.at < len(self.pattern):
            self._refuse("thừa dấu )", "there is a ) too many")
        return tree

    def _choice(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse("quá nhiều dấu ngoặc lồng nhau", "its parentheses are nested too deeply")
        branches = [self._branch()]
        while self._took("|"):
            branches.append(self._branch())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _branch(self) -> Expression:
        parts: list[Expression] = []
        self._skip()
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
            self._skip()
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, body: Expression) -> Expression:
        self._skip()
        counts = self._counts()
        if counts is None:
            return body
        if isinstance(body, Anchor):
            self._refuse("dấu lặp không đứng sau gì cả", "a quantifier has nothing to repeat")
        is_lazy = self._took("?")
        self._skip()
        if self._counts() is not None:
            self._refuse("hai dấu lặp đứng liền nhau", "a quantifier follows a quantifier")
        return Repeat(body, *counts, is_lazy)

    def _counts(self) -> tuple[int, int | None] | None:
        """The quantifier here, if there is one, taken; braces that are none are left for plain characters."""
        if found := _SIGN.match(self.pattern, self.at):
            self.at = found.end()
            return _SIGNS[found[0]]
        found = _BRACES.match(self.pattern, self.at)
        if found is None:
            return None
        self.at = found.end()
        least, comma, most = found[1] or "0", found[2], found[3]
        if any(len(bound or "") > 6 or int(bound or 0) > MOST_REPEATS for bound in (least, most)):
            self._refuse(f"lặp hơn {MOST_REPEATS} lần", f"it repeats more than {MOST_REPEATS} times")
        high = (int(most) if most else None) if comma else int(least)
        if high is not None and high < int(least):
            self._refuse("số lần lặp ngược", "the bounds of a repeat are reversed")
        return int(least), high

    def _atom(self) -> Expression:
        character = self._take()
        match character:
            case "(":
                return self._group()
            case "[":
                return self._set()
            case "\\":
                return self._escape()
            case ".":
                return self._dot()
            case "^" | "$":
                return Anchor(character)
            case "*" | "+" | "?":
                self._refuse("dấu lặp không đứng sau gì cả", "a quantifier has nothing to repeat")
        return one(character)

    def _dot(self) -> Characters:
        if self.has_wide_dot:
            return Characters(r"[\s\S]", ((0, LAST),))
        return Characters(r"[^\n]", ((0, 9), (11, LAST)))

    def _group(self) -> Expression:
        if self._took("?:") or not self._next().startswith("?"):
            return self._closed(self._choice())
        signs: tuple[Sign, Sign] = ("=", "!")
        for sign in signs:
            if self._took(f"?{sign}"):
                return Ahead(self._closed(self._choice()), sign)
        if self._took("?P<"):
            self.at = self.pattern.find(">", self.at) + 1 or len(self.pattern)
            return self._closed(self._choice())
        if self.pattern.startswith(_BACKWARDS, self.at):
            self._refuse("nhìn ngược (?<", "it looks behind (?<")
        if self.pattern.startswith("?P=", self.at):
            self._refuse_reference()
        self._refuse(f"nhóm lạ ({self.pattern[self.at : self.at + 2]}", f"it has a group of an unknown kind, "
                     f"({self.pattern[self.at : self.at + 2]}")  # fmt: skip

    def _closed(self, tree: Expression) -> Expression:
        if not self._took(")"):
            self._refuse("thiếu dấu )", "a ) is missing")
        return tree

    def _escape(self) -> Expression:
        letter = self._next()
        if letter in _ANCHORS and letter:
            self.at += 1
            return Anchor(_ANCHORS[letter])
        if "1" <= letter <= "9":
            self._refuse_reference()
        item = self._escaped_item()
        return one(item) if len(item) == 1 else Characters(item)

    def _escaped_item(self) -> str:
        """What stands after a backslash: one plain character, or a set as the engine spells it (longer)."""
        letter = self._take()
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter.lower() in _CLASSES:
            return f"[{'^' if letter.isupper() else ''}{_CLASSES[letter.lower()]}]"
        if letter in _CODES:
            return self._coded(_CODES[letter])
        if letter in ("p", "P"):
            return self._property(letter)
        if letter.isascii() and letter.isalnum():
            self._refuse(f"dấu thoát lạ \\{letter}", f"it has the unknown escape \\{letter}")
        return letter

    def _coded(self, digits: int) -> str:
        text = self.pattern[self.at : self.at + digits]
        if len(text) < digits or not all(digit in "0123456789abcdefABCDEF" for digit in text) or int(text, 16) > LAST:
            self._refuse("mã ký tự sai", "a character's code is not written right")
        self.at += digits
        return chr(int(text, 16))

    def _property(self, letter: str) -> str:
        name, closing, _ = self.pattern[self.at :].partition("}")
        if not closing or not name.startswith("{"):
            self._refuse(f"\\{letter} thiếu tên trong ngoặc", f"\\{letter} lacks a name in braces")
        self.at += len(name) + 1
        name = name[1:]
        if _CATEGORY.fullmatch(name):
            return rf"\{letter}{{{name}}}"
        if block := _BLOCK.fullmatch(name):
            return rf"\{letter}{{In{block[1]}}}"
        self._refuse(f"nhóm ký tự lạ \\{letter}{{{name}}}", f"it has the unknown category \\{letter}{{{name}}}")

    def _set(self) -> Characters:
        is_negated = self._took("^")
        ranges: list[Range] = []
        sets: list[str] = []
        less: Characters | None = None
        is_first = True
        while is_first or not self._took("]"):
            if not is_first and self._took("-["):
                less = self._set()
                if not self._took("]"):
                    self._refuse("phép trừ phải đứng cuối tập ký tự", "a subtraction must end its set of characters")
                break
            low = self._set_item()
            is_first = False
            if self._next() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "[", ""):
                self.at += 1
                high = self._set_item()
                if len(low) > 1 or len(high) > 1 or low > high:
                    self._refuse("khoảng ký tự sai", "a range of characters is not written right")
                ranges.append((ord(low), ord(high)))
            elif len(low) == 1:
                ranges.append((ord(low), ord(low)))
            else:
                sets.append(low)
        return combined(ranges, sets, is_negated, less)

    def _set_item(self) -> str:
        character = self._take()
        return self._escaped_item() if character == "\\" else character

    def _skip(self) -> None:
        """Passes over what the flag x makes meaningless."""
        while self.is_spaced and self._next() and self._next() in " \t\n\r\f\v#":
            if self._take() == "#":
                self.at = self.pattern.find("\n", self.at) + 1 or len(self.pattern)

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        if self.at >= len(self.pattern):
            self._refuse("kết thúc giữa chừng", "it ends in the middle")
        self.at += 1
        return self.pattern[self.at - 1]

    def _took(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def _refuse_reference(self) -> NoReturn:
        self._refuse("nhắc lại phần đã khớp (\\1)", "it refers back to what was matched (\\1)")

    def _refuse(self, vi: str, en: str) -> NoReturn:
        raise ShapesRefused(
            f"Biểu thức không dùng được, gần ký tự {self.at}: {vi}.",
            f"The expression cannot be used, near character {self.at}: {en}.",
            self.pattern,
        )
