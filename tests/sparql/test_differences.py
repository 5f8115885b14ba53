"""What is written so that graphs say what their bodies say: no more than what differs, new before old."""

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat
from pyoxigraph import Store as Engine

from sparql.differences import Difference, nodes_about, of_graphs, of_nodes
from sparql.errors import WrongGraph
from tests.sparql.merged import merge

ONE, TWO = NamedNode("urn:graph:1"), NamedNode("urn:graph:2")
P, ABOUT = NamedNode("urn:p"), NamedNode("urn:about")
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


def line(subject: str, value: str, graph: NamedNode = ONE) -> bytes:
    return f'<urn:{subject}> <urn:p> "{value}"^^<{DECIMAL}> {graph} .\n'.encode()


@pytest.fixture
def engine() -> Engine:
    engine = Engine()
    engine.load(line("a", "5.10") + line("b", "2") + line("a", "7", TWO), format=RdfFormat.N_QUADS)
    return merge(engine)


def written(engine: Engine, difference: Difference) -> set[str]:
    difference.write(engine)
    named = [quad for quad in engine if isinstance(quad.graph_name, NamedNode)]
    assert {quad.triple for quad in named} == {quad.triple for quad in set(engine) - set(named)}, "the merge goes along"
    return {f"{quad.subject.value[4:]} {quad.object.value} {str(quad.graph_name)[-2]}" for quad in named}


def never(quad: Quad) -> bool:
    return False


def test_a_graph_that_says_the_same_already_is_left_alone(engine: Engine) -> None:
    for body in (line("a", "5.10") + line("b", "2"), line("b", "2.0") + line("a", "5.1")):
        assert of_graphs(engine, {ONE.value: body}, never) == Difference(b"")
    assert of_nodes(engine, ONE, [NamedNode("urn:a")], line("a", "5.100")) == Difference(b"")


def test_only_what_differs_is_written(engine: Engine) -> None:
    difference = of_graphs(
        engine, {ONE.value: line("a", "5.1") + line("c", "3"), TWO.value: line("a", "7", TWO)}, never
    )
    assert difference.added.count(b"\n") == 1 and b"urn:c" in difference.added
    assert [quad.subject.value for quad in difference.gone] == ["urn:b"] and difference.emptied == ()
    assert written(engine, difference) == {"a 5.1 1", "c 3 1", "a 7 2"}


def test_what_is_kept_stays_and_a_graph_goes_with_its_last_word(engine: Engine) -> None:
    def is_b(quad: Quad) -> bool:
        return quad.subject == NamedNode("urn:b")

    difference = of_graphs(engine, {ONE.value: b""}, is_b)
    assert difference.emptied == () and written(engine, difference) == {"b 2 1", "a 7 2"}
    difference = of_graphs(engine, {ONE.value: b"", TWO.value: b"", "urn:graph:3": b""}, never)
    assert set(difference.emptied) == {ONE, TWO} and written(engine, difference) == set()
    assert list(engine.named_graphs()) == []


def test_a_graph_that_is_there_without_a_word_goes_too(engine: Engine) -> None:
    engine.add_graph(NamedNode("urn:graph:3"))
    of_graphs(engine, {"urn:graph:3": b""}, never).write(engine)
    assert set(engine.named_graphs()) == {ONE, TWO}


def test_what_is_new_is_there_before_what_is_old_goes(engine: Engine) -> None:
    seen: list[bool] = []

    class Going(tuple[Quad, ...]):
        def __iter__(self) -> Iterator[Quad]:
            seen.append(Quad(NamedNode("urn:c"), P, Literal("3", datatype=NamedNode(DECIMAL)), ONE) in engine)
            return super().__iter__()

    found = of_graphs(engine, {ONE.value: line("c", "3")}, never)
    Difference(found.added, Going(found.gone)).write(engine)
    assert seen == [True] and len(engine) == 2 * 2


def test_some_nodes_are_said_anew_and_what_they_said_already_stays(engine: Engine) -> None:
    body = line("a", "5.10") + line("a", "8") + line("c", "3")
    difference = of_nodes(engine, ONE, [NamedNode("urn:a"), NamedNode("urn:c")], body)
    assert difference.added.count(b"\n") == 2 and difference.gone == ()
    assert written(engine, difference) == {"a 5.1 1", "a 8 1", "c 3 1", "b 2 1", "a 7 2"}


@pytest.mark.parametrize("nodes", [["urn:a"], ["urn:nobody"]])
def test_a_body_that_speaks_of_another_graph_is_refused(engine: Engine, nodes: list[str]) -> None:
    with pytest.raises(WrongGraph):
        of_nodes(engine, ONE, map(NamedNode, nodes), line("a", "1", TWO))
    for graph in (ONE.value, "urn:graph:3"):
        with pytest.raises(WrongGraph):
            of_graphs(engine, {graph: line("a", "1", TWO)}, never)


def test_about_a_thing_speak_those_that_name_it_and_their_own_parts() -> None:
    engine, own, other = Engine(), NamedNode("urn:graph:1#part"), NamedNode("urn:elsewhere#part")
    root, thing = NamedNode("urn:graph:1#root"), NamedNode("urn:thing")
    for subject, predicate, value, graph in (
        (root, ABOUT, thing, ONE),
        (root, P, own, ONE),
        (root, P, other, ONE),
        (root, P, NamedNode("urn:graph:1#elsewhere"), TWO),
        (NamedNode("urn:x"), ABOUT, thing, TWO),
    ):
        engine.add(Quad(subject, predicate, value, graph))
    assert set(nodes_about(engine, ONE, ABOUT, [thing.value, "urn:nobody"])) == {root, own}
