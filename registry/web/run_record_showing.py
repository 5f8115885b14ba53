"""What the page of one dataset of a run shows: the findings, and the raw form beside the description."""

from dataclasses import dataclass
from typing import Any

from harvesters.source import Source
from registry.harvesting.pages import Pages
from registry.harvesting.run_reading import RunReading
from registry.harvesting.runs import Run
from registry.jobs.carrying import source_row
from registry.report_forms import shown_value
from registry.web.facts import property_name
from registry.web.here import keeper, language
from registry.web.run_showing import LOOKING, SIGNS, public_of
from registry.web.sessions import signed_in
from registry.web.showing import label, speaker
from registry.web.source_names import agency_of, known_sources, title_of
from registry.workers.errors import WorkerError
from shapes.report import Finding, ShapeReport
from vocab.identifiers import key_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of a dataset beside the source's words; `name` is the property that is shown it by, `path` its IRIs."""

    name: str
    path: str
    value: str
    lang: str
    said: str
    place: str
    how: str


@dataclass(frozen=True, slots=True)
class Said:
    """A finding, and the value that it is about: by its `name` where it has one, "" where the sentence says it already."""

    finding: Finding
    name: str
    value: str


def settled(run: Run, iri: str) -> Row | None:
    """What the run decided of a dataset."""
    return RunReading(keeper().engine).one(run.id, iri)


def record(run: Run, row: Row) -> dict[str, Any]:
    """One dataset of a run: findings, and the raw form beside the description."""
    known = known_sources()
    findings = ShapeReport.from_rows(row["findings"])
    shown = _side_by_side(run, row, known.get(run.source))
    return {
        "run": run,
        "title": row["title"],
        "source_title": title_of(run.source, known),
        "row": row,
        "sign": SIGNS.get(row["word"], "plain"),
        "key": key_of(row["iri"]),
        "errors": [_said(one) for one in findings.violations],
        "remarks": [_said(one) for one in findings.remarks],
        "shown": shown,
        "rows": [_compared(one) for one in shown.get("rows", ())],
        "is_own": signed_in().role == "agency",
        "is_public": public_of([row["iri"]]),
    }


def _side_by_side(run: Run, row: Row, source: Source | None) -> Row:
    """What the job tells; {"lost": slug of a sentence} when there is nothing to look at any more.

    Of a dataset that the source told of no more it is what the source said last, in the run that is named.
    """
    told_in = {"run": run.id, **row} if row["page"] else RunReading(keeper().engine).told_before(run.id, row["iri"])
    if told_in is None:
        return {"lost": "no_page"}
    return {**_read_again(told_in, source), "run": told_in["run"], "is_earlier": told_in["run"] != run.id}


def _read_again(told_in: Row, source: Source | None) -> Row:
    pages = Pages(keeper().engine).of(told_in["run"])
    fetched = next((page for page in pages if page.number == told_in["page"]), None)
    path = keeper().directory.snapshots / fetched.sha256 if fetched and fetched.sha256 else None
    if source is None or fetched is None or path is None:
        return {"lost": "no_page"}
    try:
        payload = {
            "data": path.read_bytes(),
            "media_type": fetched.media_type,
            "url": fetched.final_url or fetched.url,
            "kind": source.kind,
            "side": source.side,
            "mapping": source.mapping,
            "base": keeper().config.base,
            "source": source_row(source),
            "agency": agency_of(source),
            "identifier": told_in["identifier"],
        }
        told = keeper().workers.run("show_record", payload, LOOKING)
    except FileNotFoundError:
        return {"lost": "swept"}
    except WorkerError:
        return {"lost": "unshown"}
    if refused := told.get("refused"):
        return {"lost": "refused", "why": refused[language()]}
    return {**told, "number": fetched.number} if told else {"lost": "not_there"}


def _said(finding: Finding) -> Said:
    value = shown_value(finding)
    name = label(value)
    if name == value:
        return Said(finding, "", value)
    return Said(finding, "" if name in finding.message(language()) else name, "")


def _compared(row: Row) -> Compared:
    lang = language()
    known = speaker(lang)
    name = " › ".join(property_name(known, iri) for iri in row["path"])
    value = known.thing(row["value"]) or row["value"].removeprefix("mailto:")
    said = "" if row["said"].casefold() == value.casefold() else row["said"]
    return Compared(name, " ".join(row["path"]), value, row["lang"], said, row["place"], row["how"])
