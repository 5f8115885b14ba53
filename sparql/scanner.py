"""Reading a query's text before the engine does: its caps, its form, and what a public endpoint refuses.

A tokenizer by the SPARQL 1.1 grammar (section 19.8), so that words in strings, IRIs and comments mean nothing. It does
not check the syntax, the engine does; it says how long, deep and busy a text is, and finds SERVICE and update forms.
Depth and number count because a deep or long expression overflows the engine's stack, which no exception reports.

The engine has no lexer, so two things are read with suspicion. It wants no space around keywords (`trueSERVICE`, even
`SERVICE:x`): any word holding SERVICE is refused. And `<` may open an IRI or compare; what can be an IRI is taken for
one here, while the engine may read a comparison, after which a quote or `#` within would hide what follows: where that
is possible, the text is refused when it says SERVICE anywhere at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sparql.refusal import Refusal

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")

# Groups are repeated greedily, not possessively: Python before 3.11.5 matches possessive groups wrongly, and here the
# alternatives exclude one another, so nothing is tried twice.
_TOKENS = re.compile(
    r"""
    (?P<space>[\s\ufeff]++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
            | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<unclosed>["'])
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
  | (?P<variable>[?$]\w++)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*)
  | (?P<number>(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?)
  | (?P<word>(?:_|[^\W\d_][\w.·-]*+)?(?P<colon>:(?:[\w:%.·-]|\\.)*)|[^\W\d_][\w.·-]*+)
  | (?P<open><<\(|<<|[({\[])
  | (?P<close>\)>>|>>|[)}\]])
  | (?P<operator>\^\^|&&|\|\||!=|<=|>=|[-+*/|^!=<>?])
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""Possessive throughout, and an unclosed quote ends the reading, so that the time stays linear in the text."""
_OPERANDS = frozenset({"string", "iri", "variable", "language", "number", "name", "word", "close"})
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Caps:
    """How much a stranger's text may hold: bytes of UTF-8, brackets within brackets, operators and brackets in all."""

    text: int = 64 * 1024
    depth: int = 64
    operators: int = 2_000


@dataclass(frozen=True, slots=True)
class Scan:
    """What the text is: its form, its measures, whether it names a dataset (FROM) and where a LIMIT could go.

    `limited` says that the outermost query has a LIMIT or OFFSET; `values_at` is the place of a VALUES block behind it.
    """

    form: Form
    depth: int
    operators: int
    dataset: bool
    limited: bool
    values_at: int | None


@dataclass(slots=True)
class _Reader:
    """The state of one pass over the tokens."""

    caps: Caps
    text: str
    form: Form | None = None
    brackets: list[str] = field(default_factory=list)
    deepest: int = 0
    operators: int = 0
    dataset: bool = False
    limited: bool = False
    values_at: int | None = None
    values_depth: int | None = None
    unclear: bool = False
    before: tuple[str, str] = ("", "")

    def read(self) -> Scan | Refusal:
        for kind, token, place in tokens(self.text):
            refused = self._step(kind, token, place)
            if refused is not None:
                return refused
            self.before = (kind, token)
        if self.unclear and _names_service(self.text):
            return _unclear_service()
        if self.form is None:
            return _no_form()
        return Scan(self.form, self.deepest, self.operators, self.dataset, self.limited, self.values_at)

    def _step(self, kind: str, token: str, place: int) -> Refusal | None:
        if kind == "word":
            return self._word(token.upper(), place)
        if kind == "open":
            return self._open(token)
        if kind == "close":
            self._close(token)
        elif kind == "operator":
            return self._count()
        elif kind == "unclosed":
            return _unclosed(self.text, place)
        elif kind == "iri" and self.brackets[-1:] == ["("] and self.before[0] in _OPERANDS:
            self.unclear = True
        return None

    def _word(self, word: str, place: int) -> Refusal | None:
        """Keywords are known by how they begin or end: the engine wants no space between `LIMIT` and `5`."""
        if _names_service(word):
            return _service()
        if self.form is None:
            if word.startswith(UPDATES):
                return _update(word)
            self.form = next((form for form in FORMS if word.startswith(form)), None)
        elif word.startswith("FROM") and not self.brackets:
            self.dataset = True
        elif word.startswith(("LIMIT", "OFFSET")) and not self.brackets:
            self.limited = True
        elif word.endswith("VALUES"):
            self.values_depth = len(self.brackets)
            if not self.brackets:
                self.values_at = place
        return None

    def _open(self, token: str) -> Refusal | None:
        if token == "{" and self.before[0] == "name" and _names_service(self.before[1]):
            return _service()
        refused = self._count()
        self.brackets.append(token)
        self.deepest = max(self.deepest, len(self.brackets))
        return _too_deep(self.caps.depth) if self.deepest > self.caps.depth else refused

    def _close(self, token: str) -> None:
        if self.brackets:
            self.brackets.pop()
        if token == "}" and len(self.brackets) == self.values_depth:
            self.values_depth = None

    def _count(self) -> Refusal | None:
        if self.values_depth is not None and len(self.brackets) > self.values_depth:
            return None
        self.operators += 1
        return _too_busy(self.caps.operators) if self.operators > self.caps.operators else None


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, token, place) of all but space and comments; a prefixed name is one "name", `true.a` two "word"s."""
    for found in _TOKENS.finditer(text):
        kind = found.lastgroup or "mark"
        if kind == "word" and found["colon"] is None:
            yield from (("word", word[0], found.start() + word.start()) for word in _WORDS.finditer(found[0]))
        elif kind not in ("space", "comment"):
            yield "name" if kind == "word" else kind, found[0], found.start()


def scan(text: str, caps: Caps) -> Scan | Refusal:
    """Measure a query's text, or refuse it with the cap it breaks."""
    if len(text.encode("utf-8", "surrogatepass")) > caps.text:
        return _too_long(caps.text)
    return _Reader(caps, text).read()


def limited(text: str, at: Scan, limit: int, offset: int = 0) -> str | None:
    """The text with a LIMIT and an OFFSET behind the outermost query; None when it has its own.

    The one place where a query's text is added to, and only by whole numbers.
    """
    if at.limited:
        return None
    place = len(text) if at.values_at is None else at.values_at
    return f"{text[:place]}\nLIMIT {int(limit)} OFFSET {int(offset)}\n{text[place:]}"


def _names_service(text: str) -> bool:
    return "SERVICE" in text.upper()


def _unclosed(text: str, place: int) -> Refusal:
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    return Refusal(
        400,
        "query-syntax",
        f"Dòng {line}, cột {column}: dấu nháy mở mà không đóng.",
        f"Line {line}, column {column}: this quote is opened and never closed.",
        line,
        column,
    )


def _too_long(cap: int) -> Refusal:
    return Refusal(
        413,
        "query-too-long",
        f"Câu hỏi dài quá giới hạn {cap // 1024} kB: hãy rút gọn, hoặc tải toàn bộ dữ liệu về để hỏi tại chỗ.",
        f"The query is longer than the limit of {cap // 1024} kB: shorten it, or download the dump and ask it there.",
    )


def _too_deep(cap: int) -> Refusal:
    return Refusal(
        400,
        "query-too-deep",
        f"Câu hỏi có ngoặc lồng nhau quá {cap} tầng: hãy viết phẳng hơn.",
        f"The query has brackets within brackets more than {cap} deep: write it flatter.",
    )


def _too_busy(cap: int) -> Refusal:
    return Refusal(
        400,
        "query-too-many-operators",
        f"Câu hỏi có quá {cap} dấu ngoặc và phép toán (không kể trong VALUES): hãy đưa các giá trị vào khối VALUES.",
        f"The query has more than {cap} brackets and operators (those in VALUES not counted): put the values "
        "into a VALUES block.",
    )


def _service() -> Refusal:
    return Refusal(
        400,
        "query-service",
        "Điểm truy vấn này không gọi sang nơi khác: SERVICE không được dùng. Hãy hỏi nơi kia riêng.",
        "This endpoint asks no other: SERVICE may not be used. Ask the other endpoint separately.",
    )


def _unclear_service() -> Refusal:
    return Refusal(
        400,
        "query-service",
        "Câu hỏi có chữ SERVICE và có dấu < không rõ là so sánh hay mở đầu IRI: hãy để khoảng trắng sau dấu < "
        "khi so sánh.",
        "The query says SERVICE and has a < that may compare or open an IRI: put a space after each < that compares.",
    )


def _update(word: str) -> Refusal:
    return Refusal(
        400,
        "query-is-update",
        f"Đây là lệnh cập nhật ({word}), không phải câu hỏi: điểm truy vấn công khai chỉ đọc.",
        f"This is an update ({word}), not a query: the public endpoint only reads.",
    )


def _no_form() -> Refusal:
    return Refusal(
        400,
        "query-no-form",
        "Không thấy SELECT, ASK, CONSTRUCT hay DESCRIBE trong câu hỏi.",
        "There is no SELECT, ASK, CONSTRUCT or DESCRIBE in the query.",
    )
