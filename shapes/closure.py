"""The order of classes, closed under OWL 2 RL: computed when the vocabulary changes, kept in `terms/closed.ttl`.

`python -m shapes.closure` writes the file; a test compares it with what owlrl makes of `classes.ttl` and
`alignments.ttl`. So nothing reasons while records are judged.
"""

from pathlib import Path

import rdflib
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib.namespace import OWL, RDFS

_SOURCES = ("classes.ttl", "alignments.ttl")
_FILE = "closed.ttl"
_HEAD = "# Made by `python -m shapes.closure` from classes.ttl and alignments.ttl; not to be edited.\n"
_NO_CLASS = frozenset((OWL.Thing, OWL.Nothing))


def closed_text(folder: Path) -> str:
    """The Turtle of every class that the sources of `folder` put below another, directly or by inference."""
    graph = rdflib.Graph()
    for name in _SOURCES:
        graph.parse(folder / name, publicID="https://registry.invalid/")
    said = {term for pair in graph.subject_objects(RDFS.subClassOf | OWL.equivalentClass) for term in pair}
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    pairs = sorted(
        (str(below), str(above))
        for below, above in graph.subject_objects(RDFS.subClassOf)
        if below != above and below in said and above in said and above not in _NO_CLASS
    )
    return _HEAD + "".join(f"<{below}> <{RDFS.subClassOf}> <{above}> .\n" for below, above in pairs)


def main() -> None:
    folder = Path(__file__).parent / "terms"
    (folder / _FILE).write_text(closed_text(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
