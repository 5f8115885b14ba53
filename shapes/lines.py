"""Where in its file stands what was refused. A wrong line is worse than none: where the text leaves a doubt, 0."""

import re

from shapes.errors import ShapesRefused
from shapes.vocabulary import is_known
from vocab.namespaces import PREFIXES


def line_of(refusal: ShapesRefused, text: str) -> int:
    """The line, from 1, that holds the term and the value that were refused; 0 when none does, or one cannot tell which.

    A term that SHACL has may stand in many places, of which only one is wrong; any other is wrong wherever it stands.
    """
    if not refusal.term:
        return 0
    lines = [_without_comment(line) for line in text.splitlines()]
    found = [number for number, line in enumerate(lines, 1) if _holds(line, refusal.term)]
    if refusal.value:
        beside = [number for number in found if refusal.value in lines[number - 1]]
        found = beside or [number for number in found if refusal.value in "".join(lines[number : number + 1])]
    is_certain = len(found) == 1 or (bool(found) and not is_known(refusal.term))
    return found[0] if is_certain else 0


def _holds(line: str, term: str) -> bool:
    """Whether the line has the term, as a prefixed name, as the whole IRI, or as it is."""
    prefix, _, name = term.partition(":")
    ways = {term, f"{PREFIXES[prefix]}{name}"} if prefix in PREFIXES else {term}
    return any(re.search(rf"{re.escape(way)}(?![\w-])", line) for way in ways)


def _without_comment(line: str) -> str:
    return "" if line.lstrip().startswith("#") else line.partition(" #")[0]
