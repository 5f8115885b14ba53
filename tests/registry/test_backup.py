"""A backup is whole or is refused: copied while the ledger grows, restored into an empty folder, checked both times."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import Engine

from registry.backup import MANIFEST, BackupFault, make_backup, read_manifest, restore_backup
from registry.directory import Directory, prepare
from registry.heads import Signer, keep_head
from registry.ledger import Ledger
from registry.schema import connect, create
from registry.verification import verify
from tests.registry.records import description, noon, publish

SNAPSHOT = "ab" * 32


class Room:
    """A data directory with a ledger, a snapshot, a signed head, a key and settings; and views, which stay out."""

    def __init__(self, path: Path) -> None:
        self.directory: Directory = prepare(path)
        self.engine: Engine = connect(self.directory.database)
        create(self.engine)
        self.ledger = Ledger(self.engine, noon)
        self.ledger.append([publish(description(name, f"Tập {name}")) for name in "abc"])
        head = Signer(self.directory.keys).sign(self.ledger.head(), "2026-10-12")
        keep_head(self.engine, self.directory.heads, head)
        self.directory.snapshots.mkdir()
        (self.directory.snapshots / SNAPSHOT).write_bytes(b"raw bytes")
        (self.directory.snapshots / "coming-1-x").write_bytes(b"half")
        (path / "registry.toml").write_text('site_vi = "Sổ"\n', "utf-8")
        for view in ("store", "index", "generations"):
            (path / view).mkdir()
            (path / view / "file").write_bytes(b"view")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "data")
    yield made
    made.engine.dispose()


def contents(path: Path) -> dict[str, bytes]:
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_what_cannot_be_made_anew_is_in_the_backup_and_nothing_else(room: Room, tmp_path: Path) -> None:
    manifest = make_backup(room.directory, room.engine, tmp_path / "backup")
    held = set(contents(tmp_path / "backup"))
    day = next((room.directory.heads).iterdir()).name
    assert held == {
        MANIFEST, "ledger.db", "format", "registry.toml", f"heads/{day}", "keys/head.key", f"snapshots/{SNAPSHOT}"
    }  # fmt: skip
    assert set(manifest.files) == held - {MANIFEST}
    assert (manifest.entries, manifest.head) == (3, room.ledger.head().hash)
    assert read_manifest(tmp_path / "backup") == manifest


def test_secrets_are_the_owners_alone(room: Room, tmp_path: Path) -> None:
    backup, restored = tmp_path / "backup", tmp_path / "restored"
    make_backup(room.directory, room.engine, backup)
    restore_backup(backup, restored)
    for folder in (backup, restored):
        for secret in ("keys/head.key", "ledger.db"):
            assert (folder / secret).stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == (folder / "keys").stat().st_mode & 0o777 == 0o700


def test_a_restored_ledger_is_the_same_and_goes_on(room: Room, tmp_path: Path) -> None:
    make_backup(room.directory, room.engine, tmp_path / "backup")
    assert restore_backup(tmp_path / "backup", tmp_path / "restored").entries == 3
    engine = connect(prepare(tmp_path / "restored").database)
    ledger = Ledger(engine, noon)
    assert list(ledger.stream()) == list(room.ledger.stream())
    assert ledger.bodies([1, 2, 3]) == room.ledger.bodies([1, 2, 3])
    ledger.append([publish(description("d", "Mới"))])
    assert verify(engine).sound
    engine.dispose()
    assert not (tmp_path / "restored" / "store").exists()


def test_a_backup_made_while_the_ledger_grows_is_one_moment_of_it(room: Room, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        for number in range(2000):
            if stop.is_set():
                return
            room.ledger.append([publish(description(f"w{number}", f"Tập {number}"))])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make_backup(room.directory, room.engine, tmp_path / f"backup{n}") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    for number, manifest in enumerate(made):
        assert restore_backup(tmp_path / f"backup{number}", tmp_path / f"restored{number}") == manifest
        entry = room.ledger.entry(manifest.entries)
        assert entry is not None and entry.hash == manifest.head


@pytest.mark.parametrize("name", ["ledger.db", "format", "keys/head.key", f"snapshots/{SNAPSHOT}", "registry.toml"])
@pytest.mark.parametrize("harm", ["flipped", "cut", "lost"])
def test_a_damaged_file_is_named_and_nothing_is_written(room: Room, tmp_path: Path, name: str, harm: str) -> None:
    make_backup(room.directory, room.engine, tmp_path / "backup")
    file = tmp_path / "backup" / name
    data = file.read_bytes()
    if harm == "lost":
        file.unlink()
    else:
        file.write_bytes(data[:-1] if harm == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(BackupFault, match=name):
        restore_backup(tmp_path / "backup", tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind": "other"}', '{"kind": "so-dang-ky backup 1", "files": 3}'])
def test_a_folder_without_a_whole_manifest_is_no_backup(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(BackupFault, match="no complete backup"):
        restore_backup(tmp_path, tmp_path / "restored")


def rewrite(backup: Path, **changes: object) -> None:
    said = json.loads((backup / MANIFEST).read_text("utf-8"))
    (backup / MANIFEST).write_text(json.dumps(said | changes), "utf-8")


def test_a_manifest_cannot_lead_out_of_the_folder_or_leave_the_ledger_out(room: Room, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    made = make_backup(room.directory, room.engine, backup)
    files = {name: asdict(held) for name, held in made.files.items()}
    (tmp_path / "stranger").write_bytes((backup / "format").read_bytes())
    for name in ("../stranger", str(tmp_path / "stranger"), "keys/../../stranger"):
        rewrite(backup, files={**files, name: files["format"]})
        with pytest.raises(BackupFault, match="damaged"):
            restore_backup(backup, tmp_path / "restored")
    for name in ("ledger.db", "format"):
        rewrite(backup, files={n: held for n, held in files.items() if n != name})
        with pytest.raises(BackupFault, match=name):
            restore_backup(backup, tmp_path / "restored")


def test_a_ledger_that_does_not_verify_is_not_brought_in(room: Room, tmp_path: Path) -> None:
    with room.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET reason = 'x' WHERE seq = 2")
    make_backup(room.directory, room.engine, tmp_path / "backup")
    with pytest.raises(BackupFault, match=r"[Ee]ntry 2"):
        restore_backup(tmp_path / "backup", tmp_path / "restored")
    assert contents(tmp_path / "restored") == {}


def test_a_ledger_other_than_the_manifests_is_not_brought_in(room: Room, tmp_path: Path) -> None:
    make_backup(room.directory, room.engine, tmp_path / "backup")
    rewrite(tmp_path / "backup", entries=2)
    with pytest.raises(BackupFault, match="not the one"):
        restore_backup(tmp_path / "backup", tmp_path / "restored")


def test_only_an_empty_folder_is_written_to(room: Room, tmp_path: Path) -> None:
    make_backup(room.directory, room.engine, tmp_path / "backup")
    before = contents(room.directory.path)
    with pytest.raises(BackupFault, match="not empty"):
        restore_backup(tmp_path / "backup", room.directory.path)
    with pytest.raises(BackupFault, match="not empty"):
        make_backup(room.directory, room.engine, room.directory.path)
    assert contents(room.directory.path).keys() == before.keys()
    assert contents(room.directory.path)["ledger.db"] == before["ledger.db"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupFault, match="cannot be used"):
        restore_backup(tmp_path / "backup", tmp_path / "file")


class Killed(BaseException):
    """Stands for the end of the process at a milestone."""


@pytest.mark.parametrize("point", ["backup.before-copy", "backup.after-copy"])
def test_a_backup_that_was_interrupted_is_not_taken_for_one(room: Room, tmp_path: Path, point: str) -> None:
    def die(name: str) -> None:
        if name == point:
            raise Killed

    with pytest.raises(Killed):
        make_backup(room.directory, room.engine, tmp_path / "backup", die)
    with pytest.raises(BackupFault, match="no complete backup"):
        restore_backup(tmp_path / "backup", tmp_path / "restored")
    assert verify(room.engine).sound
    make_backup(room.directory, room.engine, tmp_path / "another")


def test_a_damaged_database_is_not_backed_up_as_if_it_were_good(room: Room, tmp_path: Path) -> None:
    room.engine.dispose()
    with sqlite3.connect(room.directory.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = bytearray(room.directory.database.read_bytes())
    data[3 * size : 4 * size] = b"\xff" * size
    room.directory.database.write_bytes(data)
    with pytest.raises(BackupFault, match="Cannot back up"):
        make_backup(room.directory, room.engine, tmp_path / "backup")
    assert not (tmp_path / "backup" / MANIFEST).exists()
