"""A version that a source brought and that is held back is given up: which ones, and what goes along."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from registry import schema
from registry.authority import Actor, Authority
from registry.catalogue import Held
from registry.discarding import EDITED_BY_HAND, discard, may_discard
from registry.entries import Act, Entry
from registry.errors import Stale
from registry.intake import Intake
from registry.ledger import Ledger
from registry.overlap_cases import Cases
from shapes.report import Finding
from tests.registry.test_overlap_reading import HEALTH, file, hold, iri, measure, publish, record
from vocab.description import describe

NAME = "mỏ đá"
CLERK = Actor("gl-so-yt", "An", HEALTH)


def finding(rule: str) -> Finding:
    return Finding(rule, "record", "Violation", iri(NAME), None, "", None, "thiếu", "missing", "", "", "")


def held(*rules: str) -> Held:
    found = tuple(map(finding, rules))
    return Held(record(NAME), 1, HEALTH, "Bản chưa công bố", describe(iri(NAME), []), found, "")


def brought_by(ledger: Ledger, actor: str) -> Entry:
    (entry,) = ledger.append([Act("hold", record(NAME), actor, "")])
    return entry


@pytest.mark.parametrize(
    ("actor", "is_with_its_source", "rule", "may"),
    [
        ("source:nguon", False, "x/y", True),
        ("source:nguon", True, EDITED_BY_HAND, True),
        ("source:nguon", True, "x/y", False),
        ("gl-so-yt", False, "x/y", False),
        ("gl-so-yt", True, EDITED_BY_HAND, False),
    ],
)
def test_what_a_source_no_longer_has_or_says_against_people_may_go(
    ledger: Ledger, actor: str, is_with_its_source: bool, rule: str, may: bool
) -> None:
    assert may_discard(held("a/b", rule), brought_by(ledger, actor), is_with_its_source) is may
    assert not may_discard(held(rule), None, is_with_its_source), "nobody knows who brought it"


@pytest.fixture
def authority(ledger: Ledger) -> Authority:
    return Authority(ledger, Intake(ledger, lambda some: (), lambda: None))


@pytest.mark.parametrize("is_public", [True, False])
def test_what_was_measured_of_it_goes_and_a_case_about_nothing_else_is_closed(
    authority: Authority, ledger: Ledger, engine: Engine, is_public: bool
) -> None:
    publish(ledger, NAME)
    if not is_public:
        ledger.append([Act("withdraw", record(NAME), "gl-so-yt", "An", reason="sai")])
    hold(engine, NAME)
    measure(engine, NAME)
    before = file(engine, NAME, datetime(2026, 11, 1, tzinfo=UTC))
    entry = discard(authority, CLERK, held("x/y"), 30)
    assert (entry.act, entry.actor, entry.person) == ("decide", "gl-so-yt", "An")
    with engine.connect() as connection:
        for table in (schema.held, schema.overlap):
            assert connection.execute(select(table)).all() == []
    now = Cases(engine).of_record(record(NAME))
    assert (now == (before,)) is is_public, "of what is public it goes on"


def test_another_version_than_the_one_that_was_seen_stays(authority: Authority, ledger: Ledger, engine: Engine) -> None:
    publish(ledger, NAME)
    hold(engine, NAME)
    measure(engine, NAME)
    head = ledger.head()
    with pytest.raises(Stale):
        discard(authority, CLERK, replace(held("x/y"), seq=2), 30)
    assert ledger.head() == head
    with engine.connect() as connection:
        for table in (schema.held, schema.overlap):
            assert len(connection.execute(select(table)).all()) == 1
