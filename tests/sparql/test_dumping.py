"""A dump holds the graphs of its generation, all of them, always in the same bytes; and a held generation stays."""

import gzip
import hashlib
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Store as Engine
from pyoxigraph import parse

from sparql.answering import GRAPH_FORMATS
from sparql.dumping import SYNTAXES, dump
from sparql.errors import DumpTooLarge
from sparql.generation import Generation, make
from sparql.holding import held, let_go
from sparql.statistics import Statistics, count
from sparql.store import Store
from tests.sparql.bodies import BASE, body, graph
from tests.sparql.merged import merge

PLENTY = 1 << 30


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    """Two records, each with a blank node, in a copy of a store that is gone."""
    store = Store.open(tmp_path / "store", BASE)
    store.apply({graph(1): body(1, 1), graph(2): body(2, 1)}, [], 7)
    made = make(store, tmp_path / "generations", lambda made: None)
    store.close()
    return made


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_a_dump_that_is_loaded_again_holds_the_same_quads(generation: Generation, tmp_path: Path, suffix: str) -> None:
    engine = generation.open()
    made = dump(engine, suffix, tmp_path / f"all.{suffix}.gz", PLENTY)
    packed = (tmp_path / made.name).read_bytes()
    assert (made.size, made.sha256) == (len(packed), hashlib.sha256(packed).hexdigest())
    assert made.unpacked == len(gzip.decompress(packed))
    assert packed[3:8] == bytes(5), "the header names neither a file nor a time"
    loaded = Engine()
    loaded.extend(parse(gzip.decompress(packed), format=GRAPH_FORMATS[suffix]))
    assert len(loaded) == 45, "44 of two records, and the ledger's position; not their merge"
    assert set(merge(loaded)) == set(engine)


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_another_generation_of_the_same_content_gives_the_same_bytes(
    generation: Generation, tmp_path: Path, suffix: str
) -> None:
    other = Store.open(tmp_path / "other", BASE)
    other.apply({graph(2): body(2, 1)}, [], 3)
    other.apply({graph(1): body(1, 1)}, [], 7)
    again = make(other, tmp_path / "others", lambda made: None)
    sums = {
        dump(each.open(), suffix, tmp_path / f"{at}.gz", PLENTY).sha256 for at, each in enumerate((generation, again))
    }
    assert len(sums) == 1
    other.close()


def test_a_dump_over_its_cap_is_broken_off(generation: Generation, tmp_path: Path) -> None:
    size = dump(generation.open(), "nq", tmp_path / "whole.nq.gz", PLENTY).size
    assert dump(generation.open(), "nq", tmp_path / "just.nq.gz", size).size == size
    with pytest.raises(DumpTooLarge):
        dump(generation.open(), "nq", tmp_path / "all.nq.gz", size - 1)


def test_what_is_held_is_read_although_the_generation_is_deleted(generation: Generation) -> None:
    with held(generation) as copy:
        shutil.rmtree(generation.path)
        assert len(copy.open()) == 2 * 45, "each quad, and its triple once more in the merge"
        assert copy.mark != generation.mark
    assert not copy.path.exists()
    with pytest.raises(FileNotFoundError), held(generation):
        pass


def test_what_a_killed_process_held_is_let_go(generation: Generation) -> None:
    left = generation.path.with_name(f"held-{generation.path.name}")
    left.mkdir()
    with held(generation) as copy:
        assert copy.path == left and len(copy.open()) == 2 * 45
    left.mkdir()
    let_go(generation.path.parent)
    assert [path.name for path in generation.path.parent.iterdir()] == [generation.path.name]


def test_the_statistics_are_those_of_the_generation_and_come_back_from_json(generation: Generation) -> None:
    counted = count(generation.open(), generation.position)
    assert (counted.position, counted.triples, counted.subjects, counted.graphs) == (7, 45, 5, 3)
    assert dict(counted.properties)["urn:p0"] == 2 and len(counted.properties) == 23
    assert Statistics.from_row(counted.as_row()) == counted
