"""Staged records as rows of the tables, inside somebody's transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from registry import schema
from registry.bulk import among, put
from registry.discarding import unmeasure
from registry.harvesting.staging import NEW, SAME, Known, Staged
from registry.harvesting.tables import origin, staged, unreadable

Row = dict[str, Any]


def versions(connection: Connection, number: int, rows: Sequence[Staged]) -> dict[str, Known]:
    """What the run has staged already of the datasets of these rows."""
    names = (staged.c.iri, staged.c.identifier, staged.c.fingerprint, staged.c.mark, staged.c.said)
    query = select(*names).where(staged.c.run == number, among(staged.c.iri, [row.iri for row in rows]))
    found: dict[str, Known] = {}
    for row in connection.execute(query):
        said = json.loads(row.said)
        own = str(said.get("own") or row.fingerprint)
        found[row.iri] = Known(str(said.get("version", "")), own, row.mark, row.identifier)
    return found


def stage_rows(connection: Connection, number: int, page: int, rows: Sequence[Staged]) -> None:
    put(connection, staged, [_staged_row(number, page, row) for row in rows])


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
        origin.c.record,
        "[]",
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
        "record": row.record,
        "findings": row.findings,
    }


def staged_of(row: Any) -> Staged:
    """The row of the table as a value."""
    said = json.loads(row.said)
    findings = row.findings or json.dumps(said.pop("findings", []))  # an older version kept them there
    told = (row.iri, row.identifier, row.title, row.fingerprint, row.body, said)
    return Staged(*told, row.mark, row.raw, row.page, findings)


def new_rows(connection: Connection, number: int, after: str, limit: int) -> list[Staged]:
    """What a run has to settle, by IRI, beyond `after`."""
    query = select(staged).where(staged.c.run == number, staged.c.mark == NEW, staged.c.iri > after)
    return [staged_of(row) for row in connection.execute(query.order_by(staged.c.iri).limit(limit))]


def count_of(connection: Connection, number: int, mark: str) -> int:
    """How many records a run has staged with this mark."""
    query = select(func.count()).select_from(staged).where(staged.c.run == number, staged.c.mark == mark)
    return int(connection.execute(query).scalar_one())


def drop_held(connection: Connection, records: Sequence[str]) -> None:
    """Drops the versions that sources brought and that are held, of records that their sources hold no more.

    What a case is about stays until the case is ruled on; what people wrote stays. A version that is public instead is
    measured and judged again.
    """
    held = schema.held
    brought = select(schema.entry.c.seq).where(schema.entry.c.seq == held.c.seq, schema.entry.c.actor.like("source:%"))
    cases = select(schema.case.c.record)
    some = among(held.c.record, records) & held.c.record.not_in(cases)
    gone = connection.execute(delete(held).where(some, brought.exists()).returning(held.c.record)).scalars().all()
    unmeasure(connection, gone)


def findings_of_held(connection: Connection, records: Sequence[str]) -> dict[str, str]:
    """Of these records those that are held: the findings (as JSON) that hold them."""
    held = schema.held.c
    rows = connection.execute(select(held.record, held.findings).where(among(held.record, records)))
    return {str(row.record): str(row.findings) for row in rows}


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A record that is said again, and of which there is something to tell all the same."""

    row: Staged
    is_foreign: bool
    held: str | None
    was_missing: bool


def same_to_tell(connection: Connection, number: int, agency: str) -> list[Unsettled]:
    """Of what is said again: what is another agency's by now, what is still held (with its findings, as JSON), and what
    had been missing."""
    now, held = schema.current, schema.held
    foreign = now.c.agency.not_in(("", agency))
    was_missing = origin.c.missing_since != ""
    joined = (
        staged.join(now, now.c.record == staged.c.record)
        .outerjoin(held, held.c.record == staged.c.record)
        .join(origin, origin.c.record == staged.c.record)
    )
    query = select(staged, foreign.label("foreign"), held.c.findings.label("held"), was_missing.label("missing"))
    query = query.select_from(joined).where(staged.c.run == number, staged.c.mark == SAME)
    rows = connection.execute(query.where(or_(foreign, held.c.record.is_not(None), was_missing)))
    return [Unsettled(staged_of(row), bool(row.foreign), row.held, bool(row.missing)) for row in rows]
