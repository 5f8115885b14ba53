"""Bytes made smaller, in the codings that HTTP knows by these names (RFC 9110 section 8.4.1, RFC 8878)."""

import gzip

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
