"""Our own harvester before our own doors: what it brings, and what of that a harvest itself adds, changes or leaves out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import requests
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.door import ACCEPT
from harvesters.kinds import kind_for
from harvesters.mapping import key_for, map_record
from harvesters.source import Gone, Harvested, Page, Source
from registry.keeper import Keeper
from vocab.description import Description, describe, from_body
from vocab.identifiers import dataset_of, distribution_iri, key_of, mint_key, record_iri
from vocab.namespaces import DCAT, DCT, REG

MOST_PAGES = 100
AGENCY = "gl-so-yt"


@dataclass(frozen=True, slots=True)
class Walk:
    """Every page of a source, in the order in which they were read."""

    source: Source
    pages: tuple[Page, ...]

    @property
    def records(self) -> tuple[Harvested, ...]:
        return tuple(record for page in self.pages for record in page.records)

    @property
    def gone(self) -> tuple[Gone, ...]:
        return tuple(one for page in self.pages for one in page.gone)

    @property
    def unreadable(self) -> tuple[str, ...]:
        return tuple(f"{one.position}: {one.reason_en}" for page in self.pages for one in page.unreadable)


def source_at(kind: str, url: str, slug: str = "") -> Source:
    """A source of a kind on loopback, of one agency, that declares nothing."""
    return Source(slug or kind, kind, url, AGENCY, MappingProxyType({"vi": "Sổ", "en": "Registry"}), allow_private=True)


def walked(source: Source, accept: str = ACCEPT) -> Walk:
    """Reads the source to its end over HTTP, by its own word for what comes next, else by the Link header; `accept` is
    what is asked for where one address has several forms."""
    waiting, seen, pages = [kind_for(source).first_url(source)], set[str](), list[Page]()
    while waiting:
        url = waiting.pop(0)
        assert len(seen) < MOST_PAGES and url not in seen, (url, len(seen))
        seen.add(url)
        answer = requests.get(url, headers={"Accept": accept}, timeout=60)
        assert answer.status_code == 200, (url, answer.status_code, answer.text[:500])
        page = kind_for(source).page(answer.content, answer.headers["Content-Type"], answer.url)
        pages.append(page)
        further = page.next or answer.links.get("next", {}).get("url")
        leads = dict.fromkeys((*filter(None, (further,)), *page.more))
        waiting += [one for one in leads if one not in seen and one not in waiting]
    return Walk(source, tuple(pages))


def originals(keeper: Keeper) -> dict[str, Description]:
    """Every public description by its key, to the letter of the ledger."""
    currents = keeper.ledger.currents("public")
    bodies = keeper.ledger.bodies([current.body_seq for current in currents])
    found = (from_body(dataset_of(current.record), bodies[current.body_seq]) for current in currents)
    return {key_of(one.iri): one for one in found}


def matched(walk: Walk, there: Mapping[str, Description]) -> Iterator[tuple[Description, Harvested]]:
    """Each record beside the dataset whose key its identifier or its own IRI bears. Raises KeyError for a stranger."""
    for record in walk.records:
        named = f"{record.identifier} {record.focus}"
        yield there[next(key for key in there if key in named)], record


def mapped(record: Harvested, source: Source, base: str, agency: str) -> Description:
    """What the harvester makes of the record under `base`."""
    key = key_for(source, record)
    return map_record(record, base=base, source=source, agency_iri=agency, key=key)


def told_of(original: Description, harvested: Description, base: str, name: str = "") -> Description:
    """The harvested description told of the original: the IRIs that a harvest mints are put back.

    A harvest names a dataset by its source and a distribution by its dataset and what it was called before; `name` is what
    the distributions' IRIs were, where a door gave them others, with {} for the last part.
    """
    key = key_of(harvested.iri)
    names = {harvested.iri: original.iri, harvested.record: original.record}
    for part in original.distributions:
        assert isinstance(part.node, NamedNode)
        told = name.format(part.node.value.rpartition("/")[2]) if name else part.node.value
        names[distribution_iri(base, mint_key(key, told))] = part.node.value
    return describe(original.iri, [_renamed(triple, names) for triple in harvested.triples])


def _renamed(triple: Triple, names: Mapping[str, str]) -> Triple:
    subject, thing = triple.subject, triple.object
    if isinstance(subject, NamedNode):
        subject = NamedNode(names.get(subject.value, subject.value))
    if isinstance(thing, NamedNode):
        thing = NamedNode(names.get(thing.value, thing.value))
    return Triple(subject, triple.predicate, thing)


@dataclass(frozen=True, slots=True)
class Stripped:
    """A kind of statement that differs for good reason, and the reason."""

    reason: str
    predicate: NamedNode
    of_record: bool


STRIPPED = (
    Stripped("a harvest notes on its own record where the dataset came from", DCT.source, of_record=True),
    Stripped(
        "what a source's agency declared is, to whoever harvests, said by the source", REG.suppliedByDefault, True
    ),
    Stripped("what was added to a source's words is, to whoever harvests, said by the source", REG.addedByAgency, True),
    Stripped(
        "whoever harvests answers for what it publishes: a source is one agency's", DCT.publisher, of_record=False
    ),
)
"""All in which a description that was read back may differ, beside the IRIs that a harvest mints."""


def stripped(of: Description, base: str, table: Iterable[Stripped] = STRIPPED) -> Description:
    """The description without the statements of the table."""
    record, dataset = NamedNode(record_iri(base, key_of(of.iri))), NamedNode(of.iri)
    there = {(record if one.of_record else dataset, one.predicate) for one in table}
    return describe(of.iri, (triple for triple in of.triples if (triple.subject, triple.predicate) not in there))


def differences(original: Description, harvested: Description) -> list[str]:
    """What only one of two descriptions says, for a person to read; their blank nodes bear the same labels when equal."""
    ours, theirs = set(map(str, original.triples)), set(map(str, harvested.triples))
    return [*(f"- {line}" for line in sorted(ours - theirs)), *(f"+ {line}" for line in sorted(theirs - ours))]


def files_of(of: Description) -> Iterable[NamedNode | BlankNode]:
    """The distributions' nodes."""
    return (term for term in of.values(DCAT.distribution) if not isinstance(term, Literal))
