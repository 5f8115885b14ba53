"""What people added to a harvested record, laid over what its source says now: no reading of the source takes it away.

An addition is one triple. Its subject is the dataset, a node that was added too, or a part of the source's own: one with
an IRI by that IRI, a nameless one by where it hangs (`part_at`), for its label may be another in the next run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.source import Node
from vocab.namespaces import REG

Term = NamedNode | BlankNode | Literal
_PART = "urn:x-part-of-source:"
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Addition:
    """A triple that people added; `is_only`: its place takes one value (in each language), and this one is it."""

    triple: Triple
    is_only: bool = False


def part_at(predicate: NamedNode) -> NamedNode:
    """Stands for the one nameless node that the dataset has at this predicate."""
    return NamedNode(_PART + predicate.value)


def placed(node: Node | Triple, dataset: NamedNode, triples: Iterable[Triple]) -> Node | None:
    """The node meant by an addition's subject; None where the source has no such part now, or several."""
    if isinstance(node, Triple):
        return None
    if not (isinstance(node, NamedNode) and node.value.startswith(_PART)):
        return node
    predicate = NamedNode(node.value.removeprefix(_PART))
    found = {
        triple.object
        for triple in triples
        if triple.subject == dataset and triple.predicate == predicate and isinstance(triple.object, BlankNode)
    }
    return found.pop() if len(found) == 1 else None


def supplemented(
    triples: Sequence[Triple], additions: Sequence[Addition], dataset: NamedNode, record: NamedNode
) -> list[Triple]:
    """The triples with the additions laid over them, and the properties marked that they touch.

    What hangs on a part that the source has no more is left out; it comes back with the part.
    """
    if not additions:
        return list(triples)
    laid = [Addition(one, each.is_only) for each in additions if (one := _there(each.triple, dataset, triples))]
    taken = {_slot(each.triple) for each in laid if each.is_only}
    kept = [triple for triple in triples if _slot(triple) not in taken]
    hanging = _hanging(kept, [each.triple for each in laid], dataset)
    return [*dict.fromkeys((*kept, *hanging)), *marks(hanging, (*kept, *hanging), dataset, record)]


def marks(
    additions: Iterable[Triple], triples: Sequence[Triple], dataset: NamedNode, record: NamedNode
) -> tuple[Triple, ...]:
    """What the record says of the additions: which properties of the dataset they are, or hang on."""
    paths = paths_of(triples, dataset)
    touched = {(*paths[triple.subject], triple.predicate)[0] for triple in additions if triple.subject in paths}
    return tuple(Triple(record, REG.addedByAgency, one) for one in sorted(touched, key=str))


def paths_of(triples: Sequence[Triple], dataset: NamedNode) -> dict[object, tuple[NamedNode, ...]]:
    """The predicates that lead from the dataset to each node it reaches, by the shortest way; none to itself."""
    below: dict[object, list[Triple]] = {}
    for triple in triples:
        if not isinstance(triple.object, Literal | Triple):
            below.setdefault(triple.subject, []).append(triple)
    found: dict[object, tuple[NamedNode, ...]] = {dataset: ()}
    edge: list[object] = [dataset]
    for _ in range(_DEEPEST):
        further: list[object] = []
        for node in edge:
            for triple in below.get(node, ()):
                if triple.object not in found:
                    found[triple.object] = (*found[node], triple.predicate)
                    further.append(triple.object)
        edge = further
    return found


def outdone(
    own: Sequence[Triple], additions: Sequence[Addition], dataset: NamedNode
) -> tuple[tuple[Addition, str], ...]:
    """The additions in whose only place the source now states something else itself (`own`), and what."""
    said: dict[object, set[str]] = {}
    for triple in own:
        if isinstance(triple.object, Literal | NamedNode):
            said.setdefault(_slot(triple), set()).add(triple.object.value)
    told: list[tuple[Addition, str]] = []
    for each in additions:
        if each.is_only and (one := _there(each.triple, dataset, own)):
            others = said.get(_slot(one), set()) - {getattr(one.object, "value", "")}
            told += [(each, text) for text in sorted(others)]
    return tuple(told)


def _there(triple: Triple, dataset: NamedNode, triples: Sequence[Triple]) -> Triple | None:
    subject = placed(triple.subject, dataset, triples)
    return None if subject is None else Triple(subject, triple.predicate, triple.object)


def _slot(triple: Triple) -> tuple[object, NamedNode, str]:
    """The place of a value: subject, property, and of a text its language."""
    language = triple.object.language or "" if isinstance(triple.object, Literal) else ""
    return triple.subject, triple.predicate, language


def _hanging(kept: Sequence[Triple], added: Sequence[Triple], dataset: NamedNode) -> list[Triple]:
    """Those of the added triples that hang on the dataset or on one of its parts."""
    nodes: set[object] = {dataset, *(triple.object for triple in kept if not isinstance(triple.object, Literal))}
    found: list[Triple] = []
    waiting = list(added)
    while ready := [triple for triple in waiting if triple.subject in nodes]:
        found += ready
        nodes |= {triple.object for triple in ready}
        waiting = [triple for triple in waiting if triple not in ready]
    return found
