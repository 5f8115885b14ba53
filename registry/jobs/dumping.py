"""The job that writes a whole generation out and counts what it holds."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from sparql.dumping import COMPRESSION, SYNTAXES, dump
from sparql.errors import DumpTooLarge
from sparql.generation import Generation
from sparql.statistics import count

Row = dict[str, Any]


def dump_generation(payload: Row) -> Row:
    """{"generation": folder, "serial", "position", "folder": where to, "name", "most": bytes for all files together} ->
    {"files": [as `Dumped`], "statistics": as `Statistics.as_row`}, or {"refused": {"vi", "en"}} when there is no room.
    """
    generation = Generation(Path(payload["generation"]), payload["serial"], payload["position"])
    engine = generation.open()
    folder, left = Path(payload["folder"]), int(payload["most"])
    files = []
    try:
        for suffix in SYNTAXES:
            files.append(dump(engine, suffix, folder / f"{payload['name']}.{suffix}{COMPRESSION}", left))
            left -= files[-1].size
    except DumpTooLarge as refusal:
        return {"refused": {"vi": refusal.vi, "en": refusal.en}}
    return {"files": [asdict(one) for one in files], "statistics": count(engine, generation.position).as_row()}
