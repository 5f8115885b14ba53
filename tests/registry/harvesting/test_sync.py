"""Harvest runs against a portal on loopback: all or nothing, resumed where cut, compared with the last one, guarded
against vanishing, respectful of what people did."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest
from pyoxigraph import NamedNode
from sqlalchemy import select

from harvesters.source import MINISTRY, Source
from registry.authority import Actor
from registry.catalogue import Gone
from registry.config import load_config
from registry.entries import Act
from registry.harvesting.account import WORDS
from registry.harvesting.consent import AT_ONCE, NO_CONSENT, OLDER, Consent
from registry.harvesting.lease import AlreadyRunning, Lease
from registry.harvesting.pages import LOST, READ, SAME
from registry.harvesting.rehearsing import Rehearsing, foresee
from registry.harvesting.runs import DONE, FAILED, GUARDED, PERSON, REPLAY, RUNNING, STOPPED, Occasion, Run
from registry.harvesting.sync import Sync
from registry.harvesting.tables import origin
from registry.harvesting.trying import Forecast
from registry.harvesting.vanishing import Trouble
from registry.intake import Judged
from registry.keeper import Keeper
from registry.ledger import Current
from tests.registry.descriptions import retitled, saying
from tests.registry.desk import Ticking
from tests.registry.harvesting.portal import Portal, package, portal, source_at
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of, key_of
from vocab.namespaces import DCT

PACKAGES = 10
OVERLAPPING = {
    "title": "Giường bệnh theo khoa, cơ sở số 1",
    "notes": "Số giường bệnh theo khoa của cơ sở số 1.",
    "tags": [{"name": "y tế"}],
    "groups": [{"name": "y-te", "title": "Y tế"}],
}
"""What a ministry's dataset holds already."""
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory, ticking: Ticking) -> Iterator[Keeper]:
    """One keeper for all; each test has a source of its own, whose records are its own."""
    data = tmp_path_factory.mktemp("harvesting")
    (data / "registry.toml").write_text("host_delay_ms = 0\n", "utf-8")
    keeper = Keeper.open(load_config(data), ticking)
    yield keeper
    keeper.close()


@dataclass
class Agency:
    """A source with its portal, in the keeper."""

    keeper: Keeper
    clock: Ticking
    portal: Portal
    source: Source

    def run(self, confirmed: bool = False) -> Run:
        run = self.keeper.sync().harvest(self.source, consent=self.keeper.harvests.consent(self.source.slug, confirmed))
        account = run.account
        assert account.read == sum(run.counts.get(word, 0) for word in WORDS)
        return run

    def states(self) -> list[tuple[str, int]]:
        """Of each page of the last run: whether it was read, and how many records stood on it."""
        (last,) = self.keeper.runs.newest(1, self.source.slug)
        return [(page.state, page.read) for page in self.keeper.sync().pages.of(last.id)]

    def current(self, number: int) -> Current:
        """What the record of a package is now."""
        identifier = package(number)["id"]
        with self.keeper.engine.connect() as connection:
            mine = (origin.c.source == self.source.slug) & (origin.c.identifier == identifier)
            record = connection.execute(select(origin.c.record).where(mine)).scalar()
        assert record is not None
        found = self.keeper.ledger.current(record)
        assert found is not None
        return found

    def described(self, number: int) -> Description:
        now = self.current(number)
        body = self.keeper.ledger.body(now.body_seq)
        assert body is not None
        return from_body(dataset_of(now.record), body, now.fingerprint)

    def clerk(self, number: int) -> Actor:
        return Actor("so", "An", self.current(number).agency)

    def edit(self, number: int, title: str) -> None:
        """A clerk gives the dataset another title."""
        clerk, edited = self.clerk(number), retitled(self.described(number), title)
        judged = self.keeper.authority.check(clerk, edited, None)
        self.keeper.authority.publish(clerk, without_form(judged))

    def public(self) -> int:
        """How many of the source's records are public."""
        known = self.keeper.runs.known(self.source.slug)
        return sum(one.state == "public" for one in self.keeper.ledger.currents_of(list(known)))


def without_form(judged: Judged) -> Judged:
    """The same without what the form alone demands, for packages state no flags."""
    return replace(judged, findings=tuple(finding for finding in judged.findings if not finding.holds))


@pytest.fixture
def agency(keeper: Keeper, ticking: Ticking) -> Iterator[Agency]:
    with portal([package(number) for number in range(PACKAGES)]) as (told, url):
        yield Agency(keeper, ticking, told, source_at(url, f"nguon-{next(_NUMBERS)}"))


def test_a_run_tells_what_became_of_each_record_and_keeps_its_pages(agency: Agency) -> None:
    agency.portal.packages[3]["title"] = ""
    run = agency.run()
    assert run.state == DONE, run.message_en
    account = run.account
    assert (account.created, account.held + account.unreadable, account.read) == (PACKAGES - 1, 1, PACKAGES)
    assert agency.public() == PACKAGES - 1
    pages = agency.keeper.sync().pages.of(run.id)
    assert [page.number for page in pages] == [1, 2, 3] and [page.read for page in pages] == [4, 4, 2]
    assert all((agency.keeper.directory.snapshots / page.sha256).is_file() for page in pages)
    rows = agency.keeper.runs.settled(run.id)
    assert {row["word"] for row in rows} <= {"created", "held"} and all(row["page"] for row in rows)


def test_of_an_unchanged_source_nothing_is_read_nor_even_sent(agency: Agency) -> None:
    agency.portal.has_etags = True
    agency.run()
    before = agency.keeper.ledger.head()
    work = agency.keeper.workers.run
    jobs: list[str] = []

    def told(job: str, *rest: object) -> object:
        jobs.append(job)
        return work(job, *rest)  # type: ignore[arg-type]  # passed on as they came

    again = Sync(**{**vars(agency.keeper.sync()), "work": told}).harvest(agency.source)
    assert again.state == DONE and again.account.unchanged == again.account.read == PACKAGES
    assert agency.states() == [(SAME, 4), (SAME, 4), (SAME, 2)] and not jobs
    assert len(agency.portal.unchanged) == 3 and agency.keeper.ledger.head() == before


def test_of_a_page_that_changed_only_what_is_new_is_judged(agency: Agency) -> None:
    agency.run()
    agency.portal.packages[5]["title"] = "Ghế đá thay mới"
    agency.portal.packages[6]["views"] = 12
    sync, judged = agency.keeper.sync(), 0

    def work(job: str, payload: dict[str, object], *rest: object) -> object:
        nonlocal judged
        judged += len(payload["records"]) if job == "settle_page" else 0  # type: ignore[arg-type]  # a list
        return agency.keeper.workers.run(job, payload, *rest)  # type: ignore[arg-type]  # passed on as they came

    run = Sync(**{**vars(sync), "work": work}).harvest(agency.source)
    assert (run.account.changed, run.account.unchanged) == (1, PACKAGES - 1)
    assert agency.states() == [(SAME, 4), (READ, 4), (SAME, 2)] and judged <= 2
    (row,) = (row for row in agency.keeper.runs.settled(run.id) if row["word"] == "changed")
    assert (row["title"], row["identifier"], row["page"]) == ("Ghế đá thay mới", package(5)["id"], 2)


def test_another_way_of_reading_reads_everything_anew(agency: Agency) -> None:
    agency.run()
    renamed = Sync(**{**vars(agency.keeper.sync()), "rules": lambda: "other rules"}).harvest(agency.source)
    assert {state for state, _ in agency.states()} == {READ} and renamed.account.unchanged == PACKAGES


def test_what_was_held_is_told_again_though_it_is_not_read_again(agency: Agency) -> None:
    agency.portal.packages[0] = package(0, **OVERLAPPING)
    first = agency.run()
    again = agency.run()
    assert first.account.held == again.account.held == 1 and agency.states()[0] == (SAME, 4)
    (row,) = (row for row in agency.keeper.runs.settled(again.id) if row["word"] == "held")
    assert any(finding["severity"] == "Violation" for finding in row["findings"])


def test_a_run_that_is_cut_short_goes_on_where_it_was_and_knows_its_pages(agency: Agency) -> None:
    pages: list[str] = []
    sync = agency.keeper.sync()
    head = agency.keeper.ledger.head()
    stopped = Sync(**{**vars(sync), "is_stopping": lambda: len(pages) >= 2})
    cut = stopped.harvest(agency.source, lambda run, url: pages.append(url))
    assert (cut.state, cut.pages) == (RUNNING, 2)
    assert agency.keeper.ledger.head() == head, "nothing is public before the whole run is there"
    done = agency.keeper.sync().harvest(agency.source, lambda run, url: pages.append(url))
    assert (done.state, done.id, done.account.created) == (DONE, cut.id, PACKAGES)
    assert len(pages) == len(set(pages)) == 3, "no page was fetched twice"


def test_a_cut_run_of_another_way_of_reading_ends_quietly_and_begins_anew_at_once(agency: Agency) -> None:
    pages: list[str] = []
    stopped = Sync(**{**vars(agency.keeper.sync()), "is_stopping": lambda: bool(pages)})
    cut = stopped.harvest(agency.source, lambda run, url: pages.append(url))
    assert cut.state == RUNNING
    done = Sync(**{**vars(agency.keeper.sync()), "rules": lambda: "other rules"}).harvest(agency.source)
    assert (done.state, done.account.created) == (DONE, PACKAGES) and done.id != cut.id
    ended = agency.keeper.runs.one(cut.id)
    assert ended and (ended.state, ended.stop_asked) == (STOPPED, "") and "cách đọc nguồn đã đổi" in ended.message_vi


def test_a_person_stops_a_run_before_its_next_page(agency: Agency) -> None:
    runs = agency.keeper.runs
    run = agency.keeper.sync().harvest(agency.source, lambda run, url: runs.ask_to_stop(run.id, "Bình") and None)
    assert run.state == STOPPED and "Bình" in run.message_vi and run.pages == 1 and not agency.public()
    assert agency.run().state == DONE


def test_a_source_is_run_by_one_at_a_time(agency: Agency) -> None:
    with Lease(agency.keeper.engine, agency.clock, agency.source.slug), pytest.raises(AlreadyRunning):
        agency.run()
    assert agency.run().state == DONE


def test_a_source_that_does_not_answer_fails_the_run_and_the_mirror_stays(agency: Agency) -> None:
    agency.run()
    before = agency.keeper.ledger.head()
    agency.portal.status = 404
    run = agency.run()
    assert run.state == FAILED and "404" in run.message_vi and run.message_en
    assert agency.keeper.ledger.head() == before


def test_a_page_that_cannot_be_read_fails_the_run_and_is_kept_to_be_looked_at(agency: Agency) -> None:
    agency.portal.raw = b"<html>Bao tri</html>"
    run = agency.run()
    (page,) = agency.keeper.sync().pages.of(run.id)
    assert (run.state, page.state, page.read) == (FAILED, LOST, 0)
    assert (agency.keeper.directory.snapshots / page.sha256).read_bytes() == agency.portal.raw


def test_nothing_read_is_a_failure(agency: Agency) -> None:
    agency.portal.packages.clear()
    run = agency.run()
    assert run.state == FAILED and run.message_vi and run.account.read == 0


def test_a_source_of_an_unknown_agency_or_at_a_closed_address_is_not_asked(agency: Agency) -> None:
    unknown = agency.keeper.sync().harvest(replace(agency.source, agency="so-ma"))
    assert unknown.state == FAILED and "so-ma" in unknown.message_vi
    closed = agency.keeper.sync().harvest(replace(agency.source, allow_private=False))
    assert closed.state == FAILED and agency.portal.asked == []


def test_a_second_record_of_a_dataset_is_told_of_and_the_first_stays(agency: Agency) -> None:
    agency.portal.packages.insert(7, package(2, title="Một tên khác cho cùng mã"))
    agency.portal.packages += [package(4), package(9)]
    run = agency.run()
    account = run.account
    assert (run.state, account.created, account.unreadable, account.repeated) == (DONE, PACKAGES, 1, 2)
    (told,) = agency.keeper.runs.unreadable(run.id)
    assert told["cause"] == "duplicate" and told["position"] == package(2)["id"]
    assert agency.described(2).title() == package(2)["title"]


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


def test_a_past_run_is_replayed_and_undoes_nothing_that_came_since_unless_a_person_wants_it(agency: Agency) -> None:
    first = agency.run()
    agency.portal.packages[1]["title"] = "Ghế gỗ"
    del agency.portal.packages[7:]
    agency.run()
    agency.run(confirmed=True)
    agency.clock.forward(days=7)
    assert agency.run().account.withdrawn == 3
    asked, head = len(agency.portal.asked), agency.keeper.ledger.head()
    forecast = Rehearsing(agency.keeper.sync()).of_a_replay(agency.source, first, lambda page, url: None)
    assert isinstance(forecast, Forecast)
    assert (forecast.counts["older"], forecast.counts["unchanged"]) == (4, 6)
    back = agency.keeper.sync().replay(agency.source, first.id, by="Bình")
    assert (back.state, back.trigger, back.by, back.replays) == (DONE, REPLAY, "Bình", first.id), back.message_en
    assert (back.account.unchanged, back.account.older) == (PACKAGES, 4)
    assert agency.keeper.ledger.head() == head and len(agency.portal.asked) == asked
    again = agency.run()
    assert (again.state, again.account.unchanged, again.account.missing) == (DONE, 7, 0), again.message_en
    wanted = agency.keeper.sync().replay(agency.source, first.id, Consent(allows=OLDER))
    assert (wanted.account.created, wanted.account.changed, wanted.account.returned) == (3, 1, 3)
    assert agency.described(1).title() == package(1)["title"] and agency.public() == PACKAGES
    forth = agency.run()
    assert (forth.state, forth.account.changed, forth.account.missing) == (DONE, 1, 3), "it is guarded by nothing"
    assert agency.described(1).title() == "Ghế gỗ"


def test_the_last_run_is_replayed_whole_and_a_page_that_is_lost_fails_it(agency: Agency) -> None:
    agency.run()
    agency.portal.packages[1]["title"] = "Ghế gỗ"
    last = agency.run()
    sync = Sync(**{**vars(agency.keeper.sync()), "rules": lambda: "other rules"})
    page = agency.keeper.sync().pages.of(last.id)[0]
    snapshot = agency.keeper.directory.snapshots / page.sha256
    os.utime(snapshot, (0, 0))
    assert sync.replay(agency.source, last.id).account.unchanged == PACKAGES
    assert snapshot.stat().st_mtime, "a run that stages a page has met it, and keeps it from being swept"
    snapshot.unlink()
    lost = agency.keeper.sync().replay(agency.source, last.id)
    assert lost.state == FAILED and "1" in lost.message_vi and agency.described(1).title() == "Ghế gỗ"


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


def test_an_older_list_of_a_ministry_is_not_replayed_over_what_it_said_since(agency: Agency) -> None:
    keeper, source = agency.keeper, replace(agency.source, side=MINISTRY, agency="vn-bo-xay-dung")
    first = keeper.harvests.run(source)
    agency.portal.packages[0]["title"] = "Tên mới"
    agency.portal.packages.append(package(50))
    last = keeper.harvests.run(source)
    assert (first.account.created, last.account.created, last.account.changed) == (PACKAGES, 1, 1), last.message_en
    head = keeper.ledger.head()
    tried = foresee(keeper.sync(), source, lambda page, url: None, first)
    again = keeper.harvests.replay(source, first.id)
    assert isinstance(tried, Trouble) and again.state == FAILED and keeper.ledger.head() == head
    assert tried.vi == again.message_vi and "bộ" in tried.vi and tried.en == again.message_en
    same = foresee(keeper.sync(), source, lambda page, url: None, last)
    assert isinstance(same, Forecast) and same.counts["unchanged"] == PACKAGES + 1
    assert keeper.harvests.replay(source, last.id).account.unchanged == PACKAGES + 1


def test_a_trying_foresees_what_the_run_then_does(agency: Agency) -> None:
    def tried() -> Forecast | Trouble:
        return foresee(agency.keeper.sync(), agency.source, lambda page, url: None)

    agency.run()
    agency.portal.counted = PACKAGES + 5
    short, run = tried(), agency.run()
    assert isinstance(short, Trouble) and (run.state, run.message_vi) == (FAILED, short.vi)
    agency.portal.counted = 0
    agency.portal.packages[9] = package(2, title="Tên khác của cùng một mã")
    found, run = tried(), agency.run()
    assert isinstance(found, Forecast) and run.state == DONE
    assert (found.counts["missing"], found.counts["unreadable"]) == (1, 1)
    assert (run.account.missing, run.account.unreadable) == (1, 1)
    agency.portal.packages[8] = {"id": "", "name": "", "title": ""}
    found, run = tried(), agency.run()
    assert isinstance(found, Forecast) and (found.counts["missing"], run.account.missing) == (1, 1)
    agency.portal.packages.clear()
    empty, run = tried(), agency.run()
    assert isinstance(empty, Trouble) and (run.state, run.message_vi) == (FAILED, empty.vi)


def test_a_trying_takes_only_so_much_into_memory(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.harvesting.rehearsing.MOST", PACKAGES - 1)
    many = foresee(agency.keeper.sync(), agency.source, lambda page, url: None)
    assert isinstance(many, Trouble) and f"more than {PACKAGES - 1} records" in many.en
    monkeypatch.undo()
    monkeypatch.setattr("registry.harvesting.rehearsing.MEGABYTES", 0)
    big = foresee(agency.keeper.sync(), agency.source, lambda page, url: None)
    assert isinstance(big, Trouble) and "pages over 0 MiB" in big.en and "0 MiB" in big.vi


def test_what_is_left_out_of_a_page_is_kept_with_it_and_told_again_of_the_same_page(agency: Agency) -> None:
    agency.portal.packages[1]["type"] = "harvest"
    first, again = agency.run(), agency.run()
    assert first.account.read == again.account.read == PACKAGES - 1 and agency.states()[0][0] == SAME
    replayed = agency.keeper.sync().replay(agency.source, again.id)
    for run in (first, again, replayed):
        told = [page.notices for page in agency.keeper.sync().pages.of(run.id)]
        assert [len(one) for one in told] == [1, 0, 0] and "harvest (1)" in told[0][0]["vi"]
