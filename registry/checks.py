"""Judging a file that belongs to no registry yet: by our rules, or by a shapes graph that the asker brings.

The bytes are outside bytes, so reading and judging happen in a worker here too.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from harvesters.errors import NotReadable
from harvesters.reading import read_rdf
from registry.clock import local_day, utc_now
from registry.errors import RegistryError
from registry.workers.confine import Limits
from registry.workers.pool import Workers
from shapes.context import load_context
from shapes.library import PROFILES, PUBLISHING, load_profiles
from shapes.oracle import run
from shapes.paths import spelled_path
from shapes.record import validate
from shapes.report import Finding, ShapeReport, severity, sort_findings
from shapes.result import Result
from shapes.rulebook import rulebook
from vocab.namespaces import PREFIXES, REG

ANY_BASE = "https://registry.invalid"
"""The base a file is judged under when no registry is at hand; names of ours in the file keep their own."""
CHECKING = Limits(cpu=120, wall=180.0)

Row = dict[str, Any]
Run = Callable[[str, Mapping[str, Any]], Row]
Made = TypeVar("Made")


def with_workers(work: Callable[[Run], Made], base: str = ANY_BASE) -> Made:
    """Calls `work` with a function that runs a job, in workers made for this call alone."""
    day = local_day(utc_now()).isoformat()
    with Workers(
        "registry.jobs.light:JOBS", "registry.jobs.heavy:JOBS", "prepare", environment={"REGISTRY_BASE": base}
    ) as workers:
        return work(lambda job, payload: workers.run(job, {"base": base, "day": day, **payload}, CHECKING))


def check_file(run: Run, path: Path, profile: str | None, shapes: Path | None) -> Row:
    """What is found in a file: {"conforms", "findings": rows, "turtle", "csv"}.

    Raises RegistryError for a file that cannot be opened or a profile that is not there; a file that cannot be parsed is
    an outcome with one finding.
    """
    if profile and profile not in PROFILES:
        raise RegistryError(
            f"Không có bộ quy tắc «{profile}». Các bộ: {', '.join(PROFILES)}.",
            f"There is no profile “{profile}”. Profiles: {', '.join(PROFILES)}.",
        )
    payload: Row = {"data": _bytes(path), "url": path.absolute().as_uri(), "profile": profile or ""}
    if shapes:
        payload["shapes"] = _bytes(shapes)
    return run("check_file", payload)


def check_job(payload: Row) -> Row:
    """The worker's part: {"data", "url", "base", "day", "profile", "shapes"?} -> the outcome of `check_file`.

    What cannot be read, of the file or of the shapes, is an outcome with one finding.
    """
    try:
        triples = read_rdf(payload["data"], "", payload["url"]).triples
        shapes = read_rdf(payload["shapes"], "", payload["url"]).triples if "shapes" in payload else None
    except NotReadable as refusal:
        report = ShapeReport((_unread(refusal, payload["url"]),))
    else:
        if shapes is None:
            report = _by_our_rules(triples, payload)
        else:
            report = ShapeReport(sort_findings(_own(result) for result in run(triples, shapes)))
    return {
        "conforms": report.conforms,
        "findings": report.as_json()["findings"],
        "turtle": (serialize(report.as_graph(), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode(),
        "csv": _csv(report.findings),
    }


def _by_our_rules(triples: tuple[Triple, ...], payload: Row) -> ShapeReport:
    at = date.fromisoformat(payload["day"])
    names = (payload["profile"],) if payload["profile"] else PUBLISHING
    base = _base_of(triples) or payload["base"]
    return validate(triples, rulebook(load_profiles(names, base, at), load_context(base, at)), form=False)


def _base_of(triples: tuple[Triple, ...]) -> str:
    """The base of the registry whose own concepts the file speaks of, so that they are known here too; "" for none."""
    for triple in triples:
        if isinstance(triple.object, NamedNode):
            head, sign, _ = triple.object.value.partition("/id/concept/")
            if sign and head.startswith(("http://", "https://")):
                return head
    return ""


def _unread(refusal: NotReadable, url: str) -> Finding:
    return Finding(
        rule="reading/not-readable",
        scope="record",
        severity="Violation",
        focus=url,
        path=None,
        component=REG["readable"].value,
        value=refusal.position or None,
        message_vi=refusal.vi,
        message_en=refusal.en,
        article="",
        fix_vi="",
        fix_en="",
    )


def _own(result: Result) -> Finding:
    """A result of somebody else's shapes, in the form of our findings; its rule is the shape that spoke."""
    said = result.messages[0].value if result.messages else result.component.rpartition("#")[2]
    return Finding(
        rule=result.shape,
        scope="record",
        severity=severity(result.severity),
        focus=_spelled(result.focus),
        path=spelled_path(result.path) if result.path else None,
        component=result.component,
        value=None if result.value is None else _spelled(result.value),
        message_vi=said,
        message_en=said,
        article="",
        fix_vi="",
        fix_en="",
        term="" if result.value is None else str(result.value),
    )


def _spelled(term: object) -> str:
    value = getattr(term, "value", None)
    return str(term) if str(term).startswith("_:") or value is None else str(value)


def _csv(findings: Iterable[Finding]) -> str:
    """A row a finding; cells that a spreadsheet would take for a formula are made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = ("rule", "severity", "focus", "path", "value", "message_vi", "message_en", "article")
    writer.writerow(names)
    for finding in findings:
        writer.writerow([_plain(str(getattr(finding, name) or "")) for name in names])
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") else text


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise RegistryError(
            f"Không đọc được {path}: {fault.strerror}.", f"Cannot read {path}: {fault.strerror}."
        ) from fault
