"""What a walk may be narrowed to, as it is asked for in an address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.clock import instant
from registry.feeds.filters import BadFilter, Filters, moment, read
from registry.words import Words
from vocab.identifiers import agency_iri, key_of
from vocab.namespaces import DCAT, EU, REG

BASE = "https://registry.example"
WORDS = Words.of(BASE)
HEALTH = EU["data-theme/HEAL"].value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-11-01", "2026-10-31T17:00:00.000000Z"),
        ("2026-11-01Z", "2026-11-01T00:00:00.000000Z"),
        ("2026-11-01+07:00", "2026-10-31T17:00:00.000000Z"),
        ("2026-11-01T08:00:00", "2026-11-01T01:00:00.000000Z"),
        ("2026-11-01T08:00:00.5Z", "2026-11-01T08:00:00.500000Z"),
        ("2026-11-01T08:00:00 07:00", "2026-11-01T01:00:00.000000Z"),
        ("2026-11-01T08:00:00.123456789-05:00", "2026-11-01T13:00:00.123456Z"),
        ("0001-01-01", "1970-01-01T00:00:00.000000Z"),
        ("1970-01-01", "1970-01-01T00:00:00.000000Z"),
    ],
)
def test_a_moment_is_told_as_the_ledger_tells_it_and_without_a_zone_is_vietnams(text: str, told: str) -> None:
    assert moment(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-13-01",
        "2026-02-30",
        "2026-1-1",
        "20261101",
        "2026-W01-1",
        "2026-11-01T08:00",
        "now",
        "٢٠٢٦-01-01",
        "2026-11-01T24:00:00",
        "2026-11-01T08:00:60",
        "2026-11-01T08:00:00+15:00",
        "2026-11-01\n",
        "-2026-11-01",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


@settings(max_examples=100)
@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?(Z|[+-]\d\d:\d\d)?", fullmatch=True))
def test_any_text_is_a_moment_of_the_ledger_or_none(text: str) -> None:
    told = moment(text)
    assert told is None or instant(told)


@pytest.mark.parametrize("text", [HEALTH, "HEAL", "heal", "health", "Y tế"])
def test_a_theme_goes_by_its_iri_code_or_label(text: str) -> None:
    found = read({"theme": [text]}, WORDS, BASE)
    assert found.theme in (HEALTH, f"{BASE}/id/concept/field/y-te")
    assert found.theme_property == (DCAT.theme if found.theme == HEALTH else REG.field).value


def test_an_agency_goes_by_its_id_key_or_iri() -> None:
    iri = agency_iri(BASE, "gl-so-yt")
    for text in ("gl-so-yt", key_of(iri), iri, f" {iri} "):
        assert read({"agency": [text]}, WORDS, BASE) == Filters(agency=iri)


def test_the_filters_are_told_in_one_spelling_and_nothing_asked_is_none() -> None:
    found = read({"theme": ["HEAL"], "modified-since": ["2026-11-01"], "agency": [""], "other": ["x"]}, WORDS, BASE)
    assert found and found.query == (("modified-since", "2026-10-31T17:00:00.000000Z"), ("theme", HEALTH))
    assert read({name: [value] for name, value in found.query}, WORDS, BASE) == found
    assert not read({"theme": ["", " "]}, WORDS, BASE)


@pytest.mark.parametrize(
    "asked",
    [{"theme": ["nobody"]}, {"agency": ["bo-nobody"]}, {"modified-since": ["x" * 9999]}, {"theme": ["HEAL", "HEAL"]}],
)
def test_what_is_not_known_is_refused_with_what_is_expected(asked: dict[str, list[str]]) -> None:
    with pytest.raises(BadFilter) as refused:
        read(asked, WORDS, BASE)
    assert next(iter(asked)) in refused.value.vi and len(refused.value.en) < 400
