"""`/catalog`: the feed that portals harvest, as pages for people and, by Accept or suffix, in six RDF syntaxes.

What a page holds and where it leads is `registry.feeds.catalogue`; here are its headers: Link for those who follow
links, ETag and Last-Modified for those who ask again, the profile for those who negotiate it (W3C Content Negotiation by
Profile, section 7).
"""

from dataclasses import replace
from email.utils import format_datetime

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from registry.clock import instant
from registry.feeds import filters, profiles
from registry.feeds.catalogue import FeedPage, NoSuchPage
from registry.feeds.filters import Filters
from registry.feeds.profiles import PROFILES, Profile
from registry.rendering import FORMATS
from registry.web import catalogue_showing, problems
from registry.web.consuming import seen
from registry.web.encoding import sent_kept
from registry.web.here import keeper
from registry.web.problems import Problem
from registry.web.safety import open_to_all, preflight
from sparql.negotiation import GRAPHS, HTML, Offer, choose, named
from vocab.identifiers import is_key

feeds = Blueprint("feeds", __name__)
METHODS = ("GET", "OPTIONS")
SAID_METHODS = "GET, HEAD, OPTIONS"
LINKED = ("first", "previous", "next")
RELATIONS = {"first": "first", "previous": "prev", "next": "next"}
ACCEPT_PROFILE = "Accept-Profile"
READ_AT_ONCE = 100
"""Records on a page for people."""


@feeds.route("/catalog", methods=METHODS, provide_automatic_options=False)
def catalogue() -> AnyResponse:
    """The catalogue in the form the client likes best; a bare */* gets Turtle, for programs come here."""
    return _negotiated(asked_for=None)


@feeds.route("/catalog.<suffix>", methods=METHODS, provide_automatic_options=False)
def catalogue_as(suffix: str) -> AnyResponse:
    """The catalogue in the syntax its suffix names; the next pages keep it."""
    offer = named(suffix, GRAPHS) if suffix in FORMATS else None
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    return _answered(offer or abort(404), suffix, _filters())


@feeds.route("/catalog/agency/<key>", methods=METHODS, provide_automatic_options=False)
def part(key: str) -> AnyResponse:
    """An agency's part of the catalogue, a dcat:Catalog of its own: what `/catalog?agency=` answers."""
    agency = keeper().words.agency(f"{keeper().config.base}/id/agency/{key}") if is_key(key) else None
    return _negotiated(asked_for=(agency or abort(404)).iri)


@feeds.get("/ledger/head")
def head() -> AnyResponse:
    """The ledger's newest entry, signed for today: keep it, and `registry verify --head` tells what changed since."""
    answer = Response(keeper().signed_head().as_json(), content_type="application/json; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _negotiated(asked_for: str | None) -> AnyResponse:
    """The form by Accept; `asked_for` is the agency (IRI) that the address names."""
    if request.method == "OPTIONS":
        return preflight(SAID_METHODS)
    offer = choose(request.headers.get("Accept"), (*GRAPHS, *HTML)) or abort(406)
    found = _filters()
    return _answered(offer, "", replace(found, agency=asked_for) if asked_for else found)


def _filters() -> Filters:
    """The filters asked for. Raises BadFilter, which is answered with its sentence."""
    return filters.read(dict(request.args.lists()), keeper().words, keeper().config.base)


def _answered(offer: Offer, suffix: str, chosen: Filters) -> AnyResponse:
    profile = _profile()
    if isinstance(profile, Problem):
        return open_to_all(_varied(problems.answered(profile)))
    tokens = request.args.getlist("page")
    most = READ_AT_ONCE if offer.format == "html" else 0
    found = keeper().feed.page("-".join(tokens), suffix, chosen, profile, most)
    if isinstance(found, NoSuchPage):
        return open_to_all(_no_such_page(found))
    if offer.format == "html":
        page = render_template("catalogue.html", **catalogue_showing.page(found))
        return _varied(_linked(Response(page, content_type="text/html; charset=utf-8"), found))
    answer = Response(content_type=offer.content_type)
    if found.last_modified:
        answer.headers["Last-Modified"] = format_datetime(instant(found.last_modified), usegmt=True)
    answer.headers["Ledger-Position"] = str(found.position)
    answer.headers["Content-Profile"] = f"<{profile.iri}>"
    _varied(answer)
    # Who walked through a part has not got what else there is.
    seen("dcat", found.position, found.next is None and not (chosen.agency or chosen.theme))
    # The digest is of what the page says; each syntax says it in bytes of its own.
    tag = f"{found.etag}-{offer.format}"
    sent_kept(_linked(answer, found, offer), tag, lambda coding: keeper().feed.body(found, offer.format, coding))
    return open_to_all(answer)


def _varied(answer: Response) -> Response:
    """Says that another answer may come by another Accept-Profile header."""
    answer.vary.add(ACCEPT_PROFILE)
    return answer


def _linked(answer: Response, page: FeedPage, offer: Offer | None = None) -> Response:
    """The answer with the walk's addresses as Link headers (RFC 8288), and those of the same page in other profiles."""
    there = ((RELATIONS[name], getattr(page, name)) for name in LINKED)
    links = [f'<{address}>; rel="{relation}"' for relation, address in there if address]
    if offer:
        links.append(f'<{page.profile.iri}>; rel="profile"')
        for other, address in page.others:
            links.append(f'<{address}>; rel="alternate"; type="{offer.media_type}"; formats="{other.iri}"')
    answer.headers["Link"] = ", ".join(links)
    return answer


def _profile() -> Profile | Problem:
    """The profile asked for: `?profile=` counts before the header."""
    named_here = [text for text in request.args.getlist("profile") if text.strip()]
    if not named_here:
        return profiles.chosen(request.headers.get(ACCEPT_PROFILE, "")) or _no_profile(406)
    return (profiles.named(named_here[0].strip()) if len(named_here) == 1 else None) or _no_profile(400)


def _no_profile(status: int) -> Problem:
    there = ", ".join(f"{one.name} <{one.iri}>" for one in PROFILES)
    return Problem(
        status,
        f"problem.{status}",
        f"Danh mục không có dạng mô tả (profile) này. Hiện có: {there}.",
        f"The catalogue is not told in this profile. There are: {there}.",
    )


def _no_such_page(found: NoSuchPage) -> Response:
    """A walk that is over: 410, with where a new one begins; a token never given out: 404."""
    status = 410 if found.kind == "expired" else 404
    problem = Problem(status, f"problem.{status}", found.vi, found.en)
    answer = problems.answered(problem)
    answer.headers["Link"] = f'<{found.restart}>; rel="first"'
    return answer
