"""How records stand before the rules: what reviewers ruled of them, which of their cases are open, what is public."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
        by_record = {record_of(iri): iri for iri in datasets}
        records, cases = list(by_record), Cases(self.ledger.engine)
        public = {current.record for current in self.ledger.currents_of(records) if current.state == "public"}
        rulings = cases.rulings(records, day) if cases.exist else {}
        waiting = cases.open_of(sorted(public)) if cases.exist else {}
        return {
            by_record[record]: Decided(rulings.get(record, ()), waiting.get(record, ()), record in public)
            for record in sorted(rulings.keys() | public)
        }

    def rows(self, datasets: Sequence[str], day: date) -> dict[str, Any]:
        """The same as a worker gets it, and once for all of them which datasets were ruled out."""
        cases = Cases(self.ledger.engine)
        return {
            "records": {iri: decided_row(decided) for iri, decided in self.of(datasets, day).items()},
            "ended": [asdict(one) for one in cases.ended()] if cases.exist else [],
        }
