"""Staged records as rows of the tables, inside somebody's transaction."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select
from sqlalchemy.dialects.sqlite import insert as upsert

from registry.harvesting.staging import SAME, Known, Staged
from registry.harvesting.tables import origin, staged, unreadable

Row = dict[str, Any]


def versions(connection: Connection, number: int, rows: Sequence[Staged]) -> dict[str, Known]:
    """What the run has staged already of the datasets of these rows."""
    names = (staged.c.iri, staged.c.identifier, staged.c.fingerprint, staged.c.mark, staged.c.said)
    iris = [row.iri for row in rows]
    found: dict[str, Known] = {}
    for start in range(0, len(iris), 500):
        query = select(*names).where(staged.c.run == number, staged.c.iri.in_(iris[start : start + 500]))
        for row in connection.execute(query):
            version = str(json.loads(row.said).get("version", ""))
            found[row.iri] = Known(version, row.fingerprint, row.mark, row.identifier)
    return found


def stage_rows(connection: Connection, number: int, page: int, rows: Sequence[Staged]) -> None:
    if not rows:
        return
    statement = upsert(staged)
    names = [column.name for column in staged.columns if column.name not in ("run", "iri")]
    statement = statement.on_conflict_do_update(
        index_elements=["run", "iri"], set_={name: statement.excluded[name] for name in names}
    )
    connection.execute(statement, [_staged_row(number, page, row) for row in rows])


def stage_same_rows(connection: Connection, number: int, source: str, page: int, sha256: str) -> int:
    """Marks the records that last came from a page as said again; gives how many had not come before in this run."""
    iri = func.replace(origin.c.record, "/id/record/", "/id/dataset/")
    values = (
        number,
        iri,
        origin.c.identifier,
        origin.c.title,
        origin.c.fingerprint,
        b"",
        "{}",
        SAME,
        origin.c.raw,
        page,
    )
    columns = [column.name for column in staged.columns]
    told = select(*(literal(value) if isinstance(value, int | str | bytes) else value for value in values))
    rows = told.where(origin.c.source == source, origin.c.page == sha256)
    done = connection.execute(upsert(staged).from_select(columns, rows).on_conflict_do_nothing())
    return int(done.rowcount)


def tell_again(connection: Connection, before: int, page: int, number: int, now: int) -> None:
    """What could not be read of a page then cannot now."""
    kept = [unreadable.c.position, unreadable.c.reason_vi, unreadable.c.reason_en, unreadable.c.cause]
    rows = select(literal(number), literal(now), *kept).where(unreadable.c.run == before, unreadable.c.page == page)
    connection.execute(insert(unreadable).from_select(["run", "page", *kept], rows))


def _staged_row(number: int, page: int, row: Staged) -> Row:
    return {
        "run": number,
        "iri": row.iri,
        "identifier": row.identifier,
        "title": row.title,
        "fingerprint": row.fingerprint,
        "body": row.body,
        "said": json.dumps(row.said, ensure_ascii=False),
        "mark": row.mark,
        "raw": row.raw,
        "page": page,
    }


def staged_of(row: Any) -> Staged:
    """The row of the table as a value."""
    told = (row.iri, row.identifier, row.title, row.fingerprint, row.body, json.loads(row.said))
    return Staged(*told, row.mark, row.raw, row.page)
