"""The keeper is killed, again and again: the chain verifies, and whatever somebody was told is saved is there."""

import os
import random
import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest
import requests

from registry.accounts import Accounts
from registry.clock import utc_now
from registry.config import load_config
from registry.demo.logins import read_logins
from registry.harvesting.runs import Runs
from registry.ledger import Ledger
from registry.milestones import POINTS
from registry.schema import connect
from registry.verification import verify
from registry.words import Words
from tests.walks.load import Acknowledged, Load
from tests.walks.processes import Keeping, registry

KILLS = int(os.environ.get("REGISTRY_KILLS", "6"))
"""`make soak` asks for more."""
SEED = 20221
SERVED = tuple(point for point in POINTS if not point.startswith("backup."))
"""The points that a keeper passes while it serves."""


def prepared(province: Path, place: Path) -> tuple[Keeping, Load]:
    """A keeper on a copy of the province, and a load for it."""
    shutil.copytree(province, place / "data")
    keeper = Keeping(place / "data").start()
    login = next(one for one in read_logins(keeper.data / "first-logins.txt") if one.account == "gl-so-xd")
    engine = connect(keeper.data / "ledger.db")
    agency = Words.of(load_config(keeper.data).base).agency("gl-so-xd")
    assert agency is not None
    mine = Ledger(engine, utc_now).of_agency(agency.iri)
    keys = tuple(one.record.rpartition("/")[2] for one in mine if one.state == "public")
    engine.dispose()
    load = Load(keeper, login, keys, SEED)
    load.sign_in()
    return keeper, load


def examine(keeper: Keeping, told: Acknowledged) -> None:
    """Holds the restarted keeper against what was told."""
    engine = connect(keeper.data / "ledger.db")
    try:
        verdict = verify(engine)
        assert verdict.sound, verdict.faults
        ledger = Ledger(engine, utc_now)
        config = load_config(keeper.data)
        confirmations: dict[str, int] = {}
        for entry in ledger.of_acts(frozenset({"confirm"})):
            key = entry.record.rpartition("/")[2]
            confirmations[key] = confirmations.get(key, 0) + 1
        for key in set(told.confirmed):
            assert confirmations.get(key, 0) >= told.confirmed.count(key)
        published = ledger.of_acts(frozenset({"publish"}))
        bodies = b"".join(ledger.bodies([entry.seq for entry in published]).values())
        for _, title in told.titles:
            assert title.encode() in bodies, title
        accounts = Accounts(ledger, utc_now, Words.of(config.base).agencies)
        for name in told.accounts:
            assert accounts.find(name) is not None, name
        runs = Runs(engine)
        for number in told.runs:
            run = runs.one(number)
            assert run is not None and run.state == "done"
    finally:
        engine.dispose()
    ready = requests.get(f"{keeper.address}/health/ready", timeout=30)
    assert ready.status_code == 200, ready.text


@pytest.mark.timeout(60 + 30 * KILLS)
def test_kills_at_random_moments_lose_nothing_that_was_told(province: Path, tmp_path: Path) -> None:
    keeper, load = prepared(province, tmp_path)
    chance = random.Random(SEED)
    try:
        for _ in range(KILLS):
            with load.running():
                time.sleep(chance.uniform(0.05, 1.2))
                keeper.kill()
            assert not load.faults, load.faults
            keeper.restart()
            examine(keeper, load.told)
    finally:
        if keeper.is_alive:
            keeper.kill()
    assert len(load.told) > KILLS, "the load did something"


@pytest.mark.timeout(60 + 60 * len(SERVED))
def test_a_death_at_each_named_point_loses_nothing_that_was_told(province: Path, tmp_path: Path) -> None:
    """One keeper dies at one point after the other: what recovers from a death is what dies next."""
    keeper, load = prepared(province, tmp_path)
    keeper.stop()
    keeper.restart(die_at=deadly(SERVED[0]))
    try:
        for point, following in pairwise((*SERVED, "")):
            with load.running(rest=0.15):
                until = time.monotonic() + 120
                while keeper.is_alive and time.monotonic() < until:
                    time.sleep(0.02)
            assert not keeper.is_alive, f"{point} was never reached"
            keeper.wait()
            assert not load.faults, (point, load.faults)
            keeper.restart(die_at=deadly(following) if following else "")
            examine(keeper, load.told)
    finally:
        if keeper.is_alive:
            keeper.kill()
    assert load.told, "the load did something"


def deadly(point: str) -> str:
    """At the third time: every start passes the points of a generation once, and those of views that it brings along."""
    return f"{point}:3"


def test_a_backup_cut_short_is_none_and_the_next_one_is_whole(province: Path, tmp_path: Path) -> None:
    shutil.copytree(province, tmp_path / "data")
    data = str(tmp_path / "data")
    for point in (point for point in POINTS if point not in SERVED):
        target = str(tmp_path / point)
        cut = registry("backup", "--data", data, target, die_at=point)
        assert cut.returncode < 0, f"it was killed at {point}"
        refused = registry("restore", "--data", str(tmp_path / "other"), target)
        assert refused.returncode != 0 and refused.stderr.strip(), point
    again = registry("backup", "--data", data, str(tmp_path / "whole"))
    assert again.returncode == 0, again.stderr
    done = registry("restore", "--data", str(tmp_path / "restored"), str(tmp_path / "whole"))
    assert done.returncode == 0, done.stderr
    assert registry("verify", "--data", str(tmp_path / "restored")).returncode == 0
