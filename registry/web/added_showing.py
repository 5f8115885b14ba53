"""What staff added to a harvested dataset, as its form lists it: what, by whom, when, and whether it can be taken away."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from harvesters.supplement import placed
from registry.web import showing
from registry.web.desk_work import Work
from registry.web.facts import Said, property_name, spoken
from registry.web.here import keeper, language
from vocab.description import Description
from vocab.identifiers import record_of


@dataclass(frozen=True, slots=True)
class Added:
    """One addition: the property's name, the value, its maker. `waits`: the part that it hangs on is not there now;
    `source_says`: what the source states in its place by now."""

    id: int
    name: str
    value: Said
    person: str
    at: str
    waits: bool
    source_says: str


def added(work: Work) -> tuple[Added, ...]:
    """The additions to the dataset or to parts that its source brings; what hangs on another addition stands within it."""
    return tuple(_added(work))


def _added(work: Work) -> Iterator[Added]:
    kept = keeper().adding.added(record_of(work.iri))
    inner = {one.addition.triple.object for one in kept}
    dataset, speaker = NamedNode(work.iri), showing.speaker(language())
    description = Description(work.iri, work.before, "")
    for one in kept:
        triple = one.addition.triple
        if triple.subject in inner or isinstance(triple.object, Triple):
            continue
        waits = placed(triple.subject, dataset, work.before) not in {said.subject for said in work.before}
        name = property_name(speaker, triple.predicate.value)
        value = spoken(description, speaker, triple.object)
        yield Added(one.id, name, value, one.person or one.account, one.at, waits, one.source_says)
