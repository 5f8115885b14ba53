"""`registry bench harvest`: do people and portals notice when an agency's API is harvested?

Pages, feed and SPARQL are asked over HTTP while nothing else happens, then while thousands of records come in. The
95th percentile of the busy time may be three times that of the idle time.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

from registry.bench.figures import Report, compared
from registry.bench.probing import Asking, BenchFault, Client, Question, in_turn, walking, watched
from registry.bench.staging import Process, harvesting, prepared, sample_api, served
from sparql.queries import examples

ALLOWED = 3.0
IDLE_SECONDS = 20.0
WARMING_SECONDS = 3.0
SEARCHES = ("/", "/datasets", f"/datasets?q={quote('bệnh viện')}", "/datasets?q=dat+trong+lua&sort=modified")
FEED = Question("/catalog.nt")
ASKED = ("datasets-per-field", "find-by-word", "formats")
"""Examples of the SPARQL page that are asked."""
_DATASET = re.compile(rb"<https?://[^<>/]+(/id/dataset/[a-z2-7]{12})> ")


def bench_harvest(data: Path, records: int = 1000, datasets: int = 5000, idle_seconds: float = IDLE_SECONDS) -> Report:
    """Stages everything in the new folder `data`: a registry with `records`, a sample API with `datasets`; measures,
    and ends all it started. Raises BenchFault when something did not work."""
    prepared(data, records)
    with sample_api(data, datasets), served(data) as address:
        return measured(address, lambda: harvesting(data), idle_seconds)


def measured(
    address: str, harvest: Callable[[], AbstractContextManager[Process]], idle_seconds: float = IDLE_SECONDS
) -> Report:
    """Measures a keeper that serves at `address`, idle for so many seconds and then during `harvest()`.

    Raises BenchFault when a door does not answer or the harvest fails.
    """
    doors = doors_of(address)
    watched(address, doors, _after(WARMING_SECONDS))
    idle = watched(address, doors, _after(idle_seconds))
    started = time.monotonic()
    with harvest() as command:
        busy = watched(address, doors, lambda: command.poll() is not None)
        said, _ = command.communicate()
    if command.returncode:
        raise BenchFault(
            f"Lần thu thập không xong (mã {command.returncode}): {said[:500]}",
            f"The harvest did not end well (exit {command.returncode}): {said[:500]}",
        )
    note = f"the harvest took {time.monotonic() - started:.0f} s: {_summary(said)}"
    return Report("p95 of one answer", "during harvest", "idle", compared(busy, idle, ALLOWED), (note,))


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
            yield client.ask(Question(path, "application/sparql-results+json")).seconds


def _after(seconds: float) -> Callable[[], bool]:
    """Says yes once so many seconds have gone by from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _summary(said: str) -> str:
    """The counts of the run, as the command said them."""
    try:
        (run,) = json.loads(said)["runs"]
        return ", ".join(f"{name} {number}" for name, number in run["counts"].items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return "no summary"
