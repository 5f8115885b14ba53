"""People's edits of records that a source brings: which version they began from, what they add, and the keeping of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple
from sqlalchemy import Connection, select

from registry import schema
from registry.decision import Decision
from registry.entries import Entry
from registry.harvesting.curated import Curated, Kept, Layer, keep
from registry.harvesting.layering import Edit, IsOnly, layered
from registry.ledger import Ledger
from vocab.identifiers import record_of

SOURCE = "source:"
"""How the ledger names a source as the actor."""
_SAYING = frozenset({"publish", "withdraw"})


@dataclass(frozen=True, slots=True)
class Adding:
    """The one door to the curated layer for people's acts."""

    ledger: Ledger

    @property
    def layer(self) -> Curated:
        return Curated(self.ledger.engine)

    def edit(self, iri: str, before: Sequence[Triple], after: Sequence[Triple], is_only: IsOnly) -> Edit | None:
        """What an edit adds to a harvested record; None when no source ever brought the record."""
        record = record_of(iri)
        if not self._is_harvested(record):
            return None
        layer = [one.addition for one in self.layer.of(record)]
        return layered(iri, before, after, layer, is_only, self._was_in_step(record))

    def added(self, record: str) -> tuple[Kept, ...]:
        """What people added to a record, with who and when."""
        return self.layer.of(record)

    def keeping(self, iri: str, edit: Edit) -> Callable[[Connection, tuple[Decision, ...]], None]:
        """Keeps the edit's layer in the transaction that publishes the edit; one that is held back adds nothing."""
        layer = Layer(record_of(iri), edit.additions, edit.is_in_step)

        def write(connection: Connection, decisions: tuple[Decision, ...]) -> None:
            for decision in decisions:
                if decision.is_public and decision.entry is not None:
                    keep(connection, layer, decision.entry)

        return write

    def _is_harvested(self, record: str) -> bool:
        return any(entry.actor.startswith(SOURCE) for entry in self.ledger.history(record))

    def _was_in_step(self, record: str) -> bool:
        """Whether the version that an edit begins from says all that the source says: the held one, else the newest."""
        with self.ledger.engine.connect() as connection:
            held = connection.execute(select(schema.held.c.seq).where(schema.held.c.record == record)).scalar()
        last = self.ledger.entry(held) if held else self.ledger.last_acts([record], _SAYING).get(record)
        return last is not None and (_is_a_sources(last) or self.layer.is_in_step(record, last))


def _is_a_sources(entry: Entry) -> bool:
    return entry.actor.startswith(SOURCE) and entry.act != "withdraw"
