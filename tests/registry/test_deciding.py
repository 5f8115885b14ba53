"""A reviewer decides: the ledger has it, what was held comes in, what is ended comes down, and time opens cases again."""

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode
from sqlalchemy import Engine

from registry.config import load_config
from registry.deciding import Overtaken
from registry.entries import Act
from registry.keeper import Keeper
from registry.ledger import Ledger
from registry.overlap_cases import CaseState
from registry.proposed_rulings import Proposed, day_of
from registry.rulings import Decided
from registry.verification import verify
from tests.registry.descriptions import candidate, good, retitled, saying
from tests.registry.desk import Ticking
from tests.registry.overlapping import LAND, REVIEWER, WHY, Office, feature, row
from vocab.namespaces import DCT

EXAMPLE = Proposed("exempt", WHY, "regulation-4-3", "31/12/2026")
COPY = {"verdict": "delegated-copy", "basis": "ministry-paper"}


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return Office(ledger)


def state(office: Office, record: str) -> str:
    current = office.ledger.current(record)
    assert current is not None
    return current.state


def fields(office: Office, **changed: str) -> list[str]:
    office.take(office.described("held", row()))
    typed = Proposed(**{**{name: getattr(EXAMPLE, name) for name in EXAMPLE.__slots__}, **changed})
    said = office.deciding.read(office.only_case(), typed)
    return [] if isinstance(said, Decided) else [trouble.field for trouble in said]


@pytest.mark.parametrize("verdict", ["no-overlap", "delegated-copy", "exempt"])
def test_what_was_held_is_taken_in_by_itself(office: Office, verdict: str) -> None:
    copied = office.described("held", row())
    assert office.take(copied, person="An") == "held"
    ruling = office.decided(office.only_case(), verdict, until="31/12/2026")
    assert state(office, copied.record) == "public"
    published = next(entry for entry in office.ledger.history(copied.record) if entry.act == "publish")
    assert (published.actor, published.person) == ("gl-so-yt", "An"), "it is published as its bringer's"
    assert published.seq > ruling.seq
    case = office.only_case()
    assert (case.state, case.was_public) == (CaseState.DECIDED, False)
    assert office.deciding.take_again() == 0


@pytest.mark.parametrize("verdict", ["withdraw", "merge"])
def test_what_is_ended_comes_down_in_the_same_transaction(office: Office, verdict: str) -> None:
    alike, stays = office.described("alike", row(grade="overlap")), office.described("stays")
    for one in (alike, stays):
        office.take(one)
    ruling = office.decided(office.only_case(), verdict, until="1/1/2026", target=stays.iri)
    assert state(office, alike.record) == "withdrawn"
    assert [entry.seq for entry in office.ledger.history(alike.record)][:2] == [ruling.seq + 1, ruling.seq]
    assert (ruling.until, ruling.target) == ("", stays.iri if verdict == "merge" else "")


def test_a_transfer_that_was_held_is_taken_in_as_a_transfer(office: Office, engine: Engine) -> None:
    plain = office.described("plain")
    office.take(plain)
    heir = office.words.agency("gl-so-tc")
    assert heir is not None
    handed = saying(plain, DCT.publisher, NamedNode(heir.iri))
    office.evidence[handed.fingerprint] = [row()]
    assert office.take(handed, act="transfer") == "held"
    assert verify(engine).sound, "the heir answers for it, the public version is its predecessor's still"
    office.decided(office.only_case())
    assert [entry.act for entry in office.ledger.history(plain.record)] == ["transfer", "decide", "hold", "publish"]
    current = office.ledger.current(plain.record)
    assert current is not None and current.agency == heir.iri and verify(engine).sound


def test_what_is_ended_stays_held(office: Office) -> None:
    copied = office.described("held", row())
    office.take(copied)
    office.decided(office.only_case(), "withdraw")
    assert state(office, copied.record) == "held"
    assert office.deciding.take_again() == 0, "it was tried once"


def test_the_second_of_two_reviewers_is_told_and_writes_nothing(office: Office) -> None:
    office.take(office.described("held", row()))
    case = office.only_case()
    office.decided(case, "exempt", until="31/12/2026")
    entries = office.ledger.head().seq
    with pytest.raises(Overtaken) as told:
        office.decided(case, "withdraw")
    assert told.value.ruling is not None and told.value.ruling.verdict == "exempt"
    assert office.ledger.head().seq == entries
    office.decided(office.only_case(), "no-overlap")
    assert [one.verdict for one in office.cases.rulings_of(case.number)] == ["no-overlap", "exempt"]


def test_a_reviewer_who_saw_older_evidence_is_told(office: Office) -> None:
    copied = office.described("held", row())
    office.take(copied)
    case = office.only_case()
    changed = retitled(copied, "Tên khác hẳn")
    office.evidence[changed.fingerprint] = [row(LAND, "duplicate", feature("same-title"), feature("same-unit"))]
    office.take(changed)
    with pytest.raises(Overtaken) as told:
        office.decided(case)
    assert told.value.ruling is None and told.value.case.version > case.version


def test_what_is_closed_is_not_decided(office: Office) -> None:
    copied = office.described("held", row())
    office.take(copied)
    office.take(retitled(copied, "Tên khác hẳn"))
    closed = office.only_case()
    assert closed.state == CaseState.CLOSED
    entries = office.ledger.head().seq
    with pytest.raises(Overtaken, match="closed"):
        office.decided(closed, "withdraw")
    assert office.ledger.head().seq == entries and office.cases.rulings_of(closed.number) == ()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"until": "2026-11-21"}, []),
        ({"until": " 21/11/2026 "}, []),
        ({"verdict": ""}, ["verdict"]),
        ({"verdict": "maybe"}, ["verdict"]),
        ({"reason": " \n "}, ["reason"]),
        ({"reason": "x" * 5000}, ["reason"]),
        ({"basis": ""}, ["basis"]),
        ({"until": ""}, ["until"]),
        ({"until": "31/02/2027"}, ["until"]),
        ({"until": "mai"}, ["until"]),
        ({"until": "20/11/2026"}, ["until"]),
        ({"until": "31/12/9999"}, ["until"]),
        ({"verdict": "no-overlap", "until": ""}, []),
        ({"verdict": "no-overlap", "until": "31/13/2027"}, ["until"]),
        ({"verdict": "withdraw", "until": "20/11/2026"}, []),
        ({"verdict": "merge", "target": ""}, ["target"]),
        ({"verdict": "merge", "target": "khong-co"}, ["target"]),
        ({"verdict": "merge", "target": LAND}, []),
        ({"verdict": "", "reason": "", "basis": "", "until": "x"}, ["verdict", "reason", "basis", "until"]),
        ({"verdict": "delegated-copy"}, ["basis"]),
        ({"verdict": "delegated-copy", "basis": ""}, ["basis"]),
        ({**COPY, "reason": "Công văn 1234/BTNMT-QLĐĐ"}, []),
        ({**COPY, "reason": "Thông tư 07/2025/TT-BXD"}, []),
        ({**COPY, "reason": "Bộ giao ngày 1/10/2026, trực 24/7"}, ["reason"]),
        ({**COPY, "reason": ""}, ["reason"]),
        ({"verdict": "delegated-copy", "reason": "Bộ giao"}, ["reason", "basis"]),
    ],
)
def test_a_typed_decision_is_taken_or_told_what_is_wrong(
    office: Office, changed: dict[str, str], wrong: list[str]
) -> None:
    assert fields(office, **changed) == wrong


def test_a_copy_for_another_agency_rests_on_any_paper_that_has_a_number(office: Office) -> None:
    office.take(office.described("held", row()))
    case = replace(office.only_case(), kind="agency")
    typed = Proposed("delegated-copy", "Theo văn bản 12/UBND-KT.", "regulation-4-3")
    assert isinstance(office.deciding.read(case, typed), Decided)
    said = office.deciding.read(case, replace(typed, reason="Hai sở đã thống nhất."))
    assert not isinstance(said, Decided) and [one.field for one in said] == ["reason"]


def test_a_dataset_cannot_be_merged_into_itself(office: Office) -> None:
    alike = office.described("alike", row(grade="overlap"))
    office.take(alike)
    said = office.deciding.read(office.only_case(), Proposed("merge", WHY, "regulation-4-3", "", alike.iri))
    assert not isinstance(said, Decided) and [one.field for one in said] == ["target"]


def test_a_day_is_read_as_people_write_it() -> None:
    assert [str(day_of(text)) for text in ("1/2/2027", "01-02-2027", "1.2.2027", "2027-02-01")] == ["2027-02-01"] * 4
    assert [day_of(text) for text in ("", "32/1/2027", "2027", "1/2/27", "٣١/12/2026x")] == [None] * 5


def test_a_ruling_ends_and_its_case_opens_again(office: Office, clock: Ticking) -> None:
    copied = office.described("held", row())
    office.take(copied)
    office.decided(office.only_case(), "exempt", until="30/11/2026")
    clock.forward(days=9)
    office.deciding.age()
    assert office.only_case().state == CaseState.DECIDED, "its last day is a day on which it holds"
    clock.forward(days=1)
    office.deciding.age()
    case = office.only_case()
    assert (case.state, case.was_public, case.due) == (CaseState.OPEN, True, "2026-12-31")
    assert [change.en for change in case.changed] == ["The ruling before ended on 30/11/2026."]
    assert office.cases.rulings([copied.record], office.deciding.today) == {}
    office.deciding.age()
    assert office.only_case() == case


def test_the_same_text_with_the_same_evidence_stays_decided(office: Office) -> None:
    copied = office.described("held", row())
    office.take(copied)
    office.decided(office.only_case())
    later = saying(copied, DCT.identifier, Literal("YT-2"))
    office.evidence[later.fingerprint] = [row(score=0.8)]
    assert office.take(later) in ("published", "remarked")
    assert office.only_case().state == CaseState.DECIDED


def test_a_changed_record_opens_its_case_again_and_says_what_changed(office: Office) -> None:
    alike = office.described("alike", row(LAND, "overlap", feature("same-unit", "Cùng đơn vị: thửa đất")))
    office.take(alike)
    number = office.only_case().number
    office.decided(office.only_case())
    later = retitled(alike, "Sổ thửa đất toàn tỉnh")
    office.evidence[later.fingerprint] = [
        row(
            LAND, "overlap", feature("same-unit", "Cùng đơn vị: thửa đất"), feature("near-title", "Tên giống: thửa đất")
        )
    ]
    office.take(later)
    case = office.only_case()
    assert (case.number, case.state) == (number, CaseState.OPEN)
    assert [change.vi for change in case.changed] == [
        "Bản mô tả đã được sửa: tên.",
        "Thêm chứng cứ: Tên giống: thửa đất",
    ]


def test_a_case_closes_when_its_dataset_is_neither_public_nor_waiting(office: Office) -> None:
    alike = office.described("alike", row(grade="overlap"))
    office.take(alike)
    office.deciding.age()
    assert office.only_case().state == CaseState.OPEN
    office.ledger.append([Act("withdraw", alike.record, "gl-so-yt", "An", reason="nhầm")])
    office.deciding.age()
    assert office.only_case().state == CaseState.CLOSED
    later = retitled(alike, "Trở lại")
    office.evidence[later.fingerprint] = [row(grade="overlap")]
    office.take(later)
    assert office.only_case().state == CaseState.OPEN


def test_when_a_ruling_ends_its_dataset_is_judged_again_and_stays_up(tmp_path: Path, clock: Ticking) -> None:
    keeper = Keeper.open(load_config(tmp_path / "data"), clock)
    try:
        title = next(iter(keeper.words.ministries.values())).title_vi
        copied = good(keeper.words, keeper.config.base, "copied", title=title)
        keeper.intake.take([candidate(copied, is_form=True)])
        for case in keeper.cases.of_record(copied.record):
            decided = keeper.deciding.read(case, Proposed("exempt", WHY, "regulation-4-3", "30/11/2026"))
            assert isinstance(decided, Decided)
            keeper.deciding.decide(case, decided, REVIEWER)
        found = keeper.rejudging.reports.of(copied.record)
        assert not [finding for finding in found if finding.rule.startswith("overlap/") and finding.is_violation]
        clock.forward(days=10)
        keeper.tidy()
        assert keeper.rejudging.wait(100)
        current = keeper.ledger.current(copied.record)
        assert current is not None and current.state == "public"
        found = keeper.rejudging.reports.of(copied.record)
        assert [finding for finding in found if finding.rule.startswith("overlap/") and finding.is_violation]
        assert any(case.was_public and case.is_open for case in keeper.cases.of_record(copied.record))
        assert keeper.cases.ages(keeper.deciding.today).open >= 1
    finally:
        keeper.close()
