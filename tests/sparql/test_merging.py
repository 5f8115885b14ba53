"""The default graph is the merge of all others, whatever comes and goes, in whichever way it is written."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from pyoxigraph import Store as Engine

from sparql.merging import is_merged, with_merge
from sparql.store import Store
from tests.sparql.bodies import BASE
from tests.sparql.merged import merge

GRAPHS = [f"{BASE}/g{number}" for number in range(4)]
TRIPLES = [
    Triple(NamedNode(f"urn:s{subject}"), NamedNode("urn:p"), value)
    for subject in range(3)
    for value in (Literal("<urn:not> <a:graph> ."), Literal("5.10", datatype=NamedNode("urn:d")), NamedNode("urn:o"))
]
WORKS = some.lists(
    some.tuples(some.sampled_from(GRAPHS), some.sets(some.sampled_from(TRIPLES)) | some.none()), min_size=1, max_size=12
)


def body(graph: str, triples: set[Triple]) -> bytes:
    quads = [Quad(one.subject, one.predicate, one.object, NamedNode(graph)) for one in sorted(triples, key=str)]
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def halves(store: Store) -> tuple[set[Triple], list[Triple]]:
    """What the named graphs say together, and what stands in the default graph."""
    quads = list(store._mine())
    together = {quad.triple for quad in quads if not isinstance(quad.graph_name, DefaultGraph)}
    return together, [quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)]


@settings(max_examples=25)
@given(WORKS)
def test_whatever_comes_and_goes_the_default_graph_is_the_merge(works: list[tuple[str, set[Triple] | None]]) -> None:
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder), BASE)
        for position, (graph, triples) in enumerate(works, 1):
            if triples is None:
                store.apply({}, [graph], position)
            elif position % 3:
                store.apply({graph: body(graph, triples)}, [], position)
            else:
                store.amend(graph, {one.subject.value for one in TRIPLES}, body(graph, triples))
            together, merge_of_all = halves(store)
            assert set(merge_of_all) == together and len(merge_of_all) == len(together)
        assert store.is_merged
        store.close()


@pytest.mark.parametrize("count", [3, 300, 5_000])
def test_few_and_many_graphs_are_merged_and_a_triple_of_several_counts_once(tmp_path: Path, count: int) -> None:
    store = Store.open(tmp_path / "store", BASE)
    graphs = [f"{BASE}/g{number}" for number in range(count)]
    shared = Triple(NamedNode("urn:shared"), NamedNode("urn:p"), Literal("x"))
    own = {graph: Triple(BlankNode(f"b{at}"), NamedNode("urn:p"), Literal("y")) for at, graph in enumerate(graphs)}
    store.apply({graph: body(graph, {shared, own[graph]}) for graph in graphs}, [], 1)
    together, merge_of_all = halves(store)
    assert set(merge_of_all) == together and len(merge_of_all) == count + 2, (
        "each its own, the shared one, the position"
    )
    store.apply({}, graphs[:-1], 2)
    assert shared in halves(store)[1]
    store.apply({}, graphs[-1:], 3)
    assert [one.predicate.value.rpartition("#")[2] for one in halves(store)[1]] == ["ledgerPosition"]
    store.close()


def test_a_store_made_anew_is_merged(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store", BASE)
    store.bulk([body(graph, set(TRIPLES)) for graph in GRAPHS], 9)
    together, merge_of_all = halves(store)
    assert set(merge_of_all) == together and len(merge_of_all) == len(TRIPLES) + 1
    store.close()


def test_a_store_of_an_older_kind_is_known() -> None:
    engine = Engine()
    assert is_merged(engine)
    engine.extend(parse(body(GRAPHS[0], set(TRIPLES)), format=RdfFormat.N_QUADS))
    assert not is_merged(engine)
    assert is_merged(merge(engine))


@pytest.mark.parametrize("end", [" <urn:g> .\n", "\t<urn:g>\t.\r\n", "<urn:g>.", " <urn:g> .\n\n"])
def test_the_graph_is_found_at_the_end_of_a_line_however_it_is_written(end: str) -> None:
    line = '<urn:s> <urn:p> "a <urn:x> . b"^^<urn:d>' + end
    quads = list(parse(with_merge(line.encode()), format=RdfFormat.N_QUADS))
    assert [quad.graph_name for quad in quads] == [DefaultGraph(), NamedNode("urn:g")]
    assert len({quad.triple for quad in quads}) == 1
