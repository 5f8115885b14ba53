"""`registry bench feed`: a portal's walk through the whole catalogue, against the least it could cost.

The floor reads the same bodies out of the ledger and joins them, which is all that N-Triples would need. A cold walk writes
every page anew, a warm one is answered from the pages that were kept.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from registry.bench.figures import Line, Report
from registry.bench.staging import filled
from registry.clock import utc_now
from registry.config import Config
from registry.feeds.catalogue import Feed, FeedPage
from registry.ledger import Ledger
from registry.schema import connect, create
from registry.words import Words

BASE = "http://127.0.0.1:1"
FORMATS = ("nt", "ttl", "rdf", "jsonld")


def bench_feed(folder: Path, records: int = 2000) -> Report:
    """Measures in the existing, empty `folder`, without HTTP: milliseconds a thousand records."""
    engine = connect(folder / "ledger.db")
    try:
        create(engine)
        ledger, words = Ledger(engine, utc_now), Words.of(BASE)
        filled(ledger, BASE, records)
        config = Config(folder, base=BASE)
        floor = _floor(ledger)
        lines: list[Line] = []
        for format in FORMATS:
            feed = Feed(ledger, config, words, utc_now)
            for name in ("cold", "warm"):
                seconds = _walk(feed, format)
                lines.append(Line(f"{format}, {name}", seconds * 1e6 / records, floor * 1e6 / records, "ms", 1))
    finally:
        engine.dispose()
    best = min(line.measured for line in lines)
    note = f"milliseconds a thousand records; the fastest walk is {1e6 / best:.0f} records a second"
    return Report("walk through the feed", "feed", "bodies joined", tuple(lines), (note,))


def _floor(ledger: Ledger) -> float:
    started = time.perf_counter()
    bodies = ledger.bodies([current.body_seq for current in ledger.currents("public")])
    b"".join(bodies.values())
    return time.perf_counter() - started


def _walk(feed: Feed, format: str) -> float:
    started = time.perf_counter()
    for page in _pages(feed, format):
        feed.render(page, format)
    return time.perf_counter() - started


def _pages(feed: Feed, format: str) -> Iterator[FeedPage]:
    token = ""
    while isinstance(page := feed.page(token, format), FeedPage):
        yield page
        if page.next is None:
            return
        token = page.next.partition("page=")[2]
