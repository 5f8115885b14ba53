"""The whole catalogue at one ledger position as files: one a syntax, `data.json`, and the listing as CSV and XLSX.

In RDF a file says what a whole walk through `/catalog` says, but for the walk itself. All files are written in one pass,
record by record, so that a catalogue of any length is never held; they differ in nothing but their form.
"""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from registry.clock import Clock
from registry.config import Config
from registry.dumps import FILES
from registry.errors import RegistryError
from registry.feeds import datajson, listing
from registry.feeds.catalogue import Feed, FeedPage, NoSuchPage
from registry.feeds.catalogue_view import about_all, by_publisher, dates, doors, lines, parts, publishers
from registry.feeds.pieces import PIECES, Laying
from registry.feeds.plain import Plain, plain
from registry.feeds.walking import LARGEST_PAGE, Place
from registry.ledger import Current, Ledger
from registry.projection import record_quads
from registry.rendering import FORMATS, FRAMES, by_engine, portion
from registry.syntaxes.lines import Unusual
from registry.words import Words
from sparql.dumping import COMPRESSION, Dumped, Packing, Room
from vocab.description import from_body
from vocab.identifiers import dataset_of
from vocab.terms import vocabulary_digest

VERSION = 1
"""Goes up when the same catalogue would be written otherwise."""
DATA_JSON = "data.json"
Records = Sequence[tuple[Current, bytes]]
"""Records of one page, each with its exact N-Quads."""


_NAMES_A_RECORD = re.compile(rb"> <[^<>]*/id/(?:dataset|record)/[^<>]*> \.\n\Z")


@dataclass(frozen=True, slots=True)
class WholeState:
    """The public catalogue at one ledger position, as it is told of today: `mark` names it."""

    position: int
    words: str

    @property
    def mark(self) -> str:
        return f"{self.position}-{self.words}"


@dataclass(frozen=True, slots=True)
class Written:
    """The files, and how many records, distributions and triples are in them."""

    files: tuple[Dumped, ...]
    counts: dict[str, int]


def state_at(position: int, config: Config, words: Words) -> WholeState:
    """What the files would show now: they are made anew when the ledger moves or when all is said in other words."""
    said = about_all((), config, words) + doors(config, words)
    told = [str(VERSION), vocabulary_digest(), said.decode(), config.links]
    return WholeState(position, hashlib.sha256("\n".join(told).encode()).hexdigest()[:12])


def write_all(
    ledger: Ledger, config: Config, words: Words, clock: Clock, position: int, folder: Path, most: int
) -> Written:
    """Writes the files of a position into `folder`, of at most `most` bytes together, and forces them to the disk.

    Raises DumpTooLarge, OSError when the disk is full, RegistryError when the position cannot be told any more; then what
    lies in the folder is of no use.
    """
    room = Room(most)
    with ExitStack() as stack, _scratch(folder):
        whole = _Whole(
            config,
            words,
            {suffix: stack.enter_context(closing(_Graphs(folder, suffix, room))) for suffix in FORMATS},
            [stack.enter_context(closing(_Listing(folder, lang, room))) for lang in listing.LANGUAGES],
            stack.enter_context(closing(Laying(folder / PIECES, config.base, room))),
        )
        data_json = stack.enter_context(closing(Packing(folder / f"{DATA_JSON}{COMPRESSION}", room)))
        feed = Feed(ledger, config, words, clock)
        for piece in datajson.written(whole.passed(ledger, feed, position), words, config):
            data_json.write(piece)
        finished = {suffix: whole.graphs[suffix].finished() for suffix in sorted(FORMATS, key=lambda one: one != "nt")}
        graphs = [finished[suffix] for suffix in FORMATS]
        whole.laying.finished()
        tables = [file for one in whole.listings for file in one.finished()]
        files = (*graphs, data_json.finished(), *tables)
    return Written(files, whole.counts)


@dataclass
class _Whole:
    """The files that records pass on their way into `data.json`."""

    config: Config
    words: Words
    graphs: Mapping[str, "_Graphs"]
    listings: list["_Listing"]
    laying: Laying
    counts: dict[str, int] = field(default_factory=lambda: {"datasets": 0, "distributions": 0, "triples": 0})
    _named: set[str] = field(default_factory=set)
    _said: set[bytes] = field(default_factory=set)

    def passed(self, ledger: Ledger, feed: Feed, position: int) -> Iterator[Plain]:
        """Each record in plain words, once it is written everywhere else."""
        last: FeedPage | None = None
        for page, records in _pages(ledger, feed, position):
            for current, body in records:
                said = self._say(current.record, body + record_quads(current, self.config.base))
                self.laying.lay(current.seq, publishers(body), said)
                yield self._listed(current, body)
            self._say_once(self._parts(records))
            last = page
        as_of = last.as_of if last else ""
        self._say_once(lines(dates(self.config.base, feed.issued, as_of)) + doors(self.config, self.words))
        self._say_once(about_all(self._named, self.config, self.words))

    def _listed(self, current: Current, body: bytes) -> Plain:
        of = plain(from_body(dataset_of(current.record), body, current.digest), current, self.words)
        self.counts["datasets"] += 1
        self.counts["distributions"] += len(of.files)
        for table in self.listings:
            table.write(of, self.words)
        return of

    def _parts(self, records: Records) -> bytes:
        """What is said of the agencies' own catalogues, with these records in them."""
        by_agency = by_publisher((current.record, publishers(body)) for current, body in records)
        self._named.update(by_agency)
        return lines(parts(by_agency, self.config, self.words))

    def _say_once(self, triples: bytes) -> None:
        """What stands in no graph, unless it was said; what names a record is said but once anyway, and not remembered."""
        new = [line for line in triples.splitlines(keepends=True) if line not in self._said]
        self._said.update(line for line in new if not _NAMES_A_RECORD.search(line))
        self._say("", b"".join(new))

    def _say(self, graph: str, quads: bytes) -> dict[str, bytes]:
        """Says what stands in a graph, "" for N-Triples in none; returns it in every syntax it could be written in."""
        self.counts["triples"] += quads.count(b"\n")
        said = {suffix: part for suffix in self.graphs if (part := _portion(graph, quads, suffix)) is not None}
        for suffix, one in self.graphs.items():
            one.write(said.get(suffix))
        return said


class _Graphs:
    """The catalogue in one syntax, under way."""

    def __init__(self, folder: Path, suffix: str, room: Room) -> None:
        self._folder, self._suffix, self._room = folder, suffix, room
        self._path = folder / f"{FILES}.{suffix}{COMPRESSION}"
        self._packing = Packing(self._path, room)
        self._packing.write(FRAMES[suffix][0])
        self._is_first = True
        self._is_unusual = False

    def write(self, part: bytes | None) -> None:
        """The next portion; None for one that only an engine can write."""
        self._is_unusual = self._is_unusual or part is None
        if not part or self._is_unusual:
            return
        self._packing.write(part[1:] if self._is_first and self._suffix == "jsonld" else part)
        self._is_first = False

    def finished(self) -> Dumped:
        """The file, on the disk; an engine writes it where our own hand cannot, from the N-Triples, finished before it."""
        self._packing.write(FRAMES[self._suffix][1])
        made = self._packing.finished()
        return self._by_engine() if self._is_unusual else made

    def close(self) -> None:
        self._packing.close()

    def _by_engine(self) -> Dumped:
        lines, document = self._folder / "lines", self._folder / "document"
        with gzip.open(self._folder / f"{FILES}.nt{COMPRESSION}") as packed, lines.open("xb") as plain_lines:
            shutil.copyfileobj(packed, plain_lines)
        by_engine(lines, document, self._suffix)
        self._path.unlink()
        with closing(Packing(self._path, self._room)) as packing, document.open("rb") as whole:
            shutil.copyfileobj(whole, packing)
            made = packing.finished()
        lines.unlink()
        document.unlink()
        return made


class _Listing:
    """The listing in one language as CSV and XLSX, under way."""

    def __init__(self, folder: Path, lang: str, room: Room) -> None:
        self._lang, self._room = lang, room
        name = listing_name(lang)
        self._csv = Packing(folder / f"{name}.csv{COMPRESSION}", room)
        self._csv.write(listing.head_line(lang))
        self._path = folder / f"{name}.xlsx"
        self._sheets = listing.Sheets(lang)

    def write(self, of: Plain, words: Words) -> None:
        """A dataset's row."""
        cells = listing.row(of, words, self._lang)
        self._csv.write(listing.line(cells))
        self._sheets.write(cells)

    def finished(self) -> tuple[Dumped, Dumped]:
        """Both files, on the disk."""
        table = self._csv.finished()
        self._sheets.save(self._path)
        size = self._path.stat().st_size
        self._room.take(size)
        with self._path.open("rb") as file:
            os.fsync(file.fileno())
            return table, Dumped(self._path.name, size, size, hashlib.file_digest(file, "sha256").hexdigest())

    def close(self) -> None:
        self._csv.close()
        self._sheets.close()


def _portion(graph: str, quads: bytes, suffix: str) -> bytes | None:
    """What stands in a graph as a portion of a document; None where only an engine could write it."""
    try:
        return portion(graph, quads, suffix)
    except Unusual:
        return None


def listing_name(lang: str) -> str:
    """What the listing in a language is called, before its suffix."""
    return FILES if lang == listing.LANGUAGES[0] else f"{FILES}.{lang}"


def _pages(ledger: Ledger, feed: Feed, position: int) -> Iterator[tuple[FeedPage, Records]]:
    """Every page of a walk at this position, with its records. Raises RegistryError."""
    token = str(Place(position, LARGEST_PAGE, ""))
    while token:
        page = feed.page(token)
        if isinstance(page, NoSuchPage):
            raise RegistryError(page.vi, page.en)
        bodies = ledger.bodies([current.body_seq for current in page.records])
        yield page, [(one, bodies[one.body_seq]) for one in page.records if one.body_seq in bodies]
        token = page.next.rpartition("=")[2] if page.next else ""


@contextmanager
def _scratch(folder: Path) -> Iterator[None]:
    """What is laid aside on the way to a sheet lies in the folder too: one killed here leaves nothing anywhere else."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
