"""Drafts: what an agency is still writing. They live in the database only, never in the store, and survive a restart.

One draft for each dataset; its number is a random one, and another agency is told that there is none. Two people at one
account do not overwrite each other: each saving names the version it began from.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column as C
from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from registry.clock import Clock, stamp
from registry.schema import metadata

draft = Table(
    "draft",
    metadata,
    C("id", String(32), primary_key=True),
    C("agency", String(64), nullable=False),
    C("dataset", Text, nullable=False),
    C("version", Integer, nullable=False),
    C("form", Text, nullable=False),
    C("body", LargeBinary, nullable=False),
    C("expects", Integer, nullable=False),
    C("person", Text, nullable=False),
    C("opened", String(27), nullable=False),
    C("saved", String(27), nullable=False),
    UniqueConstraint("agency", "dataset"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft. `values` are what the form's fields hold, `body` the N-Quads of what the form does not show.

    `version` is 1 when opened and grows by one a saving; `expects` is the ledger entry the dataset stood at when the
    draft was opened (0: not yet published). `person` saved it last, at `saved` (a ledger stamp).
    """

    id: str
    agency: str
    dataset: str
    version: int
    values: Mapping[str, Any]
    body: bytes
    expects: int
    person: str
    opened: str
    saved: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A saving that came from an older version: nothing was written; `now` is what somebody else saved meanwhile."""

    now: Draft
    vi: str
    en: str


class Drafts:
    """Opens, saves, finds and drops drafts."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def open(
        self,
        agency: str,
        dataset: str,
        values: Mapping[str, Any],
        person: str,
        body: bytes = b"",
        expects: int = 0,
    ) -> Draft:
        """The agency's draft of a dataset (its IRI): the one that is there, or a new one with these contents."""
        now = stamp(self._clock())
        row = {
            "id": secrets.token_hex(16),
            "agency": agency,
            "dataset": dataset,
            "version": 1,
            "form": _written(values),
            "body": body,
            "expects": expects,
            "person": person,
            "opened": now,
            "saved": now,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(draft).prefix_with("OR IGNORE"), [row])
            found = connection.execute(select(draft).where(draft.c.agency == agency, draft.c.dataset == dataset)).one()
        return _read(found)

    def save(
        self, id: str, agency: str, version: int, values: Mapping[str, Any], person: str, body: bytes | None = None
    ) -> Draft | Overtaken | None:
        """Keeps new contents over `version`; Overtaken when somebody saved in between, None without such a draft.

        Without `body` the old one stays.
        """
        changes: dict[str, Any] = {
            "version": version + 1,
            "form": _written(values),
            "person": person,
            "saved": stamp(self._clock()),
        }
        if body is not None:
            changes["body"] = body
        with self._engine.begin() as connection:
            where = (draft.c.id == id, draft.c.agency == agency, draft.c.version == version)
            saved = connection.execute(update(draft).where(*where).values(changes)).rowcount
            now = _find(connection, id, agency)
        return now if saved or now is None else _overtaken(now)

    def find(self, id: str, agency: str) -> Draft | None:
        """The draft of this number, if it is this agency's."""
        with self._engine.connect() as connection:
            return _find(connection, id, agency)

    def of_dataset(self, dataset: str, agency: str) -> Draft | None:
        """The agency's draft of a dataset."""
        with self._engine.connect() as connection:
            query = select(draft).where(draft.c.dataset == dataset, draft.c.agency == agency)
            row = connection.execute(query).first()
        return None if row is None else _read(row)

    def of_agency(self, agency: str) -> tuple[Draft, ...]:
        """All drafts of an agency, the last saved first."""
        with self._engine.connect() as connection:
            query = select(draft).where(draft.c.agency == agency).order_by(draft.c.saved.desc(), draft.c.id)
            return tuple(_read(row) for row in connection.execute(query))

    def drop(self, id: str, agency: str) -> bool:
        """Throws a draft away, as after publishing it; whether there was one."""
        with self._engine.begin() as connection:
            gone = connection.execute(delete(draft).where(draft.c.id == id, draft.c.agency == agency))
            return gone.rowcount == 1

    def hand_over(self, dataset: str, to: str) -> bool:
        """Gives the draft of a dataset that was transferred to its new agency, unless that one has its own."""
        with self._engine.begin() as connection:
            statement = update(draft).prefix_with("OR IGNORE").where(draft.c.dataset == dataset, draft.c.agency != to)
            return connection.execute(statement.values(agency=to)).rowcount > 0


def _find(connection: Connection, id: str, agency: str) -> Draft | None:
    row = connection.execute(select(draft).where(draft.c.id == id, draft.c.agency == agency)).first()
    return None if row is None else _read(row)


def _read(row: Row[tuple[Any, ...]]) -> Draft:
    return Draft(
        row.id,
        row.agency,
        row.dataset,
        row.version,
        json.loads(row.form),
        row.body,
        row.expects,
        row.person,
        row.opened,
        row.saved,
    )


def _written(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False)


def _overtaken(now: Draft) -> Overtaken:
    return Overtaken(
        now,
        f"{now.person} đã lưu bản nháp này sau khi bạn mở. Hãy so hai bản rồi lưu lại; chưa có gì bị mất.",
        f"{now.person} saved this draft after you opened it. Compare the two and save again; nothing is lost.",
    )


def expunge(connection: Connection, dataset: str) -> int:
    """Destroys every agency's draft of a dataset, by law; how many there were."""
    return connection.execute(delete(draft).where(draft.c.dataset == dataset)).rowcount
