"""A registry as the bench of SPARQL wants it: harvested from portals of several agencies by the keeper that serves it, so
that the graph has the shape of a real one: a graph a record, freshness, quality, overlap with its evidence, cases."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry.bench.portal import EDITION, SEARCH
from registry.bench.probing import BenchFault, Client, Question
from registry.bench.staging import Process, declared, harvesting, portal, prepared, served
from registry.bench.watching import using
from registry.directory import existing
from sparql.generation import Generation, newest

BARE, EACH = 57_000, 190
"""Triples of a registry without records, and what a package adds: its record, freshness, quality, evidence."""
AGENCIES = {"y-te": "gl-so-yt", "giao-thong": "gl-so-xd", "nong-nghiep": "gl-so-nnmt", "van-hoa": "gl-so-vhttdl"}
"""Source -> agency."""
ALONE = "mot-tap"
"""A source of one dataset: to have it changed is the smallest act there is."""
TWINS = 50
"""One package in so many stands in two portals under one title."""
QUIET, WINDOW = 0.3, 5.0
"""A keeper rests when it and its workers use less CPU than that in a window, both in seconds."""
PATIENCE = 900.0
_AFAR = 10_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A registry that is served: its data directory, address, the keeper's process; source -> its portal."""

    data: Path
    address: str
    pid: int
    portals: Mapping[str, str]

    def generation(self) -> Generation:
        """The copy that questions are answered from now. Raises BenchFault when there is none."""
        found = newest(existing(self.data).generations)
        if found is None:
            raise BenchFault("Chưa có bản sao để hỏi.", "There is no copy to ask.")
        return found

    @contextmanager
    def harvest(self, *sources: str, edition: int, every: int = 1) -> Iterator[Process]:
        """A harvest of sources under way, whose portals tell another edition than before, of every so manieth package.

        Raises BenchFault at the end of the block when it did not end well.
        """
        for source in sources:
            with closing(Client(self.portals[source])) as client:
                client.ask(Question(f"{EDITION}?number={edition}&every={every}"))
        with harvesting(self.data, *sources) as command:
            yield command
            said, _ = command.communicate()
        if command.returncode:
            raise BenchFault(
                f"Lần thu thập không xong (mã {command.returncode}): {said[:500]}",
                f"The harvest did not end well (exit {command.returncode}): {said[:500]}",
            )

    def rest(self, least: float) -> None:
        """Waits so many seconds, and then until the keeper has nothing to do any more; not at all for 0.

        Raises BenchFault when it never rests.
        """
        if not least:
            return
        time.sleep(least)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with using(self.pid) as used:
                time.sleep(WINDOW)
            if used.cpu < QUIET:
                return
        raise BenchFault(
            f"Sổ vẫn làm việc sau {PATIENCE:.0f} giây, không đo lúc nghỉ được.",
            f"The keeper still works after {PATIENCE:.0f} seconds; nothing can be measured at rest.",
        )


@contextmanager
def standing(data: Path, triples: int) -> Iterator[Standing]:
    """A registry of about so many triples in the new folder `data`, served until the block ends; it may still be working.

    Raises BenchFault when something did not start.
    """
    prepared(data, 0)
    share = packages_for(triples) // len(AGENCIES)
    with ExitStack() as stack:
        firsts = {slug: 1 + place * (share - share // TWINS) for place, slug in enumerate(AGENCIES)}
        portals = {slug: stack.enter_context(portal(share, first)) for slug, first in firsts.items()}
        portals[ALONE] = stack.enter_context(portal(1, _AFAR))
        declared(data, {slug: f"{address}{SEARCH[1:]}?rows=1000" for slug, address in portals.items()}, AGENCIES)
        address, pid = stack.enter_context(served(data))
        there = Standing(data, address, pid, portals)
        with there.harvest(*portals, edition=0):
            pass
        yield there


def packages_for(triples: int) -> int:
    """How many packages make a registry of about so many triples: two a portal at least."""
    return max((triples - BARE) // EACH, 2 * len(AGENCIES))
