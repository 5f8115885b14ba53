"""Lists and containers of RDF where DCAT says a property once for each value: their members in place of them."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.source import Node, Notice
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, RDF

_SPACES = (DCAT.iri, DCT.iri, FOAF.iri, ADMS.iri)
_NUMBERED = f"{RDF.iri}_"
_MOST = 200_000
"""Members in all: a thousand things may share one list of thousands."""
Term = Node | Literal | Triple


def by_member(triples: tuple[Triple, ...]) -> tuple[tuple[Triple, ...], tuple[Notice, ...]]:
    """The triples with each member of a list, a bag or a sequence as a value of its own; a notice when there was any."""
    held = _Held(triples)
    if not held.below:
        return triples, ()
    told = tuple(held.told(triples))
    return told, ((_NOTICE,) if told != triples else ())


_NOTICE = Notice(
    "list",
    "Có giá trị được ghi thành danh sách RDF; mỗi phần tử được đọc như một giá trị riêng.",
    "Values stood in a list of RDF; each of its members is read as a value of its own.",
)


class _Held:
    """The nodes that are lists or containers, and what stands at each."""

    def __init__(self, triples: tuple[Triple, ...]) -> None:
        self.below: dict[object, list[Term]] = {}
        self._rest: dict[object, object] = {}
        self._left = _MOST
        for triple in triples:
            name = triple.predicate.value
            if triple.predicate == RDF.first or name.startswith(_NUMBERED):
                self.below.setdefault(triple.subject, []).append(triple.object)
            elif triple.predicate == RDF.rest:
                self._rest[triple.subject] = triple.object

    def told(self, triples: tuple[Triple, ...]) -> Iterator[Triple]:
        for triple in triples:
            is_held = isinstance(triple.object, NamedNode | BlankNode) and triple.object in self.below
            if is_held and triple.predicate.value.startswith(_SPACES):
                for member in self._members(triple.object):
                    yield Triple(triple.subject, triple.predicate, member)
            else:
                yield triple

    def _members(self, node: object) -> Iterator[Term]:
        seen: set[object] = set()
        while node not in seen and node in self.below and self._left > 0:
            seen.add(node)
            self._left -= len(self.below[node])
            yield from self.below[node]
            node = self._rest.get(node)
