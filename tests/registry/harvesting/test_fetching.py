"""Pages are kept under the digest of their bytes, whoever else fetches the same address at the same time."""

import hashlib
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path

from sqlalchemy import Engine

from harvesters.politeness import Politeness
from harvesters.source import Snapshot, Source
from registry.config import Config
from registry.harvesting.calling import Calls, asleep
from registry.harvesting.credentials import Credentials
from registry.harvesting.fetching import COMING, LEFT_FOR, Fetching, page_of, sweep
from registry.harvesting.patience import Patience
from tests.harvesters.hostile import send, serving
from tests.registry.desk import Ticking


def test_two_who_fetch_one_address_at_once_do_not_write_into_each_others_page(
    tmp_path: Path, engine: Engine, clock: Ticking
) -> None:
    calls = Calls(Config(tmp_path), Credentials(tmp_path / "credentials.toml"), Patience(engine, clock), asleep)
    calls.politeness = Politeness(0, 0)
    fetching, numbers = Fetching(tmp_path / "snapshots", calls), count()

    def each_time_another(connection: socket.socket, path: str) -> None:
        send(200, b"%d " % next(numbers) * 5_000)(connection, path)

    with serving({"/": each_time_another}) as server, ThreadPoolExecutor(8) as people:
        source = Source("nguon", "dcat", server.url(), "gl-so-yt", {"vi": "x", "en": "x"}, allow_private=True)
        asked = [people.submit(fetching.bring, replace(source, slug=f"nguon-{n}"), server.url()) for n in range(150)]
        brought = [one.result() for one in asked]
    for page in brought:
        assert isinstance(page, Snapshot)
        assert page.path.name == page.sha256 == hashlib.sha256(page.path.read_bytes()).hexdigest()
    assert len(list(fetching.folder.iterdir())) == 150, "nothing half is left"


def test_a_page_whose_bytes_are_not_whole_is_not_kept(tmp_path: Path, engine: Engine, clock: Ticking) -> None:
    calls = Calls(Config(tmp_path), Credentials(tmp_path / "credentials.toml"), Patience(engine, clock), asleep)
    fetching = Fetching(tmp_path / "snapshots", calls)
    with serving({"/": send(200, b"a page", 'ETag: "1"')}) as server:
        source = Source("nguon", "dcat", server.url(), "gl-so-yt", {"vi": "x", "en": "x"}, allow_private=True)
        came = fetching.bring(source, server.url())
        assert isinstance(came, Snapshot)
        page = page_of(server.url(), came)
        assert fetching.kept(page) == came
        came.path.write_bytes(b"a pa")
        assert fetching.kept(page) is None
        again = fetching.bring(source, server.url(), page)
    assert isinstance(again, Snapshot) and again.path.read_bytes() == b"a page"
    assert "If-None-Match" not in server.seen[-1], "asked as if for the first time"


def test_what_was_coming_when_its_process_was_killed_goes_after_an_hour(tmp_path: Path) -> None:
    ages = {f"{COMING}1-a": LEFT_FOR + 60, f"{COMING}1-b": LEFT_FOR - 60, "f" * 64: LEFT_FOR + 60}
    for name, age in ages.items():
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{COMING}1-b", "f" * 64}
