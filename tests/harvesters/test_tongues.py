"""Languages as XML standards write them."""

import pytest
from pyoxigraph import Literal

from harvesters.tongues import spoken, tag_of


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("vie", "vi"), ("eng; USA", "en"), ("ENG", "en"), ("fre", "fr"), ("en_GB", "en-GB"), ("vi-VN", "vi-VN"),
        ("khm", "km"), ("bar", "bar"), ("", ""), ("tiếng Việt", ""), ("1234", ""), ("Vietnamese", ""),
    ],
)  # fmt: skip
def test_codes_become_tags(code: str, tag: str) -> None:
    assert tag_of(code) == tag
    if tag:
        Literal("x", language=tag)


@pytest.mark.parametrize(
    ("text", "tag", "kept"),
    [
        ("Dữ liệu", "en", "vi"), ("Dữ liệu", "", "vi"), ("Data", "en", "en"), ("Été à Paris", "fr", "fr"),
        ("București", "ro", "ro"), ("Đakovo", "hr", "hr"), ("Data", "", ""),
    ],
)  # fmt: skip
def test_vietnamese_is_known_by_letters_no_other_tongue_has(text: str, tag: str, kept: str) -> None:
    assert spoken(text, tag) == (kept, text)
