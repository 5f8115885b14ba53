"""Is this what the source said last time, and is it still read as it was then? Digests of both."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from harvesters.source import Source
from registry.jobs.carrying import source_row

MOST_ROUNDS = 12
_NOT_READ_BY = frozenset({"titles", "schedule", "allow_private", "credential", "notify"})
"""What is said of a source without changing a word of what is read of it."""
_END, _BLANK = " .\n", "_:"
"""How a statement of N-Triples ends, and a blank node begins."""
_CODE = ("harvesters",)
_KEPT = (".py", ".toml", ".json", ".jsonld", ".ttl", ".rq", ".xml")


def raw_digest(row: Mapping[str, Any]) -> str:
    """The SHA-256 of a record as it was read and `harvested_row` wrote it, before it is mapped: the same whenever the
    source says the same.

    "" for a record whose blank nodes cannot be told apart by what is said of them: nobody can say whether it is the same.
    """
    lines = row["triples"].decode().split(_END)[:-1]
    parted = [tuple(line.split(" ", 2)) for line in lines if _BLANK in line]
    colours = _colours(parted)
    if len(set(colours.values())) < len(colours):
        return ""
    head = json.dumps([row["identifier"], _term(row["focus"], colours), row["version"]])
    said = [line for line in lines if _BLANK not in line]
    said += [f"{_term(subject, colours)} {predicate} {_term(thing, colours)}" for subject, predicate, thing in parted]
    return _sha256([head, *sorted(said)])


def way_of_reading(source: Source, agency: str, base: str, rules: str) -> str:
    """The digest of all that decides what becomes of a source's words, besides the words: the source as it is declared,
    the agency's IRI, the base, the program that reads and the `rules` that judge."""
    row = {name: value for name, value in source_row(source).items() if name not in _NOT_READ_BY}
    return _sha256([json.dumps(row, sort_keys=True, ensure_ascii=False), agency, base, rules, _program()])


def same_way(raw: str, way: str) -> str:
    """The digest to keep of a record: of what was said and of how it was read; "" when there is none of either."""
    return _sha256([raw, way]) if raw and way else ""


def _colours(statements: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """A name for each blank node, refined from its neighbours' until no more of them become distinct."""
    nodes = {term for subject, _, thing in statements for term in (subject, thing) if term.startswith(_BLANK)}
    colours = dict.fromkeys(nodes, "")
    distinct = min(len(nodes), 1)
    for _ in range(MOST_ROUNDS):
        if distinct == len(nodes):
            break
        said: dict[str, list[str]] = {node: [] for node in nodes}
        for subject, predicate, thing in statements:
            if subject in said:
                said[subject].append(f"> {predicate} {_term(thing, colours)}")
            if thing in said:
                said[thing].append(f"< {predicate} {_term(subject, colours)}")
        colours = {node: _sha256([colours[node], *sorted(lines)])[:32] for node, lines in said.items()}
        now = len(set(colours.values()))
        if now == distinct:
            break
        distinct = now
    return colours


def _term(term: str, colours: Mapping[str, str]) -> str:
    return f"{_BLANK}{colours[term]}" if term in colours else term


def _sha256(parts: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{part}\n" for part in parts).encode("utf-8", "surrogatepass")).hexdigest()


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
