"""The wheel carries all the five packages need: code, words, rules, queries, pages and front-end parts."""

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.structure.project import PACKAGES, ROOT, project_files

VENDOR = "registry/web/static/vendor"
UNKNOWN = "strange.kind"


@dataclass(frozen=True, slots=True)
class Wheel:
    """What is in a wheel, and the files of the five packages that it was built from."""

    names: list[str]
    sources: list[str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, vendored: Path) -> Wheel:
    """The names in a wheel of what is committed, the built parts, and one file of no known kind."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    sources = [path.relative_to(ROOT) for path in project_files()]
    for path in sources:
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, copy / path)
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
        return Wheel(opened.namelist(), [path.as_posix() for path in sources if path.parts[0] in PACKAGES])


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Wheel) -> None:
    missing = sorted(set(wheel.sources) - set(wheel.names))
    assert not missing, f"a package has no __init__.py, or pyproject.toml does not name the kinds of: {missing}"


def test_a_file_of_a_kind_that_pyproject_does_not_name_would_be_missed(wheel: Wheel) -> None:
    assert f"vocab/{UNKNOWN}" not in wheel.names


def test_the_front_end_parts_and_their_licences_are_in_the_wheel(wheel: Wheel, vendored: Path) -> None:
    built = {f"{VENDOR}/{path.relative_to(vendored).as_posix()}" for path in vendored.rglob("*") if path.is_file()}
    assert {f"{VENDOR}/{name}" for name in ("pico.min.css", "sparql-editor.js")} <= built
    assert any("/licences/" in name for name in built)
    assert built <= set(wheel.names)


def test_the_wheel_holds_the_five_packages_and_nothing_else(wheel: Wheel) -> None:
    tops = {name.partition("/")[0] for name in wheel.names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel.names)
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel.names)
