"""Jobs that judge a document which belongs to no registry yet: by our rules, or by a shapes graph that the asker brings."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.errors import NotReadable
from harvesters.reading import Reading, read_rdf
from registry.checked import Checked, Row, Thing, Told, nothing_to_judge, unread
from registry.jobs.bench import Bench, bench_for
from registry.report_forms import FORMS
from shapes.decided import judged_on, own_words
from shapes.errors import ShapesError, ShapesRefused
from shapes.findings import spelled
from shapes.foreign import judge
from shapes.foreign_findings import foreign_report
from shapes.judge import overlap_triples
from shapes.likeness.index import measure
from shapes.likeness.subject import subject_of_description
from shapes.lines import line_of
from shapes.record import validate
from shapes.report import Finding, ShapeReport
from shapes.rule import HOLDING_SCOPES, Facts, Term, Words, facts_by_subject
from shapes.rulebook import rulebook
from vocab.description import Description, pick
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, RDF, RDFS, SKOS, VCARD

NAMING = (DCT.title, FOAF.name, VCARD.fn, SKOS.prefLabel, RDFS.label, SKOS.notation)
JUDGED = frozenset({DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService})
"""What a document must hold one of, for silence of the rules to mean something."""
WHOLES = JUDGED | {DCAT.Catalog}
"""What a page gives a heading of its own; all else is a part of one of these."""
DEEPEST = 8
LONGEST_TITLE = 120
MOST_RULES = 100
OVERLAP = "overlap"


class _BadShapes(Exception):
    """The asker's shapes cannot be judged by; `file` (its number) and `line` are where, None and 0 when not known."""

    def __init__(self, vi: str, en: str, file: int | None = None, line: int = 0) -> None:
        super().__init__(en)
        self.said = {"vi": vi, "en": en, "file": file, "line": line}


def check_document(payload: Row) -> Row:
    """What is found in a document: {"name", "data", "url", "media_type", "base", "day", "profile", "rules_off", "shapes"?}.

    "shapes" are the addresses of the files of shapes, whose bytes are under "shapes0" and so on. Gives the row of a
    `Checked`; a document that cannot be read is one with one finding. {"refused": {"vi", "en", "file", "line"}} when the
    shapes cannot be judged by.
    """
    try:
        return _checked(payload).as_row()
    except _BadShapes as refusal:
        return {"refused": refusal.said}


def check_upload(payload: Row) -> Row:
    """The same for a stranger: {..., "form", "most"} -> {"conforms", "is_read", "counts", "more"}.

    No more than "most" findings are given, "more" are kept back. With it comes, for the form "page", the row of a
    `Checked` and how often each rule spoke ("rules"); for one of FORMS the whole answer ("body").
    """
    checked = _checked(payload)
    report = checked.report
    shown = replace(checked, report=ShapeReport(tuple(_first(checked, payload["most"], payload["form"] == "page"))))
    said: Row = {
        "conforms": report.conforms,
        "is_read": checked.is_read,
        "counts": checked.counts(),
        "more": len(report.findings) - len(shown.report.findings),
    }
    if checked.is_read and payload["form"] != "page":
        return {**said, "body": FORMS[payload["form"]]((shown,)).encode()}
    return {**said, **shown.as_row(), "rules": list(_tally(report))}


def _first(checked: Checked, most: int, by_thing: bool) -> Iterator[Finding]:
    """The worst findings, `most` of them; `by_thing` all that is found in one thing before the next one's turn."""
    groups = checked.groups().values() if by_thing else (checked.report.findings,)
    return islice(chain.from_iterable(groups), most)


def _tally(report: ShapeReport) -> Iterator[Row]:
    """How often each rule spoke of each property, the worst first, with one of its sentences."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        found.setdefault((finding.rule, finding.label_vi), []).append(finding)
    for (rule, _), findings in list(found.items())[:MOST_RULES]:
        one = findings[0]
        yield {
            "rule": rule,
            "severity": one.severity,
            "vi": one.label_vi or one.message_vi,
            "en": one.label_en or one.message_en,
            "count": len(findings),
        }


def _checked(payload: Row) -> Checked:
    name = payload["name"]
    try:
        reading = read_rdf(payload["data"], payload["media_type"], payload["url"])
    except NotReadable as refusal:
        return Checked(
            name,
            ShapeReport((unread(refusal.vi, refusal.en, refusal.position, payload["url"]),)),
            _named(payload),
            is_read=False,
        )
    bench = bench_for({**payload, "base": _base_of(reading.triples) or payload["base"]})
    told = [Told(notice.vi, notice.en) for notice in reading.notices]
    facts, required = facts_by_subject(reading.triples), frozenset[str]()
    if "shapes" in payload:
        report, more = _by_shapes(reading.triples, payload, bench.rulebook.context.words)
        told += more
    else:
        report = _by_our_rules(reading.triples, payload["profile"], bench, date.fromisoformat(payload["day"]))
        told += _empty_seat(payload["profile"], bench)
        required = _required(bench)
        if not (report.findings or reading.unreadable or _holds_any(JUDGED, facts)):
            report = ShapeReport((nothing_to_judge(payload["url"]),))
    report = _with_unreadable(report, reading, payload["url"])
    things = _things(report.findings, facts, bench.rulebook.context.words)
    return Checked(name, report, _named(payload) | things, tuple(told), len(reading.triples), required=required)


def _holds_any(kinds: frozenset[NamedNode], facts: Facts) -> bool:
    return any(kinds & set(said.get(RDF.type, ())) for said in facts.values())


def _required(bench: Bench) -> frozenset[str]:
    """The rules that hold a version on the form, and only warn of what is harvested."""
    return frozenset(
        rule.name
        for profile in bench.rulebook.profiles
        for rule in profile.rules
        if rule.name in bench.rulebook.soft and rule.severity == "Violation" and rule.scope in HOLDING_SCOPES
    )


def _named(payload: Row) -> dict[str, Thing]:
    """The document itself, which is what cannot be read."""
    return {payload["url"]: Thing("", "", payload["name"], "")}


def _by_our_rules(triples: Sequence[Triple], profile: str, bench: Bench, day: date) -> ShapeReport:
    profiles = [one for one in bench.rulebook.profiles if profile in ("", one.name)]
    if OVERLAP in (one.name for one in profiles):
        triples = [*own_words(triples), *_evidence(triples, bench, day)]
    book = rulebook(profiles, bench.rulebook.context, bench.rulebook.over) if profile else bench.rulebook
    return validate(triples, book, form=False)


def _empty_seat(profile: str, bench: Bench) -> list[Told]:
    """A warning when nothing was asked of the document: silence must not be taken for praise."""
    if not profile or any(one.name == profile and one.rules for one in bench.rulebook.profiles):
        return []
    return [
        Told(
            f"Bộ quy tắc «{profile}» chưa có quy tắc nào: chưa kiểm tra gì.",
            f"The profile “{profile}” has no rules yet: nothing was checked.",
        )
    ]


def _by_shapes(triples: Sequence[Triple], payload: Row, words: Mapping[str, Words]) -> tuple[ShapeReport, list[Told]]:
    """What the asker's shapes find, and what is to be said of them. Raises _BadShapes."""
    readings = [_read_shapes(payload, number) for number in range(len(payload["shapes"]))]
    shapes = _joined([reading.triples for reading in readings])
    try:
        judged = judge(triples, shapes)
    except ShapesRefused as refusal:
        raise _BadShapes(refusal.vi, refusal.en, *_place_of(refusal, payload)) from refusal
    except ShapesError as refusal:
        raise _BadShapes(refusal.vi, refusal.en) from refusal
    told = [Told(notice.vi, notice.en, of_shapes=True) for reading in readings for notice in reading.notices]
    said = (*judged.warnings, *([judged.by_pyshacl] if judged.by_pyshacl else ()))
    told += dict.fromkeys(Told(one["vi"], one["en"], of_shapes=True) for one in said)
    return foreign_report(judged.results, shapes, words), told


def _read_shapes(payload: Row, number: int) -> Reading:
    """A file of shapes, read whole: a constraint that was left out would be a rule that never speaks."""
    try:
        reading = read_rdf(payload[f"shapes{number}"], "", payload["shapes"][number])
    except NotReadable as refusal:
        raise _BadShapes(refusal.vi, refusal.en, number, _line_in(refusal.position)) from refusal
    for one in reading.unreadable:
        raise _BadShapes(one.reason_vi, one.reason_en, number, _line_in(one.position))
    return reading


def _joined(files: Sequence[Sequence[Triple]]) -> Sequence[Triple]:
    """The triples of several files as one graph; a label in one file is another node than the same label in another."""
    if len(files) == 1:
        return files[0]
    return [
        Triple(_apart(triple.subject, number), triple.predicate, _apart(triple.object, number))
        for number, triples in enumerate(files)
        for triple in triples
    ]


def _apart(term: Any, number: int) -> Any:
    return BlankNode(f"f{number}-{term.value}") if isinstance(term, BlankNode) else term


def _place_of(refusal: ShapesRefused, payload: Row) -> tuple[int | None, int]:
    """In which file, and on which line of it, stands what was refused: None and 0 where that is not certain."""
    texts = (payload[f"shapes{number}"].decode("utf-8", "replace") for number in range(len(payload["shapes"])))
    found = [(number, line) for number, line in enumerate(line_of(refusal, text) for text in texts) if line]
    return found[0] if len(found) == 1 else (None, 0)


def _line_in(position: str) -> int:
    found = re.fullmatch(r"line (\d+)", position)
    return int(found[1]) if found else 0


def _evidence(triples: Iterable[Triple], bench: Bench, day: date) -> Iterator[Triple]:
    """Why each dataset of the document looks like a ministry's: measured as for a record that is handed in; and the day."""
    facts = facts_by_subject(triples)
    for subject, said in facts.items():
        if isinstance(subject, NamedNode) and DCAT.Dataset in said.get(RDF.type, ()):
            yield judged_on(subject, day)
            parts = [node for path in (DCAT.distribution, ADMS.identifier) for node in said.get(path, ())]
            about = tuple(triple for node in (subject, *parts) for triple in _about(node, facts))
            described = subject_of_description(Description(subject.value, about, ""))
            yield from overlap_triples(described, measure(described, bench.ministries), bench.ministries)


def _about(node: Term, facts: Facts) -> Iterator[Triple]:
    if not isinstance(node, Literal):
        yield from (Triple(node, path, value) for path, values in facts.get(node, {}).items() for value in values)


def _things(findings: Iterable[Finding], facts: Facts, words: Mapping[str, Words]) -> dict[str, Thing]:
    """What the nodes that findings are about are called, and of which whole each is a part."""
    wanted = {finding.focus for finding in findings}
    above = {
        value: node for node, said in facts.items() for values in said.values() for value in values if value in facts
    }
    things: dict[str, Thing] = {}
    for node in facts:
        if (focus := spelled(node)) in wanted:
            whole = _whole(node, facts, above)
            things[focus] = _thing(node, facts, words, "" if whole == node else spelled(whole))
            if whole != node:
                things.setdefault(spelled(whole), _thing(whole, facts, words, ""))
    return things


def _whole(node: Term, facts: Facts, above: Mapping[Term, Term]) -> Term:
    top = next((topic for topic in facts[node].get(FOAF.primaryTopic, ()) if topic in facts), node)
    for _ in range(DEEPEST):
        if WHOLES & set(facts[top].get(RDF.type, ())) or top not in above:
            return top
        top = above[top]
    return node


def _thing(node: Term, facts: Facts, words: Mapping[str, Words], of: str) -> Thing:
    said = facts[node]
    kinds = [words[kind.value] for kind in said.get(RDF.type, ()) if kind.value in words]
    kind = kinds[0] if kinds else {}
    titles = (pick(said[path], "vi") for path in NAMING if path in said)
    return Thing(kind.get("vi", ""), kind.get("en", ""), next(titles, "")[:LONGEST_TITLE], of)


def _with_unreadable(report: ShapeReport, reading: Reading, url: str) -> ShapeReport:
    """The report, led by a violation for each statement that could not be read: what it says was not judged."""
    if not reading.unreadable:
        return report
    lost = (unread(one.reason_vi, one.reason_en, one.position, url) for one in reading.unreadable)
    return ShapeReport((*lost, *report.findings))


def _base_of(triples: Iterable[Triple]) -> str:
    """The base of the registry whose own concepts the document speaks of, so that they are known here too; "" for none."""
    for triple in triples:
        if isinstance(triple.object, NamedNode):
            head, sign, _ = triple.object.value.partition("/id/concept/")
            if sign and head.startswith(("http://", "https://")):
                return head
    return ""
