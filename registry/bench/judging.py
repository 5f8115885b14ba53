"""One measurement of the compiled validator, in a process of its own: `python -m registry.bench.judging WHAT …`.

    catalogue FILE SHAPES    reads N-Triples and judges them whole
    floor FILE SHAPES        reads them and looks at each triple that the shapes ask for, once
    records COUNT            judges synthetic records one by one by the house's own rules, their context loaded

It prints a JSON object. Times are processor time: what else the machine does is not in them. `peer` measures pySHACL.
"""

import gc
import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse

from registry.bench.figures import middle, percentile
from registry.bench.synthetic import records
from registry.clock import utc_now
from shapes.compiler import compile_shapes
from shapes.context import load_context
from shapes.graph import Graph
from shapes.library import PUBLISHING, load_profiles
from shapes.paths import spelled_path
from shapes.record import validate as judge_record
from shapes.result import Result
from shapes.rulebook import rulebook
from shapes.validator import validate
from sparql.questions import over

BASE = "http://127.0.0.1:1"
WARMING = 50
Measured = dict[str, float | int | str]


def catalogue(file: Path, shapes: Path) -> Measured:
    """Seconds to read the columns that the shapes ask for, seconds to judge them, results, peak of memory in MB."""
    compiled = compile_shapes(triples_of(shapes))
    started = time.process_time()
    graph = Graph(_quads(file), only=compiled.asks)
    read = time.process_time()
    results = validate(compiled, graph)
    judged = time.process_time()
    return {
        "read": read - started,
        "judged": judged - read,
        "peak": _peak(),
        "results": len(results),
        "digest": digest(results),
    }


def _peak() -> float:
    """The most memory this process has held, in MB. What getrusage says may be the parent's, from before the exec."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = (line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def floor(file: Path, shapes: Path) -> Measured:
    """Seconds to read the file and look at both ends of every triple that the shapes ask for; how many these are."""
    asked = compile_shapes(triples_of(shapes)).asks
    seen = 0
    started = time.process_time()
    for quad in _quads(file):
        if asked is None or quad.predicate in asked:
            _both = quad.subject, quad.object
            seen += 1
    return {"read": time.process_time() - started, "triples": seen}


def one_by_one(count: int) -> Measured:
    """Median and 95th percentile of so many records' seconds, after some that make the background's columns."""
    day = utc_now().date()
    book = rulebook(load_profiles(PUBLISHING, BASE, day), load_context(BASE, day), over)
    samples: list[float] = []
    findings = 0
    for record in records(WARMING + count):
        started = time.process_time()
        report = judge_record(record.triples, book)
        samples.append(time.process_time() - started)
        findings += len(report.findings)
    samples = samples[WARMING:]
    return {
        "median": middle(samples),
        "p95": percentile(samples),
        "findings": findings / (WARMING + count),
    }


def triples_of(file: Path) -> Iterator[Triple]:
    """The triples of an N-Triples or Turtle file, with the blank labels it gives them."""
    return (quad.triple for quad in _quads(file))


def _quads(file: Path) -> Iterator[Quad]:
    syntax = RdfFormat.TURTLE if file.suffix == ".ttl" else RdfFormat.N_TRIPLES
    return parse(path=file, format=syntax, rename_blank_nodes=False)


def digest(results: Iterable[Result]) -> str:
    """One name for a set of results: their focus nodes, paths, components and values."""
    rows = sorted(
        f"{r.focus} {'' if r.path is None else spelled_path(r.path)} {r.component} {r.value or ''}\n" for r in results
    )
    return hashlib.sha256("".join(rows).encode()).hexdigest()


def main(arguments: list[str]) -> int:
    """Measures what the arguments name, and prints it."""
    gc.disable()  # as the validator itself does: columns are millions of small things without a circle
    match arguments:
        case ["catalogue", file, shapes]:
            measured = catalogue(Path(file), Path(shapes))
        case ["floor", file, shapes]:
            measured = floor(Path(file), Path(shapes))
        case ["records", count]:
            measured = one_by_one(int(count))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    print(json.dumps(measured))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
