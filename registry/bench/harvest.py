"""`registry bench harvest`: how fast a portal of thousands of CKAN packages comes in, from the first fetch to the views;
how fast again when nothing changed; whether memory grows with the pages; and whether people and portals notice.

Wall clocks say little on a machine that does other things: beside each time stands the CPU that the keeper and its
workers used, and what fetching and parsing alone took in the same run. A time ends when the harvest's command does, with
all in ledger, store and index. Each measuring begins when the copy that SPARQL is asked of has come as far; what else a
harvest leaves to be done (comparing the province's datasets with each other, points of quality) may go on meanwhile.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from harvesters.ckan import ROWS
from registry.bench.figures import Line, Report, compared
from registry.bench.portal import EDITION, SEARCH
from registry.bench.probing import Asking, BenchFault, Client, Question, after, in_turn, walking, watched
from registry.bench.staging import declared, harvesting, portal, prepared, served
from registry.bench.watching import Used, using
from registry.clock import utc_now
from registry.ledger import Ledger
from registry.schema import DATABASE, connect
from sparql.queries import examples

DEMANDED = 300.0
"""Datasets a second on two cores."""
ALLOWED, QUICKER, FLAT = 3.0, 10.0, 1.25
CORES = 2
LARGE, FEW, MANY = "cong-lon", "it-trang", "nhieu-trang"
"""The large portal, for speed; and portals of ten pages and of a hundred like them, for memory. They come after the large
one, in a keeper that is warm: the buffers of the store and its copies fill once, whatever comes."""
FEW_PAGES, MANY_PAGES = 10, 100
TIMES_AGAIN = 3
IDLE_SECONDS = 20.0
WARMING_SECONDS = 3.0
COPY_PATIENCE = 600.0
SEARCHES = ("/", "/datasets", f"/datasets?q={quote('bệnh viện')}", "/datasets?q=dat+trong+lua&sort=modified")
FEED = Question("/catalog.nt")
RESULTS = "application/sparql-results+json"
ASKED = ("datasets-per-field", "find-by-word", "formats")
"""Examples of the SPARQL page that are asked."""
POSITION = Path(__file__).with_name("queries") / "position.rq"
_DATASET = re.compile(rb"<https?://[^<>/]+(/id/dataset/[a-z2-7]{12})> ")
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Harvested:
    """One harvest: seconds by the clock, what it used, the counts as the command said them."""

    seconds: float
    used: Used
    counts: Mapping[str, int]


def bench_harvest(
    data: Path,
    records: int = 1000,
    datasets: int = 10_000,
    idle_seconds: float = IDLE_SECONDS,
    told: Callable[[str], None] = lambda text: None,
) -> Report:
    """Stages everything in the new folder `data`: a registry with `records`, a portal with `datasets`; measures, and ends
    all it started; `told` hears how far it is. Raises BenchFault when something did not work."""
    prepared(data, records)
    rows = max(datasets // 1000, 1)
    with ExitStack() as stack:
        large = stack.enter_context(portal(datasets))
        pages = {FEW: FEW_PAGES, MANY: MANY_PAGES}
        small = {
            slug: stack.enter_context(portal(count * rows, first=(2 + place) * datasets))
            for place, (slug, count) in enumerate(pages.items())
        }
        searches = {slug: _search(address, rows) for slug, address in small.items()}
        declared(data, {**searches, LARGE: _search(large, ROWS)})
        address, pid = stack.enter_context(served(data))
        floor = _floor(large, datasets, ROWS)
        runs = []
        for slug in (*[LARGE] * (1 + TIMES_AGAIN), FEW, MANY):
            _await_copy(address, data)
            told(f"{slug} …")
            runs.append(_harvested(data, slug, pid))
            told(f"{slug}: {runs[-1].seconds:.1f} s, CPU {runs[-1].used.cpu:.1f} s")
        first, *again, few_pages, many_pages = runs
        _ask(large, f"{EDITION}?number=1")
        _await_copy(address, data)
        told("/datasets, /catalog, /sparql …")
        doors = _doors(address, data, pid, idle_seconds)
    lines = (*_lines(datasets, floor, first), *_unchanged(first, again), *_memory(few_pages, many_pages), *doors)
    return Report("harvest", "measured", "floor", lines, _notes(first))


def _lines(datasets: int, floor: float, first: Harvested) -> Iterator[Line]:
    by_cpu = first.used.cpu / CORES
    yield Line("datasets a second, floor: demanded", datasets / first.seconds, DEMANDED, "/s", 1, needed=1.0)
    yield Line("the same by CPU on 2 cores", datasets / by_cpu, DEMANDED, "/s", 1, needed=1.0)
    yield Line("harvest, floor: fetch and parse", first.seconds, floor, "s", 1)
    yield Line("CPU of it, floor: fetch and parse", first.used.cpu, floor, "s", 1)


def _unchanged(first: Harvested, again: Sequence[Harvested]) -> Iterator[Line]:
    """The first harvest beside the quickest of those in which nothing had changed: what else the keeper does meanwhile
    only adds to one."""
    seconds, cpu = min(one.seconds for one in again), min(one.used.cpu for one in again)
    yield Line("harvest, floor: nothing changed", first.seconds, seconds, "s", len(again), needed=QUICKER)
    yield Line("CPU of it, floor: nothing changed", first.used.cpu, cpu, "s", len(again), needed=QUICKER)


def _memory(few: Harvested, many: Harvested) -> Iterator[Line]:
    for name, of in (("keeper", "memory"), ("largest worker", "memory_below")):
        much, little = getattr(many.used, of) / _MIB, getattr(few.used, of) / _MIB
        yield Line(f"{name}, {MANY_PAGES} pages, floor: {FEW_PAGES}", much, little, "MB", 1, allowed=FLAT)


def _notes(first: Harvested) -> tuple[str, ...]:
    counts = ", ".join(f"{name} {number}" for name, number in first.counts.items() if number)
    keeper, worker = first.used.memory / _MIB, first.used.memory_below / _MIB
    return (f"the large harvest: {counts}; keeper {keeper:.0f} MB, largest worker {worker:.0f} MB",)


def _doors(address: str, data: Path, pid: int, idle_seconds: float) -> tuple[Line, ...]:
    """Times at the doors while every package of the portal comes in changed, against those of an idle keeper."""
    doors = doors_of(address)
    watched(address, doors, after(WARMING_SECONDS))
    idle = watched(address, doors, after(idle_seconds))
    busy: dict[str, list[float]] = {}

    def beside(is_done: Callable[[], bool]) -> None:
        busy.update(watched(address, doors, is_done))

    _harvested(data, LARGE, pid, beside)
    lines = compared(busy, idle, ALLOWED)
    return tuple(
        Line(f"{one.name}, p95, floor: idle", one.measured, one.floor, one.unit, one.samples, one.allowed)
        for one in lines
    )


def _harvested(
    data: Path, slug: str, pid: int, beside: Callable[[Callable[[], bool]], None] = lambda is_done: None
) -> Harvested:
    """Harvests a source by the keeper `pid`, and does something beside until it is done. Raises BenchFault."""
    started = time.monotonic()
    with using(pid) as used, harvesting(data, slug) as command:
        beside(lambda: command.poll() is not None)
        said, _ = command.communicate()
        seconds = time.monotonic() - started
    if command.returncode:
        raise BenchFault(
            f"Lần thu thập không xong (mã {command.returncode}): {said[:500]}",
            f"The harvest did not end well (exit {command.returncode}): {said[:500]}",
        )
    (run,) = json.loads(said)["runs"]
    return Harvested(seconds, used, run["counts"])


def _await_copy(address: str, data: Path) -> None:
    """Waits until SPARQL is answered from a copy that has all that is in the ledger. Raises BenchFault when none comes."""
    engine = connect(data / DATABASE)
    try:
        seq = Ledger(engine, utc_now).head().seq
    finally:
        engine.dispose()
    client, end = Client(address), time.monotonic() + COPY_PATIENCE
    query = quote(POSITION.read_text("utf-8"))
    question = Question(f"/sparql?query={query}", RESULTS)
    try:
        while position_told(client.ask(question).body) < seq:
            if time.monotonic() > end:
                raise BenchFault("Bản sao cho SPARQL không theo kịp sổ.", "The copy for SPARQL lags behind the ledger.")
            time.sleep(1)
    finally:
        client.close()


def position_told(answer: bytes) -> int:
    """How far the copy that answered has come: an entry of the ledger, 0 for none. Two stand for a moment; the later is
    true."""
    return max((int(row["position"]["value"]) for row in json.loads(answer)["results"]["bindings"]), default=0)


def _floor(address: str, datasets: int, rows: int) -> float:
    """Seconds in which a client does nothing but fetch all pages and parse their JSON."""
    started = time.perf_counter()
    for start in range(0, datasets, rows):
        json.loads(_ask(address, f"{SEARCH}?rows={rows}&start={start}"))
    return time.perf_counter() - started


def _ask(address: str, path: str) -> bytes:
    client = Client(address)
    try:
        return client.ask(Question(path)).body
    finally:
        client.close()


def _search(address: str, rows: int) -> str:
    return f"{urlsplit(address).scheme}://{urlsplit(address).netloc}{SEARCH}?rows={rows}"


def doors_of(address: str) -> Mapping[str, Asking]:
    """What is asked at each door: pages by turns, a walk through the feed, questions no cache can answer."""
    client = Client(address)
    try:
        first = client.ask(FEED).body
    finally:
        client.close()
    datasets = list(dict.fromkeys(path.decode() for path in _DATASET.findall(first)))[:20]
    pages = [Question(path, "text/html") for path in (*SEARCHES, *datasets)]
    return {"pages": in_turn(pages), "feed": walking(FEED), "sparql": _questions}


def _questions(client: Client) -> Iterator[float]:
    texts = [example.text for example in examples() if example.name in ASKED]
    number = 0
    while True:
        for text in texts:
            number += 1
            # A comment makes each one new: an answer from the cache would say nothing of the workers.
            path = f"/sparql?query={quote(f'{text}# {number} {time.time_ns()}')}"
            yield client.ask(Question(path, RESULTS)).seconds
