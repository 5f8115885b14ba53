"""Importing any module has no effect: no file, no thread, no process, no socket, no setting is touched."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.project import ROOT, modules


def effects(root: Path, names: list[str], nowhere: Path) -> list[str]:
    """What importing the named modules under `root` does, in a process that starts in an empty directory."""
    done = subprocess.run(
        [sys.executable, "-B", str(ROOT / "tests/structure/importing.py"), str(root), *names],
        cwd=nowhere,
        env={"PATH": "/usr/bin:/bin", "HOME": str(nowhere), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: list[str] = json.loads(done.stdout.splitlines()[-1])
    return said + [f"left behind: {path.name}" for path in nowhere.iterdir()]


def test_importing_has_no_effect(tmp_path: Path) -> None:
    names = [module.name for module in modules() if not module.name.endswith("__main__")]
    found = effects(ROOT, sorted(names), tmp_path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "open('left', 'w')",
        "import pathlib\npathlib.Path(__file__).with_name('words.ttl').read_text()",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(3,), daemon=True).start()",
        "import socket\nsocket.socket()",
        "import subprocess\nsubprocess.run(['true'])",
        "import os\nos.environ['X'] = '1'",
        "import logging\nlogging.basicConfig()",
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "import sqlite3\nsqlite3.connect(':memory:')",
        "import sys\nsys.path.append('x')",
        "import ours.absent",
    ],
)
def test_an_effect_is_found(text: str, tmp_path: Path) -> None:
    package, nowhere = tmp_path / "root/ours", tmp_path / "nowhere"
    package.mkdir(parents=True)
    nowhere.mkdir()
    (package / "__init__.py").write_text("")
    (package / "words.ttl").write_text("")
    (package / "bad.py").write_text(text)
    assert not effects(package.parent, ["ours"], nowhere)
    assert effects(package.parent, ["ours", "ours.bad"], nowhere)
