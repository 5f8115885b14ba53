"""`data.json` drawn from the ledger by a worker, for a catalogue that is not too large to wait for."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from registry.clock import utc_now
from registry.config import Config, load_config
from registry.feeds.datajson import written
from registry.feeds.plain import Plain, plain
from registry.ledger import Ledger
from registry.schema import DATABASE, connect
from registry.words import Words
from vocab.description import from_body
from vocab.identifiers import dataset_of

JOB = "data_json"
MOST_WAITED_FOR = 2_000
"""Datasets for which a client waits; the file of a larger catalogue is made behind the scenes."""
_AT_ONCE = 500


def draw(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A worker's job: {"data": the folder, "base", "address"} -> {"document": bytes} of everything public now."""
    config = load_config(Path(payload["data"]), base=payload["base"], address=payload["address"])
    engine = connect(config.data / DATABASE)
    try:
        return {"document": document(Ledger(engine, utc_now), Words.of(config.base), config)}
    finally:
        engine.dispose()


def document(ledger: Ledger, words: Words, config: Config) -> bytes:
    """The whole file."""
    return b"".join(written(_public(ledger, words), words, config))


def _public(ledger: Ledger, words: Words) -> Iterator[Plain]:
    """Everything public in plain words, in the order of the records; what is destroyed meanwhile is left out."""
    after = ""
    while some := ledger.currents("public", after, _AT_ONCE):
        bodies = ledger.bodies([current.body_seq for current in some])
        for one in some:
            if one.body_seq in bodies:
                yield plain(from_body(dataset_of(one.record), bodies[one.body_seq], one.fingerprint), one, words)
        after = some[-1].record
