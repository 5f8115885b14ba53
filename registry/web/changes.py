"""`/changes`: every change of the catalogue, for programs as an event stream in pages, for people in words and as Atom.

What changed is read in `registry.feeds.changes` and `registry.feeds.latest`; here are addresses, forms and headers.
"""

import hashlib

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from registry.feeds import atom, filters
from registry.feeds.change_writing import Node
from registry.feeds.changes import SYNTAXES, BadSince
from registry.feeds.filters import BadFilter, Filters
from registry.feeds.latest import Window, told, window
from registry.web import catalogue_showing, problems
from registry.web.consuming import seen
from registry.web.encoding import sent, sent_kept
from registry.web.here import keeper, language
from registry.web.rdf import FORMATS
from registry.web.safety import open_to_all, preflight
from registry.web.showing import SIGNS
from sparql.negotiation import GRAPHS, HTML, Offer, choose, named

changes = Blueprint("changes", __name__)
OFFERS = tuple(
    offer for name in SYNTAXES for offer in GRAPHS if offer.format == name and offer.media_type != "text/plain"
)
MACHINE = tuple((name, offer.media_type) for name in SYNTAXES if (offer := named(name, GRAPHS)))
SHOWN = 25
"""Changes on a page for people."""
A_WEEK = "public, max-age=604800, immutable"
"""How long a closed page may be kept, as DCAT-AP Feeds advise."""
LONGEST_PLACE = 15
NO_GRAPHS = problems.Problem(
    406,
    "changes-need-named-graphs",
    "Luồng thay đổi đặt mỗi phiên bản trong một đồ thị có tên, mà Turtle, RDF/XML, N-Triples không ghi được. Hãy lấy TriG, "
    "JSON-LD hoặc N-Quads.",
    "The feed of changes puts each version into a named graph, which Turtle, RDF/XML and N-Triples cannot carry. Take TriG, "
    "JSON-LD or N-Quads.",
)


@changes.before_request
def asked_before() -> Response | None:
    """What a browser asks before a page of another site may send a long Accept, as readers of streams do, or an ETag."""
    return preflight("GET, HEAD, OPTIONS") if request.method == "OPTIONS" else None


@changes.get("/changes")
def root() -> AnyResponse:
    """What changed last, for people; for programs the root of the event stream, TriG for a bare */*. `?since=` leads to the
    page to read on from."""
    return _rooted("")


@changes.get("/changes.<suffix>")
def root_as(suffix: str) -> AnyResponse:
    """The root of the event stream in the syntax its suffix names; the pages keep it."""
    return _rooted(suffix)


@changes.get("/changes/<name>")
def node(name: str) -> AnyResponse:
    """A page of changes, or a node that leads to pages."""
    return _noded(name, "")


@changes.get("/changes/<name>.<suffix>")
def node_as(name: str, suffix: str) -> AnyResponse:
    """The same in the syntax its suffix names."""
    return _noded(name, suffix)


@changes.get("/changes.atom")
def news() -> AnyResponse:
    """The newest changes as Atom, of an agency with `?agency=`, of a theme with `?theme=`, in Vietnamese or `?lang=en`."""
    wanted = _filters()
    if isinstance(wanted, problems.Problem):
        return problems.answered(wanted)
    before, after = _place("before"), _place("after")
    lang = "en" if request.args.get("lang") == "en" else "vi"
    found = window(keeper().ledger, wanted, atom.ENTRIES, before, after)
    entries = tuple(told(change, found.bodies.get(change.words, b""), keeper().words, lang) for change in found.rows)
    page = atom.Page(wanted, lang, entries, before, after, found.older, found.newer)
    body = atom.feed(page, keeper().config, keeper().words)
    answer = Response(body, content_type=f"{atom.MEDIA_TYPE}; charset=utf-8")
    seen("atom", found.position)
    return _open(sent(answer, hashlib.sha256(body).hexdigest()[:32]), found.position)


@changes.get("/id/activity/<int:seq>")
def activity(seq: int) -> AnyResponse:
    """One change, by the number of its entry in the ledger."""
    return _alone(seq, "")


@changes.get("/id/activity/<int:seq>.<suffix>")
def activity_as(seq: int, suffix: str) -> AnyResponse:
    """The same in the syntax its suffix names."""
    return _alone(seq, suffix)


def _rooted(suffix: str) -> AnyResponse:
    offer = _offer(suffix)
    if isinstance(offer, problems.Problem):
        return problems.answered(offer)
    if since := request.args.get("since", ""):
        return _led_since(since, suffix)
    if offer.format == "html":
        return _page()
    return _told(keeper().changes.root(suffix), offer, is_last=False)


def _noded(name: str, suffix: str) -> AnyResponse:
    offer = _offer(suffix)
    if isinstance(offer, problems.Problem):
        return problems.answered(offer)
    found = keeper().changes.node(name, suffix) or abort(404)
    if offer.format == "html":
        return _listed(found) if found.changes else redirect("/changes", 303)
    return _told(found, offer, is_last=bool(found.changes) and not found.next)


def _alone(seq: int, suffix: str) -> AnyResponse:
    offer = _offer(suffix)
    if isinstance(offer, problems.Problem):
        return problems.answered(offer)
    found = keeper().changes.activity(seq) or abort(404)
    return _listed(found, seq) if offer.format == "html" else _told(found, offer, is_last=False)


def _offer(suffix: str) -> Offer | problems.Problem:
    """The form to answer in, or why there is none."""
    if suffix in SYNTAXES:
        return named(suffix, GRAPHS) or abort(404)
    if suffix:
        return NO_GRAPHS if suffix in FORMATS else abort(404)
    return choose(request.headers.get("Accept"), (*OFFERS, *HTML)) or NO_GRAPHS


def _told(found: Node, offer: Offer, *, is_last: bool) -> AnyResponse:
    """A node for programs; who has it already is answered without a look at what it holds. `is_last` says that the feed ends
    with it."""
    answer = Response(content_type=offer.content_type)
    if found.is_closed:
        answer.headers["Cache-Control"] = A_WEEK
    answer.headers["Link"] = ", ".join(
        f'<{address}>; rel="{relation}"'
        for relation, address in (("up", found.root), ("prev", found.previous), ("next", found.next))
        if address
    )
    seen("changes", found.position, is_last)
    tag = f"{found.etag}-{offer.format}"
    kept = sent_kept(answer, tag, lambda coding: keeper().changes.render(found, offer.format, coding))
    return _open(kept, found.position)


def _open(answer: Response, position: int) -> Response:
    answer.headers["Ledger-Position"] = str(position)
    return open_to_all(answer)


def _led_since(since: str, suffix: str) -> AnyResponse:
    there = keeper().changes.since(since, suffix)
    if isinstance(there, BadSince):
        return problems.answered(problems.Problem(400, "changes-bad-since", there.vi, there.en))
    answer = redirect(there, 303, Response)
    assert isinstance(answer, Response)
    answer.headers["Cache-Control"] = "no-cache"
    return open_to_all(answer)


def _filters() -> Filters | problems.Problem:
    try:
        asked = {name: request.args.getlist(name) for name in (filters.AGENCY, filters.THEME)}
        return filters.read(asked, keeper().words, keeper().config.base)
    except BadFilter as bad:
        return problems.Problem(400, "changes-bad-filter", bad.vi, bad.en)


def _place(name: str) -> int:
    """The entry before or after which to show changes, 0 for the newest. What is no number is refused with 400."""
    text = request.args.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_PLACE):
        abort(400)
    return int(text)


def _page() -> AnyResponse:
    """What changed last, in words."""
    wanted = _filters()
    if isinstance(wanted, problems.Problem):
        return problems.answered(wanted)
    found = window(keeper().ledger, wanted, SHOWN, _place("before"), _place("after"))
    return Response(_drawn(found, wanted, is_latest=True))


def _listed(found: Node, alone: int = 0) -> AnyResponse:
    """The changes of one page of the stream in words, or the one `alone` of this entry."""
    bodies = keeper().ledger.bodies(sorted({change.words for change in found.changes} - {0}))
    return Response(_drawn(Window(tuple(reversed(found.changes)), bodies), filters.WHOLE, is_latest=False, alone=alone))


def _drawn(found: Window, wanted: Filters, *, is_latest: bool, alone: int = 0) -> str:
    words, lang = keeper().words, language()
    return render_template(
        "changes.html",
        rows=[told(change, found.bodies.get(change.words, b""), words, lang) for change in found.rows],
        window=found,
        wanted=wanted,
        chosen=catalogue_showing.chosen(wanted),
        choices=catalogue_showing.choices(lang) if is_latest else {},
        alone=alone,
        is_latest=is_latest,
        signs=SIGNS,
        machine=MACHINE,
        query=dict(wanted.query),
        atom=atom.address(keeper().config, wanted, lang),
    )
