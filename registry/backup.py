"""Backup and restore: everything that cannot be made anew, and a manifest that tells whether it is whole.

A backup is a folder: the database (an online copy, while the keeper writes on), raw snapshots, signed heads, keys, the
settings, and last of all MANIFEST.json with the SHA-256 of each file. A folder without a manifest is no backup. Views are
left out, the keeper makes them from the ledger. The folder holds secrets and is readable by its owner only.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from registry.clock import Clock, stamp, utc_now
from registry.directory import MARK, Directory
from registry.errors import DataError, RegistryError
from registry.heads import kept_heads, read_head
from registry.milestones import Reached, passing
from registry.schema import DATABASE, connect
from registry.verification import verify

MANIFEST = "MANIFEST.json"
KIND = "so-dang-ky backup 1"
_FILES = (MARK, "registry.toml", "sources.toml")
_FOLDERS = ("heads", "keys", "mappings", "snapshots")
_SECRET = frozenset({"keys", DATABASE})
_COMING = "coming-"


class BackupFault(DataError):
    """A backup cannot be made there, is not whole, or cannot be restored there."""


@dataclass(frozen=True, slots=True)
class Held:
    """One file of a backup."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when it was made, how many ledger entries, the newest entry's hash, and every file by its
    path inside the backup."""

    made: str
    entries: int
    head: str
    files: Mapping[str, Held]


def make_backup(
    directory: Directory, engine: Engine, target: Path, reached: Reached = passing, clock: Clock = utc_now
) -> Manifest:
    """Copies the registry into the folder `target`, which must be new or empty; the keeper may go on writing.

    Raises BackupFault when the folder is not empty, the disk is full, or the copied database is not sound.
    """
    _claim(target)
    try:
        reached("backup.before-copy")
        entries, head = _copy_database(engine, target / DATABASE)
        for name in _sources(directory.path):
            _copy(directory.path / name, target / name)
        reached("backup.after-copy")
        files = {name: _held(target / name) for name in sorted(_found(target))}
        manifest = Manifest(stamp(clock()), entries, head, files)
        _write_manifest(target / MANIFEST, manifest)
    except (OSError, sqlite3.Error) as fault:
        raise BackupFault(
            f"Không sao lưu được vào {target}: {fault}.", f"Cannot back up to {target}: {fault}."
        ) from fault
    return manifest


def restore_backup(source: Path, target: Path) -> Manifest:
    """Brings a backup into the folder `target`, which must be new or empty; the views are made at the next start.

    Raises BackupFault when the backup is not whole or its ledger does not verify; then `target` holds nothing.
    """
    manifest = read_manifest(source)
    for name in (DATABASE, MARK, *manifest.files):
        if not _is_inside(name) or _held_or_none(source / name) != manifest.files.get(name):
            raise BackupFault(
                f"Bản sao lưu {source} đã hỏng: tệp {name} không đúng như khi sao lưu.",
                f"The backup {source} is damaged: {name} is not what was backed up.",
            )
    _claim(target)
    try:
        # The mark comes last: until then nobody takes the folder for a registry.
        for name in sorted(manifest.files, key=lambda name: name == MARK):
            _copy(source / name, target / name)
        _check_ledger(source, target, manifest)
    except (RegistryError, DatabaseError, OSError) as fault:
        _empty(target, manifest)
        if isinstance(fault, RegistryError):
            raise
        raise BackupFault(
            f"Không khôi phục được vào {target}: {fault}.", f"Cannot restore into {target}: {fault}."
        ) from fault
    os.sync()
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What a backup says it holds. Raises BackupFault when there is no manifest, or it is not one of ours."""
    try:
        said = json.loads((source / MANIFEST).read_bytes())
        if said["kind"] != KIND:
            raise ValueError(f"kind {said['kind']!r}")
        files = {str(name): Held(str(one["sha256"]), int(one["size"])) for name, one in said["files"].items()}
        return Manifest(str(said["made"]), int(said["entries"]), str(said["head"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BackupFault(
            f"{source} không phải bản sao lưu hoàn chỉnh của sổ: thiếu hoặc hỏng {MANIFEST}.",
            f"{source} is no complete backup of a registry: {MANIFEST} is missing or damaged.",
        ) from fault


def _claim(target: Path) -> None:
    """Makes the folder ours alone. Raises BackupFault when something is in it, or it cannot be made."""
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        stranger = next(target.iterdir(), None)
        if stranger is None:
            target.chmod(0o700)
    except OSError as fault:
        raise BackupFault(
            f"Không dùng được thư mục {target}: {fault.strerror}.",
            f"The folder {target} cannot be used: {fault.strerror}.",
        ) from fault
    if stranger:
        raise BackupFault(
            f"Thư mục {target} không trống (có {stranger.name}). Hãy chọn một thư mục mới.",
            f"The folder {target} is not empty (it holds {stranger.name}). Choose a new one.",
        )


def _copy_database(engine: Engine, target: Path) -> tuple[int, str]:
    """An online copy in one step, so that it is one moment's state; its number of entries and newest hash."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    raw = engine.raw_connection()
    copy = sqlite3.connect(target)
    try:
        source = raw.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        ((sound,),) = copy.execute("PRAGMA quick_check(1)").fetchall()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)
        newest = copy.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    finally:
        copy.close()
        raw.close()
    return newest or (0, "")


def _sources(path: Path) -> Iterator[str]:
    """The files that are copied beside the database, by their path inside the data directory."""
    yield from (name for name in _FILES if (path / name).exists())
    for folder in _FOLDERS:
        yield from (name for name in _found(path, folder) if not PurePosixPath(name).name.startswith(_COMING))


def _found(path: Path, folder: str = "") -> Iterator[str]:
    for file in (path / folder).rglob("*"):
        if file.is_file():
            yield file.relative_to(path).as_posix()


def _copy(source: Path, target: Path) -> None:
    """One file, with the mode its kind asks for; one that went away meanwhile is passed over."""
    secret = bool(_SECRET & {target.name, target.parent.name})
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        reading = source.open("rb")
    except FileNotFoundError:
        return
    mode = 0o600 if secret else 0o644
    with reading, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)


def _held(file: Path) -> Held:
    with file.open("rb") as reading:
        return Held(hashlib.file_digest(reading, "sha256").hexdigest(), file.stat().st_size)


def _held_or_none(file: Path) -> Held | None:
    return _held(file) if file.is_file() else None


def _write_manifest(path: Path, manifest: Manifest) -> None:
    """Everything else reaches the disk before the manifest does, and the manifest whole or not at all."""
    os.sync()
    coming = path.with_suffix(".coming")
    with coming.open("w", encoding="utf-8") as file:
        json.dump({"kind": KIND, **asdict(manifest)}, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _is_inside(name: str) -> bool:
    """Whether a path stays inside the folder it is joined to."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name


def _check_ledger(source: Path, target: Path, manifest: Manifest) -> None:
    """Holds the restored ledger against itself, the heads in it and beside it, and what the manifest says."""
    engine = connect(target / DATABASE)
    try:
        heads = [*kept_heads(engine), *(read_head(file) for file in sorted((target / "heads").glob("*.json")))]
        verdict = verify(engine, heads)
    finally:
        engine.dispose()
    if verdict.faults:
        fault = verdict.faults[0]
        raise BackupFault(
            f"Sổ trong bản sao lưu {source} không nguyên vẹn: {fault.vi}",
            f"The ledger in the backup {source} is not sound: {fault.en}",
        )
    if (verdict.entries, verdict.head if verdict.entries else "") != (manifest.entries, manifest.head):
        raise BackupFault(
            f"Sổ trong bản sao lưu {source} không phải sổ mà {MANIFEST} ghi.",
            f"The ledger in the backup {source} is not the one its {MANIFEST} names.",
        )


def _empty(target: Path, manifest: Manifest) -> None:
    """Takes away what a restore that failed has brought, and nothing else."""
    for name in (*manifest.files, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (target / name).unlink(missing_ok=True)
    for folder in _FOLDERS:
        shutil.rmtree(target / folder, ignore_errors=True)
