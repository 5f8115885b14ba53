"""Whether a backtracking engine may take exponential time over a regular expression.

It may exactly when some text leads from a place in a loop back to that place in two ways (exponential ambiguity). Looked
for on the position automaton: its states are the characters of the expression, its edges what may follow what, each
with the number of ways that the empty parts between them allow (one or several). A part counted more often than
`UNROLLED`, its enclosing counts multiplied in, is taken for an endless loop; inside a loop all is written out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from shapes.characters import Characters, Range, code_points, in_every_case, share
from shapes.expressions import Ahead, Anchor, Choice, Expression, Repeat
from shapes.expressions import Sequence as Parts

UNROLLED = 10
ENDLESS = 0
MOST_STEPS = 100_000
WIDENED, SCANNED, SPELLED = 100, 1000, 50
"""Steps that it costs to find the code points of a set: in every case; all of them, and for each character of its
spelling."""

Ways = dict[int, int]  # position -> in how many ways it is reached: 1, or 2 for several


class TooLarge(Exception):
    """The expression has more places than are looked through."""


def is_exponential(tree: Expression, flags: int = regex.VERSION1) -> bool:
    """Whether some text costs time exponential in its length. `flags` are the engine's own, of its version 1.

    Raises TooLarge when it cannot be told within a bounded effort.
    """
    waiting, spent = [tree], 0
    while waiting:
        automaton = _Automaton(flags, steps=spent)
        automaton.built(waiting.pop(), 1)
        if automaton.is_ambiguous():
            return True
        waiting += automaton.aside
        spent = automaton.steps
    return False


@dataclass(frozen=True, slots=True)
class _Fragment:
    """Where a part begins and ends, and in how many ways it takes nothing."""

    first: Ways
    last: Ways
    empty: int


_NOTHING = _Fragment({}, {}, 1)


@dataclass
class _Automaton:
    flags: int
    positions: list[Characters] = field(default_factory=list)
    follow: defaultdict[int, Ways] = field(default_factory=lambda: defaultdict(dict))
    aside: list[Expression] = field(default_factory=list)
    steps: int = 0
    ranges: dict[str, tuple[Range, ...]] = field(default_factory=dict)
    meetings: dict[tuple[str, str], bool] = field(default_factory=dict)

    def built(self, tree: Expression, turns: int) -> _Fragment:
        """`turns`: how often the counted repeats around this part take it together, ENDLESS within a loop."""
        self._spend(1)
        match tree:
            case Characters():
                return self._position(tree)
            case Anchor():
                return _NOTHING
            case Ahead(body, _):
                self.aside.append(body)
                return _NOTHING
            case Parts(parts):
                joined = _NOTHING
                for part in parts:
                    joined = self._joined(joined, self.built(part, turns))
                return joined
            case Choice(parts):
                return _either([self.built(part, turns) for part in parts])
            case Repeat(body, least, most, _):
                return self._repeated(body, least, most, turns)

    def _position(self, characters: Characters) -> _Fragment:
        number = len(self.positions)
        self.positions.append(characters)
        return _Fragment({number: 1}, {number: 1}, 0)

    def _joined(self, left: _Fragment, right: _Fragment) -> _Fragment:
        self._link(left.last, right.first)
        return _Fragment(
            _sum(left.first, _times(right.first, left.empty)),
            _sum(right.last, _times(left.last, right.empty)),
            _few(left.empty * right.empty),
        )

    def _link(self, last: Ways, first: Ways) -> None:
        self._spend(len(last) * len(first))
        for here, ways in last.items():
            self.follow[here] = _sum(self.follow[here], _times(first, ways))

    def _repeated(self, body: Expression, least: int, most: int | None, turns: int) -> _Fragment:
        if most is not None and (turns == ENDLESS or most * turns <= UNROLLED):
            return self._chained([self.built(body, most * turns) for _ in range(most)], least)
        is_exact = turns == ENDLESS or least * turns <= UNROLLED
        copies = [self.built(body, ENDLESS) for _ in range(max(least, 1) if is_exact else 1)]
        again = copies[-1]
        # Of turns that must be taken any may be the empty ones; of turns that may be, only the last.
        self._link(again.last if is_exact else _times(again.last, 1 + again.empty), again.first)
        copies[-1] = _looped(again)
        return self._chained(copies, least and len(copies))

    def _chained(self, copies: Sequence[_Fragment], least: int) -> _Fragment:
        """One copy after another, of which the first `least` must be."""
        chain = _NOTHING
        for number in reversed(range(len(copies))):
            chain = self._joined(copies[number], chain)
            if number >= least:
                chain = _Fragment(chain.first, chain.last, _few(chain.empty + 1))
        return chain

    def _spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise TooLarge

    def is_ambiguous(self) -> bool:
        return any(self._has_two_ways(loop) for loop in self._loops())

    def _has_two_ways(self, loop: frozenset[int]) -> bool:
        """Two ways over the same text from a place of the loop back to it: they part, and meet again."""
        inside = {here: {there: ways for there, ways in self.follow[here].items() if there in loop} for here in loop}
        if any(ways > 1 for edges in inside.values() for ways in edges.values()):
            return True
        waiting = [(here, here) for here in loop]
        seen = set(waiting)
        while waiting:
            one, other = waiting.pop()
            for pair in self._steps(inside[one], inside[other]):
                if pair[0] == pair[1] and one != other:
                    return True
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)
        return False

    def _steps(self, one: Ways, other: Ways) -> Iterator[tuple[int, int]]:
        self._spend(len(one) * len(other))
        for here in one:
            for there in other:
                if here == there or self._meet(here, there):
                    yield min(here, there), max(here, there)

    def _meet(self, here: int, there: int) -> bool:
        one, other = self.positions[here], self.positions[there]
        pair = (one.spelled, other.spelled)
        if pair not in self.meetings:
            self.meetings[pair] = share(self._ranges(one), self._ranges(other))
        return self.meetings[pair]

    def _ranges(self, characters: Characters) -> tuple[Range, ...]:
        spelled = characters.spelled
        if spelled not in self.ranges:
            self.ranges[spelled] = self._found(characters)
        return self.ranges[spelled]

    def _found(self, characters: Characters) -> tuple[Range, ...]:
        if characters.ranges is None:
            self._spend(SCANNED + SPELLED * len(characters.spelled))
            return code_points(characters.spelled, self.flags)
        if not self.flags & regex.IGNORECASE:
            return characters.ranges
        self._spend(WIDENED)
        return in_every_case(characters, self.flags)

    def _loops(self) -> Iterator[frozenset[int]]:
        """The groups of positions that can be reached from each other (Kosaraju's algorithm)."""
        order: list[int] = []
        seen: set[int] = set()
        for start in range(len(self.positions)):
            order += _finished(start, self.follow, seen)
        back: defaultdict[int, Ways] = defaultdict(dict)
        for here, edges in self.follow.items():
            for there in edges:
                back[there][here] = 1
        seen.clear()
        for start in reversed(order):
            group = frozenset(_finished(start, back, seen))
            if len(group) > 1 or any(here in self.follow[here] for here in group):
                yield group


def _finished(start: int, edges: defaultdict[int, Ways], seen: set[int]) -> list[int]:
    """The positions newly reached from `start`, in the order in which a walk is done with them."""
    if start in seen:
        return []
    seen.add(start)
    done: list[int] = []
    path = [(start, iter(edges[start]))]
    while path:
        here, ahead = path[-1]
        for there in ahead:
            if there not in seen:
                seen.add(there)
                path.append((there, iter(edges[there])))
                break
        else:
            done.append(here)
            path.pop()
    return done


def _looped(part: _Fragment) -> _Fragment:
    """A part taken again and again. One that may be empty ends in one way more: by an empty turn."""
    return _Fragment(part.first, _times(part.last, 1 + part.empty), _few(2 * part.empty))


def _either(parts: Sequence[_Fragment]) -> _Fragment:
    first: Ways = {}
    last: Ways = {}
    for part in parts:
        first, last = _sum(first, part.first), _sum(last, part.last)
    return _Fragment(first, last, _few(sum(part.empty for part in parts)))


def _few(ways: int) -> int:
    return min(ways, 2)


def _times(ways: Ways, factor: int) -> Ways:
    return {place: _few(count * factor) for place, count in ways.items()} if factor else {}


def _sum(one: Ways, other: Ways) -> Ways:
    total = dict(one)
    for place, count in other.items():
        total[place] = _few(total.get(place, 0) + count)
    return total
