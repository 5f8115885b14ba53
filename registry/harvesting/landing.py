"""What a run staged, moved into the ledger: all of it in one transaction, with the account of what became of each.

Readers see the old catalogue or the new. Nothing moves when nothing was read, or when too much would leave at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from harvesters.source import Source
from registry.clock import Clock, stamp
from registry.harvesting import runs
from registry.harvesting.consent import AT_ONCE, named_by
from registry.harvesting.origins import Origin, absent_from
from registry.harvesting.pages import counted
from registry.harvesting.runs import Run, Runs
from registry.harvesting.settling import Move, Settling
from registry.harvesting.staged_rows import count_of
from registry.harvesting.staging import HARMLESS, NEW, SAME
from registry.harvesting.vanishing import (
    Guard,
    Trouble,
    Vanishing,
    nothing_read,
    shrinking,
    stands_at,
    vanished,
)
from registry.intake import Intake
from registry.ledger import Ledger
from registry.words import Words


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of what is absent, and why that waits for a person, if it does."""

    vanishing: Vanishing
    guard: Trouble | None = None


@dataclass(frozen=True)
class Landing:
    """Ends runs."""

    clock: Clock
    ledger: Ledger
    intake: Intake
    words: Words
    guard: Guard

    @property
    def settling(self) -> Settling:
        return Settling(self.clock, self.ledger, self.intake, self.words)

    def land(self, source: Source, run: Run, whole: bool, past: int = 0) -> Run:
        """Moves what was staged into the ledger and ends the run. `whole`: it is all that the source holds; `past`: the
        run replays the pages of this one, and the source was read since.

        What a person allowed stands in the run; whatever else would leave waits again.
        """
        kept = Runs(self.ledger.engine)
        if self._is_empty(run):
            why = nothing_read(len(kept.known(source.slug)))
            return kept.end(run, runs.FAILED, stamp(self.clock()), why.vi, why.en)
        verdict = self._verdict(source, run) if whole else Verdict(Vanishing())
        move = Move(self.settling, source, run, verdict.vanishing, past)
        return move.wait(verdict.guard) if verdict.guard else move.go()

    def _is_empty(self, run: Run) -> bool:
        """Whether nothing was read: a fault of the source, whoever wants it so."""
        with self.ledger.engine.connect() as connection:
            there = count_of(connection, run.id, NEW) + count_of(connection, run.id, SAME)
            return not (there or counted(connection, run.id).refused or Runs(self.ledger.engine).gone(run))

    def _verdict(self, source: Source, run: Run) -> Verdict:
        with self.ledger.engine.connect() as connection:
            absent = absent_from(connection, source.slug, run.id)
            allowed = named_by(connection, run.confirms) if run.confirms else frozenset()
        kept = Runs(self.ledger.engine)
        unread = [row for row in kept.unreadable(run.id) if row["cause"] not in HARMLESS]
        positions = [row["position"] for row in unread]
        absent = [one for one in absent if not stands_at(one.identifier, positions)]
        newly = [one for one in absent if not one.missing_since]
        fate = vanished(
            absent,
            kept.gone(run),
            self.clock(),
            self.guard,
            is_sound=not unread,
            allowed=allowed,
            at_once=run.allows == AT_ONCE,
        )
        if unread or {one.record for one in newly} <= allowed:
            return Verdict(fate)
        return Verdict(fate, self.trouble(list(kept.origins(source.slug).values()), newly, run.confirms))

    def trouble(self, known: Sequence[Origin], newly: Sequence[Origin], confirms: int = 0) -> Trouble | None:
        """Why so much may not leave without a person: of what the source held the last time, `newly` are gone."""
        last = sum(not one.missing_since for one in known)
        currents = self.ledger.currents_of([one.record for one in newly])
        public = sum(one.state == "public" for one in currents)
        return shrinking(last, last - len(newly), len(newly), guard=self.guard, public=public, confirmed=confirms)
