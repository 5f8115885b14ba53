"""Holding a generation longer than it is kept: by hard links of its own, which cost nothing, until the block ends."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sparql.generation import Generation

_HELD = "held-"


@contextmanager
def held(generation: Generation) -> Iterator[Generation]:
    """The same copy under a name that no sweep deletes; one reader at a time. Raises FileNotFoundError when it is gone."""
    folder = generation.path.with_name(f"{_HELD}{generation.path.name}")
    shutil.rmtree(folder, ignore_errors=True)
    names = sorted(path.name for path in generation.path.iterdir())
    folder.mkdir()
    try:
        for name in names:
            os.link(generation.path / name, folder / name)
        if names != sorted(path.name for path in generation.path.iterdir()):
            raise FileNotFoundError(f"{generation.path} was deleted meanwhile")
        yield replace(generation, path=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def let_go(folder: Path) -> None:
    """Delete what a killed process held of the generations in `folder`."""
    for path in folder.glob(f"{_HELD}*"):
        shutil.rmtree(path, ignore_errors=True)
