"""The place in a query's text where it stops being SPARQL, and what stands around it: what `hints` look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Hint = tuple[str, str]
"""What mends a slip: the same sentence in Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its kind by the scanner, itself, its place from 0."""

    kind: str
    text: str
    place: int

    @property
    def end(self) -> int:
        return self.place + len(self.text)

    @property
    def keyword(self) -> str:
        return self.text.upper() if self.kind == "word" else ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """An opened bracket: its token, and the keyword of the clause it was opened in."""

    token: Token
    clause: str


NONE = Token("", "", 0)
"""What stands beyond either end."""


@dataclass(frozen=True)
class Spot:
    """A text, its words, the index of the one at fault (their number at the end), what the parser said up to there."""

    text: str
    words: Sequence[Token]
    at: int
    said: str

    def word(self, away: int = 0) -> Token:
        """The word so far from the one at fault; an empty one beyond either end."""
        place = self.at + away
        return self.words[place] if 0 <= place < len(self.words) else NONE

    @cached_property
    def brackets(self) -> list[Bracket]:
        """The brackets open at the spot, the outermost first."""
        found: list[Bracket] = []
        clauses = [""]
        for token in self.words[: self.at]:
            if token.kind == "open":
                found.append(Bracket(token, clauses[-1]))
                clauses.append("")
            elif token.kind == "close" and found:
                found.pop()
                clauses.pop()
            elif token.keyword:
                clauses[-1] = token.keyword
        return found

    @cached_property
    def here(self) -> list[Token]:
        """The words before the spot on its own level of brackets."""
        start = self.brackets[-1].token.place if self.brackets else -1
        depth, found = 0, []
        for token in self.words[: self.at]:
            depth -= token.kind == "close" and token.place > start
            if token.place > start and depth == 0:
                found.append(token)
            depth += token.kind == "open" and token.place > start
        return found

    @property
    def clause(self) -> str:
        """The last keyword before the spot on its level."""
        return next((token.keyword for token in reversed(self.here) if token.keyword), "")
