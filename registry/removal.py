"""Removal by law: a record's words leave everything that is kept here, also when the power fails in between.

First the tables, in one transaction with the ledger's entry; then the ministries' rows as workers read them, views,
generations, dumps and snapshots, which the table `destroying` demands until it is done. Backups on other disks are the
operator's to replace.
"""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, delete, select

from registry import case_moves, drafts, ministry_removal, quality, schema
from registry.entries import Entry
from registry.errors import RegistryError
from registry.harvesting import curated, runs, twin_rulings, twins
from registry.ledger import Ledger
from registry.ministry_rows import rows_in
from registry.publishing import Publisher
from registry.views import Views
from vocab.identifiers import dataset_of, is_ministry_dataset, ministry_dataset_at, record_iri

KEPT_GENERATIONS = 2


@dataclass
class Removal:
    """Removes records, and finishes removals that were cut short. `forget_rows` has every file and worker forget the
    ministries' rows that are gone, `forget_dumps` deletes all dumps, `forget_pages` drops every page that is kept."""

    ledger: Ledger
    views: Views
    publisher: Publisher
    snapshots: Path
    forget_rows: Callable[[], object] = lambda: None
    forget_dumps: Callable[[], object] = lambda: None
    forget_pages: Callable[[], object] = lambda: None
    _working: threading.Lock = field(default_factory=threading.Lock)

    def named(self, key: str) -> str:
        """What the ledger knows under a key: a record, or a ministry's dataset that was imported. Raises RegistryError."""
        base = self.views.config.base
        known = self.ledger.currents_of([record_iri(base, key), ministry_dataset_at(base, key)])
        if not known:
            raise RegistryError(
                f"Sổ không có bản ghi nào mang khóa {key}.", f"The ledger knows no record of key {key}."
            )
        return known[0].record

    def remove(self, record: str, account: str, person: str, reason: str) -> Entry:
        """Removes a record's words for good and returns when they are gone from every file.

        Raises RegistryError when the ledger knows no such record; SearchFault, SparqlError or OSError when the views
        could not be made anew yet: the words are gone from the ledger then, and the rest is tried again every minute.
        """
        if self.ledger.current(record) is None:
            raise RegistryError(f"Sổ không có bản ghi {record}.", f"The ledger knows no record {record}.")
        entry = self.write_down(record, account, person, reason)
        self.finish()
        return entry

    def write_down(self, record: str, account: str, person: str, reason: str) -> Entry:
        """The first half: the act, and the words gone from the database in its transaction; `finish` does the rest."""

        names = self._names(record)

        def destroy(connection: Connection, entries: tuple[Entry, ...]) -> None:
            if is_ministry_dataset(record):
                ministry_removal.expunge(connection, record, names, entries[0].seq)
                return
            runs.expunge(connection, record, dataset_of(record))
            curated.expunge(connection, record)
            twins.expunge(connection, record)
            twin_rulings.expunge(connection, record)
            drafts.expunge(connection, dataset_of(record))
            quality.expunge(connection, record)
            case_moves.expunge(connection, record, dataset_of(record))

        return self.ledger.expunge(record, account, person, reason, destroy)

    def finish(self) -> bool:
        """Does what is left to do of removals; False when there was nothing."""
        with self._working:
            pending = self._pending()
            if not pending:
                return False
            self.forget_pages()
            self.ledger.sweep()
            # A snapshot holds a whole page of its source; the next run brings a new one.
            shutil.rmtree(self.snapshots, ignore_errors=True)
            self.forget_rows()
            self.views.remake()
            for _ in range(KEPT_GENERATIONS):
                # Each new generation pushes out an old one, until none is left that held the words.
                self.publisher.make_now()
            self.forget_dumps()
            with self.ledger.engine.begin() as connection:
                connection.execute(delete(schema.destroying).where(schema.destroying.c.seq.in_(pending)))
            return True

    def _names(self, record: str) -> set[str]:
        """All that an imported dataset of a ministry was ever called; none for a record of the province."""
        if not is_ministry_dataset(record):
            return set()
        bodies = self.ledger.bodies([entry.seq for entry in self.ledger.history(record)])
        rows = [row for body in bodies.values() for row in rows_in(body, self.views.config.base)]
        return {name for row in rows for name in (row.title_vi, row.title_en, *row.aliases)}

    def _pending(self) -> list[int]:
        with self.ledger.engine.connect() as connection:
            return list(connection.execute(select(schema.destroying.c.seq)).scalars())
