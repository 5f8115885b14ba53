"""Property paths (SHACL section 2.3.1): read from a shapes graph, spelled as in SPARQL, read back, written as triples."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import BlankNode, NamedNode, Triple

from shapes.errors import ShapesRefused
from shapes.lists import members
from shapes.rule import Facts, Term
from vocab.namespaces import RDF, SH


@dataclass(frozen=True, slots=True)
class Steps:
    """One path after another."""

    paths: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of several paths."""

    paths: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path walked backwards."""

    path: "Path"


@dataclass(frozen=True, slots=True)
class Repeated:
    """A path walked again and again: `sign` is `*` (also never), `+` (at least once) or `?` (once or never)."""

    path: "Path"
    sign: str


Path = NamedNode | Steps | Choice | Inverse | Repeated

_REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_KINDS = (SH.alternativePath, SH.inversePath, *_REPEATED)
MOST_PARTS, DEEPEST = 500, 40
_TERM_OF = {sign: term for term, sign in _REPEATED.items()}
_TOKEN = re.compile(r"<[^<>]*>|.")


def read_path(facts: Facts, node: Term) -> Path:
    """The path that a node of a shapes graph is. Raises ShapesRefused for a node that is none, holds itself, or is
    larger than any path that a person writes."""
    return _read(facts, node, (), count(1))


def _read(facts: Facts, node: Term, above: tuple[Term, ...], parts: Iterator[int]) -> Path:
    if next(parts) > MOST_PARTS or len(above) > DEEPEST:
        raise ShapesRefused("một đường thuộc tính quá dài.", "a property path is too long.", "sh:path")
    if isinstance(node, NamedNode) and node != RDF.nil:
        return node
    if node in above:
        raise ShapesRefused("một đường thuộc tính chứa chính nó.", "a property path contains itself.", "sh:path")
    said, within = facts.get(node, {}), (*above, node)
    if RDF.first in said or node == RDF.nil:
        return Steps(_several(facts, node, within, parts))
    kinds = [term for term in _KINDS if term in said]
    if len(kinds) != 1 or len(said[kinds[0]]) != 1:
        raise ShapesRefused(
            f"sh:path chỉ tới {node}, không phải một đường thuộc tính.",
            f"sh:path names {node}, which is no property path.",
            "sh:path",
        )
    (kind,), (inner,) = kinds, said[kinds[0]]
    if kind == SH.alternativePath:
        return Choice(_several(facts, inner, within, parts))
    path = _read(facts, inner, within, parts)
    return Inverse(path) if kind == SH.inversePath else Repeated(path, _REPEATED[kind])


def _several(facts: Facts, node: Term, within: tuple[Term, ...], parts: Iterator[int]) -> tuple[Path, ...]:
    paths = tuple(_read(facts, member, within, parts) for member in members(facts, node))
    if len(paths) < 2:
        raise ShapesRefused(
            "đường thuộc tính ghép phải có ít nhất hai phần.", "a path of several parts needs at least two.", "sh:path"
        )
    return paths


def spelled_path(path: Path) -> str:
    """A single property as its bare IRI; any other path in SPARQL's spelling, with whole IRIs in angle brackets."""
    return path.value if isinstance(path, NamedNode) else _spelled(path)


def _spelled(path: Path) -> str:
    if isinstance(path, NamedNode):
        return f"<{path.value}>"
    if isinstance(path, Steps):
        return "/".join(_apart(step, Steps) for step in path.paths)
    if isinstance(path, Choice):
        return "(" + "|".join(_spelled(one) for one in path.paths) + ")"
    if isinstance(path, Inverse):
        return "^" + _apart(path.path, Steps, Inverse, Repeated)
    return _apart(path.path, Steps, Inverse, Repeated) + path.sign


def _apart(path: Path, *kinds: type) -> str:
    return f"({_spelled(path)})" if isinstance(path, kinds) else _spelled(path)


def path_of(text: str) -> Path:
    """The path that `spelled_path` spelled. Raises ValueError for another text."""
    if not text.startswith(("<", "^", "(")):
        return NamedNode(text)
    tokens = [found.group(0) for found in _TOKEN.finditer(text)]
    path = _choice(tokens)
    if tokens:
        raise ValueError(text)
    return path


def _choice(tokens: list[str]) -> Path:
    paths = [_steps(tokens)]
    while tokens[:1] == ["|"]:
        tokens.pop(0)
        paths.append(_steps(tokens))
    return Choice(tuple(paths)) if len(paths) > 1 else paths[0]


def _steps(tokens: list[str]) -> Path:
    paths = [_step(tokens)]
    while tokens[:1] == ["/"]:
        tokens.pop(0)
        paths.append(_step(tokens))
    return Steps(tuple(paths)) if len(paths) > 1 else paths[0]


def _step(tokens: list[str]) -> Path:
    """One step, with the signs around it: a backward sign binds looser than a repeating one."""
    if not tokens:
        raise ValueError("the path breaks off")
    token = tokens.pop(0)
    if token == "^":
        return Inverse(_step(tokens))
    if token == "(":
        path = _choice(tokens)
        if tokens[:1] != [")"]:
            raise ValueError("a bracket is not closed")
        tokens.pop(0)
    elif token.startswith("<"):
        path = NamedNode(token[1:-1])
    else:
        raise ValueError(token)
    while tokens[:1] and tokens[0] in _TERM_OF:
        path = Repeated(path, tokens.pop(0))
    return path


def path_triples(path: Path, stem: str) -> tuple[NamedNode | BlankNode, tuple[Triple, ...]]:
    """The node that a path is in RDF, and the triples that say so; blank labels begin with `stem`."""
    triples: list[Triple] = []
    labels = (BlankNode(f"{stem}{number}") for number in count(1))
    return _written(path, labels, triples), tuple(triples)


def _written(path: Path, labels: Iterator[BlankNode], triples: list[Triple]) -> NamedNode | BlankNode:
    if isinstance(path, NamedNode):
        return path
    if isinstance(path, Steps):
        return _list(path.paths, labels, triples)
    node = next(labels)
    if isinstance(path, Choice):
        triples.append(Triple(node, SH.alternativePath, _list(path.paths, labels, triples)))
    elif isinstance(path, Inverse):
        triples.append(Triple(node, SH.inversePath, _written(path.path, labels, triples)))
    else:
        triples.append(Triple(node, _TERM_OF[path.sign], _written(path.path, labels, triples)))
    return node


def _list(paths: tuple[Path, ...], labels: Iterator[BlankNode], triples: list[Triple]) -> BlankNode:
    nodes = [next(labels) for _ in paths]
    ends: list[NamedNode | BlankNode] = [*nodes[1:], RDF.nil]
    for node, path, rest in zip(nodes, paths, ends, strict=True):
        triples.append(Triple(node, RDF.first, _written(path, labels, triples)))
        triples.append(Triple(node, RDF.rest, rest))
    return nodes[0]
