"""JSON-LD 1.1 (W3C Recommendation, 2020), flattened: an object a subject, every value in an array, no native numbers."""

import re
from collections.abc import Iterable

from registry.syntaxes.lines import (
    SHORT,
    TYPE,
    Remembered,
    Unusual,
    literal,
    marked,
    unescaped,
)
from vocab.namespaces import PREFIXES

_SPACES = ",".join(f'"{name}":"{iri}"' for name, iri in PREFIXES.items())
HEAD = f'{{"@context":{{{_SPACES}}},"@graph":['.encode()
FOOT = b"\n]}\n"
_MISREAD = re.compile(f"<(?:{'|'.join(PREFIXES)}):(?!//)".encode())
"""An IRI whose scheme is called like a prefix: a reader would make it another."""
_LONG = (b"\\U", b"\\'")
"""Escapes of N-Triples that JSON does not know; it shares the others."""


def objects(lines: Iterable[bytes]) -> bytes:
    """The objects of these lines, each after a comma, to stand (without the first comma) between HEAD and FOOT. Raises
    Unusual."""
    parts, pairs = list[bytes](), _SAID
    last, said = b"", b""
    for line in lines:
        subject, _, rest = line.partition(b" ")
        key, value = pairs[rest]
        if subject != last:
            parts += (b']},\n{"@id":"' if last else b',\n{"@id":"', _name(subject), b'",', key, value)
        elif key != said:
            parts += (b"],", key, value)
        else:
            parts += (b",", value)
        last, said = subject, key
    if last:
        parts.append(b"]}")
    return b"".join(parts)


def _said(rest: bytes) -> tuple[bytes, bytes]:
    """`"key":[` and the value."""
    predicate, _, term = rest.partition(b" ")
    if not term.startswith(b'"'):
        if predicate == TYPE:
            return b'"@type":[', b'"%s"' % _shortened(term)
        return _KEYS[predicate], b'{"@id":"%s"}' % _name(term)
    text, mark = literal(term)
    if b"\\" in text and any(escape in text for escape in _LONG):
        text = _escaped(unescaped(text))
    return _KEYS[predicate], b'{"@value":"%s"%s}' % (text, _MARKS[mark])


def _key(predicate: bytes) -> bytes:
    return b'"%s":[' % _shortened(predicate)


def _mark(said: bytes) -> bytes:
    language, datatype = marked(said)
    if language:
        return b',"@language":"%s"' % language
    return b',"@type":"%s"' % _shortened(datatype) if datatype else b""


def _name(node: bytes) -> bytes:
    """A node's name as it is."""
    if node.startswith(b"_:"):
        return node
    if _MISREAD.match(node) or not node.startswith(b"<") or node.startswith(b"<<"):
        raise Unusual
    return node[1:-1]


def _shortened(node: bytes) -> bytes:
    """A node's name, short where a prefix of ours makes it."""
    name = SHORT[node] if node.startswith(b"<") else node
    return _name(node) if name.startswith(b"<") or name.startswith(b"_:") else name


def _escaped(text: bytes) -> bytes:
    for plain, mark in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r"), (b"\t", b"\\t")):
        text = text.replace(plain, mark)
    return text


_KEYS, _MARKS, _SAID = Remembered(_key), Remembered(_mark), Remembered(_said, b">")
