"""Pairs that look alike: read from a real database with what became of them, chosen, counted, and made a graph of."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pyoxigraph import Dataset, Literal, NamedNode, RdfFormat, Triple, parse
from sqlalchemy import Engine, insert, select, text

from registry import overlap_reading, reports, rulings, schema
from registry.audit import Audit, graphs_of, overlaps_as_graph
from registry.case_moves import Brought, bring
from registry.clock import stamp
from registry.config import Config
from registry.entries import Act
from registry.ledger import Ledger
from registry.overlap_cases import Case, Cases
from registry.overlap_table import PROVINCE, OverlapRow, State, Wanted, chosen, counted, crossing
from registry.reports import Report
from registry.rulings import Basis, Decided, Verdict
from registry.schema import create
from registry.words import Words
from shapes.report import Finding
from tests.registry.desk import Ticking
from vocab.description import describe
from vocab.identifiers import agency_iri, dataset_iri, ministry_dataset_iri, mint_key, record_of
from vocab.namespaces import DCT, REG, SH

BASE = "http://127.0.0.1:8080"
HEALTH, FINANCE = agency_iri(BASE, "gl-so-yt"), agency_iri(BASE, "gl-so-tc")
PHARMACY, POPULATION = (ministry_dataset_iri(BASE, key) for key in ("mds-066-duoc", "mds-001-dan-cu"))
MINISTRY = agency_iri(BASE, "vn-bo-y-te")
TODAY = date(2026, 9, 20)
LIKE = {"name": "same-subject", "weight": 0.55, "vi": "Cùng nội dung: thuốc", "en": "Same matter: medicines"}
UNLIKE = {"name": "aggregated", "weight": 0.2, "vi": "Số tổng hợp", "en": "Totals", "against": True}


def iri(name: str) -> str:
    return dataset_iri(BASE, mint_key("test", name))


def record(name: str) -> str:
    return record_of(iri(name))


@pytest.fixture
def clock() -> Ticking:
    return Ticking(datetime(2026, 9, 20, 3, tzinfo=UTC))


@pytest.fixture
def words() -> Words:
    return Words.of(BASE)


@pytest.fixture
def audit(ledger: Ledger, clock: Ticking, tmp_path: Path, words: Words) -> Audit:
    return Audit(ledger, words, Config(tmp_path), clock)


def publish(ledger: Ledger, name: str, agency: str = HEALTH, reuses: str = "") -> None:
    subject = NamedNode(iri(name))
    triples = [Triple(subject, DCT.title, Literal(name, language="vi"))]
    triples += [Triple(subject, DCT.source, NamedNode(reuses))] if reuses else []
    said = describe(iri(name), triples)
    ledger.append([Act("publish", said.record, "gl-so-yt", "An", said.body(), said.fingerprint, agency)])


def measure(engine: Engine, name: str, other: str = PHARMACY, grade: str = "duplicate", score: float = 0.8) -> None:
    row = {"record": record(name), "ministry": other, "grade": grade, "score": score, "seq": 1}
    with engine.begin() as connection:
        connection.execute(insert(schema.overlap), [{**row, "evidence": json.dumps([LIKE, UNLIKE])}])


def file(engine: Engine, name: str, at: datetime, other: str = PHARMACY, grade: str = "duplicate") -> Case:
    """A case as the registry opens it, with thirty days."""
    evidence = {"ministry": other, "grade": grade, "score": 0.8, "features": [LIKE, UNLIKE]}
    with engine.begin() as connection:
        bring(connection, [Brought(record(name), name, "f", (evidence,))], stamp(at), 30)
    return next(case for case in Cases(engine).of_record(record(name)) if case.other == other)


def decide(ledger: Ledger, case: Case, verdict: Verdict, until: date | None = None) -> None:
    place = (case.number, case.record, case.other)
    decided = Decided(*place, verdict, until, Basis.REGULATION, "", case.mark, case.fingerprint, "Văn bản 12/BYT")
    ledger.append([decided.act("kiem-duyet", "Lan")])
    with ledger.engine.begin() as connection:
        rulings.rebuild(connection, rulings.from_ledger(ledger))
        connection.execute(schema.case.update().where(schema.case.c.number == case.number).values(state="decided"))


def hold(engine: Engine, name: str) -> None:
    """A version of a record is held back beside what is public of it."""
    row = {"record": record(name), "seq": 1, "agency": HEALTH, "fingerprint": "f", "title": "Bản chưa công bố"}
    with engine.begin() as connection:
        connection.execute(insert(schema.held), [{**row, "body": b"", "findings": "[]", "at": stamp(Ticking()())}])


def everything(audit: Audit) -> list[str]:
    return sorted({row.record for row in audit.overlaps()})


def by_title(rows: tuple[OverlapRow, ...]) -> dict[str, OverlapRow]:
    return {row.title(): row for row in rows}


@pytest.fixture
def filled(ledger: Ledger, engine: Engine) -> None:
    """One pair of each fate."""
    early, late = datetime(2026, 8, 1, 3, tzinfo=UTC), datetime(2026, 9, 18, 3, tzinfo=UTC)
    for name in ("quá hạn", "chờ", "đã quyết", "hết giống", "mới đo"):
        publish(ledger, name, FINANCE if name == "chờ" else HEALTH)
    publish(ledger, "dùng lại", reuses=PHARMACY)
    for name in ("quá hạn", "đã quyết", "mới đo", "dùng lại"):
        measure(engine, name)
    measure(engine, "chờ", POPULATION, "overlap", 0.4)
    file(engine, "quá hạn", early)
    file(engine, "chờ", late, POPULATION, "overlap")
    decide(ledger, file(engine, "đã quyết", late), Verdict.EXEMPT, date(2027, 1, 1))
    file(engine, "hết giống", early)
    with engine.begin() as connection:
        bring(connection, [Brought(record("hết giống"), "hết giống", "g")], stamp(late), 30)


FATES = {
    "quá hạn": State.OVERDUE,
    "chờ": State.OPEN,
    "đã quyết": State.DECIDED,
    "dùng lại": State.DECLARED,
    "mới đo": State.UNFILED,
    "hết giống": State.CLOSED,
}


@pytest.mark.usefixtures("filled")
def test_each_pair_says_what_became_of_it(audit: Audit) -> None:
    rows = audit.overlaps()
    assert {row.title(): row.state(TODAY) for row in rows} == FATES
    assert all(row.is_public and row.other_agency for row in rows)
    waiting, decided = by_title(rows)["chờ"], by_title(rows)["đã quyết"]
    assert (waiting.agency, waiting.grade, waiting.score) == (FINANCE, "overlap", 0.4)
    assert waiting.filed and waiting.filed.due == date(2026, 10, 18)
    assert decided.ruling and decided.ruling.until == "2027-01-01"
    assert counted(rows, TODAY) == dict.fromkeys(State, 1)


@pytest.mark.usefixtures("filled")
def test_rows_are_chosen_by_each_filter_and_the_most_urgent_come_first(audit: Audit, words: Words) -> None:
    rows = audit.overlaps()

    def titles(wanted: Wanted) -> list[str]:
        return [row.title() for row in chosen(rows, wanted, TODAY, words.label)]

    assert titles(Wanted()) == ["quá hạn", "chờ", "mới đo", "đã quyết", "dùng lại"], "what is closed is asked for apart"
    assert titles(Wanted(state="open")) == ["quá hạn", "chờ"]
    for name, state in FATES.items():
        assert name in titles(Wanted(state=state.value))
    assert titles(Wanted(agency=FINANCE)) == titles(Wanted(grade="overlap")) == ["chờ"]
    assert "chờ" not in titles(Wanted(ministry=MINISTRY))
    assert titles(Wanted(kind="agency")) == []
    assert titles(Wanted(q="DA QUYET duoc")) == ["đã quyết"], "marks and case do not matter, the other side counts"
    assert titles(Wanted(q="2026-002")) == ["chờ"]
    assert titles(Wanted(q="không có gì như vậy")) == []


@pytest.mark.usefixtures("filled")
def test_the_crossing_counts_who_meets_whom(audit: Audit, words: Words) -> None:
    found = crossing(chosen(audit.overlaps(), Wanted(), TODAY, words.label), TODAY, words.label)
    assert found.columns[0] == MINISTRY and len(found.columns) == 2
    cells = {agency: [(cell.total, cell.waiting, cell.overdue) for cell in line] for agency, line, _ in found.rows}
    assert cells == {HEALTH: [(4, 1, 1), (0, 0, 0)], FINANCE: [(0, 0, 0), (1, 1, 0)]}
    assert (found.total.total, found.total.waiting) == (5, 2)
    assert [cell.total for cell in found.sums] == [4, 1]


def test_a_pair_inside_the_province_counts_for_both_and_is_found_from_either(
    audit: Audit, ledger: Ledger, engine: Engine, words: Words
) -> None:
    publish(ledger, "giá đất")
    publish(ledger, "giá đất theo phố", FINANCE)
    file(engine, "giá đất", datetime(2026, 9, 18, 3, tzinfo=UTC), iri("giá đất theo phố"), "overlap")
    (row,) = audit.overlaps()
    assert (row.kind, row.agency, row.other_agency, row.other_title()) == (
        "agency",
        HEALTH,
        FINANCE,
        "giá đất theo phố",
    )
    for agency in (HEALTH, FINANCE):
        assert chosen([row], Wanted(agency=agency), TODAY, words.label)
    found = crossing([row], TODAY, words.label)
    assert found.columns == (PROVINCE,) and {agency for agency, _, _ in found.rows} == {HEALTH, FINANCE}
    assert found.total.total == 1
    assert REG.withDataset in {
        quad.predicate for quad in parse(overlaps_as_graph(audit, BASE, everything(audit)), format=RdfFormat.N_QUADS)
    }


@pytest.mark.usefixtures("filled")
def test_the_graph_holds_assessment_features_judgement_case_and_ruling(audit: Audit, engine: Engine) -> None:
    with engine.begin() as connection:
        seq = connection.execute(
            select(schema.current.c.seq).where(schema.current.c.record == record("quá hạn"))
        ).scalar_one()
        said = Finding(
            "overlap/duplicate-under-review", "duty", "Violation", iri("quá hạn"), None, SH.SPARQLConstraintComponent.value,
            PHARMACY, "Nay trùng.", "Now a duplicate.", "Điều 4", "Sửa.", "Mend.",
        )  # fmt: skip
        other = replace(said, rule="province/r-api")
        kept = Report(record("quá hạn"), seq, "r", True, "quá hạn", (said, other))
        reports.keep(connection, [kept], stamp(Ticking()()), "2026-09-20")
    graph = Dataset(parse(overlaps_as_graph(audit, BASE, everything(audit)), format=RdfFormat.N_QUADS))

    def values(predicate: NamedNode) -> set[str]:
        return {quad.object.value for quad in graph.quads_for_predicate(predicate)}

    assert len(list(graph.quads_for_object(REG.Overlap))) == 5, "what is no longer alike is no overlap"
    assert values(REG.score) == {"0.80", "0.40"} and values(REG.grade) == {"duplicate", "overlap"}
    assert values(REG.against) == {"true", "false"} and len(list(graph.quads_for_predicate(REG.evidence))) == 10
    assert values(REG.caseState) == {"open", "decided", "closed"}
    assert (values(REG.verdict), values(REG.until)) == ({"exempt"}, {"2027-01-01"})
    assert "Văn bản 12/BYT" in values(DCT.description)
    assert values(REG.rule) == {"overlap/duplicate-under-review"}
    assert values(SH.resultMessage) == {"Nay trùng.", "Now a duplicate."}
    assert sorted(quad.object.value for quad in graph.quads_for_predicate(REG.reuseDeclared)) == ["false"] * 4 + [
        "true"
    ]


@pytest.mark.usefixtures("filled")
def test_what_is_held_back_or_withdrawn_stays_inside(audit: Audit, ledger: Ledger, engine: Engine) -> None:
    assert overlap_reading.overlapping(ledger) == 5
    hold(engine, "chờ")
    ledger.append([Act("withdraw", record("đã quyết"), "gl-so-yt", "An", reason="thử")])
    rows = {row.record: row for row in audit.overlaps()}
    assert not rows[record("chờ")].is_public and rows[record("chờ")].title() == "chờ", "it is public under this title"
    assert not rows[record("đã quyết")].is_public
    body = overlaps_as_graph(audit, BASE, everything(audit))
    assert iri("quá hạn").encode() in body
    assert iri("chờ").encode() not in body and iri("đã quyết").encode() not in body
    assert overlap_reading.overlapping(ledger) == 3


@pytest.mark.usefixtures("filled")
def test_what_the_law_removed_is_in_no_row(audit: Audit, ledger: Ledger) -> None:
    ledger.expunge(record("quá hạn"), "van-hanh", "Cường", "thử")
    assert "quá hạn" not in {row.title() for row in audit.overlaps()}


@pytest.mark.usefixtures("filled")
def test_a_case_that_moves_without_an_entry_is_noticed(ledger: Ledger, engine: Engine) -> None:
    before, head, versions = overlap_reading.moves(ledger), ledger.head(), overlap_reading.case_versions(ledger)
    with engine.begin() as connection:
        bring(connection, [Brought(record("chờ"), "chờ", "g")], stamp(Ticking()()), 30)
    assert overlap_reading.moves(ledger) != before and ledger.head() == head
    assert overlap_reading.case_versions(ledger) != versions


@pytest.mark.usefixtures("filled")
def test_a_worker_reads_the_same_graph_from_the_file(audit: Audit, tmp_path: Path) -> None:
    graphs = graphs_of(str(tmp_path), BASE, TODAY.isoformat(), everything(audit))
    assert graphs[f"{BASE}/graph/overlap"] == overlaps_as_graph(audit, BASE, everything(audit))


def test_a_database_of_an_older_version_is_read_and_brought_up_to_date(
    audit: Audit, ledger: Ledger, engine: Engine
) -> None:
    publish(ledger, "cũ")
    measure(engine, "cũ")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE overlap DROP COLUMN score"))
        connection.execute(text("DROP TABLE case_"))
        connection.execute(text("DROP TABLE ruling"))
    assert [(row.title(), row.score) for row in audit.overlaps()] == [("cũ", 0.0)]
    create(engine)
    assert schema.has_scores(engine) and [row.title() for row in audit.overlaps()] == ["cũ"]
