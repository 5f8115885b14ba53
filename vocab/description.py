"""The Description: one record's exact triples, and typed readings of them.

RDF is the truth: a reading looks into the triples, nothing is kept beside them. A Description is a value; to change
one, build another with `describe(iri, triples, previous)`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from vocab.blanks import canonical, named
from vocab.identifiers import key_of, record_of
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, RDF, REG, SKOS

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
DEFAULT_LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Description:
    """One record: the dataset's IRI, its triples in canonical order with stable blank labels, and their fingerprint.

    `fingerprint` is the hex SHA-256 of the RDFC-1.0 form, so it is equal exactly when two descriptions say the same.
    """

    iri: str
    triples: tuple[Triple, ...]
    fingerprint: str

    @property
    def record(self) -> str:
        """The record's IRI: the name of its graph, and the dcat:CatalogRecord."""
        return record_of(self.iri)

    def body(self) -> bytes:
        """The exact N-Quads, one line a triple, sorted, in the record's graph: what the ledger keeps."""
        lines = serialize(self.triples, format=RdfFormat.N_TRIPLES) or b""
        # A line ends nowhere else: in a literal, line ends are escaped.
        return lines.replace(b" .\n", f" <{self.record}> .\n".encode())

    def values(self, predicate: NamedNode, subject: Node | None = None) -> tuple[Term, ...]:
        """The objects of `predicate`, of the dataset itself or of one of its nodes, in canonical order."""
        return self._by_place.get((subject or self._dataset, predicate), ())

    def value(self, predicate: NamedNode, subject: Node | None = None) -> Term | None:
        return next(iter(self.values(predicate, subject)), None)

    def text(self, predicate: NamedNode, lang: str = "vi", subject: Node | None = None) -> str:
        """The literal in `lang`, else Vietnamese, else English, else without language, else any; "" when none."""
        return pick(self.values(predicate, subject), lang)

    def title(self, lang: str = "vi") -> str:
        return self.text(DCT.title, lang)

    def description(self, lang: str = "vi") -> str:
        return self.text(DCT.description, lang)

    @property
    def publisher(self) -> str | None:
        return _iri(self.value(DCT.publisher))

    @property
    def issued(self) -> date | None:
        return day(self.value(DCT.issued))

    @property
    def modified(self) -> date | None:
        return day(self.value(DCT.modified))

    @property
    def themes(self) -> tuple[str, ...]:
        return _iris(self.values(DCAT.theme))

    @property
    def fields(self) -> tuple[str, ...]:
        """The regulation's own fields of activity (Article 3.2)."""
        return _iris(self.values(REG.field))

    @property
    def frequency(self) -> str | None:
        return _iri(self.value(DCT.accrualPeriodicity))

    @property
    def licence(self) -> str | None:
        return _iri(self.value(DCT.license))

    @property
    def access_rights(self) -> str | None:
        return _iri(self.value(DCT.accessRights))

    @property
    def landing_pages(self) -> tuple[str, ...]:
        return _iris(self.values(DCAT.landingPage))

    @property
    def sources(self) -> tuple[str, ...]:
        """Declared reuse: the datasets that this one is drawn from or is a part of."""
        return _iris(self.values(DCT.source)) + _iris(self.values(DCT.isPartOf))

    @property
    def keywords(self) -> tuple[str, ...]:
        return tuple(term.value for term in self.values(DCAT.keyword) if isinstance(term, Literal))

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Every identifier said of the dataset: dct:identifier, and the notations of adms:identifier."""
        direct = [term.value for term in self.values(DCT.identifier) if isinstance(term, Literal)]
        nested = [self.text(SKOS.notation, subject=node) for node in self._nodes(ADMS.identifier)]
        return tuple(dict.fromkeys(text for text in (*direct, *nested) if text))

    @property
    def distributions(self) -> tuple["Distribution", ...]:
        # Made anew each time: each holds the description, and one that held them would leave a circle behind.
        return tuple(Distribution(self, node) for node in self._nodes(DCAT.distribution))

    @property
    def types(self) -> tuple[str, ...]:
        return _iris(self.values(RDF.type))

    def _nodes(self, predicate: NamedNode) -> Iterator[Node]:
        return (term for term in self.values(predicate) if not isinstance(term, Literal))

    @cached_property
    def _dataset(self) -> NamedNode:
        return NamedNode(self.iri)

    @cached_property
    def _by_place(self) -> dict[tuple[Node, NamedNode], tuple[Term, ...]]:
        places: dict[tuple[Node, NamedNode], list[Term]] = {}
        for triple in self.triples:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, Triple) and not isinstance(value, Triple):
                places.setdefault((subject, triple.predicate), []).append(value)
        return {place: tuple(terms) for place, terms in places.items()}


@dataclass(frozen=True)
class Distribution:
    """One way to get the data, read from its dataset's description."""

    dataset: Description
    node: Node

    def title(self, lang: str = "vi") -> str:
        return self.dataset.text(DCT.title, lang, self.node)

    @property
    def access_url(self) -> str | None:
        return _iri(self.dataset.value(DCAT.accessURL, self.node))

    @property
    def download_url(self) -> str | None:
        return _iri(self.dataset.value(DCAT.downloadURL, self.node))

    @property
    def format(self) -> str | None:
        return _iri(self.dataset.value(DCT.format, self.node))

    @property
    def media_type(self) -> str | None:
        return _iri(self.dataset.value(DCAT.mediaType, self.node))

    @property
    def licence(self) -> str | None:
        return _iri(self.dataset.value(DCT.license, self.node))

    @property
    def page(self) -> str | None:
        return _iri(self.dataset.value(FOAF.page, self.node))

    @property
    def byte_size(self) -> int | None:
        """Size in bytes; None when it is not said, or not a number."""
        term = self.dataset.value(DCAT.byteSize, self.node)
        text = term.value if isinstance(term, Literal) else ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def describe(iri: str, triples: Iterable[Triple], previous: Description | None = None) -> Description:
    """The description that these triples make; blank nodes known from `previous` keep their stored labels.

    Raises TangledNodes when more than six blank nodes refer to each other in a ring, ValueError when `iri` is not a
    dataset IRI of this registry.
    """
    record_of(iri)
    ordered = canonical(triples, iri)
    fingerprint = hashlib.sha256("".join(f"{line} .\n" for line, _ in ordered).encode()).hexdigest()
    stored = named(ordered, key_of(iri), previous.triples if previous else ())
    return Description(iri, stored, fingerprint)


def from_body(iri: str, body: bytes, fingerprint: str = "") -> Description:
    """The description whose N-Quads the ledger kept; labels and lexical forms stay as they are written there.

    `fingerprint` is the one the ledger holds beside the body; without it, it is worked out again.
    Raises SyntaxError when `body` is not N-Quads.
    """
    triples = tuple(quad.triple for quad in parse(body, format=RdfFormat.N_QUADS))
    return Description(iri, triples, fingerprint) if fingerprint else describe(iri, triples)


def pick(terms: Iterable[Term], lang: str = "vi") -> str:
    """The best literal for a reader of `lang`: that language, then Vietnamese, English, none, any; "" when none."""
    best = ""
    rank = len(DEFAULT_LANGUAGES) + 3
    wanted = (lang, *(other for other in DEFAULT_LANGUAGES if other != lang), None)
    for term in terms:
        if not isinstance(term, Literal):
            continue
        spoken = term.language.partition("-")[0].lower() if term.language else None
        place = wanted.index(spoken) if spoken in wanted else len(wanted)
        if place < rank:
            best, rank = term.value, place
    return best


def day(term: Term | None) -> date | None:
    """The calendar day of an xsd:date, xsd:dateTime, xsd:gYearMonth or xsd:gYear; None when it is not a real one."""
    text = term.value.strip() if isinstance(term, Literal) else ""
    padded = text[:10] if len(text) >= 10 else f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"
    try:
        return date.fromisoformat(padded)
    except ValueError:
        return None


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.value for term in terms if isinstance(term, NamedNode))
