"""Files that lie finished on the disk as answers: at addresses that name their content, whole, by ranges, packed or plain.

A load that broke off is resumed by a Range request (RFC 9110 section 14). What is kept packed goes out under its plain name
too: under a Content-Encoding to who reads gzip, unpacked on the way to who does not.
"""

import gzip
from collections.abc import Iterator

from flask import Response, abort, redirect, request, send_file

from registry.clock import instant
from registry.dumps import Dump
from registry.web import problems
from registry.web.consuming import seen
from registry.web.safety import open_to_all
from registry.web.texts import texts
from sparql.dumping import Dumped

DOOR = "download"
FOR_EVER = "public, max-age=31536000, immutable"
MADE_WITHIN = "30"
"""Seconds after which to ask again while there is nothing yet."""
_PIECE = 256 << 10


def as_it_lies(dump: Dump, file: Dumped, media_type: str) -> Response:
    """A file as it is kept."""
    return _given(_on_disk(dump, file, media_type, file.sha256), dump, file.name)


def unpacked(dump: Dump, file: Dumped, media_type: str) -> Response:
    """What a packed file holds, under its plain name."""
    if request.accept_encodings.quality("gzip") > 0:
        answer = _on_disk(dump, file, media_type, f"{file.unpacked_sha256}-gzip")
        if answer.status_code != 304:
            answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = Response(_pieces(_opened(dump, file)), content_type=media_type)
        answer.content_length = file.unpacked
        answer.set_etag(file.unpacked_sha256)
        answer.last_modified = instant(dump.made)
        answer.make_conditional(request, accept_ranges=_in_ranges(), complete_length=file.unpacked)
    answer.vary.add("Accept-Encoding")
    return _given(answer, dump, file.plain_name)


def text(told: str, media_type: str) -> Response:
    """What is told of a dump, for as long as the dump is there."""
    return _kept(Response(told, content_type=f"{media_type}; charset=utf-8"))


def led(there: str, status: int = 302) -> Response:
    """A redirect that is asked for anew each time."""
    answer = redirect(there, status, Response)
    assert isinstance(answer, Response)
    answer.headers["Cache-Control"] = "no-cache"
    return open_to_all(answer)


def not_yet() -> Response:
    """There is no file yet: the first one is on its way."""
    vi, en = (texts(lang).plain("dump.none") for lang in ("vi", "en"))
    problem = problems.Problem(503, "dump-not-yet", vi, en, (("Retry-After", MADE_WITHIN),))
    return open_to_all(problems.answered(problem))


def _on_disk(dump: Dump, file: Dumped, media_type: str, tag: str) -> Response:
    try:
        return send_file(
            dump.path / file.name,
            mimetype=media_type,
            conditional=_in_ranges(),
            etag=tag,
            last_modified=instant(dump.made),
        )
    except FileNotFoundError:
        abort(404)  # a newer one took its place a moment ago


def _in_ranges() -> bool:
    """Whether a part may be given: several at once are answered by the whole file, as they may be (RFC 9110, 14.2)."""
    return "," not in request.headers.get("Range", "")


def _opened(dump: Dump, file: Dumped) -> gzip.GzipFile:
    try:
        return gzip.open(dump.path / file.name)
    except FileNotFoundError:
        abort(404)


def _pieces(file: gzip.GzipFile) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _given(answer: Response, dump: Dump, name: str) -> Response:
    answer.headers["Ledger-Position"] = str(dump.position)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    seen(DOOR, dump.position, is_last=True)
    return _kept(answer)


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = FOR_EVER
    return open_to_all(answer)
