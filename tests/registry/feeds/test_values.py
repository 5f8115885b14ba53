"""Single values as the forms of others write them."""

import pytest

from registry.feeds import values
from registry.feeds.plain import Place
from registry.words import Words

BASE = "https://registry.example"
WORDS = Words.of(BASE)
EU = "http://publications.europa.eu/resource/authority"


@pytest.mark.parametrize(
    "text", ["2026", "2026-03", "2026-03-01", "2026-03-01T08:00:00Z", "2026-03-01T08:00:00.5+07:00"]
)
def test_a_moment_of_iso_8601_stays_as_it_was_written(text: str) -> None:
    assert values.moment(text) == text


@pytest.mark.parametrize("text", ["", "hôm qua", "01/03/2026", "2026-13-01", "2026-3-1", "2026-03-01T25:00:00Z"])
def test_another_way_to_write_a_day_is_no_moment(text: str) -> None:
    assert values.moment(text) == ""


def test_a_period_with_an_open_end() -> None:
    assert values.interval("2026-01-01", "2026-03-31") == "2026-01-01/2026-03-31"
    assert values.interval("2026", "") == "2026/.."
    assert values.interval("", "2026") == "../2026"
    assert values.interval("xưa", "") == ""


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("QUARTERLY", "R/P3M"),
        ("MONTHLY", "R/P1M"),
        ("ANNUAL", "R/P1Y"),
        ("UPDATE_CONT", "R/PT1S"),
        ("IRREG", "irregular"),
        ("NEVER", ""),
        ("UNKNOWN", ""),
    ],
)
def test_a_frequency_as_a_repeating_interval(code: str, told: str) -> None:
    assert values.frequency(f"{EU}/frequency/{code}", WORDS) == told


def test_codes_in_place_of_iris() -> None:
    assert (
        values.media_type("https://www.iana.org/assignments/media-types/application/geo+json") == "application/geo+json"
    )
    assert values.media_type("https://example.vn/csv") == ""
    assert values.form(f"{EU}/file-type/CSV", WORDS) == "CSV"
    assert values.form("https://example.vn/type#odd", WORDS) == "odd"
    assert values.language(f"{EU}/language/VIE", WORDS) == "vi"
    assert values.language("http://id.loc.gov/vocabulary/iso639-1/cs", WORDS) == "cs"
    assert values.licence(f"{EU}/licence/CC_BY_4_0", WORDS) == "http://creativecommons.org/licenses/by/4.0/"
    assert values.licence("https://example.vn/l", WORDS) == "https://example.vn/l"
    access = {code: values.access(f"{EU}/access-right/{code}", WORDS) for code in ("PUBLIC", "RESTRICTED", "SENSITIVE")}
    assert access == {"PUBLIC": "public", "RESTRICTED": "restricted public", "SENSITIVE": "non-public"}
    assert values.access("", WORDS) == "public"
    assert values.access("https://example.vn/secret", WORDS) == "non-public"


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ("POLYGON((108.5 13.50,109.3 13.50,109.3 14.7,108.5 13.50))", ("108.5", "13.50", "109.3", "14.7")),
        ('{"type":"Point","coordinates":[109.2,13.7]}', ("109.2", "13.7", "109.2", "13.7")),
        ("POINT(-1.5 2)", ("-1.5", "2", "-1.5", "2")),
        ("POLYGON((600000 1500000, 610000 1500000))", None),
        ("đâu đó", None),
        ("1 2 3", None),
    ],
)  # fmt: skip
def test_the_box_around_a_shape(shape: str, told: values.Box | None) -> None:
    assert values.box(Place("", {}, "", "", shape)) == told


def test_an_iri_as_a_uri() -> None:
    assert values.uri("https://example.vn/đất?x=1&y=%20#a") == "https://example.vn/%C4%91%E1%BA%A5t?x=1&y=%20#a"
    assert values.uri('a"b<c> d\r\n{}|^`\\') == "a%22b%3Cc%3E%20d%0D%0A%7B%7D%7C%5E%60%5C"


def test_only_our_own_iris_move_to_the_address_that_is_given_out() -> None:
    assert values.linked(f"{BASE}/id/dataset/a", BASE, "https://www.example") == "https://www.example/id/dataset/a"
    assert (
        values.linked("https://registry.example.evil/", BASE, "https://www.example") == "https://registry.example.evil/"
    )
