"""The agency APIs that are harvested: who proposed or entered one, whether it may run, and every act on it in the ledger.

A source is kept as it is written: the table of DIR/sources.toml, as JSON (`entered`). That file stays the operator's
(`sources_file`): what pages and commands change holds until the file says something new of that source.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from harvesters.errors import BadSourceFile
from harvesters.source import Source, source_of
from registry.accounts import By
from registry.directory import Directory
from registry.entries import Act, Entry
from registry.errors import RegistryError
from registry.harvesting.entered import Entered, State, Verb, act_of, counts_from, entered, put, table
from registry.harvesting.sayings import ACT, Said, canonical, record_of_source, verb_of
from registry.harvesting.sources_file import SourcesFile
from registry.ledger import Ledger
from vocab.codelists import CodeList

MOST_PROPOSED = 20
"""Sources of one agency that wait for approval."""
Beside = Callable[[Connection, str], None]
"""Writes what goes with an act of several, at the time of their entries."""


class UnknownSource(RegistryError):
    """There is no source of this name."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"Không có nguồn “{slug}”.", f"There is no source “{slug}”.")


class NotNow(RegistryError):
    """The source's state, or the operator's file, does not allow what was asked."""


class TooMany(NotNow):
    """An agency has as many sources waiting for approval as it may."""


class Sources:
    """Enters, changes and finds sources. Every change is an entry of the ledger, with what the source says from then on."""

    def __init__(self, ledger: Ledger, directory: Directory, lists: Mapping[str, CodeList]) -> None:
        self._ledger = ledger
        self._directory = directory
        self._file = SourcesFile(ledger, directory, lists)

    def all(self) -> tuple[Entered, ...]:
        """Every source by its name, the operator's file taken over first as far as it can be read."""
        self._file.take_over()
        with self._ledger.engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.slug)).all()
        return tuple(self._entered(row) for row in rows)

    def running(self) -> tuple[Entered, ...]:
        """Those that may run now."""
        return tuple(one for one in self.all() if one.may_run)

    def one(self, slug: str) -> Entered:
        """The source of this name. Raises UnknownSource."""
        self._file.take_over()
        with self._ledger.engine.connect() as connection:
            row = connection.execute(select(table).where(table.c.slug == slug)).first()
        if row is None:
            raise UnknownSource(slug)
        return self._entered(row)

    def demand_readable(self) -> None:
        """Raises BadSourceFile when the operator's file cannot be taken over as it stands."""
        self._file.take_over()
        if self.trouble:
            raise self.trouble

    @property
    def trouble(self) -> BadSourceFile | None:
        """Why the operator's file as it stands cannot be taken over."""
        return self._file.trouble

    def history(self, slug: str) -> tuple[Entry, ...]:
        """Every act on the source, newest first."""
        return tuple(entry for entry in self._ledger.history(record_of_source(slug)) if entry.act == ACT)

    def agency_at(self, slug: str, at: str) -> str:
        """The id of the agency that a source said it was of at that stamp; "" when it was not there yet."""
        seq = next((entry.seq for entry in self.history(slug) if entry.at <= at), 0)
        return str(json.loads(self._ledger.body(seq) or b"{}").get("agency", "")) if seq else ""

    def former(self, slug: str) -> Source | None:
        """What a source said when it was removed; None for one that is there, or never was."""
        history = self.history(slug)
        if not history or verb_of(history[0])[0] != Verb.REMOVE:
            return None
        said = json.loads(self._ledger.body(history[0].seq) or b"{}")
        return source_of({name: value for name, value in said.items() if name != "mapping"})

    def enter(self, said: Said, state: State, by: By, why: str = "") -> Entered:
        """A new source, proposed by its agency or entered by the operator.

        Raises BadSourceFile, NotNow for a name that is taken, or that another agency's source had: its runs go by it;
        TooMany where an agency has proposed MOST_PROPOSED already, for each may be tried and keeps what that found.
        """
        source = source_of(said, self._directory.mappings)
        verb = Verb.PROPOSE if state == State.PROPOSED else Verb.ADD
        with self._file.lock:
            if self._row(source.slug) is not None:
                raise NotNow(
                    f"Đã có nguồn mang tên “{source.slug}”; hãy đặt tên khác.",
                    f"There is a source named “{source.slug}” already; choose another name.",
                )
            if state == State.PROPOSED and self._waiting(source.agency) >= MOST_PROPOSED:
                raise TooMany(
                    f"Cơ quan đã có {MOST_PROPOSED} nguồn chờ duyệt; hãy đợi đơn vị vận hành xem xét.",
                    f"The agency has {MOST_PROPOSED} sources that wait for approval; wait for the operator to look at them.",
                )
            former = self.former(source.slug)
            if former is not None and former.agency != source.agency:
                raise NotNow(
                    f"“{source.slug}” từng là tên nguồn của cơ quan khác; hãy đặt tên khác.",
                    f"“{source.slug}” was the name of another agency's source; choose another name.",
                )
            self._write([act_of(verb, said, by, why)], said, state, by)
        return self.one(source.slug)

    def change(self, slug: str, said: Said, by: By, verb: Verb = Verb.CHANGE, why: str = "", seen: str = "") -> Entered:
        """What the source says from now on; its name and state stay. `seen` is the version that is changed.

        Raises UnknownSource, BadSourceFile, NotNow when it is another version by now.
        """
        kept = {**said, "slug": slug}
        source_of(kept, self._directory.mappings)
        with self._file.lock:
            before = self._known(slug)
            _demand_seen(before, seen)
            if canonical(before.said) != canonical(kept):
                self._write([act_of(verb, kept, by, why)], kept, before.state, by, counts_from(before, kept))
        return self.one(slug)

    def moving(self, slug: str, said: Said, by: By, why: str) -> tuple[Act, Beside]:
        """The act of a change that must stand or fall with others, and what to write beside it. Raises UnknownSource."""
        before = self._known(slug)
        kept = {**said, "slug": slug}

        def beside(connection: Connection, at: str) -> None:
            put(connection, kept, before.state, by, at)

        return act_of(Verb.MOVE, kept, by, why), beside

    def set_state(self, slug: str, verb: Verb, by: By, why: str = "", seen: str = "") -> Entered:
        """Approves, pauses or resumes a source. Raises UnknownSource, NotNow when it stands otherwise, or is not the version
        that was `seen` any more: what a person approves is what that person read."""
        come_from, goes_to = _STEPS[verb]
        with self._file.lock:
            before = self._known(slug)
            _demand_seen(before, seen)
            if before.state != come_from:
                raise NotNow(
                    f"Nguồn “{slug}” không ở trạng thái cho phép việc này.",
                    f"Source “{slug}” is {before.state}: this cannot be done to it.",
                )
            self._write([act_of(verb, before.said, by, why)], before.said, goes_to, by)
        return self.one(slug)

    def remove(self, slug: str, by: By, why: str, more: Sequence[Act] = ()) -> tuple[Entry, ...]:
        """Takes the source out, with whatever acts go with it, in one transaction. Raises UnknownSource, and NotNow while
        the operator's file names it: it would come back."""
        with self._file.lock:
            before = self._known(slug)
            if before.is_filed:
                raise NotNow(
                    f"Nguồn “{slug}” còn ghi trong sources.toml; hãy xóa ở đó trước.",
                    f"Source “{slug}” still stands in sources.toml; delete it there first.",
                )

            def drop(connection: Connection, _: tuple[Entry, ...]) -> None:
                connection.execute(delete(table).where(table.c.slug == slug))

            return self._ledger.append([act_of(Verb.REMOVE, before.said, by, why), *more], drop)

    def _waiting(self, agency: str) -> int:
        """How many sources of an agency wait for approval."""
        with self._ledger.engine.connect() as connection:
            told = connection.execute(select(table.c.said).where(table.c.state == State.PROPOSED.value)).scalars()
            return sum(json.loads(said).get("agency") == agency for said in told)

    def _known(self, slug: str) -> Entered:
        row = self._row(slug)
        if row is None:
            raise UnknownSource(slug)
        return self._entered(row)

    def _row(self, slug: str) -> Any:
        with self._ledger.engine.connect() as connection:
            return connection.execute(select(table).where(table.c.slug == slug)).first()

    def _entered(self, row: Any) -> Entered:
        return entered(row, self._directory.mappings)

    def _write(self, acts: Sequence[Act], said: Said, state: State, by: By, since: str | None = None) -> None:
        def write(connection: Connection, entries: tuple[Entry, ...]) -> None:
            put(connection, said, state, by, entries[0].at, since)

        self._ledger.append(acts, write)


def _demand_seen(before: Entered, seen: str) -> None:
    if seen and seen != before.version:
        raise NotNow(
            f"Nguồn “{before.slug}” vừa được sửa; hãy xem lại rồi làm tiếp.",
            f"Source “{before.slug}” has just been changed; look at it again first.",
        )


_STEPS = {
    Verb.APPROVE: (State.PROPOSED, State.APPROVED),
    Verb.PAUSE: (State.APPROVED, State.PAUSED),
    Verb.RESUME: (State.PAUSED, State.APPROVED),
}
