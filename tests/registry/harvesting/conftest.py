"""What tests of harvesting share: a keeper by a clock moved by hand, and an agency with a portal on loopback."""

from collections.abc import Iterator

import pytest

from registry.config import load_config
from registry.keeper import Keeper
from tests.registry.desk import Ticking
from tests.registry.harvesting.agency import Agency, harvested


@pytest.fixture(scope="module")
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture(scope="module")
def ticked(tmp_path_factory: pytest.TempPathFactory, ticking: Ticking) -> Iterator[Keeper]:
    """A keeper for a module's tests, by their clock, that lets no host wait."""
    data = tmp_path_factory.mktemp("harvesting")
    (data / "registry.toml").write_text("host_delay_ms = 0\n", "utf-8")
    keeper = Keeper.open(load_config(data), ticking)
    yield keeper
    keeper.close()


@pytest.fixture
def agency(ticked: Keeper, ticking: Ticking) -> Iterator[Agency]:
    """A source of this test alone, with its portal."""
    with harvested(ticked, ticking) as agency:
        yield agency
