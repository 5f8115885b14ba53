"""Reading a query's text before the engine does: its caps, its form, and what a public endpoint refuses.

A tokenizer by the SPARQL 1.1 grammar (section 19.8), so that words in strings, IRIs and comments mean nothing. It does
not check the syntax, the engine does; it says how long, deep and busy a text is, and finds SERVICE and update forms.
Depth and number count because a deep or long expression overflows the engine's stack, which no exception reports.

The engine has no lexer: where one reading fails it tries another. So four things are read with suspicion, for each can
hide a SERVICE behind what looks like a comment, a string or a name:
- It wants no space around keywords (`trueSERVICE`, even `SERVICE:x`): any word holding SERVICE is refused.
- `<` may open an IRI or compare. What can be an IRI is taken for one here, while the engine may read a comparison, after
  which a quote or `#` within would hide what follows: where that is possible, the text is refused when it says SERVICE
  anywhere at all.
- A string with a false escape is no string to the engine: of `''' ... '''` it then reads `''` and goes on behind it. Such a
  text is refused at the escape.
- A name whose address comes out invalid (`PREFIX e: <http://a:8>` and `e:SERVICE`) is read as `e:` and the keyword:
  a name that could be read so is refused where a service clause could follow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sparql import text_refusals
from sparql.refusal import Refusal

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")

# Groups are repeated greedily, not possessively: Python before 3.11.5 matches possessive groups wrongly, and here the
# alternatives exclude one another, so nothing is tried twice.
_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
"""PN_CHARS_BASE of the grammar. It holds more than letters (a zero-width joiner, full-width brackets), and so must we."""
_INNER = f"{_LETTERS}0-9_\u00b7\u0300-\u036f\u203f-\u2040"
_IRI = r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"""
_TOKENS = re.compile(
    rf"""
    (?P<space>[ \t\r\n]++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
            | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<unclosed>["'])
  | (?P<iri>{_IRI})
  | (?P<variable>[?$][{_INNER}]++)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*)
  | (?P<number>(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)
  | (?P<word>(?:_|[{_LETTERS}][{_INNER}.-]*+)?(?P<colon>:(?:[{_INNER}:%.-]|\\.)*)|[{_LETTERS}][{_INNER}.-]*+)
  | (?P<open><(?!{_IRI})<\(?|[({{\[])
  | (?P<close>\)>>|>>|[)}}\]])
  | (?P<operator>\^\^|&&|\|\||!=|<=|>=|[-+*/|^!=<>?])
  | (?P<mark>[;,.]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""Possessive throughout, and an unclosed quote ends the reading, so that the time stays linear in the text."""
_OPERANDS = frozenset({"string", "iri", "variable", "language", "number", "name", "word", "close"})
_PLAIN = frozenset({"mark", "variable", "number", "language"})
"""What changes nothing by itself: most of a long text, and so passed over first."""
_TELLING = re.compile(r"service|values$|^(?:from|limit|offset)", re.IGNORECASE)
"""What of a keyword behind the form matters here."""
_WORDS = re.compile(r"[^.-]+")
_WELL_ESCAPED = re.compile(
    r"""(?:[^\\]|\\(?:[tbnrf"'\\]|(?:u|U0000)(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U00(?:0[1-9a-fA-F]|10)[0-9a-fA-F]{4}))*"""
)
"""A string up to its first false escape: ECHAR and UCHAR of the grammar, no halves of surrogate pairs."""
_KEYWORD = re.compile(r"(?:^|[^a-z])(?:a|true|false)*service", re.IGNORECASE)
"""The keyword as the engine could come upon it: no letters before it but those of `a`, `true` and `false`."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How much a stranger's text may hold: bytes of UTF-8, brackets within brackets, operators and brackets in all."""

    text: int = 64 * 1024
    depth: int = 64
    operators: int = 2_000


@dataclass(frozen=True, slots=True)
class Scan:
    """What the text is: its form, its measures, and where a LIMIT could go.

    `limited` says that the outermost query has a LIMIT or OFFSET; `values_at` is the place of a VALUES block behind it.
    """

    form: Form
    depth: int
    operators: int
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
    limited: bool = False
    values_at: int | None = None
    values_depth: int | None = None
    unclear: bool = False
    terms_to_service: int | None = None
    before: tuple[str, str] = ("", "")
    unknown: tuple[str, int] | None = None

    def read(self) -> Scan | Refusal:
        for kind, token, place in tokens(self.text):
            if kind in _PLAIN and self.terms_to_service is None:
                self.before = (kind, token)
                continue
            refused = self._step(kind, token, place)
            if refused is not None:
                return refused
            self.before = (kind, token)
        if self.unclear and _KEYWORD.search(self.text):
            return text_refusals.unclear_service()
        if self.form is None:
            return text_refusals.no_form(self.text, self.unknown, FORMS)
        return Scan(self.form, self.deepest, self.operators, self.limited, self.values_at)

    def _step(self, kind: str, token: str, place: int) -> Refusal | None:
        could_be_service = self._could_be_service(kind, token)
        if kind == "word":
            tells = self.form is None or _TELLING.search(token)
            return self._word(token.upper(), place) if tells else None
        if kind == "open":
            return text_refusals.service() if could_be_service else self._open(token)
        if kind == "close":
            self._close(token)
        elif kind == "operator":
            return self._count()
        elif kind == "string":
            return self._string(token, place)
        elif kind == "unclosed":
            return text_refusals.unclosed(self.text, place)
        elif kind == "iri":
            self.unclear |= self._may_compare() or self.before == ("operator", "<")
        return None

    def _may_compare(self) -> bool:
        """Whether a `<` at this place may as well compare what was before with what comes."""
        return self.brackets[-1:] == ["("] and self.before[0] in _OPERANDS and not self._in_values()

    def _in_values(self) -> bool:
        return self.values_depth is not None and len(self.brackets) > self.values_depth

    def _could_be_service(self, kind: str, token: str) -> bool:
        """Whether `{` ends what the engine could read as a service clause: a name with the keyword, SILENT, a term."""
        if kind == "name" and _could_hide_service(token):
            self.terms_to_service = 1
        elif kind in ("iri", "variable", "name") and self.terms_to_service:
            self.terms_to_service = 0
        elif token == "{" and self.terms_to_service is not None:
            return True
        elif not (kind == "word" and token.upper() == "SILENT"):
            self.terms_to_service = None
        return False

    def _string(self, token: str, place: int) -> Refusal | None:
        found = _WELL_ESCAPED.match(token)
        end = found.end() if found else 0
        return None if end == len(token) else text_refusals.false_escape(self.text, place + end)

    def _word(self, word: str, place: int) -> Refusal | None:
        """Keywords are known by how they begin or end: the engine wants no space between `LIMIT` and `5`."""
        if _names_service(word):
            return text_refusals.service()
        if self.form is None:
            if word.startswith(UPDATES):
                return text_refusals.update(word)
            self.form = next((form for form in FORMS if word.startswith(form)), None)
            if self.form is None and self.unknown is None and word not in _PROLOGUE:
                self.unknown = (word, place)
        elif word.startswith(("LIMIT", "OFFSET")) and not self.brackets:
            self.limited = True
        elif word.endswith("VALUES"):
            self.values_depth = len(self.brackets)
            if not self.brackets:
                self.values_at = place
        return None

    def _open(self, token: str) -> Refusal | None:
        if token.startswith("<<"):
            self.unclear |= self._may_compare()
        refused = self._count()
        self.brackets.append(token)
        self.deepest = max(self.deepest, len(self.brackets))
        return text_refusals.too_deep(self.caps.depth) if self.deepest > self.caps.depth else refused

    def _close(self, token: str) -> None:
        if self.brackets:
            self.brackets.pop()
        if token == "}" and len(self.brackets) == self.values_depth:
            self.values_depth = None

    def _count(self) -> Refusal | None:
        if self._in_values():
            return None
        self.operators += 1
        return text_refusals.too_busy(self.caps.operators) if self.operators > self.caps.operators else None


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, token, place) of all but space and comments; a prefixed name is one "name", `true.a` two "word"s."""
    for found in _TOKENS.finditer(text):
        kind = found.lastgroup
        if kind == "space" or kind == "comment":
            continue
        token, place = found[0], found.start()
        if kind != "word":
            yield kind or "mark", token, place
        elif found["colon"] is not None:
            yield "name", token, place
        elif "." in token or "-" in token:
            yield from (("word", word[0], place + word.start()) for word in _WORDS.finditer(token))
        else:
            yield kind, token, place


def scan(text: str, caps: Caps) -> Scan | Refusal:
    """Measure a query's text, or refuse it with the cap it breaks."""
    if len(text.encode("utf-8", "surrogatepass")) > caps.text:
        return text_refusals.too_long(caps.text)
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


def _could_hide_service(name: str) -> bool:
    prefix, _, local = name.partition(":")
    return _names_service(prefix) or _KEYWORD.search(local) is not None
