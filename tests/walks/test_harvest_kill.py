"""A harvest is killed at random moments: readers find the old catalogue or the new, and the next run goes on and ends."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from registry.clock import utc_now
from registry.directory import prepare
from registry.harvesting.runs import DONE, RUNNING, Runs
from registry.harvesting.tables import lease, staged
from registry.ledger import Ledger
from registry.schema import connect
from registry.verification import verify
from tests.registry.harvesting.portal import Portal, package, portal
from vocab.description import from_body
from vocab.identifiers import dataset_of

KILLS = int(os.environ.get("REGISTRY_HARVEST_KILLS", "3"))
"""`make soak` asks for more."""
PACKAGES = 60
ROWS = 10
SEED = 57
SLUG = "bi-giet"
SOURCE = """
[[source]]
slug = "{slug}"
kind = "ckan"
url = "{url}"
agency = "gl-so-yt"
allow_private = true
"""


@dataclass
class Harvested:
    """A data directory, and the portal that is its source."""

    data: Path
    portal: Portal
    version: int = 0

    def renew(self) -> None:
        """The portal says something new of every package."""
        self.version += 1
        for number, one in enumerate(self.portal.packages):
            one["title"] = f"Ghế đá công viên, khu số {number}, lần {self.version}"

    @contextmanager
    def run(self) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "registry", "harvest", SLUG, "--data", str(self.data), "--format", "json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    def whole(self) -> float:
        """A run to its end; the seconds from its first question to the source, 0 when it went on with pages it had."""
        asked = self._first_question()
        with self.run() as process:
            said, wrong = process.communicate(timeout=240)
            assert process.returncode == 0, said + wrong
            return time.monotonic() - asked[0] if asked else 0.0

    def killed(self, after: float) -> bool:
        """A run that is killed so many seconds after its first question; False when it had ended before."""
        asked = self._first_question()
        with self.run() as process:
            until = time.monotonic() + 120
            while process.poll() is None and not (asked and time.monotonic() >= asked[0] + after):
                assert time.monotonic() < until, "the source was never asked"
                time.sleep(0.005)
            return process.poll() is None

    def _first_question(self) -> list[float]:
        asked: list[float] = []
        self.portal.on_page = lambda number: asked.append(time.monotonic())
        return asked

    def titles(self, engine: Engine) -> list[str]:
        """Of everything public, its title."""
        ledger = Ledger(engine, utc_now)
        currents = ledger.currents()
        bodies = ledger.bodies([one.body_seq for one in currents])
        return [from_body(dataset_of(one.record), bodies[one.body_seq], one.fingerprint).title() for one in currents]


@pytest.mark.timeout(240 + 60 * KILLS)
def test_a_killed_harvest_leaves_old_or_new_and_the_next_one_ends(tmp_path: Path) -> None:
    data, chance = tmp_path / "data", random.Random(SEED)
    directory = prepare(data)
    (data / "registry.toml").write_text("host_delay_ms = 0\n", "utf-8")
    with portal([package(number) for number in range(PACKAGES)], ROWS) as (told, url):
        directory.sources.write_text(SOURCE.format(slug=SLUG, url=url), "utf-8")
        harvested = Harvested(data, told)
        harvested.renew()
        seconds = harvested.whole()
        assert seconds
        harvested.renew()
        struck = 0
        for _ in range(KILLS):
            struck += harvested.killed(chance.uniform(0, 1.2 * seconds))
            if stands_at(harvested) == harvested.version:
                harvested.renew()
        harvested.whole()
    assert struck, "no run was under way when it was killed"
    assert stands_at(harvested) == harvested.version
    engine = connect(directory.database)
    try:
        (last,) = Runs(engine).newest(1, SLUG)
        assert last.state == DONE and last.account.read == PACKAGES
        assert not Runs(engine).newest(1, SLUG, RUNNING)
        with engine.connect() as connection:
            assert not connection.execute(select(lease)).all() and not connection.execute(select(staged)).all()
    finally:
        engine.dispose()


def stands_at(harvested: Harvested) -> int:
    """Which version of the portal is public: one version of everything, never a mixture."""
    engine = connect(harvested.data / "ledger.db")
    try:
        assert verify(engine).sound
        titles = harvested.titles(engine)
    finally:
        engine.dispose()
    assert len(titles) == PACKAGES
    (version,) = {title.rpartition(" ")[2] for title in titles}
    return int(version)
