"""What is worked out from files of this program, kept for the next process as Python keeps compiled modules.

It lies beside them in `__pycache__` (or where `PYTHONPYCACHEPREFIX` says): whoever can write it can write our code too.
A digest at its head is of the content and of all that it was made from: what does not bear it is made anew, and where
nothing can be written each process works it out for itself.
"""

import hashlib
import marshal
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TypeVar

_HEAD = hashlib.sha256().digest_size

Plain = TypeVar("Plain")


def kept(name: str, sources: str, make: Callable[[], Plain], *packages: Path) -> Plain:
    """What `make` gives, or what it gave when `sources` and the code of these packages were the same.

    It must be of plain values: tuples, lists, dicts, sets, texts, numbers. `sources` is a digest of what it is made from;
    it lies in the first package.
    """
    path = Path(cache_from_source(packages[0] / f"{name}.py", optimization="")).with_suffix(".kept")
    made_from = f"{_code(packages)} {sources}\n".encode()
    try:
        written = path.read_bytes()
    except OSError:
        written = b""
    content = written[_HEAD:]
    if content and written[:_HEAD] == hashlib.sha256(made_from + content).digest():
        found: Plain = marshal.loads(content)
        return found
    made = make()
    content = marshal.dumps(made)  # type: ignore[arg-type]  # plain values, as the caller promises
    _write(path, hashlib.sha256(made_from + content).digest() + content)
    return made


def _code(packages: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for package in packages:
        for path in sorted(package.glob("*.py")):
            whole.update(path.read_bytes())
    return whole.hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; nobody else's start depends on it."""
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)  # where PYTHONPYCACHEPREFIX says, nothing may be there yet
        with part.open("xb") as file:
            file.write(data)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
