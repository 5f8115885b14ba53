"""What every request and every answer must satisfy before a view sees it, and after: host, size, headers (SECURITY.md).

The order of the checks is the order of `before`: a stranger's Host is refused before anything is read.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.routing import IntegerConverter, Map

from registry.config import Config
from registry.web.here import keeper

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FORM_BYTES = 256 << 10
DESK_BYTES = 2 << 20
"""A Vietnamese letter is up to nine bytes on the way, so a description of the longest text is half of this."""
FORM_AROUND_FILE = 64 << 10
"""What a form that carries a file may hold besides it."""
TOLD_APART = 2 << 20
"""So much over the largest limit the server still takes a body, so that it is refused here, in words."""
UNFIT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""What no text may hold (XML 1.0, production 2), in UTF-8: old data hold some of it, and an address may bring it."""
CHECK = "check.judge"
LONG_FORMS = frozenset({"desk.act", "desk.save_draft"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EXPOSED = "Content-Profile, Content-Range, ETag, Ledger-Position, Link, Retry-After, X-Truncated"
ASKING = "Accept, Accept-Profile, Consumer, Content-Type, If-None-Match, If-Range, Range"
"""Headers that a page of another site may read and send, beside those that any may."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Countable(IntegerConverter):
    """A number in an address, no greater than the database can hold: no page has a greater one."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**63 - 1)


def guard(app: Flask, config: Config) -> None:
    """Put the checks around every request of `app`."""
    hosts = allowed_hosts(config)
    app.url_map.converters["int"] = Countable

    @app.before_request
    def before() -> None:
        if request.headers.get("Host", "").lower() not in hosts:
            abort(400, "host")
        limit = body_limit()
        if (request.content_length or 0) > limit:
            abort(413, "check" if request.endpoint == CHECK else None)
        request.max_content_length = limit  # holds for a body of unknown length too
        request.max_form_memory_size = limit

    @app.after_request
    def after(answer: Response) -> Response:
        return dressed(fit(answer), secure=not config.is_loopback)


def fit(answer: Response) -> Response:
    """The answer; a page with U+FFFD for every character that no text may hold, whoever wrote it."""
    if answer.mimetype == "text/html" and not answer.is_streamed and UNFIT.search(body := answer.get_data()):
        answer.set_data(UNFIT.sub("\ufffd".encode(), body))
    return answer


def body_limit() -> int:
    """Most bytes of this request's body: a form's; the desk's forms hold long descriptions, a check a whole document."""
    if request.endpoint == CHECK:
        around = FORM_AROUND_FILE if request.mimetype == "multipart/form-data" else 0
        return (keeper().config.check_megabytes << 20) + around
    return DESK_BYTES if request.endpoint in LONG_FORMS else FORM_BYTES


def server_limit(config: Config) -> int:
    """Most bytes that the server may take in before a request comes here: more than `body_limit` ever allows."""
    return max(config.check_megabytes << 20, DESK_BYTES) + TOLD_APART


def allowed_hosts(config: Config) -> frozenset[str]:
    """The values of Host under which this site answers: of its address, of its IRIs, and the one it listens on."""
    listening = f"http://{'127.0.0.1' if config.host in ('0.0.0.0', '::') else config.host}:{config.port}"
    return frozenset(host for address in (config.links, config.base, listening) for host in _writings(address))


def dressed(answer: Response, secure: bool) -> Response:
    """The answer with the headers that every answer carries."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Content-Security-Policy", policy(g.get("nonce")))
    if secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "private, no-store" if g.get("account") else "no-cache"
    return answer


def open_to_all(answer: Response) -> Response:
    """The answer, for pages on other sites too: no cookie counts where this is used."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = EXPOSED
    return answer


def preflight(methods: str) -> Response:
    """The answer to a browser that asks what pages of other sites may ask here."""
    answer = open_to_all(Response(status=204, headers={"Allow": methods}))
    answer.headers.remove("Content-Type")
    answer.headers["Access-Control-Allow-Methods"] = methods
    answer.headers["Access-Control-Allow-Headers"] = ASKING
    answer.headers["Access-Control-Max-Age"] = "86400"
    return answer


def policy(nonce: str | None = None) -> str:
    """The content security policy; a page with the query editor lets through the styles that carry its nonce."""
    return POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'") if nonce else POLICY


def same_site(origin: str | None, fetch_site: str | None, addresses: Iterable[str]) -> bool:
    """Whether a request comes from our own pages, as far as the browser says where it comes from.

    The newer header decides; an old browser or a program sends neither, and then the form's token alone decides.
    """
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    return origin is None or origin in {_origin(address) for address in addresses}


def our_addresses() -> tuple[str, ...]:
    """The addresses under which our own forms are seen."""
    config = keeper().config
    return (config.links, config.base, f"{request.scheme}://{request.host}")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _writings(address: str) -> Iterable[str]:
    parts = urlsplit(address)
    if not parts.netloc:
        return
    yield parts.netloc.lower()
    name = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    if parts.port is None:
        yield f"{name}:{_DEFAULT_PORTS[parts.scheme]}"
    elif parts.port == _DEFAULT_PORTS.get(parts.scheme):
        yield str(name)
