"""Many records against the rules in one run, column by column; each finding goes back to the record it is about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import nullcontext
from dataclasses import replace
from functools import cache

from pyoxigraph import BlankNode, NamedNode, Triple

from shapes.collecting import no_collecting
from shapes.graph import Ask, Graph
from shapes.late import late
from shapes.report import Finding, ShapeReport, sort_findings
from shapes.result import Result
from shapes.rule import RANK, Term
from shapes.rulebook import Rulebook
from shapes.validator import validate, validate_record

Triples = Sequence[Triple]
oracle = late("shapes.oracle")


def validate_all(
    records: Mapping[str, Iterable[Triple]], rulebook: Rulebook, *, form: bool = True
) -> dict[str, ShapeReport]:
    """A report for each record, by the same keys; findings concern only nodes that the record itself describes.

    Blank nodes of different records are kept apart. Records that describe one node differently, or of which one names
    what another describes, are judged in different runs, so that none is judged by what another says; `form` is as in
    `record.validate`. Raises NotJudged.
    """
    apart, labels = _apart({key: tuple(triples) for key, triples in records.items()})
    reports = {key: ShapeReport(()) for key in apart}
    with no_collecting() if len(apart) > 1 else nullcontext():
        for batch in _batches(apart):
            data = [triple for key in batch for triple in apart[key]]
            graph = Graph(data, rulebook.background, ask=_asking(data, rulebook))
            results = _results(data, graph, rulebook, is_one=len(batch) == 1)
            reports |= _split((_told(result, graph, rulebook) for result in results), batch, rulebook, form, labels)
    return reports


def _results(data: Triples, graph: Graph, rulebook: Rulebook, is_one: bool) -> list[Result]:
    results = (validate_record if is_one else validate)(rulebook.shapes, graph)
    if rulebook.by_oracle:
        shapes = [triple for rule in rulebook.by_oracle for triple in rule.triples()]
        results += oracle.run(_with_background(data, rulebook), shapes)
    return results


def _told(result: Result, graph: Graph, rulebook: Rulebook) -> Result:
    """The result with the one value that is at fault: SHACL gives a result about a whole thing that thing as value."""
    if result.path is not None or result.value != result.focus:
        return result
    concern = rulebook.interpreter.concern(result)
    said = graph.objects(result.focus, concern) if concern else ()
    return replace(result, value=said[0] if len(said) == 1 and not isinstance(said[0], BlankNode) else None)


def _asking(data: Triples, rulebook: Rulebook) -> Ask | None:
    """Questions about the records and what they point to; nothing is made ready before the first question."""
    over = rulebook.over
    if over is None:
        return None

    @cache
    def made() -> Ask:
        return over(_with_background(data, rulebook))

    return lambda query: made()(query)


def _with_background(data: Triples, rulebook: Rulebook) -> list[Triple]:
    return [*data, *rulebook.context.about(data), *rulebook.context.axioms]


def _split(
    results: Iterable[Result],
    batch: Mapping[str, set[Term]],
    rulebook: Rulebook,
    form: bool,
    labels: Mapping[BlankNode, BlankNode],
) -> dict[str, ShapeReport]:
    owners: dict[Term, list[str]] = {}
    for key, described in batch.items():
        for node in described:
            owners.setdefault(node, []).append(key)
    found: dict[str, list[Finding]] = {key: [] for key in batch}
    for result in results:
        keys = owners.get(result.focus, [])
        if keys:
            finding = rulebook.interpreter.finding(_unmarked(result, labels))
            for key in keys:
                found[key].append(_for_state(finding, rulebook, form))
    return {key: ShapeReport(tuple(_once(sort_findings(findings)))) for key, findings in found.items()}


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


def _for_state(finding: Finding, rulebook: Rulebook, form: bool) -> Finding:
    """Severity by state: what real sources rarely state only warns on a harvested record (DESIGN section 4)."""
    softens = not form and finding.severity == "Violation" and finding.rule in rulebook.soft
    return replace(finding, severity="Warning") if softens else finding


def _batches(records: Mapping[str, Triples]) -> Iterator[dict[str, set[Term]]]:
    """The records, with the nodes they describe, in as few groups as may be: no group describes a node in two ways, and
    none of a group names a node that only another describes."""
    waiting = {key: _described(triples) for key, triples in records.items()}
    for key in _linked(records, waiting):
        yield {key: waiting.pop(key)}
    shared = _shared(waiting.values())
    said = {key: _said(records[key], shared) for key in waiting} if shared else {}
    while waiting:
        batch: dict[str, set[Term]] = {}
        heard: dict[Term, frozenset[Triple]] = {}
        for key, described in waiting.items():
            own = said.get(key, {})
            if all(heard.get(node, triples) == triples for node, triples in own.items()):
                batch[key] = described
                heard |= own
        yield batch
        waiting = {key: described for key, described in waiting.items() if key not in batch}


def _linked(records: Mapping[str, Triples], described: Mapping[str, set[Term]]) -> list[str]:
    """The records that name a node which another describes and they do not, and those that describe it."""
    if len(records) < 2:
        return []
    owners: dict[Term, list[str]] = {}
    for key, nodes in described.items():
        for node in nodes:
            owners.setdefault(node, []).append(key)
    found: dict[str, None] = {}
    for key, triples in records.items():
        for triple in triples:
            others = owners.get(triple.object, ()) if isinstance(triple.object, NamedNode) else ()
            if others and key not in others:
                found |= dict.fromkeys((key, *others))
    return list(found)


def _described(triples: Triples) -> set[Term]:
    return {triple.subject for triple in triples if not isinstance(triple.subject, Triple)}


def _shared(described: Iterable[set[Term]]) -> set[Term]:
    """The nodes that more than one record describes."""
    seen: set[Term] = set()
    shared: set[Term] = set()
    for nodes in described:
        shared |= seen & nodes
        seen |= nodes
    return shared


def _said(triples: Triples, nodes: set[Term]) -> dict[Term, frozenset[Triple]]:
    found: dict[Term, list[Triple]] = {}
    for triple in triples:
        if not isinstance(triple.subject, Triple) and triple.subject in nodes:
            found.setdefault(triple.subject, []).append(triple)
    return {node: frozenset(said) for node, said in found.items()}


def _apart(records: dict[str, Triples]) -> tuple[dict[str, Triples], dict[BlankNode, BlankNode]]:
    """The records with blank nodes renamed where two records use one label; and each new node's first name."""
    used: set[BlankNode] = set()
    before: dict[BlankNode, BlankNode] = {}
    for number, (key, triples) in enumerate(records.items()):
        own = {term for t in triples for term in (t.subject, t.object) if isinstance(term, BlankNode)}
        if own & used:
            names = _fresh(own, number, used)
            before |= {new: node for node, new in names.items()}
            records[key] = [_renamed(triple, names) for triple in triples]
            own = set(names.values())
        used |= own
    return records, before


def _fresh(nodes: Set[BlankNode], number: int, used: Set[BlankNode]) -> dict[BlankNode, BlankNode]:
    """A name for each node that none in use has."""
    stem = f"r{number}x"
    while any(BlankNode(stem + node.value) in used or BlankNode(stem + node.value) in nodes for node in nodes):
        stem += "x"
    return {node: BlankNode(stem + node.value) for node in nodes}


def _renamed(triple: Triple, names: Mapping[BlankNode, BlankNode]) -> Triple:
    subject, value = triple.subject, triple.object
    return Triple(
        names[subject] if isinstance(subject, BlankNode) else subject,
        triple.predicate,
        names[value] if isinstance(value, BlankNode) else value,
    )


def _unmarked(result: Result, labels: Mapping[BlankNode, BlankNode]) -> Result:
    if not labels:
        return result

    def first(term: Term) -> Term:
        return labels.get(term, term) if isinstance(term, BlankNode) else term

    return replace(result, focus=first(result.focus), value=None if result.value is None else first(result.value))
