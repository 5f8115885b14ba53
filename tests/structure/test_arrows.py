"""The packages point one way: registry -> {harvesters, shapes, sparql} -> vocab; import-linter holds it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.project import PACKAGES, ROOT


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Ask import-linter, with the project's own contracts, about the packages under `root`."""
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-c", program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_the_arrows_hold() -> None:
    said = lint(ROOT)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("vocab", "shapes"),
        ("vocab", "registry"),
        ("shapes", "sparql"),
        ("sparql", "harvesters"),
        ("harvesters", "registry"),
    ],
)
def test_an_arrow_the_wrong_way_is_found(importer: str, imported: str, tmp_path: Path) -> None:
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / importer / "bad.py").write_text(f"import {imported}\n")
    said = lint(tmp_path)
    assert said.returncode == 1
    assert f"{importer}.bad -> {imported}" in said.stdout
