"""Turtle and TriG (W3C Recommendations, 2014): one block a subject, `prefix:name` where a prefix of ours says it.

People read these: what a thing is (`a`) comes first of its block, and an empty line after it.
"""

from collections.abc import Iterable

from registry.syntaxes.lines import SHORT, TYPE, Remembered, short
from vocab.namespaces import PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()).encode() + b"\n"
_NEXT, _END = b" ;\n    ", b" .\n\n"


def blocks(lines: Iterable[bytes]) -> bytes:
    """The statements of these lines, to stand below HEAD."""
    parts, said, last, first = list[bytes](), _SAID, b"", 0
    for line in lines:
        subject, _, rest = line.partition(b" ")
        if subject != last:
            parts += (_END, subject, b" ", said[rest])
            last, first = subject, len(parts) - 1
        elif rest.startswith(TYPE):
            parts[first:first] = (said[rest], _NEXT)
        else:
            parts += (_NEXT, said[rest])
    if not last:
        return b""
    parts.append(_END)
    return b"".join(parts[1:])


def graph(iri: bytes, lines: Iterable[bytes]) -> bytes:
    """The same in a named graph; its IRI stands in brackets."""
    return b"%s {\n%s}\n\n" % (iri, blocks(lines))


def _said(rest: bytes) -> bytes:
    predicate, _, term = rest.partition(b" ")
    return b"%s %s" % (b"a" if predicate == TYPE else SHORT[predicate], _term(term))


def _term(term: bytes) -> bytes:
    if term.startswith(b'"') and term.endswith(b">"):
        start = term.rindex(b"<")
        return term[:start] + SHORT[term[start:]]
    return short(term) if term.startswith(b"<") else term


_SAID = Remembered(_said, b">")
