"""Content negotiation by RFC 9110 section 12.5.1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparql.negotiation import GRAPHS, HTML, RESULTS, Offer, choose, named

PLAIN, LEVEL_1, PAGE, ANY = (
    Offer("plain", "text/plain"),
    Offer("level1", "text/html", (("level", "1"),)),
    Offer("page", "text/html"),
    Offer("image", "image/jpeg"),
)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("application/sparql-results+xml, application/sparql-results+json;q=0.9", "xml"),
        ("application/sparql-results+xml;q=0.5, text/csv;q=0.8", "csv"),
        ("text/*", "csv"),
        ("text/*;q=0.3, text/tab-separated-values", "tsv"),
        ("*/*, application/sparql-results+json;q=0", "xml"),
        ("TEXT/CSV ; Q=1.0", "csv"),
        ("text/csv;charset=utf-8", "csv"),
        ("text/turtle, */*;q=0.1", "json"),
        ("application/json", "json"),
        ('text/csv;note="a,b;q=0"', None),
        ("text/turtle", None),
        ("*/*;q=0", None),
        ("text/csv;q=0", None),
        ("text/csv;q=1.5, text/tab-separated-values;q=0.1", "tsv"),
        (",, text/csv ,", "csv"),
        ("text/csv;q=0.8;ext=1", "csv"),
        ("text/csv;header=present", "csv"),
        ('text/csv;header="PRESENT"', "csv"),
        ("text/csv;header=absent", None),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "json"),
        ("*", "json"),
        ("text/csv;q=0.33333, text/tab-separated-values;q=0.33334", "tsv"),
        ("*/csv", None),
        ("text", None),
    ],
)
def test_the_best_offer_is_chosen(accept: str | None, expected: str | None) -> None:
    chosen = choose(accept, RESULTS)
    assert (chosen.format if chosen else None) == expected


def test_the_example_of_the_rfc() -> None:
    """RFC 9110 section 12.5.1: the most specific range counts, with its parameters."""
    accept = (
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/html;q=0.4, text/html;level=1;q=1, */*;q=0.5"
    )
    assert choose(accept, [PLAIN, ANY, PAGE]) == PLAIN
    assert choose(accept, [PAGE, ANY]) == ANY
    assert choose(accept, [PLAIN, LEVEL_1]) == LEVEL_1
    assert choose("text/html;level=2", [LEVEL_1, PAGE]) is None
    assert choose("text/html;level=1;q=0.3, text/html;q=0.9", [LEVEL_1, PAGE]) == PAGE


def test_what_a_browser_sends_gets_the_page_and_a_harvester_its_turtle() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    assert choose(browser, (*GRAPHS, *HTML)) == HTML[0]
    assert choose("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", (*HTML, *GRAPHS)) == GRAPHS[0]


def test_a_json_ld_profile_does_not_tell_forms_apart() -> None:
    chosen = choose('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', GRAPHS)
    assert chosen is not None and chosen.format == "jsonld"


def test_an_alias_is_answered_with_the_type_that_was_asked_for() -> None:
    chosen = choose("application/xml", RESULTS)
    assert chosen is not None and (chosen.format, chosen.content_type) == ("xml", "application/xml")
    assert RESULTS[2].content_type == "text/csv; charset=utf-8"


def test_a_suffix_or_a_whole_type_names_an_offer() -> None:
    assert named("ttl", GRAPHS) == GRAPHS[0]
    assert named("application/rdf+xml", GRAPHS) == GRAPHS[2]
    assert named("xlsx", GRAPHS) is None


WEIGHT = st.sampled_from(["0", "0.001", "0.3", "0.7", "0.999", "1", "1.000"])
RANGE = st.sampled_from(["*/*", "text/*", "application/*", *(offer.media_type for offer in RESULTS)])


@given(st.lists(st.tuples(RANGE, WEIGHT), min_size=1))
def test_a_choice_has_a_weight_above_nought_and_no_offer_has_a_greater(ranges: list[tuple[str, str]]) -> None:
    chosen = choose(", ".join(f"{name};q={weight}" for name, weight in ranges), RESULTS)
    weights = [_weight(ranges, offer) for offer in RESULTS]
    if chosen is None:
        assert max(weights) == 0
    else:
        assert _weight(ranges, chosen) == max(weights) > 0
        assert RESULTS.index(chosen) == weights.index(max(weights))


@given(st.text(max_size=200))
def test_no_header_breaks_it(header: str) -> None:
    chosen = choose(header, RESULTS)
    assert chosen is None or chosen in RESULTS


def _weight(ranges: list[tuple[str, str]], offer: Offer) -> float:
    """Said plainly: the greatest weight of the exact type if named, else of its kind, else of everything."""
    kind = offer.media_type.partition("/")[0]
    for name in (offer.media_type, f"{kind}/*", "*/*"):
        weights = [float(weight) for each, weight in ranges if each == name]
        if weights:
            return max(weights)
    return 0.0


def test_of_an_endless_header_only_the_beginning_is_read() -> None:
    chosen = choose("text/csv, " + "application/sparql-results+xml;q=0.1, " * 10_000, RESULTS)
    assert chosen is not None and chosen.format == "csv"
    assert choose("a/b, " * 10_000 + "text/csv", RESULTS) is None
