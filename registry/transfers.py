"""A dataset changes hands by a legal act: its newest version is described for the new agency and taken in like any other.

The rules are asked again, so that a transfer publishes nothing that they hold back: then the new agency has the version
on its desk, and the last good one stays public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.accounts import By
from registry.catalogue import Catalogue
from registry.decision import Decision
from registry.drafts import Drafts
from registry.entries import Act
from registry.errors import RegistryError
from registry.intake import Aside, Candidate, Intake
from registry.ledger import Current, Ledger
from registry.reports import Reports
from registry.succession import Move, NotPossible, transfer, transfer_reason
from registry.words import Words
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of


class CannotTransfer(RegistryError):
    """The dataset is not there, or cannot go where it should."""


@dataclass(frozen=True, slots=True)
class Transfers:
    """The one door for transfers."""

    ledger: Ledger
    catalogue: Catalogue
    intake: Intake
    drafts: Drafts
    words: Words

    def hand_over(self, key: str, heir: str, day: date, legal_act: str, by: By) -> Decision:
        """Gives the dataset of this key to the agency `heir` (an id), as of a day, by a legal act.

        Raises CannotTransfer, and Stale when the record moved on meanwhile.
        """
        (decision,) = self.hand_over_all([key], heir, day, legal_act, by)
        return decision

    def hand_over_all(
        self,
        keys: Sequence[str],
        heir: str,
        day: date,
        legal_act: str,
        by: By,
        more: Sequence[Act] = (),
        aside: Aside | None = None,
    ) -> tuple[Decision, ...]:
        """The same for several datasets, all or none, with whatever acts and writing stand or fall with it."""
        handed = [self._handed(key, heir, day, legal_act, by) for key in keys]
        decisions = self.intake.settle(self.intake.check(handed), more, aside)
        for one in handed:
            self.drafts.hand_over(one.iri, heir)
        return decisions

    def _handed(self, key: str, heir: str, day: date, legal_act: str, by: By) -> Candidate:
        """The newest version of a dataset as its new agency has it. Raises CannotTransfer."""
        current = self.catalogue.current(key)
        description = self._newest(key, current)
        if current is None or description is None:
            raise CannotTransfer(
                f"Không có tập dữ liệu nào mang khóa {key} để chuyển giao.", f"There is no dataset {key} to transfer."
            )
        origin = self.words.agency(description.publisher or "")
        move = Move(origin.id if origin else "", heir, day, legal_act)
        moved = transfer(description, move, self.words.agencies)
        if isinstance(moved, NotPossible):
            raise CannotTransfer(moved.vi, moved.en)
        report = Reports(self.ledger.engine).of_records([current.record]).get(current.record)
        return Candidate.of(
            moved,
            moved.publisher or "",
            by.account,
            person=by.person,
            reason=transfer_reason(move),
            act="transfer",
            expects=current.seq,
            is_form=report is not None and report.is_form,
        )

    def _newest(self, key: str, current: Current | None) -> Description | None:
        """The version held back, else the public one; what was withdrawn or removed is nobody's to hand over."""
        if held := self.catalogue.held(key):
            return held.description
        if current is None or current.state != "public":
            return None
        body = self.ledger.body(current.body_seq)
        return from_body(dataset_of(current.record), body, current.fingerprint) if body else None
