"""The default graph is the merge of all others, whatever comes and goes, in whichever way it is written."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from pyoxigraph import Store as Engine

from sparql.merging import mend, remove_graph, with_merge
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


@pytest.mark.parametrize("wrong", ["nothing there", "too little", "too much", "right"])
def test_whatever_the_default_graph_says_it_is_mended(wrong: str) -> None:
    engine, named = Engine(), Triple(BlankNode("b"), NamedNode("urn:p"), BlankNode("c"))
    engine.extend(parse(body(GRAPHS[0], {*TRIPLES, named}), format=RdfFormat.N_QUADS))
    right = merge(engine).dump(format=RdfFormat.N_QUADS)
    there = list(engine.quads_for_pattern(None, None, None, DefaultGraph()))
    for quad in {"nothing there": there, "too little": there[:3]}.get(wrong, []):
        engine.remove(quad)
    if wrong == "too much":
        engine.add(Quad(NamedNode("urn:gone"), NamedNode("urn:p"), BlankNode("b")))
    mend(engine)
    assert engine.dump(format=RdfFormat.N_QUADS) == right


def test_a_store_of_an_older_kind_gets_its_merge_when_it_is_opened(tmp_path: Path) -> None:
    engine = Engine(str(tmp_path))
    engine.extend(parse(body(GRAPHS[0], set(TRIPLES)), format=RdfFormat.N_QUADS))
    del engine
    store = Store.open(tmp_path, BASE)
    together, merge_of_all = halves(store)
    assert set(merge_of_all) == together == set(TRIPLES)
    store.close()


@pytest.mark.parametrize("end", [" <urn:g> .\n", "\t<urn:g>\t.\r\n", "<urn:g>.", " <urn:g> .\n\n"])
def test_the_graph_is_found_at_the_end_of_a_line_however_it_is_written(end: str) -> None:
    line = '<urn:s> <urn:p> "a <urn:x> . b"^^<urn:d>' + end
    quads = list(parse(with_merge(line.encode()), format=RdfFormat.N_QUADS))
    assert [quad.graph_name for quad in quads] == [DefaultGraph(), NamedNode("urn:g")]
    assert len({quad.triple for quad in quads}) == 1


class Dying:
    """The engine of a process that dies before its write number `lives`: what was written before that is on the disk."""

    WRITING = frozenset({"add", "bulk_extend", "bulk_load", "extend", "remove", "remove_graph"})

    def __init__(self, engine: Engine, lives: int) -> None:
        self._engine, self._lives = engine, lives

    def __len__(self) -> int:
        return len(self._engine)

    def __getattr__(self, name: str) -> Any:
        self._lives -= name in self.WRITING
        if self._lives < 0:
            raise SystemExit
        return getattr(self._engine, name)


def dies(store: Store, lives: int, work: Callable[[Store], None]) -> bool:
    """Whether the store died of the work after so many writes; it is then of no use any more."""
    store._engine = Dying(store._mine(), lives)  # type: ignore[assignment]
    try:
        work(store)
    except SystemExit:
        return True
    finally:
        store.close()
    return False


X, Y, *_ = TRIPLES
BEFORE = {GRAPHS[0]: body(GRAPHS[0], {X, Y}), GRAPHS[1]: body(GRAPHS[1], {Y})}
FULL = {f"{BASE}/many/{at}": f"<urn:s{at}> <urn:p> <urn:o> <{BASE}/many/{at}> .\n".encode() for at in range(260)}
WORKS_CUT: Mapping[str, Callable[[Store], None]] = {
    "a triple goes": lambda store: store.apply({GRAPHS[0]: body(GRAPHS[0], {Y})}, [], 2),
    "a graph goes": lambda store: store.apply({}, [GRAPHS[0]], 2),
    "an amendment": lambda store: store.amend(GRAPHS[0], [X.subject.value], body(GRAPHS[0], {Y})),  # type: ignore[union-attr]
    "many graphs come": lambda store: store.apply(FULL, [], 2),
}


@pytest.mark.parametrize("work", WORKS_CUT.values(), ids=WORKS_CUT)
def test_killed_between_two_writes_the_default_graph_is_the_merge_whatever_is_asked_next(
    tmp_path: Path, work: Callable[[Store], None]
) -> None:
    """The next apply is of more entries than the one that was cut, and may want what that one was taking away."""
    for lives in range(30):
        path = tmp_path / str(lives)
        store = Store.open(path, BASE)
        store.apply(BEFORE, [], 1)
        if not dies(store, lives, work):
            assert lives > 2
            return
        store = Store.open(path, BASE)
        store.apply(BEFORE, [], 3)
        together, merge_of_all = halves(store)
        assert set(merge_of_all) == together, f"killed before write {lives}"
        store.close()
    pytest.fail("it never ended")


def test_of_a_graph_that_was_dropped_not_even_the_name_is_left() -> None:
    engine = Engine()
    engine.extend(parse(with_merge(body(GRAPHS[0], set(TRIPLES))), format=RdfFormat.N_QUADS))
    remove_graph(engine, NamedNode(GRAPHS[0]))
    assert len(engine) == 0 and list(engine.named_graphs()) == []
