"""Requests of OAI-PMH and the errors that they are."""

import pytest

from registry.feeds.oai_request import Asked, Fault, read

LIST = ("verb", "ListRecords"), ("metadataPrefix", "oai_dc")
RECORD = ("verb", "GetRecord")


def bounds(since: str, until: str) -> tuple[str, str]:
    asked = read((*LIST, ("from", since), ("until", until), ("set", "theme:ENVI")))
    assert isinstance(asked, Asked)
    assert asked.of("set") == "theme:ENVI" and asked.of("identifier") == ""
    return asked.since, asked.until


def test_a_list_in_a_stretch_of_days_begins_with_the_first_second_and_ends_with_the_last() -> None:
    low, high = bounds("2026-02-28", "2026-03-01")
    assert "2026-02-27T23:59:59.999999Z" < low < "2026-02-28T00:00:00.000000Z"
    assert "2026-03-01T23:59:59.999999Z" < high < "2026-03-02T00:00:00.000000Z"


def test_a_second_is_whole_and_one_moment_may_be_both_ends() -> None:
    low, high = bounds("2024-02-29T23:59:58Z", "2024-02-29T23:59:58Z")
    assert "2024-02-29T23:59:57.999999Z" < low < "2024-02-29T23:59:58.000000Z"
    assert "2024-02-29T23:59:58.999999Z" < high < "2024-02-29T23:59:59.000000Z"


BAD = [
    ("badVerb", ()),
    ("badVerb", (("verb", ""),)),
    ("badVerb", (("verb", "listrecords"),)),
    ("badVerb", (("verb", "GetMetadata"),)),
    ("badVerb", (("verb", "Identify"), ("verb", "Identify"))),
    ("badVerb", (("verb", "Identify\x00"),)),
    ("badArgument", (("verb", "Identify"), ("metadataPrefix", "oai_dc"))),
    ("badArgument", (("verb", "Identify"), ("consumer", "portal"))),
    ("badArgument", (("verb", "ListRecords"),)),
    ("badArgument", (("verb", "ListIdentifiers"), ("from", "2026-01-01"))),
    ("badArgument", (RECORD, ("metadataPrefix", "oai_dc"))),
    ("badArgument", (RECORD, ("identifier", "oai:x:y"))),
    ("badArgument", (RECORD, ("identifier", ""), ("metadataPrefix", "oai_dc"))),
    ("badArgument", (*LIST, ("metadataPrefix", "dcat_ap"))),
    ("badArgument", (*LIST, ("resumptionToken", "x"))),
    ("badArgument", (("verb", "ListRecords"), ("resumptionToken", "x"), ("resumptionToken", "x"))),
    ("badArgument", (("verb", "ListRecords"), ("resumptionToken", ""))),
    ("badArgument", (("verb", "ListRecords"), ("metadataPrefix", "oai dc"))),
    ("badArgument", (("verb", "ListRecords"), ("metadataPrefix", "oai_dc\x00"))),
    ("badArgument", (*LIST, ("set", "a::b"))),
    ("badArgument", (*LIST, ("set", ":"))),
    ("badArgument", (*LIST, ("set", "chủ đề"))),
    ("badArgument", (*LIST, ("", "x"))),
    ("badArgument", (*LIST, ("from", "2026-02-30"))),
    ("badArgument", (*LIST, ("from", "2025-02-29"))),
    ("badArgument", (*LIST, ("until", "0000-01-01"))),
    ("badArgument", (*LIST, ("from", "2026"))),
    ("badArgument", (*LIST, ("from", "2026-1-1"))),
    ("badArgument", (*LIST, ("from", "２０２６-01-01"))),
    ("badArgument", (*LIST, ("from", "2026-01-01T24:00:00Z"))),
    ("badArgument", (*LIST, ("from", "2026-01-01T00:00:00"))),
    ("badArgument", (*LIST, ("from", "2026-01-01T00:00:00+07:00"))),
    ("badArgument", (*LIST, ("from", "2026-01-01T00:00:00.5Z"))),
    ("badArgument", (*LIST, ("from", "2026-01-01"), ("until", "2026-01-02T00:00:00Z"))),
    ("badArgument", (*LIST, ("from", "2026-01-02"), ("until", "2026-01-01"))),
]
"""The error's code and the arguments."""


@pytest.mark.parametrize(("code", "arguments"), BAD)
def test_what_is_no_request_is_told_in_two_languages(code: str, arguments: tuple[tuple[str, str], ...]) -> None:
    fault = read(arguments)
    assert isinstance(fault, Fault)
    assert (fault.code, bool(fault.vi), bool(fault.en)) == (code, True, True)
    assert "\x00" not in fault.vi + fault.en


@pytest.mark.parametrize("token", ["x", "x" * 10_000, "i.1.1.1.1.1.oai_dc..0000000000\x00"])
def test_a_token_is_for_others_to_judge_and_of_characters_that_xml_may_hold(token: str) -> None:
    asked = read((("verb", "ListIdentifiers"), ("resumptionToken", token)))
    assert isinstance(asked, Asked) and "\x00" not in asked.of("resumptionToken")
