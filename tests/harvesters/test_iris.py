"""Mending what sources write for addresses."""

import pytest

from harvesters import iris


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tel:+49 40 4 28", "tel:+49%2040%204%2028"),
        ("http://a.example/x y", "http://a.example/x%20y"),
        ("http://a.example/{id}|\\^`", "http://a.example/%7Bid%7D%7C%5C%5E%60"),
        ("http://a.example/100%", "http://a.example/100%25"),
        ("http://a.example/a%20b", "http://a.example/a%20b"),
        ("http://a.example/a#b#c", "http://a.example/a#b%23c"),
        ("http://[::1]/a[1]", "http://[::1]/a%5B1%5D"),
        ("https://vi.example/bộ-dữ-liệu", "https://vi.example/bộ-dữ-liệu"),
        ("  http://a.example/  ", "http://a.example/"),
    ],
)
def test_what_may_not_stand_in_an_iri_is_encoded(written: str, meant: str) -> None:
    assert iris.mend(written) == meant
    assert iris.is_iri(meant)


@pytest.mark.parametrize(
    "text", ["", "x", "/a", "http://", "http:///a", "a b", "javascript:x", "http://[", "http://a b/"]
)
def test_these_are_no_web_addresses(text: str) -> None:
    assert iris.web(text) is None


def test_relative_addresses_are_resolved() -> None:
    assert iris.resolve("https://a.example/b/c?d", "?page=2") == "https://a.example/b/c?page=2"
    assert iris.resolve("https://a.example/", "mailto:x@y.z") is None
