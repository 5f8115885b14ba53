"""`verify` finds every way to falsify a ledger: a row changed, dropped, swapped, the tail cut, all of it rewritten."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from registry import schema
from registry.entries import GENESIS, Entry, chained, link
from registry.errors import DataError
from registry.heads import Signer, keep_head, kept_heads, read_head
from registry.ledger import Ledger
from registry.schema import connect, create
from registry.verification import verify
from tests.registry.records import description, publish


def now() -> datetime:
    return datetime(2026, 10, 12, 1, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(tmp_path / "ledger.db")
    create(engine)
    ledger = Ledger(engine, now)
    for number in range(5):
        ledger.append([publish(description(f"n{number}", f"Tên {number}"))])
    yield engine
    engine.dispose()


def tamper(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_ledger_is_sound(engine: Engine) -> None:
    verdict = verify(engine)
    assert verdict.sound and verdict.entries == 5


@pytest.mark.parametrize("column", [c.name for c in schema.entry.columns if c.name not in ("seq",)])
def test_a_changed_column_is_named(engine: Engine, column: str) -> None:
    value = "7" if column == "dictionary" else "'x'"
    tamper(engine, f"UPDATE entry SET {column} = {value} WHERE seq = 3")
    assert min(fault.seq for fault in verify(engine).faults) == 3


def test_a_dropped_row_is_named(engine: Engine) -> None:
    tamper(engine, "DELETE FROM entry WHERE seq = 3")
    assert verify(engine).faults[0].seq == 3


def test_swapped_rows_are_found(engine: Engine) -> None:
    tamper(
        engine,
        "UPDATE entry SET seq = 99 WHERE seq = 2",
        "UPDATE entry SET seq = 2 WHERE seq = 3",
        "UPDATE entry SET seq = 3 WHERE seq = 99",
    )
    assert verify(engine).faults[0].seq == 2


def test_a_cut_tail_is_found_by_the_newest_states(engine: Engine) -> None:
    tamper(engine, "DELETE FROM body WHERE seq = 5", "DELETE FROM entry WHERE seq = 5")
    assert not verify(engine).sound


def test_swapped_bodies_are_found(engine: Engine) -> None:
    tamper(engine, "UPDATE body SET data = (SELECT data FROM body WHERE seq = 1) WHERE seq = 4")
    assert [fault.seq for fault in verify(engine).faults] == [4]


def test_a_damaged_and_a_lost_body_are_named(engine: Engine) -> None:
    tamper(engine, "UPDATE body SET data = x'00' WHERE seq = 2", "DELETE FROM body WHERE seq = 4")
    assert [fault.seq for fault in verify(engine).faults] == [2, 4]


def rewrite(engine: Engine, keep: int) -> None:
    """Does what someone with the whole database can: writes a chain of `keep` rows that verifies in itself."""
    with engine.begin() as connection:
        states = {row.record: row for row in connection.execute(text("SELECT * FROM current"))}
        rows = [Entry(*row) for row in connection.execute(text("SELECT * FROM entry ORDER BY seq"))][:keep]
        for table in ("body", "entry", "current"):
            connection.execute(
                text(
                    f"DELETE FROM {table} WHERE 1" if table == "current" else f"DELETE FROM {table} WHERE seq > {keep}"
                )
            )
        previous = GENESIS
        for row in rows:
            values = {name: getattr(row, name) for name in Entry.__slots__} | {
                "person": "Kẻ khác",
                "previous": previous,
            }
            fresh = Entry(**values)
            previous = link(fresh)
            connection.execute(
                text("UPDATE entry SET person = 'Kẻ khác', previous = :p, hash = :h WHERE seq = :s"),
                {"p": fresh.previous, "h": previous, "s": row.seq},
            )
            connection.execute(
                schema.current.insert(),
                [
                    {
                        "record": row.record,
                        "seq": row.seq,
                        "body_seq": row.seq,
                        "digest": row.digest_after,
                        "fingerprint": states[row.record].fingerprint,
                        "state": "public",
                        "agency": states[row.record].agency,
                        "issued": row.at,
                        "modified": row.at,
                    }
                ],
            )


@pytest.mark.parametrize("keep", [5, 3])
def test_a_whole_rewrite_is_found_only_by_a_head_kept_elsewhere(engine: Engine, tmp_path: Path, keep: int) -> None:
    head = Signer(tmp_path / "keys").sign(Ledger(engine, now).head(), "2026-10-12")
    (tmp_path / "head.json").write_text(head.as_json())
    rewrite(engine, keep)
    assert verify(engine).sound, "the forger's chain verifies in itself"
    faults = verify(engine, [read_head(tmp_path / "head.json")]).faults
    assert [fault.seq for fault in faults] == [5]


@pytest.mark.parametrize(
    "forgery",
    [
        "state = 'withdrawn'",
        "agency = 'https://registry.example/id/agency/thief'",
        "fingerprint = 'f'",
        "issued = '2020-01-01T00:00:00.000000Z'",
        "modified = '2020-01-01T00:00:00.000000Z'",
        "body_seq = 1",
        "seq = 2",
        "digest = 'd'",
    ],
)
def test_a_forged_newest_state_is_named(engine: Engine, forgery: str) -> None:
    tamper(engine, f"UPDATE current SET {forgery} WHERE seq = 3")
    assert not verify(engine).sound


def test_a_tail_cut_with_all_its_traces_is_found_by_what_the_views_have_seen(engine: Engine) -> None:
    tamper(engine, *(f"DELETE FROM {table} WHERE seq = 5" for table in ("body", "entry", "current")))
    assert verify(engine).sound
    assert [fault.seq for fault in verify(engine, seen=5).faults] == [5]


def test_a_head_signed_with_another_key_is_not_this_registrys(engine: Engine, tmp_path: Path) -> None:
    ours, theirs = Signer(tmp_path / "keys"), Signer(tmp_path / "other")
    forged = theirs.sign(Ledger(engine, now).head(), "2026-10-12")
    assert verify(engine, [forged]).sound
    assert "key" in verify(engine, [forged], ours.public_key).faults[0].en


def test_a_forged_head_is_not_believed(engine: Engine, tmp_path: Path) -> None:
    head = Signer(tmp_path / "keys").sign(Ledger(engine, now).head(), "2026-10-12")
    (tmp_path / "head.json").write_text(head.as_json().replace(head.hash, "0" * 64))
    assert "signature" in verify(engine, [read_head(tmp_path / "head.json")]).faults[0].en


def test_a_days_first_head_is_kept_and_read_back(engine: Engine, tmp_path: Path) -> None:
    head = Signer(tmp_path / "keys").sign(Ledger(engine, now).head(), "2026-10-12")
    assert keep_head(engine, tmp_path / "heads", head)
    assert not keep_head(engine, tmp_path / "heads", head)
    assert kept_heads(engine) == (head,) == (read_head(tmp_path / "heads" / f"{head.day}.json"),)
    assert verify(engine, kept_heads(engine)).sound
    assert (tmp_path / "keys" / "head.key").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_head_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    for name in ("x.json", "missing.json"):
        with pytest.raises(DataError, match="not a ledger head"):
            read_head(tmp_path / name)


def test_the_hash_formula_is_the_documented_one() -> None:
    """Netstrings under SHA-256; anyone can recompute this one with `printf '1:1,1:t,' | sha256sum`."""
    assert chained((1, "t")) == "822174f0c5a65afb619edc4af50d1f488c37b040a79f7a93d752b8f07acc3587"
