"""Jobs that judge: they map, measure and hold descriptions against the rules."""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from harvesters.errors import NotReadable
from harvesters.mapping import key_for, map_record
from harvesters.preview import shown
from harvesters.source import Page, Source, Unreadable
from harvesters.supplement import outdone
from registry.clock import local_day, utc_now
from registry.harvesting.curated import additions_of, mark_of, statement_of
from registry.harvesting.publishers import named_agency
from registry.harvesting.staging import NOT_ITS_OWN
from registry.jobs.bench import bench_for, judgement_row
from registry.jobs.carrying import harvested_from_row, page_of, put_back, set_apart, source_from_row
from registry.jobs.checking import check_document, check_upload
from registry.jobs.ministries import map_ministry_page
from registry.jobs.side_by_side import show_record, what_changed
from registry.ministry_rows import newest_file
from registry.pairing import compare
from registry.succession import still_signed
from shapes.errors import ShapesError
from vocab.agencies import load_agencies
from vocab.description import Description, from_body
from vocab.errors import VocabError
from vocab.identifiers import dataset_iri, record_of
from vocab.namespaces import PREFIXES

Row = dict[str, Any]
Job = Callable[[Row], Row]


def settle_page(payload: Row) -> Row:
    """Maps and judges what `read_page` read: {"base", "day", "source", "agency", "records", "triples", "previous",
    "rules_off", "decided"}; "decided" says by dataset what was ruled and which cases are open (`carrying.decided_of`).

    "curated" says by dataset what people added to it (`curated.additions_of`); such a row tells also the fingerprint of
    what the source alone says ("own"), with which layer it was read ("layer") and what the source says in the place of an
    addition ("outdone"); each row tells which other agency its
    source names as the publisher ("named", an IRI or "").
    Gives {"records": judged rows, "bodies": their N-Quads set apart, "unreadable": rows, "rules": digest of what was
    judged by}; a record that cannot be mapped is unreadable, the others go on.
    """
    source = source_from_row(payload["source"])
    judged: list[Row] = []
    unreadable: list[Row] = []
    described: dict[str, Description] = {}
    for row in put_back(payload["records"], "triples", payload["triples"]):
        if row["focus"].startswith(f"<{payload['base']}/id/"):
            unreadable.append({**asdict(_own(row["identifier"])), "cause": NOT_ITS_OWN})
            continue
        try:
            description, told = _mapped(row, payload, source)
        except VocabError as fault:
            unreadable.append(asdict(Unreadable(row["identifier"], fault.vi, fault.en)))
            continue
        described[description.iri] = description
        judged.append(
            {
                "identifier": row["identifier"],
                "iri": description.iri,
                "body": description.body(),
                "fingerprint": description.fingerprint,
                "title": description.title(),
                "notices": row["notices"],
                **told,
            }
        )
    bench = bench_for(payload)
    said = bench.judge(described, False, payload)
    for row in judged:
        row |= judgement_row(said[row["iri"]])
    records, bodies = set_apart(judged, "body")
    return {"records": records, "bodies": bodies, "unreadable": unreadable, "rules": bench.standard.digest}


def judge(payload: Row) -> Row:
    """{"base", "day", "rules_off", "folder"?, "decided", "form", "records": [{"iri", "body", "fingerprint"}]} -> judgements.

    Gives {"records": [{"title", "findings", "evidence"}], "rules": digest of what was judged by}.
    """
    described = {
        row["iri"]: from_body(row["iri"], row["body"].encode(), row["fingerprint"]) for row in payload["records"]
    }
    bench = bench_for(payload)
    said = bench.judge(described, payload["form"], payload)
    rows = [{"title": described[row["iri"]].title(), **judgement_row(said[row["iri"]])} for row in payload["records"]]
    return {"records": rows, "rules": bench.standard.digest}


def standard(payload: Row) -> Row:
    """What is judged by: {"base", "day", "rules_off", "folder"?} -> a `Standard` as a row, or {"refused": {"vi", "en"}}."""
    try:
        return bench_for(payload).standard.as_row()
    except ShapesError as fault:
        return {"refused": {"vi": fault.vi, "en": fault.en}}


def preview_page(payload: Row) -> Row:
    """What a harvest would bring, with findings: the payload of `read_page` and "base", "day" -> the preview's JSON."""
    try:
        page = page_of(payload)
    except NotReadable as refusal:
        page = Page(unreadable=(Unreadable(refusal.position or "document", refusal.vi, refusal.en),))
    result = shown(page, payload["kind"], payload.get("next"))
    source = Source("preview", payload["kind"], payload["url"], "", {})
    described: dict[str, Description] = {}
    iris: list[str | None] = []
    for record, row in zip(page.records, result["records"], strict=True):
        try:
            key = key_for(source, record)
            description = map_record(
                record, base=payload["base"], source=source, agency_iri=f"{payload['base']}/", key=key
            )
            described[description.iri] = description
            iris.append(description.iri)
        except VocabError as fault:
            result["unreadable"].append(asdict(Unreadable(record.identifier, fault.vi, fault.en)))
            iris.append(None)
        row["findings"] = []
    said = bench_for(payload).judge(described, False, payload)
    for iri, row in zip(iris, result["records"], strict=True):
        found = said[iri].report.as_rows() if iri else []
        # Which agency answers for it is known only once a source is entered.
        row["findings"] = [finding for finding in found if finding["rule"] != "province/r-own"]
    if payload.get("trig"):
        bodies = b"".join(description.body() for description in described.values())
        quads = parse(bodies, format=RdfFormat.N_QUADS)
        result["trig"] = (serialize(quads, format=RdfFormat.TRIG, prefixes=PREFIXES) or b"").decode()
    return result


def prepare() -> Row | None:
    """Reads the rules before the first heavy child is made, for the base, the choice of rules and the folder of imported
    rows of the ministries in the environment.

    Gives {"vi", "en"} when they cannot be judged by; the sentences name the file.
    """
    base = os.environ.get("REGISTRY_BASE", "")
    off = os.environ.get("REGISTRY_RULES_OFF", "").split()
    try:
        if base:
            ministries = newest_file(Path(os.environ.get("REGISTRY_MINISTRIES") or os.devnull))
            day = local_day(utc_now()).isoformat()
            bench_for({"base": base, "day": day, "rules_off": off, "ministries": ministries})
    except ShapesError as fault:
        return {"vi": fault.vi, "en": fault.en}
    return None


def _own(identifier: str) -> Unreadable:
    """A source may tell of its own datasets, not of ours."""
    return Unreadable(
        identifier,
        "Đây là bản ghi của chính sổ này, không phải của nguồn: không lấy lại.",
        "This is a record of this registry itself, not of the source: it is not taken back.",
    )


def _mapped(row: Row, payload: Row, source: Source) -> tuple[Description, Row]:
    """The record in our words, people's additions laid over it, what transfers signed kept; and what is to be told."""
    record = harvested_from_row(row)
    key = key_for(source, record)
    iri = dataset_iri(payload["base"], key)
    before = payload["previous"].get(record_of(iri))
    previous = from_body(iri, before.encode(), "known") if before else None
    mapped = partial(map_record, record, base=payload["base"], source=source, agency_iri=payload["agency"], key=key)
    signed = partial(still_signed, previous=previous, agencies=load_agencies(payload["base"]))
    told: Row = {"named": named_agency(record, payload["base"], payload["agency"])}
    rows = payload.get("curated", {}).get(iri)
    if not rows:
        return signed(mapped(previous=previous)), told
    additions = additions_of(rows)
    own = signed(mapped(previous=previous))
    others = outdone(own.triples, additions, NamedNode(iri))
    said = [{"statement": statement_of(each), "text": text} for each, text in others]
    told |= {"own": own.fingerprint, "layer": mark_of(rows), "outdone": said}
    return signed(mapped(previous=previous, additions=additions)), told


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "settle_page": settle_page,
        "judge": judge,
        "standard": standard,
        "neighbours": compare,
        "preview_page": preview_page,
        "map_ministry_page": map_ministry_page,
        "check_document": check_document,
        "check_upload": check_upload,
        "show_record": show_record,
        "what_changed": what_changed,
    }
)
