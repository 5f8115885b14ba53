"""The job that writes the table of a run's errors: all of them, however many, cause by cause."""

from pathlib import Path
from typing import Any

from registry.cells import as_csv
from registry.harvesting.causes import HEAD, by_cause, faults_of, table
from registry.harvesting.run_reading import RunReading
from registry.schema import DATABASE, connect

Row = dict[str, Any]
MOST = 1_000_000


def run_errors(payload: Row) -> Row:
    """{"data": the data directory, "run", "lang": vi | en} -> {"csv": text, "errors": rows below the head}."""
    engine = connect(Path(payload["data"]) / DATABASE)
    try:
        reading = RunReading(engine)
        faults = faults_of(reading.wrong(payload["run"], MOST).rows, reading.unreadable(payload["run"], MOST).rows)
        rows = table(by_cause(faults), payload["lang"])
        return {"csv": as_csv(HEAD[payload["lang"]], rows), "errors": len(rows)}
    finally:
        engine.dispose()
