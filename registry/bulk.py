"""Many rows at once: to look them up, and to write them, without what SQLAlchemy does for each row and each parameter.

A run moves thousands of records through some ten tables; what is done once a row there is most of what the keeper does.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select
from sqlalchemy.dialects.sqlite import dialect, insert

Row = Mapping[str, Any]


def among(column: ColumnElement[Any], values: Collection[str] | Collection[int]) -> ColumnElement[bool]:
    """Whether a column is one of these values, however many: they cross as one text."""
    told = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(told.c.value))


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows that have the same columns, at least two; a column that is left out takes its default."""
    _run(connection, table, rows)


def put(connection: Connection, table: Table, rows: Sequence[Row], kept: Collection[str] = ()) -> None:
    """The same, and where a row of that primary key is there, replaces it but for the columns `kept`."""
    key = tuple(column.name for column in table.primary_key)
    _run(connection, table, rows, key, frozenset((*key, *kept)))


def _run(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    key: tuple[str, ...] = (),
    kept: frozenset[str] = frozenset(),
) -> None:
    if rows:
        text, values = _statement(table, tuple(rows[0]), key, kept)
        connection.exec_driver_sql(text, list(map(values, rows)))


@lru_cache(maxsize=64)
def _statement(
    table: Table, names: tuple[str, ...], key: tuple[str, ...], kept: frozenset[str]
) -> tuple[str, Callable[[Row], tuple[Any, ...]]]:
    """The text of the statement, and what makes a row's parameters."""
    made = insert(table)
    if key:
        replaced = {name: made.excluded[name] for name in names if name not in kept}
        made = made.on_conflict_do_update(index_elements=key, set_=replaced)
    compiled = made.compile(dialect=dialect(), column_keys=names)
    return str(compiled), itemgetter(*compiled.positiontup or ())
