"""Jobs for the ministries' side: reading what was imported, and mapping what a ministry's catalogue says."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from harvesters.ministry_known import Known
from harvesters.ministry_mapping import Mapped, map_ministry_dataset
from harvesters.source import Notice
from registry.jobs.carrying import harvested_from_row, put_back, set_apart, source_from_row
from registry.ministry_rows import imported_rows, rows_in
from shapes.likeness.gist import gist_of
from shapes.likeness.subject import subject_of_ministry
from vocab.agencies import load_agencies
from vocab.lexicon import load_lexicon

Row = dict[str, Any]


def ministry_rows(payload: Row) -> Row:
    """{"data", "base"} -> {"digest", "bodies": N-Quads of all imported rows, "summaries"}."""
    return imported_rows(**payload)


def map_ministry_page(payload: Row) -> Row:
    """Maps what `read_page` read of a ministry's catalogue: {"base", "source", "records", "triples"} -> {"records": rows,
    "bodies": their N-Quads set apart}."""
    source = source_from_row(payload["source"])
    base = payload["base"]
    rows = []
    for row in put_back(payload["records"], "triples", payload["triples"]):
        mapped = map_ministry_dataset(
            harvested_from_row(row), base=base, source=source, agencies=load_agencies(base), known=_known(base)
        )
        notices = (*mapped.notices, *_matterless(mapped, base))
        rows.append(
            {
                "identifier": row["identifier"],
                "iri": mapped.iri,
                "title": mapped.title,
                "body": mapped.body,
                "fingerprint": hashlib.sha256(mapped.body).hexdigest(),
                "notices": [*row["notices"], *(asdict(notice) for notice in notices)],
            }
        )
    records, bodies = set_apart(rows, "body")
    return {"records": records, "bodies": bodies}


def _matterless(mapped: Mapped, base: str) -> Iterator[Notice]:
    """Why what is mapped cannot be compared by its matter, or not by the whole of it."""
    for row in rows_in(mapped.body, base):
        for trouble in gist_of(subject_of_ministry(row), load_lexicon()).troubles:
            vi, en = trouble.sentences
            yield Notice("matter", f"{vi[0].upper()}{vi[1:]}.", f"{en[0].upper()}{en[1:]}.")


@lru_cache(maxsize=2)
def _known(base: str) -> Known:
    return Known.of(base)
