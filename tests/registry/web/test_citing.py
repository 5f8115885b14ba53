"""A dataset's other forms: citations, links, schema.org; and what each says once the dataset is gone."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from requests.utils import parse_header_links

from registry.feeds import schema_org
from registry.feeds.plain import plain
from tests.registry.web.site import EVIL, HTML, Site

FORMS = (
    ("bib", "application/x-bibtex"),
    ("csl.json", "application/vnd.citationstyles.csl+json"),
    ("linkset.json", "application/linkset+json"),
)
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def page(client: FlaskClient, site: Site, name: str) -> str:
    return client.get(f"/id/dataset/{site.key(name)}", headers=HTML).text


def in_page(text: str) -> dict[str, Any]:
    (script,) = SCRIPT.findall(text)
    return dict(json.loads(script))


def expected(site: Site, name: str) -> dict[str, Any]:
    words, config = site.keeper.words, site.keeper.config
    current = site.keeper.catalogue.current(site.key(name))
    assert current is not None
    node = schema_org.dataset_graph(plain(site.public(site.key(name)), current, words), words, config)
    return schema_org.document(node)


@pytest.mark.parametrize(("suffix", "media_type"), FORMS)
def test_each_form_has_an_address_and_is_negotiated(
    site: Site, client: FlaskClient, suffix: str, media_type: str
) -> None:
    address = f"/id/dataset/{site.key('beds')}.{suffix}"
    own = client.get(address)
    assert (own.status_code, own.mimetype) == (200, media_type)
    assert own.headers["Access-Control-Allow-Origin"] == "*"
    assert own.headers["Ledger-Position"].isdigit()
    negotiated = client.get(address.removesuffix(f".{suffix}"), headers={"Accept": media_type})
    assert (negotiated.data, negotiated.headers["Content-Location"]) == (own.data, address)
    again = client.get(address, headers={"If-None-Match": own.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(address).headers["ETag"] == own.headers["ETag"]


@pytest.mark.parametrize(("suffix", "media_type"), FORMS)
def test_a_form_of_what_is_gone_is_gone_and_of_what_never_was_is_nowhere(
    site: Site, client: FlaskClient, suffix: str, media_type: str
) -> None:
    gone = client.get(f"/id/dataset/{site.key('gone')}.{suffix}")
    assert (gone.status_code, gone.mimetype) == (410, "text/plain")
    assert client.get(f"/id/dataset/{site.key('gone')}", headers={"Accept": media_type}).status_code == 410
    assert client.get(f"/id/dataset/zzzzzzzzzzzz.{suffix}").status_code == 404
    assert client.get(f"/id/dataset/no-key.{suffix}").status_code == 404


def test_a_browser_and_a_bare_star_still_get_the_page(site: Site, client: FlaskClient) -> None:
    for accept in (HTML["Accept"], "*/*", ""):
        answer = client.get(f"/id/dataset/{site.key('beds')}", headers={"Accept": accept})
        assert answer.mimetype == "text/html"


def test_the_page_bears_the_dataset_for_search_engines(site: Site, client: FlaskClient) -> None:
    for name in ("beds", "evil", "prices"):
        assert in_page(page(client, site, name)) == expected(site, name)


def test_no_title_closes_the_script(site: Site, client: FlaskClient) -> None:
    text = page(client, site, "evil")
    assert in_page(text)["name"] == EVIL
    assert "<script>alert" not in text


def test_the_home_page_bears_the_catalogue(client: FlaskClient) -> None:
    assert in_page(client.get("/", headers=HTML).text)["@type"] == "DataCatalog"


def test_the_page_tells_how_to_cite_it(site: Site, client: FlaskClient) -> None:
    text = page(client, site, "beds")
    assert "(2026). Giường bệnh trống theo ngày [tập dữ liệu]" in text
    assert f'href="/id/dataset/{site.key("beds")}.bib"' in text


def test_the_page_and_its_rdf_bear_signposts(site: Site, client: FlaskClient) -> None:
    base = site.keeper.config.base
    address = f"/id/dataset/{site.key('beds')}"
    answer = client.get(address, headers=HTML)
    links = {(link["rel"], link["url"]): link.get("type", "") for link in parse_header_links(answer.headers["Link"])}
    for (relation, target), media_type in links.items():
        if relation in ("describedby", "linkset"):
            told = client.get(target.removeprefix(base))
            assert (told.status_code, told.mimetype) == (200, media_type), target
    assert ("cite-as", base + address) in links
    turtle = client.get(f"{address}.ttl")
    assert f'<{base}{address}>; rel="describes"; type="text/html"' in turtle.headers["Link"]


@pytest.mark.parametrize(("suffix", "media_type"), [("jsonld", "application/ld+json"), ("ttl", "text/turtle")])
def test_the_profile_of_schema_org(site: Site, client: FlaskClient, suffix: str, media_type: str) -> None:
    address = f"/id/dataset/{site.key('beds')}"
    asked = client.get(f"{address}?profile=schema", headers={"Accept": media_type})
    own = client.get(f"{address}.{suffix}?profile=schema")
    assert (own.status_code, own.mimetype, own.data) == (200, media_type, asked.data)
    assert b"schema.org/" in own.data
    again = client.get(f"{address}.{suffix}?profile=schema", headers={"If-None-Match": own.headers["ETag"]})
    assert again.status_code == 304
    gone = client.get(f"/id/dataset/{site.key('gone')}.{suffix}?profile=schema")
    assert (gone.status_code, gone.mimetype) == (410, media_type)
    assert b"Withdrawn" in gone.data


def test_profiles_beside_it(site: Site, client: FlaskClient) -> None:
    address = f"/id/dataset/{site.key('beds')}"
    dcat = client.get(f"{address}.ttl").data
    assert client.get(f"{address}.ttl?profile=dcat-ap").data == dcat
    assert client.get(f"{address}.ttl?profile=dcat").data == dcat
    assert client.get(f"{address}.ttl?profile=marc").status_code == 400
    assert client.get("/id/dataset/zzzzzzzzzzzz?profile=schema").status_code == 404
