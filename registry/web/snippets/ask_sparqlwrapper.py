"""Rows and a graph with SPARQLWrapper: pip install sparqlwrapper rdflib"""

from rdflib import Graph
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

REGISTRY = "http://127.0.0.1:8080"
PER_AGENCY = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?name (COUNT(DISTINCT ?dataset) AS ?datasets) WHERE {
  ?dataset a dcat:Dataset ;
           dct:publisher/skos:prefLabel ?name .
  FILTER(LANG(?name) = "vi")
}
GROUP BY ?name
ORDER BY DESC(?datasets)
"""
TITLES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>

CONSTRUCT { ?dataset dct:title ?title } WHERE { ?dataset a dcat:Dataset ; dct:title ?title }
"""

endpoint = SPARQLWrapper(f"{REGISTRY}/sparql", agent="my-study/1.0 (me@example.org)")
endpoint.setMethod(POST)
endpoint.setOnlyConneg(True)

endpoint.setReturnFormat(JSON)
endpoint.setQuery(PER_AGENCY)
for row in endpoint.queryAndConvert()["results"]["bindings"]:
    print(row["datasets"]["value"], row["name"]["value"])

endpoint.setReturnFormat(TURTLE)
endpoint.setQuery(TITLES)
graph = Graph().parse(data=endpoint.queryAndConvert(), format="turtle")
print(len(graph), "triples")
