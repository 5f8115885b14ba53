"""A source is run by one at a time, across processes; the dead and the sleeping lose it."""

import os
import subprocess
import sys
import time

import pytest
from sqlalchemy import Engine

from registry.clock import stamp
from registry.harvesting import lease as leasing
from registry.harvesting.lease import STALE_SECONDS, AlreadyRunning, Lease, LeaseLost, is_dead, is_held, new_holder
from registry.harvesting.runs import DONE, Runs, Start
from tests.registry.desk import Ticking

SLUG = "so-y-te"


def taken(engine: Engine, clock: Ticking, holder: str) -> Lease:
    """A lease that is taken and not kept alive."""
    lease = Lease(engine, clock, SLUG, holder)
    lease.take()
    return lease


def test_only_one_holds_a_source_and_another_source_is_free(engine: Engine, clock: Ticking) -> None:
    with Lease(engine, clock, SLUG), Lease(engine, clock, "khac"):
        with pytest.raises(AlreadyRunning) as refused:
            Lease(engine, clock, SLUG).take()
        assert SLUG in refused.value.vi
    assert not is_held(engine, clock, SLUG)
    with Lease(engine, clock, SLUG):
        assert is_held(engine, clock, SLUG) and not is_held(engine, clock, "khac")


def test_one_without_a_sign_of_life_is_overtaken_and_writes_nothing_more(engine: Engine, clock: Ticking) -> None:
    runs = Runs(engine)
    sleeping = taken(engine, clock, "elsewhere boot 1 2 abc")
    run = runs.begin(SLUG, "https://a.example/", stamp(clock()), Start(holder=sleeping.holder))
    clock.forward(seconds=STALE_SECONDS)
    with pytest.raises(AlreadyRunning):
        Lease(engine, clock, SLUG).take()
    assert is_held(engine, clock, SLUG), "until it is overtaken"
    assert sleeping.renew() and runs.newest(1)[0].heartbeat == stamp(clock())
    assert is_held(engine, clock, SLUG)
    clock.forward(seconds=STALE_SECONDS + 1)
    assert not is_held(engine, clock, SLUG)
    with Lease(engine, clock, SLUG) as next_one:
        mine = runs.begin(SLUG, "https://a.example/", stamp(clock()), Start(holder=next_one.holder))
        assert mine.id == run.id, "it goes on with the run"
        assert not sleeping.renew()
        sleeping.release()
        assert is_held(engine, clock, SLUG), "nobody gives back what another has"
        for late in (lambda: runs.stage(run, [], [], ""), lambda: runs.end(run, DONE, stamp(clock()))):
            with pytest.raises(LeaseLost):
                late()
        runs.end(mine, DONE, stamp(clock()))


def test_a_dead_process_loses_its_lease_at_once(engine: Engine, clock: Ticking) -> None:
    code = "from registry.harvesting.lease import new_holder; print(new_holder())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert is_dead(said) and not is_dead(new_holder())
    taken(engine, clock, said)
    assert not is_held(engine, clock, SLUG)
    with Lease(engine, clock, SLUG):
        pass
    host, boot, _, born, *_ = new_holder().split(" ")
    assert not is_dead(f"{host} {boot} {os.getpid()} {born} x")
    assert is_dead(f"{host} {boot} {os.getpid()} {int(born) - 1} x"), "another process had that number before"


def test_who_holds_a_source_gives_signs_of_life_by_itself(
    engine: Engine, clock: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "BEAT_SECONDS", 0.01)
    with Lease(engine, clock, SLUG):
        clock.forward(seconds=STALE_SECONDS + 1)
        until = time.monotonic() + 10
        while not is_held(engine, clock, SLUG) and time.monotonic() < until:
            time.sleep(0.01)
        assert is_held(engine, clock, SLUG)


def test_nobody_is_called_dead_from_another_machine() -> None:
    host, *rest = new_holder().split(" ")
    assert not is_dead(" ".join(["another", *rest])) and not is_dead("") and not is_dead("nonsense")
    assert is_dead(" ".join([host, "another-start", *rest[1:]]))
