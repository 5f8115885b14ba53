"""The job that shows one record of a fetched page: what the source said of it, and what it became."""

from dataclasses import asdict
from typing import Any

from harvesters.errors import NotReadable
from harvesters.mapping import key_for, map_record
from harvesters.raw import raw_text
from harvesters.side_by_side import beside, changes
from registry.jobs.carrying import page_of, source_from_row
from vocab.description import from_body
from vocab.errors import VocabError

Row = dict[str, Any]
MOST_TEXT = 100_000
"""Letters of the raw form that are shown; the page itself holds the rest."""


def show_record(payload: Row) -> Row:
    """One record of a page: the payload of `read_page` and {"base", "source", "agency", "identifier"}.

    Gives {"language": json | xml | turtle, "raw": its text, "is_cut", "body": the description as N-Quads, "iri",
    "fingerprint", "rows": see `Beside`, "notices"}, {"refused": {"vi", "en"}} when it cannot be read or mapped any
    more, or {} when the page does not hold it.
    """
    source = source_from_row(payload["source"])
    try:
        page = page_of(payload)
        record = next((one for one in page.records if one.identifier == payload["identifier"]), None)
        if record is None:
            return {}
        mapped = map_record(
            record,
            base=payload["base"],
            source=source,
            agency_iri=payload["agency"],
            key=key_for(source, record),
        )
    except (NotReadable, VocabError) as refusal:
        return {"refused": {"vi": refusal.vi, "en": refusal.en}}
    language, text = raw_text(record)
    return {
        "language": language,
        "raw": text[:MOST_TEXT],
        "is_cut": len(text) > MOST_TEXT,
        "iri": mapped.iri,
        "fingerprint": mapped.fingerprint,
        "body": mapped.body().decode(),
        "rows": [asdict(row) for row in beside(record, mapped, payload["base"])],
        "notices": [asdict(notice) for notice in record.notices],
    }


def what_changed(payload: Row) -> Row:
    """{"pairs": [{"iri", "before", "after": N-Quads}]} -> {"changes": {iri: as `changes` tells}}."""
    told = {}
    for pair in payload["pairs"]:
        versions = (from_body(pair["iri"], pair[side].encode(), side) for side in ("before", "after"))
        told[pair["iri"]] = changes(*versions)
    return {"changes": told}
