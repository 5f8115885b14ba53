"""A researcher asks the endpoint, in three forms and with three ways of asking."""

import csv
import io
import xml.etree.ElementTree as ET

import pytest
import requests

from tests.walks.processes import Keeping

PER_AGENCY = """
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?agency (COUNT(DISTINCT ?d) AS ?n) WHERE { ?d a dcat:Dataset ; dct:publisher ?agency }
GROUP BY ?agency ORDER BY DESC(?n) ?agency
"""


def ask(served: Keeping, query: str, accept: str) -> requests.Response:
    answer = requests.get(f"{served.address}/sparql", params={"query": query}, headers={"Accept": accept}, timeout=60)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith(accept)
    return answer


def test_json_xml_and_csv_say_the_same(served: Keeping) -> None:
    said = ask(served, PER_AGENCY, "application/sparql-results+json").json()["results"]["bindings"]
    rows = [(row["agency"]["value"], row["n"]["value"]) for row in said]
    assert sum(int(number) for _, number in rows) >= 60
    sheet = list(csv.reader(io.StringIO(ask(served, PER_AGENCY, "text/csv").text)))
    assert [tuple(row) for row in sheet[1:]] == rows
    root = ET.fromstring(ask(served, PER_AGENCY, "application/sparql-results+xml").content)
    name = "{http://www.w3.org/2005/sparql-results#}"
    bindings = [
        [leaf.text for leaf in row.iter() if leaf.tag in (f"{name}uri", f"{name}literal")]
        for row in root.iter(f"{name}result")
    ]
    assert [tuple(row) for row in bindings] == rows


def test_a_graph_comes_as_turtle(served: Keeping) -> None:
    query = (
        "CONSTRUCT { ?d <http://purl.org/dc/terms/title> ?t } WHERE { ?d <http://purl.org/dc/terms/title> ?t } LIMIT 5"
    )
    assert "http://purl.org/dc/terms/" in ask(served, query, "text/turtle").text


def test_all_three_ways_of_asking_are_understood(served: Keeping) -> None:
    query, url = "ASK {}", f"{served.address}/sparql"
    accept = {"Accept": "application/sparql-results+json"}
    for answer in (
        requests.get(url, params={"query": query}, headers=accept, timeout=60),
        requests.post(url, data={"query": query}, headers=accept, timeout=60),
        requests.post(
            url, data=query.encode(), headers={**accept, "Content-Type": "application/sparql-query"}, timeout=60
        ),
    ):
        assert answer.json() == {"head": {}, "boolean": True}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT nonsense", 400),
        ("{" * 2300, 400),
        ("SELECT * { ?s ?p ?o FILTER(" + "1+" * 7200 + "1)}", 400),
        ("#" + "x" * 70_000 + "\nASK {}", 413),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 400),
    ],
)
def test_a_query_too_deep_too_long_or_wrong_gets_a_sentence(served: Keeping, query: str, status: int) -> None:
    answer = requests.post(f"{served.address}/sparql", data={"query": query}, timeout=60)
    assert answer.status_code in (status, 413 if status == 400 else 400), answer.text[:200]
    assert len(answer.text) > 20 and "Traceback" not in answer.text
    assert requests.get(f"{served.address}/health/live", timeout=10).status_code == 200


def test_an_update_is_refused(served: Keeping) -> None:
    answer = requests.post(
        f"{served.address}/sparql", data={"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}, timeout=60
    )
    assert answer.status_code == 403


def test_nothing_private_can_be_asked_for(served: Keeping) -> None:
    """Held versions, accounts and drafts are in no graph."""
    query = """SELECT (COUNT(*) AS ?n) WHERE {
        GRAPH ?g { ?s ?p ?o FILTER(CONTAINS(STR(?o), "argon2") || CONTAINS(STR(?o), "kiem-duyet")) } }"""
    said = ask(served, query, "application/sparql-results+json").json()["results"]["bindings"]
    assert said[0]["n"]["value"] == "0"
