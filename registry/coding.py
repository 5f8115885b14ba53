"""Bytes made smaller, in the codings that HTTP knows by these names (RFC 9110 section 8.4.1, RFC 8878)."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

import zstandard

ZSTD, GZIP = "zstd", "gzip"
CODINGS = (ZSTD, GZIP)
"""In our order among equals."""
GZIP_LEVEL, ZSTD_LEVEL = 5, 2


def packed(body: bytes, coding: str) -> bytes:
    """The body in one of CODINGS, with a checksum; the same bytes for the same body."""
    if coding == ZSTD:
        # Not in one call: what that gives lies in room for the whole body, and keeping it keeps that.
        stream = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compressobj(size=len(body))
        return stream.compress(body) + stream.flush()
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def unpacked(body: bytes) -> bytes:
    """What was packed as zstd. Raises zstandard.ZstdError when it is damaged."""
    return zstandard.ZstdDecompressor().decompress(body)


@dataclass(frozen=True, slots=True)
class Zipped:
    """A body that lies packed as zstd and is to go out as it was before."""

    data: bytes

    @property
    def size(self) -> int:
        """Bytes once it is unpacked."""
        return zstandard.frame_content_size(self.data)

    def parts(self, most: int) -> Iterator[bytes]:
        """What it unpacks to, at most so many bytes together: each is sent while it lies near, and none lies about."""
        yield from zstandard.ZstdDecompressor().read_to_iter(self.data, write_size=most)


Body = bytes | Zipped


def whole(body: Body) -> bytes:
    return body if isinstance(body, bytes) else unpacked(body.data)
