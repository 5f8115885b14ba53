"""XML from outside: what is refused before a tree is made of it, and what a tree is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.errors import NotReadable
from harvesters.xmltree import attribute, every, first, guard, prose, read_xml, texts_at, words

ENTITIES = '<!DOCTYPE a [<!ENTITY a "{}">]><a>&a;</a>'


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (ENTITIES.format("x"), "DOCTYPE"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DOCTYPE"),
        ("<a>" * 65 + "</a>" * 65, "64 deep"),
        ("<a>" + "<b/>" * 2_000_000 + "</a>", "2000000 elements"),
        ("<a><b></a>", "not well-formed at line 1"),
        ("<a>", "cut short"),
        ("", "empty"),
        ("verb=ListSets\n", "no XML"),
        ('{"a": 1}', "JSON"),
        ("<!doctype html><html></html>", "HTML"),
    ],
)
def test_what_would_harm_or_is_none_is_refused(document: str, said: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_xml(document.encode())
    assert said in refusal.value.en and refusal.value.vi


def test_sixty_four_deep_is_enough() -> None:
    guard("<a>" * 64 + "</a>" * 64)


def test_an_encoding_that_is_declared_is_believed() -> None:
    root, notices = read_xml("<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>".encode("latin-1"))
    assert words(root) == "é" and [notice.slug for notice in notices] == ["encoding"]


def test_the_root_is_told_of_before_all_is_read() -> None:
    seen: list[str] = []
    guard('<x:a xmlns:x="urn:x"><b/></x:a>', seen.append)
    assert seen == ["a"]


TREE = read_xml(
    b'<r xmlns:x="urn:x"><x:a k="1"><b>  m\n  n </b><c> o </c></x:a><a xmlns:y="urn:y" y:k="2"><d>p<e>q</e></d></a></r>'
)[0]


def test_paths_go_by_names_without_namespaces() -> None:
    assert list(texts_at(TREE, "a/b|c")) == ["m n", "o"]
    assert list(texts_at(TREE, "*/*")) == ["m n", "o", "pq"]
    assert [words(one) for one in every(TREE, "a/c", "a/b")] == ["o", "m n"]
    assert first(TREE, "a/none") is None and words(None) == prose(None) == ""
    assert [attribute(one, "k") for one in every(TREE, "a")] == ["1", "2"]


def test_prose_keeps_lines_and_drops_margins() -> None:
    assert prose(first(TREE, "a/b")) == "m\nn"


@given(st.text(st.characters(exclude_categories=("C",), exclude_characters="<>&"), max_size=80))
def test_words_are_what_was_written_without_its_spaces(text: str) -> None:
    root, _ = read_xml(f"<a>{text}.</a>".encode())
    assert words(root).split() == words(root).strip().split(" ")
