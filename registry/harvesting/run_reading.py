"""What pages and digests read of a run: as much of it as they show, and no more, for a first run has thousands of rows.

Each reading says how many there are beside those it gives.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select

from registry.harvesting.account import HELD, REFUSED
from registry.harvesting.causes import NOT_THROUGH
from registry.harvesting.tables import settled, unreadable

Row = dict[str, Any]
_BRIEF = (settled.c.iri, settled.c.title, settled.c.outcome, settled.c.word, settled.c.identifier, settled.c.page)


@dataclass(frozen=True, slots=True)
class Some:
    """Some rows of `total`."""

    rows: tuple[Row, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


class RunReading:
    """Reads the rows of runs, a few at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def named(self, run: int, words: Sequence[str], limit: int) -> Some:
        """The datasets whose outcome is one of these words, by word and title, without their findings."""
        of_words = (settled.c.run == run) & settled.c.word.in_(words)
        query = select(*_BRIEF).where(of_words).order_by(settled.c.word, settled.c.title, settled.c.iri).limit(limit)
        return self._some(query, settled.c.run, of_words)

    def wrong(self, run: int, limit: int) -> Some:
        """The datasets that did not come through, with their findings as rows."""
        not_through = (settled.c.run == run) & (
            settled.c.outcome.in_(NOT_THROUGH) | settled.c.word.in_((HELD, REFUSED))
        )
        query = (
            select(*_BRIEF, settled.c.findings).where(not_through).order_by(settled.c.title, settled.c.iri).limit(limit)
        )
        found = self._some(query, settled.c.run, not_through)
        return Some(tuple({**row, "findings": json.loads(row["findings"])} for row in found.rows), found.total)

    def unreadable(self, run: int, limit: int) -> Some:
        """What could not be read, in the order it came."""
        of_run = unreadable.c.run == run
        query = select(unreadable).where(of_run).order_by(unreadable.c.id).limit(limit)
        return self._some(query, unreadable.c.run, of_run)

    def one(self, run: int, iri: str) -> Row | None:
        """What a run decided of one dataset, with its findings."""
        query = select(*_BRIEF, settled.c.findings).where(settled.c.run == run, settled.c.iri == iri)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else {**row._mapping, "findings": json.loads(row.findings)}

    def told_before(self, run: int, iri: str) -> Row | None:
        """Where a dataset was last told of before a run: {"run", "page", "identifier"}."""
        earlier = (settled.c.iri == iri) & (settled.c.run < run) & (settled.c.page > 0)
        query = select(settled.c.run, settled.c.page, settled.c.identifier).where(earlier)
        with self._engine.connect() as connection:
            row = connection.execute(query.order_by(settled.c.run.desc()).limit(1)).first()
        return None if row is None else dict(row._mapping)

    def _some(self, query: Any, counted: ColumnElement[Any], where: ColumnElement[bool]) -> Some:
        with self._engine.connect() as connection:
            rows = tuple(dict(row._mapping) for row in connection.execute(query))
            total = connection.execute(select(func.count(counted)).where(where)).scalar_one()
        return Some(rows, int(total))
