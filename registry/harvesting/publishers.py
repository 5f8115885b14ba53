"""Whom a source names as the publisher of a record: another agency than its own has the better claim to the dataset."""

from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from harvesters.source import Harvested
from vocab.agencies import load_agencies
from vocab.namespaces import DCT, FOAF, RDFS, SKOS, VCARD

_NAMING = frozenset({FOAF.name, RDFS.label, SKOS.prefLabel, VCARD.fn, DCT.title})


def named_agency(record: Harvested, base: str, own: str) -> str:
    """The agency (IRI) of the register that the source names as the publisher; "" when it names none, or its own
    (`own`), or one that became it."""
    publishers = {
        triple.object
        for triple in record.triples
        if triple.predicate == DCT.publisher and triple.subject == record.focus
    }
    if not publishers:
        return ""
    names = [one.value for one in publishers if isinstance(one, Literal | NamedNode)]
    names += [
        triple.object.value
        for triple in record.triples
        if triple.predicate in _NAMING and triple.subject in publishers and isinstance(triple.object, Literal)
    ]
    found = {agency for name in names if (agency := _agency(base, name))}
    return "" if own in found or len(found) != 1 else found.pop()


@lru_cache(maxsize=4096)
def _agency(base: str, name: str) -> str:
    """The agency at the end of the line of the one that bears this name or IRI; "" for none, and for several."""
    known = load_agencies(base)
    agency = known.by_iri.get(name) or known.find(name)
    heirs = known.heirs(agency.id) if agency else ()
    return heirs[0].iri if len(heirs) == 1 else ""
