"""A version that a source brought and that is held back: its agency gives it up, once nobody else will mend it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from registry import schema
from registry.harvesting.tables import origin
from tests.registry.descriptions import good, without
from tests.registry.web.site import HTML, Site, inputs, token
from tests.registry.web.states import held, held_beside_public, told
from tests.registry.web.test_desk import press
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
    asked = stranger.post(f"{address}/held/discard", data={"form_token": token(stranger, "/desk")})
    assert asked.status_code == 403, "nobody else learns whether a version waits"
    again = held(site, lost)
    assert again == key, "what the source says anew is judged anew"
    assert agency.post(f"{address}/held/discard", data=form).status_code == 303


def test_who_edited_a_dataset_takes_what_the_source_says_now_by_publishing_the_form(site: Site) -> None:
    key, agency = key_of(held_beside_public(site).iri), site.client("gl-so-yt")
    page = agency.get(f"/desk/dataset/{key}", headers=HTML)
    assert "muốn lấy bản đó, hãy bấm Công bố" in page.text
    assert press(agency, key, "publish", inputs(page)).status_code == 303
    assert site.public(key).title() == "Bản của nguồn" and site.keeper.catalogue.held(key) is None


def test_who_edited_a_dataset_keeps_that_and_drops_what_the_source_says_now(site: Site) -> None:
    mine = held_beside_public(site)
    key = key_of(mine.iri)
    agency, address = site.client("gl-so-yt"), f"/desk/dataset/{key}"
    assert BUTTON in agency.get(address, headers=HTML).text
    assert "Chọn: nhận bản của nguồn, hoặc bỏ bản đó" in agency.get("/desk", headers=HTML).text, (
        "nothing is to be mended"
    )
    answer = agency.post(f"{address}/held/discard", data={"form_token": token(agency, address)})
    assert answer.status_code == 303 and site.public(key).title() == "Bản của cơ quan"
    assert site.keeper.catalogue.held(key) is None
    with site.keeper.engine.connect() as connection:
        report = connection.execute(select(schema.report).where(schema.report.c.record == mine.record)).one()
    assert report.rules == "", "the public version is measured and judged again"
