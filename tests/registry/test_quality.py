"""Quality points of all public datasets: kept in step with versions and reports, summed, filtered, and in the store."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from sqlalchemy import select

from registry.entries import Act
from registry.keeper import Keeper
from registry.ledger import Ledger
from registry.quality import A_FEW, Payload, Qualities, expunge, measure_many, quality
from registry.quality_graph import QualityGraph, quality_graph
from registry.reports import Report, keep
from registry.words import Words
from registry.workers.errors import WorkerBusy
from shapes.report import Finding
from sparql.store import Store
from tests.registry.descriptions import candidate, good
from tests.registry.desk import Ticking
from tests.registry.records import publish
from vocab.description import Description, describe
from vocab.identifiers import agency_iri, dataset_iri, key_of, mint_key
from vocab.namespaces import DCAT, DCT, DQV, RDF, REG

BASE = "https://registry.example"
HEALTH, FINANCE = agency_iri(BASE, "gl-so-yt"), agency_iri(BASE, "gl-so-tc")
WORDS = Words.of(BASE)
GRAPH = quality_graph(BASE)
KEYWORD = (DCAT.keyword, Literal("y tế", language="vi"))
THEME = (DCAT.theme, NamedNode("http://publications.europa.eu/resource/authority/data-theme/HEAL"))


def described(name: str, *said: tuple[NamedNode, NamedNode | Literal], agency: str = HEALTH) -> Description:
    """A dataset that says this, its title and its publisher (10 points)."""
    node = NamedNode(dataset_iri(BASE, mint_key(name)))
    own = ((DCT.title, Literal(name, language="vi")), (DCT.publisher, NamedNode(agency)), *said)
    return describe(node.value, [Triple(node, RDF.type, DCAT.Dataset), *(Triple(node, *one) for one in own)])


class Counting:
    """A worker that is none, and counts how often it was sent for."""

    def __init__(self) -> None:
        self.jobs: list[int] = []

    def __call__(self, job: str, payload: Payload) -> Mapping[str, Any]:
        assert job == "measure"
        self.jobs.append(len(payload["records"]))
        return measure_many(payload)


@pytest.fixture
def worker() -> Counting:
    return Counting()


@pytest.fixture
def points(ledger: Ledger, worker: Counting) -> Qualities:
    return Qualities(ledger, BASE, worker)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "store", BASE)
    yield store
    store.close()


Judge = Callable[..., None]


@pytest.fixture
def judged(ledger: Ledger, clock: Ticking) -> Judge:
    """Keeps a report of the public version of a description, with findings of these rules."""

    def keep_report(description: Description, *rules: tuple[str, str]) -> None:
        (current,) = ledger.currents_of([description.record])
        findings = tuple(
            Finding(rule, "record", severity, description.iri, None, "", None, "", "", "", "", "")  # type: ignore[arg-type]
            for rule, severity in rules
        )
        clock.forward(seconds=1)
        with ledger.engine.begin() as connection:
            report = Report(description.record, current.body_seq, "rules", False, "", findings)
            keep(connection, [report], clock.now.isoformat()[:27], "2026-11-21")

    return keep_report


def totals(points: Qualities) -> dict[str, tuple[int, int]]:
    return {row.title(): (row.quality.total, row.quality.not_known) for row in points.rows()}


def test_a_public_version_is_measured_once_and_a_new_one_again(ledger: Ledger, points: Qualities) -> None:
    ledger.append([publish(described("hồ chứa")), publish(described("giường bệnh", KEYWORD))])
    assert points.follow() == 2
    assert totals(points) == {"hồ chứa": (10, 30), "giường bệnh": (40, 30)}
    assert points.follow() == 0
    ledger.append([publish(described("hồ chứa", KEYWORD, THEME))])
    assert points.follow() == 1
    assert totals(points) == {"hồ chứa": (70, 30), "giường bệnh": (40, 30)}


def test_what_the_rules_found_counts_as_soon_as_they_looked(ledger: Ledger, points: Qualities, judged: Judge) -> None:
    beds = described("giường bệnh")
    ledger.append([publish(beds)])
    points.follow()
    assert totals(points) == {"giường bệnh": (10, 30)}
    judged(beds, ("province/r-field", "Violation"), ("dcat-ap/dataset-recommended", "Warning"))
    assert points.follow() == 1
    assert totals(points) == {"giường bệnh": (40, 0)}
    judged(beds, ("dcat-ap/dataset-title", "Violation"))
    points.follow()
    assert totals(points) == {"giường bệnh": (10, 0)}
    ledger.append([publish(described("giường bệnh", KEYWORD))])
    points.follow()
    assert totals(points) == {"giường bệnh": (40, 30)}, "nobody has judged the new version yet"


def test_a_page_sees_the_same_as_the_table(ledger: Ledger, points: Qualities, judged: Judge) -> None:
    beds = described("giường bệnh", THEME)
    ledger.append([publish(beds)])
    judged(beds)
    points.follow()
    (row,) = points.rows()
    shown = points.of_public(beds, row.seq)
    assert (shown.marks, shown.steps[: len(row.quality.steps)]) == (row.quality.marks, row.quality.steps)
    assert points.of_public(beds, row.seq + 1).not_known == 30, "that report was of another version"


def test_what_is_withdrawn_or_destroyed_is_forgotten(ledger: Ledger, points: Qualities) -> None:
    beds, lakes = described("giường bệnh"), described("hồ chứa")
    ledger.append([publish(beds), publish(lakes)])
    points.follow()
    ledger.append([Act("withdraw", beds.record, "gl-so-yt", "An", reason="thử")])
    assert set(totals(points)) == {"hồ chứa"}, "at once, before anything was measured anew"
    points.follow()
    ledger.expunge(lakes.record, "van-hanh", "Cường", "thử", lambda connection, _: expunge(connection, lakes.record))
    with ledger.engine.connect() as connection:
        assert connection.execute(select(quality)).all() == []
    assert points.follow() == 0 and points.table().all is None


def test_what_was_destroyed_while_it_was_measured_does_not_come_back(ledger: Ledger) -> None:
    many = [described(f"tập {number}") for number in range(A_FEW + 1)]
    ledger.append([publish(one) for one in many])

    def destroying(job: str, payload: Payload) -> Mapping[str, Any]:
        found = measure_many(payload)
        ledger.expunge(
            many[0].record, "van-hanh", "Cường", "thử", lambda connection, _: expunge(connection, many[0].record)
        )
        ledger.append([publish(described("tập 1", KEYWORD))])
        return found

    points = Qualities(ledger, BASE, destroying)
    assert points.follow() == A_FEW - 1
    assert not {"tập 0", "tập 1"} & set(totals(points))
    with ledger.engine.connect() as connection:
        assert many[0].record not in connection.execute(select(quality.c.record)).scalars().all()
    assert points.follow() == 1, "the version that came meanwhile"
    assert totals(points)["tập 1"] == (40, 30)


def test_many_go_to_a_worker_and_a_few_do_not(ledger: Ledger, points: Qualities, worker: Counting) -> None:
    ledger.append([publish(described(f"tập {number}")) for number in range(A_FEW)])
    assert (points.follow(), worker.jobs) == (A_FEW, [])
    ledger.append([publish(described(f"bộ {number}")) for number in range(A_FEW + 1)])
    assert (points.follow(), worker.jobs) == (A_FEW + 1, [A_FEW + 1])


def test_all_are_measured_anew_when_the_scheme_changes(
    ledger: Ledger, points: Qualities, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.append([publish(described("hồ chứa"))])
    points.follow()
    monkeypatch.setattr("registry.quality.MEASURE", "2")
    assert (points.follow(), points.follow()) == (1, 0)


def test_sums_by_agency_and_by_metric_add_up(ledger: Ledger, points: Qualities, judged: Judge) -> None:
    three = [
        described("giường bệnh", KEYWORD, THEME),
        described("nhà thuốc", KEYWORD),
        described("giá đất", agency=FINANCE),
    ]
    ledger.append([publish(one) for one in three])
    judged(three[0])
    points.follow()
    table = points.table()
    assert table.all is not None
    assert (table.all.datasets, table.all.mean, table.all.worst) == (3, 50.0, 10)
    assert [(each.agency, each.sum.datasets, each.sum.mean) for each in table.agencies] == [
        (FINANCE, 1, 10),
        (HEALTH, 2, 70),
    ]
    assert {rating.slug: number for rating, number in table.all.ratings.items()} == {
        "xuat-sac": 0,
        "tot": 0,
        "dat": 0,
        "kem": 3,
    }
    counts = {each.metric.slug: (each.met, each.missed, each.not_known) for each in table.metrics}
    assert counts["keyword"] == (2, 1, 0)
    assert counts["dcat-ap"] == (1, 0, 2)
    assert all(sum(each) == 3 for each in counts.values())
    assert points.sum(FINANCE) == table.agencies[0].sum and points.sum("x") is None


def test_rows_are_chosen_by_agency_and_by_what_they_lack_and_paged(ledger: Ledger, points: Qualities) -> None:
    ledger.append(
        [
            publish(described("giường bệnh", KEYWORD, THEME)),
            publish(described("nhà thuốc", KEYWORD)),
            publish(described("giá đất", agency=FINANCE)),
        ]
    )
    points.follow()
    assert [row.title() for row in points.rows()] == ["giá đất", "nhà thuốc", "giường bệnh"]
    assert [row.title() for row in points.rows(limit=1, offset=1)] == ["nhà thuốc"]
    assert [row.title() for row in points.rows(agency=HEALTH, missing="theme")] == ["nhà thuốc"]
    assert [row.title() for row in points.rows(missing="theme")] == ["giá đất", "nhà thuốc"]
    assert points.count(missing="theme") == 2 and points.count(agency=HEALTH) == 2 and points.count() == 3
    assert points.rows(missing="access-answers") == points.rows(), "there is no address that could answer"


# In the store


class Alone:
    """A store without the other views."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.remade = 0
        self.amend = store.amend
        self.values = store.values


@pytest.fixture
def graph(points: Qualities, store: Store) -> QualityGraph:
    return QualityGraph(points, WORDS, Alone(store))


def values(store: Store) -> dict[str, str]:
    """What the graph says: measurement, without the graph's address, -> value."""
    return {
        quad.subject.value.partition("#")[2]: quad.object.value
        for quad in parse(store.dump(GRAPH), format=RdfFormat.N_TRIPLES)
        if quad.predicate == DQV.value
    }


def test_the_graph_says_what_the_table_says(
    ledger: Ledger, points: Qualities, graph: QualityGraph, store: Store
) -> None:
    beds, prices = described("giường bệnh", KEYWORD), described("giá đất", THEME, agency=FINANCE)
    ledger.append([publish(beds), publish(prices)])
    points.follow()
    assert graph.bring()
    said = values(store)
    for row in points.rows():
        assert said[row.key] == str(row.quality.total)
        own = {slug: said.get(f"{row.key}-{slug}") for slug in (metric.slug for metric in points.scheme.metrics)}
        assert own == {
            metric.slug: None if sign == "?" else str(metric.points if sign == "+" else 0)
            for metric, sign in row.quality.signs()
        }
    assert said[f"agency-{key_of(HEALTH)}"] == said[f"agency-{key_of(FINANCE)}"] == "40"


def test_the_graph_follows_and_touches_nothing_else(
    ledger: Ledger, points: Qualities, graph: QualityGraph, store: Store
) -> None:
    beds, prices = described("giường bệnh", KEYWORD), described("giá đất", agency=FINANCE)
    store.amend(GRAPH, ["urn:s"], f"<urn:s> <urn:p> <urn:o> <{GRAPH}> .\n".encode())
    ledger.append([publish(beds), publish(prices)])
    points.follow()
    graph.bring()
    ledger.append([publish(described("giường bệnh", KEYWORD, THEME)), Act("withdraw", prices.record, "gl-so-tc", "B")])
    assert graph.bring(points.follow() > 0)
    said = values(store)
    assert said[key_of(beds.iri)] == "70"
    assert not [name for name in said if name.startswith(key_of(prices.iri))]
    assert f"agency-{key_of(FINANCE)}" not in said, "it has no dataset any more"
    assert "<urn:s>" in store.dump(GRAPH).decode()


def test_the_points_move_when_only_the_report_did(
    ledger: Ledger, points: Qualities, graph: QualityGraph, store: Store, judged: Judge
) -> None:
    beds = described("giường bệnh")
    ledger.append([publish(beds)])
    points.follow()
    graph.bring()
    judged(beds)
    assert graph.bring(points.follow() > 0)
    assert values(store)[key_of(beds.iri)] == "40"


def test_a_keeper_that_starts_again_writes_only_what_it_missed(
    ledger: Ledger, points: Qualities, graph: QualityGraph, store: Store
) -> None:
    beds, prices, lakes = described("giường bệnh"), described("giá đất", agency=FINANCE), described("hồ chứa")
    ledger.append([publish(beds), publish(prices), publish(lakes)])
    points.follow()
    graph.bring()
    ledger.append([Act("withdraw", prices.record, "gl-so-tc", "B"), publish(described("giường bệnh", KEYWORD))])
    points.follow()
    written: list[str] = []

    class Watched(Alone):
        def __init__(self, store: Store) -> None:
            super().__init__(store)
            self.amend = lambda name, nodes, body: (written.extend(nodes), store.amend(name, nodes, body))[1]

    assert QualityGraph(points, WORDS, Watched(store)).bring()
    keys = {key_of(one.iri): str(points_of(points, one)) for one in (beds, lakes)}
    assert {name: value for name, value in values(store).items() if name in (*keys, key_of(prices.iri))} == keys
    assert f"{GRAPH}#{key_of(beds.iri)}" in written and f"{GRAPH}#{key_of(lakes.iri)}" not in written


def points_of(points: Qualities, description: Description) -> int:
    (row,) = points.of_records([description.record])
    return row.quality.total


def test_a_store_that_was_thrown_away_is_filled_again(
    ledger: Ledger, points: Qualities, graph: QualityGraph, store: Store
) -> None:
    ledger.append([publish(described("giường bệnh"))])
    points.follow()
    graph.bring()
    before = values(store)
    store.clear()
    store.bulk([], 0)
    assert isinstance(graph.views, Alone)
    graph.views.remade = 1
    assert graph.bring()
    assert values(store) == before != {}


def test_what_is_too_much_for_one_go_is_brought_by_and_by(
    ledger: Ledger, points: Qualities, graph: QualityGraph, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.quality_graph.NEW_TOGETHER", 1)
    seconds = itertools.count(step=0.6)
    graph.clock = lambda: next(seconds)
    ledger.append([publish(described(f"tập {number}")) for number in range(5)])
    points.follow()
    assert [graph.bring() for _ in range(4)] == [False, False, True, True]
    assert len(store.values(GRAPH, REG.notKnown)) == 5


def test_a_worker_that_fails_holds_up_nobody_and_is_tried_again(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = keeper.config.base
    many = [good(keeper.words, base, f"tap-{number}") for number in range(A_FEW + 1)]
    real = keeper.quality.run

    def fail(job: str, payload: Payload) -> Mapping[str, Any]:
        raise WorkerBusy(job, 3, 1.0)

    monkeypatch.setattr(keeper.quality, "run", fail)
    keeper.intake.take([candidate(one) for one in many])
    assert keeper.publisher.wait(30), "generations are made all the same"
    assert keeper.quality.count() == 0
    monkeypatch.setattr(keeper.quality, "run", real)
    keeper.tidy()
    assert keeper.publisher.wait(30)
    assert keeper.quality.count() == len(many)
    assert len(keeper.store.values(f"{base}/graph/quality", REG.notKnown)) == len(many)
