"""The whole catalogue as files: each says what a walk through the pages says, and the tables say it row by row."""

import csv
import gzip
import io
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple, parse
from rdflib import Dataset, Graph

from registry.config import Config
from registry.dump_making import Dumps
from registry.dumps import SUMS, Dump
from registry.errors import RegistryError
from registry.feeds import listing
from registry.feeds.catalogue import Feed, FeedPage
from registry.feeds.downloads import WholeState, state_at
from registry.feeds.plain import plain
from registry.jobs.writing_downloads import config_from_row, config_row, of_catalogue, write_downloads
from registry.ledger import Ledger
from registry.rendering import FORMATS
from registry.words import Words
from registry.workers.confine import Limits
from tests.registry.records import BASE, about, day, description, in_field, new_ledger, noon, publish
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of
from vocab.namespaces import DCAT, DCT, HYDRA, RDF

WORDS = Words.of(BASE)
MANY = 10_000


@dataclass
class Room:
    """A ledger with its files, made in this process."""

    ledger: Ledger
    config: Config
    dumps: Dumps[WholeState]

    @property
    def feed(self) -> Feed:
        return Feed(self.ledger, self.config, WORDS, noon)

    def made(self) -> Dump:
        self.dumps.take(state_at(self.feed.position, self.config, WORDS))
        made = self.dumps.make_now()
        assert made is not None
        return made


def run(job: str, payload: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    return write_downloads(json.loads(json.dumps(payload)))


def room_with(folder: Path, *descriptions: Description) -> Room:
    config = Config(folder, base=BASE, page_size=2)
    ledger = new_ledger(folder, descriptions)
    return Room(ledger, config, Dumps(folder / "downloads", of_catalogue(run, config), noon, ledger.last_withdrawal))


def hostile() -> tuple[Description, ...]:
    files = [
        triple
        for number in range(MANY)
        for triple in (
            Triple(about("many", DCAT.distribution, day("")).subject, DCAT.distribution, BlankNode(f"f{number}")),
            Triple(BlankNode(f"f{number}"), RDF.type, DCAT.Distribution),
            Triple(BlankNode(f"f{number}"), DCAT.accessURL, NamedNode(f"https://example.vn/{number}.csv")),
        )
    ]
    many = description("many", "Rất nhiều tệp")
    return (
        description("calm", "Giường bệnh", about("calm", DCT.issued, day("2026-01-05")), in_field("calm", "y-te")),
        description("formula", '=HYPERLINK("https://evil.example","x")', english="@SUM(1)"),
        description("signs", 'a\x00b\x0bc\ufffe; "d"\r\ne,\tf', about("signs", DCT.issued, day("1812-13-45"))),
        description("error", "#N/A", about("error", DCT.modified, Literal("2026"))),
        # A scheme called like a prefix of ours: our own hand cannot write it in JSON-LD.
        description("odd", "Lạ", about("odd", DCT.relation, NamedNode("dct:title")), agency="gl-so-tc"),
        Description(many.iri, (*many.triples, *files), "many"),
    )


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    made = room_with(tmp_path_factory.mktemp("room"), *hostile())
    yield made
    made.ledger.engine.dispose()


@pytest.fixture(scope="module")
def dump(room: Room) -> Dump:
    return room.made()


def content(dump: Dump, name: str) -> bytes:
    return gzip.decompress((dump.path / f"{name}.gz").read_bytes())


def walked(room: Room, suffix: str) -> set[Quad]:
    """What all pages say together, but for the walk itself."""
    said: set[Quad] = set()
    token = ""
    while True:
        page = room.feed.page(token, suffix)
        assert isinstance(page, FeedPage)
        said |= set(parse(room.feed.render(page, suffix), format=FORMATS[suffix]))
        if page.next is None:
            return {quad for quad in said if not _is_paging(quad)}
        token = parse_qs(urlsplit(page.next).query)["page"][0]


def _is_paging(quad: Quad) -> bool:
    return quad.predicate in HYDRA or (quad.predicate == RDF.type and quad.object in HYDRA)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_says_what_a_whole_walk_says(room: Room, dump: Dump, suffix: str) -> None:
    assert set(parse(content(dump, f"catalogue.{suffix}"), format=FORMATS[suffix])) == walked(room, suffix)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated", "ignore:Dataset.default_context")
def test_rdflib_reads_the_same_from_every_syntax(tmp_path: Path) -> None:
    room = room_with(tmp_path, *hostile()[:-1])
    dump = room.made()
    names = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
    sizes = {len(Graph().parse(data=content(dump, f"catalogue.{one}"), format=name)) for one, name in names.items()}
    assert sizes == {len(set(parse(content(dump, "catalogue.nt"), format=FORMATS["nt"])))}
    for one, name in (("trig", "trig"), ("nq", "nquads")):
        read = Dataset()
        read.parse(data=content(dump, f"catalogue.{one}"), format=name)
        assert len(list(read.quads())) == len(set(parse(content(dump, "catalogue.nq"), format=FORMATS["nq"])))
    room.ledger.engine.dispose()


def test_checksums_sizes_and_counts_are_those_of_the_files(room: Room, dump: Dump) -> None:
    for file in dump.files:
        if file.name != file.plain_name:
            (dump.path / file.plain_name).write_bytes(content(dump, file.plain_name))
            assert (dump.path / file.plain_name).stat().st_size == file.unpacked
    (dump.path / SUMS).write_text(dump.sums)
    told = subprocess.run(["sha256sum", "-c", SUMS], cwd=dump.path, capture_output=True, text=True, check=True)
    assert told.stdout.count(": OK") == 2 * len(dump.files) - 2
    assert dump.counts["datasets"] == 6 and dump.counts["distributions"] == MANY
    assert dump.counts["triples"] == content(dump, "catalogue.nq").count(b"\n")
    assert len(json.loads(content(dump, "data.json"))["dataset"]) == 6


def rows(room: Room, lang: str) -> list[tuple[listing.Cell, ...]]:
    currents = room.ledger.currents("public")
    bodies = room.ledger.bodies([one.body_seq for one in currents])
    told = (plain(from_body(dataset_of(one.record), bodies[one.body_seq], "x"), one, WORDS) for one in currents)
    return [listing.row(of, WORDS, lang) for of in told]


@pytest.mark.parametrize(("lang", "name"), [("vi", "catalogue"), ("en", "catalogue.en")])
def test_the_tables_say_every_record_of_the_ledger_in_order(room: Room, dump: Dump, lang: str, name: str) -> None:
    data = content(dump, f"{name}.csv")
    assert data.startswith(listing.MARK)
    head, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert head == [column.head(lang) for column in listing.COLUMNS]
    assert lines == [[listing.fitting(cell) for cell in cells] for cells in rows(room, lang)]
    sheet = load_workbook(dump.path / f"{name}.xlsx").active
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.title) == ("B2", "A1:P7", listing.SHEETS[lang])
    first, *cells = sheet.iter_rows(values_only=True)
    assert list(first) == head
    kinds = [column.kind for column in listing.COLUMNS]
    for read, row in zip(cells, rows(room, lang), strict=True):
        expected = [listing.typed(kind, cell) for kind, cell in zip(kinds, row, strict=True)]
        assert [_as_read(one) for one in read] == [_as_read(one) for one in expected]


def _as_read(cell: object) -> str:
    """Sheets know no empty text and no time of day at midnight; XML readers know one end of a line."""
    return "" if cell is None else str(cell).removesuffix(" 00:00:00").replace("\r\n", "\n").replace("\r", "\n")


def test_no_cell_is_a_formula_an_error_or_too_long(dump: Dump) -> None:
    for line in csv.reader(io.StringIO(content(dump, "catalogue.csv").decode("utf-8-sig"), newline="")):
        assert not [cell for cell in line if cell.startswith(("=", "@", "+", "-", "\t", "\r"))]
    sheet = load_workbook(dump.path / "catalogue.xlsx").active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n", "d"}
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert max(map(len, texts)) == listing.LONGEST_CELL and "#N/A" in texts
    assert not any("\x00" in text or "\x0b" in text for text in texts)


@pytest.mark.parametrize(
    ("cell", "made"),
    [("2026-01-05", "2026-01-05"), ("2026-01-05T23:30:00+07:00", "2026-01-05"), ("2026-02-30", "2026-02-30")],
)
def test_days_are_days_and_what_is_none_stays_as_written(cell: str, made: str) -> None:
    typed = listing.typed("day", cell)
    assert str(typed) == made and isinstance(typed, str) == (cell == "2026-02-30")


def test_a_moment_is_shown_by_the_clock_in_vietnam() -> None:
    assert str(listing.typed("moment", "2026-10-12T20:00:00.000000Z")) == "2026-10-13 03:00:00"


def test_more_rows_than_a_sheet_holds_go_on_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_ROWS", 2)
    sheets = listing.Sheets("vi")
    for number in range(3):
        sheets.write(["x"] * 12 + [number] + ["", "", "2026-10-12T20:00:00.000000Z"])
    sheets.save(tmp_path / "x.xlsx")
    assert [sheet.max_row for sheet in load_workbook(tmp_path / "x.xlsx").worksheets] == [3, 2]


def test_files_are_made_anew_when_the_ledger_moves_or_the_words_do(tmp_path: Path) -> None:
    room = room_with(tmp_path, description("a", "A"))
    first = room.made()
    room.dumps.take(state_at(room.feed.position, room.config, WORDS))
    assert room.dumps.make_now() is None
    renamed = Config(tmp_path, base=BASE, site_vi="Sổ khác")
    assert state_at(1, renamed, WORDS).mark != state_at(1, room.config, WORDS).mark
    room.ledger.append([publish(description("b", "B"))])
    second = room.made()
    assert [one.counts["datasets"] for one in room.dumps.kept] == [1, 2]
    assert (first.position, second.position) == (1, 2)
    room.ledger.engine.dispose()


def test_an_empty_catalogue_has_files_too(tmp_path: Path) -> None:
    room = room_with(tmp_path)
    dump = room.made()
    assert dump.counts["datasets"] == 0
    for suffix in FORMATS:
        assert set(parse(content(dump, f"catalogue.{suffix}"), format=FORMATS[suffix])) == walked(room, suffix)
    room.ledger.engine.dispose()


@pytest.mark.parametrize("point", ["dump.before-manifest", "dump.after-manifest", "dump.after-rename"])
def test_broken_off_at_any_point_the_old_files_stay_whole(tmp_path: Path, point: str) -> None:
    room = room_with(tmp_path, description("a", "A"))
    old = room.made()
    room.ledger.append([publish(description("b", "B"))])

    def reached(passed: str) -> None:
        if passed == point:
            raise KeyboardInterrupt

    room.dumps.reached = reached
    with pytest.raises(KeyboardInterrupt):
        room.made()
    again = room_with_dumps(room)
    again.start()
    assert old in again.kept
    assert {path.name for path in (tmp_path / "downloads").iterdir()} == {one.name for one in again.kept}
    again.stop()
    assert again.wait(10)
    room.ledger.engine.dispose()


def room_with_dumps(room: Room) -> Dumps[WholeState]:
    return Dumps(room.dumps.folder, of_catalogue(run, room.config), noon, room.ledger.last_withdrawal)


def test_without_room_on_the_disk_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = room_with(tmp_path, description("a", "A"))
    monkeypatch.setattr(Dumps, "_room", lambda _: 1000)
    with pytest.raises(RegistryError):
        room.made()
    assert [*(tmp_path / "downloads").iterdir()] == []
    room.ledger.engine.dispose()


def test_settings_cross_to_a_worker_as_they_are(tmp_path: Path) -> None:
    config = Config(tmp_path, base=BASE, query_unbounded=("10.0.0.1",), allow_hosts=("a", "b"))
    assert config_from_row(json.loads(json.dumps(config_row(config)))) == config
