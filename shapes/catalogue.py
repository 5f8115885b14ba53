"""Many records against the rules in one run, each finding given back to the record whose node it is about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode, Triple

from shapes.findings import Interpreter
from shapes.library import Profile
from shapes.oracle import run
from shapes.relevance import relevant_shapes
from shapes.report import Finding, ShapeReport, sort_findings
from shapes.result import Result
from shapes.rule import RANK, Term
from shapes.rulebook import Rulebook

Triples = frozenset[Triple]
Descriptions = dict[NamedNode | BlankNode, Triples]


def validate_all(
    records: Mapping[str, Iterable[Triple]], rulebook: Rulebook, *, form: bool = True
) -> dict[str, ShapeReport]:
    """A report for each record, by the same keys; findings concern only nodes that the record itself describes.

    Blank nodes of different records are kept apart. Records that describe one node differently are judged in different
    runs, so that none is judged by what another says; `form` is as in `record.validate`.
    """
    context = rulebook.context
    rules = [rule for profile in rulebook.profiles for rule in profile.rules]
    marked = {key: [_mark(t, f"r{n}x") for t in triples] for n, (key, triples) in enumerate(records.items())}
    reports = {key: ShapeReport(()) for key in marked}
    for batch in _batches(marked):
        data = [triple for key in batch for triple in marked[key]]
        whole = [*data, *context.about(data), *context.axioms]
        results = run(whole, relevant_shapes(rules, whole))
        reports |= _split(results, batch, rulebook.interpreter, rulebook.profiles, form)
    return reports


def _split(
    results: Iterable[Result],
    batch: Mapping[str, Descriptions],
    interpreter: Interpreter,
    profiles: Sequence[Profile],
    form: bool,
) -> dict[str, ShapeReport]:
    owners: dict[object, list[str]] = {}
    for key, described in batch.items():
        for node in described:
            owners.setdefault(node, []).append(key)
    found: dict[str, list[Finding]] = {key: [] for key in batch}
    for result in results:
        keys = owners.get(result.focus, [])
        if keys:
            finding = _for_state(interpreter.finding(_unmark(result)), profiles, form)
            for key in keys:
                found[key].append(finding)
    return {key: ShapeReport(sort_findings(_once(findings))) for key, findings in found.items()}


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One gap, one finding: of two rules that report the same lack, the severer speaks."""
    kept: dict[object, Finding] = {}
    for number, finding in enumerate(findings):
        same = (finding.focus, finding.path, finding.component) if _is_lack(finding) else number
        if same not in kept or RANK[finding.severity] < RANK[kept[same].severity]:
            kept[same] = finding
    yield from kept.values()


def _is_lack(finding: Finding) -> bool:
    return finding.component.endswith("MinCountConstraintComponent")


def _for_state(finding: Finding, profiles: Sequence[Profile], form: bool) -> Finding:
    """Severity by state: what real sources rarely state only warns on a harvested record (DESIGN section 4)."""
    if form or finding.severity != "Violation":
        return finding
    profile, _, slug = finding.rule.partition("/")
    rule = next((rule for p in profiles if p.name == profile and (rule := p.rule(slug))), None)
    return replace(finding, severity="Warning") if rule and rule.soft_for_harvest else finding


def _batches(marked: Mapping[str, Sequence[Triple]]) -> Iterator[dict[str, Descriptions]]:
    """The records in as few groups as may be, no group with two different descriptions of one node."""
    waiting = {key: _descriptions(triples) for key, triples in marked.items()}
    while waiting:
        batch: dict[str, Descriptions] = {}
        said: Descriptions = {}
        for key, described in waiting.items():
            if all(said.get(node, triples) == triples for node, triples in described.items()):
                batch[key] = described
                said |= described
        yield batch
        waiting = {key: described for key, described in waiting.items() if key not in batch}


def _descriptions(triples: Iterable[Triple]) -> Descriptions:
    nodes: dict[NamedNode | BlankNode, set[Triple]] = {}
    for triple in triples:
        if not isinstance(triple.subject, Triple):
            nodes.setdefault(triple.subject, set()).add(triple)
    return {node: frozenset(said) for node, said in nodes.items()}


def _mark(triple: Triple, mark: str) -> Triple:
    """The triple with the record's mark before its blank labels: two records may use the same ones."""
    subject, value = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = BlankNode(mark + subject.value)
    if isinstance(value, BlankNode):
        value = BlankNode(mark + value.value)
    return Triple(subject, triple.predicate, value)


def _unmark(result: Result) -> Result:
    return replace(result, focus=_bare(result.focus), value=None if result.value is None else _bare(result.value))


def _bare(term: Term) -> Term:
    return BlankNode(term.value.partition("x")[2]) if isinstance(term, BlankNode) else term
