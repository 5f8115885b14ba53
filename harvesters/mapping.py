"""A harvested record to a Description of this registry.

The dataset gets our permanent IRI, the agency of the source becomes its publisher, code lists are found by IRI, code,
label or alias, the agency's signed defaults fill what the source does not say and are marked. Statements about
anything but the dataset and its own parts are dropped, so that nobody speaks of another's things.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.corrections import Correction, correct
from harvesters.iris import UNKNOWN_BASE, as_written, is_iri, web
from harvesters.source import Defaults, Harvested, Node, Source
from harvesters.supplement import Addition, supplemented
from vocab.codelists import CodeList, Concept, code_lists
from vocab.description import Description, describe, pick
from vocab.identifiers import dataset_iri, distribution_iri, mint_key, record_iri
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, HYDRA, OWL, PROV, RDF, RDFS, REG, SKOS, SPDX, VCARD

Term = NamedNode | BlankNode | Literal

CODED: Mapping[NamedNode, tuple[str, ...]] = {
    DCT.accrualPeriodicity: ("frequency",),
    DCT.license: ("licence",),
    DCT.accessRights: ("access-right",),
    DCT.language: ("language",),
    DCAT.theme: ("data-theme",),
    DCT["format"]: ("file-type",),
    DCAT.mediaType: ("media-type",),
    REG.field: ("field",),
    REG.personalData: ("personal-data",),
    REG.secrecy: ("secrecy",),
    REG.coreData: ("core-data",),
    REG.syncMode: ("sync-mode",),
}
_SINGLE = frozenset(
    {DCT.accrualPeriodicity, DCT.license, DCT.accessRights, REG.personalData, REG.secrecy, REG.coreData, REG.syncMode}
)
_PARTS = frozenset(
    {
        DCAT.contactPoint,
        DCAT.accessService,
        DCAT.qualifiedRelation,
        DCT.temporal,
        DCT.spatial,
        DCT.creator,
        DCT.contributor,
        DCT.provenance,
        DCT.rights,
        DCT.conformsTo,
        ADMS.identifier,
        ADMS.sample,
        SPDX.checksum,
        PROV.qualifiedAttribution,
        VCARD.hasAddress,
    }
)
_DROPPED = frozenset(
    {DCT.publisher, OWL.sameAs, FOAF.isPrimaryTopicOf, DCAT.record, DCAT.dataset, DCT.hasPart, REG.suppliedByDefault}
)
_OURS = frozenset(CODED) | {
    REG.reidentificationAssessed,
    REG.quarterlyConfirmation,
    REG.catalogueEntry,
    REG.columns,
    REG.lastSynced,
    REG.publicationApproval,
    REG.qualityStatement,
}
_PAGES = (DCAT.landingPage, FOAF.page, FOAF.homepage)
"""Places to read: a source whose datasets are their own pages means the address, not our dataset."""
_LABELS = (RDFS.label, SKOS.prefLabel, DCT.title, RDF.value, FOAF.name)
_KINDS = (DCAT.Dataset, DCAT.DatasetSeries)


def key_for(source: Source, harvested: Harvested) -> str:
    """The permanent key of a source's record: the same in every run, and when the source moves to another agency."""
    return mint_key("harvest", source.slug, harvested.identifier)


def map_record(
    harvested: Harvested,
    *,
    base: str,
    source: Source,
    agency_iri: str,
    key: str,
    previous: Description | None = None,
    additions: Sequence[Addition] = (),
) -> Description:
    """The Description that this record makes under `base`, published by the agency `agency_iri`.

    `additions` are what people added to the record: they lie over what the source says, and marked.
    Raises TangledNodes when its blank nodes cannot be named in bounded time.
    """
    writer = _Writer(harvested, base, key)
    writer.write_dataset()
    writer.say(writer.dataset, DCT.publisher, NamedNode(agency_iri))
    writer.write_origin(harvested)
    writer.lay_over(additions)
    writer.write_defaults(source.defaults)
    writer.share_licence()
    return describe(writer.dataset.value, writer.triples, previous)


@lru_cache(maxsize=4096)
def _is_carried(predicate: NamedNode) -> bool:
    """Whether a source may say this of its datasets; of our own properties only some."""
    if predicate in _DROPPED or predicate in HYDRA:
        return False
    return predicate not in REG or predicate in _OURS


@dataclass(slots=True)
class _Codes:
    """The code lists of one registry, asked with whatever a source put in place of a concept."""

    lists: Mapping[str, CodeList]

    def find(self, name: str, words: Iterable[str]) -> NamedNode | None:
        for text in words:
            if concept := self.lists[name].find(text) or self._elsewhere(name, text):
                return NamedNode(concept.iri)
        return None

    def _elsewhere(self, name: str, iri: str) -> Concept | None:
        """The concept that a registry like this one means by an IRI under its own base: the lists are the same."""
        base, found, code = iri.partition(f"/id/concept/{name}/")
        return self.lists[name].find(code) if found and code and is_iri(base) else None


@dataclass(slots=True)
class _Writer:
    """One record being rewritten: its triples in the source's words, and in ours."""

    harvested: Harvested
    base: str
    key: str
    triples: list[Triple] = field(default_factory=list)
    _names: dict[Node, Node] = field(default_factory=dict)
    _said: dict[Node, dict[NamedNode, list[Term]]] = field(default_factory=dict)
    _codes: _Codes = field(init=False)
    dataset: NamedNode = field(init=False)

    def __post_init__(self) -> None:
        self.dataset = NamedNode(dataset_iri(self.base, self.key))
        for triple in self.harvested.triples:
            subject, thing = triple.subject, triple.object
            if not isinstance(subject, Triple) and not isinstance(thing, Triple):
                self._said.setdefault(subject, {}).setdefault(triple.predicate, []).append(thing)
        self._codes = _Codes(code_lists(self.base))
        self._names[self.harvested.focus] = self.dataset

    def say(self, subject: Node, predicate: NamedNode, thing: Term) -> None:
        self.triples.append(Triple(subject, predicate, thing))

    def write_dataset(self) -> None:
        focus = self.harvested.focus
        kinds = self._objects(focus, RDF.type)
        self.say(self.dataset, RDF.type, next((kind for kind in reversed(_KINDS) if kind in kinds), DCAT.Dataset))
        self._write_node(focus)

    def _write_node(self, node: Node) -> None:
        subject = self._names[node]
        for predicate, terms in self._said.get(node, {}).items():
            if self._is_allowed(subject, predicate):
                self._write_terms(subject, predicate, terms)

    def _is_allowed(self, subject: Node, predicate: NamedNode) -> bool:
        return _is_carried(predicate) and not (predicate == RDF.type and subject == self.dataset)

    def _write_terms(self, subject: Node, predicate: NamedNode, terms: list[Term]) -> None:
        if predicate in CODED:
            self._write_coded(subject, predicate, terms)
        elif predicate == DCAT.distribution:
            self._write_distributions(terms)
        else:
            for term in terms:
                self._write_term(subject, predicate, term)

    def _write_term(self, subject: Node, predicate: NamedNode, term: Term) -> None:
        if isinstance(term, Literal):
            self._write_correction(subject, predicate, correct(predicate, term))
        elif term == self.harvested.focus and predicate not in _PAGES:
            self.say(subject, predicate, self.dataset)
        elif isinstance(term, BlankNode) or (
            predicate in _PARTS and term in self._said and term != self.harvested.focus
        ):
            self._write_part(subject, predicate, term)
        elif not term.value.startswith(UNKNOWN_BASE):
            # A reference relative to a document that came without an address leads nowhere.
            self.say(subject, predicate, term)

    def _write_correction(self, subject: Node, predicate: NamedNode, better: Correction) -> None:
        if better.label is None:
            self.say(subject, predicate, better.term)
            return
        part = BlankNode()
        self.say(subject, predicate, part)
        self.say(part, RDF.type, better.label.kind)
        self.say(part, better.label.predicate, better.term)

    def _write_part(self, subject: Node, predicate: NamedNode, node: Node, name: Node | None = None) -> None:
        """A part under its own name, or nameless: what it says is written once, however often it is linked."""
        if node not in self._said:
            return
        new = node not in self._names
        if new:
            self._names[node] = name or BlankNode()
        self.say(subject, predicate, self._names[node])
        if new:
            self._write_node(node)

    def _write_distributions(self, terms: list[Term]) -> None:
        for number, term in enumerate(terms, 1):
            if isinstance(term, Literal):
                continue
            name = NamedNode(distribution_iri(self.base, mint_key(self.key, self._known_as(term, number))))
            if term in self._said:
                self._write_part(self.dataset, DCAT.distribution, term, name)
                if DCAT.Distribution not in self._objects(term, RDF.type):
                    self.say(name, RDF.type, DCAT.Distribution)

    def _known_as(self, node: Node, number: int) -> str:
        """What a distribution is recognised by from run to run: its IRI, else where it leads and in which format."""
        if isinstance(node, NamedNode):
            return node.value
        said = [
            self._first(node, predicate) for predicate in (DCAT.downloadURL, DCAT.accessURL, DCT["format"], DCT.title)
        ]
        return "\n".join(said) if any(said) else f"#{number}"

    def _first(self, node: Node, predicate: NamedNode) -> str:
        return next((term.value for term in self._objects(node, predicate) if not isinstance(term, BlankNode)), "")

    def _objects(self, node: Node, predicate: NamedNode) -> Sequence[Term]:
        return self._said.get(node, {}).get(predicate, ())

    def _write_coded(self, subject: Node, predicate: NamedNode, terms: list[Term]) -> None:
        """Concepts for what the code lists know; what they do not know stays, for the rules to point at."""
        unknown: list[Term] = []
        found = False
        own_field = REG.field in self._said.get(self.harvested.focus, {})
        for term in terms:
            words = self._words(term)
            concept = self._codes.find(CODED[predicate][0], words)
            if concept:
                self.say(subject, predicate, concept)
                found = True
            else:
                unknown.append(term)
            if predicate == DCAT.theme and not own_field and (activity := self._codes.find("field", words)):
                self.say(subject, REG.field, activity)
        for term in unknown:
            if not (found and predicate in _SINGLE):
                self._write_unknown(subject, predicate, term)

    def _write_unknown(self, subject: Node, predicate: NamedNode, term: Term) -> None:
        if predicate == DCAT.theme and isinstance(term, Literal):
            self._write_term(subject, DCAT.keyword, term)
        elif predicate == DCAT.mediaType and isinstance(term, Literal) and "/" not in term.value:
            self._write_coded(subject, DCT["format"], [term])
        else:
            self._write_term(subject, predicate, term)

    def _words(self, term: Term) -> list[str]:
        """Everything a term is called: its text, its IRI, the labels of the node it names."""
        own = [] if isinstance(term, BlankNode) else [term.value]
        if isinstance(term, Literal):
            return own
        labels = (pick(self._objects(term, name)) for name in _LABELS)
        return own + [label for label in labels if label]

    def write_origin(self, harvested: Harvested) -> None:
        """Where the record comes from: the origin's IRI on our record, the origin's identifier on the dataset."""
        record = NamedNode(record_iri(self.base, self.key))
        focus = harvested.focus
        if isinstance(focus, NamedNode) and not focus.value.startswith(UNKNOWN_BASE):
            self.say(record, DCT.source, focus)
        if not any(triple.predicate == DCT.identifier and triple.subject == self.dataset for triple in self.triples):
            self.say(self.dataset, DCT.identifier, Literal(as_written(harvested.identifier)))

    def lay_over(self, additions: Sequence[Addition]) -> None:
        """What people added; before the defaults, which fill only what nobody says."""
        if additions:
            record = NamedNode(record_iri(self.base, self.key))
            self.triples = supplemented(self.triples, additions, self.dataset, record)

    def write_defaults(self, defaults: Defaults) -> None:
        """What the agency declared of all its datasets, where this one does not speak for itself; each one marked."""
        record = NamedNode(record_iri(self.base, self.key))
        said = {triple.predicate for triple in self.triples if triple.subject == self.dataset}
        for iri, texts in defaults.values.items():
            if not is_iri(iri) or NamedNode(iri) in said:
                continue
            predicate = NamedNode(iri)
            for text in texts:
                self._write_default(predicate, text)
            self.say(record, REG.suppliedByDefault, predicate)

    def share_licence(self) -> None:
        """DCAT-AP states a licence of distributions, sources of datasets: each fills the other's silence."""
        stated: dict[Node, set[Term]] = {}
        parts: list[Node] = []
        for triple in self.triples:
            subject, thing = triple.subject, triple.object
            if isinstance(thing, NamedNode) and triple.predicate == DCAT.distribution:
                parts.append(thing)
            elif isinstance(thing, NamedNode) and triple.predicate == DCT.license and not isinstance(subject, Triple):
                stated.setdefault(subject, set()).add(thing)
        own = stated.get(self.dataset, set())
        theirs = {term for part in parts for term in stated.get(part, ())}
        if len(own) == 1:
            for part in parts:
                if part not in stated:
                    self.say(part, DCT.license, *own)
        elif not own and len(theirs) == 1:
            self.say(self.dataset, DCT.license, *theirs)

    def _write_default(self, predicate: NamedNode, text: str) -> None:
        concept = self._codes.find(CODED[predicate][0], (text,)) if predicate in CODED else None
        if predicate == DCAT.contactPoint:
            self._write_contact(text)
        elif concept:
            self.say(self.dataset, predicate, concept)
        elif address := web(text):
            self.say(self.dataset, predicate, NamedNode(address))
        else:
            self._write_correction(self.dataset, predicate, correct(predicate, Literal(text)))

    def _write_contact(self, text: str) -> None:
        """A default contact is written "Name <mailbox>", or as one of the two."""
        name, _, rest = text.partition("<")
        mail = rest.strip(" >") or (text if "@" in text and " " not in text else "")
        card = BlankNode()
        self.say(self.dataset, DCAT.contactPoint, card)
        self.say(card, RDF.type, VCARD.Organization)
        if name.strip() and name.strip() != mail:
            self.say(card, VCARD.fn, Literal(name.strip(), language="vi"))
        if mail and is_iri(f"mailto:{mail}"):
            self.say(card, VCARD.hasEmail, NamedNode(f"mailto:{mail}"))
