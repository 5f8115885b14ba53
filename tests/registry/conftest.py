"""What tests of the registry share: a database, a clock moved by hand, a ledger, and a whole keeper of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from registry import keeper as keeper_module
from registry.config import load_config
from registry.keeper import Keeper
from registry.ledger import Ledger
from registry.schema import connect, create
from tests.registry.desk import Ticking
from tests.registry.lending import Lender


@pytest.fixture(scope="session", autouse=True)
def lent_zygotes() -> Iterator[None]:
    """The keepers of this process share their zygotes: see `lending`."""
    lender = Lender()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeper_module, "workers_for", lender.workers_for)
        yield
    lender.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(tmp_path / "ledger.db")
    create(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def ledger(engine: Engine, clock: Ticking) -> Ledger:
    return Ledger(engine, clock)


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
