"""`/downloads`: the whole catalogue from the ledger as one file per form, for people a page, for programs DCAT.

A file's address names its content, so it may be kept for ever; `latest` leads to the newest.
"""

import json
from dataclasses import asdict

from flask import Blueprint, Response, abort, render_template, request, url_for
from pyoxigraph import serialize
from werkzeug.wrappers import Response as AnyResponse

from registry.dumps import FILES, SUMS, Dump
from registry.feeds.download_description import MEDIA_TYPES, described, form_of
from registry.feeds.downloads import DATA_JSON, listing_name
from registry.feeds.listing import LANGUAGES
from registry.rendering import FORMATS
from registry.web import kept_files
from registry.web.encoding import sent
from registry.web.here import keeper
from registry.web.rdf import FORMATS as DESCRIBED_IN
from registry.web.rdf import OFFERS, SUFFIXES
from registry.web.safety import open_to_all, preflight
from sparql.answering import GRAPH_FORMATS
from sparql.dumping import COMPRESSION
from sparql.negotiation import GRAPHS, HTML, Offer, choose, named
from vocab.namespaces import PREFIXES

downloads = Blueprint("downloads", __name__)
METHODS = ("GET", "OPTIONS")
SAID_METHODS = "GET, HEAD, OPTIONS"
MANIFEST = "manifest.json"
TABLES = ("csv", "xlsx")


@downloads.route("/downloads", methods=METHODS, provide_automatic_options=False)
def overview() -> AnyResponse:
    """The newest files, what they hold and how they are checked; by Accept the same as DCAT, which a bare */* gets."""
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    offer = choose(request.headers.get("Accept"), (*OFFERS, *HTML)) or abort(406)
    return Response(_page()) if offer.format == "html" else _described(offer)


@downloads.get("/downloads.<suffix>")
def overview_as(suffix: str) -> AnyResponse:
    """The newest files as distributions of the catalogue, in the syntax the suffix names."""
    offer = named(suffix, GRAPHS) if suffix in DESCRIBED_IN else None
    return _described(offer or abort(404))


@downloads.get("/downloads/latest.<form>")
def latest(form: str) -> AnyResponse:
    """Leads to the newest file in a form: csv or xlsx (`?lang=en` in English), ttl, nq ..., data.json; with .gz packed."""
    bare = form.removesuffix(COMPRESSION)
    name = _name_of(bare) or abort(404)
    if form != bare and bare == "xlsx":
        abort(404)
    newest = keeper().downloads.newest
    return kept_files.not_yet() if newest is None else _led_to(newest, name + form.removeprefix(bare))


@downloads.get("/downloads/" + SUMS)
def latest_sums() -> AnyResponse:
    """Leads to the checksums of the newest files."""
    newest = keeper().downloads.newest
    return kept_files.not_yet() if newest is None else _led_to(newest, SUMS)


@downloads.route("/downloads/<dump>/<name>", methods=METHODS, provide_automatic_options=False)
def file(dump: str, name: str) -> AnyResponse:
    """One file, plain or packed, whole or by ranges; its checksums as sha256sum -c takes them; or what all hold, as JSON."""
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    found = keeper().downloads.named(dump) or abort(404)
    if name == SUMS:
        return kept_files.text(found.sums, "text/plain")
    if name == MANIFEST:
        return kept_files.text(_manifest(found), "application/json")
    kind = next((one for one in found.files if name in (one.name, one.plain_name)), None) or abort(404)
    if name != kind.name:
        return kept_files.unpacked(found, kind, MEDIA_TYPES[form_of(kind)])
    packed = kind.name != kind.plain_name
    return kept_files.as_it_lies(found, kind, "application/gzip" if packed else MEDIA_TYPES[form_of(kind)])


def _name_of(form: str) -> str:
    """The plain name of the file in a form, "" for none."""
    lang = request.args.get("lang", LANGUAGES[0])
    if form in TABLES:
        return f"{listing_name(lang)}.{form}" if lang in LANGUAGES else ""
    return DATA_JSON if form == DATA_JSON else f"{FILES}.{form}" if form in FORMATS else ""


def _page() -> str:
    newest = keeper().downloads.newest
    lines = [(one, form_of(one), _address(newest, one.plain_name)) for one in newest.files] if newest else []
    # People want the tables first, programs read the other page.
    lines.sort(key=lambda line: line[1] not in TABLES)
    return render_template(
        "downloads.html",
        dump=newest,
        lines=lines,
        sums=_address(newest, SUMS) if newest else "",
        manifest=_address(newest, MANIFEST) if newest else "",
        links=keeper().config.links,
        machine=SUFFIXES,
    )


def _described(offer: Offer) -> Response:
    newest, config = keeper().downloads.newest, keeper().config
    triples = described(newest, config, lambda name: _address(newest, name) if newest else "")
    body = serialize(triples, format=GRAPH_FORMATS[offer.format], prefixes=PREFIXES) or b""
    answer = Response(body, content_type=offer.content_type)
    if newest:
        answer.headers["Ledger-Position"] = str(newest.position)
    return open_to_all(sent(answer, f"{newest.name if newest else 'none'}-{offer.format}"))


def _manifest(dump: Dump) -> str:
    told = {"position": dump.position, "made": dump.made, **dump.counts}
    files = [{**asdict(one), "url": _address(dump, one.name)} for one in dump.files]
    return json.dumps({**told, "files": files}, ensure_ascii=False, indent=1) + "\n"


def _address(dump: Dump, name: str) -> str:
    return keeper().config.links + url_for("downloads.file", dump=dump.name, name=name)


def _led_to(dump: Dump, name: str) -> AnyResponse:
    return kept_files.led(url_for("downloads.file", dump=dump.name, name=name))
