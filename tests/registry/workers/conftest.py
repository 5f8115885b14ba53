"""Zygotes are started once for all tests of a module; whatever a test does to a child, they live on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.workers.pool import Workers

LIGHT = "tests.registry.workers.table_of_jobs:LIGHT"
HEAVY = "tests.registry.workers.table_of_jobs:HEAVY"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(LIGHT, HEAVY, "prepare", cores=2) as started:
        yield started


def children(pid: int) -> list[int]:
    """The processes whose parent is `pid`, zombies too."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found
