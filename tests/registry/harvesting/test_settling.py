"""What becomes of each record of a run, against a portal on loopback: what vanishes waits, and what people did stays."""

from pyoxigraph import NamedNode

from registry.catalogue import Gone
from registry.entries import Act
from registry.harvesting.consent import AT_ONCE, NO_CONSENT
from registry.harvesting.pages import READ, SAME
from registry.harvesting.runs import DONE, FAILED, GUARDED, PERSON, Occasion
from registry.harvesting.sync import Sync
from tests.registry.descriptions import saying
from tests.registry.harvesting.agency import PACKAGES, Agency
from tests.registry.harvesting.portal import package
from vocab.identifiers import key_of
from vocab.namespaces import DCT

OVERLAPPING = {
    "title": "Giường bệnh theo khoa, cơ sở số 1",
    "notes": "Số giường bệnh theo khoa của cơ sở số 1.",
    "tags": [{"name": "y tế"}],
    "groups": [{"name": "y-te", "title": "Y tế"}],
}
"""What a ministry's dataset holds already."""


def test_what_was_held_is_told_again_though_it_is_not_read_again(agency: Agency) -> None:
    agency.portal.packages[0] = package(0, **OVERLAPPING)
    first = agency.run()
    again = agency.run()
    assert first.account.held == again.account.held == 1 and agency.states()[0] == (SAME, 4)
    (row,) = (row for row in agency.keeper.runs.settled(again.id) if row["word"] == "held")
    assert any(finding["severity"] == "Violation" for finding in row["findings"])


def test_a_second_record_of_a_dataset_is_told_of_and_the_first_stays(agency: Agency) -> None:
    agency.portal.packages.insert(7, package(2, title="Một tên khác cho cùng mã"))
    agency.portal.packages += [package(4), package(9)]
    run = agency.run()
    account = run.account
    assert (run.state, account.created, account.unreadable, account.repeated) == (DONE, PACKAGES, 1, 2)
    (told,) = agency.keeper.runs.unreadable(run.id)
    assert told["cause"] == "duplicate" and told["position"] == package(2)["id"]
    assert agency.described(2).title() == package(2)["title"]


def test_a_record_repeated_word_for_word_on_one_page_is_counted_and_hinders_nothing(agency: Agency) -> None:
    agency.run()
    agency.portal.packages.insert(1, package(0))
    agency.portal.packages.pop()
    run = agency.run()
    account = run.account
    assert (run.state, account.repeated, account.unreadable, account.missing) == (DONE, 1, 0, 1)
    agency.portal.packages[1] = package(0, title="Khác")
    run = agency.run()
    (told,) = agency.keeper.runs.unreadable(run.id)
    assert (told["cause"], run.account.missing, run.account.unreadable) == ("duplicate", 1, 1)


def test_what_vanishes_stays_public_for_its_grace_and_returns_under_its_own_name(agency: Agency) -> None:
    agency.run()
    record = agency.current(9).record
    lost = agency.portal.packages.pop()
    run = agency.run()
    assert (run.state, run.account.missing, run.account.withdrawn) == (DONE, 1, 0), run.message_en
    assert agency.current(9).state == "public"
    assert [one.identifier for one in agency.keeper.runs.missing(agency.source.slug)] == [lost["id"]]
    agency.clock.forward(days=6, hours=23)
    assert agency.run().account.missing == 1
    agency.portal.packages.append(lost)
    back = agency.run()
    assert back.account.returned == 1 and not agency.keeper.runs.missing(agency.source.slug)
    agency.portal.packages.pop()
    agency.run()
    agency.clock.forward(days=7)
    over = agency.run()
    assert (over.account.missing, over.account.withdrawn) == (0, 1)
    gone = agency.keeper.catalogue.shown(key_of(record))
    assert isinstance(gone, Gone) and gone.left_its_source and gone.last is not None and gone.last.record == record
    agency.portal.packages.append(lost)
    returned = agency.run()
    assert (returned.account.created, returned.account.returned) == (1, 1)
    assert agency.current(9).record == record and agency.current(9).state == "public"


def test_nothing_is_taken_for_gone_beside_what_could_not_be_read_and_the_run_says_so(agency: Agency) -> None:
    agency.run()
    lost = agency.portal.packages.pop()
    agency.portal.packages.append({"id": "", "name": "", "title": ""})
    run = agency.run()
    account = run.account
    assert (run.state, account.missing, account.withdrawn, account.untouched) == (DONE, 0, 0, 1) and account.unreadable
    assert not agency.keeper.runs.missing(agency.source.slug)
    assert "1 tập" in run.message_vi and "1 datasets" in run.message_en
    (named,) = (row for row in agency.keeper.runs.settled(run.id) if row["word"] == "untouched")
    assert named["identifier"] == lost["id"]
    sure = agency.run(confirmed=True)
    assert (sure.confirms, sure.account.missing, sure.account.untouched) == (run.id, 1, 0), (
        "a person let go what it named"
    )


def test_much_that_vanishes_waits_for_a_person_with_its_whole_account_and_keeps_its_grace(agency: Agency) -> None:
    agency.portal.packages[9] = package(9, title="")
    agency.run()
    held = key_of(agency.current(9).record)
    assert agency.keeper.catalogue.held(held)
    head = agency.keeper.ledger.head()
    del agency.portal.packages[2:]
    agency.portal.packages.append(package(50))
    guarded = agency.run()
    assert guarded.state == GUARDED and agency.keeper.ledger.head() == head
    assert "8 tập không còn, 7 tập đang công khai sẽ bị rút" in guarded.message_vi
    account = guarded.account
    assert (account.created, account.unchanged, account.missing, account.read) == (1, 2, PACKAGES - 2, 3)
    named = {row["identifier"] for row in agency.keeper.runs.settled(guarded.id) if row["word"] == "missing"}
    assert named == {package(number)["id"] for number in range(2, PACKAGES)}
    confirmed = agency.run(confirmed=True)
    assert (confirmed.state, confirmed.confirms) == (DONE, guarded.id)
    assert (confirmed.account.withdrawn, confirmed.account.missing) == (0, PACKAGES - 2) and agency.public() == PACKAGES
    assert agency.run().state == DONE, "what is missing already waits for nobody"
    agency.clock.forward(days=7)
    assert agency.run().account.withdrawn == 7
    assert not agency.keeper.catalogue.held(held), "nobody is asked to mend what the source holds no more"


def test_a_person_may_let_go_at_once_and_only_what_was_named(agency: Agency) -> None:
    agency.run()
    kept = list(agency.portal.packages)
    agency.portal.packages[:] = kept[:7]
    guarded = agency.run()
    agency.portal.packages[:] = kept[:2]
    other = agency.run(confirmed=True)
    assert other.state == GUARDED and f"đợt {guarded.id}" in other.message_vi and agency.public() == PACKAGES
    consent = agency.keeper.harvests.consent(agency.source.slug, True, AT_ONCE)
    by = Occasion(PERSON, "van-hanh: Bình")
    sure = agency.keeper.sync().harvest(agency.source, consent=consent, occasion=by)
    assert (sure.state, sure.confirms, sure.by) == (DONE, other.id, "van-hanh: Bình")
    assert sure.account.withdrawn == PACKAGES - 2 and agency.public() == 2
    assert agency.keeper.harvests.consent(agency.source.slug, True) == NO_CONSENT, "nothing waits any more"


def test_a_listing_that_is_cut_short_is_not_taken_for_the_whole(agency: Agency) -> None:
    agency.run()
    agency.portal.counted = PACKAGES + 5
    agency.portal.packages[0]["title"] = "Ghế đá đã đổi"
    run = agency.run()
    assert run.state == FAILED and f"{PACKAGES + 5} bản ghi nhưng chỉ đưa {PACKAGES}" in run.message_vi
    assert agency.described(0).title() == package(0)["title"], "the mirror stays as it was"
    agency.portal.counted = 0
    agency.portal.on_page = lambda number: len(agency.portal.packages) > 9 and agency.portal.packages.pop() and None
    run = agency.run()
    assert (run.state, run.account.missing) == (DONE, 1), "a total may shrink while it is read"


def test_nothing_read_is_a_failure(agency: Agency) -> None:
    agency.portal.packages.clear()
    run = agency.run()
    assert run.state == FAILED and run.message_vi and run.account.read == 0


def test_a_source_that_was_emptied_fails_whoever_confirms(agency: Agency) -> None:
    agency.run()
    kept = list(agency.portal.packages)
    agency.portal.packages.clear()
    empty = agency.run()
    assert empty.state == FAILED and "gỡ nguồn" in empty.message_vi and "10" in empty.message_en
    agency.portal.packages[:] = kept[:2]
    assert agency.run().state == GUARDED
    agency.portal.packages.clear()
    assert agency.run(confirmed=True).state == FAILED and agency.public() == PACKAGES


def test_many_gone_under_new_names_wait_for_a_person_too(agency: Agency) -> None:
    agency.run()
    agency.portal.packages[:] = [package(100 + number) for number in range(PACKAGES)]
    assert agency.run().state == GUARDED


def test_a_record_removed_by_law_is_not_brought_back_by_its_source(agency: Agency) -> None:
    run = agency.run()
    record, title = agency.current(0).record, agency.described(0).title()
    agency.keeper.removal.remove(record, "operator", "An; Bình", "Điều 8")
    assert title not in str(agency.keeper.runs.settled(run.id))
    again = agency.run()
    assert (again.state, again.account.refused, again.account.unchanged) == (DONE, 1, PACKAGES - 1)
    now = agency.keeper.ledger.current(record)
    assert now is not None and now.state == "expunged"
    assert title not in str(agency.keeper.runs.settled(again.id))
    assert agency.keeper.store.dump(record) == b""


def test_what_a_person_withdrew_the_source_does_not_bring_back(agency: Agency) -> None:
    agency.run()
    agency.keeper.authority.withdraw(agency.clerk(0), agency.current(0).record, "sai số liệu", None)
    again = agency.run()
    assert agency.current(0).state == "withdrawn" and again.account.unchanged == PACKAGES


def test_a_persons_edit_stays_and_the_sources_next_version_waits_for_a_person(agency: Agency) -> None:
    agency.run()
    agency.edit(0, "Tên do cán bộ đặt")
    agency.run()
    assert agency.described(0).title() == "Tên do cán bộ đặt", "the source says the same"
    agency.portal.packages[0]["title"] = "Tên mới của nguồn"
    run = agency.run()
    assert agency.described(0).title() == "Tên do cán bộ đặt" and run.account.held == 1
    held = agency.keeper.catalogue.held(key_of(agency.described(0).iri))
    assert held is not None and held.findings[0].rule == "registry/edited-by-hand"
    before = agency.keeper.ledger.head()
    agency.run()
    assert agency.keeper.ledger.head() == before, "told once"


def test_a_source_neither_changes_nor_withdraws_what_was_transferred(agency: Agency) -> None:
    agency.run()
    one, heir = agency.described(0), agency.keeper.words.agency("gl-so-tc")
    assert heir is not None
    moved = saying(one, DCT.publisher, NamedNode(heir.iri))
    act = Act("transfer", one.record, "operator", "", moved.body(), moved.fingerprint, heir.iri)
    agency.keeper.ledger.append([act])
    assert agency.run().account.refused == 1, "though it says the same"
    agency.portal.packages[0]["title"] = "Tên mới"
    assert agency.run().account.refused == 1
    assert (agency.current(0).agency, agency.current(0).fingerprint) == (heir.iri, moved.fingerprint)


def test_what_a_person_does_while_a_run_reads_is_not_overwritten(agency: Agency) -> None:
    agency.run()
    agency.portal.packages[0]["title"] = "Tên mới của nguồn"
    asked = len(agency.portal.asked)
    agency.portal.on_page = lambda number: number == asked + 3 and agency.edit(0, "Tên sửa giữa chừng")
    run = agency.run()
    assert run.state == DONE and run.account.held == 1
    assert agency.described(0).title() == "Tên sửa giữa chừng"


def test_what_is_still_held_is_told_again_when_everything_is_read_anew(agency: Agency) -> None:
    agency.run()
    agency.edit(0, "Ghế đá do cán bộ sửa")
    agency.portal.packages[0]["title"] = "Ghế đá do nguồn sửa"
    assert agency.run().account.held == 1
    again = Sync(**{**vars(agency.keeper.sync()), "rules": lambda: "other rules"}).harvest(agency.source)
    assert {state for state, _ in agency.states()} == {READ}
    assert (again.account.held, again.account.unchanged) == (1, PACKAGES - 1)
    (row,) = (row for row in agency.keeper.runs.settled(again.id) if row["word"] == "held")
    assert row["findings"][0]["rule"] == "registry/edited-by-hand"
