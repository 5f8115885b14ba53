"""What disposable workers can be asked to do: plain functions from a dict to a dict, JSON values and bytes only.

LIGHT jobs parse outside bytes and long lists; HEAVY ones need rdflib and pySHACL, which `prepare` reads once before any
child is made.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from harvesters.errors import NotReadable
from harvesters.kinds import kind_of
from harvesters.mapping import key_for, map_record
from harvesters.preview import shown
from harvesters.source import Defaults, Harvested, Notice, Page, Source, Unreadable
from registry.audit import graphs_of
from registry.checks import check_job
from registry.clock import local_day, utc_now
from registry.ledger import Current
from registry.views import project_here
from registry.words import Words
from shapes.context import Context, load_context
from shapes.evidence import MinistryIndex
from shapes.judge import Judgement
from shapes.judge import judge as judge_all
from shapes.library import PUBLISHING, Profile, load_profiles
from vocab.description import Description, from_body
from vocab.errors import VocabError
from vocab.identifiers import dataset_iri, record_of
from vocab.ministries import load_ministry_datasets
from vocab.namespaces import PREFIXES, REG

Row = dict[str, Any]
Job = Callable[[dict[str, Any]], dict[str, Any]]


def echo(payload: Row) -> Row:
    """What was said, for the readiness probe."""
    return payload


def read_page(payload: Row) -> Row:
    """One document of a source: {"data": bytes, "media_type", "url", "kind"} -> records as N-Triples, and the rest."""
    page = _page(payload)
    return {
        "records": [_harvested_row(record) for record in page.records],
        "unreadable": [asdict(one) for one in page.unreadable],
        "notices": [asdict(notice) for notice in page.notices],
        "next": page.next,
        "total": page.total,
    }


def project(payload: Row) -> Row:
    """Many records for the views: {"base", "currents", "bodies": {seq: N-Quads}} -> graphs, rows, removed."""
    words = Words.of(payload["base"])
    currents = tuple(Current(**row) for row in payload["currents"])
    bodies = {int(seq): body.encode() for seq, body in payload["bodies"].items()}
    projected = project_here(currents, bodies, payload["base"], words)
    return {
        "graphs": {name: body.decode() for name, body in projected.graphs.items()},
        "rows": [asdict(row) for row in projected.rows],
        "removed": list(projected.removed),
    }


def audit(payload: Row) -> Row:
    """The freshness and overlap graphs, read from the ledger's file: {"data", "base", "day"} -> {graph: N-Quads}."""
    return {"graphs": {name: body.decode() for name, body in graphs_of(**payload).items()}}


def settle_page(payload: Row) -> Row:
    """Maps and judges what `read_page` read: {"base", "day", "source", "agency", "records", "previous", "rules_off"}.

    Gives {"records": judged rows, "unreadable": rows}; a record that cannot be mapped is unreadable, the others go on.
    """
    source = source_from_row(payload["source"])
    judged: list[Row] = []
    unreadable: list[Row] = []
    described: dict[str, Description] = {}
    for row in payload["records"]:
        try:
            description = _mapped(row, payload, source)
        except VocabError as fault:
            unreadable.append(asdict(Unreadable(row["identifier"], fault.vi, fault.en)))
            continue
        described[description.iri] = description
        judged.append(
            {
                "identifier": row["identifier"],
                "iri": description.iri,
                "body": description.body().decode(),
                "fingerprint": description.fingerprint,
                "title": description.title(),
                "notices": row["notices"],
            }
        )
    said = _bench(payload).judge(described, form=False)
    for row in judged:
        row |= _judgement_row(said[row["iri"]])
    return {"records": judged, "unreadable": unreadable}


def judge(payload: Row) -> Row:
    """{"base", "day", "rules_off", "form", "records": [{"iri", "body", "fingerprint"}]} -> {"records": judgements}."""
    described = {
        row["iri"]: from_body(row["iri"], row["body"].encode(), row["fingerprint"]) for row in payload["records"]
    }
    said = _bench(payload).judge(described, form=payload["form"])
    return {"records": [_judgement_row(said[row["iri"]]) for row in payload["records"]]}


def preview_page(payload: Row) -> Row:
    """What a harvest would bring, with findings: the payload of `read_page` and "base", "day" -> the preview's JSON."""
    try:
        page = _page(payload)
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
    said = _bench(payload).judge(described, form=False)
    for iri, row in zip(iris, result["records"], strict=True):
        row["findings"] = _judgement_row(said[iri])["findings"] if iri else []
    if payload.get("trig"):
        bodies = b"".join(description.body() for description in described.values())
        quads = parse(bodies, format=RdfFormat.N_QUADS)
        result["trig"] = (serialize(quads, format=RdfFormat.TRIG, prefixes=PREFIXES) or b"").decode()
    return result


def source_row(source: Source) -> Row:
    """A source as JSON, for a worker."""
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
    }


def source_from_row(row: Mapping[str, Any]) -> Source:
    said = row["defaults"]
    values = MappingProxyType({name: tuple(texts) for name, texts in said["values"].items()})
    signed_on = date.fromisoformat(said["signed_on"]) if said["signed_on"] else None
    return Source(**{**row, "defaults": Defaults(values, said["signed_by"], signed_on)})


def prepare() -> None:
    """Reads the rules before the first heavy child is made, for the base in the zygote's environment."""
    if base := os.environ.get("REGISTRY_BASE", ""):
        _bench_of(base, local_day(utc_now()).isoformat(), ())


def _page(payload: Row) -> Page:
    return kind_of(payload["kind"]).read(payload["data"], payload["media_type"], payload["url"])


def _mapped(row: Row, payload: Row, source: Source) -> Description:
    record = _harvested(row)
    key = key_for(source, record)
    iri = dataset_iri(payload["base"], key)
    before = payload["previous"].get(record_of(iri))
    previous = from_body(iri, before.encode(), "known") if before else None
    return map_record(
        record, base=payload["base"], source=source, agency_iri=payload["agency"], key=key, previous=previous
    )


def _harvested_row(record: Harvested) -> Row:
    return {
        "identifier": record.identifier,
        "focus": str(record.focus),
        "triples": (serialize(record.triples, format=RdfFormat.N_TRIPLES) or b"").decode(),
        "notices": [asdict(notice) for notice in record.notices],
    }


def _harvested(row: Row) -> Harvested:
    focus = row["focus"]
    node = BlankNode(focus[2:]) if focus.startswith("_:") else NamedNode(focus[1:-1])
    triples: tuple[Triple, ...] = tuple(
        quad.triple for quad in parse(row["triples"].encode(), format=RdfFormat.N_TRIPLES)
    )
    return Harvested(row["identifier"], node, triples, tuple(Notice(**notice) for notice in row["notices"]))


@dataclass(frozen=True, slots=True)
class Bench:
    """What judging needs, read once: the rules in force on a day, their background, the ministries' rows."""

    day: date
    profiles: tuple[Profile, ...]
    context: Context
    ministries: MinistryIndex

    def judge(self, described: Mapping[str, Description], form: bool) -> dict[str, Judgement]:
        defaulted = {iri: _defaulted(description) for iri, description in described.items()}
        return judge_all(described, self.context, self.ministries, self.day, form, defaulted, self.profiles)


def _bench(payload: Row) -> Bench:
    return _bench_of(payload["base"], payload["day"], tuple(payload.get("rules_off", ())))


@lru_cache(maxsize=4)
def _bench_of(base: str, day: str, rules_off: tuple[str, ...]) -> Bench:
    at = date.fromisoformat(day)
    profiles = tuple(
        replace(profile, rules=tuple(rule for rule in profile.rules if f"{profile.name}/{rule.slug}" not in rules_off))
        for profile in load_profiles(PUBLISHING, base, at)
    )
    return Bench(at, profiles, load_context(base, at), MinistryIndex.build(load_ministry_datasets(base)))


def _defaulted(description: Description) -> frozenset[str]:
    """The properties that a source's declared defaults supplied, as the record says."""
    said = description.values(REG.suppliedByDefault, NamedNode(description.record))
    return frozenset(term.value for term in said if isinstance(term, NamedNode))


def _judgement_row(said: Judgement) -> Row:
    return {
        "findings": said.report.as_rows(),
        "evidence": [
            {
                "ministry": one.ministry_iri,
                "grade": one.grade,
                "features": [asdict(feature) for feature in one.features],
            }
            for one in said.evidence
        ],
    }


LIGHT: Mapping[str, Job] = MappingProxyType({"echo": echo, "read_page": read_page, "project": project, "audit": audit})
HEAVY: Mapping[str, Job] = MappingProxyType(
    {"settle_page": settle_page, "judge": judge, "preview_page": preview_page, "check_file": check_job}
)
