"""Turtle, TriG, N-Triples and N-Quads: strict first; then plain slips are mended, each with a notice.

Mended: illegal characters in IRIs, a missing dot after @prefix, well-known prefixes that were not declared, language
tags that no standard knows. A statement that still cannot be read is left out and reported, the others are kept; a
document that ends in the middle of a statement is refused whole, because something was cut off.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Quad, RdfFormat, parse

from harvesters.errors import NotReadable
from harvesters.iris import mend
from harvesters.mended import mended_iris, mended_tags
from harvesters.source import Notice, Unreadable
from harvesters.texts import counted, language_tag
from vocab.namespaces import PREFIXES

MAX_BROKEN = 20
MAX_TRIPLE_TERMS = 64
_KNOWN = {
    **PREFIXES,
    "dcterms": PREFIXES["dct"],
    "dc": "http://purl.org/dc/elements/1.1/",
    "time": "http://www.w3.org/2006/time#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "cnt": "http://www.w3.org/2011/content#",
    "sdo": "https://schema.org/",
    "euvoc": "http://publications.europa.eu/ontology/euvoc#",
}
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<directive>@(?:prefix|base)\b\s*(?:[^\s<:]*:)?\s*<[^<>\n\r]*>)
    |(?P<triple><<)
    |(?P<iri><[^<>\n\r]*>)
    |(?P<tag>@[A-Za-z0-9_-]+)
    |(?P<bracket>[\[\](){}])
    |(?P<word>(?:[^\s<>"'\[\](){},;.\#@]|\.(?=[\w:%\\-]))+)
    |(?P<dot>\.)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_INK = re.compile(r"[^\n\r]")
_UNDECLARED = re.compile(r"The prefix ([^\s:]*): has not been declared")


@dataclass(frozen=True, slots=True)
class TurtleReading:
    """The statements read, what was mended, and what could not be read."""

    quads: list[Quad]
    notices: tuple[Notice, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def read_turtle(text: str, syntax: RdfFormat, base: str) -> TurtleReading:
    """The statements of this text.

    Raises NotReadable when it is no such syntax, is cut short, or has more than 20 broken statements.
    """
    if text.count("<<") > MAX_TRIPLE_TERMS:
        raise NotReadable(
            "Tệp lồng quá nhiều bộ ba (<<...>>); siêu dữ liệu DCAT không dùng cách viết này.",
            "The document nests triples in triples (<<...>>); DCAT descriptions do not use this.",
        )
    try:
        return TurtleReading(list(parse(text, format=syntax, base_iri=base)))
    except SyntaxError:
        mended, notices = _mend(text)
        return _read_what_is_sound(mended, syntax, base, notices)


def _mend(text: str) -> tuple[str, list[Notice]]:
    """The text with IRIs, directives and language tags put right; line numbers stay as they were."""
    pieces: list[str] = []
    changed: Counter[str] = Counter()
    before, kept = "", 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or ""
        better = _better(kind, token, before)
        if better != token[0]:
            pieces += (text[kept : token.start()], better)
            kept = token.end()
            changed[kind] += 1
        before = kind
    pieces.append(text[kept:])
    return "".join(pieces), [_notice(kind, count) for kind, count in changed.items()]


def _better(kind: str, token: re.Match[str], before: str) -> str:
    if kind == "iri":
        return _mend_iri(token[0])
    if kind == "tag" and before == "string":
        return _mend_tag(token[0])
    if kind == "directive" and not _dot_follows(token.string, token.end()):
        return f"{token[0]} ."
    return token[0]


def _mend_iri(written: str) -> str:
    inner = written[1:-1]
    return written if "\\" in inner else f"<{mend(inner)}>"


def _mend_tag(written: str) -> str:
    tag = language_tag(written[1:])
    return f"@{tag}" if tag else ""


def _dot_follows(text: str, at: int) -> bool:
    return text[at : at + 200].lstrip().startswith(".")


def _read_what_is_sound(text: str, syntax: RdfFormat, base: str, notices: list[Notice]) -> TurtleReading:
    """Parse; on an error, supply a well-known prefix or blank the statement it stands in, and parse again."""
    unreadable: list[Unreadable] = []
    statements = list(_statements(text))
    head = ""
    while True:
        try:
            quads = list(parse(head + text, format=syntax, base_iri=base))
            return TurtleReading(quads, tuple(notices), tuple(dict.fromkeys(unreadable)))
        except SyntaxError as error:
            prefix = _UNDECLARED.search(error.msg)
            if prefix and prefix[1] in _KNOWN and f"@prefix {prefix[1]}:" not in head:
                head += f"@prefix {prefix[1]}: <{_KNOWN[prefix[1]]}> . "
                notices.append(_notice("prefix", 1, prefix[1]))
                continue
            text = _without_statement(text, statements, error)
            unreadable.append(_broken(error))
            if len(unreadable) > MAX_BROKEN:
                raise _refusal(error) from error


@dataclass(frozen=True, slots=True)
class _Statement:
    """Where a statement stands: offsets into the text, and its first and last line."""

    start: int
    end: int
    first: int
    last: int


def _without_statement(text: str, statements: list[_Statement], error: SyntaxError) -> str:
    """The text with the statement of this error turned to blanks; offsets and lines stay."""
    line = error.lineno or 1
    for said in statements:
        words = text[said.start : said.end]
        if said.first <= line <= said.last and not words.isspace():
            if not words.endswith((".", "}")) or "nexpected end" in error.msg:
                raise _refusal(error, cut=True) from error
            return text[: said.start] + _INK.sub(" ", words) + text[said.end :]
    raise _refusal(error) from error


def _statements(text: str) -> Iterator[_Statement]:
    """Each statement at the outermost level, its dot or closing brace included.

    A dot ends a statement even inside an open bracket, where none may stand: so one slip costs one statement.
    """
    start, braces, counted, line, first = None, 0, 0, 1, 1
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "comment" or token[0].isspace():
            continue
        if start is None:
            start = token.start()
            line += text.count("\n", counted, start)
            counted, first = start, line
        braces += (token[0] == "{") - (token[0] == "}" and braces > 0)
        if braces == 0 and (token.lastgroup == "dot" or token[0] == "}"):
            line += text.count("\n", counted, token.end())
            counted = token.end()
            yield _Statement(start, token.end(), first, line)
            start = None
    if start is not None:
        yield _Statement(start, len(text), first, line + text.count("\n", counted))


def _broken(error: SyntaxError) -> Unreadable:
    refusal = _refusal(error)
    return Unreadable(refusal.position, refusal.vi, refusal.en)


def _refusal(error: SyntaxError, cut: bool = False) -> NotReadable:
    line = error.lineno or 1
    if cut or "nexpected end" in error.msg:
        return NotReadable(
            f"Tệp bị cắt cụt hoặc thiếu dấu chấm kết câu ở dòng {line}: {_parser_says(error)}.",
            f"The document is cut short, or a statement's dot is missing, at line {line}: {_parser_says(error)}.",
            f"line {line}",
        )
    return NotReadable(
        f"Sai cú pháp Turtle ở dòng {line}: {_parser_says(error)}.",
        f"Turtle syntax error at line {line}: {_parser_says(error)}.",
        f"line {line}",
    )


def _parser_says(error: SyntaxError) -> str:
    return re.sub(r"^Parser error at [^:]*: ", "", error.msg)[:200]


def _notice(kind: str, count: int, name: str = "") -> Notice:
    if kind == "iri":
        return mended_iris(count)
    if kind == "tag":
        return mended_tags(count)
    vi, en = {
        "directive": (
            f"{count} dòng @prefix thiếu dấu chấm; đã thêm.",
            counted(count, "@prefix line", "@prefix lines") + " lacked a dot at the end; it was added.",
        ),
        "prefix": (
            f"Tiền tố «{name}:» chưa khai báo; đã dùng nghĩa thông thường.",
            f"The prefix “{name}:” was not declared; its usual meaning was taken.",
        ),
    }[kind]
    return Notice(f"mended-{kind}", vi, en)
