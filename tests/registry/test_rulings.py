"""The ledger's `decide` entries say every ruling; the table that rules obey is made from them and from nothing else."""

import json

import pytest
from sqlalchemy import Engine, update

from registry import rulings, schema
from registry.case_moves import expunge
from registry.ledger import Ledger
from registry.verification import verify
from tests.registry.overlapping import LAND, REVIEWER, SHIPS, WHY, Office, row


@pytest.fixture
def office(ledger: Ledger) -> Office:
    office = Office(ledger)
    office.take(office.described("one", row(LAND)))
    office.take(office.described("two", row(SHIPS)))
    return office


def test_an_entry_says_what_was_decided_and_its_body_why(office: Office) -> None:
    case = office.cases.all()[0]
    ruling = office.decided(case, "exempt", until="31/12/2026")
    entry = office.ledger.entry(ruling.seq)
    assert entry is not None and (entry.act, entry.record) == ("decide", case.record)
    assert (entry.actor, entry.person) == (REVIEWER.account, REVIEWER.person)
    said = json.loads(entry.reason)
    assert said["verdict"] == "exempt" and said["until"] == "2026-12-31" and said["other"] == case.other
    assert entry.reason == rulings.canonical(said)
    assert office.ledger.body(ruling.seq) == WHY.encode()


def test_the_table_can_be_made_anew_from_the_ledger(office: Office, engine: Engine) -> None:
    first, second = office.cases.all()
    made = [office.decided(first, "exempt", until="2027-01-31"), office.decided(second, "withdraw")]
    assert rulings.from_ledger(office.ledger) == tuple(made)
    with engine.begin() as connection:
        connection.execute(update(schema.ruling).values(verdict="no-overlap", reason="sửa trộm"))
        rulings.rebuild(connection, rulings.from_ledger(office.ledger))
    assert office.cases.newest_rulings(10) == tuple(reversed(made))


def test_verification_finds_a_ruling_that_the_ledger_does_not_say(office: Office, engine: Engine) -> None:
    ruling = office.decided(office.cases.all()[0], "withdraw")
    assert verify(engine).sound
    with engine.begin() as connection:
        connection.execute(update(schema.ruling).values(verdict="no-overlap"))
    assert [fault.seq for fault in verify(engine).faults] == [ruling.seq]


def test_verification_finds_words_that_were_changed_or_lost(office: Office, engine: Engine) -> None:
    ruling = office.decided(office.cases.all()[0])
    with engine.begin() as connection:
        connection.execute(schema.body.delete().where(schema.body.c.seq == ruling.seq))
    assert [fault.seq for fault in verify(engine).faults] == [ruling.seq]


def test_the_chain_is_sound_after_a_removal_by_law(office: Office, engine: Engine) -> None:
    case = office.cases.all()[0]
    office.decided(case)
    dataset = case.record.replace("/id/record/", "/id/dataset/")
    office.ledger.expunge(case.record, "operator", "", "luật", lambda each, _: expunge(each, case.record, dataset))
    assert verify(engine).sound
    assert not [one for one in rulings.from_ledger(office.ledger) if one.record == case.record]
