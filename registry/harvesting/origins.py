"""Which record came whence: observations of the sources, not acts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from registry import schema
from registry.bulk import among, put
from registry.harvesting.staging import GONE, SAME, Staged
from registry.harvesting.tables import origin, run_page, staged


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


def origins_of(connection: Connection, source: str = "", is_missing: bool = False) -> list[Origin]:
    """Everything that a source (or "" for all) has brought and that was not yet taken away; or what is missing of it."""
    query = select(*(origin.c[name] for name in Origin.__slots__))
    if source:
        query = query.where(origin.c.source == source)
    if is_missing:
        query = query.where(origin.c.missing_since != "")
    return [Origin(*row) for row in connection.execute(query)]


def origins_at(connection: Connection, records: Sequence[str]) -> list[Origin]:
    """What is known of these records, those that some source brought."""
    query = select(*(origin.c[name] for name in Origin.__slots__)).where(among(origin.c.record, records))
    return [Origin(*row) for row in connection.execute(query)]


def still_sent(connection: Connection, agency: str, sources: Sequence[str]) -> dict[str, int]:
    """How many public datasets of an agency (IRI) each of these `sources` still tells of, by source."""
    now = schema.current.c
    mine = (now.agency == agency) & (now.state == "public") & (origin.c.missing_since == "")
    query = select(origin.c.source, func.count()).join(schema.current, now.record == origin.c.record)
    rows = connection.execute(query.where(mine, origin.c.source.in_(sources)).group_by(origin.c.source)).all()
    return {str(source): int(number) for source, number in rows}


def absent_from(connection: Connection, source: str, run: int) -> list[Origin]:
    """What the source has brought and what it did not tell of in this run, or told of as gone."""
    # Asked for as a whole, not row by row: thousands are looked up among thousands.
    there = select(staged.c.record).where(staged.c.run == run, staged.c.mark != GONE)
    columns = (origin.c[name] for name in Origin.__slots__)
    query = select(*columns).where(origin.c.source == source, origin.c.record.not_in(there))
    return [Origin(*row) for row in connection.execute(query.order_by(origin.c.record))]


def see(
    connection: Connection, source: str, run: int, brought: Iterable[Staged], at: str, is_past: bool = False
) -> None:
    """Notes that the source held these records, and how; a record that was missing is so no more.

    `is_past`: it held them in the past alone, so that what is new is missing at once, and what was missing stays so.
    """
    pages = select(run_page.c.number, run_page.c.sha256).where(run_page.c.run == run)
    shas = {row.number: row.sha256 for row in connection.execute(pages)}
    rows = [
        {
            "record": row.record,
            "source": source,
            "identifier": row.identifier,
            "fingerprint": row.own,
            "last_run": run,
            "last_seen": at,
            "title": row.title,
            "raw": row.raw,
            "page": shas.get(row.page, ""),
            "missing_since": at if is_past else "",
        }
        for row in brought
    ]
    put(connection, origin, rows, kept=["missing_since"] if is_past else [])


def see_again(connection: Connection, run: int, at: str) -> None:
    """The same of all that the run marked as said again: only where and when it was seen is new."""
    page = select(run_page.c.sha256).where(run_page.c.run == run, run_page.c.number == staged.c.page).scalar_subquery()
    same = (staged.c.run == run) & (staged.c.mark == SAME) & (staged.c.record == origin.c.record)
    told = {"last_run": run, "last_seen": at, "missing_since": "", "page": func.coalesce(page, "")}
    connection.execute(update(origin).values(**told).where(same))


def miss(connection: Connection, records: Sequence[str], at: str) -> None:
    """Notes since when the source tells of these records no more."""
    newly = (among(origin.c.record, records), origin.c.missing_since == "")
    connection.execute(update(origin).where(*newly).values(missing_since=at))


def unsee(connection: Connection, records: Sequence[str]) -> None:
    """Forgets where records came from that the source no longer holds."""
    connection.execute(delete(origin).where(among(origin.c.record, records)))
