"""What a removal by law destroys of a ministry's dataset: besides its bodies whatever of its words was found in others.

Rules name the dataset by its title, evidence by its words: what stands so in overlaps, reports, held versions, runs and
cases goes. What can be judged anew is; what was held because of it is taken in again.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from registry import case_moves, schema
from registry.harvesting import runs, tables


def expunge(connection: Connection, iri: str, names: Iterable[str], seq: int) -> None:
    """Destroys what is kept of a ministry's dataset that was called by these `names`; `seq` is the removal's entry."""
    words = [json.dumps(word, ensure_ascii=False)[1:-1] for word in (iri, *names) if word]
    runs.expunge(connection, iri, iri)
    case_moves.expunge(connection, iri, iri)
    connection.execute(delete(schema.overlap).where(schema.overlap.c.ministry == iri))
    told = [row.record for row in _telling(connection, schema.report, schema.report.c.findings, words)]
    for table in schema.JUDGEMENTS:
        connection.execute(delete(table).where(table.c.record.in_(told)))
    _scrub_held(connection, words, seq)
    for table in (tables.settled, tables.staged):
        _scrub(connection, table, table.c.findings, words, lambda rows: _without(rows, words))
    _scrub(
        connection,
        tables.staged,
        tables.staged.c.said,
        words,
        lambda said: {key: _without(rows, words) if isinstance(rows, list) else rows for key, rows in said.items()},
    )


def _scrub_held(connection: Connection, words: Sequence[str], seq: int) -> None:
    held, waiting = schema.held.c, schema.retake
    records = [row.record for row in _telling(connection, schema.held, held.findings, words)]
    _scrub(connection, schema.held, held.findings, words, lambda rows: _without(rows, words))
    connection.execute(delete(waiting).where(waiting.c.record.in_(records)))
    if records:
        connection.execute(insert(waiting), [{"record": record, "seq": seq} for record in records])


def _scrub(connection: Connection, table: Table, column: Any, words: Sequence[str], kept: Callable[[Any], Any]) -> None:
    """Writes, in each row whose JSON has one of the words, what is `kept` of it."""
    for row in _telling(connection, table, column, words):
        place = [each == row._mapping[each.name] for each in table.primary_key]
        said = json.dumps(kept(json.loads(row._mapping[column.name])), ensure_ascii=False)
        connection.execute(update(table).where(*place).values({column.name: said}))


def _telling(connection: Connection, table: Table, column: Any, words: Sequence[str]) -> Sequence[Any]:
    query = select(*table.primary_key, column).where(or_(*(func.instr(column, word) > 0 for word in words)))
    return connection.execute(query).all()


def _without(rows: Iterable[Any], words: Sequence[str]) -> list[Any]:
    return [row for row in rows if not any(word in json.dumps(row, ensure_ascii=False) for word in words)]
