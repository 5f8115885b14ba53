"""robots.txt and the sitemap."""

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.registry.web.site import HTML, Site

LOCATION = ".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [one.text or "" for one in ElementTree.fromstring(answer.data).iterfind(LOCATION)]


def test_robots_lead_to_the_sitemap(site: Site, client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert f"Sitemap: {site.keeper.config.links}/sitemap.xml" in answer.text


def test_the_sitemap_holds_what_is_public_and_nothing_else(site: Site, client: FlaskClient) -> None:
    links = site.keeper.config.links
    parts = [one.removeprefix(links) for one in locations(client, "/sitemap.xml")]
    assert parts == ["/sitemap-pages.xml", "/sitemap-1.xml"]
    datasets = set(locations(client, parts[1]))
    public = {
        current.record.replace("/id/record/", "/id/dataset/") for current in site.keeper.ledger.currents("public")
    }
    assert datasets == public
    assert f"{links}/id/dataset/{site.key('gone')}" not in datasets


def test_every_page_of_the_first_part_is_there(site: Site, client: FlaskClient) -> None:
    links = site.keeper.config.links
    pages = [one.removeprefix(links) for one in locations(client, "/sitemap-pages.xml")]
    agencies = [one for one in pages if one.startswith("/id/agency/")]
    assert len(agencies) == len(site.keeper.words.agencies.by_iri)
    assert {"/catalog", "/changes", "/downloads", "/dump"} <= set(pages)
    for path in [one for one in pages if one not in agencies] + agencies[:2]:
        assert client.get(path, headers=HTML).status_code == 200, path


def test_a_list_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-1.xml"):
        first = client.get(path)
        assert first.headers["Ledger-Position"].isdigit()
        assert first.headers["Last-Modified"]
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers.get("Content-Encoding", "") in ("", "gzip")


@pytest.mark.parametrize("name", ["0", "2", "01", "-1", "999999999999", "x", "١"])
def test_there_is_no_other_part(client: FlaskClient, name: str) -> None:
    assert client.get(f"/sitemap-{name}.xml").status_code == 404
