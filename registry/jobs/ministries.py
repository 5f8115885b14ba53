"""Jobs for the ministries' side: reading what was imported, and mapping what a ministry's catalogue says."""

import hashlib
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from harvesters.ministry_mapping import Known, map_ministry_dataset
from registry.jobs.carrying import harvested_from_row, source_from_row
from registry.ministry_rows import imported_rows
from vocab.agencies import load_agencies

Row = dict[str, Any]


def ministry_rows(payload: Row) -> Row:
    """{"data", "base"} -> {"digest", "bodies": N-Quads of all imported rows, "summaries"}."""
    return imported_rows(**payload)


def map_ministry_page(payload: Row) -> Row:
    """Maps what `read_page` read of a ministry's catalogue: {"base", "source", "records"} -> {"records": rows}."""
    source = source_from_row(payload["source"])
    base = payload["base"]
    rows = []
    for row in payload["records"]:
        mapped = map_ministry_dataset(
            harvested_from_row(row), base=base, source=source, agencies=load_agencies(base), known=_known(base)
        )
        rows.append(
            {
                "identifier": row["identifier"],
                "iri": mapped.iri,
                "title": mapped.title,
                "body": mapped.body.decode(),
                "fingerprint": hashlib.sha256(mapped.body).hexdigest(),
                "notices": [*row["notices"], *(asdict(notice) for notice in mapped.notices)],
            }
        )
    return {"records": rows}


@lru_cache(maxsize=2)
def _known(base: str) -> Known:
    return Known.of(base)
