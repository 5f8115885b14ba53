"""Answers made smaller on the way: zstd or gzip, as the client says it reads (RFC 9110 section 12.5.3).

For data, not for pages: a page holds a form's token beside what a stranger typed, and its length then tells of the token.
"""

import gzip
import re

import zstandard
from flask import Response, request

from sparql.negotiation import LONGEST

CODINGS = ("zstd", "gzip")
"""In the server's order among equals."""
LEAST_BYTES = 1_000
"""A shorter body is not worth it."""
GZIP_LEVEL, ZSTD_LEVEL = 5, 3
_ELEMENT = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.IGNORECASE)


def chosen(accept: str) -> str:
    """The coding an Accept-Encoding header likes best, "" for none; an element that cannot be read is passed over.

    A bare `*` gets gzip: who says so seldom knows what else there is.
    """
    read = (_ELEMENT.fullmatch(element) for element in accept[:LONGEST].split(","))
    weights = {one[1].lower().removeprefix("x-"): float(one[2] or 1) for one in read if one}
    weighed = {"zstd": weights.get("zstd", 0.0), "gzip": weights.get("gzip", weights.get("*", 0.0))}
    best = max(CODINGS, key=lambda coding: weighed[coding])
    return best if weighed[best] > 0 and weighed[best] >= weights.get("identity", 0.0) else ""


def coding() -> str:
    """What the request under way likes best."""
    return chosen(request.headers.get("Accept-Encoding", ""))


def coded(answer: Response) -> Response:
    """The answer in the coding that the client likes best; its strong ETag, if it has one, is another in each coding."""
    answer.vary.add("Accept-Encoding")
    best, body = coding(), answer.get_data()
    if not best or len(body) < LEAST_BYTES or "Content-Encoding" in answer.headers:
        return answer
    answer.set_data(packed(body, best))
    answer.headers["Content-Encoding"] = best
    tag, is_weak = answer.get_etag()
    if tag and not is_weak:
        answer.set_etag(tag_in(tag, best))
    return answer


def sent(answer: Response, tag: str) -> Response:
    """The answer under a strong ETag (RFC 9110 section 8.8.3), packed as the client likes, asked for anew each time; to
    who has it already 304. `tag` names the bytes before they are packed, without quotes."""
    answer.set_etag(tag)
    answer.headers.setdefault("Cache-Control", "no-cache")
    answer.vary.update(("Accept", "Accept-Encoding"))
    coded(answer).make_conditional(request)
    return answer


def packed(body: bytes, coding: str) -> bytes:
    """The body in one of CODINGS; the same bytes for the same body."""
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def tag_in(tag: str, coding: str) -> str:
    """The ETag of the same answer in a coding, "" for none."""
    return f"{tag}-{coding}" if coding else tag
