"""What the templates' filters make of a text."""

import pytest

from registry.web.frame import as_sentence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("giá trị mã kiểm tra", "Giá trị mã kiểm tra"),
        ("ngày: 3 tháng 9", "Ngày: 3 tháng 9"),
        ("http://spdx.org/rdf/terms#checksum", "http://spdx.org/rdf/terms#checksum"),
        ("urn:x:y", "urn:x:y"),
        ("dct:title", "dct:title"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_letter_and_an_address_as_it_is(text: str, shown: str) -> None:
    assert as_sentence(text) == shown
