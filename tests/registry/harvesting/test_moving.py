"""A source goes to another agency, or out, with the datasets that its agency answers for; all of it or nothing."""

from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest
from sqlalchemy import insert

from registry.accounts import By
from registry.catalogue import Gone
from registry.entries import Act
from registry.errors import Stale
from registry.harvesting import moving
from registry.harvesting.entered import State
from registry.harvesting.lease import AlreadyRunning, Lease
from registry.harvesting.sources import NotNow, UnknownSource
from registry.harvesting.tables import origin
from registry.keeper import Keeper
from registry.transfers import CannotTransfer
from tests.registry.descriptions import candidate, good, without
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCT

BY, DAY, LAW = By("van-hanh", "Trần Minh Khoa"), date(2026, 11, 1), "QĐ 9/QĐ-UBND"
MINE, HEIR, OTHER = "gl-so-yt", "gl-so-tc", "gl-so-xd"
_NUMBERS = count(1)


@dataclass
class Brought:
    """A source of the health department with what it brought: public, held before it ever was, withdrawn, and by now
    another agency's."""

    keeper: Keeper
    slug: str
    public: Description
    held: Description
    withdrawn: Description
    foreign: Description

    def agencies(self) -> list[str]:
        """The id of the agency that answers for each of the four."""
        records = [one.record for one in (self.public, self.held, self.withdrawn, self.foreign)]
        by_record = {one.record: one.agency for one in self.keeper.ledger.currents_of(records)}
        found = [self.keeper.words.agency(by_record[record]) for record in records]
        return [one.id if one else "" for one in found]

    def states(self) -> list[str]:
        records = [one.record for one in (self.public, self.held, self.withdrawn, self.foreign)]
        by_record = {one.record: one.state for one in self.keeper.ledger.currents_of(records)}
        return [by_record[record] for record in records]


def entered(keeper: Keeper, slug: str, **more: str) -> None:
    said = {"slug": slug, "kind": "ckan", "url": "https://x.example/", "agency": MINE, **more}
    keeper.source_book.enter(said, State.APPROVED, BY)


@pytest.fixture
def brought(shared_keeper: Keeper) -> Brought:
    keeper, number = shared_keeper, next(_NUMBERS)
    names = [f"{number}-{name}" for name in ("public", "held", "withdrawn", "foreign")]
    made = [good(keeper.words, keeper.config.base, name, agency=MINE) for name in names[:3]]
    made[1] = without(made[1], DCT.title)
    made.append(good(keeper.words, keeper.config.base, names[3], agency=OTHER))
    keeper.intake.take([candidate(one) for one in made])
    keeper.ledger.append([Act("withdraw", made[2].record, MINE, "An", reason="sai")])
    keeper.follow()
    found = Brought(keeper, f"nguon-{number}", *made)
    entered(keeper, found.slug)
    rows = [
        {"record": one.record, "source": found.slug, "identifier": name, "last_run": 1, "last_seen": ""}
        for name, one in zip(names, made, strict=True)
    ]
    keeper.ledger.beside(lambda connection: connection.execute(insert(origin), rows))
    return found


def test_what_its_agency_answers_for_goes_along_and_nothing_else(brought: Brought) -> None:
    moved = brought.keeper.moving.move(brought.slug, HEIR, DAY, LAW, BY)
    assert moved.source.source.agency == HEIR and len(moved.decisions) == 2
    assert brought.agencies() == [HEIR, HEIR, MINE, OTHER]
    assert brought.states() == ["public", "held", "withdrawn", "public"]


@pytest.mark.parametrize("heir", [MINE, "so-khong-co", "Sở Tài chính tỉnh Gia Lai", ""])
def test_it_goes_to_another_agency_of_the_register(brought: Brought, heir: str) -> None:
    head = brought.keeper.ledger.head()
    with pytest.raises(CannotTransfer):
        brought.keeper.moving.move(brought.slug, heir, DAY, LAW, BY)
    assert brought.keeper.ledger.head() == head


def test_it_goes_to_none_that_is_no_more(brought: Brought) -> None:
    closed = next(one for one in brought.keeper.words.agencies.all if not one.is_active(DAY))
    with pytest.raises(CannotTransfer) as refused:
        brought.keeper.moving.move(brought.slug, closed.id, DAY, LAW, BY)
    assert "01/11/2026" in refused.value.vi and closed.name("en") in refused.value.en


def test_a_ministrys_catalogue_stays_a_ministrys(shared_keeper: Keeper) -> None:
    entered(shared_keeper, "danh-muc-bo", side="ministry", agency="vn-bo-xay-dung")
    with pytest.raises(NotNow):
        shared_keeper.moving.move("danh-muc-bo", HEIR, DAY, LAW, BY)


def test_a_source_that_is_harvested_just_now_neither_moves_nor_goes(brought: Brought) -> None:
    keeper, head = brought.keeper, brought.keeper.ledger.head()
    with Lease(keeper.engine, keeper.clock, brought.slug):
        with pytest.raises(AlreadyRunning):
            keeper.moving.move(brought.slug, HEIR, DAY, LAW, BY)
        with pytest.raises(AlreadyRunning):
            keeper.moving.remove(brought.slug, BY, "dừng API", is_withdrawing=True)
    assert keeper.ledger.head() == head
    assert keeper.moving.move(brought.slug, HEIR, DAY, LAW, BY).source.source.agency == HEIR, "nobody has it any more"


def test_a_source_goes_and_leaves_its_datasets_or_takes_its_own_public_ones_along(brought: Brought) -> None:
    keeper = brought.keeper
    assert keeper.moving.remove(brought.slug, BY, "nhầm") == 0
    assert brought.states() == ["public", "held", "withdrawn", "public"]
    entered(keeper, brought.slug)
    assert keeper.moving.remove(brought.slug, BY, "dừng API", is_withdrawing=True) == 1
    assert brought.states() == ["withdrawn", "held", "withdrawn", "public"]
    assert isinstance(keeper.catalogue.shown(key_of(brought.public.iri)), Gone), "whoever asks sees it at once"
    with pytest.raises(UnknownSource):
        keeper.source_book.one(brought.slug)


def test_what_moved_meanwhile_is_not_withdrawn_unseen(brought: Brought, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = brought.keeper

    class Slow(Lease):
        def __enter__(self) -> Lease:
            keeper.ledger.append([Act("confirm", brought.public.record, MINE, "An", reason="không đổi")])
            return super().__enter__()

    monkeypatch.setattr(moving, "Lease", Slow)
    with pytest.raises(Stale):
        keeper.moving.remove(brought.slug, BY, "dừng API", is_withdrawing=True)
    assert brought.states()[0] == "public" and keeper.source_book.one(brought.slug).may_run
