"""Which earlier rulings a reviewer is shown: those on the like, the nearest first, and no others."""

from collections.abc import Mapping

import pytest

from registry.ledger import Ledger
from registry.overlap_cases import Case
from registry.precedents import Precedents
from tests.registry.overlapping import Office, row
from tests.registry.records import BASE
from vocab.ministries import load_ministry_datasets

HEALTH, HEALTH_TOO, SHIPS = "mds-066-duoc", "mds-065", "mds-045"


def ministry(start: str) -> str:
    """The IRI of a ministry's dataset by the beginning of its id."""
    return next(one.iri for one in load_ministry_datasets(BASE) if one.id.startswith(start))


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return Office(ledger)


def filed(office: Office, named: Mapping[str, tuple[str, str, str]]) -> dict[str, Case]:
    """A case each, decided but for the one called "asked": name -> (ministry's dataset, agency, grade)."""
    for name, (start, agency, grade) in named.items():
        slug = name.replace(" ", "-").replace(",", "")
        office.take(office.described(slug, row(ministry(start), grade), agency=agency, title=name))
    cases = {case.title: case for case in office.cases.all()}
    for name in named:
        if name != "asked":
            office.decided(cases[name])
    return cases


def shown(office: Office, asked: Case) -> list[str]:
    cases = {case.number: case.title for case in office.cases.all()}
    return [cases[one.case] for one in Precedents(office.ledger, office.words).of(asked)]


def test_rulings_on_the_like_come_nearest_first_and_others_not_at_all(office: Office) -> None:
    cases = filed(
        office,
        {
            "same ministry, same agency": (HEALTH_TOO, "gl-so-yt", "duplicate"),
            "same dataset, long ago": (HEALTH, "gl-so-tc", "overlap"),
            "same dataset": (HEALTH, "gl-so-yt", "duplicate"),
            "same agency alone": (SHIPS, "gl-so-yt", "duplicate"),
            "same ministry, another agency": (HEALTH_TOO, "gl-so-tc", "duplicate"),
            "same ministry, another grade": (HEALTH_TOO, "gl-so-yt", "overlap"),
            "asked": (HEALTH, "gl-so-yt", "duplicate"),
        },
    )
    assert shown(office, cases["asked"]) == [
        "same dataset",
        "same dataset, long ago",
        "same ministry, same agency",
    ]


def test_a_case_shows_its_newest_ruling_once_and_never_its_own(office: Office) -> None:
    cases = filed(office, {"before": (HEALTH, "gl-so-tc", "overlap"), "asked": (HEALTH, "gl-so-yt", "duplicate")})
    again = office.cases.find(cases["before"].number)
    assert again is not None
    office.decided(again, "delegated-copy")
    office.decided(cases["asked"])
    found = Precedents(office.ledger, office.words).of(cases["asked"])
    assert [(one.case, one.verdict) for one in found] == [(again.number, "delegated-copy")]


def test_nothing_was_decided_of_the_like(office: Office) -> None:
    cases = filed(office, {"elsewhere": (SHIPS, "gl-so-yt", "duplicate"), "asked": (HEALTH, "gl-so-yt", "duplicate")})
    assert shown(office, cases["asked"]) == []
