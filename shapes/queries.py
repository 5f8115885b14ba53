"""What the text of a query tells: where it would reach, what it would cost, whether one question does for all nodes."""

import re
import sys
from collections.abc import Iterator

_TEXT_IRI_OR_COMMENT = re.compile(
    r'("""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|<[^\x00-\x20<>\"{}|^`\\]*>)|#[^\n]*",
    re.DOTALL,
)
# As words of their own: dcat:service and ?from are names.
_FORBIDDEN = re.compile(r"(?<![\w:?$-])(FROM|SERVICE|LOAD|INSERT|DELETE|CLEAR|DROP)\b(?![:-])", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_EXISTS = re.compile(r"\bEXISTS\s*\{", re.IGNORECASE)
_THIS = re.compile(r"[?$]this\b")
_SCOPE = re.compile(r"\b(FILTER|OPTIONAL|MINUS|UNION|BIND|GRAPH)\b", re.IGNORECASE)
_PATTERN_END = re.compile(r"[.;](?=\s|$)|\b(?=(?:FILTER|OPTIONAL|MINUS|UNION|BIND|GRAPH)\b)", re.IGNORECASE)
_NOT_FOR_ALL = re.compile(
    r"\b(SELECT|VALUES|LIMIT|OFFSET|GROUP|HAVING|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\b", re.IGNORECASE
)
"""Words by which rows of several nodes would be counted, cut or joined together."""
_AFTER_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_GIVEN_BEFOREHAND = re.compile(r"[?$](shapesGraph|currentShape)\b|\bAS\s+[?$]this\b", re.IGNORECASE)
_CORRELATED = re.compile(r"\b(FILTER|EXISTS|MINUS|OPTIONAL|BIND)\s*$", re.IGNORECASE)
"""Words whose block sees, or is matched with, what the group around it has bound."""


def leaves_the_data(text: str) -> str | None:
    """The word by which a query would reach beyond the data it is asked of, or None."""
    found = _FORBIDDEN.search(bare_query(text))
    return found.group(1).upper() if found else None


def bare_query(text: str) -> str:
    """The query without comments, and with texts and IRIs emptied, so that words in them are not mistaken.

    Escaped characters are read first, as in SPARQL (section 19.2).
    """
    return _TEXT_IRI_OR_COMMENT.sub(lambda found: "<>" if found.group(1) else " ", _ESCAPE.sub(_unescaped, text))


def _unescaped(found: re.Match[str]) -> str:
    code = int(found.group(1) or found.group(2), 16)
    return chr(code) if code <= sys.maxunicode else found.group(0)


def exists_bodies(query: str) -> Iterator[str]:
    """What stands between the braces of each (NOT) EXISTS."""
    for found in _EXISTS.finditer(query):
        depth, start = 1, found.end()
        for end in range(start, len(query)):
            depth += {"{": 1, "}": -1}.get(query[end], 0)
            if depth == 0:
                yield query[start:end]
                break


def is_set_at_a_time(query: str) -> bool:
    """Whether the query may be asked once, with `$this` free, in place of once for each focus node.

    So it is when the query gives `$this` back, a triple pattern at its top level binds it before anything else names it,
    and nothing depends on the node being given beforehand. Read from the text, on the side of caution.
    """
    bare = bare_query(query)
    head, _, body = bare.partition("{")
    if _GIVEN_BEFOREHAND.search(bare) or _NOT_FOR_ALL.search(_AFTER_SELECT.sub("", head) + body):
        return False
    top, within = _levels(body)
    parts = [part for part in _PATTERN_END.split(top) if _THIS.search(part) or _SCOPE.search(part)]
    binds_first = bool(parts) and _SCOPE.search(parts[0]) is None
    gives = _THIS.search(head) or "*" in head
    return (
        bool(gives)
        and binds_first
        and not any(_THIS.search(block) for opener, block in within if not _CORRELATED.search(opener))
    )


def _levels(body: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands at the top level of a group; and each block in braces or brackets, with the words before it."""
    top: list[str] = []
    blocks: list[tuple[str, str]] = []
    depth = start = 0
    for place, sign in enumerate(body):
        if sign in "{(":
            depth += 1
            start = place if depth == 1 else start
        elif sign in "})":
            depth -= 1
            if depth < 0:
                break
            if depth == 0:
                blocks.append(("".join(top)[-40:], body[start : place + 1]))
                top.append(" . ")
        elif depth == 0:
            top.append(sign)
    return "".join(top), blocks
