"""What one record of a ministry's catalogue states, asked by property: identifiers, titles, texts, what a node is called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.source import Harvested, Node
from harvesters.texts import clean
from vocab.agencies import Agencies
from vocab.namespaces import DCT, FOAF, RDF, RDFS, SKOS

LONGEST_TITLE = 2000
_LABELS = (FOAF.name, SKOS.prefLabel, RDFS.label, DCT.title, RDF.value)


@dataclass(slots=True)
class Statements:
    """The triples of one record by their subjects."""

    harvested: Harvested
    agencies: Agencies
    _by_subject: dict[Node, list[Triple]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for triple in self.harvested.triples:
            if isinstance(triple.subject, NamedNode | BlankNode):
                self._by_subject.setdefault(triple.subject, []).append(triple)

    def identifiers(self) -> list[str]:
        stated = (literal.value.strip() for literal in self.literals(DCT.identifier))
        return list(dict.fromkeys(text for text in (*stated, self.harvested.identifier) if text))

    def titles(self) -> list[Literal]:
        """One title a language; what bears no language, or a foreign one, counts as Vietnamese where that is missing."""
        titles = [literal for literal in self.literals(DCT.title) if literal.value.strip()]
        english = [literal for literal in titles if (literal.language or "").startswith("en")]
        others = [literal for literal in titles if literal not in english]
        others.sort(key=lambda literal: not (literal.language or "").startswith("vi"))
        kept = [Literal(short(literal.value), language="vi") for literal in others[:1]]
        return kept + [Literal(short(literal.value), language="en") for literal in english[:1]]

    def names(self, term: NamedNode | BlankNode | Literal) -> list[str]:
        """Everything a term is called: its text, its IRI, the labels of the node it names."""
        own = [] if isinstance(term, BlankNode) else [term.value.strip()]
        if isinstance(term, Literal):
            return [name for name in own if name]
        labels = [thing.value for path in _LABELS for thing in self.objects(path, term) if isinstance(thing, Literal)]
        return [*own, *labels] if self._is_ours(own) else [*labels, *own]

    def literals(self, predicate: NamedNode) -> list[Literal]:
        return [term for term in self.objects(predicate) if isinstance(term, Literal)]

    def objects(
        self, predicate: NamedNode, of: NamedNode | BlankNode | Literal | None = None
    ) -> Iterator[NamedNode | BlankNode | Literal]:
        subject = self.harvested.focus if of is None else of
        for triple in () if isinstance(subject, Literal) else self._by_subject.get(subject, ()):
            if triple.predicate == predicate and not isinstance(triple.object, Triple):
                yield triple.object

    def _is_ours(self, own: Sequence[str]) -> bool:
        return any(name in self.agencies.by_iri for name in own)


def short(text: str) -> str:
    return clean(text).strip()[:LONGEST_TITLE]
