"""What an account may do to a record, and the doing of it: publish, withdraw, confirm unchanged.

An account acts on its own agency's records only (Article 4.4). An attempt on another's is refused and written down, at
most one a second for each account, so that the ledger cannot be flooded.
"""

import threading
import time
from dataclasses import dataclass, field

from registry.decision import Decision
from registry.entries import Act, Entry
from registry.errors import NotYours
from registry.intake import Aside, Candidate, Intake, Judged
from registry.ledger import Current, Ledger
from vocab.description import Description

REFUSALS_APART = 1.0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account, the person at it, and the IRI of the agency it acts for ("" for none)."""

    account: str
    person: str
    agency: str


@dataclass
class Authority:
    """The one door for acts of people."""

    ledger: Ledger
    intake: Intake
    _refused: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, actor: Actor, description: Description, expects: int | None) -> Judged:
        """What the rules say of a description that the actor's agency brings; nothing is written but a refusal.

        Raises NotYours when the record, or the publisher that the description names, is another agency's.
        """
        self.demand(actor, description.record)
        if description.publisher != actor.agency:
            self._refuse(actor, description.record)
        candidate = Candidate.of(
            description, actor.agency, actor.account, person=actor.person, expects=expects, is_form=True
        )
        (judged,) = self.intake.check([candidate])
        return judged

    def publish(self, actor: Actor, judged: Judged, aside: Aside | None = None) -> Decision:
        """Decides on what `check` gave, and writes it down, with `aside` in the same transaction.

        Raises NotYours, and Stale when the record moved on.
        """
        self.demand(actor, judged.candidate.record)
        (decision,) = self.intake.settle([judged], aside=aside)
        return decision

    def withdraw(self, actor: Actor, record: str, reason: str, expects: int | None) -> Entry:
        """Takes a public record down; its tombstone stays. Raises NotYours, Stale, ValueError when it is not public."""
        self._demand_public(actor, record)
        return self._write(Act("withdraw", record, actor.account, actor.person, reason=reason, expects=expects))

    def confirm(self, actor: Actor, record: str, expects: int | None = None) -> Entry:
        """Says that the data did not change this quarter (Article 4.5). Raises as `withdraw` does."""
        self._demand_public(actor, record)
        return self._write(Act("confirm", record, actor.account, actor.person, expects=expects))

    def demand(self, actor: Actor, record: str) -> Current | None:
        """The record's present state, when the actor may change it. Raises NotYours."""
        current = self.ledger.current(record)
        if not actor.agency or (current is not None and current.agency != actor.agency):
            self._refuse(actor, record)
        return current

    def _demand_public(self, actor: Actor, record: str) -> None:
        current = self.demand(actor, record)
        if current is None or current.state != "public":
            raise ValueError(f"{record} is not public")

    def _write(self, act: Act) -> Entry:
        (entry,) = self.ledger.append([act])
        self.intake.follow()
        return entry

    def _refuse(self, actor: Actor, record: str) -> None:
        now = time.monotonic()
        with self._lock:
            is_due = now - self._refused.get(actor.account, -REFUSALS_APART) >= REFUSALS_APART
            if is_due:
                self._refused[actor.account] = now
        if is_due:
            self.ledger.append([Act("refuse", record, actor.account, actor.person, reason="not its agency's record")])
        raise NotYours(actor.account, record)
