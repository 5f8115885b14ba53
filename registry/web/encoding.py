"""Answers made smaller on the way: zstd or gzip, as the client says it reads (RFC 9110 section 12.5.3).

For data, not for pages: a page holds a form's token beside what a stranger typed, and its length then tells of the token.
"""

import re
from collections.abc import Callable

from flask import Response, request
from werkzeug.http import is_resource_modified

from registry.coding import CODINGS, Body, Zipped, packed
from sparql.negotiation import LONGEST

LEAST_BYTES = 1_000
"""A shorter body is not worth it."""
SENT_AT_ONCE = 1 << 18
"""Bytes handed to the server together."""
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
    _give(answer, coded(answer).get_data())
    answer.make_conditional(request)
    return answer


def sent_kept(answer: Response, tag: str, body: Callable[[str], Body]) -> Response:
    """The same for an answer whose bytes somebody keeps packed: `body` gives them in a coding, "" for none, and is asked
    only when the client has not got them yet."""
    best = coding()
    answer.set_etag(tag_in(tag, best))
    answer.headers.setdefault("Cache-Control", "no-cache")
    answer.vary.update(("Accept", "Accept-Encoding"))
    if best:
        answer.headers["Content-Encoding"] = best
    if is_resource_modified(request.environ, etag=tag_in(tag, best), last_modified=answer.last_modified):
        _give(answer, body(best))
    answer.make_conditional(request)
    return answer


def _give(answer: Response, body: Body) -> None:
    """Gives the answer its body in parts: the server lays in a file first what it gets at once and is long."""
    if isinstance(body, Zipped):
        answer.response = body.parts(SENT_AT_ONCE)
        answer.content_length = body.size
        return
    answer.response = [body[start : start + SENT_AT_ONCE] for start in range(0, len(body), SENT_AT_ONCE)]
    answer.content_length = len(body)


def tag_in(tag: str, coding: str) -> str:
    """The ETag of the same answer in a coding, "" for none."""
    return f"{tag}-{coding}" if coding else tag
