"""What stands beside the feed in its bench: rdflib, which reads and writes the same records as CKAN's ckanext-dcat has it
do, and the floor, which only joins the bodies that the ledger holds."""

import time
from collections.abc import Mapping

from rdflib import Dataset, Graph

from registry.bench.figures import middle
from registry.ledger import Ledger
from registry.rendering import without_graph

SAMPLE, PAGE = 200, 100
"""Records that rdflib reads and writes, so many in a document."""
TRIPLES = {"nt": "nt", "ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
QUADS = {"nq": "nquads", "trig": "trig"}
"""What rdflib calls the syntaxes: of triples, and of graphs."""
SYNTAXES = (*TRIPLES, *QUADS)


def floor(ledger: Ledger) -> float:
    """Seconds a record that reading the bodies of all public records and joining them takes."""
    started = time.perf_counter()
    bodies = ledger.bodies([current.body_seq for current in ledger.currents("public")])
    b"".join(bodies.values())
    return (time.perf_counter() - started) / max(len(bodies), 1)


def by_rdflib(ledger: Ledger, format: str) -> float:
    """Seconds a record that rdflib takes to read N-Triples or N-Quads and write a syntax: the median of the documents."""
    currents = ledger.currents("public", limit=SAMPLE)
    bodies = ledger.bodies([current.body_seq for current in currents])
    graphs = {current.record: bodies[current.body_seq] for current in currents}
    names = list(graphs)
    parts = [{name: graphs[name] for name in names[start : start + PAGE]} for start in range(0, len(names), PAGE)]
    return middle([_seconds(part, format) / len(part) for part in parts])


def quads_each(ledger: Ledger) -> float:
    """How many quads the sampled records have, on the average."""
    currents = ledger.currents("public", limit=SAMPLE)
    bodies = ledger.bodies([current.body_seq for current in currents])
    return sum(body.count(b"\n") for body in bodies.values()) / max(len(bodies), 1)


def _seconds(graphs: Mapping[str, bytes], format: str) -> float:
    started = time.perf_counter()
    if format in QUADS:
        Dataset().parse(data=b"".join(graphs.values()), format="nquads").serialize(format=QUADS[format])
    else:
        lines = b"".join(without_graph(body, graph) for graph, body in graphs.items())
        Graph().parse(data=lines, format="nt").serialize(format=TRIPLES[format])
    return time.perf_counter() - started
