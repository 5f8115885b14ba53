"""Many rows at once: what is left out takes its default, what is there is replaced but for what is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Connection, Integer, LargeBinary, MetaData, String, Table, select
from sqlalchemy import Column as C

from registry.bulk import add, among, put
from registry.schema import connect

thing = Table(
    "thing",
    MetaData(),
    C("name", String, primary_key=True),
    C("number", Integer, nullable=False),
    C("is_good", Boolean, nullable=False, server_default="0"),
    C("data", LargeBinary, nullable=False, server_default="x"),
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = connect(tmp_path / "some.db")
    with engine.begin() as connection:
        thing.create(connection)
        yield connection
    engine.dispose()


def test_rows_are_added_and_looked_up_by_as_many_names_as_one_likes(connection: Connection) -> None:
    names = [f"«{number}» “x”" for number in range(3000)]
    add(connection, thing, [{"name": name, "number": number} for number, name in enumerate(names)])
    add(connection, thing, [])
    found = connection.execute(select(thing.c.number).where(among(thing.c.name, [*names[10:2000], "nobody"]))).scalars()
    assert sorted(found) == list(range(10, 2000))
    assert connection.execute(select(thing).where(among(thing.c.name, []))).all() == []
    assert connection.execute(select(thing.c.name).where(among(thing.c.number, {7}))).scalars().all() == [names[7]]


def test_a_row_that_is_there_is_replaced_but_for_what_is_kept(connection: Connection) -> None:
    put(connection, thing, [{"name": "a", "number": 1, "is_good": True, "data": b"\x00\xff"}])
    put(connection, thing, [{"name": "a", "number": 2, "is_good": False, "data": b"z"}], kept=["is_good"])
    assert [tuple(row) for row in connection.execute(select(thing))] == [("a", 2, True, b"z")]
