"""Dumps as they lie on the disk: a folder each, with one file a form and a manifest that says what they are.

A dump is made in a folder whose name nobody reads, its files are forced to the disk, then the manifest, then the folder is
renamed. It is named by the ledger position it shows and by its files' checksums: the same content is the same dump at the
same address, whenever it was made.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from registry.milestones import Reached, passing
from sparql.dumping import Dumped
from sparql.generation import sync
from sparql.statistics import Statistics

MANIFEST = "dump.json"
SUMS = "SHA256SUMS"
FILES = "catalogue"
"""What the files are called before their suffixes: the same in every registry."""
KEPT = 2
_COMING = "coming-"
_DIGEST = 12
"""Digits of the checksum in a name: two dumps of one position are told apart by them."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump: `number` counts dumps from 1, `generation` is the name of the state it shows, `made` an instant in UTC,
    `seconds` what making it took. `statistics` are those of a store's dump, `counts` how many of what is in any other."""

    number: int
    generation: str
    position: int
    made: str
    seconds: float
    files: tuple[Dumped, ...]
    statistics: Statistics | None = None
    counts: Mapping[str, int] = field(default_factory=dict, hash=False)
    path: Path = Path()

    @property
    def name(self) -> str:
        return f"{self.position}-{sha256(self.sums.encode()).hexdigest()[:_DIGEST]}"

    @property
    def sums(self) -> str:
        """The checksums as `sha256sum -c` reads them."""
        return "".join(f"{told}  {name}\n" for file in self.files for name, told in file.checksums)

    def file(self, name: str) -> Dumped | None:
        return next((one for one in self.files if one.name == name), None)

    def of_syntax(self, suffix: str) -> Dumped | None:
        """The file of a syntax by its suffix without the compression's: nq, trig."""
        return next((one for one in self.files if one.name.startswith(f"{FILES}.{suffix}.")), None)


def taken_up(folder: Path) -> tuple[Dump, ...]:
    """The finished dumps in `folder`, oldest first; one whose manifest or files are not there is none, and is deleted."""
    paths = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    read = {path: _read(path) for path in paths}
    for path in (path for path, dump in read.items() if dump is None):
        shutil.rmtree(path, ignore_errors=True)
    return tuple(sorted((dump for dump in read.values() if dump), key=lambda one: one.number))


def begin(folder: Path) -> Path:
    """An empty folder in which the next dump is made; the one before that broke off is deleted."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(folder)
    coming = folder / f"{_COMING}{os.getpid()}"
    coming.mkdir()
    return coming


def finish(coming: Path, dump: Dump, reached: Reached = passing) -> Dump:
    """Make what lies in `coming` a dump. One of the same name is the same: it only gets the newer manifest.

    Raises OSError; then the dumps are as they were.
    """
    final = coming.with_name(dump.name)
    reached("dump.before-manifest")
    _write(coming / MANIFEST, dump)
    reached("dump.after-manifest")
    if final.exists():
        (coming / MANIFEST).replace(final / MANIFEST)
        sync(final)
    else:
        coming.rename(final)
    sync(final.parent)
    reached("dump.after-rename")
    sweep(final.parent)
    return replace(dump, path=final)


def sweep(folder: Path) -> None:
    """Delete what a dump that broke off left behind."""
    for path in folder.glob(f"{_COMING}*"):
        shutil.rmtree(path, ignore_errors=True)


def clear(folder: Path) -> None:
    """Delete every dump, finished or not. Raises OSError when one stays."""
    if folder.exists():
        shutil.rmtree(folder)


def _read(path: Path) -> Dump | None:
    try:
        row = json.loads((path / MANIFEST).read_text("utf-8"))
        dump = _dump(row, path)
        whole = path.name == dump.name and all((path / one.name).stat().st_size == one.size for one in dump.files)
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return dump if whole else None


def _dump(row: Mapping[str, Any], path: Path) -> Dump:
    files = tuple(Dumped(**one) for one in row["files"])
    statistics = Statistics.from_row(row["statistics"]) if row["statistics"] else None
    return Dump(**{**row, "files": files, "statistics": statistics, "path": path})


def _write(path: Path, dump: Dump) -> None:
    row = {name: value for name, value in asdict(dump).items() if name != "path"}
    with path.open("w", encoding="utf-8") as file:
        json.dump(row, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)
