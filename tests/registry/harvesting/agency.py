"""An agency with a source in a keeper, and its portal on loopback, for tests of whole runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

from sqlalchemy import select

from harvesters.source import Source
from registry.authority import Actor
from registry.harvesting.account import WORDS
from registry.harvesting.runs import Run
from registry.harvesting.tables import origin
from registry.intake import Judged
from registry.keeper import Keeper
from registry.ledger import Current
from tests.registry.descriptions import retitled
from tests.registry.desk import Ticking
from tests.registry.harvesting.portal import Portal, package, portal, source_at
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of

PACKAGES = 10
_NUMBERS = count(1)


@dataclass
class Agency:
    """A source with its portal, in the keeper."""

    keeper: Keeper
    clock: Ticking
    portal: Portal
    source: Source

    def run(self, confirmed: bool = False) -> Run:
        run = self.keeper.sync().harvest(self.source, consent=self.keeper.harvests.consent(self.source.slug, confirmed))
        account = run.account
        assert account.read == sum(run.counts.get(word, 0) for word in WORDS)
        return run

    def states(self) -> list[tuple[str, int]]:
        """Of each page of the last run: whether it was read, and how many records stood on it."""
        (last,) = self.keeper.runs.newest(1, self.source.slug)
        return [(page.state, page.read) for page in self.keeper.sync().pages.of(last.id)]

    def current(self, number: int) -> Current:
        """What the record of a package is now."""
        identifier = package(number)["id"]
        with self.keeper.engine.connect() as connection:
            mine = (origin.c.source == self.source.slug) & (origin.c.identifier == identifier)
            record = connection.execute(select(origin.c.record).where(mine)).scalar()
        assert record is not None
        found = self.keeper.ledger.current(record)
        assert found is not None
        return found

    def described(self, number: int) -> Description:
        now = self.current(number)
        body = self.keeper.ledger.body(now.body_seq)
        assert body is not None
        return from_body(dataset_of(now.record), body, now.fingerprint)

    def clerk(self, number: int) -> Actor:
        return Actor("so", "An", self.current(number).agency)

    def edit(self, number: int, title: str) -> None:
        """A clerk gives the dataset another title."""
        clerk, edited = self.clerk(number), retitled(self.described(number), title)
        judged = self.keeper.authority.check(clerk, edited, None)
        self.keeper.authority.publish(clerk, without_form(judged))

    def public(self) -> int:
        """How many of the source's records are public."""
        known = self.keeper.runs.known(self.source.slug)
        return sum(one.state == "public" for one in self.keeper.ledger.currents_of(list(known)))


def without_form(judged: Judged) -> Judged:
    """The same without what the form alone demands, for packages state no flags."""
    return replace(judged, findings=tuple(finding for finding in judged.findings if not finding.holds))


@contextmanager
def harvested(keeper: Keeper, clock: Ticking) -> Iterator[Agency]:
    """An agency with a source of its own, whose records are its own."""
    with portal([package(number) for number in range(PACKAGES)]) as (told, url):
        yield Agency(keeper, clock, told, source_at(url, f"nguon-{next(_NUMBERS)}"))
