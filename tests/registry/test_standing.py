"""What people decided reaches the rules, by whichever way a description comes; a repair is saved while its case waits."""

from collections.abc import Iterator
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode
from sqlalchemy import Engine

from registry import schema
from registry.accounts import By, Role
from registry.config import load_config
from registry.decision import Outcome
from registry.entries import Act
from registry.keeper import Keeper
from registry.ledger import Current, Ledger
from registry.overlap_cases import Case
from registry.proposed_rulings import Proposed
from registry.rulings import Decided
from registry.standing import Standing
from registry.transfers import CannotTransfer
from tests.registry.descriptions import candidate, good, saying, without
from tests.registry.desk import Ticking
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.ministries import MinistryDataset, load_ministry_datasets
from vocab.namespaces import DCAT, DCT, REG, XSD

REVIEWER = By("tham-dinh", "Lê Thị Hoa")
REVIEWED, DUPLICATE = "overlap/duplicate-under-review", "overlap/duplicate-of-ministry"
TERM = 31
COPIED, TWICE, OVER = "mds-068-ttb-yt", "mds-004-gplx", "mds-066-duoc"


@pytest.fixture(scope="module")
def clock() -> Ticking:
    return Ticking()


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory, clock: Ticking) -> Iterator[Keeper]:
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("standing")), clock)
    yield keeper
    keeper.close()


def row(keeper: Keeper, id: str = COPIED) -> MinistryDataset:
    return next(one for one in load_ministry_datasets(keeper.config.base) if one.id == id)


def copy(keeper: Keeper, name: str, id: str = COPIED) -> Description:
    """A dataset in the words of a ministry's."""
    its = row(keeper, id)
    made = good(keeper.words, keeper.config.base, name, title=its.title_vi)
    made = saying(made, DCT.description, Literal(f"{its.description}. Bản của tỉnh, {name}.", language="vi"))
    return saying(made, DCAT.theme, NamedNode(its.theme))


def declared(keeper: Keeper, description: Description, synced: str = "2026-11-20", id: str = COPIED) -> Description:
    made = saying(description, DCT.source, NamedNode(row(keeper, id).iri))
    made = saying(made, REG.syncMode, NamedNode(f"{keeper.config.base}/id/concept/sync-mode/api"))
    return saying(made, REG.lastSynced, Literal(synced, datatype=XSD.date))


def take(keeper: Keeper, description: Description, is_form: bool = True) -> tuple[Outcome, set[str]]:
    (decision,) = keeper.intake.take([candidate(description, is_form=is_form)])
    return decision.outcome, {finding.rule for finding in decision.findings if finding.severity == "Violation"}


def bypassing(keeper: Keeper, description: Description) -> None:
    """Puts a version into the ledger as rules of other days let it pass."""
    agency = description.publisher or ""
    told = ("publish", description.record, "gl-so-yt", "An", description.body(), description.fingerprint, agency)
    keeper.ledger.append([Act(*told)])


def case_of(keeper: Keeper, description: Description, id: str = COPIED) -> Case:
    """The case with the ministry's dataset that the description copies."""
    return next(case for case in keeper.cases.of_record(description.record) if case.other == row(keeper, id).iri)


def state(keeper: Keeper, description: Description) -> Current:
    current = keeper.ledger.current(description.record)
    assert current is not None
    return current


def decide(keeper: Keeper, description: Description, verdict: str, until: str = "", other: str = COPIED) -> None:
    case = case_of(keeper, description, other)
    target = state(keeper, description).record if verdict == "merge" else ""
    said = keeper.deciding.read(case, Proposed(verdict, "Đã xem cả hai bản ghi.", "regulation-4-3", until, target))
    assert isinstance(said, Decided), said
    keeper.deciding.decide(case, said, REVIEWER)


@pytest.mark.parametrize("is_form", [True, False], ids=["form", "harvest"])
def test_a_copy_is_held_with_a_case_until_its_reuse_is_declared(keeper: Keeper, is_form: bool) -> None:
    one = copy(keeper, f"held-{is_form}")
    assert take(keeper, one, is_form) == (Outcome.HELD, {DUPLICATE})
    assert (case_of(keeper, one).other, case_of(keeper, one).is_open) == (row(keeper).iri, True)
    silent = saying(one, DCT.source, NamedNode(row(keeper).iri))
    assert take(keeper, silent, is_form) == (Outcome.HELD, {"province/r-sync"}), (
        "a declaration says how it is kept in step"
    )
    outcome, violations = take(keeper, declared(keeper, one), is_form)
    assert outcome in (Outcome.PUBLISHED, Outcome.REMARKED) and not violations
    assert not case_of(keeper, one).is_open


@pytest.mark.parametrize("is_form", [True, False], ids=["form", "harvest"])
def test_reuse_that_lags_holds_a_new_dataset_and_no_update_of_a_public_one(keeper: Keeper, is_form: bool) -> None:
    late = declared(keeper, copy(keeper, f"late-{is_form}"), "2026-07-01")
    assert take(keeper, late, is_form) == (Outcome.HELD, {"overlap/new-reuse-lags"})
    assert take(keeper, declared(keeper, late), is_form)[0] in (Outcome.PUBLISHED, Outcome.REMARKED)
    assert take(keeper, late, is_form) == (Outcome.REMARKED, {"overlap/reuse-lags"})
    keeper.rejudging.run()
    assert state(keeper, late).state == "public"
    keeper.ledger.append([Act("withdraw", late.record, "gl-so-yt", "An", reason="thử")])
    assert take(keeper, late, is_form) == (Outcome.HELD, {"overlap/new-reuse-lags"})


def test_reuse_of_nothing_is_held(keeper: Keeper) -> None:
    nowhere = NamedNode(f"{keeper.config.base}/id/ministry-dataset/khong-co")
    nothing = saying(declared(keeper, copy(keeper, "nothing")), DCT.source, nowhere)
    assert take(keeper, nothing) == (Outcome.HELD, {DUPLICATE, "overlap/reuse-of-nothing"})


def test_a_ruling_lets_it_be_until_its_day_and_an_ended_one_stays_out(keeper: Keeper, clock: Ticking) -> None:
    before = clock.now
    exempt, ended = copy(keeper, "exempt"), copy(keeper, "ended", OVER)
    for one in (exempt, ended):
        assert take(keeper, one)[0] is Outcome.HELD
    decide(keeper, exempt, "exempt", "30/11/2026")
    assert state(keeper, exempt).state == "public"
    decide(keeper, ended, "withdraw", other=OVER)
    assert take(keeper, declared(keeper, ended, id=OVER)) == (Outcome.HELD, {"overlap/ruled-out"})
    clock.forward(days=10)
    again = saying(exempt, DCT.modified, Literal("2026-11-30", datatype=XSD.date))
    assert DUPLICATE in take(keeper, again)[1], "nothing is silenced beyond the last day"
    clock.now = before


@pytest.mark.parametrize("is_form", [True, False], ids=["form", "harvest"])
def test_what_was_withdrawn_does_not_come_back_under_a_new_identifier(keeper: Keeper, is_form: bool) -> None:
    first, twin = copy(keeper, f"first-{is_form}", TWICE), copy(keeper, f"twin-{is_form}", TWICE)
    take(keeper, first)
    decide(keeper, first, "withdraw", other=TWICE)
    (decision,) = keeper.intake.take([candidate(twin, is_form=is_form)])
    said = [finding.message_vi for finding in decision.findings if finding.rule == "overlap/ruled-out"]
    assert decision.outcome is Outcome.HELD and case_of(keeper, first, TWICE).number in said[0]
    decide(keeper, twin, "no-overlap", other=TWICE)
    assert state(keeper, twin).state == "public", "the reviewer opens the way"


def test_what_came_to_violate_stays_up_and_can_be_repaired_while_its_case_is_open(
    keeper: Keeper, clock: Ticking
) -> None:
    before = clock.now
    old = copy(keeper, "old")
    bypassing(keeper, old)
    keeper.rejudging.run()
    assert state(keeper, old).state == "public"
    assert case_of(keeper, old).was_public
    said = {finding.rule for finding in keeper.rejudging.reports.of(old.record)}
    assert REVIEWED in said and DUPLICATE not in said, "what its page says must be true of the next repair"
    repaired = saying(old, DCT.modified, Literal("2026-11-21", datatype=XSD.date))
    outcome, violations = take(keeper, repaired)
    assert outcome is Outcome.REMARKED and violations == {REVIEWED}
    assert case_of(keeper, old).is_open, "saving a repair decides nothing"
    clock.forward(days=TERM)
    later = saying(repaired, DCT.modified, Literal("2026-12-20", datatype=XSD.date))
    assert take(keeper, later) == (Outcome.REMARKED, {REVIEWED}), "the reviewer is late, not the agency"
    clock.now = before


def test_a_version_held_back_beside_it_neither_closes_nor_hides_the_case_of_the_public_one(keeper: Keeper) -> None:
    public = copy(keeper, "public")
    bypassing(keeper, public)
    keeper.rejudging.run()
    other = good(keeper.words, keeper.config.base, "public", title="Lịch trực lễ tân")
    assert take(keeper, without(other, DCT.title))[0] is Outcome.HELD, "it copies nothing, and lacks a name"
    assert case_of(keeper, public).is_open and case_of(keeper, public).was_public
    assert take(keeper, other)[0] in (Outcome.PUBLISHED, Outcome.REMARKED)
    assert not case_of(keeper, public).is_open
    late = copy(keeper, "late-again")
    bypassing(keeper, late)
    waiting = without(good(keeper.words, keeper.config.base, "late-again"), DCT.title)
    assert take(keeper, waiting)[0] is Outcome.HELD
    keeper.rejudging.run()
    assert case_of(keeper, late).was_public, "measured again, although a version waits"


def test_what_was_withdrawn_comes_back_as_something_new(keeper: Keeper) -> None:
    back = copy(keeper, "back")
    bypassing(keeper, back)
    keeper.rejudging.run()
    keeper.ledger.append([Act("withdraw", back.record, "gl-so-yt", "An", reason="thử")])
    assert take(keeper, back) == (Outcome.HELD, {DUPLICATE})


def test_a_transfer_publishes_nothing_that_is_held(keeper: Keeper) -> None:
    moving = copy(keeper, "moving")
    take(keeper, moving)
    heir = keeper.words.agency("gl-so-tc")
    assert heir is not None
    key, day, by = key_of(moving.iri), keeper.clock().date(), By(Role.OPERATOR, "Bình")
    decision = keeper.transfers.hand_over(key, "gl-so-tc", day, "QĐ 9/QĐ-UBND", by)
    assert decision.outcome is Outcome.HELD
    assert (state(keeper, moving).state, state(keeper, moving).agency) == ("held", heir.iri)
    held = keeper.catalogue.held(key)
    assert held is not None and held.description.publisher == heir.iri
    assert case_of(keeper, moving).is_open
    clean = good(keeper.words, keeper.config.base, "clean")
    take(keeper, clean)
    assert keeper.transfers.hand_over(key_of(clean.iri), "gl-so-tc", day, "QĐ 9/QĐ-UBND", by).is_public
    for wrong in ("khong-co", "gl-so-tc"):
        with pytest.raises(CannotTransfer):
            keeper.transfers.hand_over(key_of(clean.iri), wrong, day, "QĐ 9/QĐ-UBND", by)
    with pytest.raises(CannotTransfer):
        keeper.transfers.hand_over("aaaaaaaaaaaa", "gl-so-tc", day, "QĐ 9/QĐ-UBND", by)


def test_a_database_from_before_cases_is_judged_as_if_nothing_were_decided(engine: Engine, ledger: Ledger) -> None:
    dataset = "https://registry.example/id/dataset/aaaaaaaaaaaa"
    assert Standing(ledger).of([dataset], date(2026, 11, 21)) == {}
    schema.case.drop(engine)
    assert Standing(ledger).of([dataset], date(2026, 11, 21)) == {}
