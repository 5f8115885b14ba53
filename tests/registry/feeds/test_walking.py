"""What every answer of a feed begins with: where the walk stands, found without looking through what moved nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from registry.entries import Act
from registry.feeds import walking
from registry.feeds.filters import WHOLE, Filters
from registry.feeds.walking import Place, Span
from registry.ledger import Ledger
from registry.schema import create
from tests.registry.records import BASE, description, new_ledger, publish, record
from vocab.identifiers import agency_iri, record_iri

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
    (lambda connection: walking.total(connection, WHOLE, Span(record_iri(BASE, ""), 3, None, ())), 1),
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


def totals(ledger: Ledger, position: int) -> list[int | None]:
    """Of a walk through the whole, through one agency's part, and through what changed since the beginning."""
    found = []
    with ledger.engine.connect() as connection:
        for filters in (WHOLE, Filters(agency=agency_iri(BASE, "gl-so-tc")), Filters(since="2026-01-01")):
            within = walking.span(connection, Place(position, 10, ""), filters, record_iri(BASE, ""))
            found.append(walking.total(connection, filters, within))
    return found


def test_a_total_is_the_same_while_its_position_is_the_newest_and_ever_after(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path, [description("a", "Đất"), description("b", "Nước", agency="gl-so-tc")])
    seen = {2: totals(ledger, 2)}
    steps = (
        publish(description("c", "Rừng")),
        Act("withdraw", record("b"), "bd-so-yt", reason="gộp"),
        publish(description("b", "Nước sạch", agency="gl-so-tc")),
        publish(description("d", "Chợ", agency="gl-so-tc")),
        Act("confirm", record("a"), "bd-so-yt"),
        Act("withdraw", record("a"), "bd-so-yt", reason="gộp"),
    )
    for step in steps:
        (entry,) = ledger.append([step])
        seen[entry.seq] = totals(ledger, entry.seq)
    assert {position: totals(ledger, position) for position in seen} == seen
    assert list(seen.values()) == [[2, 1, 2], [3, 1, 3], [2, 0, 3], [3, 1, 3], [4, 2, 4], [4, 2, 4], [3, 2, 4]]
    ledger.engine.dispose()
