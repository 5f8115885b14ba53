"""Strangers' questions: hostile ones end alone, a switch is never answered from behind, nothing waits for ever."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from registry.workers.pool import Workers
from registry.workers.query_pool import QueryLimits, QueryPool, Served
from sparql.answering import AnswerCaps
from sparql.generation import Generation, make
from sparql.protocol import Plan, Request, plan
from sparql.refusal import Refusal
from sparql.scanner import Caps
from sparql.store import Store
from tests.registry.workers.conftest import LIGHT, children
from tests.sparql.bodies import BASE, body, graph

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
VERSION = f"SELECT ?v {{ <{BASE}/> <https://w3id.org/so-dang-ky/def#ledgerPosition> ?v }}"
SLOW = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{at} ?b{at} ?c{at} ." for at in range(6)) + " }"
GREEDY = (
    'SELECT ?x30 { BIND("'
    + "a" * 16
    + '" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{at}, ?x{at}) AS ?x{at + 1})" for at in range(30))
    + " }"
)
HURRIED = QueryLimits(workers=2, seconds=1.0, memory=1 << 30, patience=20.0)
PATIENT = QueryLimits(workers=2, seconds=20.0, memory=1 << 30)
"""Where no question is meant to be too slow: on a busy machine a good one takes its time too."""


def planned(text: str, **parameters: str) -> Plan:
    made = plan(Request("GET", urlencode({"query": text, **parameters})), Caps())
    assert isinstance(made, Plan), made
    return made


def rows(given: Served | Refusal) -> list[str]:
    assert isinstance(given, Served), given
    return given.answer.body.decode().split("\r\n")[1:-1]


def ask(pool: QueryPool, text: str) -> list[str]:
    return rows(pool.ask(planned(text, format="csv")))


def refused(given: Served | Refusal) -> Refusal:
    assert isinstance(given, Refusal), given
    assert given.vi and given.en
    return given


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(LIGHT, cores=2) as started:
        yield started


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "store", BASE)
    store.apply({graph(number): body(number, 1) for number in range(50)}, [], 1)
    return store


@pytest.fixture
def new_pool(workers: Workers, store: Store, tmp_path: Path) -> Iterator[Callable[..., QueryPool]]:
    made: list[QueryPool] = []

    def start(limits: QueryLimits = PATIENT, caps: AnswerCaps | None = None) -> QueryPool:
        made.append(QueryPool(workers.light, limits, caps))
        make(store, tmp_path / "generations", made[-1].switch)
        return made[-1]

    yield start
    for pool in made:
        pool.close()
    deadline = time.monotonic() + 10
    while children(workers.pids[0]) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not children(workers.pids[0]), "a closed pool leaves no process"


def test_a_question_is_answered_and_remembered_in_its_form(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool()
    assert ask(pool, COUNT) == ["1101"]
    again = pool.ask(planned(COUNT, format="csv"))
    assert isinstance(again, Served) and again.remembered and again.generation.serial == 1
    other = pool.ask(planned(COUNT, format="xml"))
    assert isinstance(other, Served) and not other.remembered


def test_before_the_first_generation_the_question_is_put_off(workers: Workers) -> None:
    pool = QueryPool(workers.light, PATIENT)
    given = refused(pool.ask(planned(COUNT)))
    assert (given.status, given.slug) == (503, "no-generation") and dict(given.headers)["Retry-After"]
    pool.close()


def test_an_error_in_the_question_costs_no_worker(new_pool: Callable[..., QueryPool], workers: Workers) -> None:
    pool = new_pool()
    before = set(children(workers.pids[0]))
    assert refused(pool.ask(planned("SELECT * { ?s ?p }"))).status == 400
    assert refused(pool.ask(planned("SELECT (<urn:f>(1) AS ?x) {}"))).status == 400
    assert set(children(workers.pids[0])) == before
    assert ask(pool, COUNT) == ["1101"]


@pytest.mark.parametrize(
    ("limits", "text", "status", "slug"),
    [(HURRIED, SLOW, 504, "query-timeout"), (PATIENT, GREEDY, 503, "query-killed-worker")],
)
def test_a_killer_ends_alone_and_is_refused_at_once_for_a_while(
    new_pool: Callable[..., QueryPool], limits: QueryLimits, text: str, status: int, slug: str
) -> None:
    pool = new_pool(limits)
    first = refused(pool.ask(planned(text)))
    assert (first.status, first.slug) == (status, slug)
    second = refused(pool.ask(planned(text, format="xml")))
    assert (second.status, second.slug) == (503, "query-condemned")
    assert int(dict(second.headers)["Retry-After"]) > 1
    assert ask(pool, COUNT) == ["1101"]


def test_a_condemned_text_may_be_asked_again_later(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool(QueryLimits(workers=1, seconds=0.3, refused_after_timeout=0.0))
    assert refused(pool.ask(planned(SLOW))).slug == "query-timeout"
    assert refused(pool.ask(planned(SLOW))).slug == "query-timeout"
    assert refused(pool.ask(planned(f"{SLOW} # 2"))).slug == "query-timeout"
    assert len(pool._condemned) == 1, "what may be asked again is not kept"


@pytest.mark.alone
def test_hostile_questions_eight_at_once_do_not_keep_a_good_one_away(
    new_pool: Callable[..., QueryPool], workers: Workers
) -> None:
    pool = new_pool(HURRIED)
    given: list[Served | Refusal] = []
    hostile = [f"{text} # {at}" for at in range(4) for text in (SLOW, GREEDY)]
    threads = [threading.Thread(target=lambda text=text: given.append(pool.ask(planned(text)))) for text in hostile]
    for thread in threads:
        thread.start()
    assert ask(pool, COUNT) == ["1101"]
    for thread in threads:
        thread.join()
    assert {refused(each).status for each in given} <= {503, 504}
    _until(lambda: pool.standing()["idle"] == 2)
    assert len(children(workers.pids[0])) == 2, "each one killed was replaced once, and none is left over"


def test_the_answer_caps_are_the_workers_too(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool(caps=AnswerCaps(rows=10))
    assert refused(pool.ask(planned("SELECT * { ?s ?p ?o }"))).status == 413
    part = pool.ask(planned("SELECT * { ?s ?p ?o }", partial="1"))
    assert isinstance(part, Served) and part.answer.truncated


def test_the_protocols_dataset_reaches_the_worker(new_pool: Callable[..., QueryPool]) -> None:
    given = new_pool().ask(planned(COUNT, format="csv", **{"default-graph-uri": graph(3)}))
    assert rows(given) == ["22"]


def test_no_question_after_a_switch_is_answered_from_before_it(
    new_pool: Callable[..., QueryPool], store: Store, tmp_path: Path
) -> None:
    """Two askers all the while; each answer is at least as new as the generation known before the question."""
    pool, done, behind = new_pool(), threading.Event(), list[tuple[int, int]]()

    def keep_asking() -> None:
        number = 0
        while not done.is_set():
            known, number = pool.generation, number + 1
            assert known is not None
            seen = int(ask(pool, f"{VERSION} # {number} {threading.get_ident()}")[0])
            if seen < known.position:
                behind.append((seen, known.position))

    threads = [threading.Thread(target=keep_asking) for _ in range(2)]
    for thread in threads:
        thread.start()
    for position in range(2, 14):
        store.apply({graph(1): body(1, position)}, [], position)
        make(store, tmp_path / "generations", pool.switch)
        assert ask(pool, VERSION) == [str(position)]
    done.set()
    for thread in threads:
        thread.join()
    assert behind == []


def test_of_an_older_generation_no_answer_is_remembered(
    new_pool: Callable[..., QueryPool], store: Store, tmp_path: Path
) -> None:
    pool, question = new_pool(), planned(COUNT, format="csv")
    assert rows(pool.ask(question)) == ["1101"] and pool._cache.get(1, question.key)
    make(store, tmp_path / "generations", pool.switch)
    assert pool._cache.get(1, question.key) is None


def test_a_worker_that_ran_out_of_memory_says_so_and_is_replaced(
    new_pool: Callable[..., QueryPool], workers: Workers
) -> None:
    pool = new_pool(replace(PATIENT, workers=1), AnswerCaps(bytes=1 << 50, rows=1 << 40))
    before = children(workers.pids[0])
    numbers = " ".join(map(str, range(1_000)))
    many = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "abc")
    given = refused(pool.ask(planned(f"SELECT ('{'x' * 30_000}' AS ?x) {{ {many} }}", format="csv")))
    assert (given.status, given.slug) == (503, "query-memory") and "1024 MiB" in given.vi
    assert ask(pool, COUNT) == ["1101"]
    assert children(workers.pids[0]) != before


def test_who_used_less_lately_is_served_before_who_came_earlier(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool(replace(HURRIED, workers=1))
    served: dict[str, Served | Refusal] = {}

    def asking(text: str, client: str) -> threading.Thread:
        question = planned(text, format="csv")
        thread = threading.Thread(target=lambda: served.update({client: pool.ask(question, client)}))
        thread.start()
        return thread

    assert isinstance(pool.ask(planned(COUNT), "a"), Served)
    threads = [asking(SLOW, "c")]
    _until(lambda: pool.standing()["busy"] == 1)
    for number, client in enumerate("ab", 1):
        threads.append(asking("SELECT (NOW() AS ?now) {}", client))
        _until(lambda number=number: pool.standing()["waiting"] == number)
    for thread in threads:
        thread.join()
    assert rows(served["b"]) < rows(served["a"])


def test_a_generation_that_cannot_be_opened_leaves_the_one_before_in_service(
    new_pool: Callable[..., QueryPool], tmp_path: Path
) -> None:
    pool = new_pool()
    with pytest.raises(ChildProcessError):
        pool.switch(Generation(tmp_path / "nowhere", 9, 9))
    assert ask(pool, COUNT) == ["1101"]


def test_when_all_are_busy_the_queue_is_bounded_and_says_when_to_come_back(
    new_pool: Callable[..., QueryPool],
) -> None:
    pool = new_pool(QueryLimits(workers=1, seconds=2.0, queue=1, patience=1.0))
    given: list[Served | Refusal] = []
    first = threading.Thread(target=lambda: given.append(pool.ask(planned(SLOW))))
    first.start()
    _until(lambda: pool.standing()["busy"] == 1)
    second = threading.Thread(target=lambda: given.append(pool.ask(planned(COUNT))))
    second.start()
    _until(lambda: pool.standing()["waiting"] == 1)
    full = refused(pool.ask(planned(VERSION)))
    assert (full.status, full.slug) == (503, "endpoint-busy") and int(dict(full.headers)["Retry-After"]) >= 1
    assert pool.standing() == {"idle": 0, "busy": 1, "waiting": 1}, "at once, while the one before still waits"
    second.join()
    assert refused(given[0]).slug == "endpoint-busy"
    first.join()
    assert refused(given[1]).slug == "query-timeout"


def test_a_client_has_so_many_questions_at_once_and_others_are_not_kept_waiting(
    new_pool: Callable[..., QueryPool],
) -> None:
    pool = new_pool(QueryLimits(workers=2, seconds=2.0, parallel=1))
    first = threading.Thread(target=lambda: pool.ask(planned(SLOW), "a"))
    first.start()
    _until(lambda: pool.standing()["busy"] == 1)
    crowded = refused(pool.ask(planned(COUNT, format="csv"), "a"))
    assert (crowded.status, crowded.slug) == (429, "client-parallel") and dict(crowded.headers)["Retry-After"] == "1"
    assert rows(pool.ask(planned(COUNT, format="csv"), "b")) == ["1101"]
    assert rows(pool.ask(planned(COUNT, format="csv"), "a")) == ["1101"], "what is remembered costs nobody anything"
    first.join()
    assert rows(pool.ask(planned(VERSION, format="csv"), "a")) == ["1"]


def test_a_client_has_so_many_seconds_a_minute_and_is_told_when_to_come_back(
    new_pool: Callable[..., QueryPool],
) -> None:
    pool = new_pool(QueryLimits(workers=1, seconds=2.0, budget=1.0))
    assert refused(pool.ask(planned(SLOW), "a")).slug == "query-timeout"
    spent = refused(pool.ask(planned(COUNT), "a"))
    assert (spent.status, spent.slug) == (429, "client-budget") and int(dict(spent.headers)["Retry-After"]) >= 60
    assert isinstance(pool.ask(planned(COUNT), "b"), Served) and isinstance(pool.ask(planned(VERSION)), Served)


def test_a_thousand_tiny_questions_use_up_the_budget_too(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool(QueryLimits(workers=1, budget=3.0))
    given = [pool.ask(planned(f"{VERSION} # {number}"), "a") for number in range(60)]
    assert isinstance(given[0], Served) and refused(given[-1]).slug == "client-budget"
    free = new_pool(QueryLimits(workers=1, budget=0.0))
    assert all(isinstance(free.ask(planned(f"{VERSION} # {number}"), "a"), Served) for number in range(60))


@pytest.mark.alone
def test_while_long_questions_are_under_way_short_ones_are_answered(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool(QueryLimits(workers=1, seconds=3.0, short=0.4, patience=20.0))
    given: list[Served | Refusal] = []
    long = [
        threading.Thread(target=lambda name=name: given.append(pool.ask(planned(f"{SLOW} # {name}"), name)))
        for name in "ab"
    ]
    for thread in long:
        thread.start()
    _until(lambda: pool.standing()["busy"] == 2)
    for number in range(5):
        assert rows(pool.ask(planned(f"{COUNT} # {number}", format="csv"), "c")) == ["1101"]
    assert not given, "no long one had to end for that"
    for thread in long:
        thread.join()
    assert {refused(one).slug for one in given} == {"query-timeout"}, "each had its whole time in the end"


def test_a_line_that_is_full_puts_out_who_asked_most(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool(QueryLimits(workers=1, seconds=2.0, queue=1, patience=20.0))
    given: dict[str, Served | Refusal] = {}

    def asking(name: str, text: str, client: str) -> threading.Thread:
        thread = threading.Thread(target=lambda: given.update({name: pool.ask(planned(text), client)}))
        thread.start()
        return thread

    threads = [asking("first", SLOW, "a")]
    _until(lambda: pool.standing()["busy"] == 1)
    threads.append(asking("second", f"{SLOW} # 2", "a"))
    _until(lambda: pool.standing()["waiting"] == 1)
    assert isinstance(pool.ask(planned(COUNT), "b"), Served)
    for thread in threads:
        thread.join()
    assert refused(given["second"]).slug == "endpoint-busy"


def test_what_is_new_each_time_is_not_remembered(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool()
    for _ in range(2):
        given = pool.ask(planned("SELECT (RAND() AS ?x) {}", format="csv"))
        assert isinstance(given, Served) and not given.remembered


def test_waiting_costs_a_client_nothing(new_pool: Callable[..., QueryPool]) -> None:
    pool = new_pool(QueryLimits(workers=1, seconds=1.0, budget=0.9, patience=20.0))
    slow = threading.Thread(target=lambda: pool.ask(planned(SLOW), "a"))
    slow.start()
    _until(lambda: pool.standing()["busy"] == 1)
    assert rows(pool.ask(planned(COUNT, format="csv"), "b")) == ["1101"]
    slow.join()
    assert rows(pool.ask(planned(VERSION, format="csv"), "b")) == ["1"]


def test_a_worn_worker_is_replaced(new_pool: Callable[..., QueryPool], workers: Workers) -> None:
    pool = new_pool(QueryLimits(workers=1, questions=3))
    before = set(children(workers.pids[0]))
    for number in range(3):
        assert ask(pool, f"{COUNT} # {number}") == ["1101"]
    assert ask(pool, COUNT) == ["1101"]
    assert len(after := set(children(workers.pids[0]))) == 1 and after != before


def test_workers_that_died_while_idle_are_replaced_and_no_text_is_blamed(store: Store, tmp_path: Path) -> None:
    with Workers(LIGHT) as workers:
        pool = QueryPool(workers.light, PATIENT)
        make(store, tmp_path / "generations", pool.switch)
        for pid in children(workers.pids[0]):
            os.kill(pid, signal.SIGKILL)
        given = pool.ask(planned(COUNT, format="csv"))
        assert rows(given) == ["1101"]
        pool.close()


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)
