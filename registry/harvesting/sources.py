"""The agency APIs that are harvested: who proposed or entered one, whether it may run, and every act on it in the ledger.

A source is kept as it is written: the table of DIR/sources.toml, as JSON. That file stays the operator's: an entry that
is new there, or changed, is taken over and approved; one that goes from it pauses. What pages and commands change holds
until the file says something new of that source.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Connection, String, Table, Text, delete, select, update
from sqlalchemy import Column as C
from sqlalchemy.dialects.sqlite import insert as upsert

from harvesters.errors import BadSourceFile
from harvesters.source import Source, source_of, source_tables
from registry import schema
from registry.accounts import By
from registry.directory import Directory
from registry.entries import Act, Entry
from registry.errors import RegistryError
from registry.harvesting.sayings import ACT, Said, canonical, digest_of, record_of_source, verb_of
from registry.harvesting.vetting import default_faults
from registry.ledger import Ledger
from vocab.codelists import CodeList

log = logging.getLogger(__name__)
Beside = Callable[[Connection, str], None]
"""Writes what goes with an act of several, at the time of their entries."""
FILE = By("sources.toml")
"""Who acts when the operator's file says so."""

table = Table(
    "source",
    schema.metadata,
    C("slug", String(80), primary_key=True),
    C("state", String(10), nullable=False),
    C("said", Text, nullable=False),
    # Digest of the file's entry that was taken over last; "" for one that the file does not name.
    C("file", String(64), nullable=False),
    C("is_filed", Boolean, nullable=False),
    # Since when its schedule counts, and who acted on it last.
    C("since", String(27), nullable=False),
    C("account", Text, nullable=False),
    C("person", Text, nullable=False),
    C("at", String(27), nullable=False),
)


class State(StrEnum):
    """Whether a source may run: only an approved one does."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    PAUSED = "paused"


class Verb(StrEnum):
    """What was done to a source: the first word of the ledger entry's reason."""

    PROPOSE = "propose"
    ADD = "add"
    APPROVE = "approve"
    PAUSE = "pause"
    RESUME = "resume"
    SCHEDULE = "schedule"
    CHANGE = "change"
    SIGN = "sign"
    MOVE = "move"
    REMOVE = "remove"


class UnknownSource(RegistryError):
    """There is no source of this name."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"Không có nguồn “{slug}”.", f"There is no source “{slug}”.")


class NotNow(RegistryError):
    """The source's state, or the operator's file, does not allow what was asked."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A source in the table: as it is `said`, what that makes, its state, whether the operator's file names it.

    `trouble` says why it cannot run though it is approved (its mapping file is not there). `by` acted last, `at`.
    """

    source: Source
    said: Said
    state: State
    is_filed: bool
    since: str
    by: By
    at: str
    trouble: BadSourceFile | None = None

    @property
    def slug(self) -> str:
        return self.source.slug

    @property
    def may_run(self) -> bool:
        return self.state == State.APPROVED and self.trouble is None

    @property
    def version(self) -> str:
        """What a person who decides on the source has seen of it: the digest of its state and of what it says."""
        return digest_of({**self.said, "state": self.state.value})


class Sources:
    """Enters, changes and finds sources. Every change is an entry of the ledger, with what the source says from then on."""

    def __init__(self, ledger: Ledger, directory: Directory, lists: Mapping[str, CodeList]) -> None:
        self._ledger = ledger
        self._directory = directory
        self._lists = lists
        self._reading = threading.Lock()
        self._read: tuple[int, ...] = ()
        self.trouble: BadSourceFile | None = None

    def all(self) -> tuple[Entered, ...]:
        """Every source by its name, the operator's file taken over first as far as it can be read."""
        self._take_over()
        with self._ledger.engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.slug)).all()
        return tuple(self._entered(row) for row in rows)

    def running(self) -> tuple[Entered, ...]:
        """Those that may run now."""
        return tuple(one for one in self.all() if one.may_run)

    def one(self, slug: str) -> Entered:
        """The source of this name. Raises UnknownSource."""
        self._take_over()
        with self._ledger.engine.connect() as connection:
            row = connection.execute(select(table).where(table.c.slug == slug)).first()
        if row is None:
            raise UnknownSource(slug)
        return self._entered(row)

    def demand_readable(self) -> None:
        """Raises BadSourceFile when the operator's file cannot be taken over as it stands."""
        self._take_over()
        if self.trouble:
            raise self.trouble

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

        Raises BadSourceFile, NotNow for a name that is taken, or that another agency's source had: its runs go by it.
        """
        source = source_of(said, self._directory.mappings)
        verb = Verb.PROPOSE if state == State.PROPOSED else Verb.ADD
        with self._reading:
            if self._row(source.slug) is not None:
                raise NotNow(
                    f"Đã có nguồn mang tên “{source.slug}”; hãy đặt tên khác.",
                    f"There is a source named “{source.slug}” already; choose another name.",
                )
            former = self.former(source.slug)
            if former is not None and former.agency != source.agency:
                raise NotNow(
                    f"“{source.slug}” từng là tên nguồn của cơ quan khác; hãy đặt tên khác.",
                    f"“{source.slug}” was the name of another agency's source; choose another name.",
                )
            self._write([_act(verb, said, by, why)], said, state, by)
        return self.one(source.slug)

    def change(self, slug: str, said: Said, by: By, verb: Verb = Verb.CHANGE, why: str = "", seen: str = "") -> Entered:
        """What the source says from now on; its name and state stay. `seen` is the version that is changed.

        Raises UnknownSource, BadSourceFile, NotNow when it is another version by now.
        """
        kept = {**said, "slug": slug}
        source_of(kept, self._directory.mappings)
        with self._reading:
            before = self._known(slug)
            _demand_seen(before, seen)
            if canonical(before.said) != canonical(kept):
                self._write([_act(verb, kept, by, why)], kept, before.state, by, _since(before, kept))
        return self.one(slug)

    def moving(self, slug: str, said: Said, by: By, why: str) -> tuple[Act, Beside]:
        """The act of a change that must stand or fall with others, and what to write beside it. Raises UnknownSource."""
        before = self._known(slug)
        kept = {**said, "slug": slug}

        def beside(connection: Connection, at: str) -> None:
            _put(connection, kept, before.state, by, at)

        return _act(Verb.MOVE, kept, by, why), beside

    def set_state(self, slug: str, verb: Verb, by: By, why: str = "", seen: str = "") -> Entered:
        """Approves, pauses or resumes a source. Raises UnknownSource, NotNow when it stands otherwise, or is not the version
        that was `seen` any more: what a person approves is what that person read."""
        come_from, goes_to = _STEPS[verb]
        with self._reading:
            before = self._known(slug)
            _demand_seen(before, seen)
            if before.state != come_from:
                raise NotNow(
                    f"Nguồn “{slug}” không ở trạng thái cho phép việc này.",
                    f"Source “{slug}” is {before.state}: this cannot be done to it.",
                )
            self._write([_act(verb, before.said, by, why)], before.said, goes_to, by)
        return self.one(slug)

    def remove(self, slug: str, by: By, why: str, more: Sequence[Act] = ()) -> tuple[Entry, ...]:
        """Takes the source out, with whatever acts go with it, in one transaction. Raises UnknownSource, and NotNow while
        the operator's file names it: it would come back."""
        with self._reading:
            before = self._known(slug)
            if before.is_filed:
                raise NotNow(
                    f"Nguồn “{slug}” còn ghi trong sources.toml; hãy xóa ở đó trước.",
                    f"Source “{slug}” still stands in sources.toml; delete it there first.",
                )

            def drop(connection: Connection, _: tuple[Entry, ...]) -> None:
                connection.execute(delete(table).where(table.c.slug == slug))

            return self._ledger.append([_act(Verb.REMOVE, before.said, by, why), *more], drop)

    def _known(self, slug: str) -> Entered:
        row = self._row(slug)
        if row is None:
            raise UnknownSource(slug)
        return self._entered(row)

    def _row(self, slug: str) -> Any:
        with self._ledger.engine.connect() as connection:
            return connection.execute(select(table).where(table.c.slug == slug)).first()

    def _entered(self, row: Any) -> Entered:
        said = json.loads(row.said)
        trouble = None
        try:
            source = source_of(said, self._directory.mappings)
        except BadSourceFile as fault:
            # Entered whole, so only its mapping file can be missing: it is known still, and does not run.
            source, trouble = source_of({name: value for name, value in said.items() if name != "mapping"}), fault
        by = By(row.account, row.person)
        return Entered(source, said, State(row.state), row.is_filed, row.since, by, row.at, trouble)

    def _write(self, acts: Sequence[Act], said: Said, state: State, by: By, since: str | None = None) -> None:
        def put(connection: Connection, entries: tuple[Entry, ...]) -> None:
            _put(connection, said, state, by, entries[0].at, since)

        self._ledger.append(acts, put)

    def _take_over(self) -> None:
        """Brings the table up to the operator's file when that has changed since it was read."""
        path = self._directory.sources
        with self._reading:
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
        before = None if row is None else self._entered(row)
        state = State.PAUSED if before and before.is_filed and before.state == State.PAUSED else State.APPROVED
        since = _since(before, said) if before and before.state == State.APPROVED else None
        verb = Verb.CHANGE if before else Verb.ADD

        def put(connection: Connection, entries: tuple[Entry, ...]) -> None:
            _put(connection, said, state, FILE, entries[0].at, since)
            values = {"file": digest_of(said), "is_filed": True}
            connection.execute(update(table).where(table.c.slug == said["slug"]).values(**values))

        self._ledger.append([_act(verb, said, FILE, "")], put)

    def _let_go(self, row: Any) -> None:
        """An entry went from the file: its source is known still, and pauses."""

        def put(connection: Connection, entries: tuple[Entry, ...]) -> None:
            values = {"is_filed": False, "file": "", "state": State.PAUSED.value, "at": entries[0].at}
            connection.execute(update(table).where(table.c.slug == row.slug).values(**values))

        self._ledger.append([_act(Verb.PAUSE, json.loads(row.said), FILE, "")], put)


def _act(verb: Verb, said: Said, by: By, why: str) -> Act:
    reason = f"{verb}: {why}" if why else verb.value
    return Act(ACT, record_of_source(str(said["slug"])), by.account, by.person, canonical(said).encode(), reason=reason)


def _demand_seen(before: Entered, seen: str) -> None:
    if seen and seen != before.version:
        raise NotNow(
            f"Nguồn “{before.slug}” vừa được sửa; hãy xem lại rồi làm tiếp.",
            f"Source “{before.slug}” has just been changed; look at it again first.",
        )


def _since(before: Entered, said: Said) -> str | None:
    """From when the schedule counts after a change: anew when it is another one."""
    return before.since if said.get("schedule", "") == before.said.get("schedule", "") else None


def _put(connection: Connection, said: Said, state: State, by: By, at: str, since: str | None = None) -> None:
    """Writes the row of a source; without `since` its schedule counts from now."""
    row = {
        "slug": said["slug"],
        "state": state.value,
        "said": canonical(said),
        "file": "",
        "is_filed": False,
        "since": at if since is None else since,
        "account": by.account,
        "person": by.person,
        "at": at,
    }
    statement = upsert(table).values(**row)
    names = ("state", "said", "since", "account", "person", "at")
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["slug"], set_={name: statement.excluded[name] for name in names}
        )
    )


_STEPS = {
    Verb.APPROVE: (State.PROPOSED, State.APPROVED),
    Verb.PAUSE: (State.APPROVED, State.PAUSED),
    Verb.RESUME: (State.PAUSED, State.APPROVED),
}
