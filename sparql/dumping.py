"""A whole generation as a file: every graph the endpoint answers from, in a syntax that keeps the graphs apart.

It is written quad by quad, through gzip and a checksum to the disk; nothing is held in memory. The same generation
gives the same bytes: the engine walks its index in the order of its keys, blank nodes bear the labels they are stored
by, the gzip header names neither a time nor a file, and no prefix is declared (the engine would write them in an order that
changes from process to process).
"""

import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import DefaultGraph, Quad, serialize
from pyoxigraph import Store as Engine

from sparql.answering import GRAPH_FORMATS
from sparql.errors import DumpTooLarge

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SYNTAXES = ("nq", "trig")
"""What a generation is dumped in, by file suffix: a name of `negotiation.GRAPHS` whose syntax keeps graphs apart."""
COMPRESSION = ".gz"
_LEVEL, _MERGE = 6, DefaultGraph()


@dataclass(frozen=True, slots=True)
class Dumped:
    """One file: its name, its bytes on the disk and once unpacked, and the hex SHA-256 of what is on the disk, and of what
    it unpacks to ("" when that is not given out by itself)."""

    name: str
    size: int
    unpacked: int
    sha256: str
    unpacked_sha256: str = ""

    @property
    def plain_name(self) -> str:
        """What it is called unpacked; its own name when it is not packed."""
        return self.name.removesuffix(COMPRESSION)

    @property
    def checksums(self) -> tuple[tuple[str, str], ...]:
        """The names it is given out by, each with the checksum of what comes then."""
        own = (self.name, self.sha256)
        return (own, (self.plain_name, self.unpacked_sha256)) if self.unpacked_sha256 else (own,)


class Room:
    """Bytes of the disk that files may take together, `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = self.left = most

    def take(self, size: int) -> None:
        """Raises DumpTooLarge when there are not so many left."""
        self.left -= size
        if self.left < 0:
            raise DumpTooLarge(self._most)


class _Counted:
    """Bytes on their way to a file: counted, added to a checksum, and taken from the room there is."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, room: Room | None = None) -> None:
        self._file = file
        self._room = room
        self._sum = hashlib.sha256()
        self.size = 0

    def write(self, part: "ReadableBuffer", /) -> int:
        size = memoryview(part).nbytes
        self.size += size
        if self._room is not None:
            self._room.take(size)
        self._sum.update(part)
        return self._file.write(part)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()


class Packing:
    """A new file `path` that is written through gzip; the same bytes give the same file. Writing raises DumpTooLarge, and
    OSError when the disk is full; the file is then of no use."""

    def __init__(self, path: Path, room: Room) -> None:
        self._path = path
        self._file = path.open("xb")
        self._packed = _Counted(self._file, room)
        packed = cast(IO[bytes], self._packed)
        try:
            self._gzip = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=packed, mtime=0)
        except (DumpTooLarge, OSError):  # its header alone
            self._file.close()
            raise
        self._plain = _Counted(self._gzip)

    def write(self, part: "ReadableBuffer", /) -> int:
        return self._plain.write(part)

    def flush(self) -> None:
        self._plain.flush()

    def finished(self) -> Dumped:
        """The file closed, and on the disk."""
        self._gzip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self.close()
        packed, plain = self._packed, self._plain
        return Dumped(self._path.name, packed.size, plain.size, packed.sha256, plain.sha256)

    def close(self) -> None:
        """Lets the file go, finished or not."""
        with suppress(DumpTooLarge, OSError):
            self._gzip.close()
        self._file.close()


def dump(engine: Engine, suffix: str, path: Path, most: int) -> Dumped:
    """Write the whole of a read-only store to `path`, of at most `most` bytes, and force it to the disk.

    `suffix` is one of SYNTAXES. Raises DumpTooLarge, OSError when the disk is full; the file is then of no use.
    """
    with closing(Packing(path, Room(most))) as packing:
        # What the engine asks of a file is to write and to flush.
        serialize(of_graphs(engine), cast(IO[bytes], packing), GRAPH_FORMATS[suffix])
        return replace(packing.finished(), unpacked_sha256="")


def quads_of(engine: Engine, path: Path) -> Path:
    """A store as plain N-Quads in the new file `path`, for engines without a default graph beside the named ones: to them
    the merge would be one graph more, and each triple would count once more."""
    serialize(of_graphs(engine), str(path), GRAPH_FORMATS["nq"])
    return path


def of_graphs(engine: Engine) -> Iterator[Quad]:
    """What stands in named graphs: the default graph only repeats it."""
    return (quad for quad in engine if quad.graph_name != _MERGE)
