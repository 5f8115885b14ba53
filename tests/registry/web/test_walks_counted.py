"""Which answers end a whole walk in the log of consumers, and which do not."""

from flask.testing import FlaskClient

from registry.feeds.consumers import Taken
from tests.registry.web.site import Site


def reached(site: Site, name: str) -> Taken:
    site.keeper.consumers.flush()
    return next(one for one in site.keeper.consumers.all() if one.name == name)


def test_headers_alone_end_no_walk(site: Site, client: FlaskClient) -> None:
    who = {"Consumer": "heads-only"}
    assert client.head("/catalog.ttl", headers=who).status_code == 200
    assert client.head("/data.json", headers=who).status_code == 200
    assert reached(site, "heads-only").walks == 0


def test_a_change_alone_ends_no_walk_and_the_newest_page_does(site: Site, client: FlaskClient) -> None:
    root = client.get("/changes.trig").headers["Ledger-Position"]
    assert client.get(f"/id/activity/{root}.trig", headers={"Consumer": "one-change"}).status_code == 200
    assert reached(site, "one-change").walks == 0
    there = client.get("/changes.trig?since=" + root, headers={"Consumer": "reads-on"}).headers["Location"]
    assert client.get(there, headers={"Consumer": "reads-on"}).status_code == 200
    assert (reached(site, "reads-on").walks, reached(site, "reads-on").reached) == (1, int(root))
