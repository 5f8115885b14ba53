"""The graphs of freshness and overlap are drawn only of what moved, and hold what drawing all of them anew would give."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from pyoxigraph import Store as Engine
from sqlalchemy import Engine as Database
from sqlalchemy import Table, select

from registry import reports, schema
from registry.audit import graphs_of
from registry.audit_graphs import AuditGraphs, Drawings
from registry.clock import stamp
from registry.entries import Act
from registry.harvesting.sayings import ACT, record_of_source
from registry.ledger import Ledger
from registry.overlap_cases import Cases
from registry.quality import Qualities
from registry.quality_graph import QualityGraph
from registry.reports import Report
from registry.rulings import Verdict
from registry.schema import DATABASE, connect, create
from registry.workers.errors import Ending, WorkerDied
from shapes.report import Finding
from sparql.store import Store
from tests.registry.desk import Ticking
from tests.registry.test_overlap_reading import (
    BASE,
    POPULATION,
    decide,
    file,
    hold,
    iri,
    measure,
    publish,
    record,
)
from vocab.namespaces import REG, SH

NAMES = ("hồ chứa", "nhà thuốc", "giá đất", "mỏ đá")
TODAY = "2026-09-20"


@pytest.fixture
def clock() -> Ticking:
    return Ticking(datetime(2026, 5, 20, 3, tzinfo=UTC))


class Alone(Store):
    """A store without the views around it."""

    remade = 0

    def remake(self) -> None:
        """Throws everything away, as the views do after a removal by law."""
        self.remade += 1
        self.clear()
        self.bulk([], 0)


class Watched(Drawings):
    """Drawn here rather than in a worker; `drawn` are the records that were asked for."""

    def __init__(self, ledger: Ledger, store: Alone, folder: Path) -> None:
        self.drawn: list[str] = []
        self.today = TODAY

        def draw(records: Sequence[str]) -> dict[str, bytes]:
            self.drawn += records
            return graphs_of(str(folder), BASE, self.today, records)

        super().__init__(ledger, store, BASE, lambda: self.today, draw)

    def brings(self) -> set[str]:
        """The records that a refresh draws."""
        self.drawn = []
        self.refresh()
        return set(self.drawn)


@pytest.fixture
def store(tmp_path: Path) -> Alone:
    return Alone.open(tmp_path / "store", BASE)


@pytest.fixture
def drawings(ledger: Ledger, store: Alone, tmp_path: Path) -> Watched:
    return Watched(ledger, store, tmp_path)


def in_store(store: Alone) -> set[str]:
    graphs = (f"{BASE}/graph/freshness", f"{BASE}/graph/overlap")
    return {line for graph in graphs for line in store.dump(graph).decode().splitlines()}


def all_anew(folder: Path) -> set[str]:
    """What the graphs would hold if they were drawn of everything."""
    scratch = Engine()
    for body in graphs_of(str(folder), BASE, TODAY, [record(name) for name in NAMES]).values():
        scratch.load(body, format=RdfFormat.N_QUADS)
    return {f"{quad.triple} ." for quad in scratch}


def test_only_what_moved_is_drawn(ledger: Ledger, engine: Database, drawings: Watched, store: Alone) -> None:
    for name in NAMES:
        publish(ledger, name)
    assert drawings.are_behind and drawings.brings() == {record(name) for name in NAMES}
    assert not drawings.are_behind and drawings.brings() == set()
    publish(ledger, "giá đất", reuses=POPULATION)
    assert drawings.brings() == {record("giá đất")}
    ledger.append([Act(ACT, record_of_source("so-y-te"), "van-hanh", "An", b"{}", reason="add")])
    assert drawings.are_behind and drawings.brings() == set(), "a source is no dataset"
    file(engine, "mỏ đá", datetime(2026, 9, 1, tzinfo=UTC))
    assert drawings.are_behind and drawings.brings() == {record("mỏ đá")}, "a case that moved without an entry"
    drawings.today = "2026-09-21"
    assert drawings.brings() == {record(name) for name in NAMES}, "a new day"
    drawings.draw_anew()
    assert drawings.brings() == {record(name) for name in NAMES}


def test_whoever_looks_like_what_moved_is_drawn_too(ledger: Ledger, engine: Database, drawings: Watched) -> None:
    for name in NAMES:
        publish(ledger, name)
    file(engine, "mỏ đá", datetime(2026, 9, 1, tzinfo=UTC))
    with engine.begin() as connection:
        connection.execute(schema.case.update().values(other_record=record("hồ chứa")))
    drawings.refresh()
    ledger.append([Act("withdraw", record("hồ chứa"), "gl-so-yt", "An", reason="thử")])
    assert drawings.brings() == {record("hồ chứa"), record("mỏ đá")}


def test_a_keeper_that_starts_again_takes_out_what_left_meanwhile(
    ledger: Ledger, drawings: Watched, store: Alone, tmp_path: Path
) -> None:
    for name in NAMES:
        publish(ledger, name)
    drawings.refresh()
    ledger.append([Act("withdraw", record("mỏ đá"), "gl-so-yt", "An", reason="thử")])
    assert iri("mỏ đá") in store.named(REG.ofDataset)
    Watched(ledger, store, tmp_path).refresh()
    assert iri("mỏ đá") not in store.named(REG.ofDataset) and in_store(store) == all_anew(tmp_path)


def test_drawing_that_failed_is_done_again(ledger: Ledger, store: Alone, tmp_path: Path) -> None:
    publish(ledger, "mỏ đá")
    drawings = Watched(ledger, store, tmp_path)
    drawings.draw, draw = (lambda records: {}[records[0]]), drawings.draw
    with pytest.raises(KeyError):
        drawings.refresh()
    drawings.draw = draw
    assert drawings.are_behind and drawings.brings() == {record("mỏ đá")}


class Points:
    """Rows of points and their graph: a worker that may die, slices of which some may be left."""

    def __init__(self) -> None:
        self.moved, self.is_dying, self.is_all_brought = 0, False, True
        self.brought: list[bool] = []
        self.forgotten = 0

    def follow(self) -> int:
        if self.is_dying:
            raise WorkerDied("measure", Ending())
        return self.moved

    def bring(self, has_moved: bool) -> bool:
        self.brought.append(has_moved)
        return self.is_all_brought

    def forget(self) -> None:
        self.forgotten += 1


@pytest.fixture
def points() -> Points:
    return Points()


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def graphs(drawings: Watched, points: Points, asked: list[str]) -> AuditGraphs:
    quality, graph = cast(Qualities, points), cast(QualityGraph, points)
    return AuditGraphs(drawings, quality, graph, lambda: asked.append("soon"))


def test_points_that_moved_are_brought_and_what_is_left_has_another_generation_made(
    graphs: AuditGraphs, points: Points, asked: list[str]
) -> None:
    graphs.refresh()
    points.moved, points.is_all_brought = 3, False
    graphs.refresh()
    assert points.brought == [False, True] and asked == ["soon"]


def test_points_that_could_not_be_measured_keep_nobody_waiting_and_are_tried_again(
    graphs: AuditGraphs, drawings: Watched, points: Points, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    publish(ledger, "mỏ đá")
    points.is_dying = True
    with caplog.at_level(logging.ERROR):
        graphs.refresh()
    assert not drawings.are_behind and graphs.are_behind and "could not be measured" in caplog.text
    assert points.brought == [True], "rows may have moved before the worker died"
    points.is_dying = False
    graphs.refresh()
    assert not graphs.are_behind and drawings.drawn == [record("mỏ đá")], "drawn once"


def test_what_was_judged_anew_and_a_store_that_was_made_anew_have_all_drawn_again(
    graphs: AuditGraphs, drawings: Watched, points: Points, ledger: Ledger, asked: list[str]
) -> None:
    publish(ledger, "mỏ đá")
    for again, forgotten in ((graphs.judged_anew, 0), (graphs.forget, 1)):
        graphs.refresh()
        assert not graphs.are_behind
        drawings.drawn, asked[:] = [], []
        again()
        assert graphs.are_behind and asked == ["soon"] and points.forgotten == forgotten
        graphs.refresh()
        assert drawings.drawn == [record("mỏ đá")]


ACTS = ("publish", "withdraw", "measure", "file", "decide", "hold", "judge", "remake")
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(NAMES)), min_size=1, max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(STEPS, min_size=1, max_size=4))
def test_in_any_order_it_is_what_drawing_everything_gives(
    rounds: list[list[tuple[str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    engine, store = connect(folder / DATABASE), Alone.open(folder / "store", BASE)
    create(engine)
    ledger = Ledger(engine, Ticking(datetime(2026, 5, 20, 3, tzinfo=UTC)))
    drawings = Watched(ledger, store, folder)
    for steps in rounds:
        for act, name in steps:
            if act == "remake":
                store.remake()
            else:
                step(ledger, engine, act, name)
        drawings.refresh()
        assert in_store(store) == all_anew(folder)
    store.close()
    engine.dispose()


def step(ledger: Ledger, engine: Database, act: str, name: str) -> None:
    """Does it, where it can be done."""
    current = ledger.current(record(name))
    is_public = current is not None and current.state == "public"
    cases = Cases(engine).of_record(record(name))
    match act:
        case "publish":
            publish(ledger, name, reuses=POPULATION if current else "")
        case "withdraw" if is_public:
            ledger.append([Act("withdraw", record(name), "gl-so-yt", "An", reason="thử")])
        case "measure" if is_public and not stands_in(schema.overlap, engine, name):
            measure(engine, name)
            publish(ledger, name)
        case "file" if is_public:
            file(engine, name, datetime(2026, 9, 1, tzinfo=UTC))
        case "decide" if cases:
            decide(ledger, cases[0], Verdict.EXEMPT)
        case "judge" if is_public:
            publish(ledger, name)
            words = ("Nay trùng.", "Now a duplicate.", "Điều 4", "Sửa.", "Mend.")
            place = (iri(name), None, SH.SPARQLConstraintComponent.value, POPULATION)
            said = Finding("overlap/duplicate-under-review", "duty", "Violation", *place, *words)
            with engine.begin() as connection:
                kept = Report(record(name), ledger.head().seq, "r", True, name, (said,))
                reports.keep(connection, [kept], stamp(ledger.clock()), TODAY)
        case "hold" if is_public and not stands_in(schema.held, engine, name):
            hold(engine, name)
            ledger.append([Act("hold", record(name), "gl-so-yt", "An")])


def stands_in(table: Table, engine: Database, name: str) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(table).where(table.c.record == record(name))).first() is not None
