"""What schema.org calls things and what DCAT calls them.

After the W3C note's table of correspondences (DCAT 3, section "Alignment with schema.org"); Croissant's files and tables
(MLCommons), which are written beside schema.org's words, stand with them.
"""

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.texts import names_in
from vocab.namespaces import DCAT, DCT, FOAF, SCHEMA, VCARD

Term = NamedNode | BlankNode | Literal | Triple
SPACES = (SCHEMA.iri, "https://schema.org/", "http://www.schema.org/", "https://www.schema.org/")
CROISSANT = "http://mlcommons.org/croissant/"
AGENTS = names_in(
    """Organization GovernmentOrganization GovernmentOffice EducationalOrganization CollegeOrUniversity Corporation NGO
    ResearchOrganization FundingAgency LibrarySystem Library LocalBusiness Person ResearchProject Project
    Consortium"""
)
CLASSES = {
    "Dataset": DCAT.Dataset,
    "DataSet": DCAT.Dataset,
    "dataset": DCAT.Dataset,
    "DataFeed": DCAT.Dataset,
    "CompleteDataFeed": DCAT.Dataset,
    "DataCatalog": DCAT.Catalog,
    "DataDownload": DCAT.Distribution,
    "FileObject": DCAT.Distribution,
    "FileSet": DCAT.Distribution,
    "ContactPoint": VCARD.Organization,
    **dict.fromkeys(AGENTS, FOAF.Organization),
    "Person": FOAF.Person,
}
OF_DATASETS = {
    "name": DCT.title,
    "alternateName": DCT.alternative,
    "description": DCT.description,
    "abstract": DCT.abstract,
    "identifier": DCT.identifier,
    "dataset": DCAT.dataset,
    "distribution": DCAT.distribution,
    "keywords": DCAT.keyword,
    "datePublished": DCT.issued,
    "dateCreated": DCT.created,
    "dateModified": DCT.modified,
    "publisher": DCT.publisher,
    "creator": DCT.creator,
    "author": DCT.creator,
    "contributor": DCT.contributor,
    "license": DCT.license,
    "inLanguage": DCT.language,
    "spatialCoverage": DCT.spatial,
    "spatial": DCT.spatial,
    "temporalCoverage": DCT.temporal,
    "temporal": DCT.temporal,
    "isPartOf": DCT.isPartOf,
    "isBasedOn": DCT.source,
    "version": DCAT.version,
    "contactPoint": DCAT.contactPoint,
    "mainEntityOfPage": DCAT.landingPage,
    "url": DCAT.landingPage,
    "sameAs": DCT.relation,
    "about": DCAT.theme,
    "genre": DCAT.theme,
    "conditionsOfAccess": DCT.accessRights,
    "usageInfo": DCT.rights,
    "copyrightNotice": DCT.rights,
    "encodingFormat": DCAT.mediaType,
    "fileFormat": DCT["format"],
    "email": VCARD.hasEmail,
    "contentSize": DCAT.byteSize,
    "contentUrl": DCAT.downloadURL,
}
OF_AGENTS = {
    "name": FOAF.name,
    "legalName": FOAF.name,
    "url": FOAF.homepage,
    "email": FOAF.mbox,
    "identifier": DCT.identifier,
}
OF_CONTACTS = {
    "name": VCARD.fn,
    "contactType": VCARD.role,
    "email": VCARD.hasEmail,
    "telephone": VCARD.hasTelephone,
    "url": VCARD.hasURL,
}
OF_DOWNLOADS = {
    **OF_DATASETS,
    "url": DCAT.accessURL,
    "contentUrl": DCAT.downloadURL,
    "contentSize": DCAT.byteSize,
    "uploadDate": DCT.issued,
}
LINKS = frozenset(
    {DCAT.downloadURL, DCAT.landingPage, DCAT.accessURL, DCT.license, FOAF.homepage, VCARD.hasURL, DCT.relation}
)
SPOKEN = frozenset(
    {DCT.title, DCT.alternative, DCT.description, DCT.abstract, DCT.rights, FOAF.name, VCARD.fn, VCARD.role}
)
"""What is said in a tongue."""
DATES = frozenset({DCT.issued, DCT.modified, DCT.created})


def local(term: object) -> str:
    """The name of a schema.org or Croissant term, with or without TLS in its address; "" for any other term."""
    iri = term.value if isinstance(term, NamedNode) else ""
    return next((iri[len(space) :] for space in (*SPACES, CROISSANT) if iri.startswith(space)), "")
