"""The job that writes the table of a run's errors: all of them, however many, cause by cause."""

from pathlib import Path
from typing import Any

from registry.cells import as_csv
from registry.harvesting.causes import HEAD, by_cause, faults_of, table
from registry.harvesting.run_reading import RunReading
from registry.schema import DATABASE, connect
from registry.words import Words

Row = dict[str, Any]
MOST = 1_000_000


def run_errors(payload: Row) -> Row:
    """{"data": the data directory, "base", "run", "lang": vi | en} -> {"csv": text, "errors": rows below the head}."""
    data = Path(payload["data"])
    engine = connect(data / DATABASE)
    try:
        reading = RunReading(engine)
        faults = faults_of(reading.wrong(payload["run"], MOST).rows, reading.unreadable(payload["run"], MOST).rows)
        rows = table(by_cause(faults), payload["lang"], Words.on(payload["base"], data).label)
        return {"csv": as_csv(HEAD[payload["lang"]], rows), "errors": len(rows)}
    finally:
        engine.dispose()
