"""What a question on file must say of itself, and what it may not do.

`FILTER EXISTS` and `FILTER NOT EXISTS` over two or more patterns are quadratic in Oxigraph (measured: over
60 s where MINUS took 0.13 s), so they may hold one pattern only.
"""

import re
from collections.abc import Iterator

HEADER = ("purpose", "parameters", "columns")
_EXISTS = re.compile(r"\b(?:NOT\s+)?EXISTS\s*\{", re.I)
_TEXT = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
_IRI = re.compile(r"<[^<>\s]*>")
_COMMENT = re.compile(r"#[^\n]*")
_CALL = re.compile(r"\([^()]*\)")
_SEPARATOR = re.compile(r"\.(?=\s|$)|[;{}\[\]]|\b(?:FILTER|BIND|VALUES|GRAPH|OPTIONAL|UNION|MINUS|SERVICE)\b", re.I)
_ASKED = re.compile(r"sh:(?:select|ask|construct)\s+(?:\"\"\"(.*?)\"\"\"|'''(.*?)'''|\"(.*?)\")", re.S)


def questions(name: str, text: str) -> list[str]:
    """The queries a file holds: a .rq file is one, a rule file has them in sh:select and its like."""
    if name.endswith(".rq"):
        return [text]
    return ["".join(found) for found in _ASKED.findall(text)]


def header_faults(text: str) -> Iterator[str]:
    """What the opening comment of a named query leaves out of its purpose, parameters and columns."""
    opening = "\n".join(line for line in text.splitlines() if line.startswith("#")).lower()
    for word in HEADER:
        if not re.search(rf"^#\s*{word}\s*:", opening, re.M):
            yield f"its opening comment has no line '# {word}: ...'"


def exists_faults(text: str) -> Iterator[str]:
    """Each EXISTS that holds more than one triple pattern."""
    bare = _bare(text)
    for found in _EXISTS.finditer(bare):
        count = _patterns(_group(bare, found.end()))
        if count > 1:
            yield f"{found.group()[:-1].strip()} over {count} patterns; MINUS, or a pattern less"


def _bare(text: str) -> str:
    """The query with texts, IRIs and comments taken out, so that what is left is structure."""
    return _COMMENT.sub(" ", _IRI.sub("<>", _TEXT.sub('""', text)))


def _group(text: str, start: int) -> str:
    """What stands between the brace that opened before `start` and the one that closes it."""
    depth = 1
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if not depth:
            return text[start:position]
    return text[start:]


def _patterns(group: str) -> int:
    """How many triples a group asks for; a filter or a bound value asks for none."""
    without_calls, calls = group, 1
    while calls:
        without_calls, calls = _CALL.subn(" ", without_calls)
    triples = [part for part in _SEPARATOR.split(without_calls) if len(part.split()) > 1]
    return len(triples) + sum(part.count(",") for part in triples)
