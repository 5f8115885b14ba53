"""The wheel carries all the five packages need: code, words, rules, queries, pages and front-end parts."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.structure.project import PACKAGES, ROOT, package_files, project_files

VENDOR = "registry/web/static/vendor"
UNKNOWN = "strange.kind"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, vendored: Path) -> set[str]:
    """The names in a wheel of what is committed, the built parts, and one file of no known kind."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in project_files():
        if "tests" not in path.relative_to(ROOT).parts[:1]:
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    shutil.copytree(vendored, copy / VENDOR)
    (copy / "vocab" / UNKNOWN).touch()
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", *options, str(copy)],
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(out.glob("*.whl"))) as opened:
        return set(opened.namelist())


def test_every_file_of_the_packages_is_in_the_wheel(wheel: set[str]) -> None:
    committed = {path.relative_to(ROOT).as_posix() for path in package_files()}
    missing = sorted(committed - wheel)
    assert not missing, f"package-data in pyproject.toml does not name the kinds of: {missing}"


def test_a_file_of_a_kind_that_pyproject_does_not_name_would_be_missed(wheel: set[str]) -> None:
    assert f"vocab/{UNKNOWN}" not in wheel


def test_the_front_end_parts_and_their_licences_are_in_the_wheel(wheel: set[str], vendored: Path) -> None:
    built = {f"{VENDOR}/{path.relative_to(vendored).as_posix()}" for path in vendored.rglob("*") if path.is_file()}
    assert {f"{VENDOR}/{name}" for name in ("htmx.min.js", "pico.min.css", "sparql-editor.js")} <= built
    assert any("/licences/" in name for name in built)
    assert built <= wheel


def test_the_wheel_holds_the_five_packages_and_nothing_else(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel)
