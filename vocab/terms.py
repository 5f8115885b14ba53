"""What the store holds beside the records: the vocabulary, the agencies, and each ministry dataset in its own graph."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, serialize

from vocab.kept import kept
from vocab.sheets import file_bytes, file_names, read

_ANY_BASE = "urn:any-registry"
_OF_AGENCIES = ("agencies", "ministries")
_OF_MINISTRY_DATASETS = "ministry-datasets"


def vocabulary_graph(base: str) -> str:
    return f"{base}/graph/vocabulary"


def agencies_graph(base: str) -> str:
    return f"{base}/graph/agencies"


@lru_cache(maxsize=8)
def background(base: str) -> Mapping[str, bytes]:
    """Every graph of the vocabulary as N-Quads, by the graph's IRI. Raises BadTermsFile.

    `{base}/graph/vocabulary` holds our terms and all code lists, `{base}/graph/agencies` the agencies, ministries and
    their changes; a ministry dataset's graph bears the dataset's own IRI.
    """
    graphs = kept("background", vocabulary_digest(), _background, Path(__file__).parent)
    here, there = f"<{_ANY_BASE}/".encode(), f"<{base}/".encode()
    return MappingProxyType(
        {iri.replace(_ANY_BASE, base, 1): body.replace(here, there) for iri, body in graphs.items()}
    )


def _background() -> dict[str, bytes]:
    """The same for a base that no text of ours speaks of, to be kept."""
    graphs: dict[str, list[Triple]] = {vocabulary_graph(_ANY_BASE): [], agencies_graph(_ANY_BASE): []}
    for name in file_names():
        for triple in read(name, _ANY_BASE):
            graphs.setdefault(_graph(name, triple, _ANY_BASE), []).append(triple)
    return {iri: _quads(iri, triples) for iri, triples in graphs.items()}


@cache
def vocabulary_digest() -> str:
    """The hex SHA-256 of all files of terms: when it changes, views made from them are made anew."""
    whole = hashlib.sha256()
    for name in file_names():
        data = file_bytes(name)
        whole.update(f"{name} {len(data)}\n".encode() + data)
    return whole.hexdigest()


def _graph(name: str, triple: Triple, base: str) -> str:
    if name in _OF_AGENCIES:
        return agencies_graph(base)
    if name == _OF_MINISTRY_DATASETS:
        return _iri(triple.subject).partition("#")[0]  # parts of a dataset lie with it
    return vocabulary_graph(base)


def _iri(subject: NamedNode | BlankNode | Triple) -> str:
    if not isinstance(subject, NamedNode):
        raise TypeError(f"files of terms name all their resources, but {subject} has no IRI")
    return subject.value


def _quads(graph: str, triples: Iterable[Triple]) -> bytes:
    named = NamedNode(graph)
    quads = (Quad(triple.subject, triple.predicate, triple.object, named) for triple in triples)
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
