"""Leave out, before a run, what cannot speak of these data: exact, and a good part of the cost of a run.

A rule whose targets occur nowhere in the data has no focus node; a property shape without demands on what is absent is
satisfied by every node that lacks the property; names and headers are for people.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shapes.rule import Facts, Rule, Term
from vocab.namespaces import DASH, RDF, RDFS, REG, SH

ANNOTATIONS = frozenset((SH.name, SH.description, SH.group, SH.order, SH.severity))  # for people and reports
# Constraints that speak though there is no value; all others are about values that are there.
SPEAKS_OF_ABSENCE = frozenset((SH.minCount, SH.hasValue, SH.qualifiedMinCount, SH.equals, SH.sparql))


def relevant_shapes(rules: Iterable[Rule], data: Collection[Triple]) -> list[Triple]:
    """The triples of those shapes that may find something in the data; same results as with all."""
    predicates = {triple.predicate for triple in data}
    classes = _classes(data)
    return [
        triple
        for rule in rules
        if any(_has_focus(facts, classes, predicates) for facts in rule.facts.values())
        for triple in _speaking(rule.facts, predicates)
    ]


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


def _has_focus(facts: Mapping[NamedNode, Sequence[Term]], classes: set[object], predicates: Collection[object]) -> bool:
    """Whether a shape's target declarations may select a node of the data."""
    return (
        SH.targetNode in facts
        or any(target in classes for target in facts.get(SH.targetClass, ()))
        or any(target in predicates for target in facts.get(SH.targetSubjectsOf, ()))
        or any(target in predicates for target in facts.get(SH.targetObjectsOf, ()))
    )


def _speaking(facts: Facts, predicates: Collection[object]) -> Iterator[Triple]:
    """The file without its header, without what only people read, and without idle property shapes."""
    idle = _idle(facts, predicates)
    for subject, said in facts.items():
        if subject in idle or REG.slug in said or isinstance(subject, Literal):
            continue
        for predicate, terms in said.items():
            if predicate in ANNOTATIONS or predicate in DASH or predicate in REG:
                continue
            if predicate == SH.message and SH.select not in said:
                continue
            yield from (Triple(subject, predicate, term) for term in terms if term not in idle)


def _idle(facts: Facts, predicates: Collection[object]) -> set[Term]:
    """The property shapes that no node of the data can break; those inside a choice stay, for the choice needs them."""
    within_choice = {
        shape for node, said in facts.items() if isinstance(node, BlankNode) for shape in said.get(SH.property, ())
    }
    return {
        node
        for node, said in facts.items()
        if node not in within_choice
        and not SPEAKS_OF_ABSENCE & said.keys()
        and any(isinstance(path, NamedNode) and path not in predicates for path in said.get(SH.path, ()))
    }
