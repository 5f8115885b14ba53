"""A site in front of a real keeper, with some datasets, and people who are signed in."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from registry.config import load_config
from registry.keeper import Keeper
from tests.registry.web.site import Site, furnished

VISITOR = "127.0.0.1"
"""Where every test asks from: its share of queries would not do for all of them."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all tests that do not mind what others left in it."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("site"), query_unbounded=(VISITOR,)))
    try:
        yield furnished(keeper)
    finally:
        keeper.close()


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """A visitor's browser."""
    return site.client()
