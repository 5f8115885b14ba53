"""The sitemap: every public dataset once, in parts, as sitemaps.org has it."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harvesters.schema_page import read_schema_org
from registry.entries import Act
from registry.feeds import sitemap
from registry.feeds.sitemap import Address
from registry.ledger import Ledger
from tests.registry.records import BASE, description, new_ledger, record
from vocab.identifiers import dataset_of

LINKS = "https://so.tinh.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = new_ledger(tmp_path, [description(f"n{n}", f"Tập {n}") for n in range(7)])
    made.append([Act("withdraw", record("n3"), "bd-so-yt")])
    yield made
    made.engine.dispose()


def test_each_public_dataset_stands_on_one_part(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART", 4)
    found = sitemap.parts(ledger.engine)
    assert found == ("2026-10-12T05:00:00.000000Z",) * 2
    listed = [sitemap.datasets(ledger.engine, part, BASE, LINKS) for part in range(3)]
    assert [len(one) for one in listed] == [4, 2, 0]
    pages = {dataset_of(record(f"n{n}")).replace(BASE, LINKS) for n in range(7) if n != 3}
    assert {one.location for part in listed for one in part} == pages


def test_an_empty_registry_has_no_part(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    assert sitemap.parts(ledger.engine) == ()
    ledger.engine.dispose()


def test_a_list_of_pages_is_what_the_protocol_says(ledger: Ledger) -> None:
    written = sitemap.urlset(sitemap.datasets(ledger.engine, 0, BASE, LINKS))
    root = ElementTree.fromstring(written)
    assert root.tag == f"{SITEMAP}urlset"
    first = root[0]
    assert first.findtext(f"{SITEMAP}lastmod") == "2026-10-12T05:00:00Z"
    location = first.findtext(f"{SITEMAP}loc")
    links = {one.attrib["hreflang"]: one.attrib["href"] for one in first if one.tag.endswith("}link")}
    assert links == {"vi": f"{location}?lang=vi", "en": f"{location}?lang=en"}
    page = read_schema_org(written, "application/xml", f"{LINKS}/sitemap-1.xml")
    assert len({page.next, *page.more}) == 6


def test_the_index_leads_to_the_parts() -> None:
    written = sitemap.index([Address(f"{LINKS}/sitemap-1.xml", "2026-10-12T05:00:00.000000Z"), Address(f"{LINKS}/b")])
    root = ElementTree.fromstring(written)
    assert [one.findtext(f"{SITEMAP}loc") for one in root] == [f"{LINKS}/sitemap-1.xml", f"{LINKS}/b"]
    assert [one.findtext(f"{SITEMAP}lastmod") for one in root] == ["2026-10-12T05:00:00Z", None]
    assert read_schema_org(written, "application/xml", f"{LINKS}/sitemap.xml").next == f"{LINKS}/sitemap-1.xml"


def test_an_odd_address_is_a_uri_in_xml() -> None:
    (url,) = ElementTree.fromstring(sitemap.urlset([Address("https://x/đ&<>\"'\x00")]))
    assert url.findtext(f"{SITEMAP}loc") == "https://x/%C4%91&%3C%3E%22'%00"


def test_robots_are_kept_from_what_is_for_people_at_work() -> None:
    lines = sitemap.robots(f"{LINKS}/so", "/so").splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /so/desk", "Disallow: /so/admin", "Disallow: /so/sparql?"} <= set(lines)
    assert lines[-1] == f"Sitemap: {LINKS}/so/sitemap.xml"
    assert (
        read_schema_org("\n".join(lines).encode(), "text/plain", f"{LINKS}/robots.txt").next
        == f"{LINKS}/so/sitemap.xml"
    )
