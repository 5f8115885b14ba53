"""Names of properties as some sources misspell them: DCAT, Dublin Core and Hydra under https, DCAT's first draft,
and the fifteen old elements of Dublin Core where DCAT asks for its terms. Each is read as what it means, with a notice."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.source import Node, Notice
from vocab.namespaces import DCAT, DCT, HYDRA, RDF

_SPACES: Mapping[str, str] = MappingProxyType(
    {
        "https://www.w3.org/ns/dcat#": DCAT.iri,
        "http://vocab.deri.ie/dcat#": DCAT.iri,
        "https://purl.org/dc/terms/": DCT.iri,
        "https://www.w3.org/ns/hydra/core#": HYDRA.iri,
    }
)
_ELEMENTS = "http://purl.org/dc/elements/1.1/"
_MEANT = frozenset(
    {
        "title",
        "description",
        "publisher",
        "creator",
        "contributor",
        "identifier",
        "language",
        "rights",
        "source",
        "format",
    }
)
"""The elements that mean the same as the term of their name."""


def as_meant(triples: tuple[Triple, ...]) -> tuple[tuple[Triple, ...], tuple[Notice, ...]]:
    """The triples with these names put right, and what was; an old element only where the term itself says nothing."""
    names = {triple.predicate.value for triple in triples}
    spaces = [space for space in _SPACES if any(name.startswith(space) for name in names)]
    spaces += [space for space in _SPACES if space not in spaces and _is_class(triples, space)]
    if not spaces and not any(name.startswith(_ELEMENTS) for name in names):
        return triples, ()
    moved = Counter(spaces)
    said = {(triple.subject, triple.predicate.value) for triple in triples}
    mended = []
    for triple in triples:
        predicate = _predicate(triple, said)
        mended.append(Triple(triple.subject, predicate, _object(triple)))
        if predicate.value.startswith(DCT.iri) and triple.predicate.value.startswith(_ELEMENTS):
            moved[_ELEMENTS] += 1
    return tuple(dict.fromkeys(mended)), tuple(map(_notice, moved))


def _is_class(triples: tuple[Triple, ...], space: str) -> bool:
    types = {triple.object for triple in triples if triple.predicate == RDF.type}
    return any(isinstance(kind, NamedNode) and kind.value.startswith(space) for kind in types)


def _predicate(triple: Triple, said: AbstractSet[tuple[Node | Triple, str]]) -> NamedNode:
    name = triple.predicate.value
    if name.startswith(_ELEMENTS):
        term = name[len(_ELEMENTS) :]
        is_free = (triple.subject, f"{DCT.iri}{term}") not in said
        return NamedNode(f"{DCT.iri}{term}") if term in _MEANT and is_free else triple.predicate
    return _moved(triple.predicate)


def _object(triple: Triple) -> NamedNode | BlankNode | Literal | Triple:
    return _moved(triple.object) if isinstance(triple.object, NamedNode) else triple.object


def _moved(term: NamedNode) -> NamedNode:
    for space, meant in _SPACES.items():
        if term.value.startswith(space):
            return NamedNode(meant + term.value[len(space) :])
    return term


def _notice(space: str) -> Notice:
    return Notice(
        "slip-of-name",
        f"Các tên bắt đầu bằng {space} được đọc như tên đúng của DCAT, DCMI và Hydra.",
        f"Names that begin with {space} were read as the right ones of DCAT, DCMI and Hydra.",
    )
