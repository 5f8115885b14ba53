"""The pages of datasets that were brought twice: who sees them, who rules, what is missing is said."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from registry.harvesting.tables import origin
from tests.registry.web.site import HTML, Site, token
from tests.registry.web.states import TWICE as TITLE
from tests.registry.web.states import brought_twice
from vocab.identifiers import key_of


@pytest.fixture
def pair(site: Site) -> Iterator[tuple[str, str]]:
    """The keys of one dataset that two agencies' sources brought."""
    both = brought_twice(site)
    yield key_of(both[0].iri), key_of(both[1].iri)
    records = [one.record for one in both]
    site.keeper.ledger.beside(lambda connection: connection.execute(delete(origin).where(origin.c.record.in_(records))))


def test_a_pair_is_compared_ruled_on_and_the_copy_withdrawn(site: Site, pair: tuple[str, str]) -> None:
    reviewer = site.client("kiem-duyet")
    listing = reviewer.get("/audit/twins", headers=HTML).text
    assert TITLE in listing and "cùng tên và trang giới thiệu" in listing
    first, copy = pair if f"/audit/twins/{pair[0]}/{pair[1]}" in listing else pair[::-1]
    address = f"/audit/twins/{first}/{copy}"
    assert {f'href="{way}"' for way in (address, f"/id/dataset/{first}", f"/id/dataset/{copy}")} <= set(
        re.findall(r'href="[^"]*"', listing)
    ), "the list leads to the comparison and to both datasets"
    page = reviewer.get(address, headers=HTML)
    assert page.status_code == 200 and "Thu hồi bản sao" in page.text
    hints = re.findall(r'class="hint" id="verdict-[23]-h">([^<]*)', page.text)
    assert len(set(hints)) == 2 and all(one in page.text for one in pair), "each choice says which copy it takes"
    own = site.client("gl-so-yt").get(address, headers=HTML)
    assert own.status_code == 200 and "Thu hồi bản sao" not in own.text, "an agency sees its own pair and rules nothing"
    form = {"form_token": token(reviewer, address), "verdict": "withdraw-copy:copy", "reason": " "}
    answer = reviewer.post(address, data=form, headers=HTML)
    assert answer.status_code == 422 and '<a href="#reason">Hãy ghi lý do' in answer.text
    assert answer.text.count("has-error") == 1, "the field that is to be mended, and no other"
    answer = reviewer.post(address, data={**form, "reason": "Bản kia là bản gốc."}, headers=HTML)
    assert answer.status_code == 303
    gone = site.client().get(f"/id/dataset/{copy}", headers=HTML)
    assert gone.status_code == 410 and f'href="/id/dataset/{first}">{TITLE}' in gone.text
    assert "Lý do: Bản kia là bản gốc." in gone.text, "people read the reviewer's reason, not an address"
    told = site.client().get(f"/id/dataset/{copy}.nt").text
    assert "terms/isReplacedBy> <" in told and "Bản kia là bản gốc." in told
    assert site.client().get(f"/id/dataset/{first}", headers=HTML).status_code == 200
    assert reviewer.get(address, headers=HTML).status_code == 404
