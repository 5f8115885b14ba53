"""The RDF files of `../shared/corpora/dev`, by the kind of source they came from; read there, never committed."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from shapes.oracle import run
from shapes.result import Result

CORPORA = Path(__file__).resolve().parents[3] / "shared/corpora"
OFFICIAL = CORPORA / "shapes/dcat-ap-3.0.1-merged/p2.nt"
BASE = "http://example.org/"
_IN_IRIS = "%/:=&?~#+!$,;'@()*[]"
_SYNTAXES = {
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}


def kinds() -> list[str]:
    """The kinds of sources; none where there are no corpora."""
    return sorted(folder.name for folder in (CORPORA / "dev").glob("*"))


def readable(kind: str) -> dict[str, tuple[Triple, ...]]:
    """The files of a kind that are RDF, by path, each with its triples, once each."""
    files = sorted(file for file in (CORPORA / "dev" / kind).rglob("*") if file.suffix in _SYNTAXES)
    found = {str(file.relative_to(CORPORA)): read(file) for file in files}
    return {name: triples for name, triples in found.items() if triples}


@cache
def read(file: Path) -> tuple[Triple, ...]:
    """A file's triples, of no triple two; none if it is not RDF. What some sources write for an IRI is escaped into one."""
    try:
        return _triples(file, is_lenient=False)
    except SyntaxError:
        pass
    try:
        return _triples(file, is_lenient=True)
    except (SyntaxError, ValueError):
        return ()


@cache
def official_results(name: str) -> tuple[Result, ...]:
    """What pySHACL finds in a file, named as `readable` does, by the official shapes of DCAT-AP: seconds for some."""
    return tuple(run(read(CORPORA / name), read(OFFICIAL)))


def _triples(file: Path, is_lenient: bool) -> tuple[Triple, ...]:
    quads = parse(path=file, format=_SYNTAXES[file.suffix], base_iri=BASE, lenient=is_lenient)
    triples = dict.fromkeys(quad.triple for quad in quads)
    if not is_lenient:
        return tuple(triples)
    return tuple(Triple(_mended(t.subject), _mended(t.predicate), _mended(t.object)) for t in triples)


def _mended(term: Any) -> Any:
    return NamedNode(quote(urljoin(BASE, term.value), safe=_IN_IRIS)) if isinstance(term, NamedNode) else term
