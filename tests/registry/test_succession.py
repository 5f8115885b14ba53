"""Agencies merge and split, datasets are handed over one by one, and nothing of the past is lost."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, RdfFormat, parse

from registry.accounts import By
from registry.demo.province import contact, describe_row, rows
from registry.entries import Act
from registry.succession import Move, NotPossible, Succession, in_office, succeed, succession_of, transfer
from tests.registry.records import new_ledger
from vocab.agencies import load_agencies
from vocab.description import Description
from vocab.identifiers import change_iri
from vocab.namespaces import DCAT, DCT, ORG, PROV, RDFS, VCARD

BASE = "https://registry.example"
AGENCIES = load_agencies(BASE)
OPERATOR = By("van-hanh", "Trần Minh Khoa")
LEGAL_ACT = "Nghị định 45/2025/NĐ-CP"
MERGER = Succession(
    "test/2025-03-01",
    ("bd-so-khdt", "bd-so-tc"),
    ("bd25-so-tc",),
    date(2025, 3, 1),
    LEGAL_ACT,
    "Hợp nhất Sở Kế hoạch và Đầu tư với Sở Tài chính",
    "Planning and Finance merge",
)
CARE_HOMES = Move("bd-so-ldtbxh", "bd-so-yt", date(2025, 3, 1), LEGAL_ACT)


@pytest.fixture
def care_homes() -> Description:
    row = next(row for row in rows() if row.id == "bd-ds-055")
    return describe_row(row, AGENCIES.by_id[row.owner], BASE)


def test_a_succession_is_an_event_in_the_ledger(tmp_path: Path) -> None:
    act = succeed(MERGER, AGENCIES, BASE, OPERATOR)
    assert isinstance(act, Act) and act.record == change_iri(BASE, MERGER.id)
    ledger = new_ledger(tmp_path)
    (entry,) = ledger.append([act])
    assert entry.act == "succeed" and entry.reason == f"{LEGAL_ACT}, 01/03/2025" and entry.person == OPERATOR.person
    current = ledger.current(act.record)
    assert current is not None and current.state == "event" and ledger.counts().get("public", 0) == 0
    quads = Dataset(parse(ledger.body(entry.seq) or b"", format=RdfFormat.N_QUADS))
    change = NamedNode(act.record)
    assert {quad.graph_name for quad in quads} == {change}
    before = {quad.object.value for quad in quads.quads_for_predicate(ORG.originalOrganization)}
    after = {quad.object.value for quad in quads.quads_for_predicate(ORG.resultingOrganization)}
    assert before == {AGENCIES.by_id["bd-so-khdt"].iri, AGENCIES.by_id["bd-so-tc"].iri}
    assert after == {AGENCIES.by_id["bd25-so-tc"].iri}
    assert [quad.object.value for quad in quads.quads_for_predicate(DCT.date)] == ["2025-03-01"]
    ledger.engine.dispose()


def test_every_change_of_the_register_can_be_written_down() -> None:
    acts = [succeed(succession_of(change, AGENCIES), AGENCIES, BASE, OPERATOR) for change in AGENCIES.changes]
    assert len(acts) >= 40 and all(isinstance(act, Act) for act in acts)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"originals": ("bd-so-khdt", "bd-so-xx")}, "bd-so-xx"),
        ({"results": ()}, "cơ quan tiếp nhận"),
        ({"results": ("gl-so-tc",)}, "không hoạt động"),  # the heir of 2025-07 was not there in March
        ({"originals": ("bd25-so-tc",)}, "không hoạt động"),  # ended later than it was founded
        ({"day": date(2026, 1, 1)}, "không hoạt động"),  # a closed agency
    ],
)
def test_a_reorganisation_that_cannot_be_is_refused(changes: dict[str, object], told: str) -> None:
    refused = succeed(replace(MERGER, **changes), AGENCIES, BASE, OPERATOR)  # type: ignore[arg-type]
    assert isinstance(refused, NotPossible) and told in refused.vi and refused.en


def test_a_circle_is_refused() -> None:
    day = date(2025, 3, 15)
    round_about = replace(MERGER, originals=("gl-so-tc",), results=("bd25-so-tc",), day=day)
    assert isinstance(succeed(round_about, AGENCIES, BASE, OPERATOR), NotPossible)
    itself = replace(MERGER, originals=("bd-so-yt",), results=("bd-so-yt",), day=day)
    refused = succeed(itself, AGENCIES, BASE, OPERATOR)
    assert isinstance(refused, NotPossible) and "vòng tròn" in refused.vi
    leading_back = replace(MERGER, originals=("bd25-so-tc", "bd-so-yt"), results=("bd-so-yt", "bd-so-ct"), day=day)
    assert isinstance(succeed(leading_back, AGENCIES, BASE, OPERATOR), NotPossible)


def test_a_transfer_changes_the_publisher_and_keeps_the_past(care_homes: Description) -> None:
    old, new = AGENCIES.by_id["bd-so-ldtbxh"], AGENCIES.by_id["bd-so-yt"]
    moved = transfer(care_homes, CARE_HOMES, AGENCIES, contact(care_homes.iri, new))
    assert isinstance(moved, Description)
    assert moved.iri == care_homes.iri and moved.publisher == new.iri and len(moved.values(DCT.publisher)) == 1
    assert [term.value for term in moved.values(PROV.wasAttributedTo) if isinstance(term, NamedNode)] == [old.iri]
    (note,) = moved.values(DCT.provenance)
    assert isinstance(note, BlankNode)
    said = moved.text(RDFS.label, "vi", note)
    assert old.name("vi") in said and new.name("vi") in said and "01/03/2025" in said and LEGAL_ACT in said
    assert moved.text(RDFS.label, "en", note).startswith("Published by")
    (card,) = moved.values(DCAT.contactPoint)
    assert isinstance(card, BlankNode)
    assert new.name("vi") in moved.text(VCARD.fn, "vi", card)
    untouched = {t for t in care_homes.triples if t.subject == NamedNode(care_homes.iri)}
    lost = untouched - set(moved.triples)
    assert {t.predicate for t in lost} <= {DCT.publisher, DCAT.contactPoint, DCT.temporal, DCT.spatial}
    assert moved.distributions[0].access_url == care_homes.distributions[0].access_url


def test_a_transfer_without_a_new_contact_leaves_the_contact(care_homes: Description) -> None:
    moved = transfer(care_homes, CARE_HOMES, AGENCIES)
    assert isinstance(moved, Description)
    assert [t for t in care_homes.triples if t.predicate in VCARD] == [t for t in moved.triples if t.predicate in VCARD]


def test_two_transfers_keep_both_former_agencies(care_homes: Description) -> None:
    once = transfer(care_homes, CARE_HOMES, AGENCIES)
    assert isinstance(once, Description)
    twice = transfer(once, Move("bd-so-yt", "gl-so-yt", date(2025, 7, 1), "Nghị quyết 202/2025/QH15"), AGENCIES)
    assert isinstance(twice, Description) and twice.publisher == AGENCIES.by_id["gl-so-yt"].iri
    former = {term.value for term in twice.values(PROV.wasAttributedTo) if isinstance(term, NamedNode)}
    assert former == {AGENCIES.by_id["bd-so-ldtbxh"].iri, AGENCIES.by_id["bd-so-yt"].iri}
    assert len(twice.values(DCT.provenance)) == 2


@pytest.mark.parametrize(
    ("move", "told"),
    [
        (replace(CARE_HOMES, heir="gl-so-yt"), "không hoạt động"),  # not founded yet
        (replace(CARE_HOMES, origin="bd-so-yt"), "không thuộc"),  # not its dataset
        (replace(CARE_HOMES, heir="bd-so-ldtbxh"), "không hoạt động"),  # to itself, which has ended
        (replace(CARE_HOMES, heir="xx"), "xx"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(care_homes: Description, move: Move, told: str) -> None:
    refused = transfer(care_homes, move, AGENCIES)
    assert isinstance(refused, NotPossible) and told in refused.vi and refused.en


def test_a_new_agency_of_the_same_name_is_told_apart(care_homes: Description) -> None:
    row = next(row for row in rows() if row.owner == "bd-so-xd")
    said = describe_row(row, AGENCIES.by_id["bd-so-xd"], BASE)
    moved = transfer(said, Move("bd-so-xd", "bd25-so-xd", date(2025, 3, 1), LEGAL_ACT), AGENCIES)
    assert isinstance(moved, Description)
    assert any("(lập mới)" in str(triple.object) for triple in moved.triples if isinstance(triple.object, Literal))


def test_who_was_in_office_on_a_day() -> None:
    march = date(2025, 3, 1)
    for asked, found in (("gl-so-yt", "bd-so-yt"), ("bd25-so-nv", "bd25-so-nv"), ("gl-so-gddt", "bd-so-gddt")):
        agency = in_office(AGENCIES, asked, march)
        assert agency is not None and agency.id == found
    assert in_office(AGENCIES, "gl-so-yt", date(1999, 1, 1)) is None and in_office(AGENCIES, "xx", march) is None
