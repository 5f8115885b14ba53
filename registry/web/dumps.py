"""`/dump`: the whole public catalogue as files, for people a page and for programs VoID; each file at an address of its own.

A dump's address names its content, so it may be kept for ever; `latest` leads to the newest. A load that broke off is
resumed by a Range request (RFC 9110 section 14).
"""

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.clock import instant
from registry.dumps import SUMS, Dump
from registry.web import describing, problems
from registry.web.consuming import seen
from registry.web.here import keeper
from registry.web.rdf import FORMATS, OFFERS, SUFFIXES
from registry.web.safety import open_to_all, preflight
from registry.web.texts import texts
from sparql.dumping import COMPRESSION, SYNTAXES
from sparql.negotiation import GRAPHS, HTML, choose, named

dumps = Blueprint("dumps", __name__)
METHODS = ("GET", "OPTIONS")
SAID_METHODS = "GET, HEAD, OPTIONS"
FOR_EVER = "public, max-age=31536000, immutable"
MADE_WITHIN = "30"
"""Seconds after which to ask again while there is no dump."""


@dumps.route("/dump", methods=METHODS, provide_automatic_options=False)
def overview() -> AnyResponse:
    """What the newest dump holds and how to load it; by Accept the same as VoID and DCAT, which a bare */* gets."""
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    offer = choose(request.headers.get("Accept"), (*OFFERS, *HTML)) or abort(406)
    return Response(_page()) if offer.format == "html" else describing.dataset(offer)


@dumps.get("/dump.<suffix>")
def overview_as(suffix: str) -> AnyResponse:
    """The dumps as VoID and DCAT in the syntax the suffix names."""
    offer = named(suffix, GRAPHS) if suffix in FORMATS else None
    return describing.dataset(offer or abort(404))


@dumps.get("/dump/latest.<suffix>" + COMPRESSION)
def latest(suffix: str) -> AnyResponse:
    """Leads to the newest dump's file in a syntax: nq or trig."""
    if suffix not in SYNTAXES:
        abort(404)
    newest = keeper().dumps.newest
    found = newest.of_syntax(suffix) if newest else None
    return _not_yet() if newest is None or found is None else _led_to(newest, found.name)


@dumps.get("/dump/" + SUMS)
def latest_sums() -> AnyResponse:
    """Leads to the checksums of the newest dump."""
    newest = keeper().dumps.newest
    return _not_yet() if newest is None else _led_to(newest, SUMS)


@dumps.route("/dump/<dump>/<name>", methods=METHODS, provide_automatic_options=False)
def file(dump: str, name: str) -> AnyResponse:
    """One file of a dump, whole or by ranges, or its checksums as sha256sum -c takes them."""
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    found = keeper().dumps.named(dump) or abort(404)
    if name == SUMS:
        return _kept(Response(found.sums, content_type="text/plain; charset=utf-8"))
    kind = found.file(name) or abort(404)
    try:
        answer = send_file(
            found.path / kind.name,
            mimetype="application/gzip",
            # Several ranges at once are answered by the whole file, as they may be (RFC 9110 section 14.2).
            conditional="," not in request.headers.get("Range", ""),
            etag=kind.sha256,
            last_modified=instant(found.made),
        )
    except FileNotFoundError:
        abort(404)  # a newer one took its place a moment ago
    answer.headers["Ledger-Position"] = str(found.position)
    answer.headers["Content-Disposition"] = f"attachment; filename={kind.name}"
    seen("download", found.position, is_last=_is_whole(answer))
    return _kept(answer)


@dumps.get("/.well-known/void")
def well_known() -> AnyResponse:
    """Leads to the VoID description, for programs that know only the site."""
    return _led(url_for("dumps.overview"), 303)


def _is_whole(answer: Response) -> bool:
    """Whether who gets this has the file then: not a part, nor only its headers."""
    return request.method == "GET" and answer.status_code in (200, 304)


def _page() -> str:
    newest = keeper().dumps.newest
    files = [(suffix, newest.of_syntax(suffix)) for suffix in SYNTAXES] if newest else []
    return render_template(
        "dump.html",
        dump=newest,
        files=[(suffix, one, describing.address_of(newest, one.name)) for suffix, one in files if one and newest],
        sums=describing.address_of(newest, SUMS) if newest else "",
        links=keeper().config.links,
        machine=SUFFIXES,
    )


def _led_to(dump: Dump, name: str) -> AnyResponse:
    return _led(url_for("dumps.file", dump=dump.name, name=name), 302)


def _led(there: str, status: int) -> Response:
    """A redirect that is asked for anew each time."""
    answer = redirect(there, status, Response)
    assert isinstance(answer, Response)
    answer.headers["Cache-Control"] = "no-cache"
    return open_to_all(answer)


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = FOR_EVER
    return open_to_all(answer)


def _not_yet() -> Response:
    """There is no dump yet: the first one is on its way."""
    vi, en = (texts(lang).plain("dump.none") for lang in ("vi", "en"))
    problem = problems.Problem(503, "dump-not-yet", vi, en, (("Retry-After", MADE_WITHIN),))
    return open_to_all(problems.answered(problem))
