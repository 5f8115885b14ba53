"""Canonical lines taken apart, and what all syntaxes need of them: short names, and a memory of what repeats."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from vocab.namespaces import PREFIXES, RDF

Made = TypeVar("Made")
TYPE = f"<{RDF.iri}type>".encode()
MOST = 4096
"""Entries that a memory holds; what repeats on every record is a few hundred."""
_NAMES = {iri.encode(): name.encode() for name, iri in PREFIXES.items()}
_SHORT = re.compile(b"<(" + b"|".join(map(re.escape, _NAMES)) + b")([A-Za-z_][A-Za-z0-9_-]*)>")
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Unusual(Exception):
    """A term that only an engine writes: a triple as a term, a text's direction, a label that is no name."""


class Remembered(dict[bytes, Made]):
    """What `make` gives for a piece of a line, made once; all is forgotten when there is too much of it."""

    def __init__(self, make: Callable[[bytes], Made], end: bytes = b"") -> None:
        """With `end` only what ends so is kept: `>` for `predicate object` whose object is an IRI or a value with a
        datatype, for those repeat; texts seldom do."""
        super().__init__()
        self._make = make
        self._end = end

    def __missing__(self, piece: bytes) -> Made:
        made = self._make(piece)
        if piece.endswith(self._end):
            if len(self) >= MOST:
                self.clear()
            self[piece] = made
        return made


def by_subject(lines: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each subject with what is said of it, `predicate object`; lines of one subject stand together."""
    last, said = b"", list[bytes]()
    for line in lines:
        subject, _, rest = line.partition(b" ")
        if subject != last:
            if said:
                yield last, said
            last, said = subject, []
        said.append(rest)
    if said:
        yield last, said


def short(iri: bytes) -> bytes:
    """`prefix:name` for an IRI in its brackets, where a prefix of ours and a plain name make it; else as it is."""
    made = _SHORT.fullmatch(iri)
    return b"%s:%s" % (_NAMES[made[1]], made[2]) if made else iri


SHORT = Remembered(short)
"""The same, remembered: for predicates, classes and datatypes."""


def unescaped(text: bytes) -> bytes:
    """The characters that a literal's text between its quotes stands for."""
    return _ESCAPE.sub(_character, text) if b"\\" in text else text


def _character(escape: re.Match[bytes]) -> bytes:
    point = escape[1] or escape[2]
    return chr(int(point, 16)).encode() if point else _LETTERS.get(escape[3], escape[3])


def literal(term: bytes) -> tuple[bytes, bytes]:
    """A literal as its text, still escaped, and its mark: `@vi`, `^^<IRI>` or nothing. Raises Unusual for another term."""
    if not term.startswith(b'"'):
        raise Unusual
    end = term.rindex(b'"')
    return term[1:end], term[end + 1 :]


def marked(mark: bytes) -> tuple[bytes, bytes]:
    """The language, and the datatype in its brackets, of a literal's mark. Raises Unusual for a text with a direction."""
    if mark.startswith(b"@"):
        if b"--" in mark:
            raise Unusual
        return mark[1:], b""
    return b"", mark[2:]
