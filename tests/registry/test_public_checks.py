"""Strangers' documents in real workers: one that kills its worker, several at once, and everybody's share."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.checked import Asked
from registry.clock import utc_now
from registry.config import load_config
from registry.errands import Errands
from registry.ledger import Ledger
from registry.public_checks import PublicChecks, TooBusy, TooHeavy, TooMuch
from registry.schema import connect, create
from registry.standing import Standing
from registry.words import Words
from registry.workers.errors import JobFailed
from registry.workers.pool import Workers

HERE = "192.0.2.1"


@pytest.fixture(scope="module")
def errands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Errands]:
    config = load_config(tmp_path_factory.mktemp("checks"))
    engine = connect(config.data / "ledger.db")
    create(engine)
    with Workers("tests.registry.table_of_checks:JOBS", cores=3) as workers:
        yield Errands(workers, config, utc_now, Words.of(config.base), Standing(Ledger(engine, utc_now)))
    engine.dispose()


@pytest.fixture
def checks(errands: Errands) -> PublicChecks:
    return PublicChecks(errands, 2)


def saying(text: str) -> Asked:
    return Asked(text.encode(), "x", "", "", "json")


def test_a_document_that_kills_its_worker_is_too_heavy_and_the_next_is_judged(checks: PublicChecks) -> None:
    with pytest.raises(TooHeavy) as heavy:
        checks.judge(saying("die"), HERE)
    assert "registry check" in heavy.value.vi and "registry check" in heavy.value.en
    assert checks.judge(saying("go"), HERE) == {"done": True}


def test_a_fault_of_ours_is_not_called_the_strangers(checks: PublicChecks) -> None:
    with pytest.raises(JobFailed):
        checks.judge(saying("fail"), HERE)
    assert checks.judge(saying("go"), HERE), "the seat and the share are free again"


def wait_for_working(errands: Errands, number: int) -> None:
    while errands.workers.standing()["bulk"].working < number:
        time.sleep(0.01)


def test_seats_are_few_and_an_address_has_one(errands: Errands, checks: PublicChecks, tmp_path: Path) -> None:
    open_gate = tmp_path / "open"
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(checks.judge, saying(f"wait {open_gate}"), HERE)
        wait_for_working(errands, 1)
        with pytest.raises(TooMuch):
            checks.judge(saying("go"), HERE)
        second = threads.submit(checks.judge, saying(f"wait {open_gate}"), "192.0.2.2")
        wait_for_working(errands, 2)
        with pytest.raises(TooBusy) as busy:
            checks.judge(saying("go"), "192.0.2.3")
        open_gate.touch()
        assert first.result(60) == second.result(60) == {"done": True}
    assert busy.value.wait > 0
    assert checks.judge(saying("go"), "192.0.2.3") == {"done": True}
