"""A source goes to another agency, which took its function over: its datasets change hands by transfers, as the law asks.

All of it is one act: the source's new agency and every transfer stand in the ledger together or not at all. The datasets
keep their addresses, for these are made from the source's name, and say who answered for them before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from harvesters.source import PROVINCE
from registry.accounts import By
from registry.clock import Clock, stamp
from registry.decision import Decision
from registry.entries import Act
from registry.harvesting.entered import Entered
from registry.harvesting.lease import Lease
from registry.harvesting.runs import Runs
from registry.harvesting.sayings import record_of_source
from registry.harvesting.sources import NotNow, Sources
from registry.ledger import Ledger
from registry.succession import Move, transfer_reason
from registry.transfers import CannotTransfer, Transfers
from vocab.identifiers import key_of, record_iri


@dataclass(frozen=True, slots=True)
class Moved:
    """A source under its new agency, and what was decided of each dataset that went along."""

    source: Entered
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Moving:
    """The one door for a source that moves."""

    ledger: Ledger
    sources: Sources
    transfers: Transfers
    clock: Clock
    base: str

    def move(self, slug: str, heir: str, day: date, legal_act: str, by: By) -> Moved:
        """Gives a source and all its datasets that its agency still answers for to the agency `heir` (an id).

        Raises UnknownSource, CannotTransfer, NotNow for a ministry's catalogue, AlreadyRunning while it is harvested,
        Stale when a record moved on meanwhile; then nothing is written.
        """
        before = self.sources.one(slug)
        if before.source.side != PROVINCE:
            raise NotNow(
                "Danh mục của bộ, ngành không chuyển cho cơ quan khác: không có tập dữ liệu nào của tỉnh trong đó.",
                "A ministry's catalogue is not moved: none of the province's datasets come from it.",
            )
        self._demand_heir(before, heir, day)
        why = transfer_reason(Move(before.source.agency, heir, day, legal_act))
        said = {**before.said, "agency": heir}
        with Lease(self.ledger.engine, self.clock, slug):
            act, beside = self.sources.moving(slug, said, by, why)

            def aside(connection: Connection, _: tuple[Decision, ...]) -> None:
                beside(connection, stamp(self.clock()))

            keys = self.keys_of(before)
            decisions = self.transfers.hand_over_all(keys, heir, day, legal_act, by, [act], aside)
        return Moved(self.sources.one(slug), decisions)

    def remove(self, slug: str, by: By, why: str, is_withdrawing: bool = False) -> int:
        """Takes a source out; its datasets stay as they are, or are withdrawn with it for the same reason, which their
        pages then show. Gives how many were withdrawn.

        Raises UnknownSource, NotNow while the operator's file names it, AlreadyRunning, Stale.
        """
        records = [record_iri(self.base, key) for key in self.keys_of(self.sources.one(slug))]
        there = [one for one in self.ledger.currents_of(records) if one.state == "public"] if is_withdrawing else []
        acts = [
            Act(
                "withdraw",
                one.record,
                record_of_source(slug),
                by.person,
                agency=one.agency,
                reason=why,
                expects=one.seq,
            )
            for one in there
        ]
        with Lease(self.ledger.engine, self.clock, slug):
            self.sources.remove(slug, by, why, acts)
        self.transfers.intake.follow()
        return len(acts)

    def keys_of(self, source: Entered) -> Sequence[str]:
        """The keys of what the source has brought and its agency answers for, public or held back before it ever was."""
        agency = self.transfers.words.agency(source.source.agency)
        known = sorted(Runs(self.ledger.engine).known(source.slug))
        return [
            key_of(current.record)
            for current in self.ledger.currents_of(known)
            if current.state in ("public", "held") and agency is not None and current.agency == agency.iri
        ]

    def _demand_heir(self, before: Entered, heir: str, day: date) -> None:
        agency = self.transfers.words.agency(heir)
        if agency is None or agency.id != heir:
            raise CannotTransfer(
                f"Không có cơ quan “{heir}” trong danh bạ.", f"There is no agency “{heir}” in the register."
            )
        if heir == before.source.agency or not agency.is_active(day):
            raise CannotTransfer(
                f"{agency.name_vi} không hoạt động vào ngày {day:%d/%m/%Y}, hoặc đã phụ trách nguồn này.",
                f"{agency.name('en')} is not in office on {day.isoformat()}, or has the source already.",
            )
