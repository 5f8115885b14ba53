"""`registry overlap cases` lists what waits and counts it by age; a case past its day is a finding."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.commands import main
from registry.directory import FORMAT, MARK
from registry.ledger import Ledger
from tests.registry.descriptions import retitled
from tests.registry.desk import Ticking
from tests.registry.overlapping import LAND, SHIPS, Office, row


@pytest.fixture
def data(tmp_path: Path, ledger: Ledger) -> Path:
    """A data directory with one case that waits and one that is decided."""
    (tmp_path / MARK).write_text(f"{FORMAT}\n", "ascii")
    office = Office(ledger, term=36_500)
    office.take(office.described("one", row(LAND)))
    office.take(office.described("two", row(SHIPS, "overlap")))
    office.decided(office.cases.all()[1])
    return tmp_path


def asked(data: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["overlap", "cases", "--data", str(data), *more])


def test_the_cases_that_wait_are_listed(data: Path) -> None:
    done = asked(data)
    assert done.exit_code == 0 and "2026-001  duplicate  0.90" in done.stdout
    assert "2026-002" not in done.stdout and "1 hồ sơ chờ, 0 quá hạn" in done.stdout


def test_a_public_dataset_is_listed_under_its_public_title_while_a_rewrite_is_held(data: Path, ledger: Ledger) -> None:
    office = Office(ledger)
    public = office.described("two", row(SHIPS, "overlap"), row(LAND, "overlap"))
    office.take(public)
    rewritten = retitled(public, "Bản viết lại")
    office.evidence[rewritten.fingerprint] = [row(LAND)]
    assert office.take(rewritten) == "held"
    listed = asked(data).stdout
    assert public.title() in listed and "Bản viết lại" not in listed


def test_programs_read_cases_rulings_and_ages(data: Path) -> None:
    said = json.loads(asked(data, "--state", "any", "--format", "json").stdout)
    assert [(one["number"], one["state"], one["verdict"]) for one in said["cases"]] == [
        ("2026-001", "open", ""),
        ("2026-002", "decided", "no-overlap"),
    ]
    assert (said["ages"]["open"], said["ages"]["overdue"]) == (1, 0)
    assert sum(bucket["cases"] for bucket in said["ages"]["by_age"]) == 1


def test_a_case_past_its_day_is_a_finding(tmp_path: Path, ledger: Ledger, clock: Ticking) -> None:
    (tmp_path / MARK).write_text(f"{FORMAT}\n", "ascii")
    clock.forward(days=-800)
    office = Office(ledger)
    office.take(office.described("one", row()))
    done = asked(tmp_path)
    assert done.exit_code == 1 and "1 quá hạn" in done.stdout and " !  " in done.stdout
