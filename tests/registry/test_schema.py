"""A data directory of an older version: its tables are brought along, and what cannot be is refused in words."""

import threading
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.pool import QueuePool

from registry import schema
from registry.config import load_config
from registry.directory import prepare
from registry.errors import DataError
from registry.harvesting.runs import Runs
from registry.keeper import Keeper
from registry.schema import DATABASE, connect, create
from registry.verification import verify
from tests.registry.overlapping import Office

BEFORE_CASES = (
    "DROP TABLE case_",
    "DROP TABLE ruling",
    "DROP TABLE statement",
    "DROP TABLE pair",
    "DROP TABLE retake",
    "ALTER TABLE overlap DROP COLUMN score",
)
BEFORE_REPORTS = (
    "DROP TABLE report",
    "DROP TABLE finding",
    "CREATE TABLE remark (record TEXT PRIMARY KEY, seq INTEGER NOT NULL, findings TEXT NOT NULL)",
    "DROP TABLE quality",
    "DROP TABLE destroying",
    "ALTER TABLE origin DROP COLUMN fingerprint",
)
FINDINGS_IN_ROWS = (
    "DROP TABLE report",
    "CREATE TABLE report (record TEXT PRIMARY KEY, seq INTEGER NOT NULL, rules VARCHAR(64) NOT NULL,"
    " is_form BOOLEAN NOT NULL, title TEXT NOT NULL, at VARCHAR(27) NOT NULL)",
    "DROP TABLE finding",
    "CREATE TABLE finding (record TEXT, number INTEGER, rule TEXT NOT NULL, severity VARCHAR(9) NOT NULL,"
    " mark VARCHAR(32) NOT NULL, since VARCHAR(10) NOT NULL, said TEXT NOT NULL, PRIMARY KEY (record, number))",
    "INSERT INTO finding VALUES ('r', 1, 'a', 'Warning', 'm', '2026-11-21', '{}')",
)


def made_old(engine: Engine, *steps: str) -> None:
    with engine.begin() as connection:
        for step in steps:
            connection.execute(text(step))


def shapes(engine: Engine) -> dict[str, set[str]]:
    found = inspect(engine)
    return {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}


@pytest.mark.parametrize("steps", [BEFORE_CASES, (*BEFORE_CASES, *BEFORE_REPORTS), FINDINGS_IN_ROWS])
def test_the_tables_of_an_older_version_become_those_of_today(engine: Engine, steps: tuple[str, ...]) -> None:
    today = shapes(engine)
    made_old(engine, *steps)
    assert shapes(engine) != today
    create(engine)
    assert shapes(engine) == today
    create(engine)
    assert shapes(engine) == today


def test_what_stood_in_an_older_table_is_kept(engine: Engine) -> None:
    made_old(engine, "ALTER TABLE origin DROP COLUMN fingerprint")
    made_old(
        engine, "INSERT INTO origin (record, source, identifier, last_run, last_seen) VALUES ('r', 's', 'i', 1, '2026')"
    )
    create(engine)
    assert Runs(engine).known("s") == {"r": ""}, "as if the source had said another thing: it is looked at again"


def test_reports_that_were_kept_otherwise_are_made_anew(engine: Engine) -> None:
    made_old(engine, *FINDINGS_IN_ROWS)
    made_old(engine, "INSERT INTO report VALUES ('r', 1, 'd', 0, 't', '2026-11-21T03:00:00.000000Z')")
    create(engine)
    with engine.connect() as connection:
        assert connection.execute(select(schema.report)).all() == []


def test_a_ledger_that_lacks_what_no_step_can_supply_is_refused_in_words(tmp_path: Path) -> None:
    directory = prepare(tmp_path / "data")
    engine = connect(directory.database)
    create(engine)
    made_old(engine, "ALTER TABLE entry DROP COLUMN dictionary")
    engine.dispose()
    with pytest.raises(DataError, match="older") as refused:
        Keeper.open(load_config(directory.path))
    assert "entry.dictionary" in refused.value.en and "cũ" in refused.value.vi


def test_a_directory_from_before_there_were_cases_opens_with_its_records_and_a_sound_ledger(tmp_path: Path) -> None:
    path = tmp_path / "data"
    keeper = Keeper.open(load_config(path))
    office = Office(keeper.ledger)
    said = office.described("old")
    assert office.take(said) in ("published", "remarked")
    keeper.close()
    engine = connect(path / DATABASE)
    made_old(engine, *BEFORE_CASES, *BEFORE_REPORTS)
    assert verify(engine).sound
    engine.dispose()
    again = Keeper.open(load_config(path))
    try:
        assert again.rejudging.wait(60) and again.rejudging.course.done == 1
        assert [current.record for current in again.ledger.currents()] == [said.record]
        assert again.cases.exist and again.probe()["store"] == "ok"
    finally:
        again.close()
    assert verify(connect(path / DATABASE)).sound


def test_one_who_writes_reads_on_however_many_wait_to_write(tmp_path: Path) -> None:
    engine = connect(tmp_path / DATABASE)
    create(engine)
    waiting = [threading.Thread(target=_mark, args=(engine, number), daemon=True) for number in range(40)]
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO probe VALUES ('writer')"))
        for one in waiting:
            one.start()
        _until_all_connect(engine, len(waiting))
        with engine.connect() as other:
            assert other.execute(text("SELECT count(*) FROM probe")).scalar_one() == 0
    for one in waiting:
        one.join(60)
    with engine.connect() as other:
        assert other.execute(text("SELECT count(*) FROM probe")).scalar_one() == 41


def _mark(engine: Engine, number: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO probe VALUES (:at)"), {"at": str(number)})


def _until_all_connect(engine: Engine, number: int) -> None:
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    ends = monotonic() + 5
    while pool.checkedout() < number + 1 and monotonic() < ends:
        sleep(0.01)
    assert pool.checkedout() == number + 1
