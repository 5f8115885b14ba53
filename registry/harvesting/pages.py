"""The pages of runs: what was asked, what came, and where its bytes lie (DIR/snapshots/<sha256>)."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select

from registry.bulk import among
from registry.harvesting.tables import run_page

Row = dict[str, Any]
MOST_NOTICES = 20
READ, SAME, LOST = "read", "same", "lost"
"""What was done with a page: it was read; it was word for word the last one, so nothing of it was; it did not come."""


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of a run: `url` was asked, `final_url` answered. `sha256` is "" when it did not come (state "lost").

    `next_url` and `more` are the addresses it leads to by its own word. Numbers of records: `read` told on it, of which
    `unreadable` could not be read, `refused` were removed by law, `repeated` had come before in the same run. `kept`: the
    records that the source could be asked nothing about as long as the page stays the same, -1 when that is not so simple.
    `total` is what the page claims for the whole source (-1: nothing), `came` the entries of the source's list on it,
    `skipped` those before them by its address; `is_end`: by its own word the list ends here. `notices` ({"slug", "vi",
    "en"}) tell what was left out of the page as a whole, or mended in it; at most MOST_NOTICES are kept.
    """

    number: int
    url: str
    final_url: str = ""
    state: str = READ
    sha256: str = ""
    media_type: str = ""
    links: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    etag: str = ""
    last_modified: str = ""
    fetched_at: str = ""
    next_url: str = ""
    more: tuple[str, ...] = ()
    read: int = 0
    unreadable: int = 0
    refused: int = 0
    repeated: int = 0
    kept: int = -1
    total: int = -1
    came: int = 0
    skipped: int = 0
    is_end: int = 0
    notices: tuple[Row, ...] = ()


class Pages:
    """Reads what is kept of pages."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def of(self, run: int) -> tuple[RunPage, ...]:
        """The pages of a run, in the order they were read."""
        query = select(run_page).where(run_page.c.run == run).order_by(run_page.c.number)
        with self.engine.connect() as connection:
            return tuple(_page(row) for row in connection.execute(query))

    def urls(self, run: int) -> frozenset[str]:
        """The addresses that a run has read so far."""
        query = select(run_page.c.url).where(run_page.c.run == run)
        with self.engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def met_elsewhere(self, run: int, digests: Collection[str]) -> frozenset[str]:
        """Which of these bytes another run than this one has met too."""
        query = select(run_page.c.sha256).where(run_page.c.run != run, among(run_page.c.sha256, digests))
        with self.engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def at(self, run: int, url: str) -> RunPage | None:
        """The page of this address in a run."""
        query = select(run_page).where(run_page.c.run == run, run_page.c.url == url)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else _page(row)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted while the pages of a run were read; see `RunPage`."""

    read: int
    unreadable: int
    refused: int
    repeated: int


def counted(connection: Connection, run: int) -> Counted:
    """The sums over a run's pages."""
    names = ("read", "unreadable", "refused", "repeated")
    query = select(*(func.coalesce(func.sum(run_page.c[name]), 0) for name in names)).where(run_page.c.run == run)
    return Counted(*(int(number) for number in connection.execute(query).one()))


def keep_page(connection: Connection, run: int, page: RunPage) -> None:
    """Writes a page of a run down, in the transaction that stages its records."""
    values: dict[str, Any] = {name: getattr(page, name) for name in _PLAIN}
    told = {
        "links": json.dumps(dict(page.links)),
        "more": json.dumps(list(page.more)),
        "notices": json.dumps(page.notices[:MOST_NOTICES], ensure_ascii=False),
    }
    connection.execute(insert(run_page).values(run=run, **values, **told))


def _page(row: Any) -> RunPage:
    values = {name: getattr(row, name) for name in _PLAIN}
    links, more, notices = json.loads(row.links), json.loads(row.more), json.loads(row.notices)
    return RunPage(**values, links=MappingProxyType(links), more=tuple(more), notices=tuple(notices))


_PLAIN = tuple(column.name for column in run_page.columns if column.name not in ("run", "links", "more", "notices"))
