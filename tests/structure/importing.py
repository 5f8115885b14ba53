"""Imports every module of the five packages and says, as JSON, what that did to the world.

Run by test_importing.py in a process of its own: `python importing.py ROOT MODULE...`. Other people's
libraries are imported first, unwatched; what happens afterwards is ours.
"""

import ast
import importlib
import json
import logging
import os
import signal
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

STARTS = ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system")
CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.putenv", "signal.signal")
REACHES = ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "sqlite3.connect")


class Watch:
    """An audit hook: keeps a sentence for each effect seen while a module was being imported."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.module = ""
        self.seen: list[str] = []

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        """Note the event if it is an effect."""
        if self.module and (event in STARTS + CHANGES + REACHES or (event == "open" and self.is_effect(args))):
            self.seen.append(f"{self.module}: {event} {args[:2]!r}")

    def is_effect(self, args: tuple[object, ...]) -> bool:
        """Whether a file was opened for writing, or is data of ours to be read only when asked for."""
        path, mode, flags = args
        if isinstance(mode, str) and set(mode) & set("wax+"):
            return True
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return True
        return isinstance(path, str) and path.startswith(self.root) and not path.endswith((".py", ".pyc"))


def import_others(root: Path, modules: list[str]) -> None:
    """Import every library that the modules name, and leave our own for later."""
    ours = {module.partition(".")[0] for module in modules}
    for name in sorted({name for module in modules for name in _named(root, module)}):
        if name.partition(".")[0] not in ours:
            importlib.import_module(name)


def _named(root: Path, module: str) -> list[str]:
    path = root.joinpath(*module.split("."))
    source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    names: list[str] = []
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return [name for name in names if _is_module(name)]


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def state() -> dict[str, object]:
    """What an import could change without any event: threads, variables, handlers, places to write logs."""
    return {
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "environment": dict(os.environ),
        "signals": {
            number.name: repr(signal.getsignal(number))
            for number in signal.valid_signals()
            if isinstance(number, signal.Signals)
        },
        "log handlers": [repr(handler) for handler in logging.getLogger().handlers],
        "directory": os.getcwd(),
        "search path": list(sys.path),
    }


def main(root: Path, modules: list[str]) -> list[str]:
    """Import all, and return a sentence for each effect."""
    sys.path.insert(0, str(root))
    import_others(root, modules)
    watch = Watch(str(root))
    before = state()
    sys.addaudithook(watch)
    for module in modules:
        watch.module = module
        try:
            importlib.import_module(module)
        except ImportError as failure:
            watch.seen.append(f"{module}: cannot be imported: {failure}")
    watch.module = ""
    after = state()
    return watch.seen + [
        f"{name} changed: {before[name]} -> {after[name]}" for name in before if before[name] != after[name]
    ]


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2:])))
