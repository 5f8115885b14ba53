"""The job that writes the whole catalogue as files from the ledger's file, and who has it done."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from registry.clock import utc_now
from registry.config import Config
from registry.dump_making import DUMPING, Maker, Run
from registry.feeds.downloads import WholeState, write_all
from registry.ledger import Ledger
from registry.schema import DATABASE, connect
from registry.words import Words
from sparql.errors import DumpTooLarge

JOB = "downloads"
Row = dict[str, Any]


def config_row(config: Config) -> Row:
    """The settings as JSON."""
    return {**asdict(config), "data": str(config.data)}


def config_from_row(row: Mapping[str, Any]) -> Config:
    """The settings that `config_row` wrote."""
    values: Row = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Config(**{**values, "data": Path(row["data"])})


def of_catalogue(run: Run, config: Config) -> Maker[WholeState]:
    """The maker of the files; `run` has a worker do a job."""

    def make(state: WholeState, coming: Path, most: int) -> Row:
        told = {"config": config_row(config), "position": state.position}
        return run(JOB, {**told, "folder": str(coming), "most": most}, DUMPING)

    return make


def write_downloads(payload: Row) -> Row:
    """{"config": as `config_row` wrote, "position", "folder": where to, "most": bytes for all files together} ->
    {"files": [as `Dumped`], "counts": {"datasets", "distributions", "triples"}}, or {"refused": {"vi", "en"}} when there is
    no room.
    """
    config = config_from_row(payload["config"])
    engine = connect(config.data / DATABASE)
    try:
        ledger, words = Ledger(engine, utc_now), Words.on(config.base, config.data)
        folder, most = Path(payload["folder"]), int(payload["most"])
        written = write_all(ledger, config, words, utc_now, payload["position"], folder, most)
    except DumpTooLarge as refusal:
        return {"refused": {"vi": refusal.vi, "en": refusal.en}}
    finally:
        engine.dispose()
    return {"files": [asdict(one) for one in written.files], "counts": written.counts}
