"""One job, one child: honest work comes back whole, and every killer ends alone."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from registry.workers.confine import Limits
from registry.workers.errors import JobFailed, NoSuchJob, NotPrepared, WorkerDied, WorkerError, WorkerTimeout
from registry.workers.pool import Workers
from tests.registry.workers.conftest import HEAVY, LIGHT, children

SMALL = Limits(memory=1 << 30, cpu=5, wall=20.0)


def test_values_and_bytes_come_back_as_they_went(workers: Workers) -> None:
    payload = {"text": "Đất đai \ud800 \x00", "list": [1, None, {"a": 1.5}], "body": bytes(range(256)), "empty": b""}
    assert workers.run("echo", payload) == payload
    big = workers.run("talk", {"bytes": 30 << 20})
    assert len(big["body"]) == 30 << 20 and big["more"] == "đ" * 10


def test_each_job_has_a_child_of_its_own_and_the_heavy_zygote_is_prepared_once(workers: Workers) -> None:
    light, heavy = workers.pids
    one, two = workers.run("whose", {}), workers.run("whose", {})
    assert one["pid"] != two["pid"] and one["parent"] == two["parent"] == light
    weighed = workers.run("weigh", {})
    assert weighed["parent"] == heavy and weighed["prepared"] == [str(heavy)]
    assert one["prepared"] == []
    assert one["handles"] <= 5, "a child holds its channel and little else"


def test_the_zygotes_are_not_the_keepers_forks_and_hold_no_file_of_its(tmp_path: Path) -> None:
    with open(tmp_path / "secret", "w") as held, Workers(LIGHT) as workers:
        workers.run("echo", {})
        names = [os.readlink(path) for path in Path(f"/proc/{workers.pids[0]}/fd").iterdir()]
        assert held.name not in names
        assert b"registry.workers.zygote" in Path(f"/proc/{workers.pids[0]}/cmdline").read_bytes()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="urn:x"><p xmlns="urn:">&a9;</p></rdf:Description></rdf:RDF>'
)
DEEP = '{"urn:p":' * 20_000 + "1" + "}" * 20_000
KILLERS: list[tuple[str, dict[str, Any], Limits]] = [
    ("hog_memory", {}, SMALL),
    ("hog_cpu", {}, Limits(cpu=1, wall=20.0)),
    ("hog_cpu", {}, Limits(wall=0.5)),
    ("sleep", {"seconds": 60}, Limits(wall=0.5)),
    ("leave", {}, SMALL),
    ("ask", {"query": "ASK " + "{" * 200_000}, SMALL),
    ("ask", {"query": "SELECT (" + "STR(" * 100_000}, SMALL),
    ("ask", {"query": "SELECT (" + "!" * 1_000_000}, SMALL),
    ("parse", {"format": "rdf", "body": BOMB}, SMALL),
    ("parse", {"format": "jsonld", "body": DEEP}, SMALL),
]


@pytest.mark.parametrize(("job", "payload", "limits"), KILLERS, ids=lambda each: str(each)[:24])
def test_a_killer_ends_alone(workers: Workers, job: str, payload: dict[str, Any], limits: Limits) -> None:
    before = workers.pids
    with pytest.raises((WorkerDied, WorkerTimeout)) as ended:
        workers.run(job, payload, limits)
    assert ended.value.vi and ended.value.job == job
    assert workers.pids == before and not any(children(pid) for pid in before)
    assert workers.run("echo", {"still": "here"}) == {"still": "here"}


def test_the_ending_is_told(workers: Workers) -> None:
    with pytest.raises(WorkerDied) as left:
        workers.run("leave", {}, SMALL)
    assert left.value.ending.code == 7
    with pytest.raises(WorkerDied) as spent:
        workers.run("hog_cpu", {}, Limits(cpu=1, wall=20.0))
    assert spent.value.ending.signal == signal.SIGXCPU and spent.value.ending.cpu >= 1
    with pytest.raises(WorkerTimeout) as late:
        workers.run("sleep", {"seconds": 60}, Limits(wall=0.3))
    assert late.value.ending.signal == signal.SIGKILL and late.value.seconds == 0.3


@pytest.mark.parametrize("query", ["ASK " + "{" * 2_215 + "}" * 2_215, "SELECT (" + "1+" * 7_141 + "1 AS ?x) {}"])
def test_what_kills_a_usual_stack_is_carried_by_the_big_one(workers: Workers, query: str) -> None:
    assert workers.run("ask", {"query": query}, SMALL) == {"answers": 1}


def test_all_killers_at_once_leave_nothing_behind(workers: Workers) -> None:
    ends: list[type] = []

    def run(job: str, payload: dict[str, Any], limits: Limits) -> None:
        try:
            workers.run(job, payload, limits, patience=60.0)
        except WorkerError as error:
            ends.append(type(error))

    threads = [threading.Thread(target=run, args=killer) for killer in KILLERS]
    for thread in threads:
        thread.start()
    assert workers.run("echo", {"meanwhile": 1}, patience=60.0) == {"meanwhile": 1}
    for thread in threads:
        thread.join()
    assert len(ends) == len(KILLERS) and set(ends) <= {WorkerDied, WorkerTimeout}
    assert not any(children(pid) for pid in workers.pids)


def test_a_child_reaches_no_network_and_starts_no_program(workers: Workers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(JobFailed) as refused:
            workers.run("dial", {"port": port}, SMALL)
        assert refused.value.kind == "PermissionError"
        assert workers.run("dial", {"port": port}, Limits(network=True)) == {"reached": True}
    with pytest.raises(JobFailed) as forbidden:
        workers.run("run_program", {}, SMALL)
    assert forbidden.value.kind == "PermissionError"


def test_a_service_clause_reaches_nobody(workers: Workers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        port = listening.getsockname()[1]
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(JobFailed):
            workers.run("ask", {"query": query}, SMALL)
        with pytest.raises(TimeoutError):
            listening.accept()
        with pytest.raises(WorkerTimeout):
            workers.run("ask", {"query": query}, Limits(wall=0.5, network=True))
        listening.accept()[0].close()  # so it is the confinement that stopped the first


def test_a_job_that_raises_says_where(workers: Workers) -> None:
    with pytest.raises(JobFailed) as failed:
        workers.run("fail", {})
    assert (failed.value.kind, failed.value.message) == ("ValueError", "not this one")
    assert "table_of_jobs" in failed.value.trace
    assert "not this one" not in failed.value.vi


def test_an_unknown_job_names_the_known_ones(workers: Workers) -> None:
    with pytest.raises(NoSuchJob) as unknown:
        workers.run("nope", {})
    assert "echo" in unknown.value.known and "weigh" in unknown.value.known


def test_a_zygote_that_died_is_started_anew() -> None:
    with Workers(LIGHT) as workers:
        workers.run("echo", {})
        first = workers.pids[0]
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                assert workers.run("echo", {"again": 1}) == {"again": 1}
                break
            except (WorkerError, ChildProcessError):
                continue  # the word of its death is still on its way
        assert workers.pids[0] != first


def test_a_zygote_whose_keeper_was_killed_ends_without_a_word() -> None:
    """The keeper's end closes with the zygote's word unread, as when it is killed."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "registry.workers.zygote", LIGHT, str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE) as process, theirs:
        select.select([control], [], [], 20)
        control.close()
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, b"")


def test_closing_ends_what_runs_and_leaves_no_process() -> None:
    workers = Workers(LIGHT)
    ended: list[str] = []

    def run() -> None:
        try:
            workers.run("sleep", {"seconds": 60})
        except WorkerDied:
            ended.append("died")

    thread = threading.Thread(target=run)
    workers.run("echo", {})
    thread.start()
    while not children(workers.pids[0]):
        time.sleep(0.01)
    child = children(workers.pids[0])[0]
    workers.close()
    thread.join()
    assert ended == ["died"]
    assert not Path(f"/proc/{workers.pids[0]}").exists() and not Path(f"/proc/{child}").exists()


def test_who_comes_after_the_closing_gets_no_new_zygote() -> None:
    workers = Workers(LIGHT)
    workers.run("echo", {})
    workers.close()
    before = workers.pids
    with pytest.raises(ChildProcessError):
        workers.run("echo", {})
    assert workers.pids == before


def test_a_table_that_cannot_be_loaded_is_an_error_not_a_wait() -> None:
    with Workers("tests.registry.workers.no_such_module:LIGHT") as workers, pytest.raises(ChildProcessError):
        workers.run("echo", {})


def test_the_environment_reaches_the_jobs_zygote() -> None:
    with Workers(LIGHT, environment={"REGISTRY_TOLD": "yes"}) as workers:
        workers.run("echo", {})
        content = Path(f"/proc/{workers.pids[0]}/environ").read_bytes()
        assert b"REGISTRY_TOLD=yes" in content


def test_why_a_zygote_did_not_get_ready_is_said_in_its_words() -> None:
    with Workers(LIGHT, HEAVY, "refuse") as workers:
        workers.run("echo", {})
        for _ in range(2):
            with pytest.raises(NotPrepared, match="this file is wrong") as refused:
                workers.run("weigh", {})
            assert refused.value.vi == "tệp này sai"
        with pytest.raises(NotPrepared):
            workers.jobs  # noqa: B018  the asking is what raises


def test_a_renewed_zygote_is_prepared_anew_and_a_job_under_way_ends_as_it_began() -> None:
    with Workers(LIGHT, HEAVY, "prepare", cores=2) as workers:
        light, before = workers.pids
        slept: list[dict[str, Any]] = []
        napping = threading.Thread(target=lambda: slept.append(workers.run("nap", {"seconds": 1.5}, SMALL)))
        napping.start()
        while not children(before):
            time.sleep(0.01)
        workers.renew()
        napping.join()
        assert slept == [{"slept": 1.5}]
        assert workers.pids[0] == light and workers.pids[1] != before
        assert workers.run("weigh", {})["prepared"] == [str(workers.pids[1])]
        assert not Path(f"/proc/{before}").exists()


def test_whoever_waits_for_a_zygote_that_is_renewed_meanwhile_is_answered(tmp_path: Path) -> None:
    told = {"TEST_SLOWLY": str(tmp_path / "slowly")}
    with Workers(LIGHT, HEAVY, "prepare_slowly_once", environment=told) as workers:
        while not (tmp_path / "slowly").exists():
            time.sleep(0.01)
        found: list[dict[str, Any]] = []
        waiting = threading.Thread(target=lambda: found.append(workers.run("weigh", {})))
        waiting.start()
        workers.renew()
        waiting.join()
        assert len(found) == 1


def test_a_zygote_that_cannot_be_renewed_stays(tmp_path: Path) -> None:
    told = {"TEST_REFUSING": str(tmp_path / "refusing")}
    with Workers(LIGHT, HEAVY, "refuse_when_told", environment=told) as workers:
        before = workers.run("weigh", {})["parent"]
        (tmp_path / "refusing").touch()
        with pytest.raises(NotPrepared, match="this file is wrong"):
            workers.renew()
        assert workers.run("weigh", {})["parent"] == before


def test_workers_that_are_closed_are_not_renewed() -> None:
    workers = Workers(LIGHT, HEAVY, "prepare")
    workers.close()
    workers.renew()
    with pytest.raises(ChildProcessError):
        workers.run("weigh", {})
    assert all(not Path(f"/proc/{pid}").exists() for pid in workers.pids)
