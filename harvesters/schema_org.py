"""schema.org datasets told in DCAT: the same nodes, with the properties that DCAT has a word for.

After the W3C note's table of correspondences (DCAT 3, section "Alignment with schema.org"). What DCAT has no word for
stays as it was said.
"""

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.iris import node
from vocab.namespaces import DCAT, DCT, FOAF, RDF, SCHEMA, VCARD

Term = NamedNode | BlankNode | Literal | Triple
_SECURE = "https://schema.org/"
CLASSES = {
    "Dataset": DCAT.Dataset,
    "DataCatalog": DCAT.Catalog,
    "DataDownload": DCAT.Distribution,
    "DataFeed": DCAT.Dataset,
    "Organization": FOAF.Organization,
    "GovernmentOrganization": FOAF.Organization,
    "Person": FOAF.Person,
    "ContactPoint": VCARD.Organization,
}
PROPERTIES = {
    "name": DCT.title,
    "description": DCT.description,
    "identifier": DCT.identifier,
    "dataset": DCAT.dataset,
    "distribution": DCAT.distribution,
    "contentUrl": DCAT.downloadURL,
    "encodingFormat": DCAT.mediaType,
    "fileFormat": DCT.format,
    "contentSize": DCAT.byteSize,
    "keywords": DCAT.keyword,
    "datePublished": DCT.issued,
    "dateCreated": DCT.created,
    "dateModified": DCT.modified,
    "publisher": DCT.publisher,
    "creator": DCT.creator,
    "license": DCT.license,
    "inLanguage": DCT.language,
    "spatialCoverage": DCT.spatial,
    "temporalCoverage": DCT.temporal,
    "isPartOf": DCT.isPartOf,
    "isBasedOn": DCT.source,
    "version": DCAT.version,
    "contactPoint": DCAT.contactPoint,
    "mainEntityOfPage": DCAT.landingPage,
    "url": DCAT.landingPage,
    "sameAs": DCT.relation,
    "about": DCAT.theme,
    "email": VCARD.hasEmail,
    "conditionsOfAccess": DCT.accessRights,
}
_OF_AGENTS = {"name": FOAF.name, "url": FOAF.homepage, "email": FOAF.mbox, "identifier": DCT.identifier}
_OF_DOWNLOADS = {"url": DCAT.accessURL}
_LINKS = frozenset({DCAT.downloadURL, DCAT.landingPage, DCAT.accessURL, DCT.license, FOAF.homepage})


def align(triples: tuple[Triple, ...]) -> tuple[Triple, ...]:
    """The same triples with schema.org's classes and properties told in DCAT; untouched when there are none."""
    if not any(_local(triple.object) in CLASSES for triple in triples if triple.predicate == RDF.type):
        return triples
    kinds = _kinds(triples)
    return tuple(dict.fromkeys(_align(triple, kinds.get(str(triple.subject), "")) for triple in triples))


def _kinds(triples: Iterable[Triple]) -> dict[str, str]:
    return {
        str(triple.subject): _local(triple.object)
        for triple in triples
        if triple.predicate == RDF.type and _local(triple.object) in CLASSES
    }


def _align(triple: Triple, kind: str) -> Triple:
    if triple.predicate == RDF.type:
        better = CLASSES.get(_local(triple.object))
        return Triple(triple.subject, RDF.type, better) if better else triple
    predicate = _predicate(_local(triple.predicate), kind)
    if predicate is None:
        return triple
    return Triple(triple.subject, predicate, _object(triple.object, predicate))


def _predicate(name: str, kind: str) -> NamedNode | None:
    if kind in ("Organization", "GovernmentOrganization", "Person"):
        return _OF_AGENTS.get(name)
    if kind == "ContactPoint" and name == "name":
        return VCARD.fn
    if kind == "DataDownload" and name in _OF_DOWNLOADS:
        return _OF_DOWNLOADS[name]
    return PROPERTIES.get(name)


def _object(term: Term, predicate: NamedNode) -> Term:
    if isinstance(term, Literal) and predicate in _LINKS:
        return node(term.value) or term
    return term


def _local(term: object) -> str:
    """The name of a schema.org term, with or without TLS in its address; "" for any other term."""
    iri = term.value if isinstance(term, NamedNode) else ""
    for space in (SCHEMA.iri, _SECURE):
        if iri.startswith(space):
            return iri[len(space) :]
    return ""
