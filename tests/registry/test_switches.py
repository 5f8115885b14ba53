"""Switching a rule off or on in the settings is an act in the ledger, once, with who and why."""

from pathlib import Path

import pytest

from registry.config import SETTINGS, load_config
from registry.errors import ConfigError
from registry.keeper import Keeper
from registry.switches import SWITCHES, rule_of, switched_off
from tests.registry.descriptions import candidate, good, without
from vocab.namespaces import REG

RULE = "province/r-contact"


def opened(path: Path, *off: str, why: str = "") -> Keeper:
    return Keeper.open(load_config(path, rules_off=off, rules_off_why=why))


def test_each_switch_is_written_down_once(tmp_path: Path) -> None:
    for off, why in (((RULE,), "Nguyễn Văn An, công văn 12/STTTT"), ((RULE,), "như trên"), ((), "đã xong"), ((), "")):
        keeper = opened(tmp_path / "data", *off, why=why)
        assert switched_off(keeper.ledger) == frozenset(off)
        entries = keeper.ledger.of_acts(SWITCHES)
        keeper.close()
    assert [(one.act, rule_of(one.record), one.actor, one.reason) for one in entries] == [
        ("switch-off", RULE, SETTINGS, "Nguyễn Văn An, công văn 12/STTTT"),
        ("switch-on", RULE, SETTINGS, "đã xong"),
    ]


@pytest.mark.parametrize(
    "name", ["province/no-such", "r-contact", "province/r-contact.pass", "../province/r-contact", ""]
)
def test_a_rule_that_is_not_there_cannot_be_switched_off(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        opened(tmp_path / "data", name)
    assert f"“{name}”" in refusal.value.en and f"«{name}»" in refusal.value.vi
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("why", ["", "  "])
def test_no_rule_is_switched_off_without_a_reason(tmp_path: Path, why: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        opened(tmp_path / "data", RULE, why=why)
    assert "rules_off_why" in refusal.value.vi and "rules_off_why" in refusal.value.en
    assert not (tmp_path / "data").exists()


def test_a_rule_that_guards_closed_data_is_not_switched_off_quietly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = opened(tmp_path / "data", RULE, "province/r-secret", why="thử")
    keeper.close()
    assert keeper.unguarded == ("province/r-secret",)
    assert [record for record in caplog.records if record.levelname == "WARNING" and "r-secret" in record.message]


def test_a_switch_makes_reports_stale_and_the_rule_silent(tmp_path: Path) -> None:
    keeper = opened(tmp_path / "data")
    keeper.intake.take([candidate(without(good(keeper.words, keeper.config.base, "a"), REG.personalData))])
    spoken = {row.rule for row in keeper.rejudging.reports.by_rule()}
    (rule,) = {row.rule for row in keeper.rejudging.reports.by_rule() if "personal" in row.rule}
    keeper.close()
    keeper = opened(tmp_path / "data", rule, why="thử")
    try:
        assert keeper.rejudging.wait(100)
        assert {row.rule for row in keeper.rejudging.reports.by_rule()} == spoken - {rule}
        assert [one.name for one in keeper.rejudging.standard().rules if one.is_off] == [rule]
    finally:
        keeper.close()
