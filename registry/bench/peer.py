"""pySHACL over the same file, in a process of its own: `python -m registry.bench.peer FILE SHAPES`, a JSON object."""

import json
import sys
import time
from pathlib import Path

from registry.bench.judging import Measured, digest, triples_of
from shapes.oracle import graph_of, run


def catalogue(file: Path, shapes: Path) -> Measured:
    """Seconds to read the file into rdflib's graph, seconds to judge it, results. Judging includes reading the shapes."""
    data, rules = list(triples_of(file)), list(triples_of(shapes))
    started = time.process_time()
    graph_of(data)
    read = time.process_time()
    results = run(data, rules)  # makes the graph once more
    judged = time.process_time() - read - (read - started)
    return {"read": read - started, "judged": judged, "results": len(results), "digest": digest(results)}


if __name__ == "__main__":
    print(json.dumps(catalogue(Path(sys.argv[1]), Path(sys.argv[2]))))
