"""What is committed names no registry's host and no machine's path, and pins all it installs by hash."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.structure.project import PACKAGES, ROOT, project_files

REGISTRY_HOST = re.compile(r"(?:pypi|pythonhosted|npmjs|npmmirror|debian|ubuntu|yarnpkg)[.](?:org|com)\b", re.I)
# A URL's path may hold these words; a machine's begins with them.
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:root|work|home/\w+|Users/\w+)/[\w.]")
REQUIREMENTS = ROOT / "requirements"
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<when>[^\\]+))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?P<more> \\)?$")


def foreign(text: str) -> list[str]:
    """The hosts and paths in a text that belong to some machine or registry, not to the project."""
    return [found.group() for pattern in (REGISTRY_HOST, MACHINE_PATH) for found in pattern.finditer(text)]


def pin_faults(text: str) -> Iterator[str]:
    """The lines of a requirements file that are neither a pin followed by its hashes nor a comment."""
    wants_hash = False
    for number, line in enumerate(text.splitlines(), 1):
        if found := HASH.match(line):
            wants_hash = found["more"] is not None
        elif wants_hash:
            yield f"line {number}: a hash is missing before it"
            wants_hash = False
        elif PINNED.match(line):
            wants_hash = True
        elif line.strip() and not line.lstrip().startswith("#"):
            yield f"line {number}: {line}"
    if wants_hash:
        yield "the last pin has no hash"


def names(text: str) -> set[str]:
    """The packages that a requirements file asks for, in or out, spelt as they are compared."""
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)", text, re.M)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def test_no_registry_host_and_no_machine_path_is_committed() -> None:
    faults = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", "replace")
        faults += [f"{path.relative_to(ROOT)}: {found}" for found in foreign(text)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("text", ["https://registry.npm" + "js.org/x", "--index-url https://py" + "pi.org/simple"])
def test_a_registry_host_is_found(text: str) -> None:
    assert foreign(text)


def test_a_machine_path_is_found_and_an_address_is_not() -> None:
    assert foreign("open('/ro" + "ot/x')")
    assert foreign("cd /wo" + "rk/main")
    assert not foreign("http://example.org/work/main ../work/x /id/dataset/x")


@pytest.mark.parametrize("name", ["run", "build", "test"])
def test_every_requirement_is_pinned_with_its_hashes(name: str) -> None:
    pinned = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    assert not list(pin_faults(pinned))
    assert names((REQUIREMENTS / f"{name}.in").read_text("utf-8")) <= names(pinned), "run: make lock"


def test_the_three_files_never_pin_two_versions_of_one_package() -> None:
    seen: dict[str, str] = {}
    for name in ("run", "build", "test"):
        for line in (REQUIREMENTS / f"{name}.txt").read_text("utf-8").splitlines():
            if found := PINNED.match(line):
                assert seen.setdefault(found["name"], found["version"]) == found["version"], found["name"]


@pytest.mark.parametrize(
    "text",
    [
        "flask==3.0\n",
        "flask==3.0 \\\n",
        "flask==3.0 \\\nclick==8.0 \\\n    --hash=sha256:" + "0" * 64,
        "flask>=3 \\\n    --hash=sha256:" + "0" * 64,
        "--index-url x\n",
    ],
)
def test_a_requirement_without_a_hash_is_found(text: str) -> None:
    assert list(pin_faults(text))


@pytest.mark.parametrize("where", [".", "tests/clients"])
def test_the_npm_locks_have_hashes_and_no_addresses(where: str) -> None:
    lock = json.loads((ROOT / where / "package-lock.json").read_text("utf-8"))
    fetched = {path: entry for path, entry in lock["packages"].items() if path}
    assert fetched
    assert all(entry["integrity"].startswith("sha512-") for entry in fetched.values())
    assert not any("resolved" in entry for entry in fetched.values())
    wanted = json.loads((ROOT / where / "package.json").read_text("utf-8"))
    for name, version in {**wanted["dependencies"], **wanted.get("devDependencies", {})}.items():
        assert fetched[f"node_modules/{name}"]["version"] == version


def test_every_package_is_typed() -> None:
    assert all((ROOT / package / "py.typed").exists() for package in PACKAGES)
