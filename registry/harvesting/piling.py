"""The pages of one run, one on another as they come: a list's page may not come twice, and the pile may neither grow too
big nor take too long.

A source that does not turn its pages would else seem to hold one page alone; one that makes up ever more of them would
fill in one night the disk that the ledger lies on; one that drips each of them would hold its place for days.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from registry.clock import Clock
from registry.harvesting.fetching import leave, meet
from registry.harvesting.pages import RunPage
from registry.harvesting.troubles import not_turned, too_big, too_long
from registry.harvesting.vanishing import Trouble

MEBI = 20


@dataclass
class Pile:
    """Pages whose bytes lie in `folder`, at most so many megabytes (2**20 bytes) of them together, within so many hours
    of the pile's beginning."""

    folder: Path
    most: int
    hours: int
    clock: Clock
    digests: set[str] = field(default_factory=set)
    weight: int = 0
    """In bytes; a page that came twice weighs once."""
    is_branching: bool = False
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    @property
    def is_too_big(self) -> bool:
        return self.weight > self.most << MEBI

    def has_room_for(self, page: RunPage) -> bool:
        """Whether the pile is not too big with this page on it."""
        more = 0 if page.sha256 in self.digests else self._size(page.sha256)
        return self.weight + more <= self.most << MEBI

    def take(self, page: RunPage) -> Trouble | None:
        """Lays a page on the pile; why the run must not go on, if so."""
        # Where one page leads to several, two of them may well be alike.
        if not self.is_branching and page.came and page.sha256 in self.digests:
            return not_turned(page)
        self.lay([page])
        return too_big(self.most) if self.is_too_big else None

    def in_time(self, further: tuple[str, ...] | Trouble) -> tuple[str, ...] | Trouble:
        """The addresses still to fetch, or why it is too late for them; where none is left, all came in time."""
        is_late = self.clock() - self.began > timedelta(hours=self.hours)
        return too_long(self.hours) if further and is_late and not isinstance(further, Trouble) else further

    def lay(self, pages: Iterable[RunPage]) -> None:
        """Lays pages on the pile that a run had read before it was cut short."""
        for page in pages:
            self.is_branching |= bool(page.more)
            if page.sha256 and page.sha256 not in self.digests:
                self.digests.add(page.sha256)
                self.weight += self._size(page.sha256)

    def drop(self, met_elsewhere: Callable[[Collection[str]], Iterable[str]]) -> None:
        """Leaves the bytes of every page to be swept soon, but for those of these digests that others have met.

        Another run may have fetched the same bytes and not yet said so: it spares them by meeting them (`meet`) once it
        has, and only what is left by then is asked for here.
        """
        for digest in self.digests:
            leave(self.folder / digest)
        for digest in met_elsewhere(self.digests):
            meet(self.folder / digest)

    def _size(self, digest: str) -> int:
        try:
            return (self.folder / digest).stat().st_size
        except FileNotFoundError:
            return 0  # swept since
