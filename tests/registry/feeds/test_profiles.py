"""Which profile is asked for, and what a profile leaves out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.feeds.profiles import PROFILES, Profile, chosen, named, without_own

DCAT_AP, PLAIN, SCHEMA = PROFILES
RECORD = b"<https://r.example/id/record/aaaaaaaaaaaa>"


@pytest.mark.parametrize(
    ("header", "profile"),
    [
        ("", DCAT_AP),
        ("*", DCAT_AP),
        ("<http://www.w3.org/ns/dcat#>", PLAIN),
        ("<http://www.w3.org/ns/dcat>;q=0.2,<https://schema.org/> ; q=0.3", SCHEMA),
        ('"https://schema.org/"', SCHEMA),
        ("schema;q=0, *", DCAT_AP),
        ("dcat-ap;q=0, *;q=0.5", PLAIN),
        ("<urn:other>", None),
        ("schema;q=0", None),
        ("((((", DCAT_AP),
    ],
)
def test_the_profile_with_the_greatest_weight_is_taken(header: str, profile: Profile | None) -> None:
    assert chosen(header) == profile


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_any_header_has_an_answer(header: str) -> None:
    assert chosen(header) in (*PROFILES, None)


def test_a_profile_goes_by_its_name_and_its_addresses() -> None:
    assert named("schema") == named("https://schema.org/") == SCHEMA
    assert named("other") is None and named("") is None


def test_what_only_we_have_words_for_goes_with_the_nameless_things_it_pointed_to() -> None:
    kept = (
        b'<urn:d> <http://purl.org/dc/terms/title> "dcatap <http://data.europa.eu/r5r/x> ."@vi ' + RECORD + b" .\n"
        b"<urn:d> <http://www.w3.org/ns/dcat#contactPoint> _:b1 " + RECORD + b" .\n"
        b'_:b1 <http://www.w3.org/2006/vcard/ns#fn> "x" ' + RECORD + b" .\n"
    )
    own = (
        b"<urn:d> <http://data.europa.eu/r5r/availability> <urn:x> " + RECORD + b" .\n"
        b"<urn:d> <https://w3id.org/so-dang-ky/def#field> _:b2 " + RECORD + b" .\n"
        b"_:b2 <http://www.w3.org/2000/01/rdf-schema#seeAlso> _:b3 " + RECORD + b" .\n"
        b'_:b3 <http://www.w3.org/2000/01/rdf-schema#label> "x" ' + RECORD + b" .\n"
        b"<urn:d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/so-dang-ky/def#X> "
        + RECORD
        + b" .\n"
    )
    assert without_own(own + kept) == kept
    assert without_own(kept) == kept
