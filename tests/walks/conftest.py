"""The demonstration province, loaded once for the whole run and copied for each walk that needs it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.demo.logins import Login, read_logins
from tests.walks.processes import Keeping, keeping, registry


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that `registry demo --no-serve` filled; not to be written to."""
    own = tmp_path_factory.getbasetemp()
    # The processes of one run share what lies above their folders; without them that would be shared with other runs.
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    place = root / "province"
    with (root / "province.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "loaded").exists():
            shutil.rmtree(place, ignore_errors=True)
            done = registry("demo", "--no-serve", "--data", str(place / "data"), "--port", "0")
            assert done.returncode == 0, done.stdout + done.stderr
            (place / "loaded").touch()
    return place / "data"


@pytest.fixture(scope="module")
def served(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """A keeper of this module's own on a copy of the province."""
    data = tmp_path_factory.mktemp("walk") / "data"
    shutil.copytree(province, data)
    with keeping(data) as keeper:
        yield keeper


@pytest.fixture
def logins(served: Keeping) -> dict[str, Login]:
    return {login.account: login for login in read_logins(served.data / "first-logins.txt")}
