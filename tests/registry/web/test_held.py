"""A version that a source brought and that is held back: its agency gives it up, once nobody else will mend it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, insert, select

from registry import schema
from registry.discarding import EDITED_BY_HAND
from registry.harvesting.tables import origin
from registry.intake import Candidate, Judged
from shapes.report import Finding
from tests.registry.descriptions import candidate, good, retitled, without
from tests.registry.web.site import HTML, Site, token
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCT

SOURCE = "source:nguon-cu"
BUTTON = "Bỏ bản của nguồn"


def brought(site: Site, described: Description, *more: Judged) -> str:
    """A version that a source brings; its key."""
    one = Candidate.of(described, described.publisher or "", SOURCE)
    site.keeper.intake.settle(more or site.keeper.intake.check([one]))
    assert site.keeper.catalogue.held(key_of(described.iri)) is not None
    return key_of(described.iri)


@pytest.fixture
def known(site: Site) -> Iterator[list[str]]:
    """Records that the source tells of, as long as the test lasts."""
    records: list[str] = []
    yield records
    site.keeper.ledger.beside(lambda now: now.execute(delete(origin).where(origin.c.record.in_(records))))


def test_what_its_source_holds_no_more_is_given_up_and_leaves_the_desk(site: Site, known: list[str]) -> None:
    lost = without(good(site.keeper.words, site.keeper.config.base, "held-lost"), DCT.title)
    key, agency = brought(site, lost), site.client("gl-so-yt")
    known.append(lost.record)
    row = {"record": lost.record, "source": "nguon-cu", "identifier": "1", "last_run": 1, "last_seen": ""}
    site.keeper.ledger.beside(lambda now: now.execute(insert(origin), [row]))
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
    again = brought(site, lost)
    assert again == key, "what the source says anew is judged anew"
    assert agency.post(f"{address}/held/discard", data=form).status_code == 303


def test_who_edited_a_dataset_keeps_that_and_drops_what_the_source_says_now(site: Site) -> None:
    mine = good(site.keeper.words, site.keeper.config.base, "held-edited", title="Bản của cơ quan")
    site.keeper.intake.take([candidate(mine)])
    its = retitled(mine, "Bản của nguồn")
    one = Candidate.of(its, its.publisher or "", SOURCE)
    why = Finding(
        EDITED_BY_HAND, "record", "Violation", its.iri, None, "", None, "cần người chọn", "choose", "", "", ""
    )
    key = brought(site, its, Judged(one, (why,)))
    agency, address = site.client("gl-so-yt"), f"/desk/dataset/{key}"
    assert BUTTON in agency.get(address, headers=HTML).text
    answer = agency.post(f"{address}/held/discard", data={"form_token": token(agency, address)})
    assert answer.status_code == 303 and site.public(key).title() == "Bản của cơ quan"
    assert site.keeper.catalogue.held(key) is None
    with site.keeper.engine.connect() as connection:
        report = connection.execute(select(schema.report).where(schema.report.c.record == mine.record)).one()
    assert report.rules == "", "the public version is measured and judged again"
