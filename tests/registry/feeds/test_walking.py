"""What every answer of a feed begins with: where the walk stands, found without looking through what moved nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from registry.entries import Act
from registry.feeds import walking
from registry.ledger import Ledger
from registry.schema import create
from tests.registry.records import description, new_ledger, record

CONFIRMED = 1_000
STEPS = 100


@pytest.fixture
def confirmed(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which nothing moved for long."""
    ledger = new_ledger(tmp_path, [description("a", "Đất"), description("b", "Nước")])
    ledger.append([Act("withdraw", record("b"), "bd-so-yt", reason="gộp")])
    ledger.append([Act("confirm", record("a"), "bd-so-yt")] * CONFIRMED)
    yield ledger
    ledger.engine.dispose()


LOOKS: list[tuple[Callable[[Connection], object], object]] = [
    (walking.newest, 3),
    (lambda connection: walking.superseded_at(connection, 3), ""),
    (lambda connection: walking.superseded_at(connection, 2), "2026-10-12T05:00:00.000000Z"),
    (lambda connection: walking.last_change(connection, 3), "2026-10-12T05:00:00.000000Z"),
]


@pytest.mark.parametrize(("look", "found"), LOOKS)
@pytest.mark.parametrize("is_old", [False, True])
def test_a_look_at_where_a_walk_stands_passes_over_what_moved_nothing(
    confirmed: Ledger, look: Callable[[Connection], object], found: object, is_old: bool
) -> None:
    if is_old:
        with confirmed.engine.begin() as connection:
            connection.execute(text("DROP INDEX entry_fed"))
        create(confirmed.engine)
    with confirmed.engine.connect() as connection:
        steps: list[None] = []
        file = connection.connection.driver_connection
        assert isinstance(file, sqlite3.Connection)
        file.set_progress_handler(lambda: steps.append(None), STEPS)
        assert look(connection) == found
        file.set_progress_handler(None, 0)
    assert len(steps) * STEPS < CONFIRMED, "not one instruction of the database for each"
