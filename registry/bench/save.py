"""`registry bench save`: what an acknowledged save costs, against the least that durability costs on this disk.

The floor is a plain append of the same bytes to a file, forced to the disk. A save is one act in the ledger: hashed,
packed, chained, committed with the record's newest state.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from registry.bench.figures import Line, Report, middle, percentile
from registry.bench.staging import AT_ONCE, publishing, synthetic
from registry.clock import utc_now
from registry.ledger import Ledger
from registry.schema import connect, create

BASE = "http://127.0.0.1:1"


def bench_save(folder: Path, saves: int = 300) -> Report:
    """Measures in the existing, empty `folder`, singly and `AT_ONCE` at a time."""
    acts = [publishing(synthetic(BASE, number)) for number in range(saves)]
    many = [publishing(synthetic(BASE, saves + number)) for number in range(AT_ONCE)]
    bodies = [act.body or b"" for act in acts]
    engine = connect(folder / "ledger.db")
    try:
        create(engine)
        ledger = Ledger(engine, utc_now)
        singly, floor = [], []
        with (folder / "floor").open("ab") as file:
            for act, body in zip(acts, bodies, strict=True):
                # By turns, so that both meet the disk in the same mood.
                singly.append(_timed(ledger.append, [act]))
                floor.append(_timed(_append, file.fileno(), [body]))
            together = _timed(ledger.append, many)
            floor_together = _timed(_append, file.fileno(), [act.body or b"" for act in many])
    finally:
        engine.dispose()
    lines = (
        Line("one save, median", middle(singly) * 1000, middle(floor) * 1000, "ms", saves),
        Line("one save, p95", percentile(singly) * 1000, percentile(floor) * 1000, "ms", saves),
        Line(f"{AT_ONCE} saves in one transaction", together * 1000, floor_together * 1000, "ms", 1),
    )
    note = f"{1 / middle(singly):.0f} saves a second one by one, {AT_ONCE / together:.0f} in a transaction of {AT_ONCE}"
    return Report("save", "ledger", "fsynced append", lines, (note,))


def _timed(work: Callable[..., object], *values: object) -> float:
    started = time.perf_counter()
    work(*values)
    return time.perf_counter() - started


def _append(file: int, bodies: list[bytes]) -> None:
    for body in bodies:
        os.write(file, body)
    os.fsync(file)
