"""Names for blank nodes: canonical by RDFC-1.0 for the fingerprint, stable from version to version for the store.

RDFC-1.0 names every record's first node `c14n0`, so two agencies' contacts would merge where two records meet in one
store or page; and it renames untouched nodes when a neighbour changes. Stored labels are therefore `b<key>x<n>`: the
record's key keeps records apart, and nodes are matched to the previous version first, so an edit renames no other node.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from vocab.errors import DeepNodes, TangledNodes

RING_LIMIT = 6
DEPTH_LIMIT = 64
KNOT_LIMIT = 500  # above this many nodes on rings, counting each ring costs more than the answer is worth
Resource = NamedNode | BlankNode
_TOLD = NamedNode | Literal


def canonical(triples: Iterable[Triple], iri: str) -> list[tuple[str, Triple]]:
    """The triples with RDFC-1.0 labels, each once, with its N-Triples line (without the full stop), sorted by that.

    Raises TangledNodes or DeepNodes before the work starts: naming a ring of nodes takes time that explodes with its
    size, naming a chain takes the cube of its length.
    """
    told: list[Triple] = []
    nameless: list[Triple] = []
    for triple in set(triples):
        is_told = isinstance(triple.subject, NamedNode) and isinstance(triple.object, _TOLD)
        (told if is_told else nameless).append(triple)
    follows = _links(nameless)
    ring, depth = _largest_ring(follows), _depth(follows)
    if ring > RING_LIMIT:
        raise TangledNodes(iri, ring, RING_LIMIT)
    if depth > DEPTH_LIMIT:
        raise DeepNodes(iri, depth, DEPTH_LIMIT)
    if nameless:
        # A node's name depends on nothing but the triples that have a blank node.
        dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in nameless)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        told += (quad.triple for quad in dataset)
    return sorted(((str(triple), triple) for triple in told), key=itemgetter(0))


def named(ordered: Iterable[tuple[str, Triple]], key: str, previous: Sequence[Triple] = ()) -> tuple[Triple, ...]:
    """What `canonical` gave, with stored labels; nodes found again in `previous` keep the label they had there."""
    told: list[tuple[str, Triple]] = []
    nameless: list[Triple] = []
    for line, triple in ordered:
        if "_:" in line and _has_blank(triple):
            nameless.append(triple)
        else:
            told.append((line, triple))
    nodes = list(dict.fromkeys(node for triple in nameless for node in _blanks(triple)))
    kept = _match(nameless, previous, nodes)
    fresh = 1 + max((_number(old) for t in previous for old in _blanks(t)), default=-1)
    labels: dict[BlankNode, BlankNode] = dict(kept)
    for node in nodes:
        if node not in labels:
            labels[node] = BlankNode(f"b{key}x{fresh}")
            fresh += 1
    told += ((str(triple), triple) for triple in (relabel(triple, labels) for triple in nameless))
    return tuple(triple for _, triple in sorted(told, key=itemgetter(0)))


def relabel(triple: Triple, labels: Mapping[BlankNode, Resource]) -> Triple:
    """The triple with its blank nodes exchanged where `labels` names another node for them."""
    if not _has_blank(triple):
        return triple
    subject, target = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = labels.get(subject, subject)
    if isinstance(target, BlankNode):
        target = labels.get(target, target)
    return Triple(subject, triple.predicate, target)


def _has_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _blanks(triple: Triple) -> Iterable[BlankNode]:
    return (node for node in (triple.subject, triple.object) if isinstance(node, BlankNode))


def _number(node: BlankNode) -> int:
    tail = node.value.rpartition("x")[2]
    return int(tail) if tail.isdigit() else -1


def _match(
    triples: Sequence[Triple], previous: Sequence[Triple], nodes: Sequence[BlankNode]
) -> dict[BlankNode, BlankNode]:
    """New node -> old label: first nodes that say the same, then the likest ones that hang in the same place."""
    if not previous or not nodes:
        return {}
    old_nodes = list(dict.fromkeys(node for triple in previous for node in _blanks(triple)))
    new, old = _Neighbourhood(triples), _Neighbourhood(previous)
    pairs: dict[BlankNode, BlankNode] = {}
    _take(pairs, ((node, twin) for node, twin in _of_one_sign(nodes, old_nodes, new.saying, old.saying)))
    for _ in nodes:  # each round can place nodes one step further from the named ones
        known = dict(pairs)
        same = {label: label for label in known.values()}
        rivals = _of_one_sign(
            [node for node in nodes if node not in known],
            [node for node in old_nodes if node not in same],
            # Bound now, for the loop goes on; mypy knows no lambda with defaults as a Sign.
            lambda node, known=known: new.place(node, known),  # type: ignore[misc]
            lambda node, same=same: old.place(node, same),  # type: ignore[misc]
        )
        _take(pairs, sorted(rivals, key=lambda pair: -len(new.lines(pair[0]) & old.lines(pair[1]))))
        if len(pairs) == len(known):
            break
    return pairs


Sign = Callable[[BlankNode], Hashable]


def _of_one_sign(
    nodes: Sequence[BlankNode], old_nodes: Sequence[BlankNode], sign: Sign, old_sign: Sign
) -> Iterator[tuple[BlankNode, BlankNode]]:
    """Each new node with each old node of its sign, in order; a sign of None matches nothing."""
    waiting: dict[Hashable, list[BlankNode]] = defaultdict(list)
    for node in old_nodes:
        waiting[old_sign(node)].append(node)
    for node in nodes:
        mark = sign(node)
        if mark is not None:
            yield from ((node, twin) for twin in waiting[mark])


def _take(pairs: dict[BlankNode, BlankNode], rivals: Iterable[tuple[BlankNode, BlankNode]]) -> None:
    """Adds each pair whose two nodes are both still free: first come, first served."""
    taken = set(pairs.values())
    for node, twin in rivals:
        if node not in pairs and twin not in taken:
            pairs[node] = twin
            taken.add(twin)


class _Neighbourhood:
    """What a set of triples says of its blank nodes, without their labels."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._out: dict[BlankNode, list[Triple]] = defaultdict(list)
        self._in: dict[BlankNode, list[Triple]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.subject, BlankNode):
                self._out[triple.subject].append(triple)
            if isinstance(triple.object, BlankNode):
                self._in[triple.object].append(triple)

    def saying(self, node: BlankNode) -> Hashable:
        """All that is said of the node, nested nodes spelled out, and how the named world reaches it."""
        reached = sorted(f"{_spelled(t.subject)} {t.predicate}" for t in self._in[node])
        return (self._spell(node, frozenset()), tuple(reached))

    def place(self, node: BlankNode, known: Mapping[BlankNode, BlankNode]) -> Hashable:
        """Where the node hangs: subject and predicate, once that subject is named or already paired."""
        for triple in self._in[node]:
            subject = triple.subject
            if isinstance(subject, BlankNode):
                if subject not in known:
                    continue
                subject = known[subject]
            return (str(subject), triple.predicate)
        return None

    def lines(self, node: BlankNode) -> set[str]:
        """What is said of the node directly, nested nodes left out."""
        return {f"{t.predicate} {t.object}" for t in self._out[node] if not isinstance(t.object, BlankNode)}

    def _spell(self, node: BlankNode, above: frozenset[BlankNode]) -> str:
        if node in above:
            return "_:ring"
        inside = above | {node}
        lines = sorted(
            f"{t.predicate} {self._spell(t.object, inside) if isinstance(t.object, BlankNode) else t.object}"
            for t in self._out[node]
        )
        return "[" + " ; ".join(lines) + "]"


def _spelled(node: object) -> str:
    return "_:" if isinstance(node, BlankNode) else str(node)


Links = Mapping[BlankNode, set[BlankNode]]


def _links(triples: Iterable[Triple]) -> dict[BlankNode, set[BlankNode]]:
    """Which blank node names which: every node that takes part is a key."""
    follows: dict[BlankNode, set[BlankNode]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode) and isinstance(triple.object, BlankNode):
            follows.setdefault(triple.subject, set()).add(triple.object)
            follows.setdefault(triple.object, set())
    return follows


def _largest_ring(follows: Links) -> int:
    """The size of the largest set of blank nodes that all reach one another."""
    inward, _ = _peeled(follows)
    knot, _ = _peeled(_turned(inward))  # only rings and the ties between them are left
    if len(knot) <= RING_LIMIT or len(knot) > KNOT_LIMIT:
        return len(knot)
    reached = {node: _reached(node, knot) for node in knot}
    return max(sum(node in reached[other] for other in reached[node]) for node in knot)


def _depth(follows: Links) -> int:
    """How many blank nodes lie below one another at the deepest, rings left out."""
    return _peeled(follows)[1]


def _peeled(follows: Links) -> tuple[dict[BlankNode, set[BlankNode]], int]:
    """The links without the nodes from which every way ends, taken off layer by layer; and the number of layers."""
    links = {node: set(targets) for node, targets in follows.items()}
    entered = _turned(links)
    layer = [node for node, targets in links.items() if not targets]
    layers = 0
    while layer:
        layers += 1
        layer = [before for end in layer for before in _cut(end, links, entered)]
    return links, layers


def _cut(end: BlankNode, links: dict[BlankNode, set[BlankNode]], entered: Links) -> Iterator[BlankNode]:
    """Takes the end off, and gives the nodes that become ends by it."""
    del links[end]
    for before in entered[end]:
        if before in links:
            links[before].discard(end)
            if not links[before]:
                yield before


def _turned(links: Links) -> dict[BlankNode, set[BlankNode]]:
    turned: dict[BlankNode, set[BlankNode]] = {node: set() for node in links}
    for node, targets in links.items():
        for target in targets:
            turned[target].add(node)
    return turned


def _reached(start: BlankNode, links: Links) -> set[BlankNode]:
    found: set[BlankNode] = set()
    waiting = [start]
    while waiting:
        for target in links[waiting.pop()] - found:
            found.add(target)
            waiting.append(target)
    return found
