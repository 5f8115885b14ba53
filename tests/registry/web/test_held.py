"""A version that a source brought and that is held back: its agency gives it up, once nobody else will mend it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from registry import schema
from registry.harvesting.tables import origin
from tests.registry.descriptions import good, without
from tests.registry.web.site import HTML, Site, token
from tests.registry.web.states import held, held_beside_public, told
from vocab.identifiers import key_of
from vocab.namespaces import DCT

BUTTON = "Bỏ bản của nguồn"


@pytest.fixture
def known(site: Site) -> Iterator[list[str]]:
    """Records that the source tells of, as long as the test lasts."""
    records: list[str] = []
    yield records
    site.keeper.ledger.beside(lambda now: now.execute(delete(origin).where(origin.c.record.in_(records))))


def test_what_its_source_holds_no_more_is_given_up_and_leaves_the_desk(site: Site, known: list[str]) -> None:
    lost = without(good(site.keeper.words, site.keeper.config.base, "held-lost"), DCT.title)
    key, agency = held(site, lost), site.client("gl-so-yt")
    known.append(lost.record)
    told(site, lost.record, "nguon-cu")
    address = f"/desk/dataset/{key}"
    assert BUTTON not in agency.get(address, headers=HTML).text, "the source mends what it still brings"
    form = {"form_token": token(agency, address)}
    assert agency.post(f"{address}/held/discard", data=form).location.endswith("told=held-stays")
    site.keeper.ledger.beside(lambda now: now.execute(delete(origin).where(origin.c.record == lost.record)))
    before = site.keeper.ledger.counts().get("held", 0)
    assert BUTTON in agency.get(address, headers=HTML).text and key in agency.get("/desk", headers=HTML).text
    stranger = site.client("gl-so-tc")
    assert stranger.post(f"{address}/held/discard", data={"form_token": token(stranger, "/desk")}).status_code == 403
    assert agency.post(f"{address}/held/discard", data=form).location.endswith("told=held-discarded")
    assert site.keeper.catalogue.held(key) is None and key not in agency.get("/desk", headers=HTML).text
    assert site.keeper.ledger.counts().get("held", 0) == before - 1
    entry = site.keeper.ledger.history(lost.record)[0]
    assert (entry.act, entry.actor, entry.person) == ("decide", "gl-so-yt", "Nguyễn Văn An")
    assert agency.post(f"{address}/held/discard", data=form).status_code == 404
    again = held(site, lost)
    assert again == key, "what the source says anew is judged anew"
    assert agency.post(f"{address}/held/discard", data=form).status_code == 303


def test_who_edited_a_dataset_keeps_that_and_drops_what_the_source_says_now(site: Site) -> None:
    mine = held_beside_public(site)
    key = key_of(mine.iri)
    agency, address = site.client("gl-so-yt"), f"/desk/dataset/{key}"
    assert BUTTON in agency.get(address, headers=HTML).text
    answer = agency.post(f"{address}/held/discard", data={"form_token": token(agency, address)})
    assert answer.status_code == 303 and site.public(key).title() == "Bản của cơ quan"
    assert site.keeper.catalogue.held(key) is None
    with site.keeper.engine.connect() as connection:
        report = connection.execute(select(schema.report).where(schema.report.c.record == mine.record)).one()
    assert report.rules == "", "the public version is measured and judged again"
