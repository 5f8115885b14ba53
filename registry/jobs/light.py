"""Jobs that parse what comes from outside, and long lists of our own."""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any

from harvesters.errors import BadMapping, NotReadable
from harvesters.foreign_kinds import foreign_kinds
from harvesters.mapping_trial import tried
from registry.audit import graphs_of
from registry.feeds.ckan_reading import write_packages
from registry.feeds.datajson_file import JOB as DATA_JSON
from registry.feeds.datajson_file import draw
from registry.harvesting.comparing import raw_digest
from registry.harvesting.twins import read_signs
from registry.jobs.carrying import harvested_row, page_of, set_apart
from registry.jobs.dumping import dump_generation
from registry.jobs.ministries import ministry_rows
from registry.jobs.run_errors import run_errors
from registry.jobs.writing_downloads import write_downloads
from registry.kept_forms import findings_of
from registry.ledger import Current
from registry.overlap_files import overlap_file
from registry.quality import measure_many
from registry.search_rows import Indexed
from registry.views import project_here
from registry.words import Words

Row = dict[str, Any]
Job = Callable[[Row], Row]
_ROW = tuple(one.name for one in fields(Indexed))


def echo(payload: Row) -> Row:
    """What was said, for the readiness probe."""
    return payload


def read_page(payload: Row) -> Row:
    """One document of a source: {"data": bytes, "media_type", "url", "kind"} -> records, and the rest.

    The records' N-Triples are set apart as "triples" (`carrying.set_apart`).

    A document that holds nothing readable gives {"refused": {"vi", "en"}} instead.
    """
    try:
        page = page_of(payload)
    except NotReadable as refusal:
        return {"refused": {"vi": refusal.vi, "en": refusal.en}}
    rows = [{**row, "raw": raw_digest(row)} for row in map(harvested_row, page.records)]
    records, triples = set_apart(rows, "triples")
    return {
        "records": records,
        "triples": triples,
        "unreadable": [asdict(one) for one in page.unreadable],
        "notices": [asdict(notice) for notice in page.notices],
        "next": page.next,
        "total": page.total,
        "came": page.entries,
        "skipped": page.skipped,
        "repeated": page.repeated,
        "is_end": page.is_end,
        "more": list(page.more),
        "gone": [asdict(one) for one in page.gone],
    }


def try_mapping(payload: Row) -> Row:
    """A mapping file on one document: {"mapping": text, "name", "data": bytes, "url"} -> as `tried` tells, or a refusal."""
    try:
        return tried(payload["mapping"], payload["name"], payload["data"], payload["url"])
    except (NotReadable, BadMapping) as refusal:
        return {"refused": {"vi": refusal.vi, "en": refusal.en}}


def project(payload: Row) -> Row:
    """Many records for the views: {"base", "currents", "lengths": {seq: number}, "bodies": all N-Quads in one} -> rows,
    removed; "tails" is what each record's graph holds beside its body."""
    words = Words.of(payload["base"])
    currents = tuple(Current(**row) for row in payload["currents"])
    ends = list(accumulate(payload["lengths"].values(), initial=0))
    parts = (payload["bodies"][start:end] for start, end in pairwise(ends))
    bodies = dict(zip(map(int, payload["lengths"]), parts, strict=True))
    projected = project_here(currents, bodies, payload["base"], words)
    lengths = {current.record: len(bodies[current.body_seq]) for current in currents if current.body_seq in bodies}
    return {
        "tails": {name: body[lengths[name] :].decode() for name, body in projected.graphs.items()},
        "rows": [{name: getattr(row, name) for name in _ROW} for row in projected.rows],
        "removed": list(projected.removed),
    }


def audit(payload: Row) -> Row:
    """What the freshness and overlap graphs say of some records, read from the ledger's file: {"data", "base", "day",
    "records"} -> {graph: N-Quads}, bytes."""
    return graphs_of(**payload)


def prepare() -> None:
    """Reads the vocabulary and the kinds of other packages before the first light child is made, for the base in the
    environment.
    """
    foreign_kinds()
    if base := os.environ.get("REGISTRY_BASE"):
        Words.of(base)


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "echo": echo,
        "read_page": read_page,
        "try_mapping": try_mapping,
        "project": project,
        "audit": audit,
        "measure": measure_many,
        "twin_signs": read_signs,
        "findings": findings_of,
        "overlap_file": overlap_file,
        "dump": dump_generation,
        "downloads": write_downloads,
        "ministry_rows": ministry_rows,
        "run_errors": run_errors,
        "ckan_packages": write_packages,
        DATA_JSON: draw,
    }
)
