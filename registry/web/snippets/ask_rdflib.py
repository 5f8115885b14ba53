"""The registry as a graph of rdflib: pip install rdflib"""

from itertools import islice

from rdflib import Graph, Literal
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore

REGISTRY = "http://127.0.0.1:8080"
OF_A_FIELD = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX reg: <https://w3id.org/so-dang-ky/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?title WHERE {
  ?dataset a dcat:Dataset ;
           dct:title ?title ;
           reg:field/skos:notation ?field .
}
"""

store = SPARQLStore(f"{REGISTRY}/sparql", method="POST")
registry = Graph(store)

for dataset in islice(registry.subjects(RDF.type, DCAT.Dataset), 3):
    print(dataset, registry.value(dataset, DCTERMS.title))

for row in registry.query(OF_A_FIELD, initBindings={"field": Literal("y-te")}):
    print(row.title)

# One record's own graph, and the same in the registry's exact words
record = Graph(store, identifier=registry.value(None, FOAF.primaryTopic, dataset))
exact = Graph().parse(f"{REGISTRY}/id/dataset/{dataset.rpartition('/')[2]}.ttl")
print(len(record), "triples by SPARQL,", len(exact), "as published")
