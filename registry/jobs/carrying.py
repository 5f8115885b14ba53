"""How sources, harvested records and what was decided of them cross between processes: as JSON and N-Triples."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from harvesters.kinds import kind_of
from harvesters.source import PROVINCE, Defaults, Harvested, Notice, Page, Source
from shapes.decided import Decided
from shapes.rulings import Ended, OpenCase, Ruling

Row = dict[str, Any]


def source_row(source: Source) -> Row:
    """A source as JSON."""
    values = {name: list(texts) for name, texts in source.defaults.values.items()}
    signed_on = source.defaults.signed_on.isoformat() if source.defaults.signed_on else ""
    return {
        "slug": source.slug,
        "kind": source.kind,
        "url": source.url,
        "agency": source.agency,
        "titles": dict(source.titles),
        "defaults": {"values": values, "signed_by": source.defaults.signed_by, "signed_on": signed_on},
        "allow_private": source.allow_private,
        "schedule": source.schedule,
        "side": source.side,
        "mapping": source.mapping,
        "credential": source.credential,
        "notify": list(source.notify),
    }


def source_from_row(row: Mapping[str, Any]) -> Source:
    """The source that `source_row` wrote."""
    said = row["defaults"]
    values = MappingProxyType({name: tuple(texts) for name, texts in said["values"].items()})
    signed_on = date.fromisoformat(said["signed_on"]) if said["signed_on"] else None
    defaults = Defaults(values, said["signed_by"], signed_on)
    return Source(**{**row, "notify": tuple(row.get("notify", ())), "defaults": defaults})


def page_of(payload: Row) -> Page:
    """The document in a payload {"data": bytes, "media_type", "url", "kind", "side"?, "mapping"?}. Raises NotReadable."""
    kind = kind_of(payload["kind"], payload.get("side", PROVINCE), payload.get("mapping", ""))
    return kind.page(payload["data"], payload["media_type"], payload["url"])


def harvested_row(record: Harvested) -> Row:
    """A harvested record as JSON, but for its triples: N-Triples as bytes."""
    return {
        "identifier": record.identifier,
        "focus": str(record.focus),
        "triples": serialize(record.triples, format=RdfFormat.N_TRIPLES) or b"",
        "notices": [asdict(notice) for notice in record.notices],
        "version": record.version,
    }


def harvested_from_row(row: Row) -> Harvested:
    """The record that `harvested_row` wrote."""
    focus = row["focus"]
    node = BlankNode(focus[2:]) if focus.startswith("_:") else NamedNode(focus[1:-1])
    triples: tuple[Triple, ...] = tuple(quad.triple for quad in parse(row["triples"], format=RdfFormat.N_TRIPLES))
    return Harvested(row["identifier"], node, triples, tuple(Notice(**notice) for notice in row["notices"]))


def set_apart(rows: Sequence[Row], name: str) -> tuple[list[Row], bytes]:
    """The rows with the length of what each has under `name` in its place, and all that in one: a channel carries bytes
    as they are, at the top of a message alone."""
    return [{**row, name: len(row[name])} for row in rows], b"".join(row[name] for row in rows)


def put_back(rows: Sequence[Row], name: str, data: bytes) -> list[Row]:
    """The rows that `set_apart` was given."""
    ends = accumulate((row[name] for row in rows), initial=0)
    return [{**row, name: data[start:end]} for row, (start, end) in zip(rows, pairwise(ends), strict=True)]


def decided_row(decided: Decided) -> Row:
    """What was decided of a record, as JSON: {"rulings", "cases", "is_public"}, days in ISO form ("" for none)."""
    return {
        "rulings": [{**asdict(one), "until": one.until.isoformat() if one.until else ""} for one in decided.rulings],
        "cases": [{**asdict(one), "due": one.due.isoformat()} for one in decided.cases],
        "is_public": decided.is_public,
    }


def decided_of(row: Mapping[str, Any], datasets: Iterable[str]) -> dict[str, Decided]:
    """By dataset, what a row {"records": {dataset: as `decided_row` wrote}, "ended"} says; {} says nothing of any."""
    ended = tuple(Ended(**one) for one in row.get("ended", ()))
    records = row.get("records", {})
    return {iri: _decided(records[iri], ended) if iri in records else Decided(ended=ended) for iri in datasets}


def _decided(row: Mapping[str, Any], ended: tuple[Ended, ...]) -> Decided:
    return Decided(
        tuple(
            Ruling(**{**one, "until": date.fromisoformat(one["until"]) if one["until"] else None})
            for one in row["rulings"]
        ),
        tuple(OpenCase(**{**one, "due": date.fromisoformat(one["due"])}) for one in row["cases"]),
        row["is_public"],
        ended,
    )
