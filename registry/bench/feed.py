"""`registry bench feed`: a portal's walk through the whole catalogue over HTTP, in every syntax, by one client.

A cold walk finds no page of its position written, but the records laid beside the files of the catalogue, as it is after
every change; a warm one is answered from the pages that were kept, as they are and packed; a walk anew finds nothing, as in
a registry's first minutes. Beside them stand rdflib, which reads and writes a sample of the same records, and the floor:
the bodies read and joined. Then what a portal pays that was here before: learning that nothing changed, taking a few
changes; how long a page takes while a harvest runs; and whether the keeper's memory grows with the walks.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from registry.bench import feed_peer
from registry.bench.feed_peer import SYNTAXES
from registry.bench.feed_records import rich
from registry.bench.feed_walking import Walk, pages, told, walked
from registry.bench.figures import Line, Report, Table, compared, middle
from registry.bench.portal import SEARCH
from registry.bench.probing import Answer, BenchFault, Client, Question, after, walking, watched
from registry.bench.sparql_registry import Standing
from registry.bench.staging import declared, portal, prepared, served
from registry.bench.watching import Used, using
from registry.clock import stamp, utc_now
from registry.directory import existing
from registry.entries import FED_ACTS
from registry.feeds.pieces import PIECES
from registry.feeds.walking import newest
from registry.ledger import Ledger
from registry.schema import connect

RECORDS, DATASETS, CHANGED = 20_000, 2_000, 100
"""Records of the catalogue; datasets of the portal beside that is harvested, and how many of them change."""
COLD, WARM, PEER, UNCHANGED, REQUESTS, BUSY, FLAT = 6_000.0, 60_000.0, 20.0, 100.0, 3.0, 3.0, 1.25
"""Datasets a second, cold and warm; times rdflib's; times the answer that nothing changed; requests for the changes; times
idle; times the memory of before."""
TIMES, ASKINGS, IDLE_SECONDS = 3, 40, 20.0
REST, WINDOW, QUIET = 600.0, 5.0, 0.3
"""Seconds that a keeper gets at most to take in what it was given and to write the catalogue's files; it rests when it uses
less CPU than that in a window."""
ALL = 1_000_000
SOURCE = "cong-thu"
PACKED = "zstd"
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Walks:
    """One syntax: the walks, what the cold one used, and seconds a record by rdflib."""

    cold: Walk
    used: Used
    warm: Walk
    packed: Walk
    rdflib: float


def bench_feed(
    data: Path,
    records: int = RECORDS,
    datasets: int = DATASETS,
    idle_seconds: float = IDLE_SECONDS,
    hears: Told = lambda text: None,
    rest: float = REST,
) -> Report:
    """Stages a registry of so many records in the new folder `data`, `datasets` of them harvested, walks, and ends all it
    started; `hears` is told how far it is. Raises BenchFault when something did not work."""
    hears(f"{records} …")
    prepared(data, max(records - datasets, 0), rich)
    with ExitStack() as stack:
        site = stack.enter_context(portal(datasets))
        declared(data, {SOURCE: f"{site}{SEARCH[1:]}?rows=1000"})
        with served(data) as (address, pid), Standing(data, address, pid, {SOURCE: site}).harvest(SOURCE, edition=0):
            hears(SOURCE)
        address, pid = stack.enter_context(served(data))
        there = Standing(data, address, pid, {SOURCE: site})
        client = stack.enter_context(closing(Client(address)))
        ledger = stack.enter_context(_ledger(data))
        is_at_rest = _rested(pid, lambda: _is_laid(data, ledger), rest)
        total, floor, each = ledger.counts()["public"], feed_peer.floor(ledger), feed_peer.quads_each(ledger)
        walks = {}
        with using(pid) as first:
            for syntax in SYNTAXES:
                walks[syntax] = _walks(client, pid, ledger, syntax)
                hears(
                    f"{syntax}: {total / walks[syntax].cold.seconds:.0f}/s, {total / walks[syntax].warm.seconds:.0f}/s"
                )
        asked = _unchanged(client)
        with using(pid) as later:
            for _ in range(TIMES):
                for syntax in SYNTAXES:
                    walked(client, Question(f"/catalog.{syntax}"))
        hears(f"{CHANGED} …")
        changes = _changes(there, client, ledger, max(datasets // CHANGED, 1))
        for path in existing(data).downloads.glob(f"*/{PIECES}"):
            path.unlink()
        anew = {syntax: walked(client, Question(f"/catalog.{syntax}")) for syntax in SYNTAXES}
        hears("/catalog …")
        busy = tuple(_busy(there, idle_seconds))
    lines = (
        *_speeds(walks, anew, total),
        *_peer(walks, total, floor),
        *_again(walks, asked, changes),
        *busy,
        *_memory(first, later),
    )
    disturbed = (
        () if is_at_rest else ("the keeper was still at work on what it had been given: a quiet one is quicker",)
    )
    notes = (
        f"{total} records of {each:.0f} quads, {walks['nt'].cold.pages} pages; "
        f"rdflib did {feed_peer.SAMPLE} of them, {feed_peer.PAGE} a document",
        *disturbed,
    )
    return Report("walk through the feed", "measured", "floor", lines, notes, (_table(walks, anew, total),))


def _rested(pid: int, is_ready: Callable[[], bool], most: float) -> bool:
    """Waits until the keeper is ready and has nothing to do any more, at most so many seconds; whether it came to that."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        with using(pid) as used:
            time.sleep(min(WINDOW, most))
        if used.cpu < QUIET and is_ready():
            return True
    return False


def _is_laid(data: Path, ledger: Ledger) -> bool:
    """Whether the newest state is there as files, its records beside them."""
    with ledger.engine.connect() as connection:
        position = newest(connection)
    return any(path.parent.name.startswith(f"{position}-") for path in existing(data).downloads.glob(f"*/{PIECES}"))


def _walks(client: Client, pid: int, ledger: Ledger, syntax: str) -> Walks:
    question = Question(f"/catalog.{syntax}")
    with using(pid) as used:
        cold = walked(client, question)
    warm = min((walked(client, question) for _ in range(TIMES)), key=lambda walk: walk.seconds)
    zipped = Question(question.path, coding=PACKED)
    packed = min((walked(client, zipped) for _ in range(TIMES)), key=lambda walk: walk.seconds)
    return Walks(cold, used, warm, packed, feed_peer.by_rdflib(ledger, syntax))


def _unchanged(client: Client) -> list[float]:
    """Seconds of asking whether the catalogue is what it was, in one request. Raises BenchFault when it is not so learnt."""
    tag = client.ask(Question("/catalog.ttl")).tag
    answers = [client.ask(Question("/catalog.ttl", has=tag)) for _ in range(ASKINGS)]
    if any(answer.status != 304 or answer.body for answer in answers):
        raise BenchFault("Hỏi lại mà không được trả lời 304.", "Asked again, the catalogue did not answer 304.")
    return [answer.seconds for answer in answers]


def _changes(there: Standing, client: Client, ledger: Ledger, every: int) -> list[Answer]:
    """The answers that tell of the packages that changed, of every so manieth one. Raises BenchFault when they do not tell
    of all, or of more."""
    began, before = stamp(utc_now()), ledger.head().seq
    with there.harvest(SOURCE, edition=1, every=every):
        pass
    changed = {entry.record for entry in ledger.since(before, ALL) if entry.act in FED_ACTS}
    answers = list(pages(client, Question(f"/catalog.nt?modified-since={quote(began)}")))
    if told(answers) != len(changed):
        raise BenchFault(
            f"Danh mục kể {told(answers)} thay đổi, đúng ra là {len(changed)}.",
            f"The catalogue tells of {told(answers)} changes where there are {len(changed)}.",
        )
    return answers


def _busy(there: Standing, idle_seconds: float) -> Iterator[Line]:
    """Times of a page while every dataset of the portal comes in changed, against those of an idle keeper."""
    doors = {f"/catalog.{syntax}": walking(Question(f"/catalog.{syntax}")) for syntax in ("ttl", "rdf")}
    watched(there.address, doors, after(1.0))
    idle = watched(there.address, doors, after(idle_seconds))
    with there.harvest(SOURCE, edition=2) as command:
        busy = watched(there.address, doors, lambda: command.poll() is not None)
    for one in compared(busy, idle, BUSY):
        name = f"{one.name} during a harvest, p95, floor: idle"
        yield Line(name, one.measured, one.floor, one.unit, one.samples, one.allowed)


def _speeds(walks: Mapping[str, Walks], anew: Mapping[str, Walk], total: int) -> Iterator[Line]:
    for syntax, of in walks.items():
        yield Line(f"{syntax}, anew, floor: demanded cold", total / anew[syntax].seconds, COLD, "/s", 1)
        yield Line(f"{syntax}, cold, floor: demanded", total / of.cold.seconds, COLD, "/s", 1, needed=1.0)
        yield Line(f"{syntax}, warm, floor: demanded", total / of.warm.seconds, WARM, "/s", TIMES, needed=1.0)
        yield Line(
            f"{syntax}, warm in {PACKED}, floor: demanded", total / of.packed.seconds, WARM, "/s", TIMES, needed=1.0
        )


def _peer(walks: Mapping[str, Walks], total: int, floor: float) -> Iterator[Line]:
    for syntax, of in walks.items():
        yield Line(f"{syntax}, cold, floor: rdflib", total / of.cold.seconds, 1 / of.rdflib, "/s", 1, needed=PEER)
    for syntax, of in walks.items():
        each = of.cold.seconds / total
        yield Line(f"{syntax}, cold, floor: bodies joined", each * 1e6, floor * 1e6, "ms/1000", 1)


def _again(walks: Mapping[str, Walks], asked: list[float], changes: list[Answer]) -> Iterator[Line]:
    quickest = min(of.warm.seconds for of in walks.values())
    name = "the quickest walk, floor: learning that nothing changed"
    yield Line(name, quickest * 1000, middle(asked) * 1000, "ms", len(asked), needed=UNCHANGED)
    yield Line("requests for the changes, floor: allowed", len(changes), REQUESTS, "", 1, allowed=1.0)


def _memory(first: Used, later: Used) -> Iterator[Line]:
    name = f"keeper after {TIMES} rounds more, floor: the first"
    yield Line(name, later.memory / (1 << 20), first.memory / (1 << 20), "MB", 1, allowed=FLAT)


def _table(walks: Mapping[str, Walks], anew: Mapping[str, Walk], total: int) -> Table:
    """Datasets a second; of the cold walk also by the CPU that the keeper used, for machines that do other things."""
    columns = ("anew", "cold", "cold by CPU", "warm", f"warm {PACKED}", "rdflib")
    rows = {
        syntax: (
            total / anew[syntax].seconds,
            total / of.cold.seconds,
            total / of.used.cpu if of.used.cpu else None,
            total / of.warm.seconds,
            total / of.packed.seconds,
            1 / of.rdflib,
        )
        for syntax, of in walks.items()
    }
    return Table("datasets a second", columns, "/s", rows)


@contextmanager
def _ledger(data: Path) -> Iterator[Ledger]:
    """The ledger beside the keeper that writes it, to read."""
    engine = connect(existing(data).database)
    try:
        yield Ledger(engine, utc_now)
    finally:
        engine.dispose()
