"""`/sparql`: the SPARQL 1.1 Protocol for programs; the same address is a page for people (`query_page`).

What is asked, refused and answered is `sparql.protocol` and the query workers; nothing is evaluated here.
"""

from flask import Blueprint, Response, request

from registry.web import describing, problems, query_page
from registry.web.encoding import coded, coding, tag_in
from registry.web.here import keeper
from registry.web.querying import CAPS, ask, asked
from registry.web.safety import open_to_all, preflight
from registry.workers.query_pool import Served
from sparql.generation import Generation
from sparql.negotiation import GRAPHS, HTML, RESULTS, choose
from sparql.protocol import FORM_TYPE, METHODS, Plan, ServiceDescription, plan
from sparql.refusal import Refusal

endpoint = Blueprint("endpoint", __name__)


@endpoint.route(
    "/sparql", methods=["GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"], provide_automatic_options=False
)
def sparql() -> Response:
    """Who names HTML first, as browsers do, gets the page; everyone else the protocol."""
    if request.method == "OPTIONS":
        return preflight(METHODS)
    answer = query_page.answered() if _wants_page() else open_to_all(_protocol())
    answer.vary.add("Accept")
    return answer


def _wants_page() -> bool:
    accept = request.headers.get("Accept", "")
    offer = choose(accept, (*RESULTS, *GRAPHS, *HTML)) if "html" in accept.lower() else None
    if offer is None or offer.format != "html":
        return False
    if request.method == "POST":  # a query too long for an address, sent by the page's own form
        return request.mimetype == FORM_TYPE and query_page.sent("query") != "" and not query_page.sent("format")
    return request.method in ("GET", "HEAD") and not request.args.get("format")


def _protocol() -> Response:
    planned = plan(asked(), CAPS)
    if isinstance(planned, Refusal):
        return _refused(planned)
    if isinstance(planned, ServiceDescription):
        return describing.service(planned.offer)
    known = _known(planned) if "If-None-Match" in request.headers else None
    if known is not None:
        return known
    served = ask(planned)
    if isinstance(served, Refusal):
        return _refused(served)
    return _answered(planned, served)


def _known(planned: Plan) -> Response | None:
    """304 for who holds the answer of this generation already: nothing is asked for that."""
    generation = keeper().queries.generation
    held = request.if_none_match
    if generation is None or planned.is_volatile or request.method == "POST" or held.star_tag:
        return None
    ours = (tag_in(_tag(generation, planned), one) for one in (coding(), ""))
    tag = next((one for one in ours if held.contains_weak(one)), None)
    if tag is None:
        return None
    unchanged = Response(status=304)
    unchanged.headers.remove("Content-Type")  # which Flask sets, and by which a page is known
    return _headed(unchanged, generation, tag)


def _answered(planned: Plan, served: Served) -> Response:
    answer = Response(served.answer.body, content_type=served.answer.content_type)
    if served.answer.truncated:
        answer.headers["X-Truncated"] = "rows"
        answer.headers["Link"] = f'<{keeper().queries.caps.dump}>; rel="alternate"'
    tag = None if planned.is_volatile else _tag(served.generation, planned)
    coded(_headed(answer, served.generation, tag)).make_conditional(request)
    return answer


def _headed(answer: Response, generation: Generation, tag: str | None) -> Response:
    """With what tells of which answer it is: an ETag, unless it would be another next time, and how far the data go."""
    if tag is not None:
        answer.set_etag(tag)
    answer.headers["Ledger-Position"] = str(generation.position)
    answer.vary.update(("Accept", "Accept-Encoding"))
    return answer


def _tag(generation: Generation, planned: Plan) -> str:
    return f"{generation.mark}-{planned.key}"


def _refused(refusal: Refusal) -> Response:
    return problems.answered(problems.of_refusal(refusal))
