"""`/dump`: the whole public catalogue as files, for people a page and for programs VoID; each file at an address of its own.

A dump's address names its content, so it may be kept for ever; `latest` leads to the newest.
"""

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.dumps import SUMS, Dump
from registry.web import describing, kept_files
from registry.web.here import keeper
from registry.web.rdf import FORMATS, OFFERS, SUFFIXES
from registry.web.safety import preflight
from sparql.dumping import COMPRESSION, SYNTAXES
from sparql.negotiation import GRAPHS, HTML, choose, named

dumps = Blueprint("dumps", __name__)
METHODS = ("GET", "OPTIONS")
SAID_METHODS = "GET, HEAD, OPTIONS"


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
    return kept_files.not_yet() if newest is None or found is None else _led_to(newest, found.name)


@dumps.get("/dump/" + SUMS)
def latest_sums() -> AnyResponse:
    """Leads to the checksums of the newest dump."""
    newest = keeper().dumps.newest
    return kept_files.not_yet() if newest is None else _led_to(newest, SUMS)


@dumps.route("/dump/<dump>/<name>", methods=METHODS, provide_automatic_options=False)
def file(dump: str, name: str) -> AnyResponse:
    """One file of a dump, whole or by ranges, or its checksums as sha256sum -c takes them."""
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    found = keeper().dumps.named(dump) or abort(404)
    if name == SUMS:
        return kept_files.text(found.sums, "text/plain")
    kind = found.file(name) or abort(404)
    return kept_files.as_it_lies(found, kind, "application/gzip")


@dumps.get("/.well-known/void")
def well_known() -> AnyResponse:
    """Leads to the VoID description, for programs that know only the site."""
    return kept_files.led(url_for("dumps.overview"), 303)


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
    return kept_files.led(url_for("dumps.file", dump=dump.name, name=name))
