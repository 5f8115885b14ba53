"""Runs against a portal on loopback: all or nothing, resumed where cut, compared with the last, replayed, foreseen."""

import json
import os
import threading
import time
from dataclasses import replace

import pytest

from harvesters.source import MINISTRY, Snapshot
from registry.harvesting.consent import OLDER, Consent
from registry.harvesting.lease import AlreadyRunning, Lease
from registry.harvesting.pages import LOST, READ, SAME
from registry.harvesting.rehearsing import Rehearsing, foresee
from registry.harvesting.runs import DONE, FAILED, GUARDED, REPLAY, RUNNING, STOPPED
from registry.harvesting.sync import Sync
from registry.harvesting.trying import Forecast
from registry.harvesting.vanishing import Trouble
from registry.ministry_documents import laid_down, snapshot_of
from tests.registry.harvesting.agency import PACKAGES, Agency
from tests.registry.harvesting.portal import Package, package


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
    first = agency.run()
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
    hours = [[page.fetched_at for page in agency.keeper.sync().pages.of(run.id)] for run in (first, again)]
    assert max(hours[0]) < min(hours[1]), "each page was asked for anew"


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


def test_a_source_of_an_unknown_agency_or_at_a_closed_address_is_not_asked(agency: Agency) -> None:
    unknown = agency.keeper.sync().harvest(replace(agency.source, agency="so-ma"))
    assert unknown.state == FAILED and "so-ma" in unknown.message_vi
    closed = agency.keeper.sync().harvest(replace(agency.source, allow_private=False))
    assert closed.state == FAILED and agency.portal.asked == []


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


def dry_port(number: int) -> Package:
    """A ministry's package that is like no other: what came after would be held for its overlap with it."""
    name = f"cang-can-{number}"
    said = {
        "title": f"Cảng cạn số {number}",
        "notes": f"Sức chứa của cảng cạn số {number}.",
        "tags": [],
        "resources": [],
    }
    return package(number, id=name, name=name, organization={"title": "Bộ Y tế"}, **said)


def test_an_older_list_of_a_ministry_is_not_replayed_over_what_it_said_since(agency: Agency) -> None:
    keeper, source = agency.keeper, replace(agency.source, side=MINISTRY, agency="vn-bo-xay-dung")
    left_out = [
        {**dry_port(70), "type": word} for word in ("harvest", "showcase")
    ]  # on the first page, and on the last
    agency.portal.packages[:] = [left_out[0], *map(dry_port, range(PACKAGES)), left_out[1]]
    first = keeper.harvests.run(source)
    agency.portal.packages[1]["title"] = "Tên mới"
    agency.portal.packages.append(dry_port(50))
    last = keeper.harvests.run(source)
    assert (first.account.created, last.account.created, last.account.changed) == (PACKAGES, 1, 1), last.message_en
    assert [one["count"] for one in first.notices] == [0, 0, PACKAGES], "what each page left out, and what all have"
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
    monkeypatch.undo()
    sync = agency.keeper.sync()
    sync = replace(sync, config=replace(sync.config, run_megabytes=0))
    stopped = foresee(sync, agency.source, lambda page, url: None)
    assert isinstance(stopped, Trouble) and "over 0 MiB (setting run_megabytes)" in stopped.en, "as the run would be"


def test_what_is_left_out_of_a_page_is_kept_with_it_and_told_again_of_the_same_page(agency: Agency) -> None:
    agency.portal.packages[1]["type"] = "harvest"
    first, again = agency.run(), agency.run()
    assert first.account.read == again.account.read == PACKAGES - 1 and agency.states()[0][0] == SAME
    replayed = agency.keeper.sync().replay(agency.source, again.id)
    for run in (first, again, replayed):
        told = [page.notices for page in agency.keeper.sync().pages.of(run.id)]
        assert [len(one) for one in told] == [1, 0, 0] and "harvest (1)" in told[0][0]["vi"]


def test_a_page_that_is_said_to_be_something_else_by_now_is_read_anew(agency: Agency) -> None:
    agency.run()
    agency.portal.media_type = "text/json"
    again = agency.run()
    assert {state for state, _ in agency.states()} == {READ} and again.account.unchanged == PACKAGES


def test_while_a_page_is_judged_the_next_one_is_fetched(agency: Agency) -> None:
    second, found = threading.Event(), list[bool]()
    agency.portal.on_page = lambda number: second.set() if number == 2 else None

    def work(job: str, *rest: object) -> object:
        found.extend([second.wait(20)] if job == "settle_page" and not found else [])
        return agency.keeper.workers.run(job, *rest)  # type: ignore[arg-type]  # passed on as they came

    run = Sync(**{**vars(agency.keeper.sync()), "work": work}).harvest(agency.source)
    assert found == [True] and run.account.created == PACKAGES


def test_a_run_that_goes_on_knows_the_pages_that_it_had(agency: Agency) -> None:
    agency.portal.counted = PACKAGES
    stopped = Sync(**{**vars(agency.keeper.sync()), "is_stopping": lambda: len(agency.portal.asked) > 1})
    assert stopped.harvest(agency.source).state == RUNNING
    agency.portal.packages[8:] = agency.portal.packages[:4]
    run = agency.run()
    assert run.state == FAILED and "does not turn its pages" in run.message_en


def test_a_run_fetches_pages_for_so_many_hours_only(agency: Agency) -> None:
    agency.portal.on_page = lambda number: agency.clock.forward(minutes=40)
    sync = agency.keeper.sync()
    run = replace(sync, config=replace(sync.config, run_hours=1)).harvest(agency.source)
    assert run.state == FAILED and "run_hours" in run.message_vi and not agency.public()
    assert len(agency.states()) < 3


def test_of_a_run_that_is_too_big_the_pages_that_others_have_met_stay(agency: Agency) -> None:
    agency.run()
    sync = agency.keeper.sync()
    before = time.time()
    run = replace(sync, config=replace(sync.config, run_megabytes=0)).harvest(agency.source)
    assert run.state == FAILED and "run_megabytes" in run.message_vi
    for path in agency.keeper.directory.snapshots.iterdir():
        assert path.stat().st_mtime > before - 3600, "as long as the run before it is to be looked at"


@pytest.mark.parametrize("is_broken", [False, True])
def test_what_goes_wrong_while_everything_ends_says_nothing_of_the_source(agency: Agency, is_broken: bool) -> None:
    agency.portal.raw = b"<html>Bao tri</html>"

    def broken(job: str, *rest: object) -> object:
        raise RuntimeError("no thread is to be had any more")

    parts = {"is_stopping": lambda: bool(agency.portal.asked), **({"work": broken} if is_broken else {})}
    cut = Sync(**{**vars(agency.keeper.sync()), **parts}).harvest(agency.source)
    assert (cut.state, cut.pages, agency.states()) == (RUNNING, 0, [])
    agency.portal.raw = b""
    done = agency.run()
    assert (done.state, done.id, done.account.created) == (DONE, cut.id, PACKAGES)


def document(agency: Agency, packages: list[Package], count: int) -> Snapshot:
    """An answer of the portal, as a file that somebody brings."""
    folder = agency.keeper.directory.snapshots
    place = folder / "tep.json"
    place.write_text(json.dumps({"success": True, "result": {"count": count, "results": packages}}))
    return laid_down(snapshot_of(place, agency.source.url), folder)


def test_a_document_tells_of_what_is_gone_only_when_it_is_all_of_the_source(agency: Agency) -> None:
    agency.run()
    some = [package(0, title="Ghế gỗ"), package(1), package(2, type="harvest")]
    sync = agency.keeper.sync()
    part = sync.bring(agency.source, document(agency, some, 3), whole=False)
    short = sync.bring(agency.source, document(agency, some, PACKAGES))
    for run, changed in ((part, 1), (short, 0)):
        assert (run.state, run.account.changed, run.account.missing) == (DONE, changed, 0), run.message_en
        (page,) = sync.pages.of(run.id)
        assert len(page.notices) == 1, "what was left out of it"
    assert sync.bring(agency.source, document(agency, some, 3)).state == GUARDED
    agency.run()
    assert agency.states() == [(READ, 4), (SAME, 4), (SAME, 2)], "it compares with the source's own last run"


def test_the_pages_of_another_sources_run_are_not_replayed(agency: Agency) -> None:
    run = agency.run()
    other = agency.keeper.sync().replay(replace(agency.source, slug="nguon-khac"), run.id)
    assert other.state == FAILED and "không phải của nguồn này" in other.message_vi
