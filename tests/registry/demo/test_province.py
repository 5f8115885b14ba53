"""The demonstration's sheets: they fit each other, the register of agencies and the code lists."""

from datetime import date

import pytest

from harvesters.source import load_sources
from registry.accounts import By
from registry.demo.province import FIRST_DAY, describe_row, rows
from registry.demo.quarterly import PEOPLE, last_settled, plan, updated
from registry.demo.reorganisation import handed_over, handovers, succession_acts
from registry.demo.show import SAMPLES
from registry.demo.sources import sources_text
from registry.freshness import Reading, State, Trace, standing
from registry.quarter import Quarter
from vocab.agencies import load_agencies
from vocab.codelists import code_lists
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCT, REG

BASE = "https://registry.example"
AGENCIES = load_agencies(BASE)
ROWS = {row.id: row for row in rows()}
CENTRAL = "bd-cuc-tk"


def first(dataset: str) -> Description:
    return describe_row(ROWS[dataset], AGENCIES.by_id[ROWS[dataset].owner], BASE)


@pytest.fixture(scope="module")
def described() -> dict[str, Description]:
    return {dataset: first(dataset) for dataset in ROWS}


def test_every_row_becomes_a_whole_description(described: dict[str, Description]) -> None:
    lists = code_lists(BASE)
    assert len(described) == 124 and len({said.iri for said in described.values()}) == 124
    for dataset, said in described.items():
        row = ROWS[dataset]
        assert said.title("vi") == row.title and said.title("en") == row.title_en and row.title_en.isascii()
        assert said.publisher == AGENCIES.by_id[row.owner].iri
        assert (said.issued, said.modified) == (FIRST_DAY, FIRST_DAY)
        assert said.frequency in lists["frequency"].by_iri and said.themes[0] in lists["data-theme"].by_iri
        assert len(said.fields) == 1 and said.fields[0] in lists["field"].by_iri
        assert len(said.distributions) == len(row.formats)
        assert all(
            one.format in lists["file-type"].by_iri and one.licence == said.licence for one in said.distributions
        )
        assert said.identifiers == (dataset,) and said.keywords


def test_what_the_sheet_does_not_say_is_marked_as_a_default(described: dict[str, Description]) -> None:
    for said in described.values():
        marked = {triple.object for triple in said.triples if triple.predicate == REG.suppliedByDefault}
        assert {DCT.license, DCT.accessRights, DCT.spatial, REG.personalData, REG.secrecy} <= marked
        assert DCT.title not in marked and DCT.publisher not in marked


def test_keys_are_the_same_wherever_the_demonstration_is_loaded(described: dict[str, Description]) -> None:
    elsewhere = describe_row(
        ROWS["bd-ds-001"], load_agencies("http://127.0.0.1:9").by_id["bd-so-khdt"], "http://127.0.0.1:9"
    )
    assert key_of(elsewhere.iri) == key_of(described["bd-ds-001"].iri) == ROWS["bd-ds-001"].key()


def test_every_dataset_of_the_province_is_handed_over_to_an_agency_of_today(described: dict[str, Description]) -> None:
    said = dict(described)
    for line in handovers():
        assert line.function and line.move.legal_act
        said[line.dataset] = handed_over(said[line.dataset], line.move, AGENCIES)  # raises when it does not fit
    for dataset, end in said.items():
        publisher = AGENCIES.by_iri[end.publisher or ""]
        assert end.iri == described[dataset].iri
        assert publisher.is_active(date(2026, 1, 1)) or publisher.id == CENTRAL
    assert [d for d, end in said.items() if end.publisher == AGENCIES.by_id[CENTRAL].iri] == ["bd-ds-124"]


def test_each_handover_goes_to_a_successor_of_the_register() -> None:
    for line in handovers():
        change = [c for c in AGENCIES.changes if c.origin == line.move.origin]
        heirs = {heir for each in change for heir in each.results if each.day == line.move.day}
        assert line.move.heir in heirs, line


def test_agencies_that_were_split_are_followed_function_by_function() -> None:
    heirs = {line.dataset: line.move.heir for line in handovers() if line.move.origin == "bd-so-ldtbxh"}
    assert heirs == {
        "bd-ds-055": "bd-so-yt",
        "bd-ds-056": "bd25-so-nv",
        "bd-ds-057": "bd25-so-nv",
        "bd-ds-058": "bd25-so-nnmt",
        "bd-ds-059": "bd-so-yt",
        "bd-ds-060": "bd-so-gddt",
    }
    press = {line.move.heir for line in handovers() if line.dataset == "bd-ds-054"}
    assert press == {"bd25-so-vhttdl", "gl-so-vhttdl"}


def test_the_successions_are_the_provinces_own() -> None:
    acts = succession_acts(AGENCIES, BASE, By("van-hanh"))
    assert len(acts) == len({act.record for act in acts}) >= 40
    assert not any("vn-" in act.reason for act in acts) and all(act.body for act in acts)


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 11, 21), "2026-Q3"),
        (date(2026, 10, 25), "2026-Q3"),
        (date(2026, 10, 24), "2026-Q2"),
        (date(2027, 1, 5), "2026-Q3"),
        (date(2028, 2, 29), "2027-Q4"),
    ],
)
def test_the_quarter_that_is_played(today: date, quarter: str) -> None:
    assert str(last_settled(today)) == quarter


@pytest.mark.parametrize("today", [date(2026, 11, 21), date(2027, 1, 3), date(2027, 4, 25), date(2031, 7, 1)])
def test_some_are_in_time_some_late_some_missing_whatever_the_day(
    described: dict[str, Description], today: date
) -> None:
    public = {d: (said, 1) for d, said in described.items() if ROWS[d].frequency in ("QUARTERLY", "MONTHLY", "WEEKLY")}
    now = dict(public)
    for line in handovers():
        if line.dataset in now:
            now[line.dataset] = (handed_over(now[line.dataset][0], line.move, AGENCIES), 2)
    played = plan(now, AGENCIES, today)
    states = [
        standing(played.quarter, [Trace(done.description.modified or today, False, 3)], today, Reading()).state
        for done in played.updates
    ]
    assert states.count(State.ON_TIME) > 20 and states.count(State.LATE) > 4
    assert set(states) == {State.ON_TIME, State.LATE} and played.confirmations
    assert {done.agency.id for done in played.updates} == set(PEOPLE)
    assert len(played.updates) + len(played.confirmations) < len(now)
    done = {one.description.identifiers[0]: (one.description, 4) for one in played.updates}
    assert plan({**now, **done}, AGENCIES, today).updates == ()


def test_an_update_says_its_day_and_its_period(described: dict[str, Description]) -> None:
    after = updated(described["bd-ds-002"], Quarter(2026, 3), date(2026, 10, 9))
    assert after.modified == date(2026, 10, 9) and after.issued == FIRST_DAY
    assert len(after.values(DCT.temporal)) == 1
    assert b"2026-07-01" in after.body() and b"2022-04-01" not in after.body()
    assert after.title() == described["bd-ds-002"].title()


def test_the_sample_sources_are_sources() -> None:
    sources = load_sources(sources_text("http://127.0.0.1:1/", "http://127.0.0.1:2/catalog.ttl").encode())
    assert {source.slug: source.kind for source in sources} == SAMPLES
    for source in sources:
        assert AGENCIES.by_id[source.agency].valid_to is None and source.allow_private and source.defaults.signed_on
        assert "127.0.0.1" in source.url and source.titles["en"]
