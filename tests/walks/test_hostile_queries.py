"""Somebody wants the endpoint down: hostile queries against a keeper of the command line, and it does not notice.

The cases are data (`hostile_queries`); `python -m tests.walks.hostile_table` shows what comes of each, all of them both
ways. Here, for the time it takes, one of three that run to their bounds is asked in sequence, and all eight at once.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.walks.hostile_queries import CASES, CONTAINED, STOPPED, Hostile
from tests.walks.hostile_table import AT_ONCE, Canary, canary, configure, ordinary, put_all, watched, zombies
from tests.walks.processes import Keeping, keeping

pytestmark = pytest.mark.alone  # health must answer within two seconds beside these, not beside other tests too

LONGEST = 2.0
BUSY = frozenset({503, 504})
"""What may come of any query when eight are asked of a small machine."""
LONG = [case for case in CASES if case.may in (CONTAINED, STOPPED)]
IN_SEQUENCE = [case for case in CASES if case not in LONG or LONG.index(case) % 3 == 0]


@pytest.fixture(scope="module")
def attacked(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(province, data)
    configure(data)
    with keeping(data) as keeper:
        yield keeper


@pytest.fixture(scope="module")
def other() -> Iterator[Canary]:
    with canary() as server:
        yield server


SAID = {
    "query-too-deep": ("64",),
    "query-too-many-operators": ("2000", "VALUES"),
    "query-too-long": ("64 kB",),
    "query-timeout": ("1 giây", "1 seconds"),
    "answer-too-large": ("10000", "20 MiB", "partial=1"),
    "query-service": ("SERVICE",),
    "query-syntax": ("dòng", "line", "cột", "column"),
}
"""What the sentences of a refusal must say between them: the limit, or the place."""


def withstood(keeper: Keeping, other: Canary, cases: Sequence[Hostile], at_once: int, more: frozenset[int]) -> None:
    pid, datasets = keeper.pid, ordinary(keeper.address)
    assert datasets > 0
    with watched(keeper.address) as pulse:
        outcomes = put_all(keeper.address, cases, other.address, at_once)
    assert keeper.is_alive and keeper.pid == pid
    assert pulse.asked > 0 and pulse.faults == [] and pulse.slowest < LONGEST
    assert [(one.case.name, one.status, one.slug) for one in outcomes if one.status not in one.case.may | more] == []
    assert [one.case.name for one in outcomes if one.status != 200 and not (one.slug and one.vi and one.en)] == []
    for one in outcomes:
        told = f"{one.vi} {one.en}".lower()
        assert all(words.lower() in told for words in SAID.get(one.slug, ())), (one.case.name, told)
    assert ordinary(keeper.address) == datasets
    assert zombies(keeper.pid) == []
    assert other.asked == []


def test_there_are_enough_of_every_kind() -> None:
    assert len(CASES) >= 160 and len(IN_SEQUENCE) >= 60
    assert {case.kind for case in IN_SEQUENCE} == {case.kind for case in CASES}
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)


def test_one_after_another(attacked: Keeping, other: Canary) -> None:
    withstood(attacked, other, IN_SEQUENCE, 1, frozenset())


def test_eight_at_once(attacked: Keeping, other: Canary) -> None:
    withstood(attacked, other, CASES, AT_ONCE, BUSY)
