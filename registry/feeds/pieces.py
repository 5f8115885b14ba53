"""Pieces: every public record as it stands in a document of each syntax, written beforehand for pages to be joined of.

The job that writes the whole catalogue as files lays them beside the files, in a database of one file that nobody changes
afterwards. A piece goes by the ledger entry that it says: that it says the same for ever, so a page of any later position
finds most of its records written. BLOCK neighbours lie packed together, at an eighth of what each would take by itself.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zstandard import ZstdError

from registry.coding import ZSTD, packed, unpacked
from registry.ledger import Current
from registry.projection import record_quads
from registry.rendering import FORMATS, document, portion
from sparql.dumping import Room
from vocab.identifiers import KEY_LENGTH, record_iri

PIECES = "pieces.db"
"""What the file is called, beside the files of the catalogue."""
VERSION = 1
"""Goes up when a record would be written otherwise and `_mark` does not tell."""
BLOCK = 16
LONGEST = 1 << 18
"""Bytes of a record in all syntaxes; a longer one is not laid by, and no page unpacks it for its neighbours' sake."""
_BETWEEN = b"\0"
"""No syntax lets it through."""
_TABLES = """
CREATE TABLE made (mark TEXT NOT NULL);
CREATE TABLE piece (seq INTEGER PRIMARY KEY, publishers TEXT NOT NULL, block INTEGER NOT NULL, place INTEGER NOT NULL);
CREATE TABLE block (suffix TEXT NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (suffix, number));
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A record's portion of a document in one syntax, and the publishers (IRIs) that its description names."""

    publishers: tuple[str, ...]
    said: bytes


class Laying:
    """A new file of pieces, under way; what it takes of the disk is taken from the room there is. Raises DumpTooLarge, and
    sqlite3.OperationalError when the disk is full; the file is then of no use."""

    def __init__(self, path: Path, base: str, room: Room) -> None:
        self._path = path
        self._room = room
        self._number = 0
        self._waiting: list[Mapping[str, bytes]] = []
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; {_TABLES}")
        self._file.execute("INSERT INTO made VALUES (?)", (_mark(base),))

    def lay(self, seq: int, publishers: Iterable[str], said: Mapping[str, bytes]) -> None:
        """Takes the record of a ledger entry in every syntax it could be written in."""
        if sum(map(len, said.values())) > LONGEST:
            return
        row = (seq, " ".join(publishers), self._number, len(self._waiting))
        self._file.execute("INSERT INTO piece VALUES (?, ?, ?, ?)", row)
        self._waiting.append(said)
        if len(self._waiting) == BLOCK:
            self._pack()

    def finished(self) -> None:
        """All of it on the disk."""
        self._pack()
        self._file.execute("COMMIT")
        self.close()
        with self._path.open("rb") as file:
            os.fsync(file.fileno())

    def close(self) -> None:
        self._file.close()

    def _pack(self) -> None:
        for suffix in FORMATS:
            data = packed(_BETWEEN.join([said.get(suffix, b"") for said in self._waiting]), ZSTD)
            self._room.take(len(data))
            self._file.execute("INSERT INTO block VALUES (?, ?, ?)", (suffix, self._number, data))
        self._number += 1
        self._waiting = []


def pieces(path: Path, base: str, seqs: Sequence[int], suffix: str) -> dict[int, Piece]:
    """The pieces that there are of these ledger entries in a syntax of FORMATS; none where there is no file, or one that
    another version laid or that is damaged."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            return _read(file, base, seqs, suffix)
    except (sqlite3.Error, ZstdError, LookupError):
        return {}


def _read(file: sqlite3.Connection, base: str, seqs: Sequence[int], suffix: str) -> dict[int, Piece]:
    if file.execute("SELECT mark FROM made").fetchone() != (_mark(base),):
        return {}
    among = "IN (SELECT value FROM json_each(?))"
    rows = file.execute(f"SELECT seq, publishers, block, place FROM piece WHERE seq {among}", (json.dumps(seqs),))
    found = rows.fetchall()
    numbers = json.dumps(sorted({block for _, _, block, _ in found}))
    data = file.execute(f"SELECT number, data FROM block WHERE suffix = ? AND number {among}", (suffix, numbers))
    blocks = {number: unpacked(row).split(_BETWEEN) for number, row in data}
    read = {seq: Piece(tuple(named.split()), blocks[block][place]) for seq, named, block, place in found}
    return {seq: piece for seq, piece in read.items() if piece.said}


@lru_cache(maxsize=1)
def _mark(base: str) -> str:
    """Tells whether pieces were written as they would be now: another name of a prefix, another way to write."""
    sample = Current(record_iri(base, "a" * KEY_LENGTH), 0, 0, "", "", "public", "", "2026-01-01", "2026-01-02")
    said = record_quads(sample, base)
    written = [document([portion(sample.record, said, suffix)], suffix) for suffix in FORMATS]
    return f"{VERSION}-{hashlib.sha256(b''.join(written)).hexdigest()}"
