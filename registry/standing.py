"""How records stand before the rules: what reviewers ruled of them, and which of their cases are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.jobs.carrying import decided_row
from registry.ledger import Ledger
from registry.overlap_cases import Cases
from shapes.decided import Decided
from vocab.identifiers import record_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Reads what judging must know beside a description."""

    ledger: Ledger

    def of(self, datasets: Sequence[str], day: date) -> dict[str, Decided]:
        """By dataset (IRI) what counts on a day, where anything does.

        An open case counts for what is public only: what was withdrawn meanwhile comes back as something new.
        """
        cases = Cases(self.ledger.engine)
        if not cases.exist:
            return {}
        by_record = {record_of(iri): iri for iri in datasets}
        records = list(by_record)
        rulings, waiting = cases.rulings(records, day), cases.open_of(records)
        states = {current.record: current.state for current in self.ledger.currents_of(list(waiting))}
        public = {record: found for record, found in waiting.items() if states.get(record) == "public"}
        return {
            by_record[record]: Decided(rulings.get(record, ()), public.get(record, ()))
            for record in sorted(rulings.keys() | public.keys())
        }

    def rows(self, datasets: Sequence[str], day: date) -> dict[str, Any]:
        """The same as a worker gets it."""
        return {iri: decided_row(decided) for iri, decided in self.of(datasets, day).items()}
