"""What is remembered while one graph is judged: which values conform, and which questions are still open.

Where shapes ask for each other in a circle, an open question counts as answered with yes (the greatest fixpoint). An
answer that leans on one still open is provisional: it stands when that question is answered with yes, and is forgotten
when it is answered with no.
"""

from dataclasses import dataclass, field

Key = tuple[object, object]
"""A shape and a value."""
ON_NONE = 1 << 30


@dataclass(slots=True)
class Memory:
    """`leans_on` is the depth of the outermost open question that the answer under way leans on; `reported` are the
    shapes of a circle that have told what they find at a node."""

    answers: dict[Key, bool] = field(default_factory=dict)
    reported: set[Key] = field(default_factory=set)
    leans_on: int = ON_NONE
    _open: dict[Key, int] = field(default_factory=dict)
    _provisional: dict[Key, int] = field(default_factory=dict)
    _trail: list[Key] = field(default_factory=list)

    def lean(self, key: Key) -> bool:
        """Whether the question is open or answered provisionally; then the answer under way leans on it too."""
        depth = self._open.get(key, self._provisional.get(key))
        if depth is None:
            return False
        self.leans_on = min(self.leans_on, depth)
        return True

    def ask(self, key: Key) -> tuple[int, int, int]:
        """Opens a question; what it gives is handed to `answer`."""
        begun = (len(self._open), len(self._trail), self.leans_on)
        self._open[key] = begun[0]
        self.leans_on = ON_NONE
        return begun

    def answer(self, key: Key, begun: tuple[int, int, int], fits: bool) -> None:
        """Closes a question with its answer."""
        depth, start, before = begun
        leaned, self.leans_on = self.leans_on, before
        del self._open[key]
        self.answers[key] = fits
        if fits and leaned < depth:
            self._provisional[key] = leaned
            self._trail.append(key)
            self.leans_on = min(before, leaned)
            return
        for other in self._trail[start:]:
            del self._provisional[other]
            if not fits:
                del self.answers[other]
        del self._trail[start:]
