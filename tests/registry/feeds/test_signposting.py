"""Signposts: what leads where, and that no value can break a header."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from requests.utils import parse_header_links

from registry.config import Config
from registry.feeds.plain import plain
from registry.feeds.signposting import MOST_BYTES, MOST_ITEMS, Link, header, linkset, of_description, of_page
from registry.words import Words
from tests.registry.records import BASE, current
from tests.walks.rich_datasets import rich

WORDS = Words.of(BASE)
LINKS = "https://so.tinh.example"
CONFIG = Config(Path(), base=BASE, address=LINKS)
DESCRIBED = rich(WORDS, BASE, 3)
FULL = plain(DESCRIBED, current(DESCRIBED), WORDS)
PAGE = f"{LINKS}/id/dataset/{FULL.key}"


def test_a_page_leads_to_all_that_belongs_to_it() -> None:
    links = {(link.relation, link.target): link.media_type for link in of_page(FULL, WORDS, CONFIG)}
    assert ("cite-as", FULL.iri) in links
    assert {target for relation, target in links if relation == "type"} == {
        "https://schema.org/Dataset",
        "https://schema.org/AboutPage",
    }
    assert links["describedby", f"{PAGE}.ttl"] == "text/turtle"
    assert links["describedby", f"{PAGE}.bib"] == "application/x-bibtex"
    assert links["linkset", f"{PAGE}.linkset.json"] == "application/linkset+json"
    assert ("author", FULL.publisher_iri) in links
    assert ("license", FULL.licence) in links
    assert ("collection", f"{LINKS}/catalog") in links
    assert links["item", "https://so.example.vn/tai/3.csv"] == "text/csv"


def test_a_description_leads_back_to_the_page() -> None:
    assert Link(PAGE, "describes", "text/html") in of_description(FULL, CONFIG)


def test_a_set_of_links_says_the_same_of_the_page_as_the_header() -> None:
    (page, *descriptions) = linkset(FULL, WORDS, CONFIG)["linkset"]
    assert page["anchor"] == PAGE
    told = {(relation, one["href"]) for relation, targets in page.items() if relation != "anchor" for one in targets}
    assert told == {(link.relation, link.target) for link in of_page(FULL, WORDS, CONFIG)}
    assert {one["anchor"] for one in descriptions} >= {f"{PAGE}.ttl", f"{PAGE}.bib"}
    assert all(one["describes"] == [{"href": PAGE, "type": "text/html"}] for one in descriptions)


def test_ten_thousand_files_make_no_long_header() -> None:
    (file, *_) = FULL.files
    many = replace(FULL, files=tuple(replace(file, download=f"https://so.example.vn/{n}") for n in range(10_000)))
    written = header(of_page(many, WORDS, CONFIG))
    assert len(written) <= MOST_BYTES
    assert 0 < written.count('rel="item"') <= MOST_ITEMS
    assert len(linkset(many, WORDS, CONFIG)["linkset"][0]["item"]) == 10_000


@given(st.text(max_size=80))
@settings(max_examples=50, deadline=None)
def test_no_address_can_end_the_header_or_begin_another(text: str) -> None:
    (file, *_) = FULL.files
    odd = replace(FULL, files=(replace(file, download=f"https://x/{text}"),), licence=f"urn:{text}")
    written = header(of_page(odd, WORDS, CONFIG))
    assert written.isascii() and written.isprintable()
    assert len(parse_header_links(written)) == len(of_page(odd, WORDS, CONFIG))


def test_what_no_program_may_follow_is_no_item() -> None:
    (file, *_) = FULL.files
    odd = replace(FULL, files=(replace(file, download="javascript:alert(1)"), replace(file, download="", access="")))
    assert not [link for link in of_page(odd, WORDS, CONFIG) if link.relation == "item"]
