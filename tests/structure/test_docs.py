"""What documents point at is there: links, paths, make targets; and every command is explained."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.project import PACKAGES, ROOT, project_files

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`")
PLACES = (*PACKAGES, "tests", "docs", "requirements", ".ci")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")


def documents() -> list[Path]:
    """The documents people read, apart from the changelog, which tells of things that are gone."""
    return [path for path in project_files() if path.suffix == ".md" and path.name != "CHANGELOG.md"]


def dead_links(text: str, place: Path) -> Iterator[str]:
    """The relative links of a document that stands in the directory `place` and that lead nowhere."""
    for target in LINK.findall(text):
        if not (place / target).exists():
            yield f"links to {target}"


def dead_paths(text: str, root: Path) -> Iterator[str]:
    """The project's paths in a document's `code` that are not there; <names> and * stand for any."""
    for code in CODE.findall(text):
        if code.partition("/")[0] in PLACES and "/" in code and " " not in code:
            pattern = re.sub(r"<[^>]*>|\{[^}]*\}", "*", code.partition(":")[0].rstrip("/"))
            if not any(root.glob(pattern)):
                yield f"names {code}"


def dead_targets(text: str, makefile: str) -> Iterator[str]:
    """The `make` targets that a document names in code and the Makefile does not have."""
    blocks = re.findall(r"```.*?```|`[^`\n]+`|^    \S.*$", text, re.S | re.M)
    for target in sorted({name for block in blocks for name in MAKE.findall(block)}):
        if not re.search(rf"^{target}:", makefile, re.M):
            yield f"says make {target}"


def test_what_documents_point_at_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    faults = []
    for path in documents():
        text = path.read_text("utf-8")
        found = [*dead_links(text, path.parent), *dead_paths(text, ROOT), *dead_targets(text, makefile)]
        faults += [f"{path.relative_to(ROOT)} {fault}, which is not there" for fault in found]
    assert not faults, "\n".join(faults)


def test_the_readme_tells_the_two_commands() -> None:
    said = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in said
    assert "make test" in said


def test_every_command_is_explained() -> None:
    commands = pytest.importorskip("registry.commands", reason="there is no command line yet")
    every = commands.main.every()
    said = "\n".join(path.read_text("utf-8") for path in documents())
    unsaid = [name for name in every if not re.search(rf"\bregistry {name}\b", said)]
    unhelped = [name for name, command in every.items() if not command.help]
    assert not unsaid, f"no document speaks of: registry {', registry '.join(unsaid)}"
    assert not unhelped, f"these say nothing under --help: {unhelped}"


def test_what_points_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "vocab/terms").mkdir(parents=True)
    (tmp_path / "vocab/terms/field.ttl").touch()
    assert list(dead_links("see [this](docs/gone.md)", tmp_path))
    assert not list(dead_links("see [this](vocab/terms/field.ttl#x) and [that](https://example.org/)", tmp_path))
    assert list(dead_paths("read `vocab/gone.py`", tmp_path))
    assert not list(dead_paths("read `vocab/terms/<list>.ttl`, `vocab/terms/`, `other/thing`", tmp_path))
    assert list(dead_targets("run `make gone`", "demo:\n"))
    assert not list(dead_targets("they make haste; run `make demo`", "demo: x\n"))
