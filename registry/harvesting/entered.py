"""A source as it stands in the table: what is said of it, whether it may run, who acted on it last."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, String, Table, Text
from sqlalchemy import Column as C
from sqlalchemy.dialects.sqlite import insert as upsert

from harvesters.errors import BadSourceFile
from harvesters.source import Source, source_of
from registry import schema
from registry.accounts import By
from registry.entries import Act
from registry.harvesting.sayings import ACT, Said, canonical, digest_of, record_of_source

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


def entered(row: Any, mappings: Path) -> Entered:
    """The row of a source as a value; `mappings` is the folder of the operator's mapping files."""
    said = json.loads(row.said)
    trouble = None
    try:
        source = source_of(said, mappings)
    except BadSourceFile as fault:
        # Entered whole, so only its mapping file can be missing: it is known still, and does not run.
        source, trouble = source_of({name: value for name, value in said.items() if name != "mapping"}), fault
    by = By(row.account, row.person)
    return Entered(source, said, State(row.state), row.is_filed, row.since, by, row.at, trouble)


def act_of(verb: Verb, said: Said, by: By, why: str) -> Act:
    """The ledger's act on a source, with what it says from then on."""
    reason = f"{verb}: {why}" if why else verb.value
    return Act(ACT, record_of_source(str(said["slug"])), by.account, by.person, canonical(said).encode(), reason=reason)


def counts_from(before: Entered, said: Said) -> str | None:
    """From when the schedule counts after a change: anew when it is another one."""
    return before.since if said.get("schedule", "") == before.said.get("schedule", "") else None


def put(connection: Connection, said: Said, state: State, by: By, at: str, since: str | None = None) -> None:
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
