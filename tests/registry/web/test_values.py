"""The small pure parts: addresses of searches, days and numbers, facts of a description, small pictures."""

from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from werkzeug.datastructures import MultiDict

from registry.web import speech
from registry.web.drawing import badge, bar, tower
from registry.web.facts import Fact, Speaker, facts, link_of, shortened
from registry.web.frame import marked
from registry.web.listing import LAST_PAGE, Listing
from vocab.description import Description
from vocab.namespaces import DCAT, DCT, RDF, REG, VCARD, XSD

BASE = "https://registry.example"
IRI = f"{BASE}/id/dataset/aaaaaaaaaaaa"


def test_a_search_is_its_address_and_back() -> None:
    listing = Listing.read(
        MultiDict([("q", " nước "), ("field", "y-te"), ("field", "y-te"), ("agency", "x"), ("page", "2")])
    )
    assert listing == Listing("nước", (("field", "y-te"), ("agency", "x")), "", 2)
    assert listing.address() == "?q=n%C6%B0%E1%BB%9Bc&field=y-te&agency=x&page=2"
    assert listing.without("field", "y-te").address() == "?q=n%C6%B0%E1%BB%9Bc&agency=x"
    assert listing.unfiltered().address() == "?q=n%C6%B0%E1%BB%9Bc"
    assert listing.chosen() == {"field": ("y-te",), "agency": ("x",)}
    assert Listing().address() == "?"


@pytest.mark.parametrize(("page", "read"), [("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("7", 7), ("99999", LAST_PAGE)])
def test_any_page_is_read(page: str, read: int) -> None:
    assert Listing.read(MultiDict([("page", page)])).page == read


def test_words_sort_by_relevance_and_lists_by_date() -> None:
    assert Listing("x").order == "relevance"
    assert Listing().order == "modified"
    assert Listing("x").sorted_by("title").order == "title"
    assert Listing.read(MultiDict([("sort", "evil")])).sort == ""


def test_days_and_hours_are_vietnams() -> None:
    late = datetime(2026, 10, 11, 18, 30, tzinfo=UTC)
    assert (speech.day(late, "vi"), speech.moment(late, "vi")) == ("12/10/2026", "12/10/2026 01:30")
    assert speech.day("2026-10-12", "en") == "12 Oct 2026"
    assert speech.moment("2026-10-11T18:30:00.000000Z", "en") == "12 Oct 2026, 01:30"
    assert speech.day(date(2026, 1, 5), "vi") == "05/01/2026"
    assert speech.day(None, "vi") == speech.moment("", "vi") == ""


@pytest.mark.parametrize(
    ("octets", "vi", "en"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (48_000, "48 kB", "48 kB"),
        (3_400_000, "3,4 MB", "3.4 MB"),
        (10**18, "1.000.000 TB", "1,000,000 TB"),
    ],
)
def test_sizes(octets: int, vi: str, en: str) -> None:
    assert (speech.size(octets, "vi"), speech.size(octets, "en")) == (vi, en)
    assert speech.size(None, "vi") == ""


def test_numbers() -> None:
    assert speech.number(48213, "vi") == "48.213"
    assert speech.number(1234.5, "vi") == "1.234,5"
    assert speech.number(1234.5, "en") == "1,234.5"
    assert speech.number(None, "vi") == ""


SPEAKER = Speaker("vi", BASE, {DCT.publisher.value: "Cơ quan"}.get, {"http://example.org/y": "Sở Y tế"}.get)  # type: ignore[arg-type]


def told(*triples: Triple) -> dict[str, Fact]:
    spoken = Speaker("vi", BASE, lambda iri: SPEAKER.property(iri) or "", lambda iri: SPEAKER.thing(iri) or "")
    return {fact.predicate: fact for fact in facts(Description(IRI, triples, ""), spoken)}


def test_facts_come_in_order_with_names_and_links() -> None:
    node = NamedNode(IRI)
    found = told(
        Triple(node, RDF.type, DCAT.Dataset),
        Triple(node, DCT.title, Literal("x", language="vi")),
        Triple(node, NamedNode("http://example.org/odd"), Literal("lạ")),
        Triple(node, DCT.publisher, NamedNode("http://example.org/y")),
        Triple(node, DCT.source, NamedNode("javascript:alert(1)")),
        Triple(node, DCT.isPartOf, NamedNode(f"{BASE}/id/dataset/bbbbbbbbbbbb")),
        Triple(node, DCT.issued, Literal("2022-09-05", datatype=XSD.date)),
        Triple(node, DCT.modified, Literal("31/02", datatype=XSD.date)),
        Triple(NamedNode(f"{BASE}/id/record/aaaaaaaaaaaa"), REG.suppliedByDefault, DCT.issued),
    )
    assert next(fact.name for fact in found.values()) == "Cơ quan"
    assert list(found)[-1] == "http://example.org/odd"
    assert found[DCT.publisher.value].values[0].text == "Sở Y tế"
    assert found[DCT.source.value].values[0].href == ""
    assert found[DCT.isPartOf.value].values[0].href == "/id/dataset/bbbbbbbbbbbb"
    assert found[DCT.issued.value].values[0].text == "05/09/2022"
    assert found[DCT.modified.value].values[0].text == "31/02"
    assert [name for name, fact in found.items() if fact.marked] == [DCT.issued.value]
    assert DCT.title.value not in found


def test_nested_nodes_are_named_and_a_ring_ends() -> None:
    node, one, two = NamedNode(IRI), BlankNode("a"), BlankNode("b")
    found = told(
        Triple(node, DCAT.contactPoint, one),
        Triple(one, VCARD.fn, Literal("Phòng")),
        Triple(one, VCARD.hasEmail, NamedNode("mailto:a@example.org")),
        Triple(one, DCT.relation, two),
        Triple(two, DCT.relation, one),
    )
    contact = found[DCAT.contactPoint.value].values[0]
    assert contact.text == "Phòng"
    assert {part.predicate for part in contact.parts} == {VCARD.hasEmail.value, DCT.relation.value}


def test_of_several_languages_the_readers_is_shown() -> None:
    node = NamedNode(IRI)
    words = [Literal("vi", language="vi"), Literal("en", language="en"), Literal("fr", language="fr"), Literal("none")]
    found = told(*(Triple(node, DCAT.keyword, word) for word in words))
    assert [said.text for said in found[DCAT.keyword.value].values] == ["none", "vi"]


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "data:text/html,x", "file:///etc", "JaVaScript:x", "ftp://x", "x"]
)
def test_odd_addresses_are_only_text(iri: str) -> None:
    assert link_of(iri) == ""


def test_known_namespaces_are_shortened() -> None:
    assert shortened(DCT.title.value) == "dct:title"
    assert shortened("http://publications.europa.eu/resource/authority/file-type/CSV").startswith("http")
    assert shortened("http://example.org/x") == "http://example.org/x"


def test_marks_are_markup_and_the_rest_is_text() -> None:
    assert marked("<b>a</b> <mark>x</mark>") == Markup("&lt;b&gt;a&lt;/b&gt; <mark>x</mark>")


def test_pictures_escape_their_words_and_bear_no_style() -> None:
    drawn = tower([("<b>", 3), ("y", 0)]) + badge("ok", "<i>") + bar([(1, "f1"), (0, "f2"), (2, "f3")])
    assert "<b>" not in drawn and "<i>" not in drawn and "style" not in drawn
    assert tower([]) == "" and bar([]).startswith("<svg")
