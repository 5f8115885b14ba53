"""Who takes what: the doors tell of each answer, and who asked is read from the request here and nowhere else.

A consumer may name itself, `?consumer=NAME` or a header `Consumer: NAME`; else its program's name stands for it. The
address a request comes from is never read here.
"""

from collections.abc import Mapping

from flask import Flask, Response, g, request

from registry.feeds.consumers import Consumer, consumer_of
from registry.web.here import keeper

NAME_PARAMETER, NAME_HEADER = "consumer", "Consumer"
DOORS: Mapping[str, str] = {
    "datajson": "datajson",
    "discovery": "sitemap",
    "feeds": "dcat",
    "dumps": "download",
    "downloads": "download",
    "changes": "changes",
    "ckan": "ckan",
    "oai": "oai-pmh",
}
"""The door of a blueprint whose failures count: what a door could not answer, it does not tell of itself."""


def seen(door: str, position: int | None = None, is_last: bool = False) -> None:
    """The answer under way is one of this door's: "dcat", "changes", "ckan" ... Once a request, when it is a good answer.

    `position` is the ledger position it shows; `is_last` says that whoever has this answer has everything up to there.
    """
    g.consumed = (door, position, is_last)


def attend(app: Flask) -> None:
    """Has every answer that a door told of counted when it is whole, so that its bytes are those sent; a page is for people,
    who are no consumers, so neither is what they mistyped."""
    app.after_request(_counted)


def _counted(answer: Response) -> Response:
    told = g.pop("consumed", None)
    if answer.status_code < 400:
        if told is not None:
            door, position, is_last = told
            keeper().consumers.count(_who(), door, _size(answer), position, is_last and _is_whole(answer))
    elif answer.mimetype != "text/html" and (door := DOORS.get(request.blueprint or "")):
        keeper().consumers.failed(_who(), door)
    return answer


def _is_whole(answer: Response) -> bool:
    """Whether who gets it has what it tells of: a part and headers alone do not give that."""
    return request.method != "HEAD" and answer.status_code in (200, 304)


def _size(answer: Response) -> int:
    """Bytes of the body that is sent: headers alone may tell of one that is not (RFC 9110 section 8.6)."""
    has_body = request.method != "HEAD" and answer.status_code in (200, 206)
    return answer.content_length or 0 if has_body else 0


def _who() -> Consumer:
    name = request.args.get(NAME_PARAMETER) or request.headers.get(NAME_HEADER, "")
    return consumer_of(name, request.headers.get("User-Agent", ""))
