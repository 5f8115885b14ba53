"""The store: exact replacement, blank labels that survive, a position to replay from after any kill, one owner."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from sparql.errors import StoreClosed, StoreTaken, StoreTorn, WrongGraph
from sparql.generation import Generation
from sparql.loading import BULK_FROM, LOADED_FROM
from sparql.store import GRAPHS_AT_ONCE, Store
from tests.sparql.bodies import BASE, body, entries, graph

ROOT = Path(__file__).resolve().parents[2]
DECIMAL = "<http://www.w3.org/2001/XMLSchema#decimal>"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", BASE)


def triples(store: Store, name: str) -> set[str]:
    return {str(quad.triple) for quad in parse(store.dump(name), format=RdfFormat.N_TRIPLES)}


def said(content: bytes) -> set[str]:
    return {str(quad.triple) for quad in parse(content, format=RdfFormat.N_QUADS)}


def test_a_graph_holds_exactly_the_body_it_was_given(store: Store) -> None:
    store.apply({graph(1): body(1, 1), graph(2): body(2, 1)}, [], 4)
    store.apply({graph(1): body(1, 2, triples=3)}, [], 5)
    assert triples(store, graph(1)) == said(body(1, 2, triples=3))
    assert triples(store, graph(2)) == said(body(2, 1))
    assert store.position == 5


def test_blank_labels_survive_a_change_and_two_records_keep_their_own_contact(store: Store) -> None:
    store.apply({graph(1): body(1, 1), graph(2): body(2, 1)}, [], 1)
    store.apply({graph(1): body(1, 2)}, [], 2)
    assert f'_:b{1:012d}x0 <urn:mail> "m2"' in triples(store, graph(1))
    assert f'_:b{2:012d}x0 <urn:mail> "m1"' in triples(store, graph(2))


def test_a_literal_the_engine_rewrites_is_neither_lost_nor_doubled(store: Store) -> None:
    for position, written in enumerate(("5.10", "5.10", "5.1", "5.100", "6.0"), 1):
        line = f'<urn:s> <urn:p> "{written}"^^{DECIMAL} <{graph(1)}> .\n'
        store.apply({graph(1): line.encode()}, [], position)
        assert len(triples(store, graph(1))) == 1
    assert "6" in next(iter(triples(store, graph(1))))


def test_a_removed_graph_and_an_empty_body_leave_nothing(store: Store) -> None:
    store.apply({graph(1): body(1, 1), graph(2): body(2, 1)}, [], 1)
    store.apply({graph(2): b""}, [graph(1), graph(9)], 2)
    assert set(store.digest()) == {f"{BASE}/graph/registry"}


def test_the_position_survives_the_closing_and_the_registry_graph_being_replaced(store: Store) -> None:
    catalogue = f'<{BASE}/> <urn:title> "Sổ" <{BASE}/graph/registry> .\n'.encode()
    store.apply({f"{BASE}/graph/registry": catalogue}, [], 3)
    store.apply({f"{BASE}/graph/registry": b""}, [], 7)
    path = store.path
    store.close()
    again = Store.open(path, BASE)
    assert again.position == 7
    assert len(triples(again, f"{BASE}/graph/registry")) == 1


def test_a_position_may_not_go_back_nor_a_body_name_another_graph(store: Store) -> None:
    store.apply({}, [], 3)
    with pytest.raises(WrongGraph):
        store.apply({}, [], 2)
    with pytest.raises(WrongGraph):
        store.apply({graph(1): body(2, 1)}, [], 4)
    assert store.position == 3


def test_bulk_equals_apply_and_needs_an_empty_store(store: Store, tmp_path: Path) -> None:
    for position, replace, remove in entries(40):
        store.apply(replace, remove, position)
    other = Store.open(tmp_path / "other", BASE)
    final = {name: content for _, replace, _ in entries(40) for name, content in replace.items()}
    gone = {name for name in final if name not in store.digest()}
    other.bulk((content for name, content in final.items() if name not in gone), 40)
    assert other.digest() == store.digest()
    with pytest.raises(WrongGraph):
        other.bulk([], 41)


def test_many_new_graphs_at_once_equal_the_same_one_by_one(store: Store, tmp_path: Path) -> None:
    def said(number: int) -> bytes:
        node = f'<urn:s> <urn:has> _:b{number}x0 <{graph(number)}> .\n_:b{number}x0 <urn:p> "_:a" <{graph(number)}> .\n'
        return body(number, 1) + node.encode()

    many = {graph(number): said(number) for number in range(LOADED_FROM)}
    other = Store.open(tmp_path / "other", BASE)
    for bodies in (many, {**many, graph(LOADED_FROM): said(LOADED_FROM), graph(1): b""}):
        store.apply(bodies, [], 1)
        for name, one in bodies.items():
            other.apply({name: one}, [], 1)
        assert store.digest() == other.digest()
    assert store.dump(graph(3)) == other.dump(graph(3)) and b"_:b3x0 " in store.dump(graph(3))


def test_after_an_apply_that_broke_off_no_copy_is_taken_until_it_is_repeated(store: Store, tmp_path: Path) -> None:
    many = {graph(number): body(number, 1) for number in range(GRAPHS_AT_ONCE + 1)}
    with pytest.raises(SyntaxError):
        store.apply({**many, graph(GRAPHS_AT_ONCE): b"not N-Quads"}, [], 1)
    assert store.position == 0
    with pytest.raises(StoreTorn):
        store.backup(tmp_path / "copy")
    store.apply(many, [], 1)
    assert store.backup(tmp_path / "copy") == 1


def test_after_an_amendment_that_broke_off_no_copy_is_taken_until_it_is_repeated(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SyntaxError):  # it ends as its graph's lines do: only the engine that writes it sees what it is
        store.amend(graph(1), ["urn:a"], f"not N-Quads <{graph(1)}> .\n".encode())
    store.amend(graph(2), ["urn:a"], b"")
    with pytest.raises(StoreTorn):
        store.backup(tmp_path / "copy")
    store.amend(graph(1), ["urn:a"], b"")
    assert store.backup(tmp_path / "copy") == 0


def test_no_copy_shows_half_a_run_whatever_else_is_written_meanwhile(store: Store, tmp_path: Path) -> None:
    store.apply({graph(1): body(1, 0)}, [], 1)

    def broken() -> Iterator[dict[str, bytes]]:
        yield {graph(2): body(2, 0)}
        raise OSError("the worker that made the next part is gone")

    with pytest.raises(OSError, match="worker"):
        store.apply_parts(broken(), [], 9)
    store.amend(graph(3), ["urn:a"], b"")
    store.amend_about(graph(3), NamedNode("urn:about"), ["urn:a"], b"")
    store.apply({graph(4): body(4, 0)}, [], 1)
    with pytest.raises(StoreTorn):
        store.backup(tmp_path / "copy")
    store.apply({graph(2): body(2, 0), graph(3): body(3, 0)}, [], 9)
    assert store.backup(tmp_path / "copy") == 9


def test_a_copy_never_shows_half_a_record(store: Store, tmp_path: Path) -> None:
    store.apply({graph(1): body(1, 0, 300)}, [], 1)
    done = threading.Event()

    def write() -> None:
        for version in range(1, 40):
            store.apply({graph(1): body(1, version, 300)}, [], version + 1)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    copies = 0
    while not done.is_set() or copies == 0:
        folder = tmp_path / f"copy{copies}"
        position = store.backup(folder)
        copy = Generation(folder, 1, position).open()
        versions = {quad.object.value for quad in copy if quad.predicate.value.startswith("urn:p")}
        assert versions == {f"bản {position - 1}"}
        copies += 1
    writer.join()


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_replaying_from_the_position_gives_the_right_store(tmp_path: Path, seed: int) -> None:
    """Kill -9 in mid-write: nothing acknowledged is lost, and the gap replayed over a half-written entry mends it."""
    last, folder, chance = 400, tmp_path / "store", random.Random(seed)
    heard = _write_and_kill(folder, last, stop_at=chance.randrange(1, last))
    store = Store.open(folder, BASE)
    assert store.position >= heard
    for position, replace, remove in entries(last):
        if position > store.position:
            store.apply(replace, remove, position)
    expected = Store.open(tmp_path / "expected", BASE)
    for position, replace, remove in entries(last)[-60:]:
        expected.apply(replace, remove, position)
    assert store.digest() == expected.digest()


def _write_and_kill(folder: Path, last: int, stop_at: int) -> int:
    """Start the writer, kill it after it said `stop_at`; the last position it said."""
    command = [sys.executable, "-m", "tests.sparql.writer", str(folder), str(last)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == "open\n"
        for line in writer.stdout:
            if int(line) >= stop_at:
                writer.kill()
                break
        return max([stop_at, *(int(line) for line in writer.stdout if line.endswith("\n"))])


def test_a_second_owner_is_refused_and_a_closed_store_says_so(store: Store) -> None:
    with pytest.raises(StoreTaken):
        Store.open(store.path, BASE)
    store.close()
    with pytest.raises(StoreClosed):
        store.apply({}, [], 1)
    Store.open(store.path, BASE).close()


def test_one_that_could_not_be_opened_anew_is_opened_the_next_time(store: Store) -> None:
    store.apply({graph(1): body(1, 7)}, (), 1)
    held = [store._engine]
    with pytest.raises(StoreTaken):
        store.reopen()
    held.clear()
    store.reopen()
    assert (store.position, said(body(1, 7))) == (1, triples(store, graph(1)))
    store.close()
    with pytest.raises(StoreClosed):
        store.reopen()


def test_a_forked_child_is_refused_before_it_touches_anything(tmp_path: Path) -> None:
    """Run in a process of its own, because this one has threads and may not fork."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sparql.errors import ForeignProcess\n"
        "from sparql.store import Store\n"
        "store = Store.open(Path(sys.argv[1]), 'http://127.0.0.1')\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    code = 1\n"
        "    try:\n"
        "        store.apply({}, [], 1)\n"
        "    except ForeignProcess as refused:\n"
        "        code = 0 if refused.owner == os.getppid() and refused.vi else 2\n"
        "    finally:\n"
        "        os._exit(code)\n"
        "status = os.waitpid(child, 0)[1]\n"
        "store.apply({}, [], 2)\n"
        "sys.exit(os.waitstatus_to_exitcode(status))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "store")], env=environment, check=False)
    assert done.returncode == 0
    assert Store.open(tmp_path / "store", "http://127.0.0.1").position == 2


def line(subject: str, value: str, name: str) -> str:
    return f'<urn:{subject}> <urn:p> "{value}"^^{DECIMAL} <{name}> .\n'


def test_some_nodes_of_a_graph_are_given_new_content_and_the_others_stay(store: Store) -> None:
    store.apply({graph(1): (line("a", "1.0", graph(1)) + line("b", "2", graph(1))).encode()}, [], 3)
    for written in ("5.10", "5.10", "5.1", "6.0"):
        store.amend(graph(1), ["urn:a", "urn:c"], (line("a", written, graph(1)) + line("c", "7", graph(1))).encode())
    assert triples(store, graph(1)) == {
        f'<urn:a> <urn:p> "6"^^{DECIMAL}',
        f'<urn:b> <urn:p> "2"^^{DECIMAL}',
        f'<urn:c> <urn:p> "7"^^{DECIMAL}',
    }
    store.amend(graph(1), ["urn:a", "urn:c", "urn:nobody"], b"")
    assert triples(store, graph(1)) == {f'<urn:b> <urn:p> "2"^^{DECIMAL}'}
    assert store.position == 3


def test_an_amendment_that_speaks_of_another_graph_changes_nothing(store: Store) -> None:
    store.apply({graph(1): line("a", "1", graph(1)).encode()}, [], 1)
    before = triples(store, graph(1))
    with pytest.raises(WrongGraph):
        store.amend(graph(1), ["urn:a"], line("a", "2", graph(2)).encode())
    with pytest.raises(SyntaxError):
        store.amend(graph(1), ["urn:a"], b"<urn:a> .")
    assert triples(store, graph(1)) == before
    store.backup(store.path.parent / "copy")


def test_what_a_graph_says_about_a_thing_goes_with_all_its_nodes(store: Store) -> None:
    name, about = graph(1), NamedNode("urn:about")

    def said(key: str, thing: str, value: str) -> bytes:
        node, own = f"{name}#{key}", f"{name}#{key}-1"
        lines = (f"<{node}> <urn:about> <{thing}>", f"<{node}> <urn:part> <{own}>", f'<{own}> <urn:value> "{value}"')
        return "".join(f"{line} <{name}> .\n" for line in lines).encode()

    elsewhere = f"<urn:x> <urn:about> <urn:a> <{graph(2)}> .\n<urn:a> <urn:p> <urn:o> <{name}> .\n".encode()
    first, other = said("one", "urn:a", "5.10") + said("two", "urn:a", "2"), said("three", "urn:b", "3")
    store.amend_about(name, about, ["urn:a", "urn:b"], first + other)
    store.apply({graph(2): elsewhere.splitlines(keepends=True)[0]}, (), 1)
    store.amend(name, ["urn:a"], elsewhere.splitlines(keepends=True)[1])
    assert store.named(about) == {"urn:a", "urn:b"} and len(store.dump(name).splitlines()) == 10
    store.amend_about(name, about, ["urn:a"], said("two", "urn:a", "7"))
    kept = store.dump(name).decode()
    assert '"7"' in kept and "#one" not in kept and '"3"' in kept and "<urn:a> <urn:p> <urn:o>" in kept
    store.amend_about(name, about, ["urn:a", "urn:b", "urn:nobody"], b"")
    assert store.dump(name) == b"<urn:a> <urn:p> <urn:o> .\n" and store.dump(graph(2)), "no other graph is touched"
    with pytest.raises(WrongGraph):
        store.amend_about(name, about, ["urn:a"], said("two", "urn:a", "7").replace(b"> .", b"x> ."))


def test_very_much_at_once_is_the_same_as_little_by_little(store: Store) -> None:
    lines = [
        f'<urn:s{n}> <urn:p> "{n}.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <{graph(1)}> .\n'
        for n in range(BULK_FROM)
    ]
    lines += [f'_:b{n} <urn:p> "_:b" <{graph(1)}> .\n' for n in range(3)]
    store.amend(graph(1), ["urn:s1"], "".join(lines[:-1]).encode())
    whole = "".join(lines).encode()
    store.apply({graph(1): whole}, (), 1)
    store.apply({graph(1): whole, graph(2): whole.replace(graph(1).encode(), graph(2).encode())}, (), 2)
    dumps = {frozenset(store.dump(name).splitlines()) for name in (graph(1), graph(2))}
    assert len(dumps) == 1 and len(dumps.pop()) == len(lines)


def test_what_a_graph_says_in_one_property_is_read_by_node(store: Store) -> None:
    body = line("a", "1", graph(1)) + line("b", "2", graph(1)) + f"<urn:c> <urn:p> <urn:o> <{graph(1)}> .\n"
    store.apply({graph(1): body.encode(), graph(2): line("a", "3", graph(2)).encode()}, [], 1)
    assert store.values(graph(1), NamedNode("urn:p")) == {"urn:a": "1", "urn:b": "2"}
    assert store.values(graph(1), NamedNode("urn:q")) == {}


def test_the_nodes_that_say_something_in_a_property_are_found_in_any_graph(store: Store) -> None:
    first = "".join(f"{node} <urn:p> {text} <{graph(1)}> .\n" for node, text in (("<urn:a>", '"1"'), ("_:c", '"1"')))
    second = "".join(f'<urn:{node}> <urn:p> "{text}" <{graph(2)}> .\n' for node, text in ("a1", "b2", "c1"))
    store.apply({graph(1): first.encode(), graph(2): second.encode()}, [], 1)
    assert store.nodes(NamedNode("urn:p"), "1") == ("urn:a", "urn:c")
    assert store.nodes(NamedNode("urn:q"), "1") == store.nodes(NamedNode("urn:p"), "3") == ()
