"""A ledger with its change feed, for tests: what is done to it, and what its pages say."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

from registry.config import Config
from registry.entries import Act
from registry.feeds.change_writing import Node
from registry.feeds.changes import Changes
from registry.words import Words
from tests.registry.records import BASE, new_ledger, publish, record
from vocab.description import Description
from vocab.namespaces import AS, RDF, TREE

WORDS = Words.of(BASE)
READERS: Mapping[str, RdfFormat] = {"trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD, "nq": RdfFormat.N_QUADS}


class Stream:
    """A ledger and the feed of its changes."""

    def __init__(self, folder: Path, *descriptions: Description, links: str = "") -> None:
        self.ledger = new_ledger(folder, descriptions)
        self.changes = Changes(self.ledger, Config(folder, base=BASE, address=links), WORDS)

    def publish(self, *descriptions: Description) -> None:
        self.ledger.append([publish(one) for one in descriptions])

    def withdraw(self, name: str, reason: str = "gộp lại") -> None:
        self.ledger.append([Act("withdraw", record(name), "bd-so-yt", reason=reason)])

    def expunge(self, name: str) -> None:
        self.ledger.expunge(record(name), "van-hanh", "An", "quyết định 12")

    def page(self, number: int = 1, suffix: str = "trig") -> Node:
        found = self.changes.node(str(number), suffix)
        assert found is not None
        return found

    def pages(self, suffix: str = "trig") -> Iterator[Node]:
        number = 1
        while node := self.changes.node(str(number), suffix):
            yield node
            number += 1

    def written(self, node: Node, format: str = "trig") -> bytes:
        return self.changes.render(node, format)

    def quads(self, node: Node, format: str = "trig") -> set[Quad]:
        return set(read(self.written(node, format), format))


def read(document: bytes, format: str = "trig") -> list[Quad]:
    return list(parse(document, format=READERS[format]))


def canonical(document: bytes, format: str) -> Dataset:
    """What the document says, whatever its nameless nodes are called."""
    dataset = Dataset(read(document, format))
    dataset.canonicalize(algorithm=CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def members(quads: set[Quad]) -> list[NamedNode]:
    """The activities of a page in the order of their entries."""
    found = {quad.object for quad in quads if quad.predicate == TREE.member}
    return sorted(
        (one for one in found if isinstance(one, NamedNode)), key=lambda one: int(one.value.rpartition("/")[2])
    )


def kind_of(quads: set[Quad], activity: NamedNode) -> str:
    (kind,) = [q.object for q in quads if q.subject == activity and q.predicate == RDF.type]
    assert isinstance(kind, NamedNode)
    return kind.value.removeprefix(AS.iri)


def object_of(quads: set[Quad], activity: NamedNode) -> str:
    (thing,) = [q.object for q in quads if q.subject == activity and q.predicate == AS.object]
    assert isinstance(thing, NamedNode)
    return thing.value


def payload(quads: set[Quad], activity: NamedNode) -> set[tuple[object, object, object]]:
    return {(q.subject, q.predicate, q.object) for q in quads if q.graph_name == activity}
