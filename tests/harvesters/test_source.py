"""The file of sources."""

from datetime import date

import pytest

from harvesters.errors import BadSourceFile
from harvesters.source import MINISTRY, PROVINCE, load_sources

GOOD = """
[[source]]
slug = "so-y-te"
kind = "ckan"
url = "https://data.example/"
agency = "gl-so-yt"
title_vi = "API của Sở Y tế"
title_en = "API of the Department of Health"
allow_private = true
schedule = "daily 02:30"

[source.defaults]
signed_by = "Nguyễn Văn A"
signed_on = 2025-09-01
values = { "http://purl.org/dc/terms/license" = ["vn-open"], "http://purl.org/dc/terms/language" = "vi" }
"""


def test_a_source_is_read_whole() -> None:
    (source,) = load_sources(GOOD.encode())
    assert (source.slug, source.kind, source.agency, source.allow_private) == ("so-y-te", "ckan", "gl-so-yt", True)
    assert source.titles["vi"] == "API của Sở Y tế"
    assert source.defaults.signed_on == date(2025, 9, 1)
    assert source.defaults.values["http://purl.org/dc/terms/language"] == ("vi",)


@pytest.mark.parametrize(
    ("left_out", "vi", "en"),
    [
        ("title_en", "API của Sở Y tế", "API của Sở Y tế"),
        ("title_vi", "API of the Department of Health", "API of the Department of Health"),
        ("title_", "so-y-te", "so-y-te"),
    ],
)
def test_a_title_said_in_one_language_is_better_than_the_short_name(left_out: str, vi: str, en: str) -> None:
    (source,) = load_sources("".join(row for row in GOOD.splitlines(True) if not row.startswith(left_out)).encode())
    assert source.titles == {"vi": vi, "en": en}


def test_a_ministrys_source_may_leave_the_agency_to_its_records() -> None:
    (source,) = load_sources(GOOD.encode())
    assert source.side == PROVINCE
    (told,) = load_sources(GOOD.replace('kind = "ckan"', 'kind = "csv"\nside = "ministry"').encode())
    assert (told.side, told.agency) == (MINISTRY, "gl-so-yt")
    nobody = GOOD.replace('agency = "gl-so-yt"\n', "")
    (free,) = load_sources(nobody.replace('kind = "ckan"', 'kind = "dcat"\nside = "ministry"').encode())
    assert free.agency == ""
    with pytest.raises(BadSourceFile):
        load_sources(nobody.encode())


def test_no_source_is_no_source() -> None:
    assert load_sources(b"") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "TOML"),
        ("x = 1", "«x»"),
        ("source = 1", "[[source]]"),
        (GOOD.replace('kind = "ckan"\n', ""), "«kind»"),
        (GOOD.replace("schedule", "shcedule"), "«shcedule»"),
        (GOOD.replace("signed_by", "signed"), "«signed»"),
        (GOOD.replace("so-y-te", "Sở Y tế"), "slug"),
        (GOOD + GOOD, "lặp"),
        (GOOD.replace('kind = "ckan"', 'kind = "ckan"\nside = "moon"'), "side"),
        (GOOD.replace('"vi" }', "3 }"), "chuỗi"),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    with pytest.raises(BadSourceFile) as refusal:
        load_sources(text.encode())
    assert words in refusal.value.vi
    assert refusal.value.en
