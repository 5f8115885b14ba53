"""The namespaces every room writes RDF with; `DCT.title` is a pyoxigraph NamedNode."""

from functools import cache

from pyoxigraph import NamedNode


@cache
def _term(iri: str) -> NamedNode:
    return NamedNode(iri)


class Namespace:
    """A vocabulary's address: `DCT.title` and `DCT["title"]` give its term as a NamedNode.

    Names that Python keeps for itself (`class`, `type` as attributes are fine, `in` is not) are reached by index.
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        # Kept as an attribute of its own: rules and mappings ask for the same few terms hundreds of times a record.
        term = self.__dict__[name] = _term(self.iri + name)
        return term

    def __getitem__(self, name: str) -> NamedNode:
        return _term(self.iri + name)

    def __contains__(self, node: object) -> bool:
        return isinstance(node, NamedNode) and node.value.startswith(self.iri)

    def __repr__(self) -> str:
        return f"Namespace({self.iri!r})"


ADMS = Namespace("http://www.w3.org/ns/adms#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
DASH = Namespace("http://datashapes.org/dash#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCT = Namespace("http://purl.org/dc/terms/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
EU = Namespace("http://publications.europa.eu/resource/authority/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LDES = Namespace("https://w3id.org/ldes#")
LDP = Namespace("http://www.w3.org/ns/ldp#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
REG = Namespace("https://w3id.org/so-dang-ky/def#")
SCHEMA = Namespace("http://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
TREE = Namespace("https://w3id.org/tree#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES: dict[str, str] = {
    "adms": ADMS.iri,
    "dash": DASH.iri,
    "dcat": DCAT.iri,
    "dcatap": DCATAP.iri,
    "dct": DCT.iri,
    "dqv": DQV.iri,
    "foaf": FOAF.iri,
    "hydra": HYDRA.iri,
    "ldp": LDP.iri,
    "locn": LOCN.iri,
    "odrl": ODRL.iri,
    "org": ORG.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "reg": REG.iri,
    "schema": SCHEMA.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "vcard": VCARD.iri,
    "void": VOID.iri,
    "xsd": XSD.iri,
}
