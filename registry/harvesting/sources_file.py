"""The operator's file of sources, taken over into the table.

An entry that is new there, or changed, is taken over and approved; one that goes from it pauses.
"""

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from harvesters.errors import BadSourceFile
from harvesters.source import source_of, source_tables
from registry.accounts import By
from registry.directory import Directory
from registry.entries import Entry
from registry.harvesting.entered import State, Verb, act_of, counts_from, entered, put, table
from registry.harvesting.sayings import Said, digest_of
from registry.harvesting.vetting import default_faults
from registry.ledger import Ledger
from vocab.codelists import CodeList

log = logging.getLogger(__name__)
FILE = By("sources.toml")
"""Who acts when the operator's file says so."""


class SourcesFile:
    """Takes DIR/sources.toml over. `lock` is held while the table is changed by anybody; `trouble` says why the file as it
    stands cannot be taken over."""

    def __init__(self, ledger: Ledger, directory: Directory, lists: Mapping[str, CodeList]) -> None:
        self._ledger = ledger
        self._directory = directory
        self._lists = lists
        self._read: tuple[int, ...] = ()
        self.lock = threading.Lock()
        self.trouble: BadSourceFile | None = None

    def take_over(self) -> None:
        """Brings the table up to the operator's file when that has changed since it was read."""
        path = self._directory.sources
        with self.lock:
            try:
                now: tuple[int, ...] = (path.stat().st_mtime_ns, path.stat().st_size, path.stat().st_ino)
            except FileNotFoundError:
                now = (0,)
            if now == self._read and self.trouble is None:
                return
            try:
                self._take_entries(source_tables(path.read_bytes()) if now != (0,) else ())
                self.trouble = None
            except BadSourceFile as fault:
                if self._read != now:
                    log.error("%s: %s", path, fault.en)
                self.trouble = fault
            self._read = now

    def _take_entries(self, tables: Sequence[Said]) -> None:
        """All of the file or nothing of it. Raises BadSourceFile."""
        wanted: dict[str, Said] = {}
        for number, said in enumerate(tables, 1):
            source = source_of(said, self._directory.mappings, number)
            if source.slug in wanted:
                raise BadSourceFile("slug bị lặp", "the slug is repeated", f"source {source.slug}")
            wanted[source.slug] = said
        with self._ledger.engine.connect() as connection:
            known = {row.slug: row for row in connection.execute(select(table))}
        moved = {
            slug: said
            for slug, said in wanted.items()
            if slug not in known or known[slug].file != digest_of(said) or not known[slug].is_filed
        }
        for slug, said in moved.items():
            for fault in default_faults(said, self._lists):
                raise BadSourceFile(fault.vi, fault.en, f"source {slug}")
        for slug, said in moved.items():
            self._take_one(said, known.get(slug))
        for slug, row in known.items():
            if row.is_filed and slug not in wanted:
                self._let_go(row)

    def _take_one(self, said: Said, row: Any) -> None:
        """One entry of the file that is new or changed; a source that was paused by a person stays so."""
        before = None if row is None else entered(row, self._directory.mappings)
        state = State.PAUSED if before and before.is_filed and before.state == State.PAUSED else State.APPROVED
        start = counts_from(before, said) if before and before.state == State.APPROVED else None
        verb = Verb.CHANGE if before else Verb.ADD

        def write(connection: Connection, entries: tuple[Entry, ...]) -> None:
            put(connection, said, state, FILE, entries[0].at, start)
            values = {"file": digest_of(said), "is_filed": True}
            connection.execute(update(table).where(table.c.slug == said["slug"]).values(**values))

        self._ledger.append([act_of(verb, said, FILE, "")], write)

    def _let_go(self, row: Any) -> None:
        """An entry went from the file: its source is known still, and pauses."""

        def write(connection: Connection, entries: tuple[Entry, ...]) -> None:
            values = {"is_filed": False, "file": "", "state": State.PAUSED.value, "at": entries[0].at}
            connection.execute(update(table).where(table.c.slug == row.slug).values(**values))

        self._ledger.append([act_of(Verb.PAUSE, json.loads(row.said), FILE, "")], write)
