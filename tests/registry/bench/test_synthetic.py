"""The synthetic catalogue: the same for the same seed, its faults where they are said to be."""

from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from registry.bench.synthetic import FAULTS, background, records, write
from vocab.namespaces import DCAT


def test_a_seed_makes_one_catalogue() -> None:
    assert list(records(50)) == list(records(50)) != list(records(50, seed=8))
    assert list(background(50)) == list(background(50))


def test_every_fault_is_seeded_and_only_where_asked_for() -> None:
    sound, faulty = list(records(400, rate=0)), list(records(400, rate=1))
    assert {record.fault for record in sound} == {""}
    assert {record.fault for record in faulty} == FAULTS.keys()


def test_a_fault_changes_its_property_and_nothing_else() -> None:
    for record in records(400, rate=1):
        fault = FAULTS[record.fault]
        nodes = (
            [t.object for t in record.triples if t.predicate == DCAT.distribution]
            if fault.of_file
            else [record.dataset]
        )
        values = tuple(t.object for t in record.triples if t.subject == nodes[0] and t.predicate == fault.path)
        assert (values[-len(fault.values) :] if fault.beside else values) == fault.values
        assert values != fault.values or not fault.beside


def test_what_is_written_is_what_was_made(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.nt"
    seeded = write(file, 30, rate=0.5)
    made = list(records(30, rate=0.5))
    assert seeded.total() == sum(record.fault != "" for record in made) > 0
    triples = [quad.triple for quad in parse(path=file, format=RdfFormat.N_TRIPLES, rename_blank_nodes=False)]
    expected: list[Triple] = [*background(30), *(triple for record in made for triple in record.triples)]
    assert triples == expected
