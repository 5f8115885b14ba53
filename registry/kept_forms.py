"""What was found in everything that is public, for programs: CSV, JSON and SHACL reports, read from the ledger's file."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from registry.cells import harmless
from registry.rendering import rendered
from registry.reports import Found, Reports, Wanted
from registry.schema import DATABASE, connect
from registry.words import Words
from shapes.report import JSON_KEYS, ShapeReport
from vocab.identifiers import dataset_of, key_of
from vocab.namespaces import REG

AT_ONCE = 1000
COLUMNS = (
    "rule", "severity", "scope", "since", "focus", "label_vi", "label_en", "path", "value", "message_vi", "message_en",
    "fix_vi", "fix_en", "article", "component",
)  # fmt: skip
RDF_FORMS = ("ttl", "rdf", "jsonld", "nt")


def findings_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A worker's job: {"data", "base", "form", "wanted": {"rule", "agency", "severity"}} -> {"document": bytes}.

    `form` is one of FORMS.
    """
    engine = connect(Path(payload["data"]) / DATABASE)
    try:
        reports, wanted = Reports(engine), Wanted(**payload["wanted"])
        found: list[Found] = []
        while some := reports.found(wanted, AT_ONCE, len(found)):
            found += some
    finally:
        engine.dispose()
    form = payload["form"]
    document = TABLES[form](found, Words.of(payload["base"])) if form in TABLES else as_rdf(found, form)
    return {"document": document}


def as_csv(found: list[Found], words: Words) -> bytes:
    """A line a finding; no cell is a formula. It begins with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("dataset", "title", "agency", *COLUMNS))
    for row in _rows(found, words):
        writer.writerow([harmless(cell) for cell in row.values()])
    return ("\ufeff" + out.getvalue()).encode()


def as_json(found: list[Found], words: Words) -> bytes:
    """One dataset an object, its findings as `registry check` prints them, each with the day since which it was found."""
    datasets = [
        {
            "dataset": dataset_of(one.record),
            "title": one.title,
            "agency": one.agency,
            "agency_name": words.label(one.agency),
            "conforms": not any(finding.is_violation for finding, _ in one.findings),
            "findings": [
                {**{key: getattr(finding, key) for key in JSON_KEYS}, "since": since} for finding, since in one.findings
            ],
        }
        for one in found
    ]
    return json.dumps({"datasets": datasets}, ensure_ascii=False, indent=1).encode() + b"\n"


def as_rdf(found: list[Found], suffix: str) -> bytes:
    """A W3C validation report for each dataset, which says whose it is (`reg:ofDataset`)."""
    triples: list[Triple] = []
    for one in found:
        name, dataset = f"r{key_of(one.record)}", NamedNode(dataset_of(one.record))
        triples += ShapeReport(tuple(finding for finding, _ in one.findings)).as_graph(name)
        triples.append(Triple(BlankNode(f"{name}report"), REG.ofDataset, dataset))
    return rendered(serialize(triples, format=RdfFormat.N_TRIPLES) or b"", {}, suffix)


TABLES: Mapping[str, Callable[[list[Found], Words], bytes]] = MappingProxyType({"csv": as_csv, "json": as_json})
FORMS = (*TABLES, *RDF_FORMS)


def _rows(found: list[Found], words: Words) -> list[dict[str, object]]:
    return [
        {
            "dataset": dataset_of(one.record),
            "title": one.title,
            "agency": words.label(one.agency),
            **{name: since if name == "since" else getattr(finding, name) for name in COLUMNS},
        }
        for one in found
        for finding, since in one.findings
    ]
