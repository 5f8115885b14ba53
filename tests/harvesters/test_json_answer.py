"""JSON from outside: slips mended, what came in its place named, and no text that takes longer than its length."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.errors import NotReadable
from harvesters.json_answer import json_answer, kind_like
from harvesters.jsontext import MAX_DEPTH, parse_json, without_slips

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='ab",]}/*;\\ \n', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2,],}', {"a": [1, 2]}),
        ('{"a": 1, // một\n "b": 2}', {"a": 1, "b": 2}),
        ('/* đầu */ {"a": 1 /* , */, }', {"a": 1}),
        ('{"a": 1};\n', {"a": 1}),
        ('{"a": "https://x.example/ /* không */ ,]",}', {"a": "https://x.example/ /* không */ ,]"}),
    ],
)
def test_what_people_write_by_hand_is_mended_and_told(text: str, value: Any) -> None:
    said, notices = json_answer(text.encode(), "API")
    assert (said, [notice.slug for notice in notices]) == (value, ["mended-json"])


@given(value=VALUES)
def test_what_is_json_stays_as_it_is(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert without_slips(text) == text
    assert json_answer(text.encode("utf-8", "surrogatepass"), "API") == (value, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": [1,', "cắt cụt"),
        ('{"a": tru}', "sai cú pháp"),
        ("<!DOCTYPE html><title>Bảo trì</title>", "Bảo trì"),
        ("<?xml version='1.0'?><csw:GetRecordsResponse xmlns:csw='x'/>", "--kind csw"),
        ("<rdf:RDF xmlns:rdf='x'></rdf:RDF>", "--kind dcat"),
        ("[" * 70 + "]" * 70, "70"),
        ("", "rỗng"),
    ],
)
def test_what_is_no_json_is_named(text: str, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        json_answer(text.encode(), "API")
    assert words in refusal.value.vi and refusal.value.en


@pytest.mark.parametrize(
    "text",
    ['["' + '\\"' * 200_000, '"\\' * 100_000, "//" * 200_000, "/*" * 200_000, "/* *" * 100_000, ", " * 200_000,
     "," + " " * 300_000, '"' * 200_001, "[" + ",\n" * 200_000 + "]", ";" * 200_000],
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(NotReadable):
        json_answer(text.encode(), "API")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"success": True, "result": []}, "ckan"),
        ([{"resources": []}], "ckan"),
        ({"dataset": []}, "datajson"),
        ({"@context": "https://schema.org"}, "schema-org"),
        ({"@graph": []}, "dcat"),
        ({"results": [], "resultSetSize": 0}, "socrata"),
        ({"total_count": 1, "results": []}, "opendatasoft"),
        ({"currentVersion": 10}, "arcgis"),
        ({"a": 1}, ""),
        (3, ""),
        ([3], ""),
    ],
)
def test_the_kind_is_guessed_by_the_fields(value: Any, kind: str) -> None:
    assert kind_like(value) == kind


def test_brackets_in_strings_neither_open_nor_close() -> None:
    words = ["[" * 100, '"' + "{" * 100, "\\" + "]" * 100, '\\"[']
    assert parse_json(json.dumps(words)) == words
    for closing in ("]", '\\"]', "\\\\"):
        deep = f'["{closing}",' * (MAX_DEPTH + 1) + "1" + "]" * (MAX_DEPTH + 1)
        with pytest.raises(NotReadable, match=f"nested {MAX_DEPTH + 1} deep"):
            parse_json(deep)
