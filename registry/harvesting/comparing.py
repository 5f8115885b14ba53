"""Is this what the source said last time, and is it still read as it was then? Digests of both."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pyoxigraph import BlankNode, Triple

from harvesters.source import Harvested, Source
from registry.jobs.carrying import source_row

MOST_ROUNDS = 12
_NOT_READ_BY = frozenset({"titles", "schedule", "allow_private", "credential", "notify"})
"""What is said of a source without changing a word of what is read of it."""
_CODE = ("harvesters",)
_KEPT = (".py", ".toml", ".json", ".jsonld", ".ttl", ".rq", ".xml")


def raw_digest(record: Harvested) -> str:
    """The SHA-256 of a record as it was read, before it is mapped: the same whenever the source says the same.

    "" for a record whose blank nodes cannot be told apart by what is said of them: nobody can say whether it is the same.
    """
    lines = _lines(record.triples)
    if lines is None:
        return ""
    head = json.dumps([record.identifier, _term(record.focus, _colours(record.triples)), record.version])
    return _sha256([head, *sorted(lines)])


def way_of_reading(source: Source, agency: str, base: str, rules: str) -> str:
    """The digest of all that decides what becomes of a source's words, besides the words: the source as it is declared,
    the agency's IRI, the base, the program that reads and the `rules` that judge."""
    row = {name: value for name, value in source_row(source).items() if name not in _NOT_READ_BY}
    return _sha256([json.dumps(row, sort_keys=True, ensure_ascii=False), agency, base, rules, _program()])


def same_way(raw: str, way: str) -> str:
    """The digest to keep of a record: of what was said and of how it was read; "" when there is none of either."""
    return _sha256([raw, way]) if raw and way else ""


def _lines(triples: Iterable[Triple]) -> list[str] | None:
    """The triples as text with blank nodes named by what is said of them; None when two cannot be told apart."""
    triples = list(triples)
    colours = _colours(triples)
    if max(Counter(colours.values()).values(), default=0) > 1:
        return None
    return [f"{_term(one.subject, colours)} {one.predicate} {_term(one.object, colours)}" for one in triples]


def _colours(triples: Iterable[Triple]) -> dict[BlankNode, str]:
    """A name for each blank node, refined from its neighbours' until no more of them become distinct."""
    triples = list(triples)
    nodes = {term for one in triples for term in (one.subject, one.object) if isinstance(term, BlankNode)}
    colours = dict.fromkeys(nodes, "")
    distinct = min(len(nodes), 1)
    for _ in range(MOST_ROUNDS):
        if distinct == len(nodes):
            break
        said: dict[BlankNode, list[str]] = {node: [] for node in nodes}
        for one in triples:
            if isinstance(one.subject, BlankNode):
                said[one.subject].append(f"> {one.predicate} {_term(one.object, colours)}")
            if isinstance(one.object, BlankNode):
                said[one.object].append(f"< {one.predicate} {_term(one.subject, colours)}")
        colours = {node: _sha256([colours[node], *sorted(lines)])[:32] for node, lines in said.items()}
        now = len(set(colours.values()))
        if now == distinct and now > 1:
            break
        distinct = now
    return colours


def _term(term: object, colours: dict[BlankNode, str]) -> str:
    return f"_:{colours.get(term, '')}" if isinstance(term, BlankNode) else str(term)


def _sha256(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode("utf-8", "surrogatepass"))
        whole.update(b"\n")
    return whole.hexdigest()


@lru_cache(maxsize=1)
def _program() -> str:
    """The digest of the code and the data by which sources are read: another program reads everything anew."""
    whole = hashlib.sha256()
    for package in _CODE:
        for name, data in sorted(_read(files(package), package)):
            whole.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()


def _read(folder: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    for item in folder.iterdir():
        path = f"{name}/{item.name}"
        if item.is_dir():
            yield from _read(item, path)
        elif item.name.endswith(_KEPT):
            yield path, item.read_bytes()
