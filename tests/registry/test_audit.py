"""The audit's tables and graphs, from a real ledger."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pyoxigraph import Dataset, Literal, NamedNode, RdfFormat, Triple, parse

from registry.audit import Audit, Made, graphs_of, overlaps_as_graph
from registry.audit_quads import freshness_quads
from registry.audit_tables import freshness_table
from registry.config import Config
from registry.entries import Act
from registry.freshness import State
from registry.ledger import Ledger
from registry.quarter import Quarter
from registry.words import Words
from tests.registry.desk import Ticking
from vocab.description import describe
from vocab.identifiers import agency_iri, dataset_iri, mint_key, record_of
from vocab.namespaces import DCT, RDF, REG, XSD

BASE = "http://127.0.0.1:8080"
HEALTH, FINANCE = agency_iri(BASE, "gl-so-yt"), agency_iri(BASE, "gl-so-tc")
Q3 = Quarter(2026, 3)


def iri(name: str) -> str:
    return dataset_iri(BASE, mint_key("test", name))


def act(
    name: str, modified: str | None, agency: str = HEALTH, issued: str | None = "2022-08-16", kind: str = "publish"
):
    subject = NamedNode(iri(name))
    triples = [Triple(subject, DCT.title, Literal(name, language="vi"))]
    for predicate, day in ((DCT.modified, modified), (DCT.issued, issued)):
        if day:
            triples.append(Triple(subject, predicate, Literal(day, datatype=XSD.date)))
    said = describe(iri(name), triples)
    return Act(kind, said.record, "gl-so-yt", "An", said.body(), said.fingerprint, agency)


def confirm(name: str) -> Act:
    return Act("confirm", record_of(iri(name)), "gl-so-yt", "An", reason="không thay đổi")


@pytest.fixture
def clock() -> Ticking:
    return Ticking(datetime(2026, 9, 20, 3, tzinfo=UTC))


@pytest.fixture
def audit(ledger: Ledger, clock: Ticking, tmp_path: Path) -> Audit:
    return Audit(ledger, Words.of(BASE), Config(tmp_path), clock)


def fill(ledger: Ledger, clock: Ticking) -> None:
    """Published in September; then a year's ordinary autumn."""
    names = ("hồ chứa", "giường bệnh", "nhà thuốc", "ngân sách", "giá đất", "mới")
    old = [act(n, "2026-07-02", FINANCE if n in ("ngân sách", "giá đất") else HEALTH) for n in names[:5]]
    ledger.append(old)
    clock.now = datetime(2026, 10, 5, 3, tzinfo=UTC)
    ledger.append([act("hồ chứa", "2026-10-05"), confirm("giường bệnh"), act("mới", None, issued="2026-10-02")])
    clock.now = datetime(2026, 10, 28, 3, tzinfo=UTC)
    ledger.append([act("nhà thuốc", "2026-10-20"), act("ngân sách", "2026-12-01", FINANCE)])
    clock.now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    ledger.append([act("hồ chứa", "2026-11-19")])


def test_everything_stands_where_the_calendar_puts_it(audit: Audit, ledger: Ledger, clock: Ticking) -> None:
    fill(ledger, clock)
    table = audit.freshness()
    assert (table.quarter, table.due, table.position) == (Q3, date(2026, 10, 15), ledger.head().seq)
    assert {row.title(): (row.standing.state, row.standing.days_late) for row in table.rows} == {
        "hồ chứa": (State.ON_TIME, 0),  # the update of 5 October counts, whatever came after
        "giường bệnh": (State.CONFIRMED, 0),
        "nhà thuốc": (State.LATE, 5),
        "ngân sách": (State.MISSING, 36),  # a future day is not believed
        "giá đất": (State.MISSING, 36),
    }
    assert {s.agency: (s.total, s.counts[State.MISSING], s.is_late, s.worst) for s in table.sums} == {
        FINANCE: (2, 2, True, 36),
        HEALTH: (3, 0, True, 5),
    }
    assert table.counts == {
        State.ON_TIME: 1,
        State.CONFIRMED: 1,
        State.LATE: 1,
        State.MISSING: 2,
        State.NOT_DUE: 0,
    }
    assert [each.agency for each in table.late_agencies] == [FINANCE, HEALTH]
    assert [row.title() for row in table.of_agency(HEALTH)] == ["nhà thuốc", "giường bệnh", "hồ chứa"]


def test_the_next_quarter_is_not_due_yet_and_the_new_dataset_is_in_it(
    audit: Audit, ledger: Ledger, clock: Ticking
) -> None:
    fill(ledger, clock)
    table = audit.freshness(Quarter(2026, 4))
    assert {row.standing.state for row in table.rows} == {State.NOT_DUE} and len(table.rows) == 6


def test_before_anything_there_is_an_empty_table(audit: Audit) -> None:
    table = audit.freshness()
    assert (table.rows, table.sums, table.late_agencies) == ((), (), ())
    assert freshness_quads(table.rows, Q3, BASE) == b"" and overlaps_as_graph(audit, BASE, ()) == b""


def test_a_transfer_moves_the_duty_and_updates_nothing(audit: Audit, ledger: Ledger, clock: Ticking) -> None:
    ledger.append([act("nhà thuốc", None, issued=None)])
    clock.now = datetime(2026, 10, 16, 3, tzinfo=UTC)
    before = audit.freshness().rows[0]
    ledger.append([act("nhà thuốc", None, FINANCE, None, "transfer")])
    (after,) = audit.freshness().rows
    assert (before.agency, after.agency) == (HEALTH, FINANCE)
    assert after.standing == before.standing and after.standing.state == State.MISSING


def test_what_is_withdrawn_owes_nothing(audit: Audit, ledger: Ledger, clock: Ticking) -> None:
    fill(ledger, clock)
    ledger.append([Act("withdraw", record_of(iri("giá đất")), "gl-so-tc", "Bình", reason="thử")])
    ledger.expunge(record_of(iri("nhà thuốc")), "van-hanh", "Cường", "thử")
    titles = {row.title() for row in audit.freshness().rows}
    assert titles == {"hồ chứa", "giường bệnh", "ngân sách"}
    assert "nhà thuốc" not in str(audit._said)


def test_the_readings_of_the_law_are_settings(ledger: Ledger, clock: Ticking, tmp_path: Path) -> None:
    fill(ledger, clock)
    lax = Audit(ledger, Words.of(BASE), Config(tmp_path, counts_from="quarter_start", update_due_day=20), clock)
    assert {row.standing.state for row in lax.freshness().rows} == {State.ON_TIME}


def test_the_graph_says_what_the_page_says(audit: Audit, ledger: Ledger, clock: Ticking) -> None:
    fill(ledger, clock)
    quads = Dataset(parse(freshness_quads(audit.freshness().rows, audit.quarter(), BASE), format=RdfFormat.N_QUADS))
    graph = NamedNode(f"{BASE}/graph/freshness")
    late = {
        quad.subject
        for state in ("tre", "thieu")
        for quad in quads.quads_for_object(NamedNode(f"{BASE}/id/concept/freshness/{state}"))
    }
    agencies = {q.object.value for q in quads if q.subject in late and q.predicate == DCT.publisher}
    assert agencies == {HEALTH, FINANCE}
    assert {quad.graph_name for quad in quads} == {graph}
    assert sum(quad.object == REG.Freshness for quad in quads.quads_for_predicate(RDF.type)) == 5
    assert {quad.object.value for quad in quads.quads_for_predicate(REG.quarter)} == {"2026-Q3"}
    assert {quad.object.value for quad in quads.quads_for_predicate(REG.daysLate)} == {"0", "5", "36"}


def test_one_dataset_is_asked_for_alone(audit: Audit, ledger: Ledger, clock: Ticking) -> None:
    fill(ledger, clock)
    for quarter in (Quarter(2026, 2), Q3, Quarter(2026, 4)):
        table = {row.dataset: row for row in audit.freshness(quarter).rows}
        for name in ("hồ chứa", "giường bệnh", "nhà thuốc", "ngân sách", "giá đất", "mới"):
            assert audit.freshness_of(iri(name), quarter) == table.get(iri(name))
    assert audit.freshness_of(iri("không có")) is None
    ledger.append([Act("withdraw", record_of(iri("hồ chứa")), "gl-so-yt")])
    assert audit.freshness_of(iri("hồ chứa")) is None


def test_a_table_that_takes_long_is_not_drawn_for_every_entry() -> None:
    table = freshness_table((), Q3, date(2026, 11, 21), date(2026, 10, 15))
    assert Made(table, at=100.0, took=0.01).may_be_renewed(100.0)
    assert not Made(table, at=100.0, took=0.3).may_be_renewed(102.9)
    assert Made(table, at=100.0, took=0.3).may_be_renewed(103.1)


def test_a_worker_reads_the_same_from_the_file(audit: Audit, ledger: Ledger, clock: Ticking, tmp_path: Path) -> None:
    fill(ledger, clock)
    records = [record_of(row.dataset) for row in audit.freshness().rows]
    graphs = graphs_of(str(tmp_path), BASE, "2026-11-20", records)
    assert set(graphs) == {f"{BASE}/graph/freshness", f"{BASE}/graph/overlap"}
    fresh = set(graphs[f"{BASE}/graph/freshness"].splitlines())
    shown = freshness_quads(audit.freshness().rows, audit.quarter(), BASE).splitlines()
    assert fresh > set(shown) and any(b"2026-Q2" in line for line in fresh)
    assert graphs == graphs_of(str(tmp_path), BASE, "2026-11-20", records)
    (one,) = {line.split()[0] for line in shown if iri("hồ chứa").encode() in line}
    few = graphs_of(str(tmp_path), BASE, "2026-11-20", [record_of(iri("hồ chứa"))])
    assert {line for line in few[f"{BASE}/graph/freshness"].splitlines() if b"Q3" in line.split()[0]} == {
        line for line in shown if line.startswith(one)
    }
