"""The files of this project, as git sees them, and its Python modules, as a reader sees them."""

import ast
import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("registry", "harvesters", "shapes", "sparql", "vocab")
SHOWN = ROOT / "registry/web/snippets"
"""Programs that a page shows to strangers, no modules of ours; the walks run them."""


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of a package: its dotted name and its syntax tree."""

    name: str
    tree: ast.Module

    @classmethod
    def of(cls, name: str, text: str) -> "Module":
        """A module from its text; the way the samples of the tests are made."""
        return cls(name, ast.parse(text))


def project_files() -> list[Path]:
    """Every file that is or would be committed: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    paths = (ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name)
    return sorted(path for path in paths if path.is_file())


def package_files() -> list[Path]:
    """Those of the five packages."""
    return [path for path in project_files() if path.relative_to(ROOT).parts[0] in PACKAGES]


@cache
def modules() -> tuple[Module, ...]:
    """Every Python module of the five packages, read once for all the laws."""
    paths = (path for path in package_files() if path.suffix == ".py" and path.parent != SHOWN)
    return tuple(Module.of(module_name(path), path.read_text(encoding="utf-8")) for path in paths)


def module_name(path: Path) -> str:
    """`registry/web/pages.py` -> `registry.web.pages`, `vocab/__init__.py` -> `vocab`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
