"""Where a query's text is at fault: the line with its neighbours, and what in it to mark."""

import re
from dataclasses import dataclass

BEFORE = 24
"""Most letters shown before the mark: with them it is still in sight on a phone."""
AROUND = 60
"""Most letters shown behind the mark; of a line that is not at fault, twice as many."""
_RUN = re.compile(r"[\w:?$.%·-]+|\S")


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One line of the excerpt; `marked` is "" in the lines around the fault. `column` is where the mark begins, from 1."""

    number: int
    before: str
    marked: str = ""
    after: str = ""
    column: int = 1


def lines_of(text: str) -> list[str]:
    """The lines as the engine counts them: a form sends both signs of a line's end."""
    return text.replace("\r\n", "\n").split("\n")


def excerpt(text: str, line: int | None, column: int | None) -> tuple[FaultLine, ...]:
    """The line at fault between its neighbours; nothing when the place is not known or not in the text."""
    lines = lines_of(text)
    if line is None or not 1 <= line <= len(lines):
        return ()
    fault = _fault(lines[line - 1], line, column or 1)
    above = (FaultLine(line - 1, _short(lines[line - 2])),) if line > 1 else ()
    below = (FaultLine(line + 1, _short(lines[line])),) if line < len(lines) else ()
    return (*above, fault, *below)


def _fault(written: str, number: int, column: int) -> FaultLine:
    start, end = _mark(written, min(column - 1, len(written)))
    before, after = written[:start], written[end:]
    if len(before) > BEFORE:
        before = "…" + before[-BEFORE:]
    if len(after) > AROUND:
        after = after[:AROUND] + "…"
    return FaultLine(number, before, written[start:end] or "\u00a0", after, start + 1)


def _mark(written: str, place: int) -> tuple[int, int]:
    """From where to where: the word that stands there, or the one before, since the engine points behind a bad word."""
    words = [found.span() for found in _RUN.finditer(written)]
    here = next(((start, end) for start, end in words if start <= place < end), None)
    return here or next(((start, end) for start, end in reversed(words) if end <= place), (place, place))


def _short(written: str) -> str:
    return written if len(written) <= 2 * AROUND else written[: 2 * AROUND] + "…"
