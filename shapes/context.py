"""What the rules must know beside a record: code lists, agencies, ministry datasets, and kinds of things.

The context is a table, not a graph: a record brings with it only the things it points to, so that judging one record
costs the same however long the lists are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shapes.library import shared_terms
from shapes.rule import Words
from vocab.agencies import Agency, load_agencies
from vocab.cadence import longest_gaps
from vocab.codelists import CodeList, code_lists, labels
from vocab.ministries import MinistryDataset, load_ministry_datasets
from vocab.namespaces import DCT, FOAF, RDF, RDFS, REG, SKOS, XSD

# Ministries, and the branches that central agencies keep in the province: their data are the ministry's.
CENTRAL_KINDS = ("bo-nganh", "co-quan-nganh-doc")
DATABASES = "shared-database"  # the code list that is empty until somebody has the annex of Decision 1253/QĐ-UBND
TRUE = Literal("true", datatype=XSD.boolean)


@dataclass(frozen=True, slots=True)
class Context:
    """Background knowledge on one day.

    `known` says of each thing what rules may ask, `axioms` put every class below those above it, `words` name things in
    vi and en.
    """

    base: str
    day: date
    known: Mapping[NamedNode, tuple[Triple, ...]]
    axioms: tuple[Triple, ...]
    words: Mapping[str, Words]

    def about(self, triples: Iterable[Triple]) -> list[Triple]:
        """What is known of the things these triples point to, and of the things those point to, and so on."""
        waiting = [t.object for t in triples if isinstance(t.object, NamedNode)]
        seen: set[NamedNode] = set()
        found: list[Triple] = []
        while waiting:
            thing = waiting.pop()
            if thing in seen or thing not in self.known:
                continue
            seen.add(thing)
            found += self.known[thing]
            waiting += [t.object for t in self.known[thing] if isinstance(t.object, NamedNode)]
        return found


def load_context(base: str, at: date, rows: Iterable[MinistryDataset] | None = None) -> Context:
    """The context on the day `at`: which agencies are in office depends on it.

    `rows` are the ministries' datasets to know, those of this program when none are given.
    """
    terms = shared_terms("classes.ttl", base)
    members = {t.subject: t.object for t in terms if t.predicate == REG.membersAre}
    known: dict[NamedNode, tuple[Triple, ...]] = {}
    for code_list in code_lists(base).values():
        known |= _concepts(code_list, members)
    for frequency, gap in longest_gaps().items():
        node = NamedNode(frequency)
        known[node] = (*known[node], Triple(node, REG.longestGap, Literal(gap, datatype=XSD.dayTimeDuration)))
    agencies = load_agencies(base)
    listed = bool(code_lists(base)[DATABASES].concepts)
    for agency in agencies.by_id.values():
        known[NamedNode(agency.iri)] = tuple(_agency(agency, at, listed))
    for row in load_ministry_datasets(base) if rows is None else rows:
        known[NamedNode(row.iri)] = tuple(_ministry_dataset(row, agencies.by_id.get(row.owner_id)))
    words = _words(terms) | {iri: dict(said) for iri, said in labels(base).items()}
    return Context(base, at, known, shared_terms("closed.ttl", base), words)


def _words(terms: Iterable[Triple]) -> dict[str, Words]:
    words: dict[str, Words] = {}
    for triple in terms:
        if triple.predicate == RDFS.label and isinstance(triple.object, Literal) and triple.object.language:
            # The subjects of our own terms are IRIs, never triples.
            words.setdefault(triple.subject.value, {})[triple.object.language] = triple.object.value  # type: ignore[union-attr]
    return words


def _concepts(
    code_list: CodeList, members: Mapping[NamedNode | BlankNode | Triple, object]
) -> dict[NamedNode, tuple[Triple, ...]]:
    title = Literal(code_list.labels["vi"], language="vi")
    known: dict[NamedNode, tuple[Triple, ...]] = {}
    for concept in code_list.concepts:
        node, scheme = NamedNode(concept.iri), NamedNode(concept.scheme)
        kinds = {SKOS.Concept} | {kind for kind in (members.get(scheme),) if isinstance(kind, NamedNode)}
        known[scheme] = (Triple(scheme, RDF.type, SKOS.ConceptScheme), Triple(scheme, DCT.title, title))
        label = Triple(node, SKOS.prefLabel, Literal(concept.labels["vi"], language="vi"))
        known[node] = (Triple(node, SKOS.inScheme, scheme), label, *(Triple(node, RDF.type, k) for k in kinds))
    return known


def _agency(agency: Agency, at: date, listed: bool) -> Iterable[Triple]:
    """What rules may ask of an agency. `listed`: the list of shared databases is loaded, and binds it."""
    node = NamedNode(agency.iri)
    yield Triple(node, FOAF.name, Literal(agency.name_vi, language="vi"))
    yield Triple(node, RDF.type, FOAF.Agent)
    if agency.kind not in CENTRAL_KINDS:
        yield Triple(node, RDF.type, REG.ProvincialAgency)
        if listed:
            yield Triple(node, REG.listLoaded, TRUE)
    if agency.is_active(at):
        yield Triple(node, REG.inOffice, TRUE)
    if agency.specialised:
        yield Triple(node, REG.specialisedSystem, TRUE)


def _ministry_dataset(row: MinistryDataset, owner: Agency | None) -> Iterable[Triple]:
    """What rules may ask of a ministry's dataset; an owner that is not in the register has the name it was given."""
    node = NamedNode(row.iri)
    yield Triple(node, RDF.type, REG.MinistryDataset)
    for lang in ("vi", "en"):
        yield Triple(node, DCT.title, Literal(row.title(lang), language=lang))
        yield Triple(node, REG.owner, Literal((owner.name(lang) if owner else "") or row.owner, language=lang))
    if row.modified:
        yield Triple(node, DCT.modified, Literal(row.modified.isoformat(), datatype=XSD.date))
    if row.frequency:
        yield Triple(node, DCT.accrualPeriodicity, NamedNode(row.frequency))
