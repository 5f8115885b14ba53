"""The SPARQL texts in shapes: their prefixes, and whether they can be asked once for all nodes."""

import re
from collections.abc import Iterator

from pyoxigraph import Literal

from shapes.errors import ShapesRefused
from shapes.lint import bare_query
from shapes.rule import Term
from shapes.source import Source
from vocab.namespaces import OWL, SH

_THIS = re.compile(r"[?$]this\b")
_SCOPE = re.compile(r"\b(FILTER|OPTIONAL|MINUS|UNION|BIND|GRAPH)\b", re.IGNORECASE)
_PATTERN_END = re.compile(r"[.;](?=\s|$)")
_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_VALUES = re.compile(r"\bVALUES\b", re.IGNORECASE)
_GIVEN_BEFOREHAND = re.compile(r"[?$](shapesGraph|currentShape)\b|\bAS\s+[?$]this\b", re.IGNORECASE)
_CORRELATED = re.compile(r"\b(FILTER|EXISTS|MINUS|OPTIONAL|BIND)\s*$", re.IGNORECASE)
"""Words whose block sees, or is matched with, what the group around it has bound."""


def prologue(source: Source) -> str:
    """The PREFIX lines that `sh:prefixes` asks for, those of imported declarations too (SHACL section 5.2.1)."""
    declared: dict[str, str] = {}
    for node in _declaring(source):
        for declaration in source.facts.get(node, {}).get(SH.declare, ()):
            part = Source(source.facts, declaration, source.shape_at)
            prefix, namespace = part.one(SH.prefix), part.one(SH.namespace)
            if not isinstance(prefix, Literal) or not isinstance(namespace, Literal) or ">" in namespace.value:
                raise ShapesRefused(
                    f"{node}: sh:declare phải có sh:prefix và sh:namespace.",
                    f"{node}: sh:declare needs sh:prefix and sh:namespace.",
                    "sh:declare",
                )
            if declared.setdefault(prefix.value, namespace.value) != namespace.value:
                raise ShapesRefused(
                    f"tiền tố {prefix.value} được khai hai lần khác nhau.",
                    f"the prefix {prefix.value} is declared twice, differently.",
                    "sh:prefix",
                )
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared.items())


def _declaring(source: Source) -> Iterator[Term]:
    waiting = list(source.values(SH.prefixes))
    seen: set[Term] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            yield node
            waiting += source.facts.get(node, {}).get(OWL.imports, ())


def is_set_at_a_time(query: str) -> bool:
    """Whether the query may be asked once, with `$this` free, in place of once for each focus node.

    So it is when a triple pattern at its top level binds `$this` and nothing within depends on the node being given
    beforehand. Read from the text, on the side of caution.
    """
    bare = bare_query(query)
    body = bare[bare.find("{") + 1 :]
    if _GIVEN_BEFOREHAND.search(bare) or _SELECT.search(body) or _VALUES.search(body):
        return False
    top, within = _levels(body)
    binds = any(_THIS.search(part) and not _SCOPE.search(part) for part in _PATTERN_END.split(top))
    return binds and not any(_THIS.search(block) for opener, block in within if not _CORRELATED.search(opener))


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
