"""The two commands need no step before them, and say in one sentence what a machine lacks."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.structure.project import ROOT


def run(target: str, *arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    """`make` in a copy that holds the Makefile and the requirements only."""
    shutil.copyfile(ROOT / "Makefile", at / "Makefile")
    shutil.copyfile(ROOT / "pyproject.toml", at / "pyproject.toml")
    shutil.copytree(ROOT / "requirements", at / "requirements", dirs_exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", target, *arguments]
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_without_a_python_one_sentence_says_so(target: str, tmp_path: Path) -> None:
    said = run(target, "PYTHON=", at=tmp_path)
    assert said.returncode == 2
    assert said.stderr.startswith("This needs Python 3.11 or newer")
    assert not (tmp_path / ".venv").exists()


def test_alone_it_tells_the_two_commands(tmp_path: Path) -> None:
    said = run("help", at=tmp_path).stdout
    assert re.findall(r"^make \w+", said, re.M) == ["make demo", "make test"]


def test_the_demonstration_installs_no_test_tools(tmp_path: Path) -> None:
    steps = run("demo", "--dry-run", at=tmp_path).stdout
    assert "requirements/run.txt" in steps
    assert "requirements/test.txt" not in steps


def test_what_is_installed_is_checked_by_its_hash(tmp_path: Path) -> None:
    steps = run("test", "--dry-run", at=tmp_path).stdout
    installing = [line for line in steps.splitlines() if " install " in line]
    assert installing
    assert all("--require-hashes" in line or "--no-build-isolation --no-deps" in line for line in installing)


def test_the_ci_run_ends_with_the_readme_s_command() -> None:
    script = (ROOT / ".ci/run").read_text("utf-8")
    assert script.rstrip().endswith("\nmake test")
    assert "export CI=true" in script
    assert os.access(ROOT / ".ci/run", os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / ".ci/run")], check=True)
