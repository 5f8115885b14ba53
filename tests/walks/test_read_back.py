"""Our own harvester reads our own feeds back over real HTTP, and the result is the same catalogue.

What a harvest itself adds or leaves out is `read_back.STRIPPED`; what a door loses is `losses`.
"""

from collections.abc import Iterator

import pytest

from harvesters.source import Source
from registry import keeper as keeper_module
from registry.authority import Actor
from registry.config import load_config
from registry.harvesting.runs import DONE, Run
from registry.keeper import Keeper
from tests.registry.lending import Lender
from tests.walks import losses
from tests.walks.feeding import BASE, Feeding, feeding
from tests.walks.read_back import (
    AGENCY,
    STRIPPED,
    Walk,
    differences,
    mapped,
    matched,
    originals,
    source_at,
    stripped,
    told_of,
    walked,
)
from tests.walks.rich_datasets import COUNT, all_rich, publish, rich
from vocab.description import Description
from vocab.identifiers import key_of

OTHER = "https://cong.vung.example"
"""The base of the registry that harvests: what bears its own base a registry does not take back."""
WHOLE = (
    *(("dcat", f"/catalog{suffix}") for suffix in (".ttl", ".rdf", ".jsonld", ".nt", ".trig", ".nq")),
    *(("ldes", f"/changes{suffix}") for suffix in (".trig", ".jsonld", ".nq")),
    ("oai-pmh", "/oai?metadataPrefix=dcat_ap"),
)
"""Doors that lose nothing, with the kind of source to read them by."""
EXPECTED = frozenset({"services", "named-graphs"})
"""What the harvester remarks of what it leaves out: the doors as data services, the names of the records' graphs."""
DELETING = (("ldes", "/changes.trig"), ("oai-pmh", "/oai?metadataPrefix=dcat_ap"))
"""Doors that tell of deletions themselves."""


@pytest.fixture(scope="module", autouse=True)
def lent_zygotes() -> Iterator[None]:
    """The keepers of these tests have zygotes that end with the tests."""
    lender = Lender()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeper_module, "workers_for", lender.workers_for)
        yield
    lender.close()


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeding]:
    with feeding(tmp_path_factory.mktemp("fed") / "data", all_rich) as found:
        yield found


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """The registry that harvests the other one."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("reader"), base=OTHER, host_delay_ms=0))
    yield keeper
    keeper.close()


def unequal(walk: Walk, there: dict[str, Description], agency: str, left_out: object = None) -> dict[str, list[str]]:
    """By key, in what a description that was read back differs from the ledger's."""
    table = [one for one in STRIPPED if one is not left_out]
    found = {}
    for original, record in matched(walk, there):
        back = stripped(told_of(original, mapped(record, walk.source, BASE, agency), BASE), BASE, table)
        ours = stripped(original, BASE, table)
        if back.fingerprint != ours.fingerprint:
            found[key_of(original.iri)] = differences(ours, back)
    return found


def agency_of(fed: Feeding) -> str:
    found = fed.keeper.words.agency(AGENCY)
    assert found is not None
    return found.iri


@pytest.mark.parametrize(("kind", "path"), WHOLE)
def test_the_catalogue_is_read_back_whole_and_isomorphic(fed: Feeding, kind: str, path: str) -> None:
    walk, there = walked(source_at(kind, fed.address + path)), originals(fed.keeper)
    assert walk.unreadable == () and walk.gone == ()
    assert [notice for page in walk.pages for notice in page.notices if notice.slug not in EXPECTED] == []
    if kind == "dcat":
        assert len(walk.pages) > 1 and {page.total for page in walk.pages} == {COUNT}
    assert sorted(key_of(original.iri) for original, _ in matched(walk, there)) == sorted(there)
    assert unequal(walk, there, agency_of(fed)) == {}


@pytest.mark.parametrize("row", STRIPPED, ids=lambda row: row.predicate.value.rpartition("/")[2])
def test_nothing_is_stripped_that_need_not_be(fed: Feeding, row: object) -> None:
    walk = walked(source_at("dcat", f"{fed.address}/catalog.nt"))
    assert unequal(walk, originals(fed.keeper), agency_of(fed), row) != {}


def test_what_each_door_loses_stands_in_the_documentation(fed: Feeding) -> None:
    page = losses.PAGE.read_text("utf-8")
    assert losses.written(page, losses.table(fed)) == page, "python -m tests.walks.losses writes it"


def harvest(reader: Keeper, source: Source) -> Run:
    run = reader.sync().harvest(source)
    assert run.state == DONE, run.message_en
    assert reader.runs.unreadable(run.id) == ()
    return run


def test_a_second_registry_harvests_the_first_then_nothing_then_what_changed(fed: Feeding, reader: Keeper) -> None:
    """Last of these tests: it changes the registry that is read."""
    source = source_at("dcat", f"{fed.address}/catalog.ttl", "so-khac")
    first = harvest(reader, source)
    assert (first.account.created, first.account.read) == (COUNT, COUNT)
    assert reader.ledger.counts()["public"] == COUNT
    again = harvest(reader, source)
    assert (again.account.unchanged, again.account.read) == (COUNT, COUNT)

    changed = rich(fed.keeper.words, BASE, 3, subject="Ghế đá công viên")
    publish(fed.keeper.ledger, [changed])
    withdrawn = rich(fed.keeper.words, BASE, 4)
    actor = Actor("gl-so-yt", "Nguyễn An", withdrawn.publisher or "")
    fed.keeper.authority.withdraw(actor, withdrawn.record, "gộp vào tập khác", None)
    fed.keeper.follow()
    third = harvest(reader, source)
    assert (third.account.changed, third.account.unchanged, third.account.read) == (1, COUNT - 2, COUNT - 1)
    assert third.account.missing == 1
    for kind, path in DELETING:
        gone = walked(source_at(kind, fed.address + path)).gone
        assert [key_of(withdrawn.iri) in one.identifier for one in gone] == [True], kind
