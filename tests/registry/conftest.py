"""A real keeper on a directory of its own, with its zygotes, store, index and generations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.config import load_config
from registry.keeper import Keeper


@pytest.fixture(scope="module")
def shared_keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """One keeper for a module's tests that do not mind what the others left in it."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("keeper")))
    yield keeper
    keeper.close()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    """A keeper of this test alone."""
    keeper = Keeper.open(load_config(tmp_path / "data"))
    yield keeper
    keeper.close()
