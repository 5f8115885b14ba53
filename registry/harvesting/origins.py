"""Which record came whence: observations of the sources, not acts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from registry.harvesting.staging import Staged
from registry.harvesting.tables import origin, run_page


@dataclass(frozen=True, slots=True)
class Origin:
    """What a source last said of a record: `raw` is the digest of how it said it and how that was read, `page` the
    SHA-256 of the page; `missing_since` is "" while the source still tells of it."""

    record: str
    identifier: str
    fingerprint: str
    last_run: int
    title: str
    raw: str
    page: str
    missing_since: str


def origins_of(connection: Connection, source: str = "") -> list[Origin]:
    """Everything that a source (or "" for all) has brought and that was not yet taken away."""
    query = select(*(origin.c[name] for name in Origin.__slots__))
    if source:
        query = query.where(origin.c.source == source)
    return [Origin(*row) for row in connection.execute(query)]


def see(connection: Connection, source: str, run: int, brought: Iterable[Staged], at: str) -> None:
    """Notes that the source held these records, and how; a record that was missing is so no more."""
    pages = select(run_page.c.number, run_page.c.sha256).where(run_page.c.run == run)
    shas = {row.number: row.sha256 for row in connection.execute(pages)}
    rows = [
        {
            "record": row.record,
            "source": source,
            "identifier": row.identifier,
            "fingerprint": row.fingerprint,
            "last_run": run,
            "last_seen": at,
            "title": row.title,
            "raw": row.raw,
            "page": shas.get(row.page, ""),
            "missing_since": "",
        }
        for row in brought
    ]
    if rows:
        statement = upsert(origin)
        names = [name for name in rows[0] if name != "record"]
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["record"], set_={name: statement.excluded[name] for name in names}
            ),
            rows,
        )


def miss(connection: Connection, records: Sequence[str], at: str) -> None:
    """Notes since when the source tells of these records no more."""
    for start in range(0, len(records), 500):
        some = origin.c.record.in_(records[start : start + 500])
        connection.execute(update(origin).where(some, origin.c.missing_since == "").values(missing_since=at))


def unsee(connection: Connection, records: Sequence[str]) -> None:
    """Forgets where records came from that the source no longer holds."""
    for start in range(0, len(records), 500):
        connection.execute(delete(origin).where(origin.c.record.in_(records[start : start + 500])))
