"""`registry bench validate`: what judging a whole catalogue and one record costs.

A synthetic catalogue is judged by one shapes graph three times, each in a process of its own: by pySHACL, compiled, and
not at all, only reading the triples that the shapes ask for (the floor). The first two must find the same. Then records
are judged one by one, and larger catalogues show whether the cost grows with the size.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from registry.bench.figures import Line, Report
from registry.bench.judging import BASE
from registry.bench.probing import BenchFault
from registry.bench.synthetic import write
from registry.clock import utc_now
from shapes.library import load_profile

TIMES_PYSHACL, TIMES_FLOOR = 60, 2.5
RECORD_MEDIAN, RECORD_P95 = 1.0, 2.0
"""Milliseconds a record may take."""
MEMORY = 350.0
"""Megabytes a process may take at its peak that judges `MEMORY_FOR` datasets."""
MEMORY_FOR = 10_000
TURNS = 3
GROWTH = 1.3
"""How many times as much a dataset may cost in a larger catalogue."""


def bench_validate(
    folder: Path,
    datasets: int = 10_000,
    larger: Sequence[int] = (50_000, 100_000),
    records: int = 1000,
    shapes: Path | None = None,
    *,
    peer: bool = True,
) -> Report:
    """Measures in the existing, empty `folder`. `shapes` is the graph to judge by, without one the profile dcat-ap;
    `peer` lets pySHACL judge too. Raises BenchFault when pySHACL and the compiled validator disagree."""
    rules = shapes or _own_shapes(folder)
    file = folder / f"{datasets}.nt"
    seeded = write(file, datasets)
    compiled, floor = _in_turn(file, rules)
    one = _measured("judging", "records", records)
    lines = list(_beside_pyshacl(file, rules, datasets, compiled)) if peer else []
    lines += [
        Line(f"{datasets} datasets, compiled / floor", _whole(compiled), floor["read"], "s", TURNS, TIMES_FLOOR),
        *_memory(datasets, compiled),
        Line("one record, median / 1 ms", one["median"] * 1000, RECORD_MEDIAN, "ms", records, 1.0),
        Line("one record, p95 / 2 ms", one["p95"] * 1000, RECORD_P95, "ms", records, 1.0),
        *_growth(folder, rules, datasets, _whole(compiled), larger),
    ]
    notes = (
        f"{datasets} datasets: {floor['triples']} triples asked for, {seeded.total()} faults seeded, "
        f"{compiled['results']} results" + (", the same as pySHACL's" if peer else ""),
        f"one record: by all rules for publishing, {one['findings']:.1f} findings each",
        "processor time, each in a process of its own; the floor reads the triples that the shapes ask for, and no more",
    )
    return Report("judging by shapes", "measured", "against", tuple(lines), notes)


def _in_turn(file: Path, rules: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The quickest of several judgings, and of as many readings between them: what else the machine does comes and goes."""
    turns = [
        (_measured("judging", "catalogue", file, rules), _measured("judging", "floor", file, rules))
        for _ in range(TURNS)
    ]
    return min((turn[0] for turn in turns), key=_whole), min((turn[1] for turn in turns), key=lambda one: one["read"])


def _own_shapes(folder: Path) -> Path:
    file = folder / "shapes.nt"
    profile = load_profile("dcat-ap", BASE, utc_now().date())
    lines = dict.fromkeys(f"{triple} .\n" for rule in profile.rules for triple in rule.triples())
    file.write_text("".join(lines), "utf-8")
    return file


def _beside_pyshacl(file: Path, rules: Path, datasets: int, compiled: dict[str, Any]) -> list[Line]:
    pyshacl = _measured("peer", file, rules)
    if pyshacl["digest"] != compiled["digest"]:
        raise BenchFault(
            f"pySHACL tìm thấy {pyshacl['results']} kết quả, bản biên dịch {compiled['results']}: không giống nhau.",
            f"pySHACL found {pyshacl['results']} results, the compiled validator {compiled['results']}: not the same.",
        )
    return [
        Line(
            f"{datasets} datasets, pySHACL / compiled", _whole(pyshacl), _whole(compiled), "s", 1, None, TIMES_PYSHACL
        ),
        Line("    of which reading", pyshacl["read"], compiled["read"], "s", 1),
        Line("    of which judging", pyshacl["judged"], compiled["judged"], "s", 1),
    ]


def _memory(datasets: int, compiled: dict[str, Any]) -> list[Line]:
    allowed = 1.0 if datasets == MEMORY_FOR else None
    return [Line(f"{datasets} datasets, peak memory / {MEMORY:g} MB", compiled["peak"], MEMORY, "MB", 1, allowed)]


def _growth(folder: Path, rules: Path, datasets: int, seconds: float, larger: Sequence[int]) -> list[Line]:
    """What a dataset costs in larger catalogues, beside what it costs in the first."""
    lines = []
    for number in larger:
        file = folder / f"{number}.nt"
        write(file, number)
        quickest = min(_whole(_measured("judging", "catalogue", file, rules)) for _ in range(TURNS))
        file.unlink()
        name = f"a dataset of {number} / of {datasets}"
        lines.append(Line(name, quickest * 1e6 / number, seconds * 1e6 / datasets, "µs", TURNS, GROWTH))
    return lines


def _whole(measured: dict[str, Any]) -> float:
    """Seconds from the file to the results."""
    return float(measured["read"] + measured["judged"])


def _measured(module: str, *arguments: object) -> dict[str, Any]:
    """What `python -m registry.bench.<module>` prints."""
    command = [sys.executable, "-m", f"registry.bench.{module}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise BenchFault(f"Không đo được: {last}", f"There is nothing to measure: {last}")
    said: dict[str, Any] = json.loads(done.stdout)
    return said
