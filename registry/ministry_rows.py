"""The ministries' datasets of one registry: those that the program brings along, and those that were imported.

An imported one stands in the ledger under its IRI; where the program brings the same, the imported one counts. For the
workers all imported ones lie in one file of the data directory, named by the digest of what they say. The keeper knows
of each only what lists show, and reads one whole when somebody asks for it.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from registry.clock import utc_now
from registry.ledger import Ledger
from registry.schema import DATABASE, connect
from registry.workers.confine import Limits
from vocab.agencies import load_agencies
from vocab.identifiers import mint_key
from vocab.ministries import MinistryDataset, load_ministry_datasets, rows_of
from vocab.sheets import Sheet
from vocab.vietnamese import collation_key

FOLDER = "ministries"
STATE = "ministry"
_SUFFIX = ".nq"
_KEPT_FILES = 2
_READING = Limits(cpu=300, wall=600.0)

Row = dict[str, Any]
Work = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists show of a ministry's dataset; `body_seq` is the entry that imported it, 0 for one of the program's."""

    iri: str
    id: str
    title_vi: str
    title_en: str
    owner: str
    owner_id: str
    is_gone: bool
    body_seq: int = 0

    def title(self, lang: str = "vi") -> str:
        said = (self.title_en, self.title_vi) if lang == "en" else (self.title_vi, self.title_en)
        return said[0] or said[1]


class MinistryRows(Mapping[str, MinistryDataset]):
    """All rows by IRI, as of the last `refresh`. Safe between threads: readers see the old rows or the new."""

    def __init__(self, ledger: Ledger, base: str, data: Path) -> None:
        self._ledger = ledger
        self._base = base
        self._data = data
        self._shipped = {row.iri: row for row in load_ministry_datasets(base)}
        self._summaries = {one.iri: one for one in _sorted(map(summary_of, self._shipped.values()))}
        self.by_owner = _by_owner(self._summaries.values())
        self._read: dict[str, tuple[int, MinistryDataset]] = {}
        self._refreshing = threading.Lock()
        self.file = ""
        self.is_behind = False

    def __getitem__(self, iri: str) -> MinistryDataset:
        summary = self._summaries[iri]
        return self._imported(summary) if summary.body_seq else self._shipped[iri]

    def __iter__(self) -> Iterator[str]:
        return iter(self._summaries)

    def __len__(self) -> int:
        return len(self._summaries)

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """What lists show of every row, in Vietnamese order of their titles."""
        return tuple(self._summaries.values())

    @property
    def imported(self) -> frozenset[str]:
        """The IRIs of the rows that were imported."""
        return frozenset(iri for iri, summary in self._summaries.items() if summary.body_seq)

    def body(self, iri: str) -> bytes | None:
        """The exact N-Quads of an imported row; None for one of the program's."""
        summary = self._summaries.get(iri)
        return self._ledger.body(summary.body_seq) if summary and summary.body_seq else None

    def refresh(self, work: Work) -> bool:
        """Has a worker read what was imported, and takes it over; whether anything changed. Raises WorkerError, OSError."""
        with self._refreshing:
            if not (self.file or self._ledger.currents(STATE, limit=1)):
                return False
            self.is_behind = True
            said = work("ministry_rows", {"data": str(self._data), "base": self._base}, _READING, "bulk")
            file = _kept(self._data / FOLDER, said["digest"], said["bodies"])
            self._summaries = {one["iri"]: Summary(**one) for one in said["summaries"]}
            self.by_owner = _by_owner(self._summaries.values())
            changed, self.file = file != self.file, file
            self.is_behind = False
            return changed

    def forget(self, work: Work) -> None:
        """Reads the rows anew, and lets no file and no memory keep what is there no more. Raises WorkerError, OSError."""
        self.refresh(work)
        self._read.clear()
        _drop([file for file in (self._data / FOLDER).glob(f"*{_SUFFIX}") if str(file) != self.file])

    def _imported(self, summary: Summary) -> MinistryDataset:
        kept = self._read.get(summary.iri)
        if kept and kept[0] == summary.body_seq:
            return kept[1]
        # What the law has removed a moment ago is the program's own, or nobody's, until the rows are read anew.
        told = rows_in(self._ledger.body(summary.body_seq) or b"", self._base)
        row = next(iter(told), None) or self._shipped[summary.iri]
        self._read[summary.iri] = (summary.body_seq, row)
        return row


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one owner, in their order. `key` names the owner in addresses: its id, or a key of its name."""

    key: str
    owner: str
    owner_id: str
    rows: tuple[Summary, ...]


def _by_owner(summaries: Iterable[Summary]) -> tuple[Holding, ...]:
    held: dict[tuple[str, str], list[Summary]] = {}
    for summary in summaries:
        held.setdefault((summary.owner_id, summary.owner), []).append(summary)
    holdings = [Holding(id or mint_key(owner), owner, id, tuple(rows)) for (id, owner), rows in held.items()]
    return tuple(sorted(holdings, key=lambda holding: collation_key(holding.owner)))


def _sorted(summaries: Iterable[Summary]) -> list[Summary]:
    return sorted(summaries, key=lambda one: (collation_key(one.title()), one.iri))


def summary_of(row: MinistryDataset, body_seq: int = 0) -> Summary:
    """What lists show of a row."""
    told = (row.iri, row.id, row.title_vi, row.title_en, row.owner, row.owner_id)
    return Summary(*told, is_gone=row.gone is not None, body_seq=body_seq)


def imported_rows(data: str, base: str) -> Row:
    """All that was imported, read from a data directory's ledger, for a worker: {"digest", "bodies", "summaries"}.

    The summaries are of all rows, the program's too.
    """
    engine = connect(Path(data) / DATABASE)
    try:
        ledger = Ledger(engine, utc_now)
        currents = ledger.currents(STATE)
        bodies = ledger.bodies([current.body_seq for current in currents])
    finally:
        engine.dispose()
    there = {current.record: current.body_seq for current in currents if current.body_seq in bodies}
    whole = b"".join(bodies[seq] for seq in there.values())
    found = {row.iri: summary_of(row) for row in load_ministry_datasets(base)}
    found |= {row.iri: summary_of(row, there[row.iri]) for row in rows_in(whole, base)}
    summaries = [asdict(summary) for summary in _sorted(found.values())]
    return {"digest": hashlib.sha256(whole).hexdigest(), "bodies": whole, "summaries": summaries}


@lru_cache(maxsize=2)
def known_rows(base: str, file: str) -> tuple[MinistryDataset, ...]:
    """All rows for a worker: the program's and those in a file of imported ones ("" for none), which count first.

    Raises OSError.
    """
    shipped = load_ministry_datasets(base)
    if not file:
        return shipped
    imported = {row.iri: row for row in rows_in(Path(file).read_bytes(), base)}
    return (*(row for row in shipped if row.iri not in imported), *imported.values())


def newest_file(folder: Path) -> str:
    """The file of imported rows that was written last, "" when there is none."""
    files = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime)
    return str(files[-1]) if files else ""


def rows_in(body: bytes, base: str) -> tuple[MinistryDataset, ...]:
    """The ministries' datasets that N-Quads tell of."""
    sheet = Sheet(quad.triple for quad in parse(body, format=RdfFormat.N_QUADS))
    return rows_of(sheet, load_agencies(base))


def _kept(folder: Path, digest: str, bodies: bytes) -> str:
    """Writes the file of imported rows, and drops those that nobody asks for any more."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{digest}{_SUFFIX}"
    if not file.exists():
        coming = folder / f"coming-{os.getpid()}"
        coming.write_bytes(bodies)
        coming.replace(file)
    os.utime(file)
    _drop(sorted(folder.glob(f"*{_SUFFIX}"), key=lambda one: one.stat().st_mtime)[:-_KEPT_FILES])
    return str(file)


def _drop(files: Sequence[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
