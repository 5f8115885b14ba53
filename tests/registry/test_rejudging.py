"""What is public is judged anew when what it is judged by has changed: all of it, once, and nothing comes down by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from registry import schema
from registry.backup import make_backup, restore_backup
from registry.catalogue import Shown
from registry.config import load_config
from registry.entries import Act
from registry.errands import Errands
from registry.intake import Candidate, Judged
from registry.keeper import Keeper
from registry.rejudging import NOT_JUDGED, Rejudging, RulesFail
from registry.reports import Reports, Wanted
from registry.schema import connect
from registry.verification import verify
from tests.registry.descriptions import candidate, good, retitled, without
from tests.registry.desk import Ticking
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCT, REG


def made(keeper: Keeper, *names: str) -> list[Description]:
    return [good(keeper.words, keeper.config.base, name) for name in names]


def bypassing(keeper: Keeper, description: Description, body: bytes = b"") -> None:
    """Puts a version into the ledger as rules of other days let it pass: nobody judges it, and it has no report."""
    act = Act(
        "publish",
        description.record,
        "gl-so-yt",
        "An",
        body or description.body(),
        description.fingerprint,
        description.publisher or "",
    )
    keeper.ledger.append([act])


def stale(keeper: Keeper) -> int:
    return keeper.rejudging.reports.left(keeper.rejudging.standard().digest)


def test_what_comes_in_has_its_report_by_the_standard_of_the_day(shared_keeper: Keeper) -> None:
    one, two = made(shared_keeper, "in-one", "in-two")
    shared_keeper.intake.take([candidate(one, is_form=True)])
    shared_keeper.intake.take([candidate(without(two, REG.personalData))])
    reports = shared_keeper.rejudging.reports.of_records([one.record, two.record])
    rules = shared_keeper.rejudging.standard().digest
    assert [reports[each.record].rules for each in (one, two)] == [rules, rules]
    assert [reports[each.record].is_form for each in (one, two)] == [True, False]
    assert [reports[each.record].title for each in (one, two)] == [one.title(), two.title()]
    assert any("personal" in (finding.path or "") for finding in reports[two.record].findings)
    assert stale(shared_keeper) == 0


def test_a_public_version_that_now_violates_stays_up_and_says_so(keeper: Keeper) -> None:
    (bad,) = made(keeper, "bad")
    bypassing(keeper, without(bad, DCT.title))
    course = keeper.rejudging.run()
    assert (course.total, course.done, course.is_running) == (1, 1, False)
    shown = keeper.catalogue.shown(key_of(bad.iri))
    assert isinstance(shown, Shown) and shown.current.state == "public"
    assert any(finding.holds and finding.path == DCT.title.value for finding in shown.remarks)
    assert len(keeper.ledger.history(bad.record)) == 1
    (found,) = keeper.rejudging.reports.found(Wanted(severity="Violation"), 10)
    assert found.record == bad.record and {since for _, since in found.findings} == {keeper.errands.day}


def test_a_rule_that_comes_into_force_makes_reports_stale_though_no_file_changed(tmp_path: Path) -> None:
    clock = Ticking()
    clock.now = datetime(2025, 12, 31, 3, tzinfo=UTC)
    keeper = Keeper.open(load_config(tmp_path / "data"), clock)
    try:
        keeper.intake.take([candidate(one) for one in made(keeper, "a", "b")])
        before = keeper.rejudging.standard()
        assert stale(keeper) == 0
        clock.forward(days=1)
        after = keeper.rejudging.standard()
        assert set(before.rules) != set(after.rules), "a law came into force on 1 January 2026"
        assert stale(keeper) == 2
        keeper.tidy()
        assert keeper.rejudging.wait(100) and stale(keeper) == 0
        clock.forward(hours=1)
        keeper.tidy()
        assert keeper.rejudging.wait(100) and keeper.rejudging.course.total == 0, "the same day asks for nothing"
    finally:
        keeper.close()


def test_a_finding_keeps_the_day_it_was_first_found(tmp_path: Path) -> None:
    clock = Ticking()
    keeper = Keeper.open(load_config(tmp_path / "data"), clock)
    try:
        (one,) = made(keeper, "since")
        silent = without(one, REG.personalData)
        keeper.intake.take([candidate(silent)])
        clock.forward(days=3)
        keeper.intake.take([candidate(without(retitled(silent, "Tên khác"), DCT.spatial))])
        (found,) = keeper.rejudging.reports.found(Wanted(), 10)
        since = {finding.path: day for finding, day in found.findings}
        assert since[REG.personalData.value] == "2026-11-21"
        assert since[DCT.spatial.value] == "2026-11-24"
    finally:
        keeper.close()


def test_a_run_cut_short_goes_on_where_it_was(keeper: Keeper) -> None:
    for one in made(keeper, "c1", "c2", "c3", "c4", "c5"):
        bypassing(keeper, one)
    left = [5]

    def is_tired() -> bool:
        left[0] = stale(keeper)
        return left[0] <= 3

    tired = Rejudging(keeper.ledger, keeper.errands, keeper.words, is_tired, at_once=2)
    assert (tired.run().done, stale(keeper)) == (2, 3)
    rested = Rejudging(keeper.ledger, keeper.errands, keeper.words, at_once=2)
    course = rested.run()
    assert (course.total, course.done, stale(keeper)) == (3, 3, 0)
    assert rested.run().total == 0


@dataclass(frozen=True)
class Meddled(Errands):
    """Errands between whose judging and whose answer somebody acts."""

    act: Callable[[], None] = field(default=lambda: None)

    def judge_again(self, candidates: Sequence[Candidate], folder: str = "") -> tuple[Judged, ...]:
        judged = super().judge_again(candidates, folder)
        self.act()
        return judged


def test_what_moves_meanwhile_is_left_as_it_moved(keeper: Keeper) -> None:
    edited, withdrawn, expunged, still = made(keeper, "edited", "withdrawn", "expunged", "still")
    for one in (edited, withdrawn, expunged, still):
        bypassing(keeper, without(one, REG.personalData))

    def act() -> None:
        keeper.intake.take([candidate(retitled(edited, "Đã sửa"))])
        keeper.ledger.append([Act("withdraw", withdrawn.record, "gl-so-yt", "An", reason="thử")])
        keeper.removal.remove(expunged.record, "operator", "A; B", "thử")

    errands = Meddled(keeper.workers, keeper.config, keeper.clock, keeper.words, keeper.standing, act=act)
    Rejudging(keeper.ledger, errands, keeper.words).run()
    reports = keeper.rejudging.reports.of_records([one.record for one in (edited, withdrawn, expunged, still)])
    assert set(reports) == {edited.record, still.record}
    assert reports[edited.record].title == "Đã sửa"
    assert not any("personal" in (one.path or "") for one in reports[edited.record].findings)
    with keeper.engine.connect() as connection:
        kept = set(connection.execute(select(schema.finding.c.record)).scalars())
    assert expunged.record not in kept and withdrawn.record not in kept


def test_removal_by_law_takes_the_report_too(keeper: Keeper) -> None:
    (one,) = made(keeper, "removed")
    keeper.intake.take([candidate(without(one, REG.personalData))])
    assert keeper.rejudging.reports.of(one.record)
    keeper.removal.remove(one.record, "operator", "A; B", "thử")
    assert not keeper.rejudging.reports.of(one.record)
    with keeper.engine.connect() as connection:
        for table in (schema.report, schema.finding):
            assert not connection.execute(select(table)).all()


def test_one_that_breaks_the_judging_does_not_keep_the_others_from_it(keeper: Keeper) -> None:
    broken, *sound = made(keeper, "broken", "s1", "s2", "s3")
    bypassing(keeper, broken, b"this is no N-Quads\n")
    for one in sound:
        bypassing(keeper, one)
    assert keeper.rejudging.run().done == 4
    assert [finding.rule for finding in keeper.rejudging.reports.of(broken.record)] == [NOT_JUDGED]
    assert all(NOT_JUDGED not in {finding.rule for finding in keeper.rejudging.reports.of(one.record)} for one in sound)
    assert stale(keeper) == 0, "it is not tried for ever"


def test_when_nothing_can_be_judged_the_reports_stay_and_it_is_not_tried_for_ever(keeper: Keeper) -> None:
    for one in made(keeper, "x1", "x2"):
        bypassing(keeper, one, b"this is no N-Quads\n")
    with pytest.raises(RulesFail):
        keeper.rejudging.run()
    keeper.rejudging.start()
    assert keeper.rejudging.wait(100) and keeper.rejudging.course.vi and stale(keeper) == 2
    tried = keeper.rejudging.course
    keeper.rejudging.start()
    assert keeper.rejudging.wait(100) and keeper.rejudging.course is tried


def test_a_data_directory_from_before_reports_is_filled_by_judging(tmp_path: Path) -> None:
    path = tmp_path / "data"
    keeper = Keeper.open(load_config(path))
    keeper.intake.take([candidate(without(one, REG.personalData)) for one in made(keeper, "o1", "o2")])
    keeper.close()
    engine = connect(path / "ledger.db")
    with engine.begin() as connection:
        for table in ("report", "finding"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("CREATE TABLE remark (record TEXT PRIMARY KEY, seq INTEGER, findings TEXT)"))
    assert not Reports(engine).exist and verify(engine).sound
    make_backup(keeper.directory, engine, tmp_path / "backup")
    engine.dispose()
    restore_backup(tmp_path / "backup", tmp_path / "restored")
    for place in (path, tmp_path / "restored"):
        again = Keeper.open(load_config(place))
        try:
            assert again.rejudging.wait(100) and stale(again) == 0
            assert {row.rule for row in again.rejudging.reports.by_rule()}
            assert not inspect(again.engine).has_table("remark")
        finally:
            again.close()


def test_a_keeper_that_stops_while_it_judges_loses_nothing(tmp_path: Path) -> None:
    keeper = Keeper.open(load_config(tmp_path / "data"))
    for one in made(keeper, *(f"n{number}" for number in range(12))):
        bypassing(keeper, one)
    keeper.rejudging.at_once = 3
    keeper.rejudging.start()
    keeper.close()
    again = Keeper.open(load_config(tmp_path / "data"))
    try:
        assert again.rejudging.wait(100) and stale(again) == 0
        assert verify(again.engine).sound
    finally:
        again.close()


def test_the_counts_add_up_and_narrow_down(shared_keeper: Keeper) -> None:
    names = [f"count{number}" for number in range(3)]
    shared_keeper.intake.take([candidate(without(one, REG.secrecy)) for one in made(shared_keeper, *names)])
    reports = shared_keeper.rejudging.reports
    by_rule = {(row.rule, row.severity): row for row in reports.by_rule()}
    for (rule, severity), row in by_rule.items():
        found = reports.found(Wanted(rule=rule, severity=severity), 1000)
        assert row.records == len(found) == reports.count(Wanted(rule=rule, severity=severity))
        assert row.findings == sum(len(one.findings) for one in found)
        assert {finding.rule for one in found for finding, _ in one.findings} == {rule}
    (agency,) = reports.by_agency()
    assert agency.records == reports.count() and agency.records >= 3
    assert reports.count(Wanted(agency="https://nobody.example")) == 0
    assert [one.record for one in reports.found(Wanted(), 2, 1)] == [one.record for one in reports.found(Wanted(), 3)][
        1:
    ]
