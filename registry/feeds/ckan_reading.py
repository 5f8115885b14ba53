"""Packages from the ledger as JSON: a few here, many in a worker, in parts.

They leave as bytes and are never opened again: an answer is put together around them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from registry.clock import utc_now
from registry.feeds.ckan_package import Site, package
from registry.feeds.plain import Plain, plain
from registry.ledger import Current, Ledger
from registry.portions import portions
from registry.schema import DATABASE, connect
from registry.words import Words
from vocab.description import from_body
from vocab.identifiers import dataset_of

A_FEW = 100
"""Packages that are written in the keeper itself."""
AT_ONCE = 250
JOB = "ckan_packages"
Run = Callable[[Mapping[str, Any]], bytes]
"""Has the job done elsewhere: its payload in, its document out. Raises WorkerError."""


class Packages:
    """Writes packages of one registry's records."""

    def __init__(self, ledger: Ledger, data: Path, base: str, site: Site, run: Run) -> None:
        self._ledger = ledger
        self._payload = {"data": str(data), "base": base, "links": site.links}
        self._site = site
        self._run = run

    def listed(self, records: Sequence[str]) -> bytes:
        """The packages of these records (IRIs), in order, as a JSON list; one that is not public is left out."""
        if len(records) <= A_FEW:
            parts = [written(self._ledger, records, self._site)]
        else:
            parts = [self._run({**self._payload, "records": some}) for some in portions(list(records), AT_ONCE)]
        return b"[" + b", ".join(filter(None, parts)) + b"]"

    def one(self, current: Current) -> Plain | None:
        """A public record in plain words; None when its body is gone."""
        body = self._ledger.body(current.body_seq)
        return None if body is None else _told(current, body, self._site.words)


def write_packages(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A worker's job: {"data", "base", "links", "records"} -> {"document": packages with commas between}; it reads the
    ledger's file."""
    engine = connect(Path(payload["data"]) / DATABASE)
    try:
        site = Site(payload["links"], Words.of(payload["base"]))
        return {"document": written(Ledger(engine, utc_now), payload["records"], site)}
    finally:
        engine.dispose()


def written(ledger: Ledger, records: Sequence[str], site: Site) -> bytes:
    """Packages with commas between them, those of public records, in the order of the records."""
    found = {one.record: one for one in ledger.currents_of(records) if one.state == "public"}
    there = [found[record] for record in records if record in found]
    bodies = ledger.bodies([one.body_seq for one in there])
    told = (_told(one, bodies[one.body_seq], site.words) for one in there if one.body_seq in bodies)
    return b", ".join(as_json(package(one, site)) for one in told)


def as_json(value: Any) -> bytes:
    """A value as JSON; bytes among it, as a whole or in an object, are JSON already."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict) and any(isinstance(one, bytes) for one in value.values()):
        pairs = (json.dumps(key).encode() + b": " + as_json(one) for key, one in value.items())
        return b"{" + b", ".join(pairs) + b"}"
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _told(current: Current, body: bytes, words: Words) -> Plain:
    return plain(from_body(dataset_of(current.record), body, current.fingerprint), current, words)
