"""The way in: what passes is published, what does not is held, and nothing good is lost by it."""

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode
from sqlalchemy import Connection, func, insert, select

from registry import schema
from registry.authority import Actor
from registry.catalogue import Gone, Shown
from registry.decision import Decision, Outcome
from registry.entries import Act
from registry.errors import NotYours, Stale
from registry.intake import Candidate, Intake, Judged
from registry.keeper import Keeper
from registry.ledger import Ledger
from tests.registry.descriptions import candidate, good, retitled, saying, without
from tests.registry.records import description, record
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCAT, DCT, REG, XSD


def made(keeper: Keeper, name: str, **more: str) -> Description:
    return good(keeper.words, keeper.config.base, name, **more)


def take(keeper: Keeper, description: Description, **more: object) -> Outcome:
    (decision,) = keeper.intake.take([candidate(description, **more)])
    return decision.outcome


def shown(keeper: Keeper, description: Description) -> Shown:
    found = keeper.catalogue.shown(key_of(description.iri))
    assert isinstance(found, Shown)
    return found


def test_a_good_description_is_published_everywhere_at_once(shared_keeper: Keeper) -> None:
    one = made(shared_keeper, "one")
    assert take(shared_keeper, one, is_form=True) in (Outcome.PUBLISHED, Outcome.REMARKED)
    assert shown(shared_keeper, one).description == one
    assert one.title().encode() in shared_keeper.store.dump(one.record)
    assert shared_keeper.views.position == shared_keeper.ledger.head().seq


def test_the_same_again_is_unchanged_and_writes_nothing(shared_keeper: Keeper) -> None:
    again = made(shared_keeper, "again")
    take(shared_keeper, again)
    before = shared_keeper.ledger.head()
    assert take(shared_keeper, again) is Outcome.UNCHANGED
    assert shared_keeper.ledger.head() == before


def test_a_violation_holds_the_new_version_and_the_good_one_stays_public(shared_keeper: Keeper) -> None:
    kept = made(shared_keeper, "kept")
    take(shared_keeper, kept)
    assert take(shared_keeper, without(kept, DCT.title)) is Outcome.HELD
    found = shown(shared_keeper, kept)
    assert found.description == kept
    assert found.held is not None and any(finding.holds for finding in found.held.findings)
    assert take(shared_keeper, retitled(kept, "Tên mới")) in (Outcome.PUBLISHED, Outcome.REMARKED)
    assert shown(shared_keeper, kept).held is None


def test_a_never_public_one_that_is_held_is_nowhere_to_be_seen(shared_keeper: Keeper) -> None:
    secret = without(made(shared_keeper, "hidden"), DCT.title)
    assert take(shared_keeper, secret) is Outcome.HELD
    assert shared_keeper.catalogue.shown(key_of(secret.iri)) is None
    assert shared_keeper.store.dump(secret.record) == b""
    assert shared_keeper.catalogue.held(key_of(secret.iri)) is not None


def test_held_again_with_the_same_words_writes_no_second_entry(shared_keeper: Keeper) -> None:
    held = without(made(shared_keeper, "twice"), DCT.title)
    take(shared_keeper, held)
    before = shared_keeper.ledger.head()
    assert take(shared_keeper, held) is Outcome.HELD
    assert shared_keeper.ledger.head() == before


def test_a_secret_takes_the_public_version_down_at_once(shared_keeper: Keeper) -> None:
    open_ = made(shared_keeper, "opened")
    take(shared_keeper, open_)
    secret = NamedNode(f"{shared_keeper.config.base}/id/concept/secrecy/mat")
    assert take(shared_keeper, saying(open_, REG.secrecy, secret)) is Outcome.TAKEN_DOWN
    gone = shared_keeper.catalogue.shown(key_of(open_.iri))
    assert isinstance(gone, Gone) and gone.entry.reason == ""
    assert shared_keeper.store.dump(open_.record) == b""


def test_a_missing_flag_is_a_remark_on_a_harvest_and_a_violation_on_the_form(shared_keeper: Keeper) -> None:
    silent = without(made(shared_keeper, "silent"), REG.personalData)
    assert take(shared_keeper, silent, is_form=True) is Outcome.HELD
    assert take(shared_keeper, silent) is Outcome.REMARKED


def test_a_ministrys_title_in_its_theme_is_a_duplicate_unless_reuse_is_declared(shared_keeper: Keeper) -> None:
    row = next(iter(shared_keeper.words.ministries.values()))
    copy = saying(made(shared_keeper, "copy", title=row.title_vi), DCT.title, Literal(row.title_vi, language="vi"))
    copy = saying(copy, DCAT.theme, NamedNode(row.theme))
    assert take(shared_keeper, copy) is Outcome.HELD
    (overlap, *_) = shared_keeper.catalogue.overlaps(copy.record)
    assert (overlap.ministry, overlap.grade) == (row.iri, "duplicate")
    reusing = saying(copy, DCT.source, NamedNode(row.iri))
    assert take(shared_keeper, reusing) is Outcome.HELD, "a declaration says how and when it is synchronised"
    mode = NamedNode(f"{shared_keeper.config.base}/id/concept/sync-mode/api")
    stated = saying(reusing, REG.syncMode, mode)
    stated = saying(stated, REG.lastSynced, Literal("2026-11-20", datatype=XSD.date))
    assert take(shared_keeper, stated) in (Outcome.PUBLISHED, Outcome.REMARKED)


def test_two_editors_the_second_is_told_and_nothing_is_lost(shared_keeper: Keeper) -> None:
    both = made(shared_keeper, "both")
    take(shared_keeper, both)
    seen = shown(shared_keeper, both).current.seq
    take(shared_keeper, retitled(both, "Của người thứ nhất"), expects=seen)
    with pytest.raises(Stale):
        take(shared_keeper, retitled(both, "Của người thứ hai"), expects=seen)
    assert shown(shared_keeper, both).description.title() == "Của người thứ nhất"


def test_an_agency_writing_to_anothers_dataset_is_refused_and_written_down(shared_keeper: Keeper) -> None:
    theirs = made(shared_keeper, "theirs")
    take(shared_keeper, theirs)
    other = shared_keeper.words.agency("gl-so-nnmt")
    assert other is not None
    actor = Actor("gl-so-nnmt", "Bình", other.iri)
    for act in (
        lambda: shared_keeper.authority.check(actor, retitled(theirs, "Chiếm"), None),
        lambda: shared_keeper.authority.withdraw(actor, theirs.record, "", None),
        lambda: shared_keeper.authority.confirm(actor, theirs.record),
    ):
        with pytest.raises(NotYours):
            act()
    refusals = [entry for entry in shared_keeper.ledger.history(theirs.record) if entry.act == "refuse"]
    assert len(refusals) == 1, "at most one a second for each account"
    assert refusals[0].actor == "gl-so-nnmt" and refusals[0].person == "Bình"
    assert shown(shared_keeper, theirs).description == theirs


def test_a_description_that_names_another_publisher_is_refused(shared_keeper: Keeper) -> None:
    mine = made(shared_keeper, "mine")
    other = shared_keeper.words.agency("gl-so-nnmt")
    assert other is not None
    actor = Actor("gl-so-nnmt", "Bình", other.iri)
    with pytest.raises(NotYours):
        shared_keeper.authority.check(actor, mine, None)
    assert shared_keeper.ledger.current(mine.record) is None


def test_two_records_with_one_anonymous_contact_each_keep_their_own(shared_keeper: Keeper) -> None:
    pair = [made(shared_keeper, "anh"), made(shared_keeper, "chi")]
    shared_keeper.intake.take([candidate(one) for one in pair])
    for one, other in (pair, reversed(pair)):
        dump = shared_keeper.store.dump(one.record)
        assert b"mailto:" + one.title().split()[-1].encode() in dump
        assert b"mailto:" + other.title().split()[-1].encode() not in dump


class Slices:
    """Slices being settled on a ledger of their own: what was told, and how often the views were asked to follow."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.told: list[list[str]] = []
        self.followed = 0
        self.intake = Intake(ledger, lambda some: (), self.follow)

    def follow(self) -> None:
        self.followed += 1

    def aside(self, connection: Connection, decisions: tuple[Decision, ...]) -> None:
        connection.execute(insert(schema.probe).values(at=f"slice {len(self.told)}"))
        self.told.append([decision.title for decision in decisions])

    def asides(self) -> int:
        with self.ledger.engine.connect() as connection:
            return len(connection.execute(select(schema.probe)).all())


def slice_of(*names: str, expects: int | None = None) -> list[Judged]:
    found = [description(name, f"Sổ {name}") for name in names]
    return [Judged(Candidate.of(one, one.publisher or "", "gl-so-yt", expects=expects), ()) for one in found]


def test_slices_are_settled_one_by_one_in_one_transaction_with_what_ends_it(ledger: Ledger) -> None:
    slices, seqs = Slices(ledger), []
    more = [Act("confirm", record("a"), "gl-so-yt", "An", reason="không đổi")]

    def coming() -> Iterator[list[Judged]]:
        for names in (("a", "b"), ("c",)):
            seqs.append(ledger.head().seq)
            yield slice_of(*names)

    def last(connection: Connection) -> None:
        assert connection.execute(select(func.count()).select_from(schema.entry)).scalar() == 4, "all acts are written"

    slices.intake.settle_slices(coming(), slices.aside, more, last)
    assert slices.told == [["Sổ a", "Sổ b"], ["Sổ c"]] and seqs == [0, 0], "nobody sees a slice before the last"
    assert [entry.act for entry in ledger.since(0)] == ["publish"] * 3 + ["confirm"]
    assert (slices.followed, slices.asides()) == (1, 2)


def test_an_error_in_any_slice_or_at_the_end_leaves_nothing_of_all(ledger: Ledger) -> None:
    slices = Slices(ledger)

    def last(connection: Connection) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError):
        slices.intake.settle_slices([slice_of("a"), slice_of("b")], slices.aside, (), last)
    with pytest.raises(Stale):
        slices.intake.settle_slices([slice_of("a"), slice_of("b", expects=7)], slices.aside)
    assert ledger.head().seq == 0 and (slices.followed, slices.asides()) == (0, 0)
    slices.intake.settle_slices([], slices.aside)
    assert ledger.head().seq == 0 and slices.asides() == 0
