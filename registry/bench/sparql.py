"""`registry bench sparql`: what questions cost through the endpoint: fifteen of a catalogue of datasets, and none at all.

All of one run: in this process on the very copy that the endpoint answers from (the floor), through the endpoint cold
(each text new, so that nothing remembered answers), repeated, right after a switch to a new copy, while a harvest runs; and
of Virtuoso on the same quads, where it is installed. The ways are asked in turns, so that all meet the machine in the same
mood.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from registry.bench.figures import Line, Report, Table, middle, percentile
from registry.bench.probing import Client
from registry.bench.sparql_asking import (
    ALIVE,
    COLD,
    HARVEST,
    IN_PROCESS,
    OTHER,
    REMEMBERED,
    REPEATED,
    SWITCHED,
    Samples,
    again,
    by_http,
    in_process,
)
from registry.bench.sparql_catalogue import NAMES, NOTHING, Said, catalogue, said
from registry.bench.sparql_measuring import (
    PROBED,
    Answers,
    at_switches,
    compared,
    in_turns,
    nothing,
    while_harvesting,
)
from registry.bench.sparql_registry import standing
from registry.bench.virtuoso import is_installed, virtuoso
from sparql.dumping import of_graphs, quads_of
from sparql.generation import Generation

TRIPLES, ROUNDS, SWITCHES, NOTHINGS = 1_000_000, 7, 12, 400
REST = 75.0
"""Seconds after the last harvest in which what is due once a minute has had its turn."""
ALLOWED, OVERHEAD = 3.0, 1.0
"""Times of the idle keeper, and milliseconds a question may cost beside what the engine takes."""
Told = Callable[[str], None]


def bench_sparql(
    data: Path,
    triples: int = TRIPLES,
    rounds: int = ROUNDS,
    others: bool = True,
    told: Told = lambda text: None,
    switches: int = SWITCHES,
    nothings: int = NOTHINGS,
    rest: float = REST,
) -> Report:
    """Stages a registry of about so many triples in the new folder `data`, asks, and ends all it started; `told` hears how
    far it is. Without `others` no other engine is asked. Raises BenchFault when something did not work."""
    samples, small = Samples(), Samples()
    with ExitStack() as stack:
        told(f"{triples} …")
        there = stack.enter_context(standing(data, triples))
        told(there.address)
        there.rest(rest)
        generation = there.generation()
        engine = generation.open()
        size = sum(1 for _ in of_graphs(engine))
        told(f"{size} quads")
        client = Client(there.address)
        stack.callback(client.close)
        ways = {IN_PROCESS: in_process(there.generation), COLD: by_http(client), REPEATED: again(client)}
        loaded: Mapping[str, Said] = {}
        if others and is_installed():
            loaded = _as_loaded(generation)
            other = Client(stack.enter_context(virtuoso(data / "virtuoso", quads_of(engine, data / "all.nq"))))
            stack.callback(other.close)
            ways[OTHER] = by_http(other)
            told(OTHER)
        answers = compared(ways, told)
        in_turns(ways, answers, rounds, samples, told)
        nothing(ways[IN_PROCESS], client, nothings, small)
        at_switches(there, client, switches, small, told)
        while_harvesting(there, ways[COLD], min(rounds, 2) * len(NAMES), samples, told)
    lines = (*_questions(samples, answers), *_overhead(small), *_switches(samples, small), *_busy(samples, small))
    notes = (f"{size} quads; medians of {rounds} rounds", *_beside(answers, loaded))
    return Report("sparql", "measured", "floor", lines, notes, (_table(samples, tuple(ways)),))


def _as_loaded(generation: Generation) -> Mapping[str, Said]:
    """What is said in process of the very copy that another engine is given."""
    ask = in_process(lambda: generation)
    return {question.name: said(question, ask(question).body) for question in catalogue()}


def _questions(samples: Samples, answers: Answers) -> Iterator[Line]:
    """Each question cold against in process; all of them so, remembered against cold, and against the other engine."""
    for name in NAMES:
        yield _line(f"{name}, floor: in process", samples.of(COLD, name), samples.of(IN_PROCESS, name))
    yield _line("all of these, floor: in process", samples.rounds(COLD, NAMES), samples.rounds(IN_PROCESS, NAMES))
    yield _line("all of these repeated, floor: cold", samples.rounds(REPEATED, NAMES), samples.rounds(COLD, NAMES))
    shared = [name for name in NAMES if answers[name].get(OTHER)]
    if shared:
        title = f"{len(shared)} of these, floor: {OTHER}"
        yield _line(title, samples.rounds(COLD, shared), samples.rounds(OTHER, shared))


def _overhead(small: Samples) -> Iterator[Line]:
    """What asking costs when there is nothing to find, as a ratio and in milliseconds; and without what any request does."""
    cold, here, live = (middle(small.of(way, NOTHING)) for way in (COLD, IN_PROCESS, ALIVE))
    samples = len(small.of(COLD, NOTHING))
    yield _line("nothing, floor: /health/live", small.of(COLD, NOTHING), small.of(ALIVE, NOTHING))
    yield _line("nothing, remembered, floor: /health/live", small.of(REMEMBERED, NOTHING), small.of(ALIVE, NOTHING))
    yield Line("nothing, above in process, floor: 1 ms", (cold - here) * 1000, OVERHEAD, "ms", samples)
    yield Line("the same without HTTP, floor: 1 ms", (cold - here - live) * 1000, OVERHEAD, "ms", samples, 1.0)


def _switches(samples: Samples, small: Samples) -> Iterator[Line]:
    """The first answer of a new copy against those of a copy that has answered already."""
    for name in PROBED:
        first, idle = small.of(SWITCHED, name), samples.of(COLD, name) or small.of(COLD, name)
        if first:
            yield _line(f"{name}, first after a switch, p95, floor: idle", first, idle, percentile)


def _busy(samples: Samples, small: Samples) -> Iterator[Line]:
    """While harvests run, against the idle keeper: all questions together, which is what the slow ones take, and each by its
    own idle median, so that quick ones count as much."""
    busy, idle = samples.all_of(HARVEST, NAMES), samples.all_of(COLD, NAMES)
    yield _line("all during a harvest, p95, floor: idle", busy, idle, percentile, ALLOWED)
    by_median = [_by_median(samples, way) for way in (HARVEST, COLD)]
    yield Line(
        "the same by each one's idle median",
        percentile(by_median[0]),
        percentile(by_median[1]),
        "times",
        len(busy),
        ALLOWED,
    )
    yield _line(
        "nothing during a harvest, p95, floor: idle",
        samples.of(HARVEST, NOTHING),
        small.of(COLD, NOTHING),
        percentile,
    )


def _by_median(samples: Samples, way: str) -> list[float]:
    """Each sample of a way as so many times the idle median of its question."""
    return [seconds / middle(samples.of(COLD, name)) for name in NAMES for seconds in samples.of(way, name)]


def _line(
    name: str,
    measured: Sequence[float],
    floor: Sequence[float],
    of: Callable[[Sequence[float]], float] = middle,
    allowed: float | None = None,
) -> Line:
    return Line(name, of(measured) * 1000, of(floor) * 1000, "ms", len(measured), allowed)


def _table(samples: Samples, ways: Sequence[str]) -> Table:
    """Medians by question and way, in milliseconds."""
    columns = (*ways, HARVEST)
    rows = {name: tuple(_median(samples.of(way, name)) for way in columns) for name in NAMES}
    return Table("median", columns, "ms", rows)


def _median(samples: Sequence[float]) -> float | None:
    return middle(samples) * 1000 if samples else None


def _beside(answers: Answers, loaded: Mapping[str, Said]) -> Iterator[str]:
    """In plain lines: whether there was another engine, and where it says otherwise than the copy that it was given."""
    if not loaded:
        yield f"{OTHER} is not installed, or was not wanted: nothing stands beside us"
        return
    theirs = {name: answers[name][OTHER] for name in NAMES}
    equal = [name for name in NAMES if theirs[name] == loaded[name]]
    yield f"{OTHER}: {len(equal)} of {len(NAMES)} answers equal to ours"
    counts = ((name, one.rows) for name, one in theirs.items() if one and name not in equal)
    for name, rows in counts:
        yield f"{OTHER} says otherwise to {name}: {rows} rows for our {loaded[name].rows}"
    for name in (name for name, one in theirs.items() if one is None):
        yield f"{OTHER} gives no answer to {name}"
