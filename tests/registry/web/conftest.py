"""A site in front of a real keeper, with some datasets, and people who are signed in."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode

from registry.accounts import By, Role
from registry.authority import Actor
from registry.config import load_config
from registry.keeper import Keeper
from registry.web import create_app
from tests.registry.descriptions import candidate, good, retitled, saying
from tests.registry.web.site import ACCOUNTS, EVIL, Site
from vocab.description import Description
from vocab.namespaces import DCT, REG

BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all tests that do not mind what others left in it."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("site")))
    try:
        yield furnished(keeper)
    finally:
        keeper.close()


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """A visitor's browser."""
    return site.client()


def furnished(keeper: Keeper) -> Site:
    """Datasets of two agencies, a title that would be markup, a withdrawn one, an account of each kind."""
    words, base = keeper.words, keeper.config.base
    evil = saying(retitled(good(words, base, "evil"), EVIL), DCT.source, NamedNode("javascript:alert(1)"))
    evil = saying(evil, REG.columns, Literal("<img src=x onerror=alert(1)>"))
    named: dict[str, Description] = {
        "beds": good(words, base, "beds", title="Giường bệnh trống theo ngày"),
        "evil": evil,
        "gone": good(words, base, "gone", title="Tập sẽ thu hồi"),
        "prices": good(words, base, "prices", agency="gl-so-tc", title="Giá đất theo đường phố"),
    }
    keeper.intake.take([candidate(one) for one in named.values()])
    for name, role in ACCOUNTS.items():
        agency = name if role is Role.AGENCY else None
        keeper.accounts.open(name, role, agency, By("operator"))
    agency = words.agency("gl-so-yt")
    actor = Actor("gl-so-yt", "Nguyễn An", agency.iri if agency else "")
    keeper.authority.withdraw(actor, named["gone"].record, "gộp vào tập khác", None)
    app = create_app(keeper)
    app.testing = True
    return Site(keeper, app, named)
