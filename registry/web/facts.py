"""A description as terms and values for a page: what is known comes in a chosen order, the rest after it by name.

Geometries are left to the machines: nobody reads a polygon.
Every literal is text. An IRI becomes a link only when it is http, https or mailto; one of ours links to our own page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode

from registry.web.speech import day as written_day
from vocab.description import Description, Node, Term, day, pick
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, LOCN, PREFIXES, RDF, REG, SCHEMA, SKOS, VCARD, XSD
from vocab.vietnamese import collation_key

ORDER = (
    DCT.publisher, DCT.creator, REG.field, DCAT.theme, DCAT.keyword, DCT.accrualPeriodicity, DCT.issued, DCT.modified,
    DCT.temporal, DCT.spatial, DCT.license, DCT.accessRights, DCT.rights, REG.personalData,
    REG.reidentificationAssessed, REG.secrecy, REG.coreData, REG.publicationApproval, DCT.source, REG.syncMode,
    REG.lastSynced, DCT.isPartOf, DCT.isVersionOf, DCAT.inSeries, DCATAP.applicableLegislation, REG.catalogueEntry,
    REG.columns, REG.qualityStatement, DCAT.landingPage, FOAF.page,
    DCT.conformsTo, DCT.language, DCT.identifier, ADMS.identifier, DCAT.contactPoint, DCAT.startDate, DCAT.endDate,
)  # fmt: skip
ELSEWHERE = frozenset({DCT.title, DCT.description, DCAT.distribution, RDF.type})
"""What the page shows in places of its own."""
GEOMETRY = frozenset({DCAT.bbox, DCAT.centroid, LOCN.geometry})
NAMING = (VCARD.fn, VCARD["organization-name"], FOAF.name, DCT.title, SKOS.prefLabel, SCHEMA.name, SKOS.notation)
LINKED = ("http://", "https://", "mailto:")
_DATES = frozenset({XSD.date, XSD.dateTime, XSD.gYearMonth, XSD.gYear})
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Said:
    """One value: its words, their language, where it leads (`href`, "" for nowhere), and the parts of a nested node."""

    text: str
    lang: str = ""
    href: str = ""
    ours: bool = False
    parts: tuple["Fact", ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A property: its IRI, the name it is shown by, and its values. `marked`: a declared default supplied it; `added`: the
    agency's staff added to what the source says."""

    predicate: str
    name: str
    values: tuple[Said, ...]
    marked: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """How names are found: `property` and `thing` give the name of an IRI in the reader's language, "" when unknown."""

    lang: str
    base: str
    property: Callable[[str], str]
    thing: Callable[[str], str]


def facts(description: Description, speaker: Speaker, subject: Node | None = None) -> tuple[Fact, ...]:
    """The facts of the dataset or of one of its nodes, without what stands elsewhere on the page."""
    own = subject is None or subject == NamedNode(description.iri)
    marks = _Marks(*(_marked(description, mark) for mark in _MARKS)) if own else _Marks()
    return tuple(_facts(description, speaker, subject or NamedNode(description.iri), marks, 0))


def spoken(of: Description, speaker: Speaker, term: Term) -> Said:
    """One value as the page shows it, the parts of a node within it."""
    return _said(of, speaker, term, 0)


def link_of(iri: str) -> str:
    """The IRI when it may be a link, "" when it may only be text."""
    return iri if iri.lower().startswith(LINKED) else ""


def shortened(iri: str) -> str:
    """`dct:title` for an IRI of a namespace known here, else the IRI."""
    name = next((f"{prefix}:{iri[len(start) :]}" for prefix, start in PREFIXES.items() if iri.startswith(start)), iri)
    return name if "/" not in name.partition(":")[2] else iri


_MARKS = (REG.suppliedByDefault, REG.addedByAgency)


@dataclass(frozen=True, slots=True)
class _Marks:
    """The properties of a dataset that a default supplied, and those to which staff added."""

    defaulted: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()


def _marked(of: Description, mark: NamedNode) -> frozenset[str]:
    return frozenset(term.value for term in of.values(mark, NamedNode(of.record)) if isinstance(term, NamedNode))


def _facts(of: Description, speaker: Speaker, subject: Node, marks: _Marks, depth: int) -> Iterator[Fact]:
    for predicate in sorted(_predicates(of, subject), key=_rank):
        values = tuple(_said(of, speaker, term, depth) for term in _chosen(of.values(predicate, subject), speaker.lang))
        if values:
            iri = predicate.value
            name = property_name(speaker, iri)
            yield Fact(iri, name, _sorted(values), iri in marks.defaulted, iri in marks.added)


def property_name(speaker: Speaker, iri: str) -> str:
    """What a property is called; `dct:title` or the IRI for one without a name."""
    return speaker.property(iri) or shortened(iri)


def _predicates(of: Description, subject: Node) -> set[NamedNode]:
    said = {triple.predicate for triple in of.triples if triple.subject == subject}
    return said - GEOMETRY - (ELSEWHERE if subject == NamedNode(of.iri) else {RDF.type})


def _rank(predicate: NamedNode) -> tuple[int, str]:
    return (ORDER.index(predicate) if predicate in ORDER else len(ORDER), predicate.value)


def _chosen(terms: tuple[Term, ...], lang: str) -> Iterable[Term]:
    """Of a text in several languages the reader's own; everything else as it is."""
    spoken = {term.language for term in terms if isinstance(term, Literal) and term.language}
    if len(spoken) < 2:
        return terms
    wanted = lang if lang in spoken else "vi" if "vi" in spoken else sorted(spoken)[0]
    return [term for term in terms if not isinstance(term, Literal) or term.language in (None, wanted)]


def _said(of: Description, speaker: Speaker, term: Term, depth: int) -> Said:
    if isinstance(term, Literal):
        return Said(_written(term, speaker.lang), term.language or "", link_of(term.value) if _is_link(term) else "")
    if isinstance(term, BlankNode) or of.values(RDF.type, term):
        return _nested(of, speaker, term, depth)
    ours = term.value.startswith(f"{speaker.base}/id/")
    name = speaker.thing(term.value)
    return Said(
        name[:1].upper() + name[1:] or term.value.removeprefix("mailto:"),
        href=term.value[len(speaker.base) :] if ours else link_of(term.value),
        ours=ours,
    )


def _nested(of: Description, speaker: Speaker, node: Node, depth: int) -> Said:
    naming = [predicate for predicate in NAMING if of.values(predicate, node)]
    text = pick(of.values(naming[0], node), speaker.lang) if naming else ""
    if depth >= DEEPEST:
        return Said(text or "…")
    parts = tuple(fact for fact in _facts(of, speaker, node, _Marks(), depth + 1))
    if naming:
        parts = tuple(part for part in parts if part.predicate != naming[0].value)
    return Said(text, parts=parts)


def _written(term: Literal, lang: str) -> str:
    found: date | None = day(term) if term.datatype in _DATES else None
    return written_day(found, lang) if found and len(term.value) >= len("2026-10-12") else term.value


def _is_link(term: Literal) -> bool:
    return term.datatype == XSD.anyURI


def _sorted(values: tuple[Said, ...]) -> tuple[Said, ...]:
    return tuple(sorted(values, key=lambda said: collation_key(said.text))) if len(values) > 1 else values
