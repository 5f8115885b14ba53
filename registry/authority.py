"""What an account may do to a record, and the doing of it: publish, withdraw, confirm unchanged.

An account acts on its own agency's records only (Article 4.4). An attempt on another's is refused and written down, at
most one a second for each account, so that the ledger cannot be flooded.
"""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from registry.decision import Decision
from registry.entries import Act, Entry
from registry.errors import NotYours
from registry.intake import Aside, Candidate, Intake, Judged
from registry.ledger import Current, Ledger
from shapes.report import Finding, sort_findings
from vocab.description import Description

REFUSALS_APART = 1.0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account, the person at it, and the IRI of the agency it acts for ("" for none)."""

    account: str
    person: str
    agency: str


def unexcused(typed: Sequence[Finding], harvested: Sequence[Finding], before: Sequence[Finding]) -> tuple[Finding, ...]:
    """What is said of an edited harvested record: what was found in it as a harvested one, and as violations what an
    edit by a form may not leave open, unless the version that it began from left it open too.

    A nameless node has another label in each version; of these it counts how many there are.
    """
    were = Counter(_place(one) for one in before if one.holds)
    are = Counter(_place(one) for one in typed if one.holds)
    held = {_place(one) for one in harvested if one.holds}
    new = [one for one in typed if one.holds and _place(one) not in held and are[_place(one)] > were[_place(one)]]
    places = {_place(one) for one in new}
    return sort_findings((*new, *(one for one in harvested if one.holds or _place(one) not in places)))


def _place(finding: Finding) -> tuple[str, str, str, str]:
    focus = "_:" if finding.focus.startswith("_:") else finding.focus
    return finding.rule, focus, finding.path or "", finding.component


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
        return self._judged(self._candidate(actor, description, expects))

    def check_edit(self, actor: Actor, description: Description, expects: int | None, begun: Description) -> Judged:
        """The same for an edit of a record that a source brings, which began from the version `begun`.

        What that version lacked already only warns, as in every harvested record: it is not held against an edit that
        does not touch it. What the edit itself leaves out or adds is judged as a form is. Raises as `check` does.
        """
        typed = self.check(actor, description, expects)
        if not any(finding.holds for finding in typed.findings):
            return typed
        harvested = self._judged(replace(typed.candidate, is_form=False))
        before = self._judged(Candidate.of(begun, actor.agency, actor.account, is_form=True))
        return replace(harvested, findings=unexcused(typed.findings, harvested.findings, before.findings))

    def check_as_brought(self, actor: Actor, description: Description, expects: int | None) -> Judged:
        """The same for a record from which only something is taken that people added to its source's words."""
        return self._judged(replace(self._candidate(actor, description, expects), is_form=False))

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

    def _candidate(self, actor: Actor, description: Description, expects: int | None) -> Candidate:
        self.demand(actor, description.record)
        if description.publisher != actor.agency:
            self._refuse(actor, description.record)
        return Candidate.of(
            description, actor.agency, actor.account, person=actor.person, expects=expects, is_form=True
        )

    def _judged(self, candidate: Candidate) -> Judged:
        (judged,) = self.intake.check([candidate])
        return judged

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
