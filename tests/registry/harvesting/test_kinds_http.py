"""Each kind of source against a real HTTP server on loopback, harvested into one keeper: all comes, then nothing changes,
then only what changed."""

from collections.abc import Iterator

import pytest

from harvesters.kinds import KINDS
from registry.harvesting.runs import DONE
from registry.keeper import Keeper
from tests.registry.harvesting.apis_of_kinds import APIS, Served, serving_apis


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving_apis() as served:
        yield served


def test_every_kind_is_walked() -> None:
    assert {api.kind for api in APIS.values()} == set(KINDS)


@pytest.mark.parametrize("name", APIS)
def test_all_comes_then_nothing_then_what_changed(shared_keeper: Keeper, served: Served, name: str) -> None:
    keeper, source = shared_keeper, served.source(name)
    before = keeper.ledger.counts().get("public", 0)
    first = keeper.sync().harvest(source)
    assert first.state == DONE, first.message_en
    assert (first.account.created, first.account.read) == (4, 4), keeper.runs.unreadable(first.id)
    assert keeper.ledger.counts()["public"] == before + 4
    assert {one.title for one in served.held[name]} == {row["title"] for row in keeper.runs.settled(first.id)}

    head = keeper.ledger.head()
    second = keeper.sync().harvest(source)
    assert second.state == DONE, second.message_en
    assert (second.account.unchanged, second.account.read) == (4, 4)
    assert keeper.ledger.head() == head

    served.change(name)
    third = keeper.sync().harvest(source)
    assert third.state == DONE, third.message_en
    assert (third.account.changed, third.account.unchanged, third.account.read) == (1, 3, 4)
    assert keeper.ledger.counts()["public"] == before + 4
