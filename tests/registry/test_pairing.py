"""What two agencies both publish gets a case for both, nobody is held back, and only what is new is compared."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from registry import schema
from registry.entries import Act
from registry.ledger import Ledger
from registry.overlap_cases import Cases, CaseState
from registry.pairing import Pairing, compare
from tests.registry.records import BASE, description, publish
from vocab.description import Description

TITLE = "Lịch phiên chợ nông sản hữu cơ cuối tuần"


class Neighbours:
    """Compares in this process what a worker would, and counts what it was asked for."""

    def __init__(self, ledger: Ledger, data: Path) -> None:
        self.ledger, self.data = ledger, data
        self.asked: list[list[str]] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.pairing = Pairing(ledger, self.measure, 30)
        self.cases = Cases(ledger.engine)

    def measure(self, records: Sequence[str]) -> Sequence[dict[str, Any]]:
        self.asked.append(list(records))
        rows: list[dict[str, Any]] = compare({"data": str(self.data), "base": BASE, "wanted": records})["rows"]
        self.meanwhile()
        return rows

    def publish(self, *described: Description) -> None:
        self.ledger.append([publish(one) for one in described])


@pytest.fixture
def neighbours(ledger: Ledger, tmp_path: Path) -> Neighbours:
    return Neighbours(ledger, tmp_path)


def mine(title: str = TITLE) -> Description:
    return description("mine", title)


def its(title: str = TITLE) -> Description:
    return description("its", title, agency="gl-so-tc")


def test_both_agencies_see_one_case_and_both_datasets_stay_public(neighbours: Neighbours, ledger: Ledger) -> None:
    neighbours.publish(mine(), its(), description("other", "Giá đất theo đường phố"))
    assert neighbours.pairing.follow() == 3
    (case,) = neighbours.cases.all(kind="agency")
    assert {case.record, case.other_record} == {mine().record, its().record} and case.record < case.other_record
    assert case.title == TITLE and case.grade == "duplicate" and not case.was_public
    for one in (mine(), its()):
        assert neighbours.cases.of_agency(one.publisher or "") == (case,)
        assert neighbours.cases.of_record(one.record) == (case,)
    assert ledger.counts() == {"public": 3}
    assert neighbours.cases.open_of([mine().record, its().record]) == {}, "the rules hold nobody for it"


def test_only_what_is_new_or_changed_is_compared(neighbours: Neighbours) -> None:
    neighbours.publish(mine("Giá đất theo đường phố"))
    neighbours.pairing.follow()
    assert neighbours.pairing.follow() == 0
    neighbours.publish(its())
    neighbours.pairing.follow()
    neighbours.publish(mine())
    neighbours.pairing.follow()
    assert neighbours.asked == [[mine().record], [its().record], [mine().record]]
    assert len(neighbours.cases.all(CaseState.OPEN)) == 1


def test_the_case_closes_when_one_of_them_changes_and_when_one_goes(neighbours: Neighbours, ledger: Ledger) -> None:
    neighbours.publish(mine(), its())
    neighbours.pairing.follow()
    neighbours.publish(mine("Giá đất theo đường phố"))
    neighbours.pairing.follow()
    assert [case.state for case in neighbours.cases.all()] == [CaseState.CLOSED]
    neighbours.publish(mine())
    neighbours.pairing.follow()
    assert [case.state for case in neighbours.cases.all()] == [CaseState.OPEN]
    ledger.append([Act("withdraw", its().record, "gl-so-tc", "Bình")])
    neighbours.pairing.follow()
    with ledger.engine.connect() as connection:
        assert connection.execute(select(schema.pair)).all() == []


def test_what_moved_while_it_was_compared_is_compared_again(neighbours: Neighbours) -> None:
    neighbours.publish(mine(), its())
    neighbours.meanwhile = lambda: neighbours.publish(mine("Giá đất theo đường phố"))
    assert neighbours.pairing.follow() == 1
    assert neighbours.cases.all() == ()
    neighbours.meanwhile = lambda: None
    assert neighbours.pairing.follow() == 1 and neighbours.asked[-1] == [mine().record]


def test_what_goes_away_and_comes_back_is_compared_again(neighbours: Neighbours, ledger: Ledger) -> None:
    neighbours.publish(mine(), its())
    neighbours.pairing.follow()
    ledger.append([Act("withdraw", its().record, "gl-so-tc", "Bình")])
    neighbours.pairing.follow()
    neighbours.publish(its())
    assert neighbours.pairing.follow() == 1
    with ledger.engine.connect() as connection:
        assert len(connection.execute(select(schema.pair)).all()) == 1


def test_what_is_told_of_as_brought_twice_is_no_case_of_overlap(neighbours: Neighbours) -> None:
    neighbours.publish(mine(), its())
    neighbours.pairing.twins = lambda: frozenset({frozenset((mine().record, its().record))})
    assert neighbours.pairing.follow() == 2
    assert neighbours.cases.all() == ()
