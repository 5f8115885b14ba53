"""Pages that are kept: written once, in every coding the same, never beyond the room, and gone at once when they must be."""

import gzip

import pytest

from registry.coding import unpacked
from registry.feeds.kept_pages import KeptPages


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
        assert kept.page("a", "", writer) == writer.page
        assert unpacked(kept.page("a", "zstd", writer)) == writer.page
        assert gzip.decompress(kept.page("a", "gzip", writer)) == writer.page
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
