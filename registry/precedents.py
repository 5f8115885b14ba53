"""What was decided of the like before: a reviewer who knows it decides the same question the same way, or says why not."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from registry import rulings, schema
from registry.ledger import Ledger
from registry.overlap_cases import Case, CaseState, Kind
from registry.rulings import Ruling
from registry.words import Words
from vocab.identifiers import dataset_of

MOST_READ = 200


@dataclass(frozen=True, slots=True)
class Precedents:
    """Reads rulings that are like a case."""

    ledger: Ledger
    words: Words

    def of(self, asked: Case) -> tuple[Ruling, ...]:
        """The newest ruling of each like case, the nearest first, then the newest: those on the same dataset on the other
        side, whichever agency's; then the same agency's of the same grade, with another dataset of the same ministry."""
        nearest = self._newest(asked, _is_same_dataset(asked))
        owner = self._owner(asked.other)
        current = self.ledger.current(asked.record)
        if not owner or current is None:
            return nearest
        is_like = and_(schema.current.c.agency == current.agency, schema.case.c.grade == asked.grade)
        near = [one for one in self._newest(asked, is_like) if one.other != asked.other]
        return (*nearest, *(one for one in near if self._owner(one.other) == owner))

    def _newest(self, asked: Case, is_wanted: ColumnElement[bool]) -> tuple[Ruling, ...]:
        made, cases, now = schema.ruling, schema.case, schema.current
        query = (
            select(made)
            .join(cases, cases.c.number == made.c.case_number)
            .join(now, now.c.record == made.c.record)
            .where(
                made.c.seq.in_(select(func.max(made.c.seq)).group_by(made.c.case_number)),
                made.c.case_number != asked.number,
                cases.c.state != CaseState.REMOVED.value,
                cases.c.kind == asked.kind,
                is_wanted,
            )
            .order_by(made.c.seq.desc())
            .limit(MOST_READ)
        )
        with self.ledger.engine.connect() as connection:
            return tuple(rulings.read(row) for row in connection.execute(query))

    def _owner(self, other: str) -> str:
        """The ministry of today (its id) that keeps a dataset, "" for what is no ministry's."""
        row = self.words.ministries.get(other)
        return row.owner_id if row else ""


def _is_same_dataset(asked: Case) -> ColumnElement[bool]:
    """The ministry's dataset; of a pair inside the province either of the two."""
    other = schema.ruling.c.other
    if asked.kind != Kind.AGENCY:
        return other == asked.other
    records = (asked.record, asked.other_record)
    return or_(schema.ruling.c.record.in_(records), other.in_([dataset_of(record) for record in records]))
