"""`/catalog`: the feed that portals harvest, as pages for people and, by Accept or suffix, in four RDF syntaxes.

What a page holds and where it leads is `registry.feeds.catalogue`; here are its headers: Link for those who follow
links, ETag and Last-Modified for those who ask again.
"""

from email.utils import format_datetime

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from registry.clock import instant
from registry.feeds.catalogue import FeedPage, NoSuchPage
from registry.web import problems, showing
from registry.web.encoding import sent_kept
from registry.web.here import keeper
from registry.web.rdf import FORMATS, OFFERS, SUFFIXES
from sparql.negotiation import GRAPHS, HTML, Offer, choose, named

feeds = Blueprint("feeds", __name__)
LINKED = ("first", "previous", "next")
RELATIONS = {"first": "first", "previous": "prev", "next": "next"}


@feeds.get("/catalog")
def catalogue() -> AnyResponse:
    """The catalogue in the form the client likes best; a bare */* gets Turtle, for programs come here."""
    offer = choose(request.headers.get("Accept"), (*OFFERS, *HTML)) or abort(406)
    return _answered(offer, "")


@feeds.get("/catalog.<suffix>")
def catalogue_as(suffix: str) -> AnyResponse:
    """The catalogue in the syntax its suffix names; the next pages keep it."""
    offer = named(suffix, GRAPHS) if suffix in FORMATS else None
    return _answered(offer or abort(404), suffix)


@feeds.get("/ledger/head")
def head() -> AnyResponse:
    """The ledger's newest entry, signed for today: keep it, and `registry verify --head` tells what changed since."""
    answer = Response(keeper().signed_head().as_json(), content_type="application/json; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _answered(offer: Offer, suffix: str) -> AnyResponse:
    found = keeper().feed.page(request.args.get("page", ""), suffix)
    if isinstance(found, NoSuchPage):
        return _no_such_page(found)
    if offer.format == "html":
        page = render_template("catalogue.html", page=found, rows=showing.feed_rows(found), machine=SUFFIXES)
        return _linked(Response(page, content_type="text/html; charset=utf-8"), found)
    answer = Response(content_type=offer.content_type)
    if found.last_modified:
        answer.headers["Last-Modified"] = format_datetime(instant(found.last_modified), usegmt=True)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "Link, ETag"
    # The digest is of what the page says; each syntax says it in bytes of its own.
    tag = f"{found.etag}-{offer.format}"
    return sent_kept(_linked(answer, found), tag, lambda coding: keeper().feed.render(found, offer.format, coding))


def _linked(answer: Response, page: FeedPage) -> Response:
    """The answer with the walk's addresses as Link headers (RFC 8288)."""
    there = ((RELATIONS[name], getattr(page, name)) for name in LINKED)
    answer.headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in there if address)
    return answer


def _no_such_page(found: NoSuchPage) -> AnyResponse:
    """A walk that is over: 410, with where a new one begins; a token never given out: 404."""
    status = 410 if found.kind == "expired" else 404
    problem = problems.Problem(status, f"problem.{status}", found.vi, found.en)
    answer = problems.answered(problem)
    answer.headers["Link"] = f'<{found.restart}>; rel="first"'
    return answer
