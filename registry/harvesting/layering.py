"""What a person's edit of a harvested record adds to its source's words, and whether it changes them. Pure.

What is added goes to the curated layer under names of its own, so that it is known again in every run. What takes the
place of the source's own words does not: that is a change, and the source's next version then waits for a person.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.supplement import Addition, marks, part_at, paths_of, placed
from vocab.identifiers import distribution_iri, key_of, mint_key, record_of
from vocab.namespaces import DCAT, DCT, RDF, REG

IsOnly = Callable[[tuple[str, ...]], bool]
"""Whether the place at the end of a path of properties (IRIs), from the dataset on, takes one value only."""
_DESKS_OWN = frozenset({RDF.type, DCT.publisher})
"""What the desk itself says of a dataset."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited record: its triples, the additions named and marked; its whole layer; whether it says all that the
    source says."""

    triples: tuple[Triple, ...]
    additions: tuple[Addition, ...]
    is_in_step: bool


def layered(
    iri: str,
    before: Sequence[Triple],
    after: Sequence[Triple],
    layer: Sequence[Addition],
    is_only: IsOnly,
    was_in_step: bool = True,
) -> Edit:
    """The edit that led from one version of a harvested record to another; `layer` is what was added before."""
    hand = _Hand(NamedNode(iri), before, after, layer, is_only)
    additions = tuple(hand.additions())
    triples = hand.renamed(additions)
    return Edit(triples, additions, was_in_step and not hand.changed)


class _Hand:
    """One edit being looked at."""

    def __init__(
        self,
        dataset: NamedNode,
        before: Sequence[Triple],
        after: Sequence[Triple],
        layer: Sequence[Addition],
        is_only: IsOnly,
    ) -> None:
        self.dataset, self.record = dataset, NamedNode(record_of(dataset.value))
        self.before, self.after, self.layer, self.is_only = before, after, layer, is_only
        self.old = frozenset(before)
        self.were, self.are = paths_of(before, dataset), paths_of(after, dataset)
        self.supplied = _supplied(before, self.record)
        # A default that a person touched is the person's word from now on.
        self.adopted = self.supplied - _supplied(after, self.record)
        self.known = {
            (placed(one.triple.subject, dataset, before), one.triple.predicate, one.triple.object) for one in layer
        }
        self.changed = self._changed()
        self.names: dict[BlankNode, NamedNode] = {}

    def additions(self) -> Iterator[Addition]:
        """The layer as it is now: what stays of it, then what is new."""
        were, still = set(map(_parts, self.before)), set(map(_parts, self.after))
        for one in self.layer:
            here = (placed(one.triple.subject, self.dataset, self.after), one.triple.predicate, one.triple.object)
            # What hangs on a part that the source does not have just now was not shown, so nobody took it away.
            if here in still or here not in were:
                yield one
        new = [triple for triple in self.after if self._is_added(triple)]
        self._name(new)
        for triple in new:
            if said := self._said(triple):
                yield Addition(said, self.is_only(self._path(triple)))

    def renamed(self, additions: Sequence[Addition]) -> tuple[Triple, ...]:
        """The edited triples, nodes that were added under their names, and what was added marked on the record."""
        old = (self.record, REG.addedByAgency)
        said = [self._with_names(triple) for triple in self.after if (triple.subject, triple.predicate) != old]
        laid = [
            Triple(subject, one.triple.predicate, one.triple.object)
            for one in additions
            if (subject := placed(one.triple.subject, self.dataset, said)) is not None
        ]
        return tuple(dict.fromkeys((*said, *marks(laid, said, self.dataset, self.record))))

    def _changed(self) -> frozenset[tuple[object, ...]]:
        """The places in which something of the source's own is gone."""
        still = set(self.after)
        gone = [triple for triple in self.before if triple not in still and self._is_of_the_source(triple)]
        said = {triple.predicate for triple in self.after if triple.subject == self.dataset}
        emptied = {(self.dataset, predicate, "") for predicate in self.supplied - said}
        return frozenset({_slot(triple) for triple in gone} | emptied)

    def _is_of_the_source(self, triple: Triple) -> bool:
        path = self.were.get(triple.subject)
        if path is None or (not path and triple.predicate in _DESKS_OWN) or _parts(triple) in self.known:
            return False
        return (*path, triple.predicate)[0] not in self.supplied

    def _is_added(self, triple: Triple) -> bool:
        path = self.are.get(triple.subject)
        if path is None or (not path and triple.predicate in _DESKS_OWN) or _parts(triple) in self.known:
            return False
        if (*path, triple.predicate)[0] not in self.adopted and triple in self.old:
            return False
        return not self._replaces(triple)

    def _replaces(self, triple: Triple) -> bool:
        """Whether a value, or the node it stands in, takes the only place of one of the source's."""
        if self.is_only(self._path(triple)) and _slot(triple) in self.changed:
            return True
        above = [link for link in self.after if link.object == triple.subject and link not in self.old]
        return any(self._replaces(link) for link in above if link.subject in self.are)

    def _path(self, triple: Triple) -> tuple[str, ...]:
        return tuple(predicate.value for predicate in (*self.are.get(triple.subject, ()), triple.predicate))

    def _name(self, new: Sequence[Triple]) -> None:
        """Names for the nameless nodes that were added, which no other node has or had."""
        taken = {term for triple in (*self.before, *self.after) for term in (triple.subject, triple.object)}
        taken |= {one.triple.subject for one in self.layer}
        links = [triple for triple in new if isinstance(triple.object, BlankNode)]
        for link in sorted(links, key=lambda one: (one.predicate.value, str(one.object))):
            node = link.object
            is_new = node not in self.were or (*self.are[link.subject], link.predicate)[0] in self.adopted
            if isinstance(node, BlankNode) and node not in self.names and is_new:
                number = 1
                while (name := self._called(link.predicate, number)) in taken:
                    number += 1
                taken.add(name)
                self.names[node] = name

    def _called(self, predicate: NamedNode, number: int) -> NamedNode:
        if predicate != DCAT.distribution:
            return NamedNode(f"{self.dataset.value}#added-{number}")
        base = self.dataset.value.partition("/id/dataset/")[0]
        return NamedNode(distribution_iri(base, mint_key(key_of(self.dataset.value), "added", str(number))))

    def _said(self, triple: Triple) -> Triple | None:
        """A new triple as the layer keeps it; None within a nameless part that cannot be told from its likes."""
        renamed = self._with_names(triple)
        if isinstance(renamed.object, BlankNode):
            return None
        if not isinstance(renamed.subject, BlankNode):
            return renamed
        path = self.are[triple.subject]
        part = part_at(path[0])
        if len(path) != 1 or placed(part, self.dataset, self.before) != renamed.subject:
            self.changed |= {_slot(triple)}
            return None
        return Triple(part, renamed.predicate, renamed.object)

    def _with_names(self, triple: Triple) -> Triple:
        subject, target = triple.subject, triple.object
        if isinstance(subject, BlankNode):
            subject = self.names.get(subject, subject)
        if isinstance(target, BlankNode):
            target = self.names.get(target, target)
        return Triple(subject, triple.predicate, target)


def hanging_on(top: Triple, triples: Iterable[Triple]) -> frozenset[Triple]:
    """A triple with everything that hangs on it alone: what goes when it is taken away."""
    all_of = set(triples)
    gone = {top}
    while True:
        held = {triple.object for triple in all_of - gone if not isinstance(triple.object, Literal)}
        loose = {triple.object for triple in gone if not isinstance(triple.object, Literal)} - held
        further = {triple for triple in all_of - gone if triple.subject in loose}
        if not further:
            return frozenset(gone)
        gone |= further


def _supplied(triples: Iterable[Triple], record: NamedNode) -> frozenset[NamedNode]:
    """The properties that the record says a default supplied."""
    return frozenset(
        triple.object
        for triple in triples
        if triple.subject == record
        and triple.predicate == REG.suppliedByDefault
        and isinstance(triple.object, NamedNode)
    )


def _parts(triple: Triple) -> tuple[object, ...]:
    return triple.subject, triple.predicate, triple.object


def _slot(triple: Triple) -> tuple[object, ...]:
    language = triple.object.language or "" if isinstance(triple.object, Literal) else ""
    return triple.subject, triple.predicate, language
