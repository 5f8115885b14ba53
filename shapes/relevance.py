"""Leave out, before a run, what cannot speak of these data: exact, and most of the cost of a run.

A rule whose targets occur nowhere in the data has no focus node; a property shape without demands on what is absent is
satisfied by every node that lacks the property.
"""

from collections.abc import Collection, Iterable

from pyoxigraph import BlankNode, NamedNode, Triple

from shapes.rule import Rule
from vocab.namespaces import DASH, RDF, RDFS, REG, SH

# Constraints that speak though there is no value; all others are about values that are there.
ANNOTATIONS = frozenset((SH.name, SH.description, SH.group, SH.order, SH.severity))  # for people and reports
SPEAKS_OF_ABSENCE = (SH.minCount, SH.hasValue, SH.qualifiedMinCount, SH.equals, SH.sparql)


def relevant_shapes(rules: Iterable[Rule], data: Collection[Triple]) -> list[Triple]:
    """The triples of those shapes that may find something in the data; same results as with all."""
    predicates = {triple.predicate for triple in data}
    classes = _classes(data)
    found: list[Triple] = []
    for rule in rules:
        if any(_has_focus(triple, classes, predicates) for triple in rule.triples):
            found += _without_idle_properties(rule, predicates)
    return found


def _classes(data: Iterable[Triple]) -> set[object]:
    """The classes that have an instance, with the classes above them."""
    classes: set[object] = set()
    above: dict[object, list[object]] = {}
    for triple in data:
        if triple.predicate == RDF.type:
            classes.add(triple.object)
        elif triple.predicate == RDFS.subClassOf:
            above.setdefault(triple.subject, []).append(triple.object)
    waiting = list(classes)
    while waiting:
        new = [parent for parent in above.get(waiting.pop(), ()) if parent not in classes]
        classes.update(new)
        waiting += new
    return classes


def _has_focus(triple: Triple, classes: set[object], predicates: set[NamedNode]) -> bool:
    """Whether this target declaration may select a node of the data."""
    if triple.predicate == SH.targetClass:
        return triple.object in classes
    if triple.predicate in (SH.targetSubjectsOf, SH.targetObjectsOf):
        return triple.object in predicates
    return triple.predicate == SH.targetNode


def _without_idle_properties(rule: Rule, predicates: set[NamedNode]) -> list[Triple]:
    absent = {t.subject for t in rule.triples if t.predicate == SH.path and _is_absent(t.object, predicates)}
    demanding = {t.subject for t in rule.triples if t.predicate in SPEAKS_OF_ABSENCE}
    held = {t.object for t in rule.triples if t.predicate == SH.property and isinstance(t.subject, BlankNode)}
    idle = absent - demanding - held
    return [
        triple
        for triple in _judged(rule)
        if triple.subject not in idle and not (triple.predicate == SH.property and triple.object in idle)
    ]


def _judged(rule: Rule) -> list[Triple]:
    """The rule without its header and without what only people read; a query keeps its message, which it fills in."""
    queries = {t.subject for t in rule.triples if t.predicate == SH.select}
    headers = {t.subject for t in rule.triples if t.predicate == REG.slug}
    return [
        triple
        for triple in rule.triples
        if triple.subject not in headers
        and triple.predicate not in ANNOTATIONS
        and triple.predicate not in DASH
        and triple.predicate not in REG
        and (triple.predicate != SH.message or triple.subject in queries)
    ]


def _is_absent(path: object, predicates: set[NamedNode]) -> bool:
    return isinstance(path, NamedNode) and path not in predicates
