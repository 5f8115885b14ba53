"""What is to be written into the engine, and what is to go, so that graphs say what their N-Quads bodies say.

The engine rewrites literals (5.10 to 5.1), so old and new are compared as the engine would write both.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from pyoxigraph import Store as Engine

from sparql.loading import add, checked, read_graph
from sparql.merging import remove_graph, remove_quad

Subject = NamedNode | BlankNode | Triple


@dataclass(frozen=True, slots=True)
class Difference:
    """N-Quads that are `added`, quads that are `gone`, and graphs that are `emptied` by it."""

    added: bytes
    gone: tuple[Quad, ...] = ()
    emptied: tuple[NamedNode, ...] = ()

    def write(self, engine: Engine) -> None:
        """What is new first, then what is old away: a kill in between loses nothing."""
        add(engine, self.added)
        for quad in self.gone:
            remove_quad(engine, quad)
        for graph in self.emptied:
            remove_graph(engine, graph)


def of_graphs(engine: Engine, bodies: Mapping[str, bytes], is_kept: Callable[[Quad], bool]) -> Difference:
    """Of whole graphs, by name; quads that are `is_kept` stay whatever the body says. Raises WrongGraph, SyntaxError."""
    known = {NamedNode(name) for name in bodies if engine.contains_named_graph(NamedNode(name))}
    fresh = b"".join(checked(name, body) for name, body in bodies.items() if NamedNode(name) not in known)
    wanted = {
        graph: read_graph(graph.value, bodies[graph.value])
        for graph in known
        if not _says(engine, graph, bodies[graph.value])
    }
    scratch = Engine()
    scratch.extend([quad for quads in wanted.values() for quad in quads])
    added: list[bytes] = []
    gone: list[Quad] = []
    emptied: list[NamedNode] = []
    for graph, quads in wanted.items():
        new, old = (set(triples(source, graph).splitlines()) for source in (scratch, engine))
        added += (line.removesuffix(b".") + f"{graph} .\n".encode() for line in new - old)
        going = [quad for quad in _quads(old - new, graph) if not is_kept(quad)]
        gone += going
        if not quads and len(going) == len(old):
            emptied.append(graph)
    return Difference(b"".join((fresh, *added)), tuple(gone), tuple(emptied))


def of_nodes(engine: Engine, graph: NamedNode, nodes: Iterable[Subject], body: bytes) -> Difference:
    """Of what a graph says of these nodes. Raises WrongGraph, SyntaxError."""
    known = {quad for node in nodes for quad in engine.quads_for_pattern(node, None, None, graph)}
    if not known:
        return Difference(checked(graph.value, body))
    wanted = set(read_graph(graph.value, body))
    scratch = Engine()
    scratch.extend(wanted - known)
    wanted = (wanted & known) | set(scratch)
    return Difference(serialize(wanted - known, format=RdfFormat.N_QUADS) or b"", tuple(known - wanted))


def nodes_about(engine: Engine, graph: NamedNode, link: NamedNode, things: Iterable[str]) -> list[Subject]:
    """The nodes of a graph that name one of these things in the property `link`, and those of its own (`graph#name`) that
    these name in turn."""
    own = f"{graph.value}#"
    found: dict[Subject, None] = {
        quad.subject: None for thing in things for quad in engine.quads_for_pattern(None, link, NamedNode(thing), graph)
    }
    for root in list(found):
        told = (quad.object for quad in engine.quads_for_pattern(root, None, None, graph))
        found |= {one: None for one in told if isinstance(one, NamedNode) and one.value.startswith(own)}
    return list(found)


def triples(engine: Engine, graph: NamedNode) -> bytes:
    """The N-Triples of a graph as the engine writes them."""
    return engine.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""


def _says(engine: Engine, graph: NamedNode, body: bytes) -> bool:
    """Whether the engine holds exactly the lines of an N-Quads body; what is only written otherwise is not found so."""
    held = triples(engine, graph)
    return held != b"" and set(held.splitlines()) == set(body.replace(f" {graph} .\n".encode(), b" .\n").splitlines())


def _quads(lines: Iterable[bytes], graph: NamedNode) -> Iterator[Quad]:
    body = b"\n".join(lines)
    for quad in parse(body, format=RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)
