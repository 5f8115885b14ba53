"""Hostile queries put to a running keeper, and what came of each; as a command, the table for the closing note.

    python -m tests.walks.hostile_table

loads the demonstration province, serves it, asks every query one after another and then eight at once, and prints a
table in Markdown: kind, query, bytes, status, refusal, milliseconds.
"""

import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import requests

from tests.walks.hostile_queries import CASES, Hostile
from tests.walks.processes import Keeping, keeping, registry

AT_ONCE = 8
SETTINGS = {
    "query_seconds": 1,
    "query_megabytes": 1024,
    "query_workers": 4,
    "query_parallel": 32,
    "query_budget_seconds": 0,
    "threads": 32,
}
"""Small bounds of each query, so that its end is soon seen; one client asks all, so none for it."""
PATIENCE = 10
"""How often a query is put again that was not looked at: the line was full, and said when to come back."""
ORDINARY = "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a dcat:Dataset }"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one query: the status, the refusal's slug and sentences (empty when answered), seconds."""

    case: Hostile
    status: int
    slug: str
    vi: str
    en: str
    seconds: float


@dataclass(slots=True)
class Pulse:
    """How the keeper's health answered while it was watched."""

    asked: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


class Canary:
    """A server on loopback that counts who asks it."""

    def __init__(self, server: ThreadingHTTPServer, asked: list[str]) -> None:
        self.address = f"http://127.0.0.1:{server.server_port}/sparql"
        self.asked = asked


@contextmanager
def canary() -> Iterator[Canary]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Canary(server, asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def configure(data: Path) -> None:
    """Give a data directory the small bounds."""
    path = data / "registry.toml"
    said = path.read_text("utf-8") if path.exists() else ""
    kept = [line for line in said.splitlines() if line.partition("=")[0].strip() not in SETTINGS]
    path.write_text("\n".join([*kept, *(f"{key} = {value}" for key, value in SETTINGS.items())]) + "\n", "utf-8")


_numbers = count(1)


def put(address: str, case: Hostile, canary: str) -> Outcome:
    """Ask one query. A comment makes its text a new one, for a text that ended its worker is refused for a while."""
    text = case.text.replace(b"{canary}", canary.encode())
    text += b"\n#%d" % next(_numbers) if text else b""
    for _ in range(PATIENCE):
        began = time.monotonic()
        answer = requests.post(
            f"{address}/sparql",
            data=text,
            headers={"Content-Type": "application/sparql-query", "Accept": "application/json"},
            timeout=60,
        )
        seconds = time.monotonic() - began
        said = answer.json() if answer.status_code != 200 else {}
        if said.get("error") not in UNREAD:
            break
        time.sleep(float(answer.headers["Retry-After"]))
    return Outcome(case, answer.status_code, said.get("error", ""), said.get("vi", ""), said.get("en", ""), seconds)


UNREAD = ("endpoint-busy", "client-parallel", "client-budget")
"""Refusals that say nothing of the query itself."""


def put_all(address: str, cases: Sequence[Hostile], canary: str, at_once: int) -> list[Outcome]:
    with ThreadPoolExecutor(at_once) as people:
        return list(people.map(lambda case: put(address, case, canary), cases))


@contextmanager
def watched(address: str) -> Iterator[Pulse]:
    """The keeper's health, asked all the while."""
    pulse, stop = Pulse(), threading.Event()

    def watch() -> None:
        while not stop.wait(0.1):
            for door in ("/health/live", "/health/ready"):
                began = time.monotonic()
                try:
                    status = requests.get(address + door, timeout=10).status_code
                except requests.RequestException as fault:
                    pulse.faults.append(f"{door}: {fault}")
                    continue
                pulse.asked += 1
                pulse.slowest = max(pulse.slowest, time.monotonic() - began)
                if status != 200:
                    pulse.faults.append(f"{door}: {status}")

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield pulse
    finally:
        stop.set()
        thread.join()


def ordinary(address: str) -> int:
    """An ordinary question, put as patiently: how many datasets there are."""
    for _ in range(PATIENCE):
        text = f"{ORDINARY} # {next(_numbers)}"
        answer = requests.get(f"{address}/sparql", params={"query": text, "format": "json"}, timeout=60)
        if answer.status_code == 200:
            return int(answer.json()["results"]["bindings"][0]["n"]["value"])
        time.sleep(float(answer.headers["Retry-After"]))
    raise AssertionError(f"an ordinary question is not answered: {answer.status_code} {answer.text}")


def zombies(pid: int) -> list[str]:
    """The dead among the processes below `pid` that nobody took leave of."""
    states = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                after_name = (place / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            states[int(place.name)] = (after_name[0], int(after_name[1]))
    below, found = {pid}, []
    for child in sorted(states):
        state, parent = states[child]
        if parent in below:
            below.add(child)
            if state == "Z":
                found.append(f"{child} of {parent}")
    return found


def table(title: str, outcomes: Sequence[Outcome], pulse: Pulse) -> str:
    rows = [
        f"| {one.case.kind} | {one.case.name} | {len(one.case.text)} | {one.status} | {one.slug} | {one.seconds * 1e3:.0f} |"
        for one in outcomes
    ]
    told = f"{len(outcomes)} queries; health asked {pulse.asked} times, slowest {pulse.slowest * 1000:.0f} ms"
    head = ["| kind | query | bytes | status | refusal | ms |", "| --- | --- | ---: | ---: | --- | ---: |"]
    return "\n".join([f"### {title}: {told}", "", *head, *rows, ""])


def _both_ways(keeper: Keeping, canary: Canary) -> None:
    for title, at_once in (("one after another", 1), (f"{AT_ONCE} at once", AT_ONCE)):
        before = ordinary(keeper.address)
        with watched(keeper.address) as pulse:
            outcomes = put_all(keeper.address, CASES, canary.address, at_once)
        unforeseen = [f"{one.case.name}: {one.status}" for one in outcomes if one.status not in one.case.may]
        print(table(title, outcomes, pulse))
        print(f"not as foreseen: {unforeseen}; health faults: {pulse.faults}; zombies: {zombies(keeper.pid)}; ")
        print(f"pid alive: {keeper.is_alive}; datasets before and after: {before}, {ordinary(keeper.address)}; ")
        print(f"requests to the canary: {len(canary.asked)}\n", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        done = registry("demo", "--no-serve", "--data", str(data), "--port", "0")
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        configure(data)
        with canary() as other, keeping(data) as keeper:
            _both_ways(keeper, other)


if __name__ == "__main__":
    os.nice(5)
    main()
