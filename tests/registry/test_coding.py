"""Bytes made smaller: they come back as they were, and what is kept of them takes no more room than they have."""

import gzip
from pathlib import Path

import pytest

from registry.coding import packed, unpacked

PAGE = 1 << 20


@pytest.mark.parametrize("body", [b"", b"a", b"a page " * 100_000])
def test_what_is_packed_comes_back(body: bytes) -> None:
    assert unpacked(packed(body, "zstd")) == body == gzip.decompress(packed(body, "gzip"))


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_small_pages_that_are_kept_do_not_hold_the_room_of_large_ones(coding: str) -> None:
    kept = [packed(_page(number), coding) for number in range(20)]  # so much is held anyhow
    before = _held()
    kept += [packed(_page(number), coding) for number in range(20, 120)]
    assert sum(map(len, kept)) < PAGE and _held() - before < 30 * PAGE


def _page(number: int) -> bytes:
    return (f"page {number} " * PAGE)[:PAGE].encode()


def _held() -> int:
    """Bytes of memory that this process holds now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) << 10
