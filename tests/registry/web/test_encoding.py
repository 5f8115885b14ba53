"""Which coding an answer is sent in: RFC 9110 section 12.5.3, and what the header's writers get wrong."""

import gzip
import random

import pytest
import zstandard
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as some

from registry.coding import Zipped, packed
from registry.web.encoding import SENT_AT_ONCE, chosen, sent, sent_kept


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("zstd, gzip", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0, *", ""),
        ("*", "gzip"),
        ("*;q=0", ""),
        ("br", ""),
        ("identity", ""),
        ("identity;q=0.5, gzip;q=0.2", ""),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0, gzip;q=0.2", "gzip"),
        ("identity;q=0", ""),
        ("gzip ; q = 0.5", "gzip"),
        ("gzip;q=high, zstd", "zstd"),
        ("gzip;;q=1,,", ""),
        ("br," * 2_000 + "gzip", ""),
    ],
)
def test_the_coding_the_client_likes_best(accept: str, coding: str) -> None:
    assert chosen(accept) == coding


@given(some.text(max_size=60))
def test_any_header_at_all_is_read(accept: str) -> None:
    assert chosen(accept) in ("", "gzip", "zstd")


@given(some.binary(max_size=5000))
def test_what_was_packed_is_the_same_again(body: bytes) -> None:
    assert gzip.decompress(packed(body, "gzip")) == body
    assert zstandard.ZstdDecompressor().decompress(packed(body, "zstd")) == body
    assert packed(body, "gzip") == packed(body, "gzip")


@pytest.mark.parametrize("length", [0, 1, SENT_AT_ONCE, 3 * SENT_AT_ONCE + 1])
def test_a_long_answer_goes_out_in_parts_and_whole(length: int) -> None:
    body = random.Random(length).randbytes(length)
    zipped = Zipped(packed(body, "zstd"))
    with Flask(__name__).test_request_context():
        kept = (sent_kept(Response(), "tag", lambda coding: body), sent_kept(Response(), "tag", lambda coding: zipped))
        for answer in (*kept, sent(Response(body), "tag")):
            parts = [*answer.response]
            assert b"".join(parts) == body and max(map(len, parts), default=0) <= SENT_AT_ONCE
            assert answer.content_length == length
