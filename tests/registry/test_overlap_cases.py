"""A pair that looks alike has one case for good: it opens, ages, closes and comes back under one number."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, select

from registry import schema
from registry.case_moves import Brought, bring, bring_pairs, declared_reuse, expunge
from registry.ledger import Ledger
from registry.overlap_cases import Cases, CaseState
from registry.verification import verify
from shapes.evidence import Grade
from shapes.likeness.subject import Subject
from shapes.marks import PARTS
from tests.registry.desk import Ticking
from tests.registry.overlapping import LAND, SHIPS, SOMETHING, Office, feature, row
from tests.registry.records import record
from vocab.identifiers import dataset_of

AT = "2026-11-22T02:00:00.000000Z"
ONE = record("one")


@pytest.fixture
def cases(engine: Engine) -> Cases:
    return Cases(engine)


def told(engine: Engine, *rows: dict[str, object], at: str = AT, text: str = "f", **more: object) -> None:
    """Says what was measured of the record ONE."""
    with engine.begin() as connection:
        bring(connection, [Brought(ONE, "Tàu cá theo cảng", text, tuple(rows), **more)], at, 30)  # type: ignore[arg-type]


def test_evidence_opens_a_case_with_its_day(engine: Engine, cases: Cases) -> None:
    told(engine, row(LAND, "overlap"), row(SHIPS))
    first, second = sorted(cases.all(), key=lambda case: case.number)
    assert (first.number, second.number) == ("2026-001", "2026-002")
    assert (first.record, first.other, first.grade, first.kind) == (ONE, LAND, "overlap", "ministry")
    assert (first.opened, first.due, first.was_public) == (AT, "2026-12-22", False)
    assert [case.other for case in cases.open_of([ONE])[ONE]] == [LAND, SHIPS]
    assert cases.find("2026-001") == first and cases.find("2026-999") is None


def test_numbers_begin_anew_each_year_and_go_beyond_a_thousand(engine: Engine, cases: Cases) -> None:
    with engine.begin() as connection:
        many = [Brought(record(f"r{n}"), "T", "f", (row(),)) for n in range(1001)]
        bring(connection, many, AT, 30)
        bring(connection, [Brought(record("next"), "T", "f", (row(),))], AT, 30)
        bring(connection, [Brought(record("year"), "T", "f", (row(),))], "2026-12-31T18:00:00.000000Z", 30)
    numbers = {case.record: case.number for case in cases.all()}
    assert numbers[record("next")] == "2026-1002"
    assert numbers[record("year")] == "2027-001", "it is the new year in Vietnam"


def test_the_same_again_changes_nothing(engine: Engine, cases: Cases) -> None:
    told(engine, row())
    before = cases.all()
    told(engine, row(), at="2026-11-29T02:00:00.000000Z")
    assert cases.all() == before


def test_a_case_closes_when_the_likeness_is_gone_and_comes_back_under_its_number(engine: Engine, cases: Cases) -> None:
    told(engine, row())
    told(engine, at="2026-11-23T02:00:00.000000Z", text="g")
    (closed,) = cases.all()
    assert (closed.state, closed.closed) == (CaseState.CLOSED, "2026-11-23T02:00:00.000000Z")
    renamed = replace(SOMETHING, titles=(("vi", "Tàu cá"),), keywords=("tàu",))
    told(engine, row(mine=renamed), at="2026-12-01T02:00:00.000000Z", text="h")
    (again,) = cases.all()
    assert (again.number, again.state, again.due) == (closed.number, CaseState.OPEN, "2026-12-31")
    changed = [change.vi for change in again.changed]
    assert changed == ["Hai bên lại giống nhau.", "Bản mô tả đã được sửa: tên, từ khóa."]


def test_reuse_that_is_declared_needs_no_case(engine: Engine, cases: Cases) -> None:
    told(engine, row(LAND), row(SHIPS), declared=frozenset({LAND}))
    assert [case.other for case in cases.all()] == [SHIPS]


def test_a_case_is_closed_when_the_reuse_is_declared_later(engine: Engine, cases: Cases) -> None:
    told(engine, row())
    told(engine, row(), text="g", declared=frozenset({LAND}))
    assert [case.state for case in cases.all()] == [CaseState.CLOSED]


def test_what_a_body_declares_is_read_from_its_own_lines() -> None:
    dataset = dataset_of(ONE)
    body = (
        f"<{dataset}> <http://purl.org/dc/terms/source> <{LAND}> <{ONE}> .\n"
        f"<{dataset}> <http://purl.org/dc/terms/isPartOf> <{SHIPS}> <{ONE}> .\n"
        f'<{dataset}> <http://purl.org/dc/terms/source> "sổ tay <http://x.example/>" <{ONE}> .\n'
        f"<{dataset}#b> <http://purl.org/dc/terms/source> <http://other.example/> <{ONE}> .\n"
    ).encode()
    assert declared_reuse(dataset, body) == {LAND, SHIPS}


def ruled(ledger: Ledger, verdict: str = "no-overlap", grade: Grade = "overlap") -> Office:
    """A case that is decided on this evidence of the record ONE and the ministry's land data."""
    told(ledger.engine, row(LAND, grade, feature("same-unit", "Cùng đơn vị: thửa đất")))
    office = Office(ledger)
    office.decided(office.only_case(), verdict, "2027-01-31")
    return office


@pytest.mark.parametrize("features", [("same-subject",), ("same-unit", "title-share"), ("other-unit",)], ids=str)
@pytest.mark.parametrize("verdict", ["no-overlap", "exempt"])
def test_a_ruling_outlives_a_measure_that_finds_other_things_in_the_same_texts(
    ledger: Ledger, verdict: str, features: tuple[str, ...]
) -> None:
    office = ruled(ledger, verdict)
    told(ledger.engine, row(LAND, "overlap", *map(feature, features)), is_again=True)
    assert office.only_case().state == CaseState.DECIDED


def test_a_measure_that_finds_a_duplicate_where_none_was_ruled_asks_again(ledger: Ledger) -> None:
    office = ruled(ledger)
    told(ledger.engine, row(LAND, "duplicate", feature("same-fields")), is_again=True)
    case = office.only_case()
    assert (case.state, case.was_public) == (CaseState.OPEN, True)
    assert [change.vi for change in case.changed][:2] == [
        "Cách đo mới hơn; hai bản mô tả không đổi.",
        "Mức đo tăng thành trùng lặp.",
    ]


def test_what_may_be_a_copy_stays_so_however_alike_it_is_measured(ledger: Ledger) -> None:
    office = ruled(ledger, "delegated-copy")
    told(ledger.engine, row(LAND, "duplicate", feature("same-fields")), is_again=True)
    assert office.only_case().state == CaseState.DECIDED


def test_a_case_that_was_ruled_on_opens_when_either_side_says_other_things(ledger: Ledger) -> None:
    office = ruled(ledger, grade="duplicate")
    renamed = replace(SOMETHING, titles=(("vi", "Sổ địa chính"),), fields=("field/so-to",))
    told(ledger.engine, row(LAND, "duplicate", feature("same-fields"), its=renamed), is_again=True)
    case = office.only_case()
    assert case.state == CaseState.OPEN
    assert case.changed[0].vi == "Bản ghi của bộ đã đổi: tên, trường khóa."
    assert case.changed[0].en == "The ministry's row was changed: title, key fields."


def test_whatever_part_changed_is_named(ledger: Ledger) -> None:
    office = ruled(ledger)
    everything = Subject("urn:x:other", **dict.fromkeys(PARTS, ("x",)))  # type: ignore[arg-type]
    told(ledger.engine, row(LAND, "overlap", feature("same-fields"), mine=everything))
    assert office.only_case().changed[0].en.count(",") == len(PARTS) - 1


def test_a_public_version_that_comes_to_violate_by_itself_is_told_apart(engine: Engine, cases: Cases) -> None:
    told(engine, row(grade="overlap"))
    (waiting,) = cases.all()
    assert not waiting.was_public
    told(engine, row(grade="duplicate"), at="2026-12-10T02:00:00.000000Z", is_again=True)
    (now,) = cases.all()
    assert (now.was_public, now.due, now.grade) == (True, "2027-01-09", "duplicate")
    assert cases.open_of([ONE])[ONE][0].opened_as == "published"
    told(engine, row(grade="duplicate"), at="2026-12-20T02:00:00.000000Z", text="g")
    (kept,) = cases.all()
    assert kept.was_public and kept.due == "2027-01-09", "a repair that still overlaps gets no longer"


def test_a_case_grows_older_and_late(engine: Engine, cases: Cases) -> None:
    told(engine, row(LAND))
    told(engine, row(LAND), row(SHIPS), at="2026-12-20T02:00:00.000000Z")
    ages = cases.ages(date(2026, 12, 23))
    assert (ages.open, ages.overdue) == (2, 1)
    assert [count for _, _, count in ages.buckets] == [1, 0, 1, 0]


def test_no_evidence_and_no_case_before_is_nothing(engine: Engine, cases: Cases) -> None:
    told(engine)
    assert cases.all() == ()


def test_a_version_that_intake_holds_has_its_case_from_the_same_transaction(ledger: Ledger) -> None:
    office = Office(ledger)
    copied = office.described("copied", row(score=0.93))
    assert office.take(copied) == "held"
    case = office.only_case()
    assert (case.record, case.title, case.score) == (copied.record, copied.title(), 0.93)
    assert case.opened == ledger.history(copied.record)[0].at
    alike = office.described("alike", row(grade="overlap"))
    assert office.take(alike) in ("published", "remarked")
    assert len(office.cases.all(CaseState.OPEN)) == 2


def test_an_agency_sees_the_cases_of_what_it_answers_for_now(ledger: Ledger) -> None:
    office = Office(ledger)
    copied = office.described("copied", row())
    office.take(copied)
    other = office.words.agency("gl-so-tc")
    assert other is not None
    assert [case.record for case in office.cases.of_agency(copied.publisher or "")] == [copied.record]
    assert office.cases.of_agency(other.iri) == ()


def test_what_an_agency_says_is_kept_once(ledger: Ledger, clock: Ticking) -> None:
    office = Office(ledger)
    copied = office.described("copied", row())
    office.take(copied)
    case, agency = office.only_case(), copied.publisher or ""
    for words in ("Sở tự đếm.", "Sở tự đếm.", "Sở đếm từ sổ của Chi cục."):
        office.cases.state(case, agency, "gl-so-yt", "An", AT, words)
    assert [one.words for one in office.cases.statements(case.number)] == ["Sở đếm từ sổ của Chi cục.", "Sở tự đếm."]


def test_the_law_takes_the_words_of_case_statement_and_ruling(ledger: Ledger, engine: Engine) -> None:
    office = Office(ledger)
    copied = office.described("copied", row(LAND, "duplicate", feature("same-title", "Cùng tên: Bí mật")))
    kept = office.described("kept", row())
    for one in (copied, kept):
        office.take(one)
    secret, other = sorted(office.cases.all(), key=lambda case: case.number)
    office.cases.state(secret, copied.publisher or "", "gl-so-yt", "An", AT, "Lời Bí mật")
    ruling = office.decided(secret)
    office.decided(other)

    def destroy(connection: object, _: object) -> None:
        expunge(connection, copied.record, copied.iri)  # type: ignore[arg-type]

    ledger.expunge(copied.record, "operator", "", "luật", destroy)
    case = office.cases.find(secret.number)
    assert case is not None and case.state == CaseState.REMOVED
    assert (case.title, case.features, case.changed, case.mark) == ("", (), (), "")
    office.cases.state(secret, copied.publisher or "", "gl-so-yt", "An", AT, "Lời Bí mật đến muộn")
    assert not office.cases.statements(secret.number) and not office.cases.rulings_of(secret.number)
    assert ledger.body(ruling.seq) is None
    assert [one.number for one in office.cases.all()] == [other.number]
    assert [one.reason for one in office.cases.rulings_of(other.number)] != [""]
    with engine.connect() as connection:
        rows = [
            str(row)
            for table in (schema.case, schema.statement, schema.ruling)
            for row in connection.execute(select(table))
        ]
    assert not [text for text in rows if "Bí mật" in text]


def test_the_law_takes_the_words_of_a_case_between_agencies_whichever_is_removed(
    ledger: Ledger, engine: Engine
) -> None:
    office = Office(ledger)
    pair = sorted((office.described(name) for name in ("mine", "its")), key=lambda one: one.record)
    for one in pair:
        office.take(one)
    found = {**row(pair[1].iri, "overlap"), "record": pair[0].record, "other": pair[1].record, "title": "Cùng tên"}
    texts = {"fingerprint": pair[0].fingerprint, "other_fingerprint": pair[1].fingerprint}
    with engine.begin() as connection:
        bring_pairs(connection, [pair[0].record], [{**found, **texts}], AT, 30)
    ruling = office.decided(office.only_case(), "withdraw")
    assert ledger.counts() == {"public": 2}, "between agencies nothing comes down by itself"
    gone = pair[1]
    ledger.expunge(gone.record, "operator", "", "luật", lambda each, _: expunge(each, gone.record, gone.iri))
    assert office.cases.all() == () and ledger.body(ruling.seq) is None
    assert verify(engine).sound


def test_no_number_is_given_twice_after_a_removal(ledger: Ledger, engine: Engine) -> None:
    told(engine, row())
    with engine.begin() as connection:
        expunge(connection, ONE, dataset_of(ONE))
        bring(connection, [Brought(record("two"), "T", "f", (row(),))], AT, 30)
    assert [case.number for case in Cases(engine).all()] == ["2026-002"]
