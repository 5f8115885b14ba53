"""One rule file that cannot be read: nobody is let in, nothing is judged, and the file is named in two lines."""

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

from registry.config import load_config
from registry.keeper import Keeper

FILE = "province/r-api.ttl"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A folder from which Python takes `shapes` with one misspelt term, before the one of this program."""
    copied = tmp_path / "tree/shapes"
    shutil.copytree(str(files("shapes")), copied, ignore=shutil.ignore_patterns("__pycache__"))
    rule = copied / "rules" / FILE
    text = rule.read_text("utf-8")
    assert "sh:severity" in text
    rule.write_text(text.replace("sh:severity", "sh:severty"), "utf-8")
    return copied.parent


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = os.pathsep.join([str(tree), *filter(None, sys.path)])
    command = [sys.executable, "-P", "-m", "registry", *arguments]
    environment = {**os.environ, "PYTHONPATH": places}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tree, env=environment, check=False)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_keeper_with_a_faulty_rule_does_not_start_and_names_the_file(faulty: Path, command: str) -> None:
    done = run(faulty, command, "--data", str(faulty.parent / "data"), "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    vi, en = done.stderr.splitlines()
    assert vi.startswith(FILE) and en.startswith(FILE) and vi != en and "severty" in en


def test_checking_with_a_faulty_rule_judges_nothing_and_names_the_file(faulty: Path) -> None:
    data = faulty.parent / "d.ttl"
    data.write_text("<http://example.vn/d> a <http://www.w3.org/ns/dcat#Dataset> .\n", "utf-8")
    done = run(faulty, "check", str(data))
    assert (done.returncode, done.stdout) == (2, ""), "the rules cannot be judged by"
    vi, en = done.stderr.splitlines()
    assert vi.startswith(FILE) and en.startswith(FILE) and vi != en and "severty" in en


def test_a_keeper_that_can_judge_no_more_is_not_ready(
    faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper.open(load_config(tmp_path / "data"))
    try:
        assert keeper.probe()["workers"] == "ok"
        monkeypatch.syspath_prepend(str(faulty))  # where the next zygote finds its rules
        os.kill(keeper.workers.pids[1], signal.SIGKILL)
        until = time.monotonic() + 20
        while keeper.probe()["workers"] == "ok" and time.monotonic() < until:
            time.sleep(0.05)
        assert keeper.probe()["workers"] == "NotPrepared"
    finally:
        keeper.close()
