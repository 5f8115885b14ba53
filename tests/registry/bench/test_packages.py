"""The portal that harvests are measured with: the same each time, readable to the last package, with faults among them."""

import json
import os

from harvesters.ckan import read_ckan
from registry.bench.packages import package
from registry.bench.portal import SEARCH, Portal
from registry.bench.watching import using

SITE = "http://127.0.0.1:1"


def test_a_package_is_the_same_each_time_and_another_edition_says_another_text() -> None:
    assert package(7, SITE) == package(7, SITE) != package(8, SITE)
    assert package(7, SITE)["id"] == package(7, SITE, 1)["id"]
    assert package(7, SITE) != package(7, SITE, 1)


def test_every_package_of_a_page_is_read() -> None:
    portal = Portal(SITE, range(1, 301))
    page = read_ckan(portal.page(100, 150), "application/json", f"{SITE}{SEARCH}?rows=150&start=100")
    assert (len(page.records), page.unreadable, page.total) == (150, (), 300)
    assert page.next == f"{SITE}{SEARCH}?rows=150&start=250"


def test_a_new_edition_is_told_of_each_so_manieth_alone() -> None:
    portal = Portal(SITE, range(1, 21))
    before = [json.loads(text) for text in portal.told]
    portal.renew(1, 10)
    after = [json.loads(text) for text in portal.told]
    assert [place for place in range(20) if before[place] != after[place]] == [0, 10]


def test_what_a_process_uses_is_seen() -> None:
    with using(os.getpid()) as used:
        sum(number * number for number in range(3_000_000))
    assert used.cpu > 0
    assert used.memory > 1 << 20
