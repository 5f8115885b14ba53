"""Pages that are kept: written once, in every coding the same, never beyond the room, and gone at once when they must be."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.coding import unpacked, whole
from registry.feeds.kept_pages import Kept, KeptPages


class Writer:
    """Writes a page, counts how often, and may do something meanwhile."""

    def __init__(self, page: bytes = b"a page " * 500, is_whole: bool = True) -> None:
        self.page, self.is_whole, self.times = page, is_whole, 0

    def __call__(self) -> tuple[bytes, bool]:
        self.times += 1
        return self.page, self.is_whole


def test_a_page_is_written_once_for_all_codings() -> None:
    kept, writer = KeptPages(), Writer()
    for _ in range(2):
        assert whole(kept.page("a", "", writer)) == writer.page
        assert unpacked(whole(kept.page("a", "zstd", writer))) == writer.page
        assert gzip.decompress(whole(kept.page("a", "gzip", writer))) == writer.page
    assert writer.times == 1


def test_another_name_is_another_page() -> None:
    kept = KeptPages()
    assert kept.page("a", "", Writer(b"a")) == b"a"
    assert kept.page("b", "", Writer(b"b")) == b"b"


def test_what_lacks_a_record_is_handed_out_and_not_kept() -> None:
    kept, writer = KeptPages(), Writer(is_whole=False)
    for coding in ("", "gzip", "zstd"):
        assert kept.page("a", coding, writer)
    assert writer.times == 3


def test_all_is_forgotten_at_once() -> None:
    kept, writer = KeptPages(), Writer()
    kept.page("a", "gzip", writer)
    kept.forget()
    for coding in ("gzip", "zstd", ""):
        kept.page("a", coding, writer)
    assert writer.times == 2


@pytest.mark.parametrize("coding", ["", "zstd", "gzip"])
def test_a_page_that_was_begun_before_is_not_kept_after(coding: str) -> None:
    """Its bodies may have been read before one was destroyed by law."""
    kept, later = KeptPages(), Writer()

    def forgotten_meanwhile() -> tuple[bytes, bool]:
        kept.forget()
        return b"of before", True

    kept.page("a", coding, forgotten_meanwhile)
    assert kept.page("a", "", later) == later.page


def test_the_page_asked_for_longest_ago_makes_room() -> None:
    writers = {name: Writer(bytes([n]) * 40) for n, name in enumerate("abc")}
    size = len(KeptPages().page("x", "zstd", writers["a"]))
    kept = KeptPages(room=2 * size)
    for name in ("a", "b", "a", "c", "a"):
        kept.page(name, "", writers[name])
    kept.page("b", "", writers["b"])
    assert [writers[name].times for name in "abc"] == [2, 2, 1]


@given(room=st.integers(0, 40), weights=st.lists(st.integers(0, 50), max_size=30), asked=st.lists(st.integers(0, 29)))
def test_what_is_kept_never_weighs_more_than_the_room(room: int, weights: list[int], asked: list[int]) -> None:
    kept: Kept[int, int] = Kept(room, lambda weight: weight)
    for name, weight in enumerate(weights):
        kept.keep(name, weight, 0)
        kept.keep(name, weight + 1, 0)
        for other in asked[name : name + 2]:
            kept.found(other)
        there = [other for other in range(len(weights)) if kept.found(other) is not None]
        assert sum(weights[other] for other in there) <= room
        assert weight > room or name in there, "the newest stays where it fits"
